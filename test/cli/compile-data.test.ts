/** The data files of `zerohop compile --verify`. */
import { describe, expect, it } from "vitest";
import { readerOf } from "../../runtime/cli/models/columns.ts";
import { readCsv } from "../../runtime/cli/models/csv.ts";
import { isNpy, readNpy } from "../../runtime/cli/models/npy.ts";
import type { Table } from "../../runtime/cli/models/table.ts";
import { bytesOf, npy, npyRows, npyTexts } from "./compile-npy.ts";

function cells({ rows, columns, cell }: Table): unknown[][] {
  return Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (__, column) => cell(row, column)));
}

const ROWS = [
  [1.5, -2],
  [Number.NaN, 4],
  [5, Number.POSITIVE_INFINITY],
];

describe("readNpy()", () => {
  it.each([1, 2, 3])("reads version %i", (version) => {
    const bytes = npyRows(ROWS, { version });
    expect(isNpy(bytes)).toBe(true);
    expect(cells(readNpy(bytes, "x"))).toEqual(ROWS);
  });

  it("reads Fortran order by its columns", () => {
    const data = bytesOf(Float64Array.of(1, 2, 3, 10, 20, 30));
    expect(cells(readNpy(npy("<f8", [3, 2], data, { isFortran: true }), "x"))).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
  });

  it("takes one axis as one column, and keeps integers that float64 does not have", () => {
    const data = bytesOf(BigInt64Array.of(1n, -2n, 2n ** 60n + 1n));
    expect(cells(readNpy(npy("<i8", [3], data), "x"))).toEqual([[1], [-2], [2n ** 60n + 1n]]);
  });

  it("reads float32, booleans and texts", () => {
    expect(cells(readNpy(npy("<f4", [2], bytesOf(Float32Array.of(0.5, 0.1))), "x"))).toEqual([
      [0.5],
      [Math.fround(0.1)],
    ]);
    expect(cells(readNpy(npy("|b1", [2], Uint8Array.of(1, 0)), "x"))).toEqual([[true], [false]]);
    expect(cells(readNpy(npyTexts(["a", "virgínica", "𝒳"]), "x"))).toEqual([["a"], ["virgínica"], ["𝒳"]]);
  });

  const eight = new Uint8Array(8);
  it.each([
    ["an object array", npy("|O", [1], eight), "got objects, which only Python can read"],
    ["big-endian numbers", npy(">f8", [1], eight), "expected little-endian numbers, booleans or texts, got >f8"],
    ["records", npy("[('a', '<f8')]", [1], eight), "expected a plain type of elements"],
    ["three axes", npy("<f8", [1, 1, 1], eight), "expected an array of 1 or 2 axes, got 3"],
    ["no axes", npy("<f8", [], eight), "expected an array of 1 or 2 axes, got 0"],
    ["too few bytes", npy("<f8", [2], eight), "expected 16 bytes of elements, got 8"],
    ["more elements than memory", npy("<f8", [1e9, 1e9], eight), "expected at most 50000000 elements"],
    ["texts as long as a book", npy("<U999999999", [1], eight), "got <U999999999"],
    ["a header that is not there", npyRows(ROWS).subarray(0, 40), "expected a header of at most 65536 bytes"],
    ["nothing behind the name", npyRows(ROWS).subarray(0, 8), "expected an .npy file of version 1 to 3"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => readNpy(bytes, "rows.npy")).toThrow(`rows.npy: ${message.startsWith("got") ? "" : message}`);
    expect(() => readNpy(bytes, "rows.npy")).toThrow(message);
  });
});

describe("readCsv()", () => {
  it("reads numbers, texts, what is missing, and quotes", () => {
    const text = 'x,word\r\n1.5,"a, ""b"""\r\n,NaN\r\n-1e-3,"7"\r\n9007199254740993,inf\r\n';
    const table = readCsv(text, "x");
    expect(table.names).toEqual(["x", "word"]);
    expect(cells(table)).toEqual([
      [1.5, 'a, "b"'],
      [Number.NaN, Number.NaN],
      [-0.001, "7"],
      [9_007_199_254_740_993n, Number.POSITIVE_INFINITY],
    ]);
    expect([table.text(0, 0), table.text(1, 0), table.text(1, 1)]).toEqual(["1.5", null, "NaN"]);
  });

  it.each([
    [";", "1;2\n3;4"],
    ["tabs", "1\t2\n3\t4\n"],
    ["a byte order mark", "\ufeff1,2\n\n3,4"],
  ])("takes %s", (_, text) => {
    expect(cells(readCsv(text, "x"))).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it("knows a header by the names of the model, by numbers below it, or by the number of rows", () => {
    expect(readCsv("word\nred\nblue", "x").names).toBeUndefined();
    expect(readCsv("word\nred\nblue", "x", { names: ["word"] }).names).toEqual(["word"]);
    expect(readCsv("word\nred\nblue", "x", { rows: 2 }).names).toEqual(["word"]);
    expect(readCsv("red\nblue", "x", { rows: 2 }).names).toBeUndefined();
    expect(readCsv("a,b\n1,red", "x").names).toEqual(["a", "b"]);
    expect(readCsv("1,red\n2,blue", "x").names).toBeUndefined();
  });

  it.each([
    ["an empty file", "", "expected at least one line"],
    ["a short line", "1,2\n3", "line 2: expected 2 cells as above, got 1"],
    ["quotes without end", '1,"2\n3', "line 1: expected quotes that end"],
    ["text behind quotes", '"1"2\n', "line 1: expected a separator behind the quotes"],
  ])("refuses %s", (_, text, message) => {
    expect(() => readCsv(text, "rows.csv")).toThrow(/^rows\.csv/);
    expect(() => readCsv(text, "rows.csv")).toThrow(message);
  });
});

describe("data files that are damaged", () => {
  const valid = [
    npyRows(ROWS),
    npyTexts(["a", "virgínica"]),
    new TextEncoder().encode('x,word\r\n1.5,"a, ""b"""\r\n,NaN\r\n'),
  ];

  it("are refused by name, or read without leaving the file", () => {
    let seed = 7;
    const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    let refused = 0;
    for (let round = 0; round < 3000; round++) {
      const bytes = Uint8Array.from(valid[round % valid.length]!).subarray(0, round % 5 === 0 ? next(170) : undefined);
      for (let change = next(4); change >= 0 && bytes.length > 0; change--) bytes[next(bytes.length)] = next(256);
      try {
        cells(isNpy(bytes) ? readNpy(bytes, "data") : readCsv(new TextDecoder().decode(bytes), "data"));
      } catch (error) {
        refused++;
        expect((error as Error).message).toMatch(/^data[:,]/);
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});

describe("readerOf()", () => {
  const features = [
    { name: "a", kind: "number" },
    { name: "b", kind: "string" },
  ] as const;

  it("goes by names where both have some, and gives texts as they are written", () => {
    const read = readerOf(readCsv("b,other,a\n7,0,1.5", "x"), features, "x");
    expect([read(0, 0), read(0, 1)]).toEqual([1.5, "7"]);
  });

  it("goes by place otherwise", () => {
    const read = readerOf(readCsv("1.5,7", "x"), features, "x");
    expect([read(0, 0), read(0, 1)]).toEqual([1.5, "7"]);
  });

  it("names what is missing", () => {
    expect(() => readerOf(readCsv("a,c\n1,2", "x"), features, "x")).toThrow('x: expected a column "b"');
    expect(() => readerOf(readCsv("1\n2", "x"), features, "x")).toThrow(
      "x: expected 2 columns as the model takes, got 1",
    );
  });
});
