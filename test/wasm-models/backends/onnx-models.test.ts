/**
 * Models of the libraries as ONNX files: a sample of all fixtures, each estimator in one of its versions.
 * MODELS=all takes every file of every version.
 */
import { describe, expect, test } from "vitest";
import { formatOf } from "../../../wasm-models/compile/formats.ts";
import type { ImportedModel } from "../../../wasm-models/ir/program.ts";
import { fileOf, truths, versions } from "../models/truth.ts";
import type { Truth } from "../models/truth.ts";
import { LEFT_OUT, UNSUPPORTED } from "../models/unsupported.ts";
import { compareOnnx } from "./onnx-parity.ts";

const LIBRARIES = ["sklearn", "xgboost", "lightgbm"] as const;
const ALL = process.env["MODELS"] === "all";
/** One of so many estimators, without MODELS=all. */
const SHARE = 4;

type Library = (typeof LIBRARIES)[number];

/** Each name in one version, the next name in the next version. */
function sample(library: Library): readonly Truth[] {
  const byName = new Map<string, Truth[]>();
  for (const version of versions(library)) {
    for (const truth of truths(library, version)) {
      if (!isUnsupported(library, truth)) byName.set(truth.name, [...(byName.get(truth.name) ?? []), truth]);
    }
  }
  if (ALL) return [...byName.values()].flat();
  return [...byName.values()].flatMap((list, index) => (index % SHARE === 0 ? [list[index % list.length]!] : []));
}

function isUnsupported(library: Library, { name, version }: Truth): boolean {
  return UNSUPPORTED.some(
    (row) => row.library === library && row.names.test(name) && row.versions?.test(version) !== false,
  );
}

async function read(truth: Truth): Promise<ImportedModel> {
  const bytes = fileOf(truth, truth.files[0]!.file);
  return await formatOf(bytes).read(bytes);
}

describe.each(LIBRARIES)("%s as ONNX", (library) => {
  const fixtures = sample(library).map((truth) => [`${truth.name} ${truth.version}`, truth] as const);

  test.each(fixtures)("%s", async (_, truth) => {
    const leftOut = LEFT_OUT.filter(
      (row) => row.library === library && row.name.test(truth.name) && row.version.test(truth.version),
    ).flatMap(({ rows }) => rows);
    const model = await read(truth);
    const exact = await compareOnnx(model, truth, leftOut);
    expect(exact.differences.slice(0, 3)).toEqual([]);
    expect(exact.compared.length).toBeGreaterThan(0);
    expect(exact.accepted).toBe(0);
    // Products in float32 are as far off as the rows' numbers are large; sums of leaves are not.
    const kinds = model.program.ops.map(({ kind }) => kind);
    if (!kinds.includes("trees") || kinds.includes("linear")) return;
    const single = await compareOnnx(model, truth, leftOut, "f32");
    expect(single.differences.slice(0, 3)).toEqual([]);
  });
});
