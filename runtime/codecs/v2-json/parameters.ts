/** Reads and writes `parameters`: scalars by name. @module */
import { invalid } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonValue } from "../../message/json-value.ts";
import type { TensorParameters } from "../../tensor/tensor.ts";
import type { JsonReader } from "../json/reader.ts";
import { writeJson, writeString } from "../json/writer.ts";
import { NO_PARAMETERS } from "../v2/infer.ts";

type Scalar = TensorParameters[string];

/** Reads parameters. Those that are null are left out; lists and objects, which some clients send, become JSON text. */
export function readParameters(reader: JsonReader, path: string): TensorParameters {
  const value = reader.value(path);
  if (value === null) return NO_PARAMETERS;
  if (!isJsonObject(value)) invalid(`${path}: expected an object of scalars`);
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  if (entries.length === 0) return NO_PARAMETERS;
  return Object.fromEntries(entries.map(([name, item]) => [name, toScalar(item)]));
}

function toScalar(value: JsonValue): Scalar {
  return typeof value === "object" ? writeJson(value) : value;
}

/** Writes parameters as members of an object, without the braces; "" when there are none. */
export function writeMembers(parameters: TensorParameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${writeString(name)}:${writeJson(value)}`)
    .join(",");
}

/** The parameters without one of them; the same ones when it is not among them. */
export function without(parameters: TensorParameters, name: string): TensorParameters {
  if (!Object.hasOwn(parameters, name)) return parameters;
  return Object.fromEntries(Object.entries(parameters).filter(([key]) => key !== name));
}
