/** The same SeldonDeployments behind every way into the cluster. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { KubernetesObject } from "../../../operator/api/object.ts";
import { DEFAULT_CONFIG } from "../../../operator/defaults/operator-config.ts";
import type { IngressConfig } from "../../../operator/defaults/operator-config.ts";
import { imaged, planned, trained, warningsOf } from "../plan/planned.ts";

const PROVIDERS = ["gateway-api", "istio", "ambassador"] as const;
const ROUTES: readonly string[] = [
  "HTTPRoute",
  "GRPCRoute",
  "VirtualService",
  "DestinationRule",
  "Mapping",
  "TLSContext",
];

const rollout = {
  annotations: { "seldon.io/rest-timeout": "2500", "seldon.io/istio-host": "ml.example.com" },
  predictors: [
    trained({ traffic: 90, explainer: { type: "AnchorTabular" } }),
    { ...imaged({ traffic: 10 }), name: "canary" },
    { ...imaged({ shadow: true, traffic: 30 }), name: "shadow" },
  ],
};

function withIngress(spec: object, ingress: Partial<IngressConfig>) {
  return planned(spec, { config: { ingress: { ...DEFAULT_CONFIG.ingress, ...ingress } } });
}

function routesOf(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return objects.filter(({ kind }) => ROUTES.includes(kind));
}

describe.each(PROVIDERS)("the provider %s", (provider) => {
  const text = (spec: object, ingress: Partial<IngressConfig> = {}): string =>
    JSON.stringify(routesOf(withIngress(spec, { provider, ...ingress }).objects));

  it("routes a rollout with a canary, a shadow and an explainer", async () => {
    const routes = routesOf(withIngress(rollout, { provider }).objects);
    const yaml = stringify(routes, { lineWidth: 0, aliasDuplicateObjects: false });
    await expect(yaml).toMatchFileSnapshot(join(import.meta.dirname, "golden", `${provider}.yaml`));
  });

  it("serves the API paths alone, unless all are asked for", () => {
    expect(text(rollout)).toContain("/seldon/lab/toy/api");
    expect(text(rollout)).not.toMatch(/"\/seldon\/lab\/toy\/?"/);
    expect(text(rollout, { exposeAllPaths: true })).toMatch(/"\/seldon\/lab\/toy\/?"/);
  });

  it("asks for the headers of another SeldonDeployment's canary, under that one's URL", () => {
    const spec = (annotations: object): object => ({ annotations, predictors: [trained()] });
    const found = text(
      spec({ "seldon.io/ambassador-header": "x-group: beta", "seldon.io/ambassador-service-name": "front" }),
    );
    expect(found).toContain("/seldon/lab/front/api");
    expect(found).toContain("x-group");
    expect(found).toContain("beta");
    expect(text(spec({ "seldon.io/ambassador-regex-header": "x-group: b.*" }))).toMatch(
      /"(regex|value|x-group)":"b\.\*"/,
    );
  });

  it("reports a header that is none, and goes on", () => {
    const found = withIngress(
      { annotations: { "seldon.io/ambassador-regex-header": "b.*" }, predictors: [trained()] },
      { provider },
    );
    expect(warningsOf(found).join("\n")).toContain('expected "name: value"');
    expect(routesOf(found.objects).length).toBeGreaterThan(0);
  });

  it("gives the only predictor everything, beside a shadow too", () => {
    const shadow = { ...imaged({ shadow: true, traffic: 5 }), name: "shadow" };
    const found = text({ predictors: [trained(), shadow] });
    expect(found).not.toContain('"weight":0');
    if (provider === "ambassador")
      expect(found.match(/"weight":5/g)).toHaveLength(found.match(/"shadow":true/g)!.length);
    else expect(found).toContain('"weight":100');
  });

  it("leaves the ports to a unit without an engine", () => {
    expect(text({ predictors: [imaged({ annotations: { "seldon.io/no-engine": "true" } })] })).toContain("9000");
    expect(text({ predictors: [imaged()] })).not.toContain("9000");
  });

  it("changes weights and nothing else when traffic moves", () => {
    const moved = (main: number): string =>
      text({ predictors: [trained({ traffic: main }), { ...imaged({ traffic: 100 - main }), name: "canary" }] });
    expect(moved(40)).not.toBe(moved(90));
    expect(moved(40).replaceAll(/"weight":\d+/g, "")).toBe(moved(90).replaceAll(/"weight":\d+/g, ""));
  });
});

describe("planRoutes()", () => {
  it("makes no routes without an ingress, and says which annotations have no effect", () => {
    const found = withIngress(
      { annotations: { "seldon.io/istio-retries": "3" }, predictors: [trained()] },
      { provider: "none" },
    );
    expect(routesOf(found.objects)).toEqual([]);
    expect(warningsOf(found).join()).toContain(
      'annotations["seldon.io/istio-retries"]: it has no effect: the ingress is none',
    );
  });

  it("retries with Istio, and keeps the idle timeout beside a TLS mode", () => {
    const annotations = {
      "seldon.io/istio-retries": "3",
      "seldon.io/istio-retries-timeout": "7",
      "seldon.io/istio-gateway": "infra/gw",
    };
    const text = JSON.stringify(
      routesOf(
        withIngress({ annotations, predictors: [trained()] }, { provider: "istio", istioTlsMode: "STRICT" }).objects,
      ),
    );
    expect(text).toContain('"attempts":3,"perTryTimeout":"7s"');
    expect(text).toContain('"gateways":["infra/gw"]');
    expect(text).toContain(
      '"trafficPolicy":{"connectionPool":{"http":{"idleTimeout":"60s"}},"tls":{"mode":"ISTIO_MUTUAL"}}',
    );
  });

  it("gives gRPC a route of its own where it has a gateway of its own", () => {
    const { objects } = withIngress(rollout, { provider: "gateway-api", grpcGateway: "infra/grpc" });
    expect(routesOf(objects).map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      "HTTPRoute toy",
      "GRPCRoute toy",
      "HTTPRoute toy-main-explainer",
    ]);
  });

  it("speaks TLS to predictors with a certificate, breaks circuits and serves without namespaces with Ambassador", () => {
    const spec = {
      annotations: {
        "seldon.io/ambassador-circuit-breakers-max-pending-requests": "7",
        "seldon.io/ambassador-retries": "2",
        "seldon.io/ambassador-id": "a, b",
      },
      predictors: [trained({ ssl: { certSecretName: "cert" } })],
    };
    const routes = routesOf(withIngress(spec, { provider: "ambassador", ambassadorSingleNamespace: true }).objects);
    const text = JSON.stringify(routes);
    expect(routes.filter(({ kind }) => kind === "TLSContext")).toHaveLength(1);
    for (const part of [
      '"service":"https://toy-main.lab:8000"',
      '"max_pending_requests":7',
      '"num_retries":2',
      '"ambassador_id":["a","b"]',
      '"prefix":"/seldon/toy/api/"',
    ]) {
      expect(text).toContain(part);
    }
    for (const { metadata } of routes) expect(metadata.name).toMatch(/^[a-z0-9-]+$/);
  });
});
