import { describe, expect, it, onTestFinished } from "vitest";
import { createClient } from "../../../operator/kube/client.ts";
import type { KubeClient } from "../../../operator/kube/client.ts";
import { KubeError } from "../../../operator/kube/kube-error.ts";
import type { Resource } from "../../../operator/kube/resource.ts";
import { createTransport } from "../../../operator/kube/transport.ts";
import { startFakeApi } from "./fake/api-server.ts";
import type { FakeApi } from "./fake/api-server.ts";

const SERVICES: Resource = { group: "", version: "v1", kind: "Service", plural: "services", isNamespaced: true };

async function start(): Promise<{ api: FakeApi; client: KubeClient }> {
  const api = await startFakeApi();
  const client = createClient(createTransport(api.connection));
  onTestFinished(() => client.close());
  return { api, client };
}

const service = (name: string, more: object = {}, labels: Record<string, string> = {}) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: {
    name,
    namespace: "ns",
    labels,
  },
  spec: {
    ports: [
      {
        name: "http",
        port: 80,
      },
    ],
    ...more,
  },
});

describe("createClient()", () => {
  it("gets an object, and nothing where there is none", async () => {
    const { api, client } = await start();
    api.put(service("a"));
    expect((await client.get(SERVICES, "ns", "a"))?.metadata.name).toBe("a");
    expect(await client.get(SERVICES, "ns", "b")).toBeUndefined();
  });

  it("lists page by page, says of every element what it is, and keeps to the selector", async () => {
    const { api, client } = await start();
    for (let index = 0; index < 1203; index += 1) api.put(service(`s${index}`, {}, index === 7 ? {} : { app: "x" }));
    const { items, resourceVersion } = await client.list(SERVICES, { labelSelector: "app=x" });
    expect(items).toHaveLength(1202);
    expect(items.every(({ kind, apiVersion }) => kind === "Service" && apiVersion === "v1")).toBe(true);
    expect(resourceVersion).toBe(String(api.store.version));
    expect(api.asked).toHaveLength(3);
  });

  it("applies: makes, changes, removes what it no longer says and leaves what others said", async () => {
    const { api, client } = await start();
    const mine = { fieldManager: "me", isForced: true };
    await client.apply(SERVICES, service("a", { sessionAffinity: "ClientIP", selector: { app: "a" } }), mine);
    api.put({
      ...api.get("services", "ns/a")!,
      metadata: { ...api.get("services", "ns/a")!.metadata, labels: { team: "x" } },
    });
    const { labels: _labels, ...metadata } = service("a").metadata;
    const after = await client.apply(SERVICES, { ...service("a", { selector: { app: "b" } }), metadata }, mine);
    expect(after["spec"]).toMatchObject({ selector: { app: "b" }, sessionAffinity: "None" });
    expect(after.metadata.labels).toEqual({ team: "x" });
  });

  it("is refused a field of somebody else unless it forces", async () => {
    const { api, client } = await start();
    api.put(service("a", { selector: { app: "a" } }));
    const wanted = service("a", { selector: { app: "b" } });
    await expect(client.apply(SERVICES, wanted, { fieldManager: "me" })).rejects.toMatchObject({ code: 409 });
    const taken = await client.apply(SERVICES, wanted, { fieldManager: "me", isForced: true });
    expect(taken["spec"]).toMatchObject({ selector: { app: "b" } });
  });

  it("asks what would come out without doing it", async () => {
    const { api, client } = await start();
    await client.apply(SERVICES, service("a"), { fieldManager: "me", isDryRun: true });
    expect(api.list("services")).toEqual([]);
  });

  it("deletes what it means and no later one of the same name", async () => {
    const { api, client } = await start();
    const first = api.put(service("a"));
    api.remove("services", "ns/a");
    api.put(service("a"));
    const at = { name: "a", namespace: "ns" };
    await expect(client.delete(SERVICES, at, { uid: first.metadata.uid! })).rejects.toMatchObject({ code: 409 });
    expect(await client.delete(SERVICES, at)).toBe(true);
    expect(await client.delete(SERVICES, at)).toBe(false);
  });

  it("says who refused what, and why", async () => {
    const { api, client } = await start();
    api.fail(() => true, 403);
    const error: unknown = await client.list(SERVICES).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KubeError);
    expect(error).toMatchObject({ code: 403, message: "injected 403" });
  });

  it("answers with code 0 when nobody is there", async () => {
    const client = createClient(createTransport({ server: "http://127.0.0.1:1", namespace: "default" }));
    await expect(client.list(SERVICES)).rejects.toMatchObject({ code: 0, reason: "NoAnswer" });
  });

  it("asks for a new token when the old one is refused", async () => {
    const api = await startFakeApi({ token: "new" });
    const asked: boolean[] = [];
    const token = (isRefused: boolean): Promise<string> => {
      asked.push(isRefused);
      return Promise.resolve(isRefused ? "new" : "old");
    };
    const client = createClient(createTransport({ ...api.connection, token }));
    onTestFinished(() => client.close());
    expect((await client.list(SERVICES)).items).toEqual([]);
    expect(asked).toEqual([false, true]);
  });

  it("discovers kinds and versions, once each, and also that there are none", async () => {
    const { api, client } = await start();
    expect(await client.discovery.versions("autoscaling")).toEqual(["v2"]);
    expect(await client.discovery.find("apps/v1", "Deployment")).toMatchObject({
      plural: "deployments",
      isNamespaced: true,
    });
    expect(await client.discovery.find("networking.istio.io/v1", "VirtualService")).toBeUndefined();
    expect(await client.discovery.find("apps/v1", "StatefulSet")).toBeUndefined();
    expect(await client.discovery.versions("keda.sh")).toEqual([]);
    expect(api.asked.map(({ path }) => path)).toEqual(["/apis", "/apis/apps/v1", "/apis/networking.istio.io/v1"]);
  });
});
