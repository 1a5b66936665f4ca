/** Trees as C code, the way that compilers of trees write them: one function a tree, ifs inside ifs. @module */
import { CATEGORICAL, DEFAULT_LEFT, MISSING, MISSING_BITS } from "../../wasm-models/ir/forest.ts";
import type { Forest } from "../../wasm-models/ir/forest.ts";

/** @returns C with `predict(rows, count, width, out)`; for single values compared in float32, rows are float */
export function writeIfElse(forest: Forest, base: Float64Array): string {
  const value = forest.compared === "f32" ? "float" : "double";
  const sum = forest.summed === "f32" ? "float" : "double";
  const columns = base.length;
  const trees = Array.from(forest.roots, (root, tree) => {
    return `static void tree${tree}(const VALUE *x, SUM *s) {\n${writeNode(forest, root, forest.targets[tree]!)}}\n`;
  });
  const calls = Array.from(forest.roots, (_, tree) => `    tree${tree}(x, s);\n`);
  return `#define VALUE ${value}
#define SUM ${sum}
#define COLUMNS ${columns}
#include "harness.h"
${trees.join("")}void predict(const VALUE *x, int count, int width, double *out) {
  for (int row = 0; row < count; row++, x += width) {
    SUM s[COLUMNS] = {${Array.from(base, literal).join(", ")}};
${calls.join("")}    for (int at = 0; at < COLUMNS; at++) *out++ = s[at];
  }
}

int main(int count, char **given) {
  return count == 3 ? serve(given[1], atoi(given[2]), COLUMNS) : 1;
}
`;
}

function writeNode(forest: Forest, node: number, target: number): string {
  const left = forest.left[node]!;
  if (left < 0) {
    const leaf = -1 - left;
    const adds = Array.from({ length: forest.arity }, (_, at) => {
      return `s[${target + at}] += ${literal(forest.values[leaf * forest.arity + at]!)};`;
    });
    return `${adds.join(" ")}\n`;
  }
  const [yes, no] = [left, forest.right[node]!].map((child) => writeNode(forest, child, target));
  return `if (${condition(forest, node)}) {\n${yes}} else {\n${no}}\n`;
}

/** One comparison that also sends what is missing to its side. */
function condition(forest: Forest, node: number): string {
  const flags = forest.flags[node]!;
  if ((flags & CATEGORICAL) !== 0) throw new RangeError("Categories are not written as C");
  const x = `x[${forest.feature[node]!}]`;
  const threshold = literal(forest.threshold[node]!);
  const rule = flags & MISSING_BITS;
  const left = rule === MISSING.nan && (flags & DEFAULT_LEFT) !== 0;
  const [below, above] = forest.comparison === "lt" ? ["<", ">="] : ["<=", ">"];
  return left ? `!(${x} ${above} ${threshold})` : `${x} ${below} ${threshold}`;
}

function literal(value: number): string {
  if (value === Infinity) return "INFINITY";
  if (value === -Infinity) return "-INFINITY";
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
