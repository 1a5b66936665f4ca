/** What an ONNX file says about the model it was made of, in `metadata_props`. @module */
import type { ImportedModel, Program } from "../../ir/program.ts";
import { neededBy } from "../../ir/needed.ts";
import { boundaryOf } from "../boundary.ts";
import type { TextPlace } from "../boundary.ts";
import type { LoweringOptions } from "./lowering.ts";

/** @param program with the outputs that are in the file */
export function metadataOf(
  { facts }: ImportedModel,
  program: Program,
  options: LoweringOptions,
  sourceDigest: string | undefined,
): ReadonlyMap<string, string> {
  const { texts } = boundaryOf(program);
  const names = program.features.map(({ name }) => name ?? null);
  const entries: readonly (readonly [string, string | undefined])[] = [
    ["library", facts.library],
    ["library_version", facts.version],
    ["estimator", facts.estimator.name],
    ["estimator_tree", JSON.stringify(facts.estimator)],
    ["feature_names", names.some((name) => name !== null) ? JSON.stringify(names) : undefined],
    ["text_columns", texts.length > 0 ? JSON.stringify(texts.map(textColumn)) : undefined],
    ["column_names", columnNames(program)],
    ["tolerance", toleranceOf(program, options)],
    ["refuses", options.refusals ? "rows that the library refuses" : "nothing"],
    ["source_sha256", sourceDigest],
  ];
  return new Map(entries.flatMap(([key, value]) => (value === undefined ? [] : [[`zerohop.${key}`, value]])));
}

/** Names of columns by output, such as the classes of probabilities. */
function columnNames({ outputs }: Program): string | undefined {
  const named = outputs.filter(({ names }) => names !== undefined);
  return named.length === 0
    ? undefined
    : JSON.stringify(Object.fromEntries(named.map(({ name, names }) => [name, names])));
}

/** How far answers may be from the library's. */
function toleranceOf(program: Program, { precision }: LoweringOptions): string {
  const wanted = program.outputs.map(({ value }) => value);
  const kinds = neededBy(program, wanted).map((value) => program.ops[value]!.kind);
  return precision === "f32" && (kinds.includes("trees") || kinds.includes("linear"))
    ? "1e-5 relative: matrix products and sums of leaves in float32"
    : "1e-10 relative: float64, and leaves added as the library does it";
}

/** How to make the column's numbers of a text. */
function textColumn({ op, column, columns }: TextPlace): unknown {
  if (op.kind === "terms") {
    const terms = Array.from({ length: columns }, () => "");
    for (const [term, at] of op.vocabulary) terms[at] = term;
    return { kind: "terms", feature: op.feature, column, columns, analyzer: op.analyzer, terms, binary: op.binary };
  }
  // NaN is null in JSON.
  return { ...op, column };
}
