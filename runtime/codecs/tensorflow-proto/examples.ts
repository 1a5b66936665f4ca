/**
 * Reads requests to classify or to regress, whose inputs are tf.Examples: lists of values by name.
 * @see contract section 1.2
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { placeOf } from "../../message/place.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { ProtoReader } from "../protobuf/reader.ts";
import { LENGTH, tagOf } from "../protobuf/wire.ts";
import { ANY_MODEL } from "../tensorflow/predict.ts";
import type { ModelSpec } from "../tensorflow/predict.ts";
import { joinFeature, readExample } from "./features.ts";
import type { Feature } from "./features.ts";
import { readModelSpec } from "./model-spec.ts";

/** ClassificationRequest, and RegressionRequest, which is the same. */
const REQUEST = { model: tagOf(1, LENGTH), input: tagOf(2, LENGTH) } as const;
/** Input: a list of examples, without or with a context. */
const INPUT = { list: tagOf(1, LENGTH), listWithContext: tagOf(2, LENGTH) } as const;
/** ExampleList and ExampleListWithContext. */
const EXAMPLES = tagOf(1, LENGTH);
const CONTEXT = tagOf(2, LENGTH);

/** A short context must not become a long tensor without bounds. */
const MAX_CONTEXT_BYTES = 2 ** 24;

type Example = ReadonlyMap<string, Feature>;

export interface ExamplesRequest {
  readonly model: ModelSpec;
  /** One for each feature: a row for each example, a column for each of its values. */
  readonly tensors: readonly Tensor[];
}

/**
 * Reads a ClassificationRequest or a RegressionRequest. What stands in the context each example
 * has that does not say otherwise.
 * @throws InferenceError INVALID_ARGUMENT naming a feature that not all examples have alike
 */
export function decodeExamplesRequest(body: Uint8Array): ExamplesRequest {
  const reader = new ProtoReader(body);
  let model: ModelSpec = ANY_MODEL;
  let tensors: readonly Tensor[] | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === REQUEST.model) model = readModelSpec(reader);
    else if (tag === REQUEST.input) tensors = readInput(reader);
    else reader.skip(tag);
  }
  return { model, tensors: tensors ?? reader.fail("input", "a list of examples, got none") };
}

function readInput(reader: ProtoReader): readonly Tensor[] {
  const outer = reader.enter("input");
  let tensors: readonly Tensor[] | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === INPUT.list) tensors = readExamples(reader, "example_list");
    else if (tag === INPUT.listWithContext) tensors = readExamples(reader, "example_list_with_context");
    else reader.skip(tag);
  }
  if (tensors === undefined) return reader.fail("", "a list of examples, got none");
  reader.leave(outer);
  return tensors;
}

function readExamples(reader: ProtoReader, field: string): readonly Tensor[] {
  const outer = reader.enter(field);
  const examples: Example[] = [];
  let context: Example | undefined;
  let contextBytes = 0;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    const start = reader.position;
    if (tag === EXAMPLES) {
      reader.count("examples");
      examples.push(readExample(reader, "examples", examples.length));
    } else if (tag === CONTEXT && field !== "example_list") {
      context = readExample(reader, "context", -1);
      contextBytes = reader.position - start;
    } else reader.skip(tag);
  }
  if (examples.length === 0) reader.fail("examples", "one example or more, got none");
  if (contextBytes * examples.length > MAX_CONTEXT_BYTES) {
    reader.fail("context", `at most ${MAX_CONTEXT_BYTES} bytes for all examples together, got more`);
  }
  const path = reader.path("examples");
  reader.leave(outer);
  const names = new Set(context?.keys());
  for (const example of examples) for (const name of example.keys()) names.add(name);
  return Array.from(names, (name) => toTensor(name, examples, context, path));
}

function toTensor(name: string, examples: readonly Example[], context: Example | undefined, path: string): Tensor {
  const shared = context?.get(name);
  const features = examples.map((example, index) => {
    const feature = example.get(name) ?? shared;
    if (feature !== undefined) return feature;
    const place = placeOf(`${path}[${index}].features.${name}`);
    throw new InferenceError("INVALID_ARGUMENT", `${place}: expected values as in other examples, got none`);
  });
  return joinFeature(name, features, path);
}
