/** Spoils files and programs: whatever comes is read or refused, quickly and within the limits. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { seededUniform } from "../../../../runtime/units/bandit/random.ts";
import { readModelPickle } from "../../../../wasm-models/readers/joblib/read.ts";
import { DEFAULT_LIMITS } from "../../../../wasm-models/readers/limits.ts";
import { ModelFileError } from "../../../../wasm-models/readers/pickle/model-file-error.ts";
import { Records } from "../../../../wasm-models/readers/pickle/values.ts";
import * as opcodes from "../../../../wasm-models/readers/pickle/opcodes.ts";
import { bytesOf, rowsOf } from "./fixtures/read.ts";

/** Set FUZZ_COUNT=100000 for the full run and FUZZ_SEED to repeat one. */
const COUNT = Number(process.env["FUZZ_COUNT"] ?? 3000);
const SEED = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const MAX_MS = 1000;
/** Of what a file of some kilobytes becomes. */
const MAX_VALUES = 200_000;

const limits = { ...DEFAULT_LIMITS, maxOperations: 500_000, maxNodes: 100_000, freeInflatedBytes: 2 ** 22 };
const CODES = Object.values(opcodes);
const NAMES = [
  "cnumpy\ndtype\n",
  "cnumpy.core.multiarray\n_reconstruct\n",
  "c__builtin__\nset\n",
  "ccopy_reg\n_reconstructor\n",
];
const PIECES = [...NAMES, "U\x02f8\x85R", "q\x00", "h\x00", "](", "e", ")\x81}b", "\x86R"].map((text) =>
  Buffer.from(text, "latin1"),
);

class Spoiler {
  readonly #uniform = seededUniform(SEED);

  below(limit: number): number {
    return Math.floor(this.#uniform() * limit);
  }

  byte(): number {
    return this.below(2) === 0 ? this.below(256) : CODES[this.below(CODES.length)]!;
  }

  spoil(whole: Uint8Array): Uint8Array {
    if (this.below(20) === 0) return Uint8Array.from({ length: this.below(200) }, () => this.byte());
    let bytes = Buffer.from(whole);
    for (let times = 1 + this.below(4); times > 0; times--) {
      const at = this.below(bytes.length + 1);
      const rest = bytes.subarray(at);
      switch (this.below(6)) {
        case 0:
          bytes = bytes.subarray(0, at);
          break;
        case 1:
          bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + this.below(8))]);
          break;
        case 2:
          bytes = Buffer.concat([bytes.subarray(0, at), PIECES[this.below(PIECES.length)]!, rest]);
          break;
        case 3:
          bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(this.below(at + 1), at), rest]);
          break;
        default:
          if (at < bytes.length) bytes[at] = this.byte();
      }
    }
    return new Uint8Array(bytes);
  }
}

function samples(): readonly Uint8Array[] {
  const rows = (["python2", "python3", "numpy1", "numpy2"] as const).flatMap(rowsOf);
  const folder = join(import.meta.dirname, "../../../fixtures/models/sklearn");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(joblib|pkl)$/.test(name),
  );
  const models = names.filter((_, index) => index % 10 === 0).map((name) => readFileSync(join(folder, name)));
  return [...rows.map(bytesOf), ...models.map((bytes) => new Uint8Array(bytes))];
}

/** Values that were made, each once; typed arrays count their bytes. */
function sizeOf(root: unknown): number {
  const seen = new Set<unknown>();
  const waiting: unknown[] = [root];
  let size = 0;
  while (waiting.length > 0) {
    const value = waiting.pop();
    size++;
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (ArrayBuffer.isView(value)) size += value.byteLength / 8;
    else for (const inner of partsOf(value)) waiting.push(inner);
  }
  return size;
}

function partsOf(value: object): Iterable<unknown> {
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  if (value instanceof Records) return value.names.map((name) => value.field(name));
  return value instanceof Set || Array.isArray(value) ? value : Object.values(value);
}

describe("readModelPickle()", () => {
  it(`reads or refuses ${COUNT} spoilt files (seed ${SEED})`, { timeout: 3_600_000 }, async () => {
    const spoiler = new Spoiler();
    const valid = samples();
    let refused = 0;
    for (let count = 0; count < COUNT; count++) {
      const bytes = spoiler.spoil(valid[spoiler.below(valid.length)]!);
      const shown = (): string => `${count}: ${Buffer.from(bytes).toString("hex").slice(0, 20_000)}`;
      const start = performance.now();
      try {
        const { root } = await readModelPickle(bytes, limits);
        const size = sizeOf(root);
        if (size > MAX_VALUES) throw new Error(`${shown()} became ${size} values`);
      } catch (error) {
        if (!(error instanceof ModelFileError)) throw new Error(shown(), { cause: error });
        if (!/^(Pickle|Model file).*: expected [^\n]+, got [^\n]+$/.test(error.message) || error.message.length > 500) {
          throw new Error(shown(), { cause: error });
        }
        refused++;
      }
      if (performance.now() - start > MAX_MS) throw new Error(`${shown()} took too long`);
    }
    // Otherwise nothing was proved.
    expect(refused).toBeGreaterThan(COUNT / 10);
    expect(refused).toBeLessThan(COUNT);
  });
});
