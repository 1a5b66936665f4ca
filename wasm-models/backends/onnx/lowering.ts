/**
 * What lowering an operation needs: the graph, and the tensor of each value so far. A value is
 * float64[batch, columns]; a constant is float64[1, columns] where that will do.
 * @module
 */
import type { Value } from "../../ir/ops.ts";
import { int } from "./attribute.ts";
import { Graph } from "./graph.ts";
import type { Name } from "./graph.ts";

export interface LoweringOptions {
  /** "f32": matrix products and sums of leaves are in float32, which is faster. */
  readonly precision: "f32" | "f64";
  /** Whether a row that the library refuses makes the run fail. */
  readonly refusals: boolean;
}

export class Lowering {
  readonly graph: Graph = Graph.create();
  readonly options: LoweringOptions;
  readonly #input: Name;
  readonly #widths: readonly number[];
  readonly #names = new Map<Value, Name>();
  readonly #rows = new Map<Value, Float64Array>();
  #batch: Name | undefined;

  /** @param input float64[batch, columns of the row] */
  constructor(input: Name, widths: readonly number[], options: LoweringOptions) {
    this.#input = input;
    this.#widths = widths;
    this.options = options;
  }

  width(value: Value): number {
    return this.#widths[value]!;
  }

  /** float64[batch, columns]. */
  of(value: Value): Name {
    const name = this.#names.get(value);
    if (name !== undefined) return name;
    const made = this.everywhere(this.#rows.get(value)!);
    this.#names.set(value, made);
    return made;
  }

  /** float64[batch, columns], or float64[1, columns] of what is the same for all rows. */
  operand(value: Value): Name {
    const row = this.#rows.get(value);
    return row === undefined ? this.of(value) : this.graph.row(row);
  }

  isConstant(value: Value): boolean {
    return this.#rows.has(value);
  }

  put(value: Value, made: Name | Float64Array): void {
    if (typeof made === "string") this.#names.set(value, made);
    else this.#rows.set(value, made);
  }

  /** Columns of the request's row. */
  request(columns: readonly number[], of: number): Name {
    if (columns.length === of && columns.every((column, at) => column === at)) return this.#input;
    return this.graph.columns(this.#input, columns);
  }

  /** The same row for all rows: float64[batch, columns]. */
  everywhere(row: Float64Array): Name {
    return this.graph.node("Expand", [this.graph.row(row), this.#batchShape()]);
  }

  /** int64 [batch, 1]. */
  #batchShape(): Name {
    if (this.#batch !== undefined) return this.#batch;
    const rows = this.graph.node("Shape", [this.#input], [int("start", 0), int("end", 1)]);
    this.#batch = this.graph.node("Concat", [rows, this.graph.indices([1])], [int("axis", 0)]);
    return this.#batch;
  }
}
