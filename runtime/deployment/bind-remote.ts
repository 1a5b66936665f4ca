/**
 * Units behind sockets: which protocol and transport they are called in, by the manifest and by
 * parameters of the unit:
 *
 * | parameter | meaning | default |
 * |---|---|---|
 * | `zerohop.protocol` | `seldon`, `v2` (= `kfserving`) or `tensorflow` | the deployment's |
 * | `zerohop.model` | what the unit's server calls the model (v2, tensorflow) | the unit's name |
 * | `zerohop.signature` | the model's signature (tensorflow) | `serving_default` |
 * | `zerohop.binary` | whether tensors go as bytes (v2 over REST): `true`, `false`, or `auto` to ask the server | `false` |
 * @module
 */
import type { Protocol } from "../errors.ts";
import { InferenceError } from "../errors.ts";
import { PROTOCOLS } from "../graph/spec.ts";
import type { DeploymentSpec, PredictiveUnit } from "../graph/spec.ts";
import type { RuntimeHost } from "../host.ts";
import { runtimeParameter } from "../units/parameters.ts";
import { readForwardHeaders } from "../units/remote/headers.ts";
import type { ModelUnitOptions } from "../units/remote/options.ts";
import { createSeldonRestUnit } from "../units/remote/seldon-rest.ts";
import type { Unit } from "../units/unit.ts";

/** What a deployment says about all of its remote units. */
export interface RemoteSettings {
  readonly protocol: DeploymentSpec["protocol"];
  readonly transport: DeploymentSpec["transport"];
  /** Milliseconds for one call; Infinity when unlimited. */
  readonly restTimeoutMs: number;
  readonly grpcTimeoutMs: number;
}

interface RemoteNode extends RemoteSettings {
  /** The unit's own deadline ends its calls, too: nothing stays open that nobody waits for. */
  readonly unitTimeoutMs: number;
  /** Whether the graph starts with it. */
  readonly isFirst: boolean;
  readonly image: string | undefined;
}

/** Whether a binding is the address of a server. */
export function isRemoteUrl(binding: string): boolean {
  return /^(https?|grpcs?):\/\//.test(binding);
}

/** Where the manifest says that a unit listens; undefined when it does not. */
export function endpointUrl({ endpoint = {} }: PredictiveUnit, { transport }: RemoteSettings): string | undefined {
  const { service_host: host, service_port: port, httpPort, grpcPort } = endpoint;
  if (host === undefined) return undefined;
  const isOnlyGrpc = grpcPort !== undefined && httpPort === undefined && port === undefined;
  const type = endpoint.type ?? (transport === "grpc" || (transport === undefined && isOnlyGrpc) ? "GRPC" : "REST");
  const [scheme, own] = type === "GRPC" ? ["grpc", grpcPort ?? port] : ["http", httpPort ?? port];
  return own === undefined ? undefined : `${scheme}://${host}:${own}`;
}

/**
 * Makes the unit behind a URL.
 * @throws InferenceError INVALID_ARGUMENT naming a parameter that is wrong; UNIMPLEMENTED for gRPC
 * where the host cannot speak it
 */
export function bindRemote(
  { name, parameters }: PredictiveUnit,
  url: string,
  node: RemoteNode,
  host: RuntimeHost,
): Unit | Promise<Unit> {
  const { isFirst, image: identity } = node;
  const isGrpc = url.startsWith("grpc");
  const protocol = readProtocol(parameters, node.protocol);
  const options: ModelUnitOptions = {
    name,
    url: url.replace(/\/+$/, ""),
    timeoutMs: Math.min(isGrpc ? node.grpcTimeoutMs : node.restTimeoutMs, node.unitTimeoutMs),
    forwardHeaders: readForwardHeaders(parameters),
    identity,
    isFirst,
    model: runtimeParameter(parameters, "model"),
    signature: runtimeParameter(parameters, "signature"),
    binary: choice(parameters, "binary", ["false", "true", "auto"] as const),
  };
  if (isGrpc) {
    return import("../units/remote/open-grpc.ts").then(({ openGrpcUnit }) => openGrpcUnit(protocol, options, host));
  }
  if (protocol === "seldon") return createSeldonRestUnit(options, host);
  return import("../units/remote/open-rest.ts").then(({ openRestUnit }) => openRestUnit(protocol, options, host));
}

type Parameters = PredictiveUnit["parameters"];

function readProtocol(parameters: Parameters, ofDeployment: DeploymentSpec["protocol"]): Protocol {
  const protocol = choice(parameters, "protocol", PROTOCOLS) ?? ofDeployment;
  return protocol === "kfserving" ? "v2" : protocol;
}

function choice<T extends string>(parameters: Parameters, name: string, known: readonly T[]): T | undefined {
  const text = runtimeParameter(parameters, name);
  if (text === undefined) return undefined;
  const chosen = known.find((candidate) => candidate === text);
  if (chosen !== undefined) return chosen;
  const got = JSON.stringify(text.slice(0, 40));
  const expected = `one of ${known.join(", ")}`;
  throw new InferenceError("INVALID_ARGUMENT", `Parameter "zerohop.${name}": expected ${expected}, got ${got}`);
}
