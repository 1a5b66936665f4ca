/** The operator's own pod: any user id, no root, nothing to write to. @module */
import { manifest } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";
import { LABELS, METRICS_PORT, OPERATOR, WEBHOOK_PORT } from "./options.ts";
import type { InstallOptions } from "./options.ts";

export function operatorDeployment(options: InstallOptions): Manifest {
  const { namespace, replicas } = options;
  return manifest(
    "apps/v1",
    "Deployment",
    { name: OPERATOR, namespace },
    {
      spec: {
        replicas,
        selector: { matchLabels: LABELS },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        template: { metadata: { labels: LABELS }, spec: podSpec(options) },
      },
    },
  );
}

function podSpec(options: InstallOptions): Readonly<Record<string, unknown>> {
  return {
    serviceAccountName: OPERATOR,
    nodeSelector: { "kubernetes.io/os": "linux" },
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    terminationGracePeriodSeconds: 30,
    containers: [
      {
        name: "operator",
        image: options.image,
        args: ["operator"],
        env: environment(options),
        ports: [
          { name: "metrics", containerPort: METRICS_PORT, protocol: "TCP" },
          { name: "webhook", containerPort: WEBHOOK_PORT, protocol: "TCP" },
        ],
        livenessProbe: probe("/healthz", 10),
        readinessProbe: probe("/readyz", 5),
        resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "512Mi" } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
      },
    ],
  };
}

function probe(path: string, periodSeconds: number): Readonly<Record<string, unknown>> {
  return { httpGet: { path, port: "metrics", scheme: "HTTP" }, periodSeconds, timeoutSeconds: 5, failureThreshold: 3 };
}

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: object;
}

/** Seldon's names where they mean the same. @see contract section 4.5 */
function environment({ image, scope, ingress, keda }: InstallOptions): readonly Variable[] {
  const own = (fieldPath: string): object => ({ fieldRef: { apiVersion: "v1", fieldPath } });
  return [
    { name: "POD_NAME", valueFrom: own("metadata.name") },
    { name: "POD_NAMESPACE", valueFrom: own("metadata.namespace") },
    { name: "ZEROHOP_IMAGE", value: image },
    { name: "ZEROHOP_INGRESS", value: ingress },
    ...(scope.mode === "namespace" ? [{ name: "WATCH_NAMESPACE", value: scope.namespace }] : []),
    ...(scope.mode === "controller-id" ? [{ name: "CONTROLLER_ID", value: scope.id }] : []),
    ...(keda ? [{ name: "KEDA_ENABLED", value: "true" }] : []),
  ];
}
