/**
 * Finds out what stands behind each node of a graph, and brings it to life.
 *
 * In this order: a binding given by the caller; a built-in, a server or a registered
 * implementation; a model file by its ending; an endpoint, which makes it a remote unit. Nodes that
 * nothing stands behind are listed together.
 * @module
 */
import { InferenceError } from "../errors.ts";
import type { Protocol } from "../errors.ts";
import type { BoundUnit } from "../graph/bound-unit.ts";
import { join } from "../graph/fields.ts";
import { imageOf } from "../graph/spec.ts";
import type { Issue, PredictiveUnit, PredictorSpec } from "../graph/spec.ts";
import type { RuntimeHost } from "../host.ts";
import type { UnitSpec } from "../units/factory.ts";
import type { ComponentClass } from "../units/component/component.ts";
import type { Registry } from "../units/registry.ts";
import { componentFactory, serverFor } from "../units/registry.ts";
import type { Unit } from "../units/unit.ts";
import { bindRemote, endpointUrl, isRemoteUrl } from "./bind-remote.ts";
import type { RemoteSettings } from "./bind-remote.ts";
import { readUnitSettings } from "./settings.ts";
import { readUnitMetadata } from "./unit-metadata.ts";

/**
 * What a caller may put behind a node: a server's URL, a local file, a class, an object, a unit.
 * Objects and units stay the caller's own: they are not closed with the runtime.
 */
export type UnitBinding = string | ComponentClass | object;

export interface BindOptions {
  readonly host: RuntimeHost;
  readonly registry: Registry;
  /** By unit name, or `predictor/unit` where a name is used twice. */
  readonly bindings: Readonly<Record<string, UnitBinding>>;
  readonly remote: RemoteSettings;
}

/**
 * Binds the graph of one predictor. Problems are added to `issues`; the units that did come to life
 * are in `opened`, for closing when something else failed.
 * @returns the graph, or undefined when there are issues
 */
export async function bindGraph(
  predictor: PredictorSpec,
  options: BindOptions,
  issues: Issue[],
  opened: Unit[],
): Promise<BoundUnit | undefined> {
  const binder = new GraphBinder(predictor, options, issues, opened);
  return binder.bind(predictor.graph, join(predictor.path, "graph"));
}

class GraphBinder {
  readonly #predictor: PredictorSpec;
  readonly #options: BindOptions;
  readonly #issues: Issue[];
  readonly #opened: Unit[];

  constructor(predictor: PredictorSpec, options: BindOptions, issues: Issue[], opened: Unit[]) {
    this.#predictor = predictor;
    this.#options = options;
    this.#issues = issues;
    this.#opened = opened;
  }

