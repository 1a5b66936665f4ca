/** Runs what the ONNX backend writes in onnxruntime-web. */
import type * as Ort from "onnxruntime-web/wasm";
import { openOnnxRuntime } from "../../../runtime/units/onnx/onnx-runtime.ts";
import type { ImportedModel, Program } from "../../../wasm-models/ir/program.ts";

/** A program as an importer gives it. */
export function modelOf(program: Program): ImportedModel {
  const estimator = { role: "", name: "Test", detail: "", children: [] };
  return { program, facts: { library: "test", version: "1", estimator, classes: undefined, warnings: [] } };
}

/** An output as plain values, row-major. */
export interface Answer {
  readonly type: string;
  readonly shape: readonly number[];
  readonly values: readonly (number | bigint | string)[];
}

/**
 * Answers of one session to batches of rows, all of one width.
 * @param type of the model's input
 */
export async function runOnnx(
  model: Uint8Array,
  batches: readonly (readonly Float64Array[])[],
  type: "float64" | "float32" = "float64",
): Promise<readonly Readonly<Record<string, Answer>>[]> {
  const { library, queue } = await openOnnxRuntime({ now: () => performance.now() });
  return await queue.run(async () => {
    const options = { executionProviders: ["wasm"], logSeverityLevel: 4 } as const;
    const session = await library.InferenceSession.create(model, options);
    try {
      const answers: Readonly<Record<string, Answer>>[] = [];
      for (const rows of batches) {
        const data = rows.flatMap((row) => Array.from(row));
        const shape = [rows.length, rows[0]!.length];
        const input =
          type === "float64"
            ? new library.Tensor("float64", Float64Array.from(data), shape)
            : new library.Tensor("float32", Float32Array.from(data), shape);
        answers.push(answersOf(await session.run({ input }, { logSeverityLevel: 4 })));
      }
      return answers;
    } finally {
      await session.release();
    }
  });
}

function answersOf(outputs: Ort.InferenceSession.OnnxValueMapType): Readonly<Record<string, Answer>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { type, dims, data }]) => {
      const values = Array.from(data as ArrayLike<number | bigint | string>);
      return [name, { type, shape: dims, values }];
    }),
  );
}
