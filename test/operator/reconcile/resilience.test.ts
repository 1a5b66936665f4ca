import { describe, expect, it } from "vitest";
import { createWorld } from "./world.ts";

describe("the operator in trouble", () => {
  it("fails what cannot be planned, says why, and goes on when it is mended", async () => {
    const world = await createWorld();
    world.deploy("a", []);
    await world.settle();
    expect(world.sdep("a").status).toMatchObject({
      state: "Failed",
      description: "spec.predictors: expected at least one",
    });
    expect(world.condition("a", "Planned")).toMatchObject({ status: "False", reason: "Invalid" });
    expect(world.events()).toEqual(["InternalError"]);
    world.deploy("a", [{ name: "main" }]);
    await world.settle();
    expect(world.sdep("a").status).toMatchObject({ state: "Creating", observedGeneration: 2 });
  });

  it("tries again what the server refuses for a while, without calling it Failed", async () => {
    const world = await createWorld();
    world.api.fail(({ method, path }) => method === "PATCH" && path.endsWith("/deployments/a-main"), 503, 2);
    world.deploy("a", [{ name: "main" }]);
    await expect.poll(() => world.api.get("deployments", "ns/a-main"), { timeout: 5000 }).toBeDefined();
    await world.settle();
    expect(world.controller.queue.retries).toBe(2);
    expect(world.sdep("a").status.state).toBe("Creating");
    expect(world.events()).not.toContain("InternalError");
  });

  it("sees what happened while its watches were broken, ended, or too old", async () => {
    const world = await createWorld();
    world.deploy("a", [{ name: "main" }]);
    await world.settle();
    world.api.breakConnections();
    world.deploy("b", [{ name: "main" }]);
    await expect.poll(() => world.api.get("deployments", "ns/b-main"), { timeout: 5000 }).toBeDefined();
    world.api.endWatches();
    world.deploy("c", [{ name: "main" }]);
    await expect.poll(() => world.api.get("deployments", "ns/c-main"), { timeout: 5000 }).toBeDefined();
    await world.settle();
    world.api.breakConnections();
    world.deploy("d", [{ name: "main" }]);
    world.api.remove("seldondeployments", "ns/a");
    world.api.store.compact();
    await expect.poll(() => world.api.get("deployments", "ns/d-main"), { timeout: 5000 }).toBeDefined();
    await world.settle();
    expect(world.controller.states().size).toBe(1);
    expect([...world.controller.states().values()]).toEqual([3]);
  });

  it("ends where it should when it is killed at any step", { timeout: 60_000 }, async () => {
    const reference = await createWorld();
    reference.deploy("a", [{ name: "main", hpa: true }]);
    await reference.settle();
    const kinds = ["configmaps", "services", "deployments", "horizontalpodautoscalers", "httproutes"];
    const shape = (world: typeof reference): unknown =>
      kinds.map((plural) =>
        world.api.list(plural).map((object) => [object.metadata.name, (object as any).spec ?? (object as any).data]),
      );
    const steps = reference.api.asked.filter(
      ({ method, path }) => method === "PATCH" && !path.endsWith("/status"),
    ).length;
    expect(steps).toBe(5);
    for (let step = 0; step <= steps; step += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one life after the other
      const world = await createWorld();
      let done = 0;
      world.api.fail(({ method }) => method === "PATCH" && done++ >= step, 500, 1000);
      world.deploy("a", [{ name: "main", hpa: true }]);
      // oxlint-disable-next-line no-await-in-loop
      await expect.poll(() => done).toBeGreaterThan(step);
      world.api.heal();
      // oxlint-disable-next-line no-await-in-loop
      await world.restart();
      // oxlint-disable-next-line no-await-in-loop
      await world.settle();
      expect(shape(world)).toEqual(shape(reference));
      expect(world.sdep("a").status.state).toBe("Creating");
    }
  });

  it("tells of changes, and of nothing else", async () => {
    const world = await createWorld();
    world.deploy("a", [{ name: "main" }]);
    await world.settle();
    world.rollOut("a-main");
    await world.settle();
    const before = world.events().toSorted();
    expect(before).toEqual([
      "CreateConfigMap",
      "CreateDeployment",
      "CreateHTTPRoute",
      "CreateService",
      "Updated",
      "Updated",
    ]);
    world.controller.enqueueAll();
    await world.settle();
    expect(world.events()).toHaveLength(before.length);
  });
});

describe("the scope of an operator", () => {
  const labelled = { "seldon.io/controller-id": "x" };

  it("is all that nobody else claims, by a label of its own or of its namespace", async () => {
    const world = await createWorld();
    world.deploy("mine", [{ name: "main" }]);
    world.deploy("other", [{ name: "main" }], {}, labelled);
    await world.settle();
    expect(world.api.list("deployments").map(({ metadata }) => metadata.name)).toEqual(["mine-main"]);
    world.api.put({ apiVersion: "v1", kind: "Namespace", metadata: { name: "ns", labels: labelled } });
    await world.settle();
    world.deploy("late", [{ name: "main" }]);
    await world.settle();
    expect(world.api.get("deployments", "ns/late-main")).toBeUndefined();
    world.api.remove("namespaces", "ns");
    await world.settle();
    expect(world.api.get("deployments", "ns/late-main")).toBeDefined();
  });

  it("is what carries its controller id, and what is taken from it is left as it is", async () => {
    const world = await createWorld({ scope: { controllerId: "x" } });
    world.deploy("mine", [{ name: "main" }], {}, labelled);
    world.deploy("other", [{ name: "main" }]);
    await world.settle();
    expect(world.api.list("deployments").map(({ metadata }) => metadata.name)).toEqual(["mine-main"]);
    world.deploy("mine", [{ name: "next" }]);
    await world.settle();
    expect(world.api.list("deployments").map(({ metadata }) => metadata.name)).toEqual(["mine-main"]);
  });

  it("is one namespace when it is told so", async () => {
    const world = await createWorld({ scope: { namespace: "elsewhere" } });
    world.deploy("a", [{ name: "main" }]);
    await world.settle();
    expect(world.api.list("deployments")).toEqual([]);
    expect(world.api.asked.some(({ path }) => path.endsWith("/namespaces"))).toBe(false);
  });
});
