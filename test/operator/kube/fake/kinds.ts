/** The kinds that the fake API server serves. @module */
export interface FakeKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
}

const kind = (apiVersion: string, name: string, plural: string, isNamespaced = true): FakeKind => ({
  apiVersion,
  plural,
  isNamespaced,
  kind: name,
});

export const FAKE_KINDS: readonly FakeKind[] = [
  kind("v1", "Namespace", "namespaces", false),
  kind("v1", "Service", "services"),
  kind("v1", "ConfigMap", "configmaps"),
  kind("v1", "Secret", "secrets"),
  kind("v1", "Pod", "pods"),
  kind("v1", "Event", "events"),
  kind("apps/v1", "Deployment", "deployments"),
  kind("apps/v1", "ReplicaSet", "replicasets"),
  kind("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
  kind("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets"),
  kind("coordination.k8s.io/v1", "Lease", "leases"),
  kind("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes"),
  kind("gateway.networking.k8s.io/v1", "GRPCRoute", "grpcroutes"),
  kind("machinelearning.seldon.io/v1", "SeldonDeployment", "seldondeployments"),
];
