import { describe, expect, it } from "vitest";
import { formatQuantity, parseQuantity, sumResources } from "../../../operator/plan/quantity.ts";

describe("parseQuantity()", () => {
  it.each<[string | number, bigint | undefined]>([
    ["100m", 100n],
    ["1", 1000n],
    [2, 2000n],
    ["0.5", 500n],
    [".5", 500n],
    ["1.", 1000n],
    ["1Ki", 1_024_000n],
    ["1.5Gi", 1_610_612_736_000n],
    ["1e3", 1_000_000n],
    ["5e-1", 500n],
    ["1k", 1_000_000n],
    ["100n", 1n],
    ["1500u", 2n],
    ["", undefined],
    [".", undefined],
    ["-1", undefined],
    ["1 Gi", undefined],
    ["1e999", undefined],
  ])("reads %j", (text, expected) => {
    expect(parseQuantity(text)).toBe(expected);
  });

  it("writes what it read", () => {
    for (const text of ["100m", "3", "1152Mi", "2Gi", "1500m"]) expect(formatQuantity(parseQuantity(text)!)).toBe(text);
  });
});

describe("sumResources()", () => {
  it("adds what is there, and leaves what cannot be read to the API server", () => {
    const parts = [{ requests: { cpu: "1", "nvidia.com/gpu": 1 } }, { requests: { cpu: "250m", memory: "lots" } }];
    expect(sumResources(parts)).toEqual({ requests: { cpu: "1250m", "nvidia.com/gpu": 1, memory: "lots" } });
    expect(sumResources([])).toEqual({});
  });
});
