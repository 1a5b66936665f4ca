/**
 * Words for structural schemas. Objects are open: what they do not describe is kept, not pruned and
 * not refused, so that manifests with stray fields apply with a strict client, and admission can say
 * which of their fields have no effect.
 * @module
 */

/** The part of OpenAPI v3 that a CustomResourceDefinition may hold and this one needs. */
export interface Schema {
  readonly type?: "string" | "integer" | "boolean" | "object" | "array";
  readonly description?: string;
  readonly format?: "int32" | "int64" | "date-time";
  readonly nullable?: true;
  readonly enum?: readonly string[];
  readonly minItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly "x-kubernetes-preserve-unknown-fields"?: true;
  readonly "x-kubernetes-int-or-string"?: true;
}

export const text: Schema = { type: "string" };
export const flag: Schema = { type: "boolean" };
export const int32: Schema = { type: "integer", format: "int32" };
export const int64: Schema = { type: "integer", format: "int64" };
/** A port or percentage that may be written as a number or as text. */
export const intOrText: Schema = { "x-kubernetes-int-or-string": true };
/** An object of which nothing is said. */
export const anything: Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

export function list(items: Schema): Schema {
  return { type: "array", items };
}

export function map(values: Schema): Schema {
  return { type: "object", additionalProperties: values };
}

/** Text that is one of these, or empty. */
export function oneOf(...values: readonly string[]): Schema {
  return { type: "string", enum: ["", ...values] };
}

/** An object with these fields and any others. */
export function open(properties: Readonly<Record<string, Schema>>, ...required: readonly string[]): Schema {
  return { ...anything, ...(required.length > 0 && { required }), properties };
}

/** The same schema with a sentence for `kubectl explain`. */
export function describe(schema: Schema, description: string): Schema {
  return { ...schema, description };
}
