/**
 * How two answers differ, field by field. Numbers are compared by the number of values that lie
 * between them (units in the last place), so that rounding is told from error.
 * @module
 */
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";

export interface FieldDifference {
  readonly path: string;
  readonly here: string;
  readonly there: string;
  /** Units in the last place between two numbers; Infinity for what cannot be compared so. */
  readonly ulps: number;
}

export interface Verdict {
  /** The largest distance of two numbers that are compared; 0 when all is identical. */
  readonly maxUlps: number;
  /** What differs by more than is allowed; at most `limit` of them. */
  readonly differences: readonly FieldDifference[];
}

export interface CompareOptions {
  /** Distance that still counts as the same. */
  readonly ulps: number;
  /** Measure all numbers as float32; otherwise only those of FP32 tensors. */
  readonly float32: boolean;
  /** Fields that are not compared: `meta.puid`. */
  readonly ignored: ReadonlySet<string>;
  /** Differences that are kept. */
  readonly limit: number;
}

/** What differs from run to run or says who answered, not what. */
export const USUALLY_IGNORED: readonly string[] = [
  "meta.puid",
  "meta.requestPath",
  "meta.routing",
  "meta.metrics",
  "id",
  "model_name",
  "model_version",
];

/** Compares two JSON values. */
export function compareJson(here: JsonValue, there: JsonValue, options: CompareOptions): Verdict {
  const comparison = new Comparison(options);
  comparison.values("", here, there, options.float32);
  return comparison;
}

class Comparison implements Verdict {
  maxUlps = 0;
  readonly differences: FieldDifference[] = [];
  readonly #options: CompareOptions;

  constructor(options: CompareOptions) {
    this.#options = options;
  }

  values(path: string, here: JsonValue | undefined, there: JsonValue | undefined, float32: boolean): void {
    if (this.#options.ignored.has(path)) return;
    if (isNumber(here) && isNumber(there)) this.#numbers(path, here, there, float32);
    else if (Array.isArray(here) && Array.isArray(there)) this.#lists(path, here, there, float32);
    else if (isJsonObject(here) && isJsonObject(there)) this.#objects(path, here, there, float32);
    else if (!isSame(here, there)) this.#differ(path, here, there, Infinity);
  }

  #numbers(path: string, here: number | bigint, there: number | bigint, float32: boolean): void {
    if (here === there) return;
    // Beyond 2^53 one side may be exact and the other not.
    const ulps = ulpsBetween(Number(here), Number(there), float32);
    const distance = ulps === 0 && typeof here !== typeof there ? 1 : ulps;
    this.maxUlps = Math.max(this.maxUlps, distance);
    if (distance > this.#options.ulps) this.#differ(path, here, there, distance);
  }

  #lists(path: string, here: readonly JsonValue[], there: readonly JsonValue[], float32: boolean): void {
    if (here.length !== there.length) {
      this.#differ(path, `${here.length} items`, `${there.length} items`, Infinity);
      return;
    }
    for (let at = 0; at < here.length; at++) this.values(`${path}[${at}]`, here[at], there[at], float32);
  }

  #objects(path: string, here: JsonObject, there: JsonObject, float32: boolean): void {
    const single = float32 || (here["datatype"] === "FP32" && there["datatype"] === "FP32");
    for (const key of new Set([...Object.keys(here), ...Object.keys(there)])) {
      this.values(path === "" ? key : `${path}.${key}`, here[key], there[key], single);
    }
  }

  #differ(path: string, here: JsonValue | undefined, there: JsonValue | undefined, ulps: number): void {
    if (ulps === Infinity) this.maxUlps = Infinity;
    if (this.differences.length >= this.#options.limit) return;
    this.differences.push({ path: path || "answer", here: show(here), there: show(there), ulps });
  }
}

/**
 * How many values of the type lie between two numbers, counting one end; Infinity when one of them is
 * no number and the other is.
 */
export function ulpsBetween(a: number, b: number, float32: boolean): number {
  if (Object.is(a, b) || a === b) return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  if (float32) return Math.abs(Number(ordered32(a) - ordered32(b)));
  const distance = ordered64(a) - ordered64(b);
  return Math.abs(Number(distance));
}

const BITS = new DataView(new ArrayBuffer(8));

// Bit patterns of floats, read as sign and magnitude, are in the order of the values.
function ordered32(value: number): bigint {
  BITS.setFloat32(0, value);
  const bits = BITS.getUint32(0);
  return bits & 0x80000000 ? -BigInt(bits & 0x7fffffff) : BigInt(bits);
}

function ordered64(value: number): bigint {
  BITS.setFloat64(0, value);
  const bits = BITS.getBigInt64(0);
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}

function isNumber(value: JsonValue | undefined): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

// A field that is missing says no more than one that is null or empty.
function isSame(here: JsonValue | undefined, there: JsonValue | undefined): boolean {
  return here === there || (isNothing(here) && isNothing(there));
}

function isNothing(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

const MAX_SHOWN = 60;

function show(value: JsonValue | undefined): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value;
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return String(value);
}
