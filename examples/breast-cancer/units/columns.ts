/**
 * Brings the columns of a request into the order that the models were trained on, and refuses what
 * the models cannot judge: a model answers anything, also for half a measurement. Callers may name
 * the columns in any order; without names the order must already be right.
 */
import { InferenceError } from "zerohop";

const EXPECTED = [
  "mean radius",
  "mean texture",
  "mean perimeter",
  "mean area",
  "mean smoothness",
  "mean compactness",
  "mean concavity",
  "mean concave points",
  "mean symmetry",
  "mean fractal dimension",
  "radius error",
  "texture error",
  "perimeter error",
  "area error",
  "smoothness error",
  "compactness error",
  "concavity error",
  "concave points error",
  "symmetry error",
  "fractal dimension error",
  "worst radius",
  "worst texture",
  "worst perimeter",
  "worst area",
  "worst smoothness",
  "worst compactness",
  "worst concavity",
  "worst concave points",
  "worst symmetry",
  "worst fractal dimension",
];

export default class Columns {
  featureNames = EXPECTED;

  transformInput(rows: unknown, names: readonly string[]): number[][] {
    if (!Array.isArray(rows) || rows.length === 0) refuse(`at least one row of ${EXPECTED.length} measurements`, rows);
    const order = orderOf(names);
    return rows.map((row: unknown, index) => readRow(row, index + 1, order));
  }

  initMetadata(): object {
    return {
      name: "columns",
      versions: ["1"],
      inputs: [{ messagetype: "ndarray", schema: { names: EXPECTED, shape: [EXPECTED.length] } }],
      outputs: [{ messagetype: "ndarray", schema: { names: EXPECTED, shape: [EXPECTED.length] } }],
    };
  }
}

/** For each expected column its place in the request. */
function orderOf(names: readonly string[]): readonly number[] {
  if (names.length === 0) return EXPECTED.map((_, column) => column);
  const missing = EXPECTED.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const more = missing.length > 3 ? ` and ${missing.length - 3} more` : "";
    throw new InferenceError("INVALID_ARGUMENT", `data.names lacks ${missing.slice(0, 3).join(", ")}${more}`);
  }
  if (names.length > EXPECTED.length) refuse(`${EXPECTED.length} names in data.names`, names);
  return EXPECTED.map((name) => names.indexOf(name));
}

function readRow(row: unknown, number: number, order: readonly number[]): number[] {
  if (!Array.isArray(row) || row.length !== EXPECTED.length) {
    refuse(`${EXPECTED.length} measurements in row ${number}`, row);
  }
  return order.map((place, column) => {
    const value: unknown = row[place];
    // A null of the request arrives as NaN.
    if (typeof value === "number" && value >= 0 && value < Infinity) return value;
    return refuse(`a number from 0 for "${EXPECTED[column]}" in row ${number}`, value);
  });
}

/** 400 in the name of this unit. What came is told by its kind: measurements of people stay out of logs. */
function refuse(expected: string, got: unknown): never {
  throw new InferenceError("INVALID_ARGUMENT", `expected ${expected}, got ${kindOf(got)}`);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value !== "number") return typeof value;
  if (Number.isNaN(value)) return "null or NaN";
  if (!Number.isFinite(value)) return "an infinite number";
  return value < 0 ? "a negative number" : "a number";
}
