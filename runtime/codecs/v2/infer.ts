/**
 * Requests and answers of the Open Inference protocol, however they are written (JSON, JSON with
 * binary tensors, protobuf), and what they are as messages.
 * @module
 */
import type { Message } from "../../message/message.ts";
import { EMPTY_META } from "../../message/meta.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import { invalid } from "../../errors.ts";
import type { Tensor, TensorParameters } from "../../tensor/tensor.ts";
import { fromTensors, toTensors } from "../as-tensors.ts";
import { writeJson } from "../json/writer.ts";

/** An output that the client wants; the others are left out when it names any. */
export interface RequestedOutput {
  readonly name: string;
  /** `binary_data` and the like; they concern how the answer is written. */
  readonly parameters: TensorParameters;
}

/** What both ways have beside the tensors. "" stands for what is absent. */
interface InferParts {
  readonly model: string;
  readonly version: string;
  readonly id: string;
  readonly parameters: TensorParameters;
  readonly tensors: readonly Tensor[];
}

export interface InferRequest extends InferParts {
  readonly outputs: readonly RequestedOutput[];
  /** Whether tensors came as raw bytes: then the answer's go that way, too. */
  readonly raw: boolean;
}

export type InferResponse = InferParts;

export const NO_PARAMETERS: TensorParameters = Object.freeze({});

/** The parameter that says how the answer is written; it is not for units. */
const BINARY_OUTPUT = "binary_data_output";

/** Up to here names are compared one with another. */
const FEW = 8;

/**
 * Checks what both writings of a request have in common.
 * @throws InferenceError INVALID_ARGUMENT for inputs of one name, and for extensions that are not served
 */
export function checkRequest({ tensors, outputs }: Pick<InferRequest, "tensors" | "outputs">): void {
  const again = tensors.length > FEW ? repeatedOfMany(tensors) : repeatedOfFew(tensors);
  if (again !== -1) {
    const name = JSON.stringify(tensors[again]!.name.slice(0, 80));
    invalid(`inputs[${again}].name: expected each name once, got ${name} again`);
  }
  for (let index = 0; index < outputs.length; index++) {
    const classes = outputs[index]!.parameters["classification"];
    if (classes === undefined || Number(classes) === 0) continue;
    const place = `outputs[${index}].parameters.classification`;
    invalid(`${place}: expected 0, the classification extension is not served; take the classes from the output`);
  }
}

// The usual request has one or two inputs, for which a set is not worth making.
function repeatedOfFew(tensors: readonly Tensor[]): number {
  for (let later = 1; later < tensors.length; later++) {
    for (let one = 0; one < later; one++) if (tensors[one]!.name === tensors[later]!.name) return later;
  }
  return -1;
}

function repeatedOfMany(tensors: readonly Tensor[]): number {
  const names = new Set<string>();
  return tensors.findIndex(({ name }) => names.size === names.add(name).size);
}

/** The request as a message: its parameters are tags. */
export function requestMessage(request: Pick<InferRequest, "tensors" | "parameters">): Message {
  const { parameters, tensors } = request;
  if (parameters === NO_PARAMETERS) return fromTensors(tensors, EMPTY_META);
  const { [BINARY_OUTPUT]: _, ...tags } = parameters;
  return fromTensors(tensors, { ...EMPTY_META, tags });
}

/**
 * The graph's answer for a request: the outputs that it wants, the id that it has, and as parameters
 * the tags that were not in it.
 * @throws InferenceError INVALID_ARGUMENT naming an output that the graph does not have
 */
export function answerRequest(
  answer: Message,
  request: Pick<InferRequest, "id" | "parameters" | "outputs">,
  served: { readonly model: string; readonly version: string },
): InferResponse {
  return {
    model: served.model,
    version: served.version,
    id: request.id,
    parameters: newTags(answer.meta.tags, request.parameters),
    tensors: selectOutputs(toTensors(answer, "output"), request.outputs),
  };
}

/** Names of the outputs that the request asks for; undefined when it takes what comes. */
export function wantedOutputs({ outputs }: Pick<InferRequest, "outputs">): readonly string[] | undefined {
  return outputs.length === 0 ? undefined : [...namesOf(outputs)];
}

/** Tags as the parameters of a request. */
export function parametersOf(tags: JsonObject): TensorParameters {
  return newTags(tags, NO_PARAMETERS);
}

function selectOutputs(tensors: readonly Tensor[], wanted: readonly RequestedOutput[]): readonly Tensor[] {
  if (wanted.length === 0) return tensors;
  return Array.from(namesOf(wanted), (name) => {
    const found = tensors.find((tensor) => tensor.name === name);
    if (found !== undefined) return found;
    const have = tensors.map((tensor) => tensor.name).join(", ");
    return invalid(`outputs: there is no output ${name.slice(0, 80)}; there are ${have}`);
  });
}

// Each once, as Triton answers: a short request must not become an answer without bounds.
function namesOf(outputs: readonly RequestedOutput[]): ReadonlySet<string> {
  return new Set(outputs.map(({ name }) => name));
}

// Parameters are scalars: what else a unit says goes as JSON text.
function newTags(tags: JsonObject, given: TensorParameters): TensorParameters {
  const own = Object.entries(tags).filter(([name, value]) => value !== null && given[name] !== value);
  if (own.length === 0) return NO_PARAMETERS;
  return Object.fromEntries(own.map(([name, value]) => [name, toScalar(value)]));
}

function toScalar(value: JsonValue): string | number | bigint | boolean {
  return typeof value === "object" ? writeJson(value) : value;
}
