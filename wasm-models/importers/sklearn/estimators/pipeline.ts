/** sklearn.pipeline.Pipeline: transformers one after the other, then whatever stands last. @module */
import type { EstimatorImporter, Importing } from "../estimator.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import type { Frame } from "../frame.ts";

interface Step {
  readonly name: string;
  readonly object: Field;
}

/** Steps that do something: "passthrough" and None do nothing. */
function stepsOf(model: Field): readonly Step[] {
  const steps = model.named("steps");
  if (steps.length === 0) model.refuse("a pipeline with steps", "none");
  return steps.filter(({ object }) => !object.isNone && object.value !== "passthrough");
}

function through(steps: readonly Step[], input: Frame, importing: Importing): Frame {
  return steps.reduce((frame, { object }) => importing.transform(object, frame), input);
}

export const pipeline: EstimatorImporter = {
  className: "Pipeline",
  features: (model, importing) => {
    const steps = stepsOf(model);
    // A function does not say how many columns it takes; it gives as many.
    const first = steps.find(
      ({ object }) => object.className !== "FunctionTransformer" || object.has("n_features_in_"),
    );
    return importing.features((first ?? steps[0] ?? model.refuse("a step that does something", "none")).object);
  },
  predicts: (model, importing) => {
    const last = stepsOf(model).at(-1);
    return (
      last !== undefined &&
      last.object.value === model.named("steps").at(-1)!.object.value &&
      importing.predicts(last.object)
    );
  },
  transform: (model, input, importing) => through(stepsOf(model), input, importing),
  predict: (model, input, importing) => {
    const steps = stepsOf(model);
    const last = steps.at(-1) ?? model.refuse("a step that predicts", "none");
    return importing.predict(last.object, through(steps.slice(0, -1), input, importing));
  },
  children: (model) => stepsOf(model).map(({ name, object }) => ({ role: name, model: object })),
};
