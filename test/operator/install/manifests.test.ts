import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { OPTIONAL_RULES } from "../../../operator/install/permissions.ts";
import { installManifests, manifestsText } from "../../../operator/install/manifests.ts";
import { DEFAULT_INSTALL } from "../../../operator/install/options.ts";
import type { InstallOptions } from "../../../operator/install/options.ts";
import { OWNED_KINDS } from "../../../operator/reconcile/owned-kinds.ts";
import { readInstallOptions } from "../../../runtime/cli/operator-manifests.ts";

const OPTIONS: InstallOptions = { ...DEFAULT_INSTALL, image: "mirror.example/zerohop:1" };
const install = (options: Partial<InstallOptions> = {}): any[] => [...installManifests({ ...OPTIONS, ...options })];
const find = (objects: readonly any[], kind: string, name?: string): any =>
  objects.find((object) => object.kind === kind && (name === undefined || object.metadata.name === name));
const rulesOf = (objects: readonly any[]): any[] => objects.flatMap(({ rules }) => rules ?? []);

describe("installManifests()", () => {
  it("comes in the order in which objects need each other", () => {
    expect(install().map(({ kind }) => kind)).toEqual([
      "CustomResourceDefinition",
      "Namespace",
      "ServiceAccount",
      "ClusterRole",
      "ClusterRoleBinding",
      "Role",
      "RoleBinding",
      "Service",
      "Deployment",
      "ValidatingWebhookConfiguration",
    ]);
  });

  it("passes the restricted pod security profile as any user", () => {
    const { template } = find(install(), "Deployment").spec;
    const [container] = template.spec.containers;
    expect(template.spec.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    // OpenShift chooses the user itself.
    expect(JSON.stringify(template)).not.toContain("runAsUser");
    expect(container.image).toBe("mirror.example/zerohop:1");
    expect(container.env).toContainEqual({ name: "ZEROHOP_IMAGE", value: "mirror.example/zerohop:1" });
  });

  it("never lets writes wait for an operator that is not there", () => {
    const [webhook] = find(install(), "ValidatingWebhookConfiguration").webhooks;
    expect(webhook).toMatchObject({ failurePolicy: "Ignore", matchPolicy: "Equivalent", sideEffects: "None" });
    const service = find(install(), "Service");
    expect(webhook.clientConfig.service).toMatchObject({ name: service.metadata.name, namespace: "zerohop-system" });
    const { template } = find(install(), "Deployment").spec;
    expect(service.spec.selector).toEqual(template.metadata.labels);
    const ports = template.spec.containers[0].ports.map(({ containerPort }: any) => containerPort);
    expect(ports).toContain(service.spec.ports[0].targetPort);
  });

  it("leaves definition, namespace and SeldonDeployments alone when it is deleted by its label", () => {
    const kept = install().filter(({ metadata }) => metadata.labels?.["app.kubernetes.io/component"] !== "operator");
    expect(kept.map(({ kind }) => kind)).toEqual(["CustomResourceDefinition", "Namespace"]);
    expect(install({ withCrd: false }).map(({ kind }) => kind)).not.toContain("CustomResourceDefinition");
  });

  it("reads no Secret but its own certificate", () => {
    for (const scope of [OPTIONS.scope, { mode: "namespace", namespace: "models" } as const]) {
      const objects = install({ scope });
      const readers = objects.filter(({ rules }) =>
        rules?.some(
          (rule: any) => rule.resources.includes("secrets") && rule.verbs.some((verb: string) => verb !== "create"),
        ),
      );
      expect(readers.map(({ kind, metadata }) => `${kind} ${metadata.namespace}`)).toEqual(["Role zerohop-system"]);
      const [rule] = readers[0].rules.filter((rule: any) => rule.resources.includes("secrets") && rule.resourceNames);
      expect(rule).toMatchObject({ resourceNames: ["zerohop-webhook-tls"], verbs: ["get", "update"] });
    }
    expect(JSON.stringify(install())).not.toContain('"*"');
  });

  it("may write every kind that a SeldonDeployment can be made of, when that is asked for", () => {
    const optional = Object.values(OPTIONAL_RULES).map(({ used }) => used);
    const rules = [...optional, ...rulesOf(install())];
    for (const { group, kind } of OWNED_KINDS) {
      const plural = `${kind.toLowerCase()}s`;
      const rule = rules.find(({ apiGroups, resources }) => apiGroups.includes(group) && resources.includes(plural));
      expect(rule?.verbs, `${group}/${kind}`).toEqual(["get", "list", "watch", "create", "patch", "delete"]);
    }
  });

  it("writes the kinds of the chosen ingress alone, and removes what others left", () => {
    const verbs = (group: string, options: Partial<InstallOptions>): string =>
      rulesOf(install(options))
        .find(({ apiGroups }) => apiGroups.includes(group))
        .verbs.join();
    const [write, remove] = ["get,list,watch,create,patch,delete", "get,list,watch,delete"];
    expect(verbs("gateway.networking.k8s.io", {})).toBe(write);
    expect(verbs("networking.istio.io", {})).toBe(remove);
    expect(verbs("keda.sh", {})).toBe(remove);
    expect(verbs("networking.istio.io", { ingress: "istio" })).toBe(write);
    expect(verbs("gateway.networking.k8s.io", { ingress: "none" })).toBe(remove);
    expect(verbs("keda.sh", { keda: true })).toBe(write);
  });

  it("has next to nothing cluster-wide when it looks after one namespace", () => {
    const objects = install({ scope: { mode: "namespace", namespace: "models" } });
    expect(find(objects, "ClusterRole").rules).toEqual([
      {
        apiGroups: ["admissionregistration.k8s.io"],
        resources: ["validatingwebhookconfigurations"],
        resourceNames: ["zerohop-webhook"],
        verbs: ["get", "patch"],
      },
    ]);
    expect(find(objects, "Role", "zerohop-operator-work").metadata.namespace).toBe("models");
    expect(find(objects, "RoleBinding", "zerohop-operator-work").subjects[0].namespace).toBe("zerohop-system");
    expect(find(objects, "Deployment").spec.template.spec.containers[0].env).toContainEqual({
      name: "WATCH_NAMESPACE",
      value: "models",
    });
  });

  it("asks the webhook only about what it looks after", () => {
    const selectors = (options: Partial<InstallOptions>): object => {
      const { namespaceSelector, objectSelector } = find(install(options), "ValidatingWebhookConfiguration")
        .webhooks[0];
      return { namespaceSelector, objectSelector };
    };
    const unlabelled = { matchExpressions: [{ key: "seldon.io/controller-id", operator: "DoesNotExist" }] };
    expect(selectors({})).toEqual({ namespaceSelector: unlabelled, objectSelector: unlabelled });
    expect(selectors({ scope: { mode: "controller-id", id: "a" } })).toEqual({
      namespaceSelector: undefined,
      objectSelector: { matchLabels: { "seldon.io/controller-id": "a" } },
    });
    expect(selectors({ scope: { mode: "namespace", namespace: "b" } })).toEqual({
      namespaceSelector: { matchLabels: { "seldon.io/controller-id": "b" } },
      objectSelector: unlabelled,
    });
  });

  it("shares nothing cluster-wide with another installation", () => {
    const names = (namespace: string): string[] =>
      install({ namespace, withCrd: false })
        .filter(({ metadata }) => metadata.namespace === undefined)
        .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names("one").filter((name) => names("zerohop-system").includes(name))).toEqual([]);
  });

  it("leaves pod security of somebody else's namespace as it is", () => {
    expect(find(install(), "Namespace").metadata.labels).toHaveProperty(["pod-security.kubernetes.io/enforce"]);
    expect(find(install({ namespace: "seldon-system" }), "Namespace").metadata.labels).toEqual({
      "app.kubernetes.io/part-of": "zerohop",
    });
  });
});

