import { describe, expect, it } from "vitest";
import type { FieldSet, KubeObject } from "../../../operator/kube/object.ts";
import { firstDifference } from "../../../operator/reconcile/field-diff.ts";

const object = (spec: object, metadata: object = {}): KubeObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  spec,
  metadata: {
    name: "a",
    namespace: "ns",
    ...metadata,
  },
});
const owning = (spec: object, fields: object = {}, metadata: object = {}): KubeObject =>
  object(spec, {
    ...metadata,
    managedFields: [{ manager: "me", operation: "Apply", fieldsV1: { "f:spec": fields } as unknown as FieldSet }],
  });

describe("firstDifference()", () => {
  it("is nothing when the server has filled in defaults, written amounts anew and left out what is empty", () => {
    const container = {
      name: "c",
      resources: { limits: { cpu: "1000m", memory: 1024 } },
      ports: [{ name: "http", containerPort: 1 }],
    };
    const wanted = { paused: false, replicas: 2, template: { annotations: {}, containers: [container], volumes: [] } };
    const live = {
      replicas: 2,
      revisionHistoryLimit: 10,
      template: {
        containers: [
          { name: "sidecar" },
          {
            name: "c",
            resources: {
              limits: {
                cpu: "1",
                memory: "1Ki",
              },
            },
            ports: [
              {
                name: "http",
                containerPort: 1,
                protocol: "TCP",
              },
            ],
          },
        ],
      },
    };
    const ports = { 'k:{"containerPort":1,"protocol":"TCP"}': { ".": {}, "f:containerPort": {}, "f:name": {} } };
    const fields = {
      "f:template": { "f:containers": { 'k:{"name":"c"}': { ".": {}, "f:name": {}, "f:ports": ports } } },
    };
    expect(firstDifference(object(wanted, { annotations: {} }), owning(live, fields), "me")).toBeUndefined();
  });

  it.each([
    ["a value", { replicas: 3 }, { replicas: 2 }, "spec.replicas"],
    ["an amount", { limits: { cpu: "2" } }, { limits: { cpu: "1500m" } }, "spec.limits.cpu"],
    [
      "a text that only looks like the same amount",
      { env: [{ name: "A", value: "1" }] },
      { env: [{ name: "A", value: "1000m" }] },
      "spec.env.A.value",
    ],
    ["a missing element", { containers: [{ name: "b" }] }, { containers: [{ name: "a" }] }, "spec.containers.b"],
    ["an element too many", { rules: [{ name: "a" }] }, { rules: [{ name: "a" }, { name: "b" }] }, "spec.rules"],
    ["a label too many in a selector", { selector: { app: "a" } }, { selector: { app: "a", x: "y" } }, "spec.selector"],
    ["a missing object", { strategy: { type: "x" } }, {}, "spec.strategy"],
  ])("names the place of %s", (_what, wanted, live, path) => {
    expect(firstDifference(object(wanted), owning(live), "me")).toBe(path);
  });

  it("names what was wanted once and is not any more, but not what others own", () => {
    const live = owning({ paused: true, replicas: 2 }, { "f:paused": {} });
    expect(firstDifference(object({ replicas: 2 }), live, "me")).toBe("f:spec.f:paused");
    expect(firstDifference(object({ paused: true }), live, "me")).toBeUndefined();
  });

  it("differs when it was never applied under this name", () => {
    expect(firstDifference(object({}), owning({}), "somebody")).toBe("metadata.managedFields");
  });
});
