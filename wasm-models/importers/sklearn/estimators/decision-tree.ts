/** sklearn.tree.DecisionTreeClassifier and DecisionTreeRegressor. @module */
import type { EstimatorImporter } from "../estimator.ts";
import { fromShares, regressorTrees, treeInput, treeShares } from "../tree-models.ts";

export function decisionTreeClassifier(className: string): EstimatorImporter {
  return {
    className,
    predict: (model, input, importing) => {
      return fromShares(importing, model, treeShares(importing, [model], treeInput(importing, model, input)));
    },
    detail: (model) => `${model.at("tree_").integer("node_count")} nodes`,
  };
}

export function decisionTreeRegressor(className: string): EstimatorImporter {
  return {
    className,
    predict: (model, input, importing) => {
      const trees = regressorTrees(importing, [model], treeInput(importing, model, input));
      return { kind: "regressor", isMatrix: importing.builder.width(trees) > 1, predict: () => trees };
    },
    detail: (model) => `${model.at("tree_").integer("node_count")} nodes`,
  };
}
