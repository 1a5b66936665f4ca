/** The shape of the objects that are installed. @module */
import type { ObjectMeta } from "../api/object.ts";
import { LABELS } from "./options.ts";

/** An object to apply. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** An object of the operator's, labelled as such. */
export function manifest(
  apiVersion: string,
  kind: string,
  metadata: Pick<ObjectMeta, "name" | "namespace">,
  fields: Readonly<Record<string, unknown>> = {},
): Manifest {
  return { apiVersion, kind, metadata: { ...metadata, labels: LABELS }, ...fields };
}
