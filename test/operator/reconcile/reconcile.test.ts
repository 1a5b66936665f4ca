import { describe, expect, it } from "vitest";
import { createWorld } from "./world.ts";

const writes = (asked: readonly { method: string; path: string }[]): string[] =>
  asked
    .filter(({ method, path }) => method !== "GET" && !path.endsWith("/events"))
    .map(({ method, path }) => `${method} ${path}`);

describe("the operator", () => {
  it("makes what is planned, owned by the SeldonDeployment, and says Creating and then Available", async () => {
    const world = await createWorld();
    const { uid } = world.deploy("a", [{ name: "main" }]).metadata;
    await world.settle();
    for (const [plural, name] of [
      ["services", "a-main"],
      ["deployments", "a-main"],
      ["httproutes", "a"],
      ["configmaps", "a-main-zerohop-1"],
    ] as const) {
      const object = world.api.get(plural, `ns/${name}`);
      expect(object?.metadata.ownerReferences).toMatchObject([{ uid, kind: "SeldonDeployment", controller: true }]);
    }
    expect(world.sdep("a").status).toMatchObject({ state: "Creating", observedGeneration: 1 });
    expect(world.condition("a", "Ready")).toMatchObject({ status: "Unknown" });
    world.rollOut("a-main");
    await world.settle();
    expect(world.sdep("a").status).toMatchObject({
      state: "Available",
      replicas: 1,
      selector: "seldon-deployment-id=a",
      address: { url: "http://a-main.ns.svc.cluster.local:8000/api/v1.0/predictions" },
      deploymentStatus: {
        "a-main": {
          replicas: 1,
          availableReplicas: 1,
        },
      },
      serviceStatus: {
        "a-main": {
          svcName: "a-main",
          httpEndpoint: "a-main.ns:8000",
        },
      },
    });
    expect(world.condition("a", "Ready")).toMatchObject({ status: "True" });
    expect(world.errors).toEqual([]);
  });

  it("asks for nothing when nothing changes, not even after a restart or when all is looked at again", async () => {
    const world = await createWorld();
    world.deploy("a", [{ name: "main", hpa: true }]);
    await world.settle();
    world.rollOut("a-main");
    await world.settle();
    world.api.asked.length = 0;
    world.controller.enqueueAll();
    await world.settle();
    expect(world.api.asked).toEqual([]);
    await world.restart();
    await world.settle();
    expect(writes(world.api.asked)).toEqual([]);
  });

  it("mends what others changed, and leaves alone what they added", async () => {
    const world = await createWorld();
    world.deploy("a", [{ name: "main" }]);
    await world.settle();
    const service = world.api.get("services", "ns/a-main") as any;
    world.api.put({
      ...service,
      metadata: { ...service.metadata, labels: { ...service.metadata.labels, team: "x" } },
      spec: { ...service.spec, selector: { ...service.spec.selector, wrong: "yes" } },
    });
    await world.settle();
    const mended = world.api.get("services", "ns/a-main") as any;
    // It leads to nothing that answers, but no wanted pod answers either: what is there stays until one does.
    expect(mended.spec.selector.wrong).toBe("yes");
    world.rollOut("a-main");
    await world.settle();
    const again = world.api.get("services", "ns/a-main") as any;
    expect(again.spec.selector).toEqual({ "seldon-deployment-id": "a", "zerohop.io/predictor": "main" });
    expect(again.metadata.labels.team).toBe("x");
    world.api.remove("deployments", "ns/a-main");
    await world.settle();
    expect(world.api.get("deployments", "ns/a-main")).toBeDefined();
  });

  it("removes all with the SeldonDeployment, by owner references alone", async () => {
    const world = await createWorld();
    world.deploy("a", [{ name: "main" }]);
    await world.settle();
    world.api.asked.length = 0;
    world.api.remove("seldondeployments", "ns/a");
    await world.settle();
    expect(["services", "deployments", "httproutes", "configmaps"].flatMap((plural) => world.api.list(plural))).toEqual(
      [],
    );
    expect(writes(world.api.asked)).toEqual([]);
  });
});
