/**
 * Names for tensors that come without one, as those of the Seldon protocol do: a model with one input
 * gets its tensor under that name and in that datatype.
 * @module
 */
import { toTensors } from "../../codecs/as-tensors.ts";
import { InferenceError } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import type { Message } from "../../message/message.ts";
import { castTensor } from "../../tensor/convert.ts";
import { DATATYPES, isDatatype } from "../../tensor/datatype.ts";
import type { Datatype } from "../../tensor/datatype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { UnitMetadata } from "../unit.ts";
import type { ModelServer } from "./model-server.ts";

/** Models whose inputs are remembered: their names may be the client's. */
const MAX_MODELS = 100;
/** What a model did not say is asked again after this. */
const RETRY_MS = 30_000;

interface ModelInput {
  readonly name: string;
  readonly datatype: Datatype | undefined;
}

interface Asked {
  readonly only: Promise<ModelInput | undefined>;
  readonly atMs: number;
}

export class ModelInputs {
  readonly #server: ModelServer;
  readonly #now: () => number;
  readonly #asked = new Map<string, Asked>();

  /** @param now monotonic milliseconds */
  constructor(server: ModelServer, now: () => number) {
    this.#server = server;
    this.#now = now;
  }

  /** The message's tensors, each with a name that the model knows as far as it says. */
  of(message: Message, model: string): readonly Tensor[] | Promise<readonly Tensor[]> {
    const { data } = message;
    const isNamed = data.kind === "tensors" && (data.tensors.length !== 1 || data.tensors[0]!.name !== "");
    if (isNamed) return toTensors(message, "input");
    const lone = data.kind === "tensors" ? data.tensors[0]! : toTensors(message, "input")[0]!;
    if (this.#server.takesNameless) return [lone.name === "" ? lone : { ...lone, name: "" }];
    return this.#only(model).then((input) => [fit(lone, input, this.#server.defaultInput)]);
  }

  /** The model did not take what it was given: what it said may have changed. */
  distrust(model: string): void {
    const asked = this.#asked.get(model);
    if (asked !== undefined && this.#now() - asked.atMs > RETRY_MS) this.#asked.delete(model);
  }

  /** The model's input if it has only one. */
  #only(model: string): Promise<ModelInput | undefined> {
    const known = this.#asked.get(model);
    if (known !== undefined) return known.only;
    const only = this.#ask(model);
    if (this.#asked.size >= MAX_MODELS) this.#asked.clear();
    this.#asked.set(model, { only, atMs: this.#now() });
    // A server that was not there is asked again.
    only.catch(() => this.#asked.delete(model));
    return only;
  }

  async #ask(model: string): Promise<ModelInput | undefined> {
    try {
      return onlyInput(await this.#server.metadata(model));
    } catch (error) {
      const isGone = InferenceError.is(error) && (error.code === "UNAVAILABLE" || error.code === "DEADLINE_EXCEEDED");
      if (isGone) throw error;
      return undefined;
    }
  }
}

function onlyInput({ inputs }: UnitMetadata): ModelInput | undefined {
  const [input] = inputs;
  if (inputs.length !== 1 || !isJsonObject(input)) return undefined;
  const { name, datatype } = input;
  if (typeof name !== "string" || name === "") return undefined;
  return { name, datatype: typeof datatype === "string" && isDatatype(datatype) ? datatype : undefined };
}

function fit(tensor: Tensor, input: ModelInput | undefined, fallback: string): Tensor {
  if (input === undefined) return { ...tensor, name: fallback };
  const named = { ...tensor, name: input.name };
  const { datatype = tensor.datatype } = input;
  const isText = DATATYPES[tensor.datatype].kind === "bytes" || DATATYPES[datatype].kind === "bytes";
  if (isText || datatype === tensor.datatype) return named;
  try {
    return castTensor(named, datatype);
  } catch {
    // A fraction for an integer: the server says what it thinks of it.
    return named;
  }
}
