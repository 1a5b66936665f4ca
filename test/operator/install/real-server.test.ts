/** The install files and the webhook against a real API server; skipped where there is none. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { DEFAULT_CONFIG } from "../../../operator/defaults/operator-config.ts";
import { installManifests } from "../../../operator/install/manifests.ts";
import { DEFAULT_INSTALL, LABELS } from "../../../operator/install/options.ts";
import { createClient } from "../../../operator/kube/client.ts";
import type { KubeClient } from "../../../operator/kube/client.ts";
import type { KubeObject } from "../../../operator/kube/object.ts";
import type { Resource } from "../../../operator/kube/resource.ts";
import { createTransport } from "../../../operator/kube/transport.ts";
import type { Transport } from "../../../operator/kube/transport.ts";
import { createJudge } from "../../../operator/webhook/judge.ts";
import { createKubeTlsStore } from "../../../operator/webhook/kube-tls-store.ts";
import { startWebhook } from "../../../operator/webhook/webhook.ts";
import type { Webhook } from "../../../operator/webhook/webhook.ts";
import { missingAssets, startControlPlane } from "../kube/real/control-plane.ts";
import type { ControlPlane } from "../kube/real/control-plane.ts";

const GROUP = "machinelearning.seldon.io";
const sdeps = (version: string): Resource => ({
  group: GROUP,
  version,
  kind: "SeldonDeployment",
  plural: "seldondeployments",
  isNamespaced: true,
});
const HOOKS: Resource = {
  group: "admissionregistration.k8s.io",
  version: "v1",
  kind: "ValidatingWebhookConfiguration",
  plural: "validatingwebhookconfigurations",
  isNamespaced: false,
};
const PATH = "/apis/machinelearning.seldon.io/v1/namespaces/default/seldondeployments";
const GRAPH = { name: "classifier", implementation: "SKLEARN_SERVER", modelUri: "gs://bucket/iris" };

function sdep(name: string, spec: object, version = "v1"): KubeObject {
  const metadata = { name, namespace: "default" };
  return { apiVersion: `${GROUP}/${version}`, kind: "SeldonDeployment", metadata, spec };
}

const missing = missingAssets();

/** Repeats what the server is not ready for yet. */
async function until<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (const end = Date.now() + 30_000; ;) {
    try {
      // oxlint-disable-next-line no-await-in-loop
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

describe.skipIf(missing)(`a real API server${missing === undefined ? "" : ` (skipped: ${missing})`}`, () => {
  let controlPlane: ControlPlane;
  let plane: { readonly client: KubeClient; readonly transport: Transport };
  let webhook: Webhook;

  const applyAll = async (objects: readonly object[]): Promise<void> => {
    for (const object of objects as readonly KubeObject[]) {
      // oxlint-disable-next-line no-await-in-loop -- in their order, as kubectl does
      await until(async () => {
        const resource = await plane.client.discovery.find(object.apiVersion, object.kind);
        await plane.client.apply(resource!, object, { fieldManager: "kubectl", isForced: true });
      });
    }
  };
  const create = (object: object, query = ""): Promise<any> =>
    plane.transport.json({ method: "POST", path: `${PATH}${query}`, body: object });

  beforeAll(async () => {
    controlPlane = await startControlPlane();
    const transport = createTransport(controlPlane.connection);
    plane = { transport, client: createClient(transport) };
    await applyAll(installManifests({ ...DEFAULT_INSTALL, image: "zerohop:test" }));
    await until(() => plane.client.list(sdeps("v1alpha3")));
    const place = {
      namespace: "zerohop-system",
      secret: "zerohop-webhook-tls",
      configuration: "zerohop-webhook",
      labels: LABELS,
    };
    webhook = startWebhook({
      store: createKubeTlsStore(plane.client, place),
      names: ["localhost"],
      host: "127.0.0.1",
      port: 0,
      path: "/validate",
      judge: createJudge(() => DEFAULT_CONFIG),
      now: () => new Date(),
      onError: () => {},
    });
    await until(() => (webhook.port === undefined ? Promise.reject(new Error("not yet")) : Promise.resolve()));
    // Services lead nowhere here, so the server is told an address; only then must it not be ignored.
    const url = `https://localhost:${webhook.port}/validate`;
    await plane.client.patch(HOOKS, { name: "zerohop-webhook" }, [
      { op: "remove", path: "/webhooks/0/clientConfig/service" },
      { op: "add", path: "/webhooks/0/clientConfig/url", value: url },
      { op: "replace", path: "/webhooks/0/failurePolicy", value: "Fail" },
    ]);
    await until(async () => {
      const wrong = sdep("probe", { predictors: [{ name: "p", graph: { name: "no-container" } }] });
      const answer = await create(wrong, "?dryRun=All").catch((error: Error) => error.message);
      if (typeof answer !== "string" || !answer.includes("denied the request")) throw new Error("not asked yet");
    });
  }, 120_000);

  afterAll(async () => {
    await webhook?.close();
    plane?.client.close();
    await controlPlane?.stop();
  });

  it("takes a manifest of an old version, and gives it back as the stored one", async () => {
    const old = sdep("old", { predictors: [{ name: "default", graph: GRAPH, componentSpecs: null }] }, "v1alpha2");
    await plane.client.create(sdeps("v1alpha2"), old);
    const stored = await plane.client.get(sdeps("v1"), "default", "old");
    expect(stored).toMatchObject({
      apiVersion: `${GROUP}/v1`,
      spec: { predictors: [{ name: "default", graph: GRAPH }] },
    });
    expect(JSON.stringify(stored!["spec"])).not.toContain("componentSpecs");
  });

  it("keeps a graph of twenty levels, and fields that it does not know", async () => {
    let graph: object = { ...GRAPH, stray: { deep: true } };
    for (let level = 0; level < 19; level++)
      graph = { name: `n${level}`, implementation: "SIMPLE_MODEL", children: [graph] };
    const spec = { predictors: [{ name: "p", graph }], oauth_key: "k" };
    expect(await create(sdep("deep", spec))).toMatchObject({ spec });
  });

  it("scales by the scale subresource, which says what an autoscaler must count", async () => {
    await create(sdep("scaled", { predictors: [{ name: "default", graph: GRAPH }] }));
    const at = { name: "scaled", namespace: "default" };
    await plane.client.patch(
      sdeps("v1"),
      at,
      [{ op: "add", path: "/status", value: { replicas: 1, selector: "a=b" } }],
      "status",
    );
    await plane.client.patch(sdeps("v1"), at, [{ op: "add", path: "/spec/replicas", value: 3 }], "scale");
    const scale = await plane.transport.json({ method: "GET", path: `${PATH}/scaled/scale` });
    expect(scale).toMatchObject({ spec: { replicas: 3 }, status: { replicas: 1, selector: "a=b" } });
    expect((await plane.client.get(sdeps("v1"), "default", "scaled"))!["spec"]).toMatchObject({ replicas: 3 });
  });

  it("lets traffic be patched by its path, and asks the webhook about it", async () => {
    await create(sdep("patched", { predictors: [{ name: "default", graph: GRAPH }] }));
    const traffic = (value: number): Promise<KubeObject> =>
      plane.client.patch(sdeps("v1"), { name: "patched", namespace: "default" }, [
        { op: "add", path: "/spec/predictors/0/traffic", value },
      ]);
    await traffic(100);
    await expect(traffic(50)).rejects.toThrow(/denied the request.*traffic/);
  });

  it.each([
    ["another protocol", { protocol: "v3", predictors: [{ name: "p", graph: GRAPH }] }, /protocol/],
    ["no predictors", { predictors: [] }, /predictors/],
    [
      "a number as a parameter",
      { predictors: [{ name: "p", graph: { ...GRAPH, parameters: [{ name: "a", value: 1, type: "INT" }] } }] },
      /value/,
    ],
    ["a unit without container", { predictors: [{ name: "p", graph: { name: "lonely" } }] }, /lonely/],
    ["a unit without name below the typed levels", { predictors: [{ name: "p", graph: chain(8, {}) }] }, /name/],
  ])("refuses %s", async (_, spec, message) => {
    await expect(create(sdep("refused", spec), "?dryRun=All")).rejects.toThrow(message);
  });

  it("writes the columns that people read", async () => {
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    const table: any = await plane.transport.json({ method: "GET", path: PATH, accept });
    expect(table.columnDefinitions.map(({ name }: any) => name)).toEqual([
      "Name",
      "State",
      "Replicas",
      "URL",
      "Age",
      "Description",
    ]);
  });

  const corpus = process.env["ZEROHOP_CORPUS"] ?? "";
  it.skipIf(!existsSync(join(corpus, "expected.json")))(
    "gives the verdicts of the corpus that ZEROHOP_CORPUS names",
    async () => {
      const expected = JSON.parse(readFileSync(join(corpus, "expected.json"), "utf8")) as Record<
        string,
        { valid: string }
      >;
      const differing: string[] = [];
      for (const file of readdirSync(corpus).filter((name) => name.endsWith(".yaml"))) {
        const manifest = parse(readFileSync(join(corpus, file), "utf8"));
        const version = String(manifest.apiVersion ?? "").split("/")[1] ?? "v1";
        const object = { ...manifest, metadata: { ...manifest.metadata, name: "from-corpus", namespace: "default" } };
        const path = `${PATH.replace("/v1/", `/${version}/`)}?dryRun=All`;
        // oxlint-disable-next-line no-await-in-loop -- one by one is quick enough
        const isTaken = await plane.transport.json({ method: "POST", path, body: object }).then(
          () => true,
          () => false,
        );
        const isValid = ["yes", "accepted-but-fails"].includes(expected[file]!.valid);
        if (isTaken !== isValid)
          differing.push(`${file} is ${isTaken ? "taken" : "refused"}, not ${expected[file]!.valid}`);
      }
      // The operator serves LightGBM models without an entry in the map of servers.
      expect(differing.filter((text) => !/^035-.*taken, not needs-server-config$/.test(text))).toEqual([]);
    },
  );
});

function chain(levels: number, leaf: object): object {
  let graph = leaf;
  for (let level = 0; level < levels; level++)
    graph = { name: `n${level}`, implementation: "SIMPLE_MODEL", children: [graph] };
  return graph;
}
