/**
 * What all Kubernetes objects have in common. The types of this folder are those parts of the
 * published schemas that the operator writes or reads; a field that is undefined is not sent.
 * @module
 */

export type Texts = Readonly<Record<string, string>>;

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean | undefined;
  readonly blockOwnerDeletion?: boolean | undefined;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly labels?: Texts | undefined;
  readonly annotations?: Texts | undefined;
  readonly uid?: string | undefined;
  readonly generation?: number | undefined;
  readonly ownerReferences?: readonly OwnerReference[] | undefined;
}

/** Any object; its own parts are known to the type of its kind. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

export interface LabelSelector {
  readonly matchLabels: Texts;
}
