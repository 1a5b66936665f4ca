/** What is planned is what a runtime loads. */
import { describe, expect, it, onTestFinished } from "vitest";
import { createRuntimeOn } from "../../../runtime/runtime.ts";
import { createTestHost } from "../../support/host.ts";
import { configMapOf, planned, podOf } from "./planned.ts";

describe("the manifest of a plan", () => {
  it("binds every unit to its place: built in, beside the runtime, and elsewhere", async () => {
    const children = [
      { name: "built-in", implementation: "SIMPLE_MODEL" },
      { name: "beside", type: "MODEL", endpoint: { type: "REST" } },
      { name: "refused", implementation: "SKLEARN_SERVER", modelUri: "gs://b/m" },
    ];
    const componentSpecs = [podOf({ name: "beside", image: "reg/beside:2" })];
    const graph = { name: "mean", implementation: "AVERAGE_COMBINER", children };
    const verdicts = [{ predictor: "main", unit: "refused", artifact: "gs://b/m", reason: "no" }];
    const { objects } = planned({ predictors: [{ name: "main", graph, componentSpecs, replicas: 3 }] }, { verdicts });
    const runtime = await createRuntimeOn(createTestHost(), JSON.parse(configMapOf(objects)));
    onTestFinished(() => runtime.close());
    const [predictor] = runtime.plane.generation.predictors;
    // Images are named in the answers.
    expect(configMapOf(objects)).toContain('"image": "seldonio/sklearnserver:1.17.1"');
    const bound = predictor!.plan.units.map(({ name, unit }) => [name, unit.kind, unit.identity]);
    expect(bound).toEqual([
      ["mean", expect.not.stringMatching("remote"), expect.anything()],
      ["built-in", expect.not.stringMatching("remote"), expect.anything()],
      ["beside", "remote", "http://localhost:9000"],
      ["refused", "remote", "http://toy-main-refused.lab.svc.cluster.local:9001"],
    ]);
  });
});
