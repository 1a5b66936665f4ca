import { describe, expect, it, onTestFinished, vi } from "vitest";
import { KubeError } from "../../../operator/kube/kube-error.ts";
import type { KubeObject } from "../../../operator/kube/object.ts";
import { createKubeTlsStore } from "../../../operator/webhook/kube-tls-store.ts";
import { serviceNames } from "../../../operator/webhook/rotation.ts";
import { startWebhook } from "../../../operator/webhook/webhook.ts";

const PLACE = { namespace: "home", secret: "tls", configuration: "hook", labels: { app: "zerohop" } };
const NAMES = serviceNames("zerohop-webhook", "home");
const HOOK = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "ValidatingWebhookConfiguration",
  metadata: { name: "hook" },
  webhooks: [{ name: "a.zerohop.io", clientConfig: { service: {} } }],
};

/** The few calls that the store makes, with the refusals of an API server. */
function fakeClient(hook: KubeObject | undefined = HOOK) {
  const objects = new Map<string, any>(hook === undefined ? [] : [["hook", structuredClone(hook)]]);
  const writes: string[] = [];
  let version = 0;
  const put = (object: KubeObject): Promise<KubeObject> => {
    const { name } = object.metadata;
    writes.push(name);
    objects.set(name, { ...object, metadata: { ...object.metadata, resourceVersion: String(++version) } });
    return Promise.resolve(objects.get(name));
  };
  const conflict = (): Promise<never> => Promise.reject(new KubeError(409, "Conflict", "it is another one"));
  const client: any = {
    get: (_: unknown, __: unknown, name: string) => Promise.resolve(objects.get(name)),
    create: (_: unknown, object: KubeObject) => (objects.has(object.metadata.name) ? conflict() : put(object)),
    replace: (_: unknown, object: KubeObject) =>
      objects.get(object.metadata.name)?.metadata.resourceVersion === object.metadata.resourceVersion
        ? put(object)
        : conflict(),
    patch(_: unknown, { name }: { name: string }, steps: readonly { op: string; path: string; value: unknown }[]) {
      const next = structuredClone(objects.get(name));
      for (const { op, path, value } of steps.filter(({ op }) => op === "add")) {
        const [, list, index, field, key] = path.split("/");
        expect(op).toBe("add");
        next[list!][Number(index)][field!][key!] = value;
      }
      return put(next);
    },
  };
  return { client, objects, writes };
}

const caBundle = (hook: any): string => Buffer.from(hook.webhooks[0].clientConfig.caBundle, "base64").toString();

describe("createKubeTlsStore()", () => {
  const files = { authorities: "ca", certificate: "cert", key: "key" };

  it("keeps the certificate in a Secret", async () => {
    const { client, objects } = fakeClient();
    const store = createKubeTlsStore(client, PLACE);
    expect(await store.read()).toBeUndefined();
    expect(await store.write(files, undefined)).toBe(true);
    expect(objects.get("tls")).toMatchObject({
      kind: "Secret",
      type: "kubernetes.io/tls",
      metadata: { namespace: "home" },
    });
    expect(await store.read()).toEqual({ files, version: "1" });
  });

  it("notices that somebody else was faster", async () => {
    const { client } = fakeClient();
    const store = createKubeTlsStore(client, PLACE);
    await store.write(files, undefined);
    expect(await store.write(files, undefined)).toBe(false);
    expect(await store.write(files, { files, version: "0" })).toBe(false);
    expect(await store.write(files, { files, version: "1" })).toBe(true);
  });

  it("hands on other refusals", async () => {
    const { client } = fakeClient();
    client.create = () => Promise.reject(new KubeError(403, "Forbidden", "no"));
    await expect(createKubeTlsStore(client, PLACE).write(files, undefined)).rejects.toThrow("no");
  });

  it("reads an empty Secret as one without certificates", async () => {
    const { client, objects } = fakeClient();
    objects.set("tls", { metadata: { name: "tls", resourceVersion: "4" } });
    const empty = { authorities: "", certificate: "", key: "" };
    expect(await createKubeTlsStore(client, PLACE).read()).toEqual({ files: empty, version: "4" });
  });

  it("patches the authority into the webhook once, and lives without a webhook", async () => {
    const { client, objects, writes } = fakeClient();
    const store = createKubeTlsStore(client, PLACE);
    expect(await store.publish("PEM")).toBe(true);
    expect(await store.publish("PEM")).toBe(true);
    expect(writes).toEqual(["hook"]);
    expect(caBundle(objects.get("hook"))).toBe("PEM");
    objects.delete("hook");
    expect(await store.publish("PEM")).toBe(false);
  });
});

describe("startWebhook()", () => {
  function start(client: any, errors: unknown[]) {
    const waits: number[] = [];
    const gates: (() => void)[] = [];
    const webhook = startWebhook({
      store: createKubeTlsStore(client, PLACE),
      names: NAMES,
      port: 0,
      host: "127.0.0.1",
      path: "/validate",
      judge: () => ({ issues: [], warnings: [] }),
      now: () => new Date(),
      onError: (error) => errors.push(error),
      wait: (ms, signal) =>
        new Promise((resolve, reject) => {
          waits.push(ms);
          gates.push(resolve);
          signal.addEventListener("abort", () => reject(new Error("closed")), { once: true });
        }),
    });
    onTestFinished(() => webhook.close());
    return { webhook, waits, gates };
  }

  it("listens once it has a certificate that the API server trusts", async () => {
    const { client, objects } = fakeClient();
    const { webhook, waits } = start(client, []);
    expect(webhook.port).toBeUndefined();
    await vi.waitFor(() => expect(waits).toEqual([300_000]));
    expect(webhook.port).toBeGreaterThan(0);
    expect(caBundle(objects.get("hook"))).toContain("BEGIN CERTIFICATE");
  });

  it("tries again soon when the API server refuses", async () => {
    const { client } = fakeClient();
    const errors: unknown[] = [];
    const { get } = client;
    client.get = () => Promise.reject(new KubeError(0, "Unreachable", "nobody there"));
    const { webhook, waits, gates } = start(client, errors);
    await vi.waitFor(() => expect(waits).toEqual([10_000]));
    expect(errors).toHaveLength(1);
    expect(webhook.port).toBeUndefined();
    client.get = get;
    gates[0]!();
    await vi.waitFor(() => expect(waits).toEqual([10_000, 300_000]));
    expect(webhook.port).toBeGreaterThan(0);
  });
});
