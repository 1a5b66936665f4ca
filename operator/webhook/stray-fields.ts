/**
 * Fields of a manifest that nobody reads. Seldon Core v1 dropped them without a word; here they are
 * stored, and named when the manifest is applied.
 * @see contract section 1.1, pain point "graph depth over 11 silently pruned"
 * @module
 */
import { isRecord } from "../kube/object.ts";
import type { FieldsShape, Shape } from "../validation/shape.ts";

const MAX_FOUND = 64;
const MAX_DEPTH = 160;

/** Paths of fields that the shape neither names nor hands on, in the order of the manifest. */
export function strayFields(value: unknown, shape: Shape, path: string = ""): readonly string[] {
  const found: string[] = [];
  collect(value, shape, { path, depth: 0, found });
  return found;
}

interface At {
  readonly path: string;
  readonly depth: number;
  readonly found: string[];
}

function collect(value: unknown, shape: Shape, { path, depth, found }: At): void {
  if (typeof shape === "string" || depth > MAX_DEPTH || found.length >= MAX_FOUND) return;
  if ("list" in shape) {
    if (!Array.isArray(value)) return;
    for (const [index, item] of value.entries()) {
      collect(item, shape.list, { path: `${path}[${index}]`, depth: depth + 1, found });
    }
    return;
  }
  if (isRecord(value)) collectFields(value, shape, { path, depth, found });
}

function collectFields(
  fields: Readonly<Record<string, unknown>>,
  shape: FieldsShape,
  { path, depth, found }: At,
): void {
  for (const [key, item] of Object.entries(fields)) {
    if (found.length >= MAX_FOUND) return;
    const at = path === "" ? key : `${path}.${key}`;
    const known = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    if (known !== undefined) {
      collect(item, typeof known === "function" ? known() : known, { path: at, depth: depth + 1, found });
    } else if (shape.keepsOthers !== true && item !== null) {
      found.push(at);
    }
  }
}
