/** Runtimes with remote units behind real sockets, and requests for them. */
import type { RuntimeHost } from "../../../runtime/host.ts";
import { EMPTY_META } from "../../../runtime/message/meta.ts";
import type { Message } from "../../../runtime/message/message.ts";
import { tensorMessage } from "../../../runtime/message/message.ts";
import { createGrpcClient } from "../../../runtime/platform/node/grpc-client/client.ts";
import type { Runtime } from "../../../runtime/runtime.ts";
import { createRuntimeOn } from "../../../runtime/runtime.ts";
import type { UnitBinding } from "../../../runtime/deployment/bind.ts";
import type { JsonObject } from "../../../runtime/message/json-value.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import type { ModelUnitOptions } from "../../../runtime/units/remote/options.ts";
import type { UnitContext } from "../../../runtime/units/unit.ts";
import { createTestHost } from "../../support/host.ts";
import type { Node } from "../../support/manifests.ts";

/** Closes what a test opened, last first. */
export class Opened {
  readonly #open: { close(): unknown }[] = [];

  keep<T extends { close(): unknown }>(one: T): T {
    this.#open.push(one);
    return one;
  }

  async close(): Promise<void> {
    for (const one of this.#open.splice(0).toReversed()) await one.close();
  }
}

/** A host that speaks gRPC; its connections end with `opened`. */
export function grpcHost(opened: Opened, changes: Partial<RuntimeHost> = {}) {
  const client = opened.keep(createGrpcClient());
  return createTestHost({ callRpc: (call) => client.call(call), ...changes });
}

export interface LoadParts {
  readonly protocol?: string;
  readonly transport?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly host?: RuntimeHost;
}

/** Loads a graph whose remote units are called for real. */
export async function loadRemote(
  opened: Opened,
  graph: Node,
  units: Readonly<Record<string, UnitBinding>> = {},
  { host = grpcHost(opened), ...spec }: LoadParts = {},
): Promise<Runtime> {
  const manifest = {
    apiVersion: "machinelearning.seldon.io/v1",
    kind: "SeldonDeployment",
    metadata: { name: "toy", namespace: "lab" },
    spec: { ...spec, predictors: [{ name: "main", graph }] },
  };
  return opened.keep(await createRuntimeOn(host, manifest, { units }));
}

export function contextOf(headers: Readonly<Record<string, string>> = {}, model?: string): UnitContext {
  const signal = new AbortController().signal;
  return { puid: "p", model, signal, deadlineMs: Infinity, header: (name) => headers[name], headers: () => headers };
}

/** A message of tensors, with tags. */
export function request(tensors: readonly Tensor[], tags: JsonObject = {}): Message {
  return tensorMessage(tensors, [], "tensor", { ...EMPTY_META, tags });
}

/** The first tensor of an answer. */
export function firstOf({ data }: Message): Tensor {
  if (data.kind === "tensors") return data.tensors[0]!;
  throw new Error(`Expected tensors, got ${data.kind}`);
}

export const floats = (name: string, ...values: number[]): Tensor => ({
  name,
  datatype: "FP64",
  shape: [1, values.length],
  data: Float64Array.from(values),
});

/** Options of a unit "m". */
export function optionsOf(url: string, changes: Partial<ModelUnitOptions> = {}): ModelUnitOptions {
  return { name: "m", url, timeoutMs: 2000, ...changes };
}

/** Tensors of every datatype that the protocol has raw bytes for. */
export const EVERY: readonly Tensor[] = [
  { name: "bool", datatype: "BOOL", shape: [2], data: Uint8Array.of(0, 1) },
  { name: "i8", datatype: "INT8", shape: [2], data: Int8Array.of(-128, 127) },
  { name: "u16", datatype: "UINT16", shape: [1, 2], data: Uint16Array.of(0, 65_535) },
  { name: "i64", datatype: "INT64", shape: [2], data: BigInt64Array.of(-(2n ** 63n), 2n ** 53n + 1n) },
  { name: "u64", datatype: "UINT64", shape: [1], data: BigUint64Array.of(2n ** 64n - 1n) },
  { name: "f16", datatype: "FP16", shape: [2], data: Uint16Array.of(0x3c00, 0x7e00) },
  { name: "f32", datatype: "FP32", shape: [3], data: Float32Array.of(0.1, NaN, -Infinity) },
  { name: "f64", datatype: "FP64", shape: [2], data: Float64Array.of(0.1, 5e-324) },
  { name: "b", datatype: "BYTES", shape: [2], data: [Uint8Array.of(0, 255), new TextEncoder().encode("ä")] },
];
