/**
 * What a manifest and the folder of a model say about a unit, on top of what the unit says about
 * itself: `metadata.yaml` beside the model, then MODEL_METADATA of the unit's container. Top-level
 * keys replace whole.
 * @see contract section 8 "Metadata provenance"
 * @module
 */
import { InferenceError } from "../errors.ts";
import { envOf } from "../graph/spec.ts";
import type { PredictiveUnit, PredictorSpec } from "../graph/spec.ts";
import type { RuntimeHost } from "../host.ts";
import { isJsonObject } from "../message/json-value.ts";
import type { JsonObject } from "../message/json-value.ts";
import { openModel } from "../units/open-model.ts";
import { checkMetadata } from "../units/metadata-schema.ts";
import type { UnitMetadata } from "../units/unit.ts";

/** Completes what a unit says about itself; throws BAD_METADATA when the outcome is no metadata. */
export type CompleteMetadata = (own: UnitMetadata | undefined) => UnitMetadata;

const FILES: readonly string[] = ["metadata.yaml", "metadata.yml", "metadata.json"];
const VARIABLE = "MODEL_METADATA";

/**
 * Reads both sources; undefined when there is neither. Metadata that cannot be read stops only the
 * metadata, not the unit: it is logged.
 */
export async function readUnitMetadata(
  node: PredictiveUnit,
  predictor: PredictorSpec,
  host: RuntimeHost,
): Promise<CompleteMetadata | undefined> {
  const file = await readBeside(node, host);
  const text = envOf(predictor, node.name)[VARIABLE];
  const given = [file, text === undefined ? undefined : { from: VARIABLE, text }].filter(
    (source) => source !== undefined,
  );
  if (given.length === 0) return undefined;
  try {
    const layers = await Promise.all(given.map(async (source) => parse(source, host)));
    return (own) => complete(node.name, own, layers);
  } catch (error) {
    host.logger.log("warn", "metadata cannot be read", { unit: node.name, error });
    return () => {
      throw InferenceError.from(error);
    };
  }
}

interface Source {
  readonly from: string;
  readonly text: string;
}

async function readBeside({ modelUri, name: unit }: PredictiveUnit, host: RuntimeHost): Promise<Source | undefined> {
  if (modelUri === undefined) return undefined;
  try {
    const artifact = await openModel(modelUri, unit, host);
    const names = await artifact.list();
    if (names === undefined) return await readNextTo(modelUri, host);
    const name = FILES.find((candidate) => names.includes(candidate));
    return name === undefined ? undefined : { from: name, text: new TextDecoder().decode(await artifact.read(name)) };
  } catch (error) {
    // What is wrong with the model's path is for the unit's own loading to say.
    host.logger.log("debug", "no metadata beside the model", { unit, error });
    return undefined;
  }
}

/** Beside a file on this machine; one that was fetched has nothing beside it. */
async function readNextTo(modelUri: string, { files }: RuntimeHost): Promise<Source | undefined> {
  if (files === undefined || /[:#]/.test(modelUri)) return undefined;
  const path = files.resolve(modelUri);
  const folder = path.slice(0, path.lastIndexOf("/"));
  const names = (await files.list(folder)) ?? [];
  const name = FILES.find((candidate) => names.includes(candidate));
  if (name === undefined) return undefined;
  return { from: name, text: new TextDecoder().decode(await files.read(`${folder}/${name}`)) };
}

async function parse({ text, from }: Source, host: RuntimeHost): Promise<JsonObject> {
  let value: unknown;
  try {
    // Where there is no YAML, its subset JSON still counts.
    value = host.parseYaml === undefined ? JSON.parse(text) : await host.parseYaml(text);
  } catch (cause) {
    const format = host.parseYaml === undefined ? "JSON" : "YAML or JSON";
    throw new InferenceError("BAD_METADATA", `${from}: expected ${format}`, { cause });
  }
  if (isJsonObject(value)) return value;
  throw new InferenceError("BAD_METADATA", `${from}: expected name, versions, platform, inputs, outputs or custom`);
}

function complete(unit: string, own: UnitMetadata | undefined, layers: readonly JsonObject[]): UnitMetadata {
  const none: JsonObject = { name: unit, versions: [], platform: "", inputs: [], outputs: [], custom: {} };
  const metadata: JsonObject = Object.assign(none, own, ...layers) as JsonObject;
  const problem = checkMetadata(metadata);
  if (problem === undefined) return metadata as unknown as UnitMetadata;
  throw new InferenceError("BAD_METADATA", `Model metadata unavailable: ${problem}`, { unit });
}
