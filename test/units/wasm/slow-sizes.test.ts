import { expect, test } from "vitest";
import { SlowSizes } from "../../../runtime/units/wasm/slow-sizes.ts";

function observe(sizes: SlowSizes, used: number, times: number): void {
  for (let i = 0; i < times; i++) sizes.observe("predict", used);
}

test("SlowSizes forgets a size when most calls of it are fast", () => {
  const sizes = new SlowSizes(100);
  expect(sizes.has("predict", 1000)).toBe(false);
  sizes.learn("predict", 50);
  expect([sizes.has("predict", 49), sizes.has("predict", 50), sizes.has("route", 50)]).toEqual([false, true, false]);
  observe(sizes, 100, 15);
  expect(sizes.has("predict", 50)).toBe(true);
  observe(sizes, 101, 1);
  observe(sizes, 5, 8);
  expect(sizes.has("predict", 50)).toBe(true);
  observe(sizes, 5, 1);
  expect(sizes.has("predict", 50)).toBe(false);
});

test("SlowSizes keeps a size when one call in eight is slow", () => {
  const sizes = new SlowSizes(100);
  sizes.learn("predict", 50);
  for (let round = 0; round < 50; round++) {
    observe(sizes, 5, 7);
    observe(sizes, 500, 1);
  }
  expect(sizes.has("predict", 50)).toBe(true);
});
