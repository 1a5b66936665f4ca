/**
 * What stopped a guest, in words: the kind of trap, never the payload.
 * @module
 */
import { InferenceError } from "../../errors.ts";

/** What the instance knew when the guest stopped. */
export interface TrapScene {
  readonly verb: string;
  readonly fuel: bigint;
  readonly exhausted: boolean;
  readonly memoryBytes: number;
  readonly memoryLimit: number;
}

/** The error of a call that did not return. */
export function describeTrap(error: unknown, scene: TrapScene): InferenceError {
  if (InferenceError.is(error)) return error;
  const { verb, fuel, exhausted } = scene;
  if (exhausted) {
    const budget = (Number(fuel) / 1e6).toLocaleString("en-US", { maximumFractionDigits: 3 });
    return new InferenceError("DEADLINE_EXCEEDED", `Guest used up its ${budget} million instructions in ${verb}`, {
      cause: error,
    });
  }
  const what = `Guest stopped in ${verb}: ${kindOf(error)}${memoryNote(scene)}`;
  return new InferenceError("INTERNAL", what, { cause: error });
}

function kindOf(error: unknown): string {
  // Engines word the same trap differently; an overflowing stack is not even a RuntimeError.
  if (error instanceof RangeError || /call stack|too much recursion/i.test(String(error))) return "stack overflow";
  if (error instanceof WebAssembly.RuntimeError) return `trap (${error.message.slice(0, 80)})`;
  if (error instanceof Error) return `${error.name} (${error.message.slice(0, 80)})`;
  return "it called proc_exit";
}

// Allocators often double, so a guest can fail for memory well before the limit itself.
function memoryNote({ memoryBytes, memoryLimit }: TrapScene): string {
  if (memoryBytes * 2 <= memoryLimit) return "";
  return `, with ${mebibytes(memoryBytes)} of at most ${mebibytes(memoryLimit)} MiB of memory in use (zerohop.memory)`;
}

function mebibytes(bytes: number): number {
  return Math.round((bytes / 2 ** 20) * 10) / 10;
}
