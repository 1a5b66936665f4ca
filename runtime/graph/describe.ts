/**
 * What a graph looks like from outside: its metadata, and a drawing for people.
 * @module
 */
import type { JsonValue } from "../message/json-value.ts";
import type { UnitMetadata } from "../units/unit.ts";
import type { BoundUnit } from "./bound-unit.ts";
import { flatten } from "./bound-unit.ts";
import { blame } from "./call.ts";

/** In the spelling of the REST path; see contract section 8. */
export interface GraphMetadata {
  readonly name: string;
  readonly models: Readonly<Record<string, Partial<UnitMetadata>>>;
  readonly graphinputs: readonly JsonValue[];
  readonly graphoutputs: readonly JsonValue[];
}

/**
 * Asks every unit for its metadata, side by side, and works out what goes into and comes out of the
 * graph. The first unit that fails fails all; the others are not waited for.
 * @param signal aborts when nobody waits for it any more
 */
export async function describeGraph(predictor: string, root: BoundUnit, signal?: AbortSignal): Promise<GraphMetadata> {
  const failed = new AbortController();
  const ends = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const asked = flatten(root).map(async (node) => [node, await unitMetadata(node, ends)] as const);
  const answers = await Promise.all(asked).catch((error: unknown) => {
    failed.abort(error);
    throw error;
  });
  const known = new Map(answers.flatMap(([node, metadata]) => (metadata === undefined ? [] : [[node, metadata]])));
  const models = Object.fromEntries([...known].map(([node, metadata]) => [node.name, withoutEmpty(metadata)]));
  return { name: predictor, models, graphinputs: inputsOf(root, known), graphoutputs: outputsOf(root, known) };
}

/** One unit's metadata; undefined for units that have none, as routers of ours. */
export async function unitMetadata(node: BoundUnit, signal?: AbortSignal): Promise<UnitMetadata | undefined> {
  try {
    const own = await node.unit.metadata?.(signal);
    return node.completeMetadata === undefined ? own : node.completeMetadata(own);
  } catch (error) {
    throw blame(error, node.name);
  }
}

type Known = ReadonlyMap<BoundUnit, UnitMetadata>;

function inputsOf(node: BoundUnit, known: Known): readonly JsonValue[] {
  const first = node.children[0];
  const transforms = (node.type === "MODEL" || node.type === "TRANSFORMER") && !node.outputPhase;
  if (first === undefined || transforms) return known.get(node)?.inputs ?? [];
  return inputsOf(first, known);
}

function outputsOf(node: BoundUnit, known: Known): readonly JsonValue[] {
  const first = node.children[0];
  const concludes = node.type === "OUTPUT_TRANSFORMER" || node.type === "COMBINER" || node.outputPhase;
  if (first === undefined || concludes) return known.get(node)?.outputs ?? [];
  return outputsOf(first, known);
}

function withoutEmpty(metadata: UnitMetadata): Partial<UnitMetadata> {
  const filled = Object.entries(metadata).filter(([, value]: [string, JsonValue]) => {
    return typeof value === "object" && value !== null ? Object.keys(value).length > 0 : value !== "";
  });
  return Object.fromEntries(filled);
}
