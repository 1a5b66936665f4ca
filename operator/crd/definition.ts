/**
 * The CustomResourceDefinition of SeldonDeployments: Seldon Core v1's group, kind, versions and
 * names with a schema that is a fiftieth of its size.
 * @see contract section 1
 * @module
 */
import type { Schema } from "./schema.ts";
import { spec } from "./spec-schema.ts";
import { status } from "./status-schema.ts";

export const GROUP = "machinelearning.seldon.io";
export const PLURAL = "seldondeployments";
/** The name of the definition itself. */
export const CRD_NAME: string = `${PLURAL}.${GROUP}`;

/** The version that is stored, then those that old manifests name. One schema, so conversion is a rename. */
export const VERSIONS = ["v1", "v1alpha2", "v1alpha3"] as const;

interface Version {
  readonly name: string;
  readonly served: true;
  readonly storage: boolean;
  readonly additionalPrinterColumns: readonly Column[];
  readonly subresources: Readonly<Record<"status" | "scale", object>>;
  readonly schema: { readonly openAPIV3Schema: Schema };
}

interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "date";
  readonly jsonPath: string;
  readonly description?: string;
  /** Above 0: with `-o wide` only. */
  readonly priority?: number;
}

/** The definition as it is applied. */
export interface CustomResourceDefinition {
  readonly apiVersion: "apiextensions.k8s.io/v1";
  readonly kind: "CustomResourceDefinition";
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly group: string;
    readonly scope: "Namespaced";
    readonly names: Readonly<Record<"kind" | "listKind" | "plural" | "singular", string>> &
      Readonly<Record<"shortNames" | "categories", readonly string[]>>;
    readonly versions: readonly Version[];
  };
}

// What failed is the last column because it is the longest.
const COLUMNS: readonly Column[] = [
  { name: "State", type: "string", jsonPath: ".status.state", description: "Creating, Available or Failed" },
  { name: "Replicas", type: "integer", jsonPath: ".status.replicas" },
  { name: "URL", type: "string", jsonPath: ".status.address.url", priority: 1 },
  { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
  { name: "Description", type: "string", jsonPath: ".status.description", description: "What is wrong" },
];

const SCHEMA: Schema = {
  type: "object",
  description: "A graph of models, routers, combiners and transformers that is served as one",
  properties: {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { type: "object" },
    spec,
    status,
  },
};

/** Makes the definition; the committed `seldondeployments.yaml` is what this gives. */
export function customResourceDefinition(): CustomResourceDefinition {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: CRD_NAME },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names: {
        kind: "SeldonDeployment",
        listKind: "SeldonDeploymentList",
        plural: PLURAL,
        singular: "seldondeployment",
        shortNames: ["sdep"],
        categories: ["all", "seldon"],
      },
      versions: VERSIONS.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        additionalPrinterColumns: COLUMNS,
        subresources: {
          status: {},
          scale: {
            specReplicasPath: ".spec.replicas",
            statusReplicasPath: ".status.replicas",
            labelSelectorPath: ".status.selector",
          },
        },
        schema: { openAPIV3Schema: SCHEMA },
      })),
    },
  };
}
