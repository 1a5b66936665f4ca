import { describe, expect, it } from "vitest";
import { createWorld } from "./world.ts";

describe("objects of a SeldonDeployment", () => {
  it("leaves an object of somebody else alone, and says so", async () => {
    const world = await createWorld();
    const foreign = world.api.put({
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: {
        name: "a-main",
        namespace: "ns",
      },
      spec: { maxReplicas: 9 },
    });
    world.deploy("a", [{ name: "main", hpa: true }]);
    await world.settle();
    expect(world.api.get("horizontalpodautoscalers", "ns/a-main")).toEqual(foreign);
    expect(world.sdep("a").status).toMatchObject({
      state: "Failed",
      description: expect.stringContaining("somebody else"),
    });
    expect(world.condition("a", "HpasReady")).toMatchObject({ status: "False" });
    // The rest is made all the same.
    expect(world.api.get("httproutes", "ns/a")).toBeDefined();
  });

  it("leaves the number of replicas as it is when an autoscaler takes over", async () => {
    const world = await createWorld();
    world.deploy("a", [{ name: "main", replicas: 4 }]);
    await world.settle();
    world.deploy("a", [{ name: "main", hpa: true }]);
    await world.settle();
    expect((world.api.get("deployments", "ns/a-main") as any).spec.replicas).toBe(4);
    const scaled = world.api.get("deployments", "ns/a-main") as any;
    world.api.put({ ...scaled, spec: { ...scaled.spec, replicas: 2 } }, "kube-controller-manager");
    world.controller.enqueueAll();
    await world.settle();
    expect((world.api.get("deployments", "ns/a-main") as any).spec.replicas).toBe(2);
    world.deploy("a", [{ name: "main", replicas: 4 }]);
    await world.settle();
    expect(world.api.get("horizontalpodautoscalers", "ns/a-main")).toBeUndefined();
    expect((world.api.get("deployments", "ns/a-main") as any).spec.replicas).toBe(4);
  });

  it("keeps a ConfigMap as long as there is a ReplicaSet that mounts it", async () => {
    const world = await createWorld();
    world.deploy("a", [{ name: "main", image: "one" }]);
    await world.settle();
    const labels = { "seldon-deployment-id": "a" };
    const volumes = [{ name: "plan", configMap: { name: "a-main-one" } }];
    const owner = { apiVersion: "apps/v1", kind: "Deployment", name: "a-main", uid: "d" };
    world.api.put({
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name: "a-main-1",
        namespace: "ns",
        labels,
        ownerReferences: [owner],
      },
      spec: {
        replicas: 0,
        template: { spec: { volumes } },
      },
    });
    world.rollOut("a-main");
    world.deploy("a", [{ name: "main", image: "two" }]);
    await world.settle();
    world.rollOut("a-main");
    await world.settle();
    expect(world.api.list("configmaps").map(({ metadata }) => metadata.name)).toEqual(["a-main-one", "a-main-two"]);
    world.api.remove("replicasets", "ns/a-main-1");
    await world.settle();
    expect(world.api.list("configmaps").map(({ metadata }) => metadata.name)).toEqual(["a-main-two"]);
  });

  it("replaces a Deployment whose selector changes while its pods serve on", async () => {
    const world = await createWorld();
    world.deploy("a", [{ name: "main" }]);
    await world.settle();
    const { uid } = world.api.get("deployments", "ns/a-main")!.metadata;
    const labels = { "seldon-deployment-id": "a", "zerohop.io/predictor": "main" };
    world.api.put({
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name: "old",
        namespace: "ns",
        labels,
        ownerReferences: [
          {
            apiVersion: "apps/v1",
            kind: "Deployment",
            name: "a-main",
            uid,
          },
        ],
      },
      spec: {
        replicas: 1,
        template: { spec: {} },
      },
    });
    world.rollOut("a-main");
    await world.settle();
    const selector = (): unknown => (world.api.get("services", "ns/a-main") as any).spec.selector;
    world.deploy("a", [{ name: "main", selector: "new" }]);
    await world.settle();
    await expect.poll(() => world.api.get("deployments", "ns/a-main")?.metadata.uid).not.toBe(uid);
    await world.settle();
    expect(world.api.get("replicasets", "ns/old")?.metadata.ownerReferences).toEqual([]);
    expect(selector()).toEqual(labels);
    world.rollOut("a-main");
    await world.settle();
    expect(selector()).toEqual({ ...labels, pick: "new" });
    expect(world.api.get("replicasets", "ns/old")).toBeUndefined();
  });

  it("takes over what Seldon's operator made: what is not wanted goes, what others added stays", async () => {
    const world = await createWorld({ isStarted: false });
    const sdep = world.deploy("a", [{ name: "main" }]);
    const labels = { "seldon-deployment-id": "a", "zerohop.io/predictor": "main" };
    const { apiVersion, kind, metadata } = sdep;
    const ownerReferences = [
      { apiVersion, kind, name: "a", uid: metadata.uid, controller: true, blockOwnerDeletion: true },
    ];
    const template = {
      metadata: { labels },
      spec: { containers: [{ name: "seldon-container-engine", image: "executor" }] },
    };
    const before = world.api.put(
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: {
          name: "a-main",
          namespace: "ns",
          labels,
          ownerReferences,
        },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template,
        },
      },
      "manager",
    );
    world.api.put({ ...before, metadata: { ...before.metadata, annotations: { team: "x" } } }, "kubectl");
    await world.controller.start();
    await world.settle();
    const after = world.api.get("deployments", "ns/a-main") as any;
    expect(after.metadata.uid).toBe(before.metadata.uid);
    expect(after.spec.template.spec.containers.map(({ name }: any) => name)).toEqual(["runtime"]);
    expect(after.metadata.annotations).toEqual({ team: "x" });
  });

  it("keeps the verdict on a model file after the pod is gone, until the file is another one", async () => {
    const world = await createWorld();
    const graph = { name: "unit", implementation: "SKLEARN_SERVER", modelUri: "gs://models/one" };
    world.deploy("a", [{ name: "main", graph }]);
    await world.settle();
    const refused = [{ unit: "unit", artifact: "gs://models/one", reason: "no importer for Foo" }];
    const terminated = { exitCode: 1, message: JSON.stringify({ refused }) };
    const pod = (name: string, message: object): void =>
      void world.api.put({
        apiVersion: "v1",
        kind: "Pod",
        metadata: {
          name,
          namespace: "ns",
          labels: {
            "seldon-deployment-id": "a",
            "zerohop.io/predictor": "main",
          },
        },
        status: {
          containerStatuses: [
            {
              name: "runtime",
              ready: false,
              state: { terminated: message },
            },
          ],
        },
      });
    const image = (): string =>
      (world.api.get("deployments", "ns/a-main") as any).spec.template.spec.containers[0].image;
    pod("stray", {
      exitCode: 1,
      message: JSON.stringify({ refused: [{ ...refused[0], artifact: "gs://models/other" }] }),
    });
    await world.settle();
    expect(image()).toBe("zerohop:1");
    pod("refusing", terminated);
    await world.settle();
    expect(image()).toBe("seldonio/sklearnserver:1");
    expect(world.sdep("a").status.refusedArtifacts).toEqual([{ ...refused[0], predictor: "main" }]);
    world.api.remove("pods", "ns/refusing");
    await world.restart();
    await world.settle();
    expect(image()).toBe("seldonio/sklearnserver:1");
    world.deploy("a", [{ name: "main", graph: { ...graph, modelUri: "gs://models/two" } }], { status: {} });
    await world.settle();
    expect(image()).toBe("zerohop:1");
    expect(world.sdep("a").status.refusedArtifacts).toBeUndefined();
  });
});
