import { describe, expect, it } from "vitest";
import { contractName, cutName, predictorServiceName, readableName } from "../../../operator/naming/names.ts";
import { typeLabels } from "../../../operator/naming/labels.ts";

describe("contractName()", () => {
  it("joins what fits and hashes what does not, at 63 characters", () => {
    expect(contractName("a", "b", "c")).toBe("a-b-c");
    expect(contractName("x".repeat(61), "y")).toHaveLength(63);
    expect(contractName("x".repeat(62), "y")).toMatch(/^seldon-[0-9a-f]{32}$/);
    // md5 of 64 times "a", computed elsewhere.
    expect(contractName("a".repeat(64))).toBe("seldon-014842d480b571495a4a0363793f7367");
  });
});

describe("readableName()", () => {
  it("keeps the start of long names, and tells them apart", () => {
    const [a, b] = ["a", "b"].map((end) => readableName(["model".repeat(20), end], 50));
    expect(a).toMatch(/^model.*-[0-9a-f]{8}$/);
    expect(a).toHaveLength(50);
    expect(a).not.toBe(b);
    expect(readableName(["short", "name"])).toBe("short-name");
  });
});

describe("names", () => {
  it("of Services follow the annotation, of volumes are cut", () => {
    expect(predictorServiceName("s", "p", "own")).toBe("own");
    expect(predictorServiceName("s", "p")).toBe("s-p");
    expect(cutName(`${"x".repeat(62)}-y`)).toBe("x".repeat(62));
  });
});

describe("typeLabels()", () => {
  it("has one label a type, built-ins and open ones included", () => {
    const units = [
      { name: "a" },
      { name: "b", implementation: "RANDOM_ABTEST" },
      { name: "c", type: "OUTPUT_TRANSFORMER" },
    ];
    expect(typeLabels(units)).toEqual({
      "seldon.io/model": "true",
      "seldon.io/router": "true",
      "seldon.io/output-transformer": "true",
    });
  });
});
