import { describe, expect, it } from "vitest";
import { readSeldonDeployment } from "../../../operator/validation/read.ts";

const sdep = (spec: unknown, rest: object = {}): object => ({
  apiVersion: "machinelearning.seldon.io/v1",
  kind: "SeldonDeployment",
  metadata: { name: "toy" },
  spec,
  ...rest,
});
const lines = (value: unknown): string =>
  readSeldonDeployment(value)
    .issues.map(({ path, message }) => `${path}: ${message}`)
    .join("\n");

describe("readSeldonDeployment()", () => {
  it("drops null and what no schema has, and keeps what only pods know", () => {
    const pod = { containers: [{ name: "m", image: null, stdin: true }], hostNetwork: true };
    const given = sdep({
      predictors: [
        {
          name: "p",
          graph: { name: "m", endpoint: { http_port: 1 }, children: null },
          componentSpecs: [{ spec: pod, containers: [] }],
          more: 1,
        },
      ],
    });
    const { sdep: read } = readSeldonDeployment(given);
    expect(read?.spec.predictors).toEqual([
      {
        name: "p",
        graph: { name: "m", endpoint: {} },
        componentSpecs: [{ spec: { containers: [{ name: "m", stdin: true }], hostNetwork: true } }],
      },
    ]);
  });

  it.each<[string, unknown, string]>([
    ["nothing", undefined, "the manifest is empty"],
    ["a list", [], "expected an object, got a list"],
    ["another kind", sdep({ predictors: [] }, { kind: "Pod" }), "kind: expected SeldonDeployment"],
    ["another version", sdep({ predictors: [] }, { apiVersion: "v1" }), "apiVersion: expected one of"],
    ["no name", sdep({ predictors: [] }, { metadata: {} }), "metadata.name: expected a name"],
    ["no predictors", sdep({}), "spec.predictors: expected a value, got nothing"],
    [
      "replicas of text",
      sdep({ predictors: [{ name: "p", graph: { name: "m" }, replicas: "1" }] }),
      "replicas: expected a whole number",
    ],
    [
      "a pull policy of a number",
      sdep({
        predictors: [
          {
            name: "p",
            graph: { name: "m" },
            componentSpecs: [{ spec: { containers: [{ name: "m", imagePullPolicy: 1 }] } }],
          },
        ],
      }),
      "imagePullPolicy: expected text",
    ],
    [
      "a child without a name",
      sdep({ predictors: [{ name: "p", graph: { name: "m", children: [{}] } }] }),
      "children[0].name: expected a value",
    ],
    [
      "a parameter of a truth value",
      sdep({
        predictors: [{ name: "p", graph: { name: "m", parameters: [{ name: "a", value: true, type: "BOOL" }] } }],
      }),
      "parameters[0].value: expected text",
    ],
    ["a predictor that is null", sdep({ predictors: [null] }), "spec.predictors[0]: expected a value, got null"],
  ])("refuses %s", (_, value, message) => {
    expect(readSeldonDeployment(value).sdep).toBeUndefined();
    expect(lines(value)).toContain(message);
  });

  it("takes graphs deeper than the published schema, and refuses endless ones", () => {
    const deep = (levels: number): object =>
      levels === 1 ? { name: "u" } : { name: "u", children: [deep(levels - 1)] };
    expect(lines(sdep({ predictors: [{ name: "p", graph: deep(60) }] }))).toBe("");
    const cyclic: { name: string; children: unknown[] } = { name: "u", children: [] };
    cyclic.children.push(cyclic);
    expect(lines(sdep({ predictors: [{ name: "p", graph: cyclic }] }))).toContain("deeper than");
  });

  it("refuses more values than an object can hold, once", () => {
    const many = { name: "p", graph: { name: "m", methods: Array.from({ length: 300_000 }, () => "ROUTE") } };
    expect(lines(sdep({ predictors: [many] })).split("\n")).toEqual([
      expect.stringContaining("has more than 200000 values"),
    ]);
  });
});
