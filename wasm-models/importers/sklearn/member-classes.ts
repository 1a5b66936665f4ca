/** Answers of an ensemble's members in terms of the ensemble's classes. @module */
import type { Label } from "../../ir/program.ts";
import type { Field } from "../../readers/pickle/fields.ts";
import { classesOf } from "./scores.ts";

/** By class of the member: the number of that class in the ensemble. */
export function classCodes(member: Field, classes: readonly Label[]): Int32Array {
  return Int32Array.from(classesOf(member), (label) => {
    const code = classes.findIndex((known) => isSameLabel(known, label));
    return code >= 0 ? code : member.at("classes_").refuse("classes of the ensemble", "another");
  });
}

/** @throws ModelFileError when a member knows other classes, or in another order */
export function labelledBy(member: Field, classes: readonly Label[]): void {
  const codes = classCodes(member, classes);
  if (codes.length !== classes.length || codes.some((code, at) => code !== at)) {
    member.at("classes_").refuse(`the ${classes.length} classes of the ensemble`, `${codes.length}`);
  }
}

/** As numpy compares: 1, 1.0 and True are the same. */
export function isSameLabel(a: Label, b: Label): boolean {
  if (typeof a === "string" || typeof b === "string") return a === b;
  return Number(a) === Number(b);
}
