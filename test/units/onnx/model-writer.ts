/**
 * Writes small ONNX files, so that a test can say exactly which model it means, also a hostile one.
 * @module
 */

const ENCODER = new TextEncoder();

/** Element types as TensorProto numbers them. */
export const ONNX_TYPE = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  double: 11,
  bfloat16: 16,
} as const;

export interface Value {
  readonly name: string;
  readonly type?: keyof typeof ONNX_TYPE;
  /** Numbers are fixed, strings symbolic, undefined unknown; no shape at all when missing. */
  readonly shape?: readonly (number | string | undefined)[];
  /** `map` and `sequence` make the value something else than a tensor. */
  readonly container?: "map" | "sequence";
}

export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly domain?: string;
  /** Encoded AttributeProto messages. */
  readonly attributes?: readonly Uint8Array[];
}

export interface Model {
  readonly nodes: readonly Node[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Encoded TensorProto messages. */
  readonly initializers?: readonly Uint8Array[];
  readonly opset?: number;
  readonly irVersion?: number;
}

/** A field that holds a number. */
export function varint(field: number, value: number | bigint): Uint8Array {
  return join([number(BigInt(field) << 3n), number(BigInt.asUintN(64, BigInt(value)))]);
}

/** A field that holds text, bytes or a message. */
export function chunk(field: number, value: string | Uint8Array): Uint8Array {
  const bytes = typeof value === "string" ? ENCODER.encode(value) : value;
  return join([number((BigInt(field) << 3n) | 2n), number(BigInt(bytes.length)), bytes]);
}

export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function writeModel(model: Model): Uint8Array<ArrayBuffer> {
  const graph = join([
    ...model.nodes.map((node) => chunk(1, writeNode(node))),
    chunk(2, "test"),
    ...(model.initializers ?? []).map((tensor) => chunk(5, tensor)),
    ...model.inputs.map((value) => chunk(11, writeValue(value))),
    ...model.outputs.map((value) => chunk(12, writeValue(value))),
  ]);
  const opset = (domain: string, version: number) => chunk(8, join([chunk(1, domain), varint(2, version)]));
  return join([varint(1, model.irVersion ?? 8), chunk(7, graph), opset("", model.opset ?? 17), opset("ai.onnx.ml", 3)]);
}

/** A TensorProto of 64-bit integers. */
export function int64Tensor(name: string, values: readonly number[]): Uint8Array {
  return join([
    varint(1, values.length),
    varint(2, ONNX_TYPE.int64),
    chunk(8, name),
    ...values.map((value) => varint(7, value)),
  ]);
}

/** A TensorProto of float32 whose values are said to be in another file. */
export function externalTensor(name: string, location: string, dims: readonly number[]): Uint8Array {
  return join([
    ...dims.map((size) => varint(1, size)),
    varint(2, ONNX_TYPE.float),
    chunk(8, name),
    chunk(13, join([chunk(1, "location"), chunk(2, location)])),
    varint(14, 1),
  ]);
}

/** An AttributeProto holding an integer. */
export function intAttribute(name: string, value: number): Uint8Array {
  return join([chunk(1, name), varint(3, value), varint(20, 2)]);
}

/** An AttributeProto holding a tensor. */
export function tensorAttribute(name: string, tensor: Uint8Array): Uint8Array {
  return join([chunk(1, name), chunk(5, tensor), varint(20, 4)]);
}

/** An AttributeProto holding 64-bit integers. */
export function intsAttribute(name: string, values: readonly number[]): Uint8Array {
  return join([chunk(1, name), ...values.map((value) => varint(8, value)), varint(20, 7)]);
}

function writeNode(node: Node): Uint8Array {
  return join([
    ...node.inputs.map((name) => chunk(1, name)),
    ...node.outputs.map((name) => chunk(2, name)),
    chunk(4, node.op),
    ...(node.attributes ?? []).map((attribute) => chunk(5, attribute)),
    chunk(7, node.domain ?? ""),
  ]);
}

function writeValue(value: Value): Uint8Array {
  return join([chunk(1, value.name), chunk(2, writeType(value))]);
}

function writeType(value: Value): Uint8Array {
  const element = ONNX_TYPE[value.type ?? "float"];
  const tensor = (shape: Uint8Array) => chunk(1, join([varint(1, element), shape]));
  if (value.container === "sequence") return chunk(4, chunk(1, tensor(new Uint8Array(0))));
  if (value.container === "map") {
    const map = join([varint(1, ONNX_TYPE.int64), chunk(2, tensor(new Uint8Array(0)))]);
    return chunk(4, chunk(1, chunk(5, map)));
  }
  if (value.shape === undefined) return tensor(new Uint8Array(0));
  const dims = value.shape.map((size) => chunk(1, writeDimension(size)));
  return tensor(chunk(2, join(dims)));
}

function writeDimension(size: number | string | undefined): Uint8Array {
  if (size === undefined) return new Uint8Array(0);
  return typeof size === "number" ? varint(1, size) : chunk(2, size);
}

function number(value: bigint): Uint8Array {
  const out: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 128n) {
      out.push(Number(rest));
      return Uint8Array.from(out);
    }
    out.push(Number(rest & 127n) | 128);
  }
}
