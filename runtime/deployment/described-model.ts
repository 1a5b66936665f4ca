/**
 * A model as protocols with named tensors describe it: what goes in, what comes out, by which names,
 * types and sizes.
 * @see contract section 8 "Metadata provenance"
 * @module
 */
import type { Direction } from "../codecs/as-tensors.ts";
import { describeGraph, unitMetadata } from "../graph/describe.ts";
import { isJsonObject } from "../message/json-value.ts";
import type { JsonObject, JsonValue } from "../message/json-value.ts";
import { isDatatype } from "../tensor/datatype.ts";
import type { Datatype } from "../tensor/datatype.ts";
import type { UnitMetadata } from "../units/unit.ts";
import type { NamedModel } from "./model-names.ts";

export interface TensorDescription {
  readonly name: string;
  readonly datatype: Datatype;
  /** Sizes of the axes, -1 for what may vary; [] when nothing is known. */
  readonly shape: readonly number[];
  /** Names of the columns; [] when they have none. */
  readonly columns: readonly string[];
  /** What the Seldon protocol sends instead of an array; undefined for arrays. */
  readonly payload?: "strData" | "binData" | "jsonData";
  /** JSON Schema of a jsonData payload. */
  readonly schema?: JsonObject;
}

export interface ModelDescription {
  readonly name: string;
  /** Never empty: a model that says nothing has version 1. */
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly TensorDescription[];
  readonly outputs: readonly TensorDescription[];
}

/** Platform of a graph of several units. */
const GRAPH_PLATFORM = "zerohop";
const DEFAULT_VERSIONS: readonly string[] = ["1"];

/**
 * Describes a graph or one unit by what its units say about themselves.
 * @param name what it is called in the answer
 * @param signal aborts when nobody waits for it any more
 */
export async function describeModel(model: NamedModel, name: string, signal?: AbortSignal): Promise<ModelDescription> {
  const { plan, name: predictor } = model.predictor;
  // A graph of one unit is that unit.
  if (plan.units.length === 1) return describe(name, await unitMetadata(plan.root, signal));
  const graph = await describeGraph(predictor, plan.root, signal);
  const { graphinputs: inputs, graphoutputs: outputs } = graph;
  return describe(name, { name, versions: [], platform: GRAPH_PLATFORM, inputs, outputs, custom: {} });
}

function describe(name: string, metadata: UnitMetadata | undefined): ModelDescription {
  const versions = (metadata?.versions ?? []).filter((version) => version !== "");
  return {
    name,
    versions: versions.length > 0 ? versions : DEFAULT_VERSIONS,
    platform: metadata?.platform || GRAPH_PLATFORM,
    inputs: describeTensors(metadata?.inputs ?? [], "input"),
    outputs: describeTensors(metadata?.outputs ?? [], "output"),
  };
}

/** Metadata's inputs or outputs, in Seldon's or V2's form, as tensors. */
export function describeTensors(items: readonly JsonValue[], direction: Direction): readonly TensorDescription[] {
  const objects = items.filter(isJsonObject).filter((item) => Object.keys(item).length > 0);
  return objects.map((item, index) => describeTensor(item, `${direction}-${index}`));
}

function describeTensor(item: JsonObject, unnamed: string): TensorDescription {
  const { name, datatype, shape, messagetype, schema } = item;
  if (messagetype === undefined) {
    const isKnown = typeof datatype === "string" && isDatatype(datatype);
    return {
      name: typeof name === "string" && name !== "" ? name : unnamed,
      datatype: isKnown ? datatype : "BYTES",
      shape: numbers(shape),
      columns: [],
    };
  }
  const isArray = messagetype === "tensor" || messagetype === "ndarray" || messagetype === "tftensor";
  // Text, bytes and JSON are one element each.
  if (!isArray) {
    const isKnown = messagetype === "strData" || messagetype === "binData";
    return {
      name: unnamed,
      datatype: "BYTES",
      shape: [1],
      columns: [],
      payload: isKnown ? messagetype : "jsonData",
      ...(isJsonObject(schema) && { schema }),
    };
  }
  const { names, shape: sizes } = isJsonObject(schema) ? schema : {};
  const columns = Array.isArray(names) ? names.filter((column) => typeof column === "string") : [];
  return { name: unnamed, datatype: "FP64", shape: batchShape(numbers(sizes), columns.length), columns };
}

// People give the sizes of one row where there are as many names; the rows of a batch stand before it.
function batchShape(shape: readonly number[], columns: number): readonly number[] {
  if (shape.length === 0) return columns === 0 ? [] : [-1, columns];
  return shape.length === 1 && shape[0] === columns ? [-1, columns] : shape;
}

function numbers(value: JsonValue | undefined): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}
