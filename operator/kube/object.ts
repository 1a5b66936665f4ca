/**
 * A small Kubernetes API client: what the operator needs and nothing else. Objects are plain JSON;
 * this file says what all of them have in common.
 * @module
 */

/** Any Kubernetes object. What a kind has of its own is read with care where it is needed. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  /** Opaque, but grows with every write to the cluster's store. */
  readonly resourceVersion?: string;
  /** Grows when what the object asks for changes, not with its status. */
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFields[];
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** Which fields a writer owns. @see Kubernetes documentation, "Server-Side Apply" */
export interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly fieldsV1?: FieldSet;
}

/** Owned fields as a tree: `f:name` a field, `k:{…}` an element by its keys, `v:…` one by its value, `.` itself. */
export interface FieldSet {
  readonly [path: string]: FieldSet;
}

/** `namespace/name`, or the name alone where there is no namespace. */
export function keyOf(object: { readonly metadata: Pick<ObjectMeta, "name" | "namespace"> }): string {
  const { name, namespace } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The field's value when it is an object; an empty one otherwise. */
export function recordIn(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return {};
  const found = value[field];
  return isRecord(found) ? found : {};
}

/** The field's elements when it is a list; none otherwise. */
export function listIn(value: unknown, field: string): readonly unknown[] {
  if (!isRecord(value)) return [];
  const found = value[field];
  return Array.isArray(found) ? found : [];
}

/** The field's value when it is text. */
export function textIn(value: unknown, field: string): string | undefined {
  const found = isRecord(value) ? value[field] : undefined;
  return typeof found === "string" ? found : undefined;
}

/** The field's value when it is a finite number. */
export function numberIn(value: unknown, field: string): number | undefined {
  const found = isRecord(value) ? value[field] : undefined;
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
