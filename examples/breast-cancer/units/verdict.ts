/** Names the columns of the probabilities and adds the verdict for the first case as a tag. */
import { SeldonResponse } from "zerohop";

const CLASSES = ["malignant", "benign"];

export default class Verdict {
  classNames = CLASSES;
  readonly #threshold: number;

  /** `threshold`: probability of malignancy from which a case goes to a doctor. */
  constructor({ threshold = 0.5 }: { threshold?: number }) {
    this.#threshold = threshold;
  }

  transformOutput(probabilities: number[][]): SeldonResponse {
    const refer = probabilities[0][0] >= this.#threshold;
    return new SeldonResponse(probabilities, { verdict: refer ? "refer to a doctor" : "no finding" });
  }

  initMetadata(): object {
    return {
      name: "verdict",
      versions: ["1"],
      outputs: [{ messagetype: "ndarray", schema: { names: CLASSES, shape: [CLASSES.length] } }],
    };
  }
}
