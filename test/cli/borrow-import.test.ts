import { describe, expect, test } from "vitest";
import { borrowImport } from "../../runtime/build/borrow-import.mjs";

describe("borrowImport()", () => {
  test.each([
    ["exports.f = () => import('x');", "exports.f = () => $import('x');"],
    ["exports.f = (u) => `${import(u)}`;", "exports.f = (u) => `${$import(u)}`;"],
    ["exports.f = (x) => x.import(1);", "exports.f = (x) => x.import(1);"],
  ])("rewrites imports and nothing else: %s", async (code, expected) => {
    expect(await borrowImport(code)).toBe(expected);
  });

  test.each(["exports.s = 'call import(x)';", "exports.r = /import(a)/;"])(
    "refuses what only looks like an import: %s",
    async (code) => {
      await expect(borrowImport(code)).rejects.toThrow('1 places read "import(", but 0 are imports');
    },
  );

  test.each(["exports.f = (x) => import /* */ (x);", "exports.f = () => [...import('x')];"])(
    "refuses an import that it does not find: %s",
    async (code) => {
      await expect(borrowImport(code)).rejects.toThrow("1 imports are not written as");
    },
  );
});
