/**
 * A message as rows of a trained model.
 *
 * | message | model |
 * |---|---|
 * | one tensor of `[rows, columns]` | rows as they are |
 * | one tensor of `[rows]` | rows of one column |
 * | several tensors of `[rows]` or `[rows, 1]` | a column each, by name where the model has names |
 * | an ndarray of mixed types | rows of cells |
 * | `jsonData`: object of lists | a column each |
 * | `strData` | one row of one text |
 * @module
 */
import { invalid } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import { describePayload } from "../../message/message.ts";
import type { Message } from "../../message/message.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import { elementAt, toFloat64 } from "../../tensor/convert.ts";
import { describeTensor } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Cell, TrainedFeature, TrainedRows } from "../trained-model.ts";

/** @throws InferenceError INVALID_ARGUMENT saying which rows are expected and what came */
export function rowsOf(message: Message, features: readonly TrainedFeature[]): TrainedRows {
  const { data } = message;
  if (data.kind === "tensors") {
    const [first, ...others] = data.tensors;
    if (first === undefined) return unfit(message, features);
    return others.length === 0 ? fromTable(first, features) : fromColumns(data.tensors, features);
  }
  if (data.kind === "text" && features.length === 1) return { kind: "cells", rows: 1, cell: () => data.text };
  if (data.kind === "json") return fromJson(data.value, message, features);
  return unfit(message, features);
}

function fromTable(tensor: Tensor, features: readonly TrainedFeature[]): TrainedRows {
  const width = features.length;
  const { shape } = tensor;
  const isList = shape.length === 1 && width === 1;
  if (!isList && (shape.length !== 2 || shape[1] !== width)) {
    return invalid(`Expected ${describeRows(features)}, got ${describeTensor(tensor)}`);
  }
  const rows = shape[0]!;
  if (isNumeric(tensor)) return { kind: "numbers", rows, data: numbersOf(tensor) };
  return { kind: "cells", rows, cell: (row, feature) => cellAt(tensor, row * width + feature) };
}

function fromColumns(tensors: readonly Tensor[], features: readonly TrainedFeature[]): TrainedRows {
  const columns = inOrder(tensors, features);
  const rows = columns[0]?.shape[0] ?? 0;
  for (const tensor of columns) {
    const { shape } = tensor;
    if (shape[0] !== rows || shape.length > 2 || (shape.length === 2 && shape[1] !== 1)) {
      invalid(`Input "${tensor.name}": expected [${rows}] or [${rows},1], got ${describeTensor(tensor)}`);
    }
  }
  return { kind: "cells", rows, cell: (row, feature) => cellAt(columns[feature]!, row) };
}

/** Tensors by the names of the features; in their own order when the model has no names. */
function inOrder(tensors: readonly Tensor[], features: readonly TrainedFeature[]): readonly Tensor[] {
  if (features.every(({ name }) => name === undefined)) {
    if (tensors.length === features.length) return tensors;
    return invalid(`Expected ${describeRows(features)}, got ${tensors.length} inputs`);
  }
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  return features.map(
    ({ name }) =>
      byName.get(name ?? "") ?? invalid(`Expected an input for each of ${listed(features)}; "${name}" is missing`),
  );
}

function fromJson(value: JsonValue, message: Message, features: readonly TrainedFeature[]): TrainedRows {
  if (isJsonObject(value)) return fromLists(value, features);
  if (!Array.isArray(value)) return unfit(message, features);
  const table = value as readonly JsonValue[];
  const width = features.length;
  const isRow = (row: JsonValue): row is readonly JsonValue[] => Array.isArray(row) && row.length === width;
  const wrong = table.findIndex((row) => !isRow(row) && !(width === 1 && !Array.isArray(row)));
  if (wrong >= 0) {
    const row = table[wrong];
    const got = Array.isArray(row) ? `${row.length} cells` : "no list";
    return invalid(`Expected ${describeRows(features)}, got ${got} in row ${wrong}`);
  }
  const cell = (row: number, feature: number): Cell => {
    const cells = table[row]!;
    return scalar(Array.isArray(cells) ? (cells as readonly JsonValue[])[feature]! : cells, row, feature);
  };
  return { kind: "cells", rows: table.length, cell };
}

/** A data frame: a list of cells by column name. */
function fromLists(value: JsonObject, features: readonly TrainedFeature[]): TrainedRows {
  const columns = features.map(({ name }) => {
    const column = name === undefined ? undefined : value[name];
    return Array.isArray(column)
      ? (column as readonly JsonValue[])
      : invalid(`jsonData: expected a list of cells for each of ${listed(features)}; "${name}" is missing`);
  });
  const rows = columns[0]?.length ?? 0;
  const odd = columns.findIndex(({ length }) => length !== rows);
  if (odd >= 0) {
    return invalid(
      `jsonData.${features[odd]!.name}: expected ${rows} cells like the others, got ${columns[odd]!.length}`,
    );
  }
  return { kind: "cells", rows, cell: (row, feature) => scalar(columns[feature]![row]!, row, feature) };
}

function scalar(value: JsonValue, row: number, feature: number): Cell {
  if (value === null || typeof value !== "object") return value;
  return invalid(
    `Row ${row}, column ${feature}: expected a number or a text, got ${Array.isArray(value) ? "a list" : "an object"}`,
  );
}

function isNumeric({ datatype }: Tensor): boolean {
  return DATATYPES[datatype].kind !== "bytes";
}

/** As numbers, without a copy where JavaScript has them already. */
function numbersOf(tensor: Tensor): ArrayLike<number> {
  const { kind } = DATATYPES[tensor.datatype];
  return kind === "bigint" || kind === "half" ? toFloat64(tensor) : (tensor.data as ArrayLike<number>);
}

function cellAt(tensor: Tensor, index: number): Cell {
  const value = elementAt(tensor, index);
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
}

/** Such as `rows of 4 numbers`. */
function describeRows(features: readonly TrainedFeature[]): string {
  const texts = features.filter(({ kind }) => kind === "string").length;
  const what = texts === 0 ? "number" : texts === features.length ? "text" : "cell";
  const names = features.some(({ name }) => name !== undefined) ? ` (${listed(features)})` : "";
  return `rows of ${features.length} ${what}${features.length === 1 ? "" : "s"}${names}`;
}

const MAX_LISTED = 12;

function listed(features: readonly TrainedFeature[]): string {
  const names = features.slice(0, MAX_LISTED).map(({ name }, index) => name ?? `column ${index}`);
  return names.join(", ") + (features.length > MAX_LISTED ? ", …" : "");
}

function unfit(message: Message, features: readonly TrainedFeature[]): never {
  return invalid(`Expected ${describeRows(features)}, got ${describePayload(message)}`);
}
