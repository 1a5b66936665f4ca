/** The number that a component's route returned, as an array. @module */
import { InferenceError } from "../../errors.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { typeName } from "./result.ts";

const LARGEST = 2n ** 63n - 1n;

/**
 * The child's number as a 1x1 array.
 * @throws InferenceError INVALID_ARGUMENT when it is no whole number.
 */
export function toBranch(branch: unknown): Tensor {
  if (typeof branch !== "bigint" && !Number.isSafeInteger(branch)) {
    const got = typeof branch === "number" ? String(branch) : typeName(branch);
    throw new InferenceError("INVALID_ARGUMENT", `Routing response must be int but got ${got}`);
  }
  const value = BigInt(branch as number | bigint);
  if (value > LARGEST) return { name: "", datatype: "UINT64", shape: [1, 1], data: BigUint64Array.of(value) };
  return { name: "", datatype: "INT64", shape: [1, 1], data: BigInt64Array.of(value) };
}
