/**
 * One loaded deployment: its predictors with their plans. A request pins the generation it started
 * on; a generation that was replaced closes its units when its last request has gone.
 * @module
 */
import { compileGraph } from "../graph/compile.ts";
import { ManifestError } from "../graph/manifest-error.ts";
import type { DeploymentSpec, Issue, PredictorSpec } from "../graph/spec.ts";
import type { RuntimeHost } from "../host.ts";
import type { Registry } from "../units/registry.ts";
import type { Unit } from "../units/unit.ts";
import { bindGraph } from "./bind.ts";
import type { UnitBinding } from "./bind.ts";
import { ModelNames } from "./model-names.ts";
import type { LoadedPredictor } from "./predictor.ts";
import { needRoutes, routersOf } from "./recorded-routes.ts";
import { readPredictorSettings } from "./settings.ts";

export interface LoadOptions {
  readonly host: RuntimeHost;
  readonly registry: Registry;
  readonly bindings: Readonly<Record<string, UnitBinding>>;
  /** Serve this predictor alone. */
  readonly predictor?: string | undefined;
}

export class Generation {
  readonly deployment: DeploymentSpec;
  readonly predictors: readonly LoadedPredictor[];
  readonly shadows: readonly LoadedPredictor[];
  /** The predictors that answer clients. */
  readonly live: readonly LoadedPredictor[];
  /** Whether the ways of its answers are remembered for rewards. */
  readonly recordsRoutes: boolean;
  /** What clients can ask for by name. */
  readonly models: ModelNames;
  readonly #host: RuntimeHost;
  readonly #owned: readonly Unit[];
  #running = 0;
  #idle: (() => void) | undefined = undefined;
  #retired: Promise<void> | undefined = undefined;

  /** @param owned the units that were made for it and end with it; others belong to the caller */
  constructor(
    deployment: DeploymentSpec,
    predictors: readonly LoadedPredictor[],
    owned: readonly Unit[],
    host: RuntimeHost,
  ) {
    this.deployment = deployment;
    this.predictors = predictors;
    this.shadows = predictors.filter((predictor) => predictor.shadow);
    this.live = predictors.filter((predictor) => !predictor.shadow);
    this.recordsRoutes = needRoutes(this.live);
    this.#owned = owned;
    this.#host = host;
    this.models = new ModelNames(this, host);
  }

  /** Requests that are running on it. */
  get running(): number {
    return this.#running;
  }

  enter(): void {
    this.#running++;
  }

  leave(): void {
    this.#running--;
    if (this.#running === 0) this.#idle?.();
  }

  /** The predictor for a request, drawn by traffic. */
  choose(): LoadedPredictor {
    const { live } = this;
    if (live.length === 1) return live[0]!;
    let left = this.#host.random() * live.reduce((sum, predictor) => sum + predictor.traffic, 0);
    for (const predictor of live) {
      left -= predictor.traffic;
      if (left < 0) return predictor;
    }
    return live.at(-1)!;
  }

  /** Runs `work` while the generation stays open. */
  async pin<T>(work: () => Promise<T>): Promise<T> {
    this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  /**
   * Waits for the running requests, then closes its own units, once however often it is called.
   * @param lastWords called in between, by the first to ask
   */
  retire(lastWords?: () => void): Promise<void> {
    this.#retired ??= this.#retire(lastWords);
    return this.#retired;
  }

  async #retire(lastWords?: () => void): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
    lastWords?.();
    await closeAll(this.#owned);
  }
}

/**
 * Loads every predictor of a deployment side by side.
 * @throws ManifestError with everything that is wrong; units already opened are closed.
 */
export async function loadGeneration(deployment: DeploymentSpec, options: LoadOptions): Promise<Generation> {
  const issues: Issue[] = [];
  const opened: Unit[] = [];
  const chosen = choosePredictors(deployment, options.predictor);
  const loading = chosen.map(async (predictor) => loadPredictor(deployment, predictor, options, issues, opened));
  // All of them, also when one fails: what a sibling opens later has to be closed, too.
  const outcomes = await Promise.allSettled(loading);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined || issues.length > 0) {
    await closeAll(opened);
    throw failed === undefined ? new ManifestError(withoutRepeats(issues)) : failed.reason;
  }
  const loaded = outcomes.map((outcome) => (outcome as PromiseFulfilledResult<LoadedPredictor | undefined>).value);
  return new Generation(
    deployment,
    loaded.filter((predictor) => predictor !== undefined),
    opened,
    options.host,
  );
}

function choosePredictors(deployment: DeploymentSpec, name: string | undefined): readonly PredictorSpec[] {
  const all = deployment.predictors;
  if (name === undefined) return all;
  const one = all.filter((predictor) => predictor.name === name);
  if (one.length > 0) return one.map((predictor) => ({ ...predictor, shadow: false, traffic: 100 }));
  const known = all.map((predictor) => predictor.name).join(", ");
  throw new ManifestError([
    { path: "spec.predictors", message: `no predictor is named "${name}"; there are ${known}` },
  ]);
}

async function loadPredictor(
  deployment: DeploymentSpec,
  predictor: PredictorSpec,
  options: LoadOptions,
  issues: Issue[],
  opened: Unit[],
): Promise<LoadedPredictor | undefined> {
  const { deadlineMs, ...timeouts } = readPredictorSettings(deployment, predictor, issues);
  const remote = { ...timeouts, protocol: deployment.protocol, transport: deployment.transport };
  const root = await bindGraph(predictor, { ...options, remote }, issues, opened);
  if (root === undefined) return undefined;
  try {
    const plan = compileGraph(root, { clock: options.host });
    const { shadow } = predictor;
    // A shadow without a share of its own sees every request.
    const traffic = shadow ? predictor.traffic || 100 : (predictor.traffic ?? 0);
    return { name: predictor.name, plan, routers: routersOf(plan), traffic, shadow, deadlineMs };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    issues.push(...error.issues);
    return undefined;
  }
}

// Predictors share the deployment's annotations, and what is wrong with them.
function withoutRepeats(issues: readonly Issue[]): readonly Issue[] {
  return [...new Map(issues.map((issue) => [`${issue.path}: ${issue.message}`, issue])).values()];
}

async function closeAll(units: readonly Unit[]): Promise<void> {
  // A unit may stand behind several nodes.
  await Promise.allSettled([...new Set(units)].map(async (unit) => unit.close?.()));
}
