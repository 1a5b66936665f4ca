import { describe, expect, it } from "vitest";
import { openPickle } from "../../../../wasm-models/readers/pickle/open.ts";
import { NdArray } from "../../../../wasm-models/readers/pickle/values.ts";
import { bytesOf, normalised, rowsOf, shown, shownArray } from "../pickle/fixtures/read.ts";

describe.each(["numpy1", "numpy2"] as const)("openPickle() of arrays by %s", (numpy) => {
  const rows = rowsOf(numpy).filter(({ protocol }) => protocol !== undefined);
  const arrays = rows.filter(({ array }) => array !== undefined);
  it.each(arrays.map((row) => [row.name, row.protocol!, row] as const))("reads %s of protocol %i", (_, __, row) => {
    const { root, globals } = openPickle(bytesOf(row));
    expect(root).toBeInstanceOf(NdArray);
    expect(shownArray(root as NdArray)).toEqual(normalised(row.array));
    expect(globals.filter(({ expected }) => !expected)).toEqual([]);
  });

  const scalars = rows.filter(({ name }) => name === "scalars");
  it.each(scalars.map((row) => [row.protocol!, row] as const))("unwraps scalars of protocol %i", (_, row) => {
    expect(shown(openPickle(bytesOf(row)).root)).toEqual(normalised(row.value));
  });
});
