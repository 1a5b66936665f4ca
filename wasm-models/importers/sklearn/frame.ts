/**
 * What goes from step to step while a model is imported: columns of the request that nobody has read
 * yet, or a value that an earlier step computed. Only who reads a column says whether it is a number or
 * a text, so that a ColumnTransformer may hand strings on.
 * @module
 */
import type { Builder } from "../../ir/builder.ts";
import type { Value } from "../../ir/ops.ts";

/** A column of the request. */
export interface RequestColumn {
  readonly feature: number;
  /** What an imputer puts in the place of a missing text. */
  readonly fill?: string;
}

export class Frame {
  readonly #builder: Builder;
  /** Columns of the request; undefined once they were computed with. */
  readonly columns: readonly RequestColumn[] | undefined;
  readonly #value: Value | undefined;

  private constructor(builder: Builder, columns: readonly RequestColumn[] | undefined, value: Value | undefined) {
    this.#builder = builder;
    this.columns = columns;
    this.#value = value;
  }

  static ofColumns(builder: Builder, columns: readonly RequestColumn[]): Frame {
    return new Frame(builder, columns, undefined);
  }

  static ofValue(builder: Builder, value: Value): Frame {
    return new Frame(builder, undefined, value);
  }

  get width(): number {
    return this.columns?.length ?? this.#builder.width(this.#value!);
  }

  /** The columns as numbers. @throws RangeError when one of them is used as a text elsewhere */
  value(): Value {
    return this.#value ?? this.#builder.numbers(this.columns!.map(({ feature }) => feature));
  }

  /** Chosen columns, still unread if they were. */
  select(chosen: readonly number[]): Frame {
    if (this.columns === undefined) return Frame.ofValue(this.#builder, this.#builder.select(this.#value!, chosen));
    return Frame.ofColumns(
      this.#builder,
      chosen.map((column) => this.columns![column]!),
    );
  }

  /** All columns of several frames as one value. */
  static join(builder: Builder, frames: readonly Frame[]): Frame {
    if (frames.length === 1) return frames[0]!;
    const parts = frames.filter(({ width }) => width > 0);
    return Frame.ofValue(builder, builder.concat(parts.map((frame) => frame.value())));
  }
}
