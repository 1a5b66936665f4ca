import { describe, expect, it } from "vitest";
import { createWorld } from "./world.ts";
import type { World } from "./world.ts";

const weights = (world: World): Record<string, number> =>
  Object.fromEntries(
    (world.api.get("httproutes", "ns/a") as any).spec.rules[0].backendRefs.map((ref: any) => [ref.name, ref.weight]),
  );

/** A SeldonDeployment whose only predictor serves. */
async function serving(): Promise<World> {
  const world = await createWorld();
  world.deploy("a", [{ name: "main", traffic: 100 }]);
  await world.settle();
  world.rollOut("a-main");
  await world.settle();
  return world;
}

describe("traffic", () => {
  it("reaches a new predictor when it is ready, and the others all the while", async () => {
    const world = await serving();
    world.deploy("a", [
      { name: "main", traffic: 60 },
      { name: "canary", traffic: 40 },
    ]);
    await world.settle();
    expect(weights(world)).toEqual({ "a-main": 100, "a-canary": 0 });
    expect(world.condition("a", "predictor/canary")).toMatchObject({ status: "False", reason: "Starting" });
    world.rollOut("a-canary");
    await world.settle();
    expect(weights(world)).toEqual({ "a-main": 60, "a-canary": 40 });
    // One that has served keeps its share: taking it away is a person's decision.
    world.rollOut("a-canary", { available: 0 });
    await world.settle();
    expect(world.condition("a", "predictor/canary")).toMatchObject({ status: "False", reason: "Unavailable" });
    expect(weights(world)).toEqual({ "a-main": 60, "a-canary": 40 });
  });

  it("does not wait for a broken shadow, which does not count for the state either", async () => {
    const world = await serving();
    const shadow = { name: "shadow", shadow: true, traffic: 10 };
    world.deploy("a", [{ name: "main", traffic: 100 }, shadow]);
    await world.settle();
    world.rollOut("a-shadow", { available: 0, failed: true });
    await world.settle();
    expect(world.sdep("a").status.state).toBe("Available");
    world.deploy("a", [{ name: "main", traffic: 70 }, { name: "new", traffic: 30 }, shadow]);
    await world.settle();
    world.rollOut("a-new");
    await world.settle();
    expect(weights(world)).toEqual({ "a-main": 70, "a-new": 30 });
  });

  it("stays with the old predictor until its successor is ready, and only then is the old one removed", async () => {
    const world = await serving();
    world.deploy("a", [{ name: "next", traffic: 100 }]);
    await world.settle();
    expect(weights(world)).toEqual({ "a-main": 100 });
    expect(world.api.get("deployments", "ns/a-main")).toBeDefined();
    expect(world.api.get("services", "ns/a-main")).toBeDefined();
    world.rollOut("a-next");
    await world.settle();
    expect(weights(world)).toEqual({ "a-next": 100 });
    expect(world.api.get("deployments", "ns/a-main")).toBeUndefined();
    expect(world.api.get("services", "ns/a-main")).toBeUndefined();
  });

  it("is Available when no pods are wanted, and Failed when none come up in time", async () => {
    const world = await createWorld();
    world.deploy("zero", [{ name: "main", replicas: 0 }]);
    world.deploy("late", [{ name: "main" }]);
    await world.settle();
    world.rollOut("zero-main");
    world.rollOut("late-main", { available: 0, failed: true });
    await world.settle();
    expect(world.sdep("zero").status.state).toBe("Available");
    expect(world.sdep("late").status).toMatchObject({
      state: "Failed",
      description: expect.stringContaining("late-main"),
    });
  });

  it("changes of traffic and replicas leave the pods' template as it is", async () => {
    const world = await serving();
    const template = (): unknown => (world.api.get("deployments", "ns/a-main") as any).spec.template;
    const before = structuredClone(template());
    world.deploy("a", [{ name: "main", traffic: 0, replicas: 3 }]);
    await world.settle();
    expect(template()).toEqual(before);
    expect((world.api.get("deployments", "ns/a-main") as any).spec.replicas).toBe(3);
  });
});
