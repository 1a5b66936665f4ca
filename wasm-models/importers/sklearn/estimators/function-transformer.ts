/** sklearn.preprocessing.FunctionTransformer with no function, or a known one of numpy. @module */
import type { UnaryFunction } from "../../../ir/ops.ts";
import type { EstimatorImporter } from "../estimator.ts";
import { Frame } from "../frame.ts";

/** numpy's names and ours. */
export const FUNCTIONS: ReadonlyMap<string, UnaryFunction> = new Map([
  ["abs", "absolute"],
  ["absolute", "absolute"],
  ["ceil", "ceil"],
  ["exp", "exp"],
  ["expm1", "expm1"],
  ["fabs", "absolute"],
  ["floor", "floor"],
  ["log", "log"],
  ["log10", "log10"],
  ["log1p", "log1p"],
  ["log2", "log2"],
  ["negative", "negate"],
  ["reciprocal", "reciprocal"],
  ["rint", "round"],
  ["sign", "sign"],
  ["sqrt", "sqrt"],
  ["square", "square"],
  ["tanh", "tanh"],
]);

export const functionTransformer: EstimatorImporter = {
  className: "FunctionTransformer",
  transform: (model, input, { builder }) => {
    const func = model.optional("func");
    if (func === undefined) return input;
    const name = func.globalName();
    const known = /^numpy(\.|$)/.test(name) ? FUNCTIONS.get(name.slice(name.lastIndexOf(".") + 1)) : undefined;
    if (known === undefined) return func.refuse(`a function of numpy (${[...FUNCTIONS.keys()].join(", ")})`, name);
    if ((model.optional("kw_args")?.dict().size ?? 0) > 0) model.at("kw_args").refuse("no arguments for the function");
    return Frame.ofValue(builder, builder.unary(known, input.value()));
  },
};
