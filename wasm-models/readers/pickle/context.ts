/** What those see who know the meaning of a name. @module */
import type { Budget } from "./budget.ts";
import type { Cursor } from "./cursor.ts";
import type { PickleValue } from "./values.ts";

export interface ReadContext {
  readonly cursor: Cursor;
  readonly budget: Budget;
  /** Reads a whole pickle that begins here, with a stack and memory of its own. */
  nested(): PickleValue;
}

/**
 * Makes the value that a call of a known name stands for.
 * @returns undefined when these arguments are none that it knows: then the call stays an Instance
 */
export type Interpreter = (args: readonly PickleValue[], context: ReadContext) => PickleValue | undefined;
