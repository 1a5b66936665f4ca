/**
 * Where the API server asks for a verdict. When nobody answers, the write goes through: the operator
 * repeats every check and says what is wrong in the object's status.
 * @see contract section 2.1, pain point "expired or orphaned webhook certificates block all writes"
 * @module
 */
import { GROUP, PLURAL } from "../crd/definition.ts";
import { manifest } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";
import { CONTROLLER_ID, LABELS, WEBHOOK_PORT, WEBHOOK_SERVICE, webhookName } from "./options.ts";
import type { InstallOptions, Scope } from "./options.ts";

/** The path of Seldon Core v1's webhook. */
export const WEBHOOK_PATH = "/validate-machinelearning-seldon-io-v1-seldondeployment";

/** The webhook's Service. */
export function webhookService({ namespace }: InstallOptions): Manifest {
  return manifest(
    "v1",
    "Service",
    { name: WEBHOOK_SERVICE, namespace },
    {
      spec: {
        selector: LABELS,
        ports: [{ name: "https", port: 443, targetPort: WEBHOOK_PORT, protocol: "TCP" }],
      },
    },
  );
}

/** Its configuration; the operator puts its authority there (`caBundle`) when it starts. */
export function webhookConfiguration(options: InstallOptions): Manifest {
  const { namespace, scope } = options;
  const webhook = {
    name: "seldondeployments.zerohop.io",
    admissionReviewVersions: ["v1"],
    clientConfig: { service: { name: WEBHOOK_SERVICE, namespace, path: WEBHOOK_PATH, port: 443 } },
    rules: [
      {
        apiGroups: [GROUP],
        // The other versions are shown to it as this one.
        apiVersions: ["v1"],
        operations: ["CREATE", "UPDATE"],
        resources: [PLURAL],
        scope: "Namespaced",
      },
    ],
    matchPolicy: "Equivalent",
    ...selectors(scope),
    sideEffects: "None",
    failurePolicy: "Ignore",
    timeoutSeconds: 5,
  };
  const kind = "ValidatingWebhookConfiguration";
  return manifest("admissionregistration.k8s.io/v1", kind, { name: webhookName(options) }, { webhooks: [webhook] });
}

/** What the operator does not look after, it has no say in. @see contract section 4.5 */
function selectors(scope: Scope): Readonly<Record<string, unknown>> {
  const unlabelled = { matchExpressions: [{ key: CONTROLLER_ID, operator: "DoesNotExist" }] };
  if (scope.mode === "controller-id") return { objectSelector: { matchLabels: { [CONTROLLER_ID]: scope.id } } };
  // The label of the contract marks a namespace that has an operator of its own.
  const namespaceSelector =
    scope.mode === "cluster" ? unlabelled : { matchLabels: { [CONTROLLER_ID]: scope.namespace } };
  return { namespaceSelector, objectSelector: unlabelled };
}
