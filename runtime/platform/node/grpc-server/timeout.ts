/** Deadlines of clients, as `grpc-timeout` has them. @module */
import { InferenceError } from "../../../errors.ts";

const MILLISECONDS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 0.001,
  n: 0.000_001,
};

/**
 * Milliseconds from the start of the call; Infinity when the client set none.
 * @throws InferenceError INVALID_ARGUMENT when it is none of gRPC's forms: up to eight digits and a unit.
 */
export function readTimeout(text: string | undefined): number {
  if (text === undefined) return Infinity;
  const found = /^(\d{1,8})([HMSmun])$/.exec(text);
  if (found !== null) return Number(found[1]) * MILLISECONDS[found[2]!]!;
  const got = JSON.stringify(text.slice(0, 40));
  throw new InferenceError("INVALID_ARGUMENT", `grpc-timeout: expected digits and one of H M S m u n, got ${got}`);
}
