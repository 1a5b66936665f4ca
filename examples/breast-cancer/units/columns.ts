/**
 * Brings the columns of a request into the order that the models were trained on. Callers may name
 * them in any order; without names the order must already be right.
 */
import { SeldonMicroserviceException } from "zerohop";

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

  transformInput(rows: number[][], names: readonly string[]): number[][] {
    this.#check(rows);
    if (names.length === 0) return rows;
    const order = EXPECTED.map((name) => names.indexOf(name));
    const missing = EXPECTED.filter((_, column) => order[column] === -1);
    if (missing.length > 0) throw new SeldonMicroserviceException(`data.names lacks ${missing.join(", ")}`);
    return rows.map((row) => order.map((column) => row[column]));
  }

  #check(rows: unknown): void {
    const width = Array.isArray(rows) && Array.isArray(rows[0]) ? rows[0].length : 0;
    if (width !== EXPECTED.length) {
      throw new SeldonMicroserviceException(`expected rows of ${EXPECTED.length} measurements, got ${width}`);
    }
    if (typeof (rows as unknown[][])[0][0] !== "number") throw new SeldonMicroserviceException("expected numbers");
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
