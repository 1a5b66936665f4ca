/**
 * Runs a model on made-up input before it serves, for two reasons: the engine compiles what is hot
 * only after some calls (a model's first run takes up to 200 times as long as a later one), and the
 * time a run takes decides on which thread the model lives.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { DATATYPES } from "../../tensor/datatype.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { INLINE_LIMIT_MS } from "./run-estimate.ts";
import type { RunSample } from "./run-estimate.ts";
import type { ModelSignature, ModelValue } from "./signature.ts";

/** Rows of the second measurement, which tells the cost of a row from that of a call. */
const BATCH_ROWS = 32;
/** Part of the budget for the second measurement: the code is warm by then. */
const BATCH_SHARE = 10;
/** A model whose declared sizes ask for more than this is not warmed up: 64 MiB of float32. */
const MAX_ELEMENTS = 2 ** 24;
/** How many of the last runs a measurement rests on. */
const LAST_RUNS = 9;
/** A tiny model is at its steady speed after about this long; a slow one uses its whole budget. */
const ENOUGH_MS = 300;

/**
 * Warms up for at most `budgetMs`, but at least one run. Resolves to a sample for one row and, where the first
 * axis is dynamic, another for a batch; to nothing when the model refuses input that is made up.
 * @throws InferenceError only when onnxruntime itself has crashed.
 */
export async function warmUp(
  signature: ModelSignature,
  budgetMs: number,
  clock: { now(): number; readonly broken: string | undefined },
  run: (tensors: readonly Tensor[]) => Promise<unknown>,
): Promise<readonly RunSample[]> {
  const samples: RunSample[] = [];
  if (budgetMs === 0) return samples;
  for (const rows of hasDynamicRows(signature) ? [1, BATCH_ROWS] : [1]) {
    // Already too slow for the serving thread, whatever a batch takes.
    if (samples.some(({ ms }) => ms > INLINE_LIMIT_MS)) break;
    const elements = signature.inputs.reduce((sum, input) => sum + elementCount(madeUpShape(input, rows)), 0);
    if (elements > MAX_ELEMENTS) break;
    const tensors = signature.inputs.map((input) => madeUpTensor(input, rows));
    try {
      samples.push({
        elements,
        ms: await repeat(() => run(tensors), rows === 1 ? budgetMs : budgetMs / BATCH_SHARE, clock),
      });
    } catch (error) {
      if (clock.broken !== undefined) throw error;
      if (!InferenceError.is(error)) throw error;
      // Made-up values may be out of a model's range; real ones need not be.
      break;
    }
  }
  return samples;
}

async function repeat(run: () => Promise<unknown>, budgetMs: number, clock: { now(): number }): Promise<number> {
  const begin = clock.now();
  const times: number[] = [];
  for (let slice = begin, now = begin; times.length === 0 || now - begin < budgetMs;) {
    if (times.length === LAST_RUNS && now - begin > ENOUGH_MS) break;
    await run();
    const end = clock.now();
    if (times.length === LAST_RUNS) times.shift();
    times.push(end - now);
    now = end;
    if (end - slice < INLINE_LIMIT_MS) continue;
    // On the serving thread, requests get their turn in between.
    await new Promise((resolve) => setTimeout(resolve, 0));
    slice = now = clock.now();
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1]!;
}

function hasDynamicRows(signature: ModelSignature): boolean {
  return signature.inputs.every(({ shape }) => typeof shape?.[0] === "string");
}

/** Dynamic sizes are 1, except the first, which is the number of rows. */
function madeUpShape({ shape }: ModelValue, rows: number): number[] {
  return (shape ?? []).map((size, axis) => (typeof size === "number" ? size : axis === 0 ? rows : 1));
}

// Zero and "" are valid as an index, a category and a number alike.
function madeUpTensor(input: ModelValue, rows: number): Tensor {
  const { name, datatype } = input;
  const shape = madeUpShape(input, rows);
  const { array } = DATATYPES[datatype];
  const count = elementCount(shape);
  const data = array === undefined ? Array.from({ length: count }, () => "") : new array(count);
  return { name, datatype, shape, data };
}
