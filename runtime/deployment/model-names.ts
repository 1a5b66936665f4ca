/**
 * What a client means that names a model, as the Open Inference and TensorFlow protocols do: the
 * whole graph, one predictor's, or a single unit of it.
 * @module
 */
import { InferenceError } from "../errors.ts";
import type { BoundUnit } from "../graph/bound-unit.ts";
import { compileGraph } from "../graph/compile.ts";
import type { Plan } from "../graph/compile.ts";
import { phasesOf } from "../graph/phases.ts";
import type { DeploymentSpec } from "../graph/spec.ts";
import type { RuntimeHost } from "../host.ts";
import type { LoadedPredictor } from "./predictor.ts";

/** A model that clients can ask for by its name. */
export interface NamedModel {
  readonly name: string;
  /** What runs; drawn by traffic where several predictors have it. */
  readonly predictor: LoadedPredictor;
  /** The unit meant; undefined for a whole graph. */
  readonly unit: BoundUnit | undefined;
  /** The name that the first unit's own server is asked for; undefined when it is not passed on. */
  readonly forwarded: string | undefined;
}

/** The generation that the names belong to. */
export interface Named {
  readonly deployment: DeploymentSpec;
  /** The predictors that answer clients. */
  readonly live: readonly LoadedPredictor[];
  choose(): LoadedPredictor;
}

/** Names shown to a client that asked for another. */
const MAX_SHOWN = 20;

export class ModelNames {
  readonly #generation: Named;
  readonly #host: RuntimeHost;
  /** Plans of single units, made when they are first asked for. */
  readonly #alone = new WeakMap<BoundUnit, LoadedPredictor>();

  constructor(generation: Named, host: RuntimeHost) {
    this.#generation = generation;
    this.#host = host;
  }

  /** Every name there is: the deployment, its predictors, the units that can answer alone; each once. */
  get all(): readonly string[] {
    const { deployment, live } = this.#generation;
    const names = live.flatMap(({ name, plan }) => [name, ...namesIn(plan)]);
    return [...new Set([deployment.name, ...names])];
  }

  /**
   * Finds a model. "", the deployment's name and the name of a graph's first unit are the graph, a
   * predictor's name is its graph, any other unit's name is that unit alone, if it predicts or
   * transforms. A first unit whose own server knows models by name is asked for names that are not
   * known here.
   * @throws InferenceError NOT_FOUND listing the names there are, for a unit that only chooses or
   * combines saying so.
   */
  find(name: string): NamedModel {
    const generation = this.#generation;
    const drawn = generation.choose();
    const graph = (predictor: LoadedPredictor, forwarded?: string): NamedModel => ({
      name,
      predictor,
      unit: undefined,
      forwarded,
    });
    if (name === "" || name === generation.deployment.name) return graph(drawn);
    const named = generation.live.find((predictor) => predictor.name === name);
    if (named !== undefined) return graph(named);
    for (const predictor of [drawn, ...generation.live]) {
      const node = predictor.plan.units.find((candidate) => candidate.name === name);
      if (node === undefined) continue;
      if (node === predictor.plan.root) return graph(predictor);
      if (!answersAlone(node)) throw notAlone(node, this.#shown());
      return { name, predictor: this.#unitAlone(predictor, node), unit: node, forwarded: undefined };
    }
    if (drawn.plan.root.unit.knowsModels === true) return graph(drawn, name);
    throw new InferenceError("NOT_FOUND", `Failed to find model ${name.slice(0, 200)}; there are ${this.#shown()}`);
  }

  #unitAlone(predictor: LoadedPredictor, node: BoundUnit): LoadedPredictor {
    let alone = this.#alone.get(node);
    if (alone === undefined) {
      // What the graph does without the unit is no answer for who asked for this one.
      const root: BoundUnit = { ...node, children: [], onError: { kind: "fail" } };
      alone = { ...predictor, plan: compileGraph(root, { clock: this.#host }) };
      this.#alone.set(node, alone);
    }
    return alone;
  }

  #shown(): string {
    const names = this.all;
    const more = names.length > MAX_SHOWN ? " and others" : "";
    return names.slice(0, MAX_SHOWN).join(", ") + more;
  }
}

// The first unit's name stands for its graph, whatever it does itself.
function namesIn({ root, units }: Plan): readonly string[] {
  return units.filter((node) => node === root || answersAlone(node)).map(({ name }) => name);
}

// Without its children a router has nothing to choose, and a combiner nothing to combine.
function answersAlone(node: BoundUnit): boolean {
  const { input, output } = phasesOf(node);
  return input !== undefined || output !== undefined;
}

function notAlone({ name, type }: BoundUnit, shown: string): InferenceError {
  const text = `Unit "${name}" is a ${type}, which answers nothing without its children; there are ${shown}`;
  return new InferenceError("NOT_FOUND", text, { unit: name });
}