  async bind(node: PredictiveUnit, path: string): Promise<BoundUnit | undefined> {
    const settings = readUnitSettings(node, path, this.#issues);
    const children = node.children.map((child, index) => this.bind(child, `${path}.children[${index}]`));
    const described = readUnitMetadata(node, this.#predictor, this.#options.host);
    const [unit, ...bound] = await Promise.all([this.#open(node, path, settings.timeoutMs), ...children]);
    const completeMetadata = await described;
    if (unit === undefined || bound.includes(undefined)) return undefined;
    return {
      name: node.name,
      path,
      type: node.type,
      methods: node.methods,
      unit,
      children: bound as BoundUnit[],
      completeMetadata,
      ...settings,
    };
  }

  async #open(node: PredictiveUnit, path: string, timeoutMs: number): Promise<Unit | undefined> {
    try {
      const binding = this.#bindingOf(node);
      const unit = await this.#create(node, binding, timeoutMs);
      if (unit === undefined)
        this.#issues.push({ path, message: unboundMessage(node, imageOf(this.#predictor, node.name)) });
      // What the caller made stays the caller's: one object may serve several generations.
      else if (typeof binding !== "object") this.#opened.push(unit);
      return unit;
    } catch (error) {
      this.#issues.push({ path, message: `unit "${node.name}": ${reasonOf(error)}` });
      this.#options.host.logger.log("debug", "unit failed to load", { unit: node.name, error });
      return undefined;
    }
  }

  #bindingOf(node: PredictiveUnit): UnitBinding | undefined {
    const { bindings } = this.#options;
    const keys = [`${this.#predictor.name}/${node.name}`, node.name];
    const key = keys.find((candidate) => Object.hasOwn(bindings, candidate));
    return key === undefined ? undefined : bindings[key];
  }

  #create(node: PredictiveUnit, binding: UnitBinding | undefined, timeoutMs: number): Unit | Promise<Unit> | undefined {
    const { registry, host } = this.#options;
    if (binding !== undefined) return this.#fromBinding(node, binding, timeoutMs);
    const { implementation, modelUri } = node;
    const server = implementation ?? (modelUri === undefined ? undefined : serverFor(modelUri));
    const factory = server === undefined ? undefined : registry.get(server);
    if (server !== undefined && factory !== undefined) return factory(this.#spec(node, server, modelUri), host);
    return this.#fromEndpoint(node, timeoutMs);
  }

  #fromBinding(node: PredictiveUnit, binding: UnitBinding, timeoutMs: number): Unit | Promise<Unit> {
    const { host, registry } = this.#options;
    if (typeof binding !== "string") {
      if (isUnit(binding)) return binding;
      return componentFactory(binding)(this.#spec(node, "COMPONENT_SERVER", node.modelUri), host);
    }
    if (isRemoteUrl(binding)) return this.#remote(node, binding, timeoutMs);
    const server = serverFor(binding);
    if (server === undefined) {
      throw new TypeError(
        `expected a URL (http://host:port, grpc://host:port) or a .ts, .js, .mjs, .wasm or .onnx file, got ${JSON.stringify(binding)}`,
      );
    }
    return registry.get(server)!(this.#spec(node, server, binding), host);
  }

  #fromEndpoint(node: PredictiveUnit, timeoutMs: number): Unit | Promise<Unit> | undefined {
    const url = endpointUrl(node, this.#options.remote);
    return url === undefined ? undefined : this.#remote(node, url, timeoutMs);
  }

  #remote(node: PredictiveUnit, url: string, timeoutMs: number): Unit | Promise<Unit> {
    const { host, remote } = this.#options;
    const isFirst = node === this.#predictor.graph;
    return bindRemote(node, url, { ...remote, unitTimeoutMs: timeoutMs, isFirst, image: this.#imageOf(node) }, host);
  }

  #spec(node: PredictiveUnit, implementation: string, modelUri: string | undefined): UnitSpec {
    return {
      name: node.name,
      implementation,
      modelUri,
      parameters: node.parameters,
      childCount: node.children.length,
      image: this.#imageOf(node),
      protocol: protocolOf(this.#options.remote.protocol),
    };
  }

  // The image of a manifest did not answer when something else stands in its place.
  #imageOf(node: PredictiveUnit): string | undefined {
    return this.#bindingOf(node) === undefined ? imageOf(this.#predictor, node.name) || undefined : undefined;
  }
}

function unboundMessage(node: PredictiveUnit, image: string | undefined): string {
  const what = image
    ? `runs in the container image ${image}`
    : `has implementation ${node.implementation ?? "none"}, which this runtime does not have`;
  return `unit "${node.name}" ${what}; bind it with --unit ${node.name}=URL or --unit ${node.name}=file.{ts,js,wasm,onnx}`;
}

function isUnit(value: object): value is Unit {
  const { kind, identity } = value as Partial<Unit>;
  return typeof kind === "string" && typeof identity === "string";
}

function reasonOf(error: unknown): string {
  if (InferenceError.is(error)) return error.message.replace(/^Unit "[^"]*": /, "");
  return error instanceof Error ? error.message : String(error);
}

/** The Open Inference protocol has an older name, too. */
function protocolOf(protocol: RemoteSettings["protocol"]): Protocol {
  return protocol === "kfserving" ? "v2" : protocol;
}
