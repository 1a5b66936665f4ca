/** Spoils model files, the same for every booster: whatever comes is read or refused, quickly. @module */
import { expect, test } from "vitest";
import { InferenceError } from "../../../../runtime/errors.ts";
import { seededUniform } from "../../../../runtime/units/bandit/random.ts";

/** Set FUZZ_COUNT=100000 for the full run and FUZZ_SEED to repeat one. */
const COUNT = Number(process.env["FUZZ_COUNT"] ?? 3000);
const SEED = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const MAX_MS = 1000;
/** Bytes of what is read, for each byte of the file: a list of one-digit numbers becomes float64. */
const MAX_GROWTH = 64;
const FREE_BYTES = 65_536;
const NUMBERS = [
  "-1",
  "0",
  "1",
  "3",
  "255",
  "65536",
  "2147483647",
  "2147483648",
  "-2147483649",
  "1e99",
  "1e999",
  "nan",
];

/** What is wrong is named: a place, what was expected, what came, on one short line. */
const NAMED = /^(?:XGBoost|LightGBM) model[^\n]{0,300}: expected [^\n]{1,600}, got [^\n]{1,500}$/;

class Spoiler {
  readonly #uniform: () => number;
  constructor(seed: number) {
    this.#uniform = seededUniform(seed);
  }

  below(limit: number): number {
    return Math.floor(this.#uniform() * limit);
  }

  spoil(bytes: Uint8Array): Uint8Array {
    let spoilt: Uint8Array = bytes.slice();
    for (let times = 1 + this.below(4); times > 0; times--) {
      const at = this.below(spoilt.length + 1);
      switch (this.below(8)) {
        case 0:
          spoilt = spoilt.slice(0, at);
          break;
        case 1:
          spoilt = splice(spoilt, at, 1 + this.below(8), new Uint8Array(0));
          break;
        case 2:
          spoilt = splice(spoilt, at, 0, spoilt.slice(at, at + 1 + this.below(40)));
          break;
        case 3:
        case 4:
          spoilt = this.#number(spoilt, at);
          break;
        case 5:
          if (at + 4 <= spoilt.length)
            new DataView(spoilt.buffer, spoilt.byteOffset).setInt32(at, this.below(2) === 0 ? -1 : 2 ** 31 - 1);
          break;
        default:
          if (at < spoilt.length)
            spoilt[at] = this.below(3) === 0 ? this.below(256) : spoilt[at]! ^ (1 << this.below(8));
      }
    }
    return spoilt;
  }

  /** Replaces the next number of a text. */
  #number(bytes: Uint8Array, from: number): Uint8Array {
    let start = from;
    while (start < bytes.length && !isDigit(bytes[start]!)) start++;
    let end = start;
    while (end < bytes.length && isDigit(bytes[end]!)) end++;
    const text = NUMBERS[this.below(NUMBERS.length)]!;
    return start === end ? bytes : splice(bytes, start, end - start, new TextEncoder().encode(text));
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function splice(bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(Math.max(at, bytes.length - removed) + added.length);
  result.set(bytes.subarray(0, at));
  result.set(added, at);
  if (at + removed < bytes.length) result.set(bytes.subarray(at + removed), at + added.length);
  return result;
}

export interface Spoilt {
  readonly name: string;
  readonly valid: readonly Uint8Array[];
  /** Reads the file and walks over what was read. */
  readonly use: (bytes: Uint8Array) => unknown;
}

export function fuzz({ name, valid, use }: Spoilt): void {
  test(`${name} reads or refuses ${COUNT} spoilt files (seed ${SEED})`, { timeout: 1_800_000 }, () => {
    const spoiler = new Spoiler(SEED);
    let refused = 0;
    for (let count = 0; count < COUNT; count++) {
      const bytes = spoiler.spoil(valid[spoiler.below(valid.length)]!);
      const start = performance.now();
      try {
        const size = sizeOf(use(bytes));
        if (size > FREE_BYTES + bytes.length * MAX_GROWTH) throw new Error(`${bytes.length} bytes became ${size}`);
      } catch (error) {
        const named = InferenceError.is(error) && error.code === "INVALID_ARGUMENT" && NAMED.test(error.message);
        if (!named)
          throw new Error(`file ${count} of seed ${SEED}: ${Buffer.from(bytes).toString("base64")}`, { cause: error });
        refused++;
      }
      const took = performance.now() - start;
      if (took > MAX_MS) throw new Error(`file ${count} of seed ${SEED} took ${took} ms`);
    }
    // Otherwise nothing was proved.
    expect(refused).toBeGreaterThan(COUNT / 10);
  });
}

/** Bytes of the arrays and texts in what was read, each once. */
function sizeOf(value: unknown, seen: Set<unknown> = new Set()): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null || seen.has(value)) return 8;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return value.byteLength;
  let size = 16;
  for (const item of value instanceof Map ? value : Object.values(value)) size += sizeOf(item, seen);
  return size;
}