describe("manifestsText()", () => {
  it("writes documents that read as the same objects, without anchors", () => {
    const text = manifestsText(install());
    expect(text).not.toMatch(/[:-] [&*]/);
    const read = parseAllDocuments(text).map((document) => document.toJS() as unknown);
    expect(read).toEqual(JSON.parse(JSON.stringify(install())));
  });
});

describe("readInstallOptions()", () => {
  const FLAGS = { namespace: "zerohop-system", ingress: "gateway-api", replicas: 1 } as const;

  it("reads where and what to install", () => {
    expect(readInstallOptions(FLAGS)).toMatchObject({ scope: { mode: "cluster" }, withCrd: true, keda: false });
    expect(readInstallOptions({ ...FLAGS, watchNamespace: "a" }).scope).toEqual({ mode: "namespace", namespace: "a" });
    expect(readInstallOptions({ ...FLAGS, controllerId: "a" }).scope).toEqual({ mode: "controller-id", id: "a" });
    expect(readInstallOptions({ ...FLAGS, withoutCrd: true }).withCrd).toBe(false);
    expect(readInstallOptions(FLAGS).image).toMatch(/^docker\.io\/zerohop\/zerohop:\d/);
  });

  it.each([
    [{ namespace: "A b" }, /--namespace/],
    [{ watchNamespace: "a/b" }, /--watch-namespace/],
    [{ controllerId: "-" }, /--controller-id/],
    [{ controllerId: "" }, /--controller-id/],
    [{ image: "a b" }, /--image/],
  ])("rejects %j", (flags, message) => {
    expect(() => readInstallOptions({ ...FLAGS, ...flags })).toThrow(message);
  });
});
