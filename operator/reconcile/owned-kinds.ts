/** The kinds that a SeldonDeployment can be made of, in the order in which they are made. @module */
import { kindKey } from "../kube/resource.ts";

export interface OwnedKind {
  readonly group: string;
  /** Versions that will do, the best first. */
  readonly versions: readonly string[];
  readonly kind: string;
  /** The part of an event's reason: `CreateHPA`. */
  readonly word: string;
  /** Whether Seldon's operator leaves these without the label that they could be selected by. */
  readonly isUnlabelled?: boolean;
  /** Routes lead traffic to predictors; they wait for nobody but give a new one nothing before it is ready. */
  readonly isRoute?: boolean;
}

const GATEWAY = { group: "gateway.networking.k8s.io", isUnlabelled: true, isRoute: true };
const ISTIO = {
  group: "networking.istio.io",
  versions: ["v1", "v1beta1", "v1alpha3"],
  isUnlabelled: true,
  isRoute: true,
};

export const OWNED_KINDS: readonly OwnedKind[] = [
  { group: "", versions: ["v1"], kind: "ConfigMap", word: "ConfigMap" },
  { group: "", versions: ["v1"], kind: "Service", word: "Service" },
  { group: "apps", versions: ["v1"], kind: "Deployment", word: "Deployment" },
  {
    group: "autoscaling",
    versions: ["v2", "v2beta2"],
    kind: "HorizontalPodAutoscaler",
    word: "HPA",
    isUnlabelled: true,
  },
  { group: "keda.sh", versions: ["v1alpha1"], kind: "ScaledObject", word: "ScaledObject", isUnlabelled: true },
  { group: "policy", versions: ["v1", "v1beta1"], kind: "PodDisruptionBudget", word: "PDB", isUnlabelled: true },
  { ...ISTIO, kind: "DestinationRule", word: "DestinationRule" },
  { ...ISTIO, kind: "VirtualService", word: "VirtualService" },
  { ...GATEWAY, versions: ["v1", "v1beta1"], kind: "HTTPRoute", word: "HTTPRoute" },
  { ...GATEWAY, versions: ["v1", "v1alpha2"], kind: "GRPCRoute", word: "GRPCRoute" },
  {
    group: "getambassador.io",
    versions: ["v2", "v3alpha1"],
    kind: "Mapping",
    word: "AmbassadorMapping",
    isUnlabelled: true,
    isRoute: true,
  },
  {
    group: "getambassador.io",
    versions: ["v2", "v3alpha1"],
    kind: "TLSContext",
    word: "TLSContext",
    isUnlabelled: true,
    isRoute: true,
  },
];

/** The row of a kind. */
export function ownedKind(group: string, kind: string): OwnedKind | undefined {
  return OWNED_KINDS.find((row) => row.group === group && row.kind === kind);
}

/** Where a kind stands in the order of making; unknown kinds come before routes and after all else. */
export function rankOf(group: string, kind: string): number {
  const row = RANKS.get(kindKey(group, kind));
  return row ?? FIRST_ROUTE - 0.5;
}

const RANKS: ReadonlyMap<string, number> = new Map(
  OWNED_KINDS.map(({ group, kind }, index) => [kindKey(group, kind), index]),
);
const FIRST_ROUTE = OWNED_KINDS.findIndex(({ isRoute }) => isRoute === true);
