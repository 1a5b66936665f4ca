/** sklearn.compose.ColumnTransformer: each transformer gets its columns. @module */
import { NdArray, Slice } from "../../../readers/pickle/values.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { Frame } from "../frame.ts";
import { weighted } from "./feature-union.ts";

interface Branch {
  readonly name: string;
  readonly object: Field;
  readonly columns: Field;
}

function branchesOf(model: Field): readonly Branch[] {
  return model.named("transformers_").map(({ name, object, rest }) => ({
    name,
    object,
    columns: rest[0] ?? model.at("transformers_").refuse("columns with each transformer", "none"),
  }));
}

/** Transformers that give columns. */
function isActive({ object }: Branch): boolean {
  return object.value !== "drop" && !object.isNone;
}

export const columnTransformer: EstimatorImporter = {
  className: "ColumnTransformer",
  features: (model) => model.any("n_features_in_", "_n_features").integer(),
  transform: (model, input, importing) => {
    const { builder } = importing;
    const names = namesOf(model, importing);
    const weights = model.optional("transformer_weights")?.dict();
    const parts = branchesOf(model)
      .filter(isActive)
      .map(({ name, object, columns }): Frame | undefined => {
        const chosen = columnsOf(model, name, columns, input.width, names);
        if (chosen.length === 0) return undefined;
        const part = input.select(chosen);
        const done = object.value === "passthrough" ? part : importing.transform(object, part);
        return weighted(builder, done, weights?.get(name));
      })
      .filter((part): part is Frame => part !== undefined);
    if (parts.length === 0) return model.refuse("a transformer with columns", "none");
    return Frame.join(builder, parts);
  },
  children: (model) =>
    branchesOf(model)
      .filter(isActive)
      .filter(({ object }) => object.value !== "passthrough")
      .map(({ name, object }) => ({ role: name, model: object })),
};

/** Names of the columns that the transformer was fitted with. */
function namesOf(model: Field, importing: Importing): readonly (string | undefined)[] {
  const given = model.optional("feature_names_in_") ?? model.optional("_feature_names_in");
  return given?.strings() ?? pandasNames(model.optional("_df_columns")) ?? importing.featureNames;
}

/** Older versions keep a pandas Index. */
function pandasNames(index: Field | undefined): readonly string[] | undefined {
  return index?.className === "_new_Index" ? index.arg(1).optional("data")?.strings() : undefined;
}

/** Newer versions say the numbers; in older ones they are worked out from what was asked for. */
function columnsOf(
  model: Field,
  name: string,
  asked: Field,
  width: number,
  names: readonly (string | undefined)[],
): readonly number[] {
  const known = model.optional("_transformer_to_input_indices")?.dict().get(name);
  const chosen = known === undefined ? resolve(asked, width, names) : Array.from(known.integers().data);
  for (const column of chosen)
    if (!(column >= 0 && column < width)) asked.refuse(`columns below ${width}`, String(column));
  return chosen;
}

function resolve(asked: Field, width: number, names: readonly (string | undefined)[]): readonly number[] {
  const { value } = asked;
  if (typeof value === "string") return [byName(asked, names)];
  if (typeof value === "number") return [value < 0 ? value + width : value];
  if (value instanceof Slice) return resolveSlice(asked, value, width, names);
  if (value instanceof NdArray && value.dtype.kind === "b") {
    return Array.from(asked.integers().data).flatMap((flag, column) => (flag === 1 ? [column] : []));
  }
  if (value instanceof NdArray && value.dtype.kind !== "O" && value.dtype.kind !== "U") {
    return Array.from(asked.integers().data, (column) => (column < 0 ? column + width : column));
  }
  const members = asked.list();
  if (members.every((member) => typeof member.value === "string"))
    return members.map((member) => byName(member, names));
  if (members.every((member) => typeof member.value === "boolean")) {
    return members.flatMap((member, column) => (member.value === true ? [column] : []));
  }
  return Array.from(asked.integers().data, (column) => (column < 0 ? column + width : column));
}

function byName(field: Field, names: readonly (string | undefined)[]): number {
  const column = names.indexOf(field.string());
  return column >= 0 ? column : field.refuse("a column that the model knows", "another");
}

/** Ends of a slice by name are included. */
function resolveSlice(
  asked: Field,
  { start, stop, step }: Slice,
  width: number,
  names: readonly (string | undefined)[],
): readonly number[] {
  const end = (value: unknown, otherwise: number, after: number): number => {
    if (value === null) return otherwise;
    if (typeof value === "string") {
      const column = names.indexOf(value);
      return column >= 0 ? column + after : asked.refuse("a column that the model knows", "another");
    }
    if (typeof value !== "number") return asked.refuse("a slice of names or numbers");
    return Math.max(0, Math.min(width, value < 0 ? value + width : value));
  };
  const by = step === null ? 1 : Number(step);
  if (!(Number.isInteger(by) && by > 0)) asked.refuse("a slice that goes forward");
  const chosen: number[] = [];
  for (let column = end(start, 0, 0); column < end(stop, width, 1); column += by) chosen.push(column);
  return chosen;
}
