/** sklearn.multiclass.OneVsRestClassifier: of several classes, of two, or of several labels at once. @module */
import type { Value } from "../../../ir/ops.ts";
import { binaryMember, thresholdOf } from "../binary-members.ts";
import type { BinaryMember } from "../binary-members.ts";
import { isBefore } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { twoClasses } from "../links.ts";
import { memberFeatures, memberTree, membersOf } from "../members.ts";
import { classesOf } from "../scores.ts";

/** The last of the largest until 1.7, the first since. */
function largest({ builder }: Importing, model: Field, members: readonly BinaryMember[]): Value {
  const scores = members.map(({ score }) => score);
  if (!isBefore(model, 1, 8)) return builder.reduce("argmax", builder.concat(scores));
  const fromEnd = builder.reduce("argmax", builder.concat(scores.toReversed()));
  return builder.binary("subtract", builder.constant([members.length - 1]), fromEnd);
}

/** 1 for each label whose score is above the threshold, which the first member says. */
function above({ builder }: Importing, members: readonly BinaryMember[]): Value {
  const scores = builder.concat(members.map(({ score }) => score));
  return builder.binary("lt", builder.constant([thresholdOf(members[0]!)]), scores);
}

/** Divided by their sum; where that is 0 older versions answer NaN. */
function normalised({ builder }: Importing, model: Field, shares: Value): Value {
  if (isBefore(model, 1, 7)) return builder.binary("divide", shares, builder.reduce("sum", shares));
  return builder.add({ kind: "normalise", input: shares, norm: "sum" });
}

export const oneVsRestClassifier: EstimatorImporter = {
  className: "OneVsRestClassifier",
  features: memberFeatures,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const type = model.at("label_binarizer_").string("y_type_");
    const isMultilabel = type.startsWith("multilabel");
    const members = membersOf(model).map((member) => binaryMember(importing, member, input));
    const isBinary = members.length === 1 && !isMultilabel;
    if (!isBinary && members.length !== classes.length) {
      model.at("estimators_").refuse(`${classes.length} estimators`, String(members.length));
    }
    const shares = members.map(({ share }) => share).filter((share) => share !== undefined);
    const decisions = members.map(({ decision }) => decision).filter((decision) => decision !== undefined);
    return {
      kind: "classifier",
      classes: isMultilabel ? classes.map(() => [0, 1]) : [classes],
      isMatrix: isMultilabel,
      predict: () => (type === "multiclass" ? largest(importing, model, members) : above(importing, members)),
      ...(shares.length === members.length
        ? {
            probabilities: () => {
              if (isMultilabel) return builder.concat(shares);
              const both = isBinary ? twoClasses(importing, shares[0]!) : builder.concat(shares);
              return normalised(importing, model, both);
            },
          }
        : {}),
      ...(decisions.length === members.length ? { decision: () => builder.concat(decisions) } : {}),
    };
  },
  ...memberTree,
};
