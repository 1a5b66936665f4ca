/**
 * Times `runtime.predict` on one chain in this process: a process serves one graph, so that is how
 * the engine's compiler sees the code.
 *
 * A call is shorter than what a timer can tell apart, so the median and the processor time come
 * from batches; single calls are timed for the 99th percentile, with the timer's own time taken off.
 * @module
 */
import { createRuntime } from "zerohop";
import { announce, answerQuestions, readSettings, usedCpuUs } from "../ask.ts";
import type { CallTimes } from "../call-times.ts";
import { chainAnswer, chainManifest, pickComponents, ROWS } from "../graphs.ts";
import { median, percentile } from "../harness.ts";

export interface InprocSettings {
  /** The units of the chain, first called first. */
  readonly units: readonly string[];
}

const BATCH = 500;
const INPUTS = ROWS.map((row) => [row]);
const { units } = readSettings() as InprocSettings;
const runtime = await createRuntime(chainManifest(units), { units: pickComponents(units) });

async function measure(durationMs: number): Promise<CallTimes> {
  const batches: number[] = [];
  const cpuBefore = usedCpuUs();
  const half = performance.now() + durationMs / 2;
  while (performance.now() < half) {
    const began = performance.now();
    for (let call = 0; call < BATCH; call++) await runtime.predict(INPUTS[call % INPUTS.length]!);
    batches.push((performance.now() - began) / BATCH);
  }
  const calls = batches.length * BATCH;
  const cpuUs = (usedCpuUs() - cpuBefore) / calls;
  const single = await timeSingle(performance.now() + durationMs / 2);
  const p99Us = (percentile(single, 0.99) - timerCostMs()) * 1000;
  return { calls, p50Us: median(batches) * 1000, p99Us, cpuUs };
}

async function timeSingle(until: number): Promise<Float64Array> {
  const times: number[] = [];
  for (let now = 0; now < until;) {
    const input = INPUTS[times.length % INPUTS.length]!;
    const began = performance.now();
    await runtime.predict(input);
    now = performance.now();
    times.push(now - began);
  }
  return Float64Array.from(times);
}

// A timed span holds one reading of the timer: half of each of the two around it.
function timerCostMs(): number {
  const costs = Array.from({ length: 1000 }, () => {
    const began = performance.now();
    for (let call = 0; call < 9; call++) performance.now();
    return (performance.now() - began) / 10;
  });
  return median(costs);
}

// Once for every row: checking inside the timed loop would be timed, too.
for (const input of INPUTS) {
  const { data, meta } = await runtime.predict(input);
  const got = data.kind === "tensors" ? JSON.stringify([Array.from(data.tensors[0]!.data as Float64Array)]) : data.kind;
  const expected = JSON.stringify(chainAnswer(units, input));
  const way = Object.keys(meta.requestPath).length;
  if (got !== expected || way !== units.length) {
    throw new Error(`A wrong answer: ${got} by ${way} units, expected ${expected} by ${units.length}`);
  }
}
answerQuestions({ measure });
announce();
