/**
 * Whether a request asks for what a model's metadata says there is: names of inputs, and the one
 * signature. Units whose metadata is another server's to know are not asked, that server checks; nor
 * is a deployment of several predictors, which are drawn later and need not be alike.
 * @module
 */
import type { DataPlane } from "../data-plane.ts";
import type { TensorDescription } from "../deployment/described-model.ts";
import type { Generation } from "../deployment/generation.ts";
import { InferenceError, invalid } from "../errors.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The one signature that a graph has. */
export const DEFAULT_SIGNATURE = "serving_default";

/** What the metadata of a model says. */
export interface Declared {
  /** Names of the inputs; [] when they have none of their own. */
  readonly inputs: readonly string[];
  /** Whether any tensor is described. */
  readonly isDescribed: boolean;
}

const NOTHING: Declared = Object.freeze({ inputs: [], isDescribed: false });

export class DeclaredInputs {
  readonly #plane: DataPlane;
  #generation: Generation | undefined = undefined;
  #isKnown = false;
  /** By name of the model, of which there are as many as in the graph. */
  #models = new Map<string, Declared>();

  constructor(plane: DataPlane) {
    this.#plane = plane;
  }

  /** What a model declares: a promise when it is asked for the first time, then at once. */
  of(model: string): Declared | Promise<Declared> {
    const { generation } = this.#plane;
    if (generation !== this.#generation) this.#begin(generation);
    if (!this.#isKnown) return NOTHING;
    return this.#models.get(model) ?? this.#ask(model, this.#models);
  }

  /**
   * Checks a signature's name; at once when it is the usual one.
   * @throws InferenceError INVALID_ARGUMENT when the model's metadata has no such signature
   */
  checkSignature(model: string, signature: string): undefined | Promise<void> {
    if (signature === "" || signature === DEFAULT_SIGNATURE) return undefined;
    return this.#checkSignature(model, signature);
  }

  async #checkSignature(model: string, signature: string): Promise<void> {
    if (!(await this.of(model)).isDescribed) return;
    const expected = `expected ${DEFAULT_SIGNATURE}, the one that the model's metadata has`;
    invalid(`signature_name: ${expected}, got ${JSON.stringify(signature.slice(0, 80))}`);
  }

  #begin(generation: Generation): void {
    const { live } = generation;
    this.#generation = generation;
    this.#isKnown = live.length === 1 && live[0]!.plan.units.every(({ unit }) => unit.kind !== "remote");
    this.#models = new Map();
  }

  async #ask(model: string, models: Map<string, Declared>): Promise<Declared> {
    let declared = NOTHING;
    try {
      const { inputs, outputs } = await this.#plane.model(model);
      declared = { inputs: ownNames(inputs), isDescribed: inputs.length + outputs.length > 0 };
    } catch (error) {
      // The prediction says so itself, of any name there is none; metadata that is wrong stops no prediction.
      const { code } = InferenceError.from(error);
      if (code === "NOT_FOUND" || code === "UNAVAILABLE") return NOTHING;
    }
    models.set(model, declared);
    return declared;
  }
}

/**
 * Checks the names of a request's inputs, each of which it has once.
 * @throws InferenceError INVALID_ARGUMENT naming an input that is not declared, or those that are missing
 */
export function checkInputs(tensors: readonly Tensor[], { inputs }: Declared): void {
  // Where there is one input its name is a formality, and clients of the published servers make one up.
  if (inputs.length === 0 || (inputs.length === 1 && tensors.length === 1)) return;
  for (let index = 0; index < tensors.length; index++) {
    const { name } = tensors[index]!;
    if (!inputs.includes(name)) {
      const got = JSON.stringify(name.slice(0, 80));
      invalid(`inputs[${index}].name: expected ${listOf(inputs, " or ")} as the model's metadata says, got ${got}`);
    }
  }
  if (tensors.length === inputs.length) return;
  const given = tensors.map(({ name }) => name);
  const missing = inputs.filter((name) => !given.includes(name));
  const expected = `expected ${listOf(inputs, ", ")} as the model's metadata says`;
  invalid(`inputs: ${expected}, got none named ${listOf(missing, ", ")}`);
}

// Metadata in Seldon's form names columns, not tensors.
function ownNames(inputs: readonly TensorDescription[]): readonly string[] {
  const isNamed = ({ name, columns, payload }: TensorDescription, index: number): boolean =>
    payload === undefined && columns.length === 0 && name !== `input-${index}`;
  return inputs.every(isNamed) ? inputs.map(({ name }) => name) : [];
}

function listOf(names: readonly string[], between: string): string {
  const shown = names.slice(0, 20).map((name) => name.slice(0, 80));
  return shown.join(between) + (names.length > shown.length ? " and others" : "");
}
