/**
 * Large batches in turns: between two of them the thread serves others, so that a batch of a million
 * rows holds up neither a health check nor a small request.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { RuntimeHost } from "../../host.ts";
import type { TrainedModel, TrainedRows } from "../trained-model.ts";
import type { UnitContext } from "../unit.ts";

/** Up to so many rows are computed at once. */
export const FEW_ROWS = 512;
/** How long a turn should take. */
const TURN_MS = 4;

/** @throws InferenceError DEADLINE_EXCEEDED or CANCELLED when nobody waits any more */
export async function runInTurns(
  model: TrainedModel,
  output: number,
  rows: TrainedRows,
  context: UnitContext,
  host: Pick<RuntimeHost, "now">,
): Promise<Float64Array> {
  const { columns } = model.outputs[output]!;
  const values = new Float64Array(rows.rows * columns);
  let turn = FEW_ROWS;
  for (let first = 0; first < rows.rows;) {
    const started = host.now();
    const count = Math.min(turn, rows.rows - first);
    values.set(model.run(output, rows, first, count), first * columns);
    first += count;
    const took = host.now() - started;
    if (count === turn) turn = nextTurn(turn, took);
    if (first < rows.rows) await pause();
    if (context.signal.aborted) throw InferenceError.from(context.signal.reason);
  }
  return values;
}

/** Twice as many or half as many, until a turn takes about as long as it should. */
function nextTurn(turn: number, tookMs: number): number {
  if (tookMs > TURN_MS * 2) return Math.max(16, turn >> 1);
  return tookMs < TURN_MS / 2 ? turn * 2 : turn;
}

/** Lets others have the thread. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
