import { describe, expect, it, onTestFinished } from "vitest";
import { createClient } from "../../../operator/kube/client.ts";
import { systemClock } from "../../../operator/kube/clock.ts";
import { startReflector } from "../../../operator/kube/reflector.ts";
import { createTransport } from "../../../operator/kube/transport.ts";
import { startFakeApi } from "./fake/api-server.ts";
import type { FakeApi } from "./fake/api-server.ts";

const SECRETS = { group: "", version: "v1", kind: "Secret", plural: "secrets", isNamespaced: true };
const secret = (name: string, labels: Record<string, string> = {}) => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: {
    name,
    namespace: "ns",
    labels,
  },
});

async function start(
  selection = {},
): Promise<{ api: FakeApi; names: () => string[]; errors: unknown[]; lists: () => number }> {
  const api = await startFakeApi();
  api.put(secret("first", { app: "x" }));
  const client = createClient(createTransport(api.connection));
  const objects = new Map<string, unknown>();
  const errors: unknown[] = [];
  const reflector = startReflector({
    client,
    selection,
    resource: SECRETS,
    clock: systemClock,
    random: () => 0.5,
    sink: {
      replace(found) {
        objects.clear();
        for (const { metadata } of found) objects.set(metadata.name, metadata);
      },
      upsert: ({ metadata }) => void objects.set(metadata.name, metadata),
      remove: ({ metadata }) => void objects.delete(metadata.name),
    },
    onError: (error) => errors.push(error),
  });
  onTestFinished(async () => {
    await reflector.close();
    client.close();
  });
  await reflector.synced;
  await expect.poll(() => api.watches).toBe(1);
  const lists = (): number => api.asked.filter(({ isWatch }) => !isWatch).length;
  return { api, names: () => [...objects.keys()].toSorted(), errors, lists };
}

describe("startReflector()", () => {
  it("lists once and then follows what is made, changed and removed", async () => {
    const { api, names, lists } = await start();
    api.put(secret("second"));
    await expect.poll(names).toEqual(["first", "second"]);
    api.remove("secrets", "ns/first");
    await expect.poll(names).toEqual(["second"]);
    expect(lists()).toBe(1);
  });

  it("goes on where it was after a watch broke off, without a list", async () => {
    const { api, names, lists } = await start();
    api.breakConnections();
    api.put(secret("second"));
    await expect.poll(names, { timeout: 5000 }).toEqual(["first", "second"]);
    expect(lists()).toBe(1);
  });

  it("goes on from a bookmark although the past before it is forgotten", async () => {
    const { api, names, lists } = await start();
    // Of another kind: this watch hears nothing of it.
    for (let index = 0; index < 10; index += 1) api.put({ ...secret(`s${index}`), kind: "ConfigMap" });
    api.bookmark();
    await expect.poll(() => api.asked.length).toBe(2);
    api.store.compact();
    api.endWatches();
    api.put(secret("second"));
    await expect.poll(names, { timeout: 5000 }).toEqual(["first", "second"]);
    expect(lists()).toBe(1);
    const watches = api.asked.filter(({ isWatch }) => isWatch);
    expect(Number(watches[1]?.query.get("resourceVersion"))).toBe(api.store.oldest);
  });

  it("lists anew when the past it asks for is forgotten (410), and notices what is gone", async () => {
    const { api, names, lists, errors } = await start();
    api.breakConnections();
    api.remove("secrets", "ns/first");
    api.put(secret("second"));
    api.store.compact();
    await expect.poll(names, { timeout: 5000 }).toEqual(["second"]);
    expect(lists()).toBe(2);
    expect(errors.every((error) => (error as { code: number }).code === 0)).toBe(true);
  });

  it("loses what leaves its selection", async () => {
    const { api, names } = await start({ labelSelector: "app=x" });
    api.put(secret("other"));
    const first = api.get("secrets", "ns/first")!;
    api.put({ ...first, metadata: { ...first.metadata, labels: {} } });
    await expect.poll(names).toEqual([]);
  });
});
