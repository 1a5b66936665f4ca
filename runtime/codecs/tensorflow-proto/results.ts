/** Writes the answers to Classify and Regress. @module */
import { LENGTH, FIXED32, tagOf } from "../protobuf/wire.ts";
import { ProtoWriter } from "../protobuf/writer.ts";
import type { LabelledScore } from "../tensorflow/example-results.ts";
import type { ModelSpec } from "../tensorflow/predict.ts";
import { writeModelSpec } from "./model-spec.ts";

/** ClassificationResponse and RegressionResponse. */
const RESULT = tagOf(1, LENGTH);
const MODEL_SPEC = tagOf(2, LENGTH);
/** ClassificationResult, Classifications and RegressionResult: a list in field 1 each. */
const ITEM = tagOf(1, LENGTH);
/** Class. */
const LABEL = tagOf(1, LENGTH);
const SCORE = tagOf(2, FIXED32);
/** Regression. */
const VALUE = tagOf(1, FIXED32);

/** @param rows the classes of each example */
export function encodeClassificationResponse(
  rows: readonly (readonly LabelledScore[])[],
  model: ModelSpec,
): Uint8Array<ArrayBuffer> {
  const writer = new ProtoWriter();
  writer.open(RESULT);
  for (const row of rows) {
    writer.open(ITEM);
    for (const { label, score } of row) {
      writer.open(ITEM);
      if (label !== "") writer.string(LABEL, label);
      if (score !== 0) writer.float(SCORE, score);
      writer.close();
    }
    writer.close();
  }
  writer.close();
  writeModelSpec(writer, MODEL_SPEC, model);
  return writer.finish();
}

/** @param values one for each example */
export function encodeRegressionResponse(values: ArrayLike<number>, model: ModelSpec): Uint8Array<ArrayBuffer> {
  const writer = new ProtoWriter();
  writer.open(RESULT);
  for (let i = 0; i < values.length; i++) {
    writer.open(ITEM);
    if (values[i] !== 0) writer.float(VALUE, values[i]!);
    writer.close();
  }
  writer.close();
  writeModelSpec(writer, MODEL_SPEC, model);
  return writer.finish();
}
