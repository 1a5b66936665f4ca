import { describe, expect, test } from "vitest";
import { jsonMessage, bytesMessage, tensorMessage, textMessage } from "../../../runtime/message/message.ts";
import type { Message } from "../../../runtime/message/message.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import type { TrainedFeature } from "../../../runtime/units/trained-model.ts";
import { rowsOf } from "../../../runtime/units/trained/rows.ts";

const numbers = (count: number): TrainedFeature[] =>
  Array.from({ length: count }, () => ({ name: undefined, kind: "number" }));
const mixed: readonly TrainedFeature[] = [
  { name: "age", kind: "number" },
  { name: "city", kind: "string" },
];

function cells(message: Message, features: readonly TrainedFeature[]): unknown {
  const rows = rowsOf(message, features);
  if (rows.kind === "numbers") return Array.from({ length: rows.data.length }, (_, index) => rows.data[index]);
  return Array.from({ length: rows.rows }, (_, row) => features.map((_0, feature) => rows.cell(row, feature)));
}

const fp32: Tensor = { name: "x", datatype: "FP32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };

describe("rows of a trained model", () => {
  test("are a matrix as it lies", () => {
    const rows = rowsOf(tensorMessage([fp32]), numbers(2));
    expect(rows).toEqual({ kind: "numbers", rows: 2, data: fp32.data });
    expect(rows.kind === "numbers" && rows.data).toBe(fp32.data);
  });

  test("are integers beyond 2^53 as the nearest float64", () => {
    const big: Tensor = { name: "x", datatype: "INT64", shape: [1, 1], data: BigInt64Array.of(2n ** 60n + 1n) };
    expect(cells(tensorMessage([big]), numbers(1))).toEqual([2 ** 60]);
  });

  test("are columns by name, in any order", () => {
    const city: Tensor = { name: "city", datatype: "BYTES", shape: [2], data: ["Bern", "Ōsaka"] };
    const age: Tensor = { name: "age", datatype: "INT32", shape: [2, 1], data: Int32Array.of(7, 8) };
    expect(cells(tensorMessage([city, age]), mixed)).toEqual([
      [7, "Bern"],
      [8, "Ōsaka"],
    ]);
    expect(() => rowsOf(tensorMessage([city, { ...age, name: "years" }]), mixed)).toThrow('"age" is missing');
    expect(() => rowsOf(tensorMessage([city, { ...age, shape: [1, 2] }]), mixed)).toThrow(
      'Input "age": expected [1] or [1,1]',
    );
  });

  test("are rows of cells of an ndarray, and lists of jsonData", () => {
    const rows = jsonMessage([
      [7, "Bern"],
      [null, "Ōsaka"],
    ]);
    expect(cells(rows, mixed)).toEqual([
      [7, "Bern"],
      [null, "Ōsaka"],
    ]);
    expect(cells(jsonMessage({ city: ["Bern"], age: [7] }), mixed)).toEqual([[7, "Bern"]]);
    expect(() => rowsOf(jsonMessage([[7]]), mixed)).toThrow(
      "Expected rows of 2 cells (age, city), got 1 cells in row 0",
    );
    expect(() => rowsOf(jsonMessage({ age: [7] }), mixed)).toThrow('"city" is missing');
    expect(() => rowsOf(jsonMessage({ age: [7], city: [] }), mixed)).toThrow("jsonData.city: expected 1 cells");
  });

  test("are texts of models that read one", () => {
    const text: readonly TrainedFeature[] = [{ name: undefined, kind: "string" }];
    expect(cells(textMessage("good"), text)).toEqual([["good"]]);
    expect(cells(jsonMessage(["good", "bad"]), text)).toEqual([["good"], ["bad"]]);
    const bytes: Tensor = { name: "x", datatype: "BYTES", shape: [1], data: [new TextEncoder().encode("ünd")] };
    expect(cells(tensorMessage([bytes]), text)).toEqual([["ünd"]]);
  });

  test.each([
    ["of another width", tensorMessage([fp32]), "Expected rows of 3 numbers, got FP32[2,2]"],
    ["of one axis", tensorMessage([{ ...fp32, shape: [4] }]), "got FP32[4]"],
    ["of raw bytes", bytesMessage(new Uint8Array(3)), "got binData"],
    ["of one text", textMessage("a"), "got strData"],
  ])("are refused %s", (_, message, words) => {
    expect(() => rowsOf(message, numbers(3))).toThrow(words);
  });

  test("refuse lists among cells", () => {
    const rows = rowsOf(jsonMessage([[[1], "Bern"]]), mixed);
    expect(() => rows.kind === "cells" && rows.cell(0, 0)).toThrow(
      "Row 0, column 0: expected a number or a text, got a list",
    );
  });
});
