/** sklearn.linear_model.LogisticRegression: one-vs-rest sigmoids or a softmax, by version and solver. @module */
import type { Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { checked, isBefore } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { coefficients, linearScores } from "../linear-scores.ts";
import { classesOf, fromScores } from "../scores.ts";

export function logisticRegression(className: string): EstimatorImporter {
  return {
    className,
    predict: (model, input, importing) => {
      const scores = linearScores(importing, model, checked(importing, model, input, false));
      const classes = classesOf(model);
      return {
        kind: "classifier",
        classes: [classes],
        predict: () => fromScores(importing, scores),
        decision: () => scores,
        probabilities: () => probabilities(importing, model, scores),
      };
    },
    detail: (model) => `${classesOf(model).length} classes, ${coefficients(model).data.length} coefficients`,
  };
}

/** Versions before 1.8 say `multi_class`; the newest infer it from the solver. */
function isOneVsRest(model: Field, columns: number): boolean {
  const setting = model.optional("multi_class")?.string();
  const solver = model.optional("solver")?.string();
  if (setting === "ovr") return true;
  if (setting === "multinomial") return false;
  return columns === 1 || solver === "liblinear" || (solver === "newton-cholesky" && isBefore(model, 1, 6));
}

function probabilities({ builder }: Importing, model: Field, scores: Value): Value {
  const columns = builder.width(scores);
  if (isOneVsRest(model, columns)) {
    const shares = builder.unary("sigmoid", scores);
    if (columns > 1) return builder.add({ kind: "normalise", input: shares, norm: "sum" });
    const rest = builder.binary("subtract", builder.constant([1]), shares);
    return builder.concat([rest, shares]);
  }
  if (columns > 1) return builder.softmax(scores);
  return builder.softmax(builder.concat([builder.unary("negate", scores), scores]));
}
