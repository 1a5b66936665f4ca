import { expect, it } from "vitest";
import { importLightgbm } from "../../../wasm-models/importers/lightgbm.ts";
import { importXgboost } from "../../../wasm-models/importers/xgboost.ts";
import { interpret } from "../../../wasm-models/interpreter/interpreter.ts";
import { boundaryOf } from "../../../wasm-models/backends/boundary.ts";
import type { ImportedModel } from "../../../wasm-models/ir/program.ts";
import { ModelFileError } from "../../../wasm-models/readers/pickle/model-file-error.ts";
import { readLightgbm } from "../../../wasm-models/readers/lightgbm/read.ts";
import { readXgboost } from "../../../wasm-models/readers/xgboost/read.ts";
import { LINEAR, sample, SAMPLE } from "../readers/lightgbm/samples.ts";
import {
  CATEGORICAL_TREE,
  sampleDocument,
  STUMP,
  toJson,
  toLegacy,
  toUbjson,
  TREE,
} from "../readers/xgboost/samples.ts";
import { fuzz } from "../readers/xgboost/spoil.ts";

const document = sampleDocument([TREE, CATEGORICAL_TREE, STUMP]);

/** What was accepted can be asked. */
function ask({ program }: ImportedModel): number {
  const row = new Float64Array(boundaryOf(program).columns);
  // More columns would only take longer.
  if (row.length < 100) interpret(program, program.outputs[0]!.value, row);
  return program.ops.length;
}

fuzz({
  name: "importXgboost()",
  valid: [toJson(document), toUbjson(document), toLegacy()],
  use: (bytes) => ask(importXgboost(readXgboost(bytes))),
});

fuzz({
  name: "importLightgbm()",
  valid: [sample(SAMPLE), sample(LINEAR)],
  use: (bytes) => ask(importLightgbm(readLightgbm(bytes))),
});

it("importXgboost() refuses what nothing can be less than", () => {
  const never = sampleDocument([{ ...TREE, condition: [Number.NEGATIVE_INFINITY, 0, 1, 2, 3] }]);
  expect(() => importXgboost(readXgboost(toJson(never)))).toThrow(ModelFileError);
  expect(() => importXgboost(readXgboost(toJson(never)))).toThrow(
    "XGBoost model: expected what can be compiled, got trees",
  );
});
