import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { tensorMessage } from "../../../runtime/message/message.ts";
import { createOnnxUnit } from "../../../runtime/units/onnx/unit.ts";
import { context, EXAMPLE, failure, loadUnit, numbers, onnxHost, onnxSpec, tensorsOf } from "./onnx-host.ts";

describe("createOnnxUnit() answers", () => {
  test("as scikit-learn does for the random forest, with class names", async () => {
    const expected = JSON.parse(await readFile(`${EXAMPLE}data/expected.json`, "utf8")) as { forest: number[][] };
    const heldout = JSON.parse(await readFile(`${EXAMPLE}data/heldout.json`, "utf8")) as { rows: number[][] };
    const scaler = JSON.parse(await readFile(`${EXAMPLE}models/scaler.json`, "utf8")) as Record<string, number[]>;
    const parameters = { outputs: "probabilities", class_names: "malignant, benign" };
    const unit = await createOnnxUnit(onnxSpec(`${EXAMPLE}models/forest.onnx`, parameters), onnxHost());
    const scaled = heldout.rows.flatMap((row) => row.map((x, i) => (x - scaler["mean"]![i]!) / scaler["scale"]![i]!));
    const message = tensorMessage([numbers(scaled, [heldout.rows.length, 30])]);
    const answer = await unit.predict!(message, context());
    expect(answer.names).toEqual(["malignant", "benign"]);
    const got = tensorsOf(answer)[0]!;
    expect(got.shape).toEqual([heldout.rows.length, 2]);
    // The forest sums float32 leaves; scikit-learn sums float64.
    expected.forest.flat().forEach((value, index) => expect(got.data[index]).toBeCloseTo(value, 6));
    await unit.close!();
  });

  test("with the request's own meta and default names, for all three verbs", async () => {
    const unit = await loadUnit("fixed");
    const message = tensorMessage([numbers([1, 2, 3, 4], [1, 4])], ["p", "q", "r", "s"]);
    for (const verb of ["predict", "transformInput", "transformOutput"] as const) {
      const answer = await unit[verb]!(message, context());
      expect(answer.names).toEqual(["t:0", "t:1", "t:2", "t:3"]);
      expect(answer.meta).toBe(message.meta);
      expect(tensorsOf(answer)[0]!.data).toEqual(Float32Array.of(2, 4, 6, 8));
    }
    await unit.close();
  });

  test("runs of two sessions at once one after the other, each with its own result", async () => {
    const [add, forest] = await Promise.all([loadUnit("add"), loadUnit("identity-float")]);
    const runs = Array.from({ length: 60 }, async (_, index) => {
      const a = numbers([index, 0, 0], [1, 3], "a");
      const sum = tensorsOf(await add.predict(tensorMessage([a, { ...a, name: "b" }]), context()));
      const same = tensorsOf(await forest.predict(tensorMessage([numbers([index, 1], [1, 2])]), context()));
      return [sum[0]!.data[0], sum[1]!.data[0], same[0]!.data[0]];
    });
    expect(await Promise.all(runs)).toEqual(runs.map((_, index) => [2 * index, 0, index]));
    await Promise.all([add.close(), forest.close()]);
    const closed = await failure(add.predict(tensorMessage([]), context()));
    expect(closed.unit).toBe("model");
  });

  test("waiting runs also when the unit is closed meanwhile", async () => {
    const unit = await loadUnit("fixed");
    const message = tensorMessage([numbers([1, 2, 3, 4], [1, 4])]);
    const runs = [1, 2].map(async () => await unit.predict(message, context()));
    await unit.close();
    expect((await Promise.all(runs)).length).toBe(2);
    expect((await failure(unit.predict(message, context()))).code).toBe("UNAVAILABLE");
  });
});
