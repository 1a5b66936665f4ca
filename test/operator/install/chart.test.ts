/** The Helm chart says the same as `zerohop operator manifests`; skipped where there is no helm. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { installManifests } from "../../../operator/install/manifests.ts";
import { DEFAULT_INSTALL } from "../../../operator/install/options.ts";
import type { InstallOptions } from "../../../operator/install/options.ts";

const CHART = join(import.meta.dirname, "../../../operator/install/chart");
const HELM = process.env["HELM"] ?? "helm";
const hasHelm = spawnSync(HELM, ["version", "--short"], { stdio: "ignore" }).status === 0;
const VERSION = (JSON.parse(readFileSync(join(CHART, "../../../package.json"), "utf8")) as { version: string }).version;
const IMAGE = `docker.io/zerohop/zerohop:${VERSION}`;

function template(...settings: readonly string[]): any[] {
  const set = settings.flatMap((each) => ["--set", each]);
  const args = ["template", "z", CHART, "--namespace", "zerohop-system", ...set];
  const text = execFileSync(HELM, args, { encoding: "utf8", maxBuffer: 1 << 24 });
  return parseAllDocuments(text).flatMap((document) =>
    document.contents === null ? [] : [document.toJS() as unknown],
  );
}

/** By kind and name, without what only one of the two ways needs. */
function byName(objects: readonly any[]): Record<string, unknown> {
  const kept = objects
    .filter(({ kind }) => kind !== "Namespace")
    .map((object) => {
      const copy = JSON.parse(JSON.stringify(object));
      delete copy.metadata.annotations?.["helm.sh/resource-policy"];
      if (Object.keys(copy.metadata.annotations ?? {}).length === 0) delete copy.metadata.annotations;
      delete copy.spec?.template?.spec.containers[0].imagePullPolicy;
      copy.rules = copy.rules
        ?.map(({ apiGroups, resources, resourceNames = [], verbs }: any) =>
          [apiGroups, resources, resourceNames, verbs.toSorted()].map(String).join(" "),
        )
        .toSorted();
      return [`${object.kind}/${object.metadata.namespace ?? ""}/${object.metadata.name}`, copy];
    });
  return Object.fromEntries(kept);
}

const manifests = (options: Partial<InstallOptions> = {}): any[] => [
  ...installManifests({ ...DEFAULT_INSTALL, image: IMAGE, ...options }),
];

describe("the chart's files", () => {
  it("carry the version of the package", () => {
    expect(parse(readFileSync(join(CHART, "Chart.yaml"), "utf8"))).toMatchObject({
      version: VERSION,
      appVersion: VERSION,
    });
  });

  it("use every value that they declare", () => {
    const templates = readdirSync(join(CHART, "templates")).map((name) =>
      readFileSync(join(CHART, "templates", name), "utf8"),
    );
    const text = templates.join("\n");
    for (const name of Object.keys(parse(readFileSync(join(CHART, "values.yaml"), "utf8")) as object)) {
      expect(text, name).toContain(`.Values.${name}`);
    }
  });
});

describe.skipIf(!hasHelm)(`helm template${hasHelm ? "" : " (skipped: no helm here; HELM can name it)"}`, () => {
  it.each<[string, readonly string[], Partial<InstallOptions>]>([
    ["by default", [], {}],
    ["with Istio and KEDA", ["istio.enabled=true", "keda.enabled=true"], { ingress: "istio", keda: true }],
    ["with Ambassador", ["ambassador.enabled=true"], { ingress: "ambassador" }],
    ["without ingress", ["gatewayApi.enabled=false"], { ingress: "none" }],
    ["for one namespace", ["singleNamespace=true"], { scope: { mode: "namespace", namespace: "zerohop-system" } }],
    ["for a controller id", ["controllerId=a"], { scope: { mode: "controller-id", id: "a" } }],
    ["elsewhere, two of it", ["namespaceOverride=ops", "manager.replicas=2"], { namespace: "ops", replicas: 2 }],
    ["without the definition", ["crd.create=false"], { withCrd: false }],
  ])("gives what the command prints, %s", (_, settings, options) => {
    expect(byName(template(...settings))).toEqual(byName(manifests(options)));
  });

  it("keeps the definition when the release is uninstalled", () => {
    const crd = template("crd.annotations.owner=ops").find(({ kind }) => kind === "CustomResourceDefinition");
    expect(crd.metadata.annotations).toEqual({ "helm.sh/resource-policy": "keep", owner: "ops" });
  });

  it("hands Seldon's values on by Seldon's variables, those alone that somebody changed", () => {
    const env = (...settings: string[]): any[] =>
      template(...settings).find(({ kind }) => kind === "Deployment").spec.template.spec.containers[0].env;
    expect(env().map(({ name }) => name)).toEqual(["POD_NAME", "POD_NAMESPACE", "ZEROHOP_IMAGE", "ZEROHOP_INGRESS"]);
    const changed = env(
      "predictiveUnit.httpPort=9100",
      "defaultUserID=8888",
      "executor.image.repository=mirror/z",
      "executor.image.tag=2",
    );
    expect(changed).toContainEqual({ name: "PREDICTIVE_UNIT_HTTP_SERVICE_PORT", value: "9100" });
    expect(changed).toContainEqual({ name: "DEFAULT_USER_ID", value: "8888" });
    expect(changed).toContainEqual({ name: "ZEROHOP_IMAGE", value: "mirror/z:2" });
  });

  it("tells pod and process when a port is another one", () => {
    const { spec } = template("webhook.port=4443", "metrics.port=9090").find(({ kind }) => kind === "Deployment");
    const [{ args, ports }] = spec.template.spec.containers;
    expect(args).toEqual(["operator", "--health-port=9090", "--webhook-port=4443"]);
    expect(ports.map(({ containerPort }: any) => containerPort)).toEqual([9090, 4443]);
  });

  it("writes seldon-config only when there is something to say", () => {
    expect(template().map(({ kind }) => kind)).not.toContain("ConfigMap");
    const server = "predictor_servers.MINE.protocols.seldon.image=mine";
    const config = template(server).find(({ kind }) => kind === "ConfigMap");
    expect(config.metadata.name).toBe("seldon-config");
    expect(JSON.parse(config.data.predictor_servers)).toEqual({ MINE: { protocols: { seldon: { image: "mine" } } } });
  });
});
