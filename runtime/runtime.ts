/**
 * A deployment as an object: what `createRuntime` gives, whatever it is embedded in.
 * @module
 */
import type { DataPlaneSettings, RequestOptions } from "./data-plane.ts";
import { DataPlane } from "./data-plane.ts";
import type { UnitBinding } from "./deployment/bind.ts";
import { loadGeneration } from "./deployment/generation.ts";
import type { Generation } from "./deployment/generation.ts";
import { exportLearned, mergeLearned } from "./deployment/learning.ts";
import { LoadedOnce } from "./deployment/loaded-once.ts";
import { createMemoryState } from "./deployment/memory-state.ts";
import { RequestLimit } from "./deployment/request-limit.ts";
import type { StateStore } from "./deployment/state-store.ts";
import type { GraphMetadata } from "./graph/describe.ts";
import { readManifest } from "./graph/manifest.ts";
import { ManifestError } from "./graph/manifest-error.ts";
import type { DeploymentSpec } from "./graph/spec.ts";
import type { RpcTable } from "./grpc/rpc.ts";
import type { RuntimeHost } from "./host.ts";
import type { BodyLimits } from "./http/body-limits.ts";
import type { RouteTable } from "./http/route-table.ts";
import type { AuthOptions } from "./auth/authenticator.ts";
import type { Feedback } from "./message/feedback.ts";
import type { JsonValue } from "./message/json-value.ts";
import { messageFrom } from "./message/from-value.ts";
import type { PredictInput } from "./message/from-value.ts";
import type { Message } from "./message/message.ts";
import { Served } from "./served.ts";
import type { Service } from "./service.ts";
import { createRegistry } from "./units/registry.ts";
import type { Implementation } from "./units/registry.ts";

export interface RuntimeOptions {
  /** Serve this predictor alone; all of them, by traffic, when absent. */
  readonly predictor?: string;
  /** What stands behind a node: a URL, a file, a class, an object. By name or `predictor/name`. */
  readonly units?: Readonly<Record<string, UnitBinding>>;
  /** Implementation names of one's own: a factory, or `{ component }` for a class that gets `modelUri`. */
  readonly implementations?: Readonly<Record<string, Implementation>>;
  /** Requests in progress before more are refused. Default 1024, or ZEROHOP_MAX_CONCURRENT. */
  readonly maxConcurrent?: number;
  /** Largest request body in bytes. Default 32 MiB, or ZEROHOP_MAX_BODY_BYTES. */
  readonly maxBodyBytes?: number;
  /** Bytes of all request bodies in flight. Default eight times the largest. */
  readonly maxInFlightBytes?: number;
  /** Who may ask for predictions; everybody when absent. */
  readonly auth?: AuthOptions;
  /** Where it is kept what units learned and which way answers went; closed by who opened it. Default in memory. */
  readonly state?: StateStore;
  /** What swap() makes of its argument. Default: a parsed manifest, for the host of the start. */
  readonly readSource?: (source: unknown) => Promise<ManifestOnHost>;
  /** Called when the runtime has closed, for what was opened on its behalf. */
  readonly onClose?: () => Promise<void>;
}

/** A manifest and the host that finds its files: relative paths start where the manifest is. */
export interface ManifestOnHost {
  /** Parsed, not yet checked. */
  readonly manifest: unknown;
  readonly host: RuntimeHost;
}

/** A running deployment. */
export class Runtime implements Service {
  readonly plane: DataPlane;
  readonly #served: Served;
  readonly #host: RuntimeHost;
  readonly #load: LoadManifest;
  readonly #options: RuntimeOptions;
  #draining = false;
  /** Settles when the last swap that was asked for has loaded and taken over, or failed. */
  #swapped: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined = undefined;

  /** @internal Use `createRuntime`. */
  constructor(generation: Generation, host: RuntimeHost, options: RuntimeOptions, load: LoadManifest) {
    this.#host = host;
    this.#load = load;
    this.#options = options;
    this.plane = new DataPlane(generation, host, readSettings(options, host));
    this.#served = new Served(this.plane, host, options, () => !this.#draining);
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
  readonly fetch = (request: Request): Promise<Response> => this.#served.fetch(request);

  get table(): RouteTable {
    return this.#served.table;
  }

  get bodies(): BodyLimits {
    return this.#served.bodies;
  }

  stripPrefix(path: string): string {
    return this.#served.stripPrefix(path);
  }

  loadRpcs(): Promise<RpcTable> {
    return this.#served.loadRpcs();
  }

  /**
   * Replaces the whole graph. The new one is loaded first; requests that are running finish on the
   * old one. Swaps take over in the order in which they were asked for.
   * @returns when the old graph is closed
   * @throws ManifestError when the new one cannot be served; the old one stays. InferenceError
   * UNAVAILABLE when the runtime is closed, also while it loads.
   */
  async swap(manifest: unknown): Promise<void> {
    // The next swap waits for this one to take over, not for the requests on the graph before it.
    const turn = this.#swapped.then(async () => {
      const next = await this.#loadNext(manifest);
      // Closed here, so that close() waits for it; the plane refuses it then.
      if (this.#closing !== undefined) await next.retire();
      return { retired: this.plane.swap(next) };
    });
    this.#swapped = turn.catch(() => {});
    const { retired } = await turn;
    await retired;
  }

  /** Turns readiness off, so that no new clients are sent here; requests are still answered. */
  startDraining(): void {
    this.#draining = true;
  }

  /** Refuses new requests, waits for running ones and closes every unit. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const closed = this.plane.close();
    await this.#swapped;
    await closed;
    await this.#options.onClose?.();
  }

  async #loadNext(manifest: unknown): Promise<Generation> {
    this.plane.assertOpen();
    const { readSource } = this.#options;
    const next = readSource === undefined ? { manifest, host: this.#host } : await readSource(manifest);
    return this.#load(next);
  }
}

function readSettings(options: RuntimeOptions, host: RuntimeHost): DataPlaneSettings {
  return {
    limit: new RequestLimit(options, host.env),
    routing: host.env["SELDON_ENABLE_ROUTING_INJECTION"] !== "false",
    requestPath: host.env["ZEROHOP_REQUEST_PATH"] !== "false",
    state: options.state ?? createMemoryState(),
  };
}

/** Loads what a manifest describes. */
type LoadManifest = (source: ManifestOnHost) => Promise<Generation>;

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
  const objects = new LoadedOnce();
  const registry = createRegistry(objects.wrapImplementations(options.implementations ?? {}));
  const load: LoadManifest = async (source) => {
    const { deployment, issues } = readManifest(source.manifest);
    if (deployment === undefined) throw new ManifestError(issues);
    const bindings = objects.wrap(options.units ?? {});
    return loadGeneration(deployment, { host: source.host, registry, bindings, predictor: options.predictor });
  };
  return new Runtime(await load({ manifest, host }), host, options, load);
}
