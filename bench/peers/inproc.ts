/**
 * Times `runtime.predict` on chains of one unit and more, in this process.
 *
 * A call is shorter than what a timer can tell apart, so the median and the processor time come
 * from batches; single calls are timed for the 99th percentile, with the timer's own time taken off.
 * @module
 */
import { createRuntime } from "zerohop";
import type { Runtime } from "zerohop";
import { announce, answerQuestions, usedCpuUs } from "../ask.ts";
import { chainAnswer, chainManifest, chainUnits, LONGEST_CHAIN, pickComponents, ROWS } from "../graphs.ts";
import { median, percentile } from "../harness.ts";
import type { CallOrder, CallTimes } from "../call-times.ts";

const BATCH = 500;
const INPUTS = ROWS.map((row) => [row]);
const chains = new Map<number, Runtime>();

async function measure({ units, durationMs }: CallOrder): Promise<CallTimes> {
  const runtime = await chainOf(units);
  const batches: number[] = [];
  const cpuBefore = usedCpuUs();
  const half = performance.now() + durationMs / 2;
  while (performance.now() < half) {
    const began = performance.now();
    for (let call = 0; call < BATCH; call++) await runtime.predict(INPUTS[call % INPUTS.length]!);
    batches.push((performance.now() - began) / BATCH);
  }
  const cpuUs = usedCpuUs() - cpuBefore;
  const single = await timeSingle(runtime, performance.now() + durationMs / 2);
  return {
    calls: batches.length * BATCH,
    p50Us: median(batches) * 1000,
    p99Us: (percentile(single, 0.99) - timerCostMs()) * 1000,
    cpuUs: cpuUs / (batches.length * BATCH),
  };
}

async function timeSingle(runtime: Runtime, until: number): Promise<Float64Array> {
  const times: number[] = [];
  for (let call = 0, now = 0; now < until; call++) {
    const began = performance.now();
    await runtime.predict(INPUTS[call % INPUTS.length]!);
    now = performance.now();
    times.push(now - began);
  }
  return Float64Array.from(times);
}

function timerCostMs(): number {
  const costs = Array.from({ length: 1000 }, () => {
    const began = performance.now();
    for (let call = 0; call < 10; call++) performance.now();
    return (performance.now() - began) / 11;
  });
  return median(costs);
}

async function chainOf(length: number): Promise<Runtime> {
  const known = chains.get(length);
  if (known !== undefined) return known;
  const units = chainUnits(length);
  const runtime = await createRuntime(chainManifest(units), { units: pickComponents(units) });
  await check(runtime, length, units);
  chains.set(length, runtime);
  return runtime;
}

// Once for every row and chain: checking inside the timed loop would be timed, too.
async function check(runtime: Runtime, length: number, units: readonly string[]): Promise<void> {
  for (const input of INPUTS) {
    const { data, meta } = await runtime.predict(input);
    const got =
      data.kind === "tensors" ? JSON.stringify([Array.from(data.tensors[0]!.data as Float64Array)]) : data.kind;
    const expected = JSON.stringify(chainAnswer(units, input));
    const way = Object.keys(meta.requestPath).length;
    if (got !== expected || way !== length)
      throw new Error(`A wrong answer: ${got} by ${way} units, expected ${expected}`);
  }
}

for (let length = 1; length <= LONGEST_CHAIN; length++) await chainOf(length);
answerQuestions({ measure });
announce();
