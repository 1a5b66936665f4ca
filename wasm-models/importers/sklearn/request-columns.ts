/** Whether an estimator stands at the very front, where columns may still be texts. @module */
import type { Field } from "../../readers/pickle/fields.ts";
import type { Importing } from "./estimator.ts";
import type { Frame } from "./frame.ts";

/** All columns of the request as they came. */
export function isWholeRequest({ builder }: Importing, input: Frame): boolean {
  const { columns } = input;
  if (columns === undefined || columns.length !== builder.featureCount) return false;
  return columns.every(({ feature, fill }, at) => feature === at && fill === undefined);
}

/** @throws ModelFileError when the booster inside was trained with another number of columns */
export function checkColumns(model: Field, input: Frame, featureCount: number): void {
  if (input.width !== featureCount) model.refuse(`${featureCount} columns`, String(input.width));
}
