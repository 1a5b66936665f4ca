/**
 * An ONNX graph as it grows: nodes and constants, each known by the name of the tensor that it makes.
 * Everything numeric is float64 unless a method says otherwise; rows are axis 0.
 * @module
 */
import { int } from "./attribute.ts";
import { Message } from "./protobuf.ts";
import { TYPE, tensorProto, typeOf } from "./tensor.ts";
import type { Elements, ElementType } from "./tensor.ts";

/** The name of a tensor in the graph. */
export type Name = string;

/** Domain of the operators for trees and labels. */
export const ML = "ai.onnx.ml";

/** Constants up to this length are written once, however often they are asked for. */
const SHARED_LENGTH = 16;

interface Shared {
  count: number;
  readonly constants: Message[];
  readonly known: Map<string, Name>;
  readonly domains: Set<string>;
}

export class Graph {
  readonly #nodes: Message[] = [];
  readonly #shared: Shared;
  /** What nodes are called from now on, such as the operation that they are part of. */
  part = "";

  private constructor(shared: Shared) {
    this.#shared = shared;
  }

  static create(): Graph {
    return new Graph({ count: 0, constants: [], known: new Map(), domains: new Set([""]) });
  }

  /** The body of a loop: it sees the names and constants of this graph. */
  body(): Graph {
    const body = new Graph(this.#shared);
    body.part = this.part;
    return body;
  }

  /** Domains of all operators so far, "" for ONNX's own. */
  get domains(): ReadonlySet<string> {
    return this.#shared.domains;
  }

  /** A name that nothing has yet. */
  name(): Name {
    return `t${this.#shared.count++}`;
  }

  node(op: string, inputs: readonly Name[], attributes: readonly Message[] = [], domain = ""): Name {
    return this.nodes(op, inputs, 1, attributes, domain)[0]!;
  }

  /** A node with several outputs. */
  nodes(
    op: string,
    inputs: readonly Name[],
    outputs: number,
    attributes: readonly Message[] = [],
    domain = "",
  ): readonly Name[] {
    const names = Array.from({ length: outputs }, () => this.name());
    this.put(op, inputs, names, attributes, domain);
    return names;
  }

  /** A node whose outputs have names already. */
  put(
    op: string,
    inputs: readonly Name[],
    outputs: readonly Name[],
    attributes: readonly Message[] = [],
    domain = "",
  ): void {
    const message = new Message();
    for (const name of inputs) message.text(1, name);
    for (const name of outputs) message.text(2, name);
    message.text(3, `${this.part} ${outputs[0]!}`).text(4, op);
    for (const attribute of attributes) message.message(5, attribute);
    if (domain !== "") message.text(7, domain);
    this.#shared.domains.add(domain);
    this.#nodes.push(message);
  }

  constant(shape: readonly number[], elements: Elements, type: ElementType = typeOf(elements)): Name {
    const key = elements.length <= SHARED_LENGTH ? keyOf(shape, elements, type) : undefined;
    const known = key === undefined ? undefined : this.#shared.known.get(key);
    if (known !== undefined) return known;
    const name = this.name();
    this.#shared.constants.push(tensorProto(name, shape, elements, type));
    if (key !== undefined) this.#shared.known.set(key, name);
    return name;
  }

  scalar(value: number): Name {
    return this.constant([], Float64Array.of(value));
  }

  /** float64[1, n]. */
  row(values: Float64Array): Name {
    return this.constant([1, values.length], values);
  }

  /** int64[n]. */
  indices(values: ArrayLike<number>): Name {
    return this.constant([values.length], BigInt64Array.from(Array.from(values, BigInt)));
  }

  cast(input: Name, type: ElementType): Name {
    return this.node("Cast", [input], [int("to", type)]);
  }

  /** Truth values as 1 and 0. */
  number(condition: Name): Name {
    return this.cast(condition, TYPE.double);
  }

  /** Chosen columns of axis 1. */
  columns(input: Name, columns: ArrayLike<number>): Name {
    return this.node("Gather", [input, this.indices(columns)], [int("axis", 1)]);
  }

  /** An operator that reduces one axis; the axis stays with size 1 unless it is dropped. */
  reduce(op: string, input: Name, axis = 1, keep = true): Name {
    return this.node(op, [input, this.indices([axis])], [int("keepdims", keep ? 1 : 0)]);
  }

  /**
   * Rows times constants, `weights[i * columns + o]`, and the bias first. Gemm and not MatMul: onnxruntime
   * fuses a MatMul with a scalar beside it, and keeps that scalar as a float32.
   */
  product(rows: Name, weights: Float64Array | Float32Array, columns: number, bias?: Float64Array | Float32Array): Name {
    const inputs = [rows, this.constant([weights.length / columns, columns], weights)];
    if (bias !== undefined) inputs.push(this.constant([1, columns], bias));
    return this.node("Gemm", inputs);
  }

  /** The least or most along an axis, NaN where one is NaN: onnxruntime's reductions may pass it over. */
  extreme(op: "ReduceMin" | "ReduceMax", input: Name, axis = 1, keep = true): Name {
    return this.where(this.anyNaN(input, axis, keep), this.scalar(NaN), this.reduce(op, input, axis, keep));
  }

  /** bool, whether one along the axis is NaN. */
  anyNaN(input: Name, axis = 1, keep = true): Name {
    const missing = this.cast(this.node("IsNaN", [input]), TYPE.float);
    return this.cast(this.reduce("ReduceMax", missing, axis, keep), TYPE.bool);
  }

  where(condition: Name, yes: Name, no: Name): Name {
    return this.node("Where", [condition, yes, no]);
  }

  /** The GraphProto; constants are written with the outermost one. */
  finish(name: string, inputs: readonly Message[], outputs: readonly Message[], isOutermost: boolean): Message {
    const message = new Message();
    for (const node of this.#nodes) message.message(1, node);
    message.text(2, name);
    if (isOutermost) for (const constant of this.#shared.constants) message.message(5, constant);
    for (const input of inputs) message.message(11, input);
    for (const output of outputs) message.message(12, output);
    return message;
  }
}

function keyOf(shape: readonly number[], elements: Elements, type: ElementType): string {
  // -0 and 0 are different constants.
  const texts = Array.from(elements as ArrayLike<unknown>, (value) => (Object.is(value, -0) ? "-0" : String(value)));
  return JSON.stringify([type, shape, texts]);
}
