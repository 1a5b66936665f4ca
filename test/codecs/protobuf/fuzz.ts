/** Spoils messages, the same for every codec: whatever comes is read or refused, quickly. */
import { expect, test } from "vitest";
import { InferenceError } from "../../../runtime/errors.ts";
import { seededUniform } from "../../../runtime/units/bandit/random.ts";

/** Set FUZZ_COUNT=100000 for the full run and FUZZ_SEED to repeat one. */
const COUNT = Number(process.env["FUZZ_COUNT"] ?? 3000);
const SEED = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const MAX_MS = 1000;
/** What a message of a few hundred bytes may take: 1 MiB is what a value may fill. */
const MAX_BYTES = 4 << 20;

/** Bytes that mean something to protobuf: tags, lengths, ends of varints. */
const TELLING = [0, 1, 2, 8, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x11, 0x12, 0x1a, 0x22, 0x2a, 0x32, 0x3a, 0x7f, 0x80, 0xff];

class Spoiler {
  readonly #uniform: () => number;
  constructor(seed: number) {
    this.#uniform = seededUniform(seed);
  }

  below(limit: number): number {
    return Math.floor(this.#uniform() * limit);
  }

  byte(): number {
    return this.below(2) === 0 ? this.below(256) : TELLING[this.below(TELLING.length)]!;
  }

  spoil(bytes: Uint8Array): Uint8Array {
    if (this.below(20) === 0) return Uint8Array.from({ length: this.below(64) }, () => this.byte());
    let list = [...bytes];
    for (let times = 1 + this.below(4); times > 0; times--) {
      const at = this.below(list.length + 1);
      switch (this.below(6)) {
        case 0:
          list = list.slice(0, at);
          break;
        case 1:
          list.splice(at, 1 + this.below(4));
          break;
        case 2:
          list.splice(at, 0, ...Array.from({ length: 1 + this.below(9) }, () => this.byte()));
          break;
        case 3:
          list.splice(at, 0, ...list.slice(this.below(at + 1), at));
          break;
        default:
          list[at] = this.byte();
      }
    }
    return Uint8Array.from(list);
  }
}

export interface Fuzzed {
  readonly name: string;
  readonly valid: readonly Uint8Array[];
  readonly decode: (body: Uint8Array) => unknown;
}

/** Whether a refusal says what is wrong, without much of what was sent. */
const NAMED = /^[^\n]{1,400}$/s;

export function fuzz({ name, valid, decode }: Fuzzed): void {
  test(`${name} reads or refuses ${COUNT} spoilt messages (seed ${SEED})`, { timeout: 900_000 }, () => {
    const spoiler = new Spoiler(SEED);
    let refused = 0;
    for (let count = 0; count < COUNT; count++) {
      const body = spoiler.spoil(valid[spoiler.below(valid.length)]!);
      const shown = `${name} ${count}: ${Buffer.from(body).toString("hex")}`;
      const start = performance.now();
      try {
        const size = sizeOf(decode(body));
        if (size > MAX_BYTES) throw new Error(`${shown} became ${size} bytes`);
      } catch (error) {
        if (!InferenceError.is(error)) throw new Error(shown, { cause: error });
        if (
          error.code !== "INVALID_ARGUMENT" ||
          !/: (expected |ragged|more than|.* bytes are no )/.test(error.message)
        ) {
          throw new Error(shown, { cause: error });
        }
        if (!NAMED.test(error.message.replaceAll("\n", " "))) throw new Error(shown, { cause: error });
        refused++;
      }
      if (performance.now() - start > MAX_MS) throw new Error(`${shown} took too long`);
    }
    // Otherwise nothing was proved.
    expect(refused).toBeGreaterThan(COUNT / 10);
  });
}

/** Bytes of the arrays and texts in what was read, each buffer once. */
function sizeOf(value: unknown, seen: Set<unknown> = new Set()): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null || seen.has(value)) return 8;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return value.byteLength;
  let size = 16;
  for (const item of Object.values(value)) size += sizeOf(item, seen);
  return size;
}
