/** sklearn.ensemble: random forests and extra trees, the mean of their trees. @module */
import type { Field } from "../../../readers/pickle/fields.ts";
import type { EstimatorImporter } from "../estimator.ts";
import { fromShares, regressorTrees, treeInput, treeShares } from "../tree-models.ts";

function membersOf(model: Field): readonly Field[] {
  const members = model.list("estimators_");
  return members.length > 0 ? members : model.refuse("a forest with trees", "none");
}

function detail(model: Field): string {
  const members = membersOf(model);
  const nodes = members.reduce((sum, member) => sum + member.at("tree_").integer("node_count"), 0);
  return `${members.length} trees, ${nodes} nodes`;
}

export function forestClassifier(className: string): EstimatorImporter {
  return {
    className,
    predict: (model, input, importing) => {
      const { builder } = importing;
      const members = membersOf(model);
      const sums = treeShares(importing, members, treeInput(importing, model, input));
      const shares = sums.map((sum) => builder.binary("divide", sum, { scalar: members.length }));
      return fromShares(importing, model, shares);
    },
    detail,
  };
}

export function forestRegressor(className: string): EstimatorImporter {
  return {
    className,
    predict: (model, input, importing) => {
      const { builder } = importing;
      const members = membersOf(model);
      const sums = regressorTrees(importing, members, treeInput(importing, model, input));
      const means = builder.binary("divide", sums, { scalar: members.length });
      return { kind: "regressor", isMatrix: builder.width(means) > 1, predict: () => means };
    },
    detail,
  };
}
