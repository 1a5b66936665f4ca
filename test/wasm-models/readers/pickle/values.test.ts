import { describe, expect, it } from "vitest";
import { openPickle } from "../../../../wasm-models/readers/pickle/open.ts";
import { bytesOf, normalised, rowsOf, shown } from "./fixtures/read.ts";

describe.each(["python2", "python3"] as const)("openPickle() of what %s wrote", (python) => {
  const rows = rowsOf(python);
  it.each(rows.map((row) => [row.name, row.protocol!, row] as const))("reads %s of protocol %i", (_, __, row) => {
    const file = openPickle(bytesOf(row));
    expect(shown(file.root)).toEqual(normalised(row.value));
    expect(file.trailingBytes).toBe(0);
  });
});
