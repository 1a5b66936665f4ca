/**
 * Errors about which inputs came, rather than what is in them.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { describeValue, quoteName } from "./signature.ts";
import type { ModelValue } from "./signature.ts";

/** How many names a message lists. */
const MAX_LISTED = 8;

/** The model takes other inputs than what came. */
export function wrongInputs(inputs: readonly ModelValue[], got: string): InferenceError {
  const wanted = list(inputs.map((input) => `${quoteName(input.name)} ${describeValue(input)}`));
  const count = inputs.length === 1 ? "input" : `${inputs.length} inputs`;
  return new InferenceError("INVALID_ARGUMENT", `Expected ${count} ${wanted}, got ${got}`);
}

/**
 * Checks that `names` are the names of the inputs, in any order.
 * @throws InferenceError INVALID_ARGUMENT listing those that are missing, unknown or doubled.
 */
export function assertSameNames(inputs: readonly ModelValue[], names: readonly string[]): void {
  const given = new Set(names);
  const known = new Set(inputs.map((input) => input.name));
  const missing = inputs.filter((input) => !given.has(input.name));
  const unknown = names.filter((name) => !known.has(name));
  const parts: string[] = [];
  if (missing.length > 0) {
    parts.push(`missing ${list(missing.map((input) => `${quoteName(input.name)} ${describeValue(input)}`))}`);
  }
  if (unknown.length > 0) parts.push(`unknown ${list(unknown.map(quoteName))}`);
  if (given.size !== names.length) parts.push("a name given twice");
  if (parts.length === 0) return;
  throw new InferenceError(
    "INVALID_ARGUMENT",
    `Expected one value for each input of the model, got ${parts.join("; ")}`,
  );
}

function list(names: readonly string[]): string {
  const rest = names.length - MAX_LISTED;
  return names.slice(0, MAX_LISTED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
