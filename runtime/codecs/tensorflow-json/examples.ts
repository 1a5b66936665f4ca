/** Classification and regression: a request is a list of examples, each with features by name. @module */
import { invalid } from "../../errors.ts";
import { castTensor } from "../../tensor/convert.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { JsonReader } from "../json/reader.ts";
import { writeFloat, writeList, writeString } from "../json/writer.ts";
import type { LabelledScore } from "../tensorflow/example-results.ts";
import { ANY_MODEL } from "../tensorflow/predict.ts";
import type { ModelSpec } from "../tensorflow/predict.ts";
import { placeIn } from "./columns.ts";
import { checkOverflow, open } from "./decode.ts";
import { readColumnsOfRows, readText, toTensors } from "./rows.ts";
import { shorten, writeSpecial } from "./write-tensor.ts";

/** Characters of JSON that the context may become. */
const MAX_CONTEXT = 2 ** 24;

/**
 * Reads examples: a tensor for each feature, with a row for each example. What stands in `context`
 * every example has that does not say otherwise. Booleans are whole numbers, as in a tf.Example.
 * @throws InferenceError INVALID_ARGUMENT naming the field and what was expected
 */
export function decodeExamplesRequest(body: Uint8Array): { model: ModelSpec; tensors: readonly Tensor[] } {
  const reader = open(body, "examples as JSON");
  let signature = "";
  let context: ReadonlyMap<string, string> = new Map();
  let columns: ReadonlyMap<string, readonly string[]> | undefined;
  for (let key = reader.firstKey(""); key !== undefined; key = reader.nextKey("")) {
    if (key === "signature_name") signature = reader.isNull() ? "" : reader.string(key);
    else if (key === "context") context = readContext(reader, key);
    else if (key === "examples") columns = readColumnsOfRows(reader, key);
    else reader.skip(key);
  }
  reader.end();
  if (columns === undefined) invalid("examples: expected a list, got nothing");
  const lists = new Map(Array.from(columns, ([name, texts]) => [name, texts.map(toList)]));
  const count = [...columns.values()][0]!.length;
  checkContext(context, count);
  for (const [name, text] of context) {
    if (!lists.has(name))
      lists.set(
        name,
        Array.from({ length: count }, () => toList(text)),
      );
  }
  const tensors = toTensors(lists, "examples").map((tensor) => checked(tensor));
  checkOverflow(tensors, body);
  return { model: signature === "" ? ANY_MODEL : { ...ANY_MODEL, signature }, tensors };
}

function readContext(reader: JsonReader, path: string): ReadonlyMap<string, string> {
  const context = new Map<string, string>();
  for (let name = reader.firstKey(path); name !== undefined; name = reader.nextKey(path)) {
    context.set(name, readText(reader, placeIn(path, name)));
  }
  return context;
}

// A short body must not become long tensors without bounds.
function checkContext(context: ReadonlyMap<string, string>, count: number): void {
  let length = 0;
  for (const text of context.values()) length += (text.length + 2) * count;
  if (length <= MAX_CONTEXT) return;
  const expected = `at most ${MAX_CONTEXT} characters for all of the ${count} examples, got ${length}`;
  invalid(`context: expected ${expected}`);
}

// A feature is a list; a lone value stands for a list of one.
function toList(text: string): string {
  return text.startsWith("[") ? text : `[${text}]`;
}

function checked(tensor: Tensor): Tensor {
  if (tensor.shape.length !== 2) {
    const text = "expected a value or a flat list of values, got a nested one";
    invalid(`${placeIn("examples[]", tensor.name)}: ${text}`);
  }
  return tensor.datatype === "BOOL" ? castTensor(tensor, "INT64") : tensor;
}

/** Writes the answer to a classification: the labels and scores of each example. */
export function encodeClasses(rows: readonly (readonly LabelledScore[])[]): string {
  const results = writeList(rows.length, (row) => {
    const classes = rows[row]!;
    return `[${writeList(classes.length, (at) => `[${writeString(classes[at]!.label)},${write(classes[at]!.score)}]`)}]`;
  });
  return `{"results":[${results}]}`;
}

/** Writes the answer to a regression: the value of each example. */
export function encodeValues(values: ArrayLike<number>): string {
  return `{"results":[${writeList(values.length, (index) => write(values[index]!))}]}`;
}

function write(value: number): string {
  return writeFloat(Math.fround(value) === value ? shorten(value) : value, writeSpecial);
}
