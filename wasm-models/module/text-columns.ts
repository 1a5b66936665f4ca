/** Text columns of a program as metadata has them. @module */
import type { TextPlace } from "../backends/boundary.ts";
import type { TextColumn } from "./metadata.ts";

export function textColumn({ op, column, columns }: TextPlace): TextColumn {
  const { feature } = op;
  if (op.kind === "category") {
    const unknown = typeof op.unknown === "number" && Number.isNaN(op.unknown) ? null : op.unknown;
    return {
      kind: "category",
      feature,
      column,
      categories: op.categories,
      ...(op.fill === undefined ? {} : { fill: op.fill }),
      ...(op.missing === undefined ? {} : { missing: op.missing }),
      unknown,
    };
  }
  const terms = Array.from({ length: columns }, () => "");
  for (const [term, at] of op.vocabulary) terms[at] = term;
  return { kind: "terms", feature, column, columns, analyzer: op.analyzer, terms, binary: op.binary };
}
