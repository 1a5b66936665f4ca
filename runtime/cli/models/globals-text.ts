/** Prints what a pickle refers to. @module */
import type { GlobalUse } from "../../../wasm-models/readers/pickle/index.ts";
import { counted, plain } from "./plain-text.ts";

const MAX_SHOWN = 200;

/** What has no business in a model first, with a mark. */
export function formatGlobals(globals: readonly GlobalUse[]): string {
  const odd = globals.filter(({ expected }) => !expected);
  const title = `Refers to ${counted(globals.length, "name")} of classes and functions`;
  const sorted = [...odd, ...globals.filter(({ expected }) => expected)];
  const lines = sorted.slice(0, MAX_SHOWN).map(({ module, name, count, expected }) => {
    return `  ${expected ? " " : "!"} ${`${count}`.padStart(6)}  ${plain(`${module}.${name}`, 160)}`;
  });
  const left = sorted.length - lines.length;
  const warning =
    odd.length === 0
      ? []
      : ["", `  ! has no business in a model. It was not run here, and Python would run it when it loads the file.`];
  return [title, ...lines, ...(left > 0 ? [`    and ${left} others`] : []), ...warning].join("\n");
}
