/**
 * A deployment as an object: what `createRuntime` gives, whatever it is embedded in.
 * @module
 */
import type { Hono } from "hono/tiny";
import { DataPlane } from "./data-plane.ts";
import type { RequestOptions } from "./data-plane.ts";
import { loadGeneration } from "./deployment/generation.ts";
import type { Generation } from "./deployment/generation.ts";
import { exportLearned, mergeLearned } from "./deployment/learning.ts";
import type { LearningStore } from "./deployment/learning.ts";
import type { UnitBinding } from "./deployment/bind.ts";
import type { GraphMetadata } from "./graph/describe.ts";
import { readManifest } from "./graph/manifest.ts";
import { ManifestError } from "./graph/manifest-error.ts";
import type { DeploymentSpec } from "./graph/spec.ts";
import type { RuntimeHost } from "./host.ts";
import { createApp } from "./http/app.ts";
import type { Route } from "./http/exchange.ts";
import { createHealthRoutes } from "./http/health.ts";
import { stripDeploymentPrefix } from "./http/prefix.ts";
import { createSeldonRoutes } from "./http/seldon.ts";
import type { Feedback } from "./message/feedback.ts";
import type { JsonValue } from "./message/json-value.ts";
import { messageFrom } from "./message/from-value.ts";
import type { PredictInput } from "./message/from-value.ts";
import type { Message } from "./message/message.ts";
import { createRegistry } from "./units/registry.ts";
import type { Implementation, Registry } from "./units/registry.ts";

export interface RuntimeOptions {
  /** Serve this predictor alone; all of them, by traffic, when absent. */
  readonly predictor?: string;
  /** What stands behind a node: a URL, a file, a class, an object. By name or `predictor/name`. */
  readonly units?: Readonly<Record<string, UnitBinding>>;
  /** Implementation names of one's own: a factory, or `{ component }` for a class that gets `modelUri`. */
  readonly implementations?: Readonly<Record<string, Implementation>>;
  /** Requests in progress before more are refused. Default 1024. */
  readonly maxConcurrent?: number;
  /** Largest request body in bytes. Default 256 MiB. */
  readonly maxBodyBytes?: number;
  /** Shares what learning routers know with other copies of the deployment. */
  readonly learning?: LearningStore;
  /** Called when the runtime has closed, for what was opened on its behalf. */
  readonly onClose?: () => Promise<void>;
}

export const DEFAULT_MAX_CONCURRENT = 1024;
export const DEFAULT_MAX_BODY_BYTES: number = 256 * 1024 * 1024;

/** A running deployment. */
export class Runtime {
  readonly plane: DataPlane;
  /** Every route, for hosts that dispatch by themselves. */
  readonly routes: readonly Route[];
  readonly maxBodyBytes: number;
  readonly #app: Hono;
  readonly #host: RuntimeHost;
  readonly #registry: Registry;
  readonly #options: RuntimeOptions;
  #draining = false;

  /** @internal Use `createRuntime`. */
  constructor(generation: Generation, host: RuntimeHost, registry: Registry, options: RuntimeOptions) {
    this.#host = host;
    this.#registry = registry;
    this.#options = options;
    this.maxBodyBytes = options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
    this.plane = new DataPlane(generation, host, {
      maxConcurrent: options.maxConcurrent ?? DEFAULT_MAX_CONCURRENT,
      routing: host.env["SELDON_ENABLE_ROUTING_INJECTION"] !== "false",
      requestPath: host.env["ZEROHOP_REQUEST_PATH"] !== "false",
      learning: options.learning,
    });
    this.routes = [
      ...createHealthRoutes(this.plane, host, () => !this.#draining),
      ...createSeldonRoutes(this.plane, host),
    ];
    this.#app = createApp(this.routes, host, {
      maxBodyBytes: this.maxBodyBytes,
      stripPrefix: (path) => this.stripPrefix(path),
    });
  }

  /** What is served now. */
  get deployment(): DeploymentSpec {
    return this.plane.generation.deployment;
  }

  /** Runs data through the graph: no HTTP, no JSON. */
  async predict(input: PredictInput, options?: RequestOptions): Promise<Message> {
    return this.plane.predict(messageFrom(input), options);
  }

  /** Rewards an earlier answer. */
  feedback(feedback: Feedback, options?: RequestOptions): Promise<Message> {
    return this.plane.feedback(feedback, options);
  }

  /** What learning routers know, by `predictor/unit`: plain JSON of counts that add up. */
  exportLearned(): Readonly<Record<string, JsonValue>> {
    return exportLearned(this.plane.generation);
  }

  /** Adds what another copy exported; units that are not there and counts that do not fit are logged. */
  mergeLearned(learned: Readonly<Record<string, JsonValue>>): void {
    for (const [unit, counts] of Object.entries(learned)) {
      mergeLearned(this.plane.generation, unit, counts, this.#host.logger);
    }
  }

  /** Metadata of the graph and its units. */
  metadata(): Promise<GraphMetadata> {
    return this.plane.metadata();
  }

  /** Resolves when every unit can answer. */
  ready(): Promise<void> {
    return this.plane.ready();
  }

  /** Answers a web-standard request: mount it in Hono, Express, Fastify or plain node:http. */
  readonly fetch = async (request: Request): Promise<Response> => this.#app.fetch(request);

  /** Takes the deployment's prefix off a path. */
  stripPrefix(path: string): string {
    return stripDeploymentPrefix(path, this.deployment);
  }

  /**
   * Replaces the whole graph. The new one is loaded first; requests that are running finish on the
   * old one.
   * @returns when the old graph is closed
   * @throws ManifestError when the new one cannot be served; the old one stays.
   */
  async swap(manifest: unknown): Promise<void> {
    const generation = await load(manifest, this.#host, this.#registry, this.#options);
    await this.plane.swap(generation);
  }

  /** Turns readiness off, so that no new clients are sent here; requests are still answered. */
  startDraining(): void {
    this.#draining = true;
  }

  /** Waits for running requests and closes every unit. */
  async close(): Promise<void> {
    await this.plane.close();
    await this.#options.onClose?.();
  }
}

/**
 * Loads a deployment on a given host.
 * @param manifest a parsed SeldonDeployment or PredictorSpec
 * @throws ManifestError listing everything that is wrong
 */
export async function createRuntimeOn(
  host: RuntimeHost,
  manifest: unknown,
  options: RuntimeOptions = {},
): Promise<Runtime> {
  const registry = createRegistry(options.implementations);
  return new Runtime(await load(manifest, host, registry, options), host, registry, options);
}

async function load(
  manifest: unknown,
  host: RuntimeHost,
  registry: Registry,
  options: RuntimeOptions,
): Promise<Generation> {
  const { deployment, issues } = readManifest(manifest);
  if (deployment === undefined) throw new ManifestError(issues);
  return loadGeneration(deployment, { host, registry, bindings: options.units ?? {}, predictor: options.predictor });
}
