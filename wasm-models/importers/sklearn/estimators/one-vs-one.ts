/** sklearn.multiclass.OneVsOneClassifier and OutputCodeClassifier. @module */
import type { Value } from "../../../ir/ops.ts";
import { binaryMember, thresholdOf } from "../binary-members.ts";
import type { BinaryMember } from "../binary-members.ts";
import { isBefore } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { memberFeatures, memberTree, membersOf } from "../members.ts";
import { classesOf } from "../scores.ts";

/** Pairs times classes at most. */
const MAX_SEATS = 10_000_000;

/** Votes of all pairs (0, 1), (0, 2), ..., and their confidences squeezed to less than half a vote. */
function fromPairs({ builder }: Importing, members: readonly BinaryMember[], classes: number): Value {
  const pairs = members.length;
  if (pairs * classes > MAX_SEATS) throw new RangeError(`${classes} classes are too many for pairs of them`);
  const votesOf = (member: BinaryMember): readonly Value[] => {
    const predicted = member.predict();
    // A regressor votes only when it hits one of the two numbers.
    const [first, second] = [0, 1].map((code) => builder.binary("equal", predicted, { scalar: code }));
    return [first!, second!];
  };
  const signs = new Float64Array(pairs * classes);
  const seats = new Float64Array(2 * pairs * classes);
  let pair = 0;
  for (let first = 0; first < classes; first++) {
    for (let second = first + 1; second < classes; second++, pair++) {
      signs[pair * classes + first] = -1;
      signs[pair * classes + second] = 1;
      seats[2 * pair * classes + first] = 1;
      seats[(2 * pair + 1) * classes + second] = 1;
    }
  }
  const votes = builder.linear(builder.concat(members.flatMap(votesOf)), seats, new Float64Array(classes));
  const scores = builder.concat(members.map(({ score }) => score));
  const sums = builder.linear(scores, signs, new Float64Array(classes));
  const sizes = builder.binary("add", builder.unary("absolute", sums), { scalar: 1 });
  const squeezed = builder.binary("divide", sums, builder.binary("multiply", sizes, { scalar: 3 }));
  return builder.binary("add", votes, squeezed);
}

export const oneVsOneClassifier: EstimatorImporter = {
  className: "OneVsOneClassifier",
  features: memberFeatures,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const indices = model.optional("pairwise_indices_");
    if (indices !== undefined) indices.refuse("estimators that take columns, not similarities");
    const members = membersOf(model).map((member) => binaryMember(importing, member, input));
    const pairs = (classes.length * (classes.length - 1)) / 2;
    if (members.length !== pairs) model.at("estimators_").refuse(`${pairs} estimators`, String(members.length));
    const all = fromPairs(importing, members, classes.length);
    const isBinary = classes.length === 2;
    const threshold = isBefore(model, 1, 2) ? 0 : thresholdOf(members[0]!);
    const decision = isBinary ? builder.select(all, [1]) : all;
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => {
        if (isBinary) return builder.binary("lt", builder.constant([threshold]), decision);
        return builder.reduce("argmax", decision);
      },
      decision: () => decision,
    };
  },
  ...memberTree,
};

/** The class whose word of the code is nearest to the members' scores. */
export const outputCodeClassifier: EstimatorImporter = {
  className: "OutputCodeClassifier",
  features: memberFeatures,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const members = membersOf(model);
    const points = model.array("code_book_", { shape: [classes.length, members.length] }).data;
    const scores = builder.concat(members.map((member) => binaryMember(importing, member, input).score));
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => {
        const distances = builder.add({ kind: "distance", input: scores, points, metric: "squared-euclidean" });
        return builder.reduce("argmin", distances);
      },
    };
  },
  ...memberTree,
};
