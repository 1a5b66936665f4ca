import { describe, expect, it } from "vitest";
import { readModelPickle } from "../../../../wasm-models/readers/joblib/read.ts";
import type { NdArray } from "../../../../wasm-models/readers/pickle/values.ts";
import { bytesOf, normalised, rowsOf, shownArray } from "../pickle/fixtures/read.ts";

describe.each(["numpy1", "numpy2"] as const)("readModelPickle() of what joblib with %s wrote", (numpy) => {
  const rows = rowsOf(numpy).filter(({ joblib }) => joblib !== undefined);
  it.each(rows.map((row) => [row.name, row.joblib!, row] as const))("reads %s, compression %s", async (_, __, row) => {
    const { root, trailingBytes } = await readModelPickle(bytesOf(row));
    const members = root as Map<string, NdArray>;
    expect([...members.keys()]).toEqual(["before", "array", "after"]);
    expect(shownArray(members.get("array")!)).toEqual(normalised(row.array));
    expect(trailingBytes).toBe(0);
  });
});
