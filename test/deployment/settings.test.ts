import { describe, expect, test } from "vitest";
import { readPredictorSettings, readUnitSettings } from "../../runtime/deployment/settings.ts";
import type { Issue, Parameter } from "../../runtime/graph/spec.ts";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import { createTestHost } from "../support/host.ts";
import { deploymentOf, failureOf, load, parameter } from "../support/manifests.ts";

const NONE = { path: "spec.predictors[0]", annotations: {} };

describe("readPredictorSettings()", () => {
  test.each<[string, number]>([
    ["250", 250],
    [" 1.5 ", 1.5],
    ["0", Infinity],
    ["-1", Infinity],
    ["2147483647", 2147483647],
    ["2147483648", Infinity],
    ["99999999999", Infinity],
  ])("reads %j milliseconds as %s", (text, expected) => {
    const issues: Issue[] = [];
    const names = ["seldon.io/rest-timeout", "seldon.io/grpc-timeout", "zerohop.io/deadline-ms"];
    const annotations = Object.fromEntries(names.map((name) => [name, text]));
    const settings = { restTimeoutMs: expected, grpcTimeoutMs: expected, deadlineMs: expected };
    expect(readPredictorSettings({ annotations }, NONE, issues)).toEqual(settings);
    expect(readPredictorSettings({ annotations: {} }, { ...NONE, annotations }, issues)).toEqual(settings);
    expect(issues).toEqual([]);
  });

  test("has no limits without annotations", () => {
    expect(readPredictorSettings({ annotations: {} }, NONE, [])).toEqual({
      restTimeoutMs: Infinity,
      grpcTimeoutMs: Infinity,
      deadlineMs: Infinity,
    });
  });

  test("lets the predictor's annotations win, name by name", () => {
    const annotations = { "seldon.io/rest-timeout": "10", "zerohop.io/deadline-ms": "20" };
    const predictor = { path: "", annotations: { "seldon.io/rest-timeout": "30" } };
    const settings = { restTimeoutMs: 30, grpcTimeoutMs: Infinity, deadlineMs: 20 };
    expect(readPredictorSettings({ annotations }, predictor, [])).toEqual(settings);
  });

  test.each<[string, string]>([
    ["spec.predictors[1]", 'spec.predictors[1].annotations["seldon.io/rest-timeout"]'],
    ["", 'annotations["seldon.io/rest-timeout"]'],
  ])("names the place of what is wrong in a predictor at %j", (path, expected) => {
    const issues: Issue[] = [];
    const annotations = { "zerohop.io/deadline-ms": "later" };
    readPredictorSettings({ annotations }, { path, annotations: { "seldon.io/rest-timeout": "soon" } }, issues);
    expect(issues).toEqual([
      { path: expected, message: 'expected milliseconds, got "soon"' },
      { path: 'spec.annotations["zerohop.io/deadline-ms"]', message: 'expected milliseconds, got "later"' },
    ]);
  });

  test("names a predictor's bad annotation at its true place", async () => {
    const annotations = { "zerohop.io/deadline-ms": "soon" };
    const load = (manifest: unknown) =>
      failureOf(() => createRuntimeOn(createTestHost(), manifest, { units: { m: { predict: () => 1 } } }));
    const predictor = { name: "p", annotations, graph: { name: "m" } };
    expect((await load(predictor)).message).toContain('\n  annotations["zerohop.io/deadline-ms"]: expected');
    expect((await load(deploymentOf([predictor]))).message).toContain(
      '\n  spec.predictors[0].annotations["zerohop.io/deadline-ms"]: expected',
    );
  });

  test("names a bad annotation of the deployment once, however many predictors there are", async () => {
    const predictors = ["a", "b"].map((name) => ({ name, traffic: 50, graph: { name: "m" } }));
    const manifest = deploymentOf(predictors, { "seldon.io/rest-timeout": "soon" });
    const error = await failureOf(() =>
      createRuntimeOn(createTestHost(), manifest, { units: { m: { predict: () => 1 } } }),
    );
    expect(error.message.match(/rest-timeout/g)).toHaveLength(1);
    expect(error.message).toContain('expected milliseconds, got "soon"');
  });
});

describe("readUnitSettings()", () => {
  test("reads policy, deadline and phase", () => {
    const parameters: Parameter[] = [
      parameter("zerohop.on-error", "default"),
      parameter("zerohop.default", '{"strData":"x"}'),
      parameter("zerohop.deadline-ms", "20"),
      parameter("zerohop.phase", "output"),
    ].map((text) => ({ ...text, type: "STRING" }));
    const issues: Issue[] = [];
    const settings = readUnitSettings({ parameters }, "p", issues);
    expect(issues).toEqual([]);
    expect(settings).toMatchObject({ onError: { kind: "default" }, timeoutMs: 20, outputPhase: true });
    expect(readUnitSettings({ parameters: [] }, "p", issues)).toEqual({
      onError: { kind: "fail" },
      timeoutMs: Infinity,
      outputPhase: false,
    });
  });

  test("lets a unit wait for longer than a timer can", async () => {
    const graph = { name: "m", parameters: [parameter("zerohop.deadline-ms", "3000000000")] };
    const units = { m: { predict: async (X: unknown) => X } };
    const { runtime } = await load(graph, units, { annotations: { "zerohop.io/deadline-ms": "3000000000" } });
    expect((await runtime.predict("x")).data).toEqual({ kind: "text", text: "x" });
    await runtime.close();
  });
});
