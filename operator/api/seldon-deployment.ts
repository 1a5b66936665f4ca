/**
 * A SeldonDeployment as the cluster stores it. Everything but what the schema requires may be
 * missing; null never occurs, because reading drops it as the API server does.
 * @see contract section 1.1 "spec tree"
 * @module
 */
import type { Endpoint, Parameter } from "../../runtime/graph/spec.ts";
import type { ObjectMeta, Texts } from "./object.ts";
import type { Container, EnvVar, PodSpec, Resources } from "./pod.ts";

export interface PredictiveUnit {
  readonly name: string;
  readonly children?: readonly PredictiveUnit[] | undefined;
  readonly type?: string | undefined;
  readonly implementation?: string | undefined;
  readonly methods?: readonly string[] | undefined;
  readonly endpoint?: Endpoint | undefined;
  readonly parameters?: readonly Parameter[] | undefined;
  readonly modelUri?: string | undefined;
  readonly serviceAccountName?: string | undefined;
  readonly envSecretRefName?: string | undefined;
  readonly storageInitializerImage?: string | undefined;
  readonly logger?: { readonly url?: string | undefined; readonly mode?: string | undefined } | undefined;
}

export interface HpaSpec {
  readonly minReplicas?: number | undefined;
  readonly maxReplicas: number;
  /** Of autoscaling/v2beta1. */
  readonly metrics?: readonly object[] | undefined;
  /** Of autoscaling/v2. */
  readonly metricsv2?: readonly object[] | undefined;
  readonly behavior?: object | undefined;
}

export interface KedaSpec {
  readonly minReplicaCount?: number | undefined;
  readonly maxReplicaCount?: number | undefined;
  readonly triggers: readonly object[];
}

export interface PdbSpec {
  readonly minAvailable?: number | string | undefined;
  readonly maxUnavailable?: number | string | undefined;
}

export interface ComponentSpec {
  readonly metadata?: Partial<ObjectMeta> | undefined;
  readonly spec: PodSpec;
  readonly replicas?: number | undefined;
  readonly hpaSpec?: HpaSpec | undefined;
  readonly kedaSpec?: KedaSpec | undefined;
  readonly pdbSpec?: PdbSpec | undefined;
}

/** Counts as absent when `type` is empty. */
export interface Explainer {
  readonly type?: string | undefined;
  readonly modelUri?: string | undefined;
  readonly serviceAccountName?: string | undefined;
  readonly containerSpec?: Container | undefined;
  readonly config?: Texts | undefined;
  readonly endpoint?: Endpoint | undefined;
  readonly envSecretRefName?: string | undefined;
  readonly storageInitializerImage?: string | undefined;
  readonly replicas?: number | undefined;
  readonly initParameters?: string | undefined;
}

export interface Predictor {
  readonly name: string;
  readonly graph: PredictiveUnit;
  readonly componentSpecs?: readonly ComponentSpec[] | undefined;
  readonly replicas?: number | undefined;
  readonly annotations?: Texts | undefined;
  readonly labels?: Texts | undefined;
  readonly traffic?: number | undefined;
  readonly shadow?: boolean | undefined;
  readonly explainer?: Explainer | undefined;
  readonly ssl?: { readonly certSecretName?: string | undefined } | undefined;
  readonly engineResources?: Resources | undefined;
  readonly svcOrchSpec?:
    | {
        readonly resources?: Resources | undefined;
        readonly env?: readonly EnvVar[] | undefined;
        readonly replicas?: number | undefined;
      }
    | undefined;
  readonly progressDeadlineSeconds?: number | undefined;
}

export interface SeldonDeploymentSpec {
  readonly name?: string | undefined;
  readonly annotations?: Texts | undefined;
  readonly protocol?: string | undefined;
  readonly transport?: string | undefined;
  readonly serverType?: string | undefined;
  readonly replicas?: number | undefined;
  readonly predictors: readonly Predictor[];
}

export interface SeldonDeployment {
  readonly apiVersion: string;
  readonly kind: "SeldonDeployment";
  readonly metadata: ObjectMeta;
  readonly spec: SeldonDeploymentSpec;
}

/** All units of a graph, parents before children. */
export function unitsOf(graph: PredictiveUnit): readonly PredictiveUnit[] {
  return [graph, ...(graph.children ?? []).flatMap(unitsOf)];
}
