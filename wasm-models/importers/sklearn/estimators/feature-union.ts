/** sklearn.pipeline.FeatureUnion: the columns of several transformers side by side. @module */
import type { Builder } from "../../../ir/builder.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import type { EstimatorImporter } from "../estimator.ts";
import { Frame } from "../frame.ts";

/** A transformer's columns times its weight, if it has one. */
export function weighted(builder: Builder, frame: Frame, weight: Field | undefined): Frame {
  if (weight === undefined || weight.isNone) return frame;
  return Frame.ofValue(builder, builder.binary("multiply", frame.value(), { scalar: weight.number() }));
}

function membersOf(model: Field): readonly { readonly name: string; readonly object: Field }[] {
  return model.named("transformer_list").filter(({ object }) => object.value !== "drop" && !object.isNone);
}

export const featureUnion: EstimatorImporter = {
  className: "FeatureUnion",
  features: (model, importing) => {
    const first = membersOf(model).find(({ object }) => object.value !== "passthrough");
    return importing.features(first?.object ?? model.refuse("a transformer that does something", "none"));
  },
  transform: (model, input, importing) => {
    const { builder } = importing;
    const weights = model.optional("transformer_weights")?.dict();
    const parts = membersOf(model).map(({ name, object }) => {
      const part = object.value === "passthrough" ? input : importing.transform(object, input);
      return weighted(builder, part, weights?.get(name));
    });
    if (parts.length === 0) return model.refuse("a union with transformers", "none");
    return Frame.join(builder, parts);
  },
  children: (model) =>
    membersOf(model)
      .filter(({ object }) => object.value !== "passthrough")
      .map(({ name, object }) => ({ role: name, model: object })),
};
