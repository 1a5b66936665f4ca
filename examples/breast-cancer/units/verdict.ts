/**
 * Names the columns of the probabilities and adds the verdict as a tag: of several cases the gravest,
 * and how many of them go to a doctor.
 */
import { InferenceError, SeldonResponse } from "zerohop";

const CLASSES = ["malignant", "benign"];

export default class Verdict {
  classNames = CLASSES;
  readonly #threshold: number;

  /** `threshold`: probability of malignancy, from 0 to 1, from which a case goes to a doctor. */
  constructor({ threshold = 0.5 }: { threshold?: number }) {
    // Nothing is ever as large as NaN: with such a threshold nobody would be sent to a doctor.
    if (!isProbability(threshold)) throw new TypeError("threshold: expected a number from 0 to 1");
    this.#threshold = threshold;
  }

  transformOutput(probabilities: unknown): SeldonResponse {
    if (!Array.isArray(probabilities) || probabilities.length === 0) refuse("rows of probabilities");
    const referred = probabilities.filter((row, index) => malignancy(row, index + 1) >= this.#threshold).length;
    return new SeldonResponse(probabilities, { verdict: referred > 0 ? "refer to a doctor" : "no finding", referred });
  }

  initMetadata(): object {
    return {
      name: "verdict",
      versions: ["1"],
      outputs: [{ messagetype: "ndarray", schema: { names: CLASSES, shape: [CLASSES.length] } }],
    };
  }
}

function malignancy(row: unknown, number: number): number {
  if (Array.isArray(row) && row.length === CLASSES.length && row.every(isProbability)) return row[0];
  return refuse(`two probabilities from 0 to 1 in row ${number}`);
}

function isProbability(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}

// No probability is no reason to say that nothing was found.
function refuse(expected: string): never {
  throw new InferenceError("INVALID_ARGUMENT", `expected ${expected}`);
}
