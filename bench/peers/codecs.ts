/** Times one side of one codec in a process of its own. @module */
import { announce, answerQuestions, readSettings } from "../ask.ts";
import { numbersFor } from "../codecs-case.ts";
import type { Shape } from "../codecs-case.ts";
import { CODEC_CASES } from "../codecs-cases.ts";
import { median } from "../harness.ts";

export interface CodecSettings {
  readonly key: string;
  readonly shape: Shape;
  readonly side: "own" | "other";
}

/** Numbers in all the bodies that are taken in turns: a few would stay in caches of their texts. */
const NUMBERS = 80_000;
/** Bodies at least. */
const BODIES = 8;
/** What is timed at once takes about so long. */
const BATCH_MS = 2;

const { key, shape, side } = readSettings() as CodecSettings;
const codec = CODEC_CASES.find((one) => one.key === key)!;
const { decode, encode } = codec[side](shape);
const count = Math.max(BODIES, Math.ceil(NUMBERS / (shape[0] * shape[1])));
const arrays = Array.from({ length: count }, (_, seed) => numbersFor(shape, seed));
const writer = codec.apart === true ? side : "other";
const bodies = arrays.map((values) => toBytes(codec[writer](shape).encode(values)));

// A copy of its own: writers hand out parts of larger buffers, at addresses good or bad for numbers.
function toBytes(body: string | Uint8Array): Uint8Array {
  return typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body);
}

/** Microseconds that reading a body takes. */
function measureDecode(durationMs: number): number {
  return time(durationMs, (turn) => decode(bodies[turn]!));
}

/** Microseconds that writing one takes. */
function measureEncode(durationMs: number): number {
  return time(durationMs, (turn) => encode(arrays[turn]!));
}

// Microseconds of a call: the median of batches, each long enough for the timer.
function time(durationMs: number, work: (turn: number) => unknown): number {
  const batches: number[] = [];
  let calls = 1;
  let turn = 0;
  const until = performance.now() + durationMs;
  for (let now = 0; now < until || batches.length < 3;) {
    const began = performance.now();
    for (let call = 0; call < calls; call++) work(turn++ % count);
    now = performance.now();
    const ms = (now - began) / calls;
    batches.push(ms);
    calls = Math.max(1, Math.min(2 * calls, Math.round(BATCH_MS / ms)));
  }
  return median(batches) * 1000;
}

// What a side reads must be the numbers themselves, and what it writes must give them back.
for (const [turn, values] of arrays.entries()) {
  expectSame(decode(bodies[turn]!), values);
  expectSame(decode(toBytes(encode(values))), values);
}

function expectSame(found: Float64Array, expected: Float64Array): void {
  const isSame = found.length === expected.length && found.every((value, index) => value === expected[index]);
  if (!isSame) throw new Error(`${key} (${side}) of ${shape.join("x")} gives other numbers`);
}

answerQuestions({ decode: measureDecode, encode: measureEncode });
announce();
