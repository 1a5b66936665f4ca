import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../operator/defaults/operator-config.ts";
import { createJudge } from "../../../operator/webhook/judge.ts";
import { BadReviewError, reviewAdmission } from "../../../operator/webhook/review.ts";
import type { Judge } from "../../../operator/webhook/review.ts";

const judge = createJudge(() => DEFAULT_CONFIG);

function sdep(spec: object, metadata: object = {}): object {
  const apiVersion = "machinelearning.seldon.io/v1";
  return { apiVersion, kind: "SeldonDeployment", metadata: { name: "iris", ...metadata }, spec };
}

const GRAPH = { name: "classifier", implementation: "SKLEARN_SERVER", modelUri: "gs://bucket/iris" };
const GOOD = { predictors: [{ name: "default", graph: GRAPH }] };
const BAD = {
  predictors: [
    { name: "a", graph: GRAPH, traffic: 10 },
    { name: "a", graph: GRAPH, traffic: 10 },
  ],
};

function review(request: object): object {
  return { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request: { uid: "1", ...request } };
}

const create = (object: unknown, by: Judge = judge) =>
  reviewAdmission(review({ operation: "CREATE", object }), by).response;

describe("reviewAdmission()", () => {
  it("allows a SeldonDeployment that is right, with the request's uid", () => {
    expect(reviewAdmission(review({ operation: "CREATE", object: sdep(GOOD) }), judge)).toEqual({
      apiVersion: "admission.k8s.io/v1",
      kind: "AdmissionReview",
      response: { uid: "1", allowed: true },
    });
  });

  it("refuses with all that is wrong at once", () => {
    const { allowed, status } = create(sdep(BAD));
    expect(allowed).toBe(false);
    expect(status).toMatchObject({ code: 422, reason: "Invalid" });
    expect(status!.message).toMatch(/^SeldonDeployment\.machinelearning\.seldon\.io "iris" is invalid: \[/);
    expect(status!.message).toContain('duplicate predictor name "a"');
    expect(status!.message).toContain("traffic");
  });

  it("refuses what is no SeldonDeployment at all", () => {
    for (const object of [undefined, null, 7, [], {}, sdep([] as object), sdep({ predictors: null })]) {
      expect(create(object).allowed).toBe(false);
    }
  });

  it.each(["DELETE", "CONNECT"])("lets %s through", (operation) => {
    const { response } = reviewAdmission(review({ operation, object: sdep(BAD) }), judge);
    expect(response).toEqual({ uid: "1", allowed: true });
  });

  it("does not hold up who takes a finalizer off an object that is being deleted", () => {
    const object = sdep(BAD, { deletionTimestamp: "2026-03-01T00:00:00Z" });
    expect(reviewAdmission(review({ operation: "UPDATE", object }), judge).response.allowed).toBe(true);
  });

  it("lets labels of a wrong object change, with its issues as warnings, but not its spec", () => {
    const oldObject = sdep(BAD);
    const labelled = sdep(BAD, { labels: { "seldon.io/controller-id": "zerohop" } });
    const update = (object: object) =>
      reviewAdmission(review({ operation: "UPDATE", object, oldObject }), judge).response;
    expect(update(labelled)).toMatchObject({ allowed: true });
    expect(update(labelled).warnings!.join()).toContain("duplicate predictor name");
    expect(update(sdep({ ...BAD, replicas: 2 })).allowed).toBe(false);
  });

  it("names fields that nobody reads", () => {
    const object = sdep({
      oauth_key: "key",
      name: "flower",
      annotations: { "seldon.io/engine-java-opts": "-Xmx1g" },
      predictors: [
        {
          name: "default",
          graph: { ...GRAPH, endpoint: { type: "REST", http_port: 9000 } },
          componentSpecs: [{ containers: [], spec: { containers: [{ name: "classifier", tty: true }] } }],
          engineResources: {},
        },
      ],
    });
    expect(create(object)).toEqual({
      uid: "1",
      allowed: true,
      warnings: [
        "spec.oauth_key has no effect",
        "spec.predictors[0].graph.endpoint.http_port has no effect",
        "spec.predictors[0].componentSpecs[0].containers has no effect",
        'spec.name "flower" has no effect; metadata.name has',
        "spec.annotations: seldon.io/engine-java-opts has no effect",
        "spec.predictors[0].engineResources has no effect; svcOrchSpec.resources has",
      ],
    });
  });

  it("names them at any depth of a graph", () => {
    let graph: object = { ...GRAPH, stray: 1 };
    for (let level = 0; level < 20; level++) {
      graph = { name: `n${level}`, implementation: "SIMPLE_ROUTER", children: [graph] };
    }
    const path = `spec.predictors[0].graph${".children[0]".repeat(20)}.stray`;
    expect(create(sdep({ predictors: [{ name: "default", graph }] })).warnings?.[0]).toContain(path.slice(0, 200));
  });

  it("bounds what it says", () => {
    const noisy: Judge = () => ({
      issues: Array.from({ length: 1000 }, (_, index) => ({ path: `p${index}`, message: "x".repeat(500) })),
      warnings: Array.from({ length: 1000 }, () => "y".repeat(500)),
    });
    const { status, warnings } = create(sdep(GOOD), noisy);
    expect(status!.message.length).toBeLessThanOrEqual(4096);
    expect(warnings).toHaveLength(17);
    expect(warnings!.at(-1)).toBe("and 984 more");
    expect(warnings!.every((text) => text.length <= 256)).toBe(true);
  });

  it.each([
    ["nothing", undefined],
    ["text", "AdmissionReview"],
    ["another kind", { ...review({}), kind: "Pod" }],
    ["an old version", { ...review({}), apiVersion: "admission.k8s.io/v1beta1" }],
    ["no request", { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview" }],
    ["an empty uid", review({ uid: "" })],
    ["a long uid", review({ uid: "u".repeat(129) })],
  ])("rejects %s", (_, sent) => {
    expect(() => reviewAdmission(sent, judge)).toThrow(BadReviewError);
  });
});
