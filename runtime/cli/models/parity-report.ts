/** What a verification found, as text. @module */
import type { Cell } from "../../units/trained-model.ts";
import { counted, plain } from "./plain-text.ts";
import type { Verification } from "./verify.ts";

/** The report for people. */
export function formatParity(found: Verification): string {
  const { output, rows, values, equal, wrong, tolerance } = found;
  const share = (count: number): string =>
    `${count.toLocaleString("en").padStart(8)}  ${((100 * count) / values).toFixed(1)} %`;
  const beyond = tolerance === 0 ? "different" : "beyond tolerance";
  const lines = [
    `Verified ${output} of ${counted(rows, "row")}, ${found.milliseconds.toFixed(1)} ms`,
    "",
    `  equal             ${share(equal)}`,
    ...(tolerance === 0 ? [] : [`  within ${String(tolerance).padEnd(11)}${share(values - equal - wrong)}`]),
    `  ${beyond.padEnd(18)}${share(wrong)}`,
    "",
    `  largest difference  ${formatLargest(found)}`,
  ];
  return `${[...lines, ...failure(found)].join("\n")}\n`;
}

/** Such as `3.1e-15 relative, 14 ulp`. */
export function formatLargest({
  largestRelative,
  largestUlp,
}: Pick<Verification, "largestRelative" | "largestUlp">): string {
  if (largestRelative === 0 && largestUlp === 0) return "none, every bit is equal";
  // JSON has no infinity.
  if (!Number.isFinite(largestRelative ?? Number.NaN)) return "another value altogether";
  return `${largestRelative.toExponential(1)} relative, ${largestUlp.toLocaleString("en")} ulp of float64`;
}

/** Where a difference in the sixth digit comes from more often than from the model. */
const FEW_DIGITS = 1e-4;

function failure({ first, largestRelative }: Verification): readonly string[] {
  if (first === undefined) return [];
  const { row, column, ours, expected } = first;
  const lines = [
    "",
    `  row ${row}, column ${column}`,
    `    module    ${shown(ours)}`,
    `    expected  ${shown(expected)}`,
  ];
  if (largestRelative > FEW_DIGITS) return lines;
  return [...lines, "", "  Were the expected values written with all digits? np.save keeps them, CSV often does not."];
}

function shown(cell: Cell): string {
  return cell === null ? "nothing" : plain(String(cell));
}
