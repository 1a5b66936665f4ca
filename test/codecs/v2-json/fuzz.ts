/** Bodies that are nearly valid, and what a decoder makes of them. */
import { expect } from "vitest";
import { InferenceError } from "../../../runtime/errors.ts";
import { seededUniform } from "../../../runtime/units/bandit/random.ts";

/** Set FUZZ_COUNT=100000 for the full run and FUZZ_SEED to repeat one. */
export const COUNT: number = Number(process.env["FUZZ_COUNT"] ?? 5000);
export const SEED: number = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

const TOKENS =
  '" { } [ ] , : \\ \\u12 1e999 - NaN null true false [[[[ 0 1.5 1e5 "b64" "data" "x" [1,2] {} [] __proto__ *'
    .split(" ")
    .concat("9".repeat(30), '"datatype":"FP32"', '"shape":[2]', '"shape":[4294967296]', '"shape":[0,99999999]')
    .map((token) => new TextEncoder().encode(token));

/** A message that says where and what: never a stray one of the language. */
const NAMED =
  /^(The request body |.{1,200}: (expected|invalid escape|nested deeper|ragged array|more than|the binary data))/s;

/** Decodes COUNT mutations of the bodies; each is read or refused, soon and with a reason. */
export function fuzz(bodies: readonly Uint8Array[], decode: (body: Uint8Array, below: Below) => unknown): void {
  const uniform = seededUniform(SEED);
  const below: Below = (limit) => Math.floor(uniform() * limit);
  let refused = 0;
  for (let count = 0; count < COUNT; count++) {
    const body = mutate(bodies[below(bodies.length)]!, below);
    const before = performance.now();
    try {
      decode(body, below);
    } catch (error) {
      refused++;
      const shown = `seed ${SEED}, ${Buffer.from(body).toString("latin1").slice(0, 300)}`;
      expect(InferenceError.is(error), `${String(error)}: ${shown}`).toBe(true);
      const { code, message } = error as InferenceError;
      expect(code, shown).toBe("INVALID_ARGUMENT");
      expect(message.length, shown).toBeLessThan(600);
      expect(message, shown).toMatch(NAMED);
    }
    expect(performance.now() - before, `seed ${SEED}`).toBeLessThan(2000);
  }
  expect(refused).toBeGreaterThan(COUNT / 4);
}

/** An integer of 0 or more and below a limit. */
export type Below = (limit: number) => number;

function mutate(bytes: Uint8Array, below: Below): Uint8Array {
  let list = [...bytes];
  for (let times = 1 + below(3); times > 0; times--) {
    const at = below(list.length + 1);
    const how = below(5);
    if (how === 0) list = list.slice(0, at);
    else if (how === 1) list.splice(at, 1 + below(4));
    else if (how === 2) list[at] = below(256);
    else if (how === 3) list.splice(at, 0, ...TOKENS[below(TOKENS.length)]!);
    else list.splice(at, 0, ...list.slice(below(at + 1), at));
  }
  return Uint8Array.from(list);
}
