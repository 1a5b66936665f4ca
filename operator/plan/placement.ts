/**
 * Where each unit of a graph runs: in the runtime's own process, in a container beside it, or in a
 * pod of its own; and why.
 * @module
 */
import { BUILTIN_TYPES } from "../../runtime/graph/spec.ts";
import type { Issue } from "../../runtime/graph/spec.ts";
import type { PredictiveUnit, Predictor } from "../api/seldon-deployment.ts";
import { unitsOf } from "../api/seldon-deployment.ts";
import { isOwnModel } from "../defaults/own-models.ts";
import { OWN_SERVERS, serverOf } from "../defaults/servers.ts";
import type { OperatorConfig } from "../defaults/operator-config.ts";

export const PLACES = ["in-process", "sidecar", "remote"] as const;
export type Place = (typeof PLACES)[number];

/** What a runtime said about an artifact that it cannot serve. */
export interface ArtifactVerdict {
  readonly predictor: string;
  readonly unit: string;
  /** The modelUri that it was about; another one is tried again. */
  readonly artifact: string;
  readonly reason: string;
}

export interface UnitPlacement {
  readonly predictor: string;
  readonly unit: string;
  readonly place: Place;
  /** One sentence for a person. */
  readonly why: string;
}

/** What decides about the units of one predictor. */
export interface PlacementInput {
  /** As it was written: an image that stands there is the user's. */
  readonly predictor: Predictor;
  readonly path: string;
  /** Of the deployment; the predictor's own count before them. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly isSeparate: boolean;
  readonly config: OperatorConfig;
  readonly verdicts: readonly ArtifactVerdict[];
}

/** `zerohop.io/placement` for all units, `zerohop.io/placement.NAME` for one. */
export const PLACEMENT = "zerohop.io/placement";

/** Places all units of a predictor, parents before children. */
export function placeUnits(input: PlacementInput, warnings: Issue[]): readonly UnitPlacement[] {
  return unitsOf(input.predictor.graph).map((unit) => {
    const [place, why] = forced(unit, input, warnings) ?? usual(unit, input);
    return { predictor: input.predictor.name, unit: unit.name, place, why };
  });
}

type Decision = readonly [place: Place, why: string];

function usual(unit: PredictiveUnit, input: PlacementInput): Decision {
  const { config, verdicts, predictor } = input;
  const { name, implementation = "", modelUri = "" } = unit;
  if (Object.hasOwn(BUILTIN_TYPES, implementation)) return ["in-process", `${implementation} is built in`];
  const { image } = containerOf(predictor, name);
  if (image) return ownImage(name, image, input);
  const server = serverOf(unit);
  if (server === undefined) {
    if (isOwnModel(unit)) return ["in-process", "its modelUri is a file that the runtime runs"];
    const { service_host: host, service_port: port } = unit.endpoint ?? {};
    if (host && port) return ["remote", `its endpoint is ${host}:${port}`];
    return ownImage(name, "no image", input);
  }
  if (OWN_SERVERS.includes(server)) return ["in-process", `${server} is the runtime's own`];
  if (!config.inProcessServers.includes(server)) return ["remote", `the runtime does not serve ${server}`];
  const verdict = verdicts.find(
    (candidate) => candidate.predictor === predictor.name && candidate.unit === name && candidate.artifact === modelUri,
  );
  if (verdict !== undefined) return ["remote", `the runtime refused ${modelUri}: ${verdict.reason}`];
  return ["in-process", `the runtime serves models of ${server}`];
}

function ownImage(unit: string, image: string, { predictor, isSeparate }: PlacementInput): Decision {
  const { index } = containerOf(predictor, unit);
  if (index > 0) return ["remote", `it runs ${image} in a pod of its own, componentSpecs[${index}]`];
  if (isSeparate) return ["remote", `it runs ${image}, and the engine is asked to have a pod of its own`];
  return ["sidecar", `it runs ${image}`];
}

function forced(unit: PredictiveUnit, input: PlacementInput, warnings: Issue[]): Decision | undefined {
  const { predictor, path } = input;
  const annotations = { ...input.annotations, ...predictor.annotations };
  const key = [`${PLACEMENT}.${unit.name}`, PLACEMENT].find((name) => annotations[name] !== undefined);
  if (key === undefined) return undefined;
  const wanted = annotations[key]!;
  const place = PLACES.find((candidate) => candidate === wanted);
  const why = `the annotation ${key} says so`;
  const warn = (message: string): undefined =>
    void warnings.push({ path: `${path}.annotations["${key}"]`, message: `unit "${unit.name}": ${message}` });
  if (place === undefined) {
    return warn(`expected one of ${PLACES.join(", ")}, got ${JSON.stringify(wanted.slice(0, 40))}`);
  }
  const canRun = runsInProcess(unit);
  const { image } = containerOf(predictor, unit.name);
  const hasImage = Boolean(image) || hasServerImage(unit);
  // What was said for all units holds for those that have the choice.
  const isForAll = key === PLACEMENT;
  if (place === "in-process" && !canRun) return isForAll ? undefined : warn("it cannot run in process");
  if (place !== "in-process" && !hasImage) return isForAll ? undefined : warn(`it has no image to run as ${place}`);
  return [place, why];
}

/** Whether the runtime may be asked to run it, though it may refuse. */
function runsInProcess(unit: PredictiveUnit): boolean {
  const { implementation = "" } = unit;
  return Object.hasOwn(BUILTIN_TYPES, implementation) || isOwnModel(unit) || serverOf(unit) !== undefined;
}

function hasServerImage(unit: PredictiveUnit): boolean {
  const server = serverOf(unit);
  return server !== undefined && !OWN_SERVERS.includes(server);
}

/** The container of a unit: its image as it was written, and its componentSpec; -1 when it has none. */
function containerOf({ componentSpecs = [] }: Predictor, unit: string): { image: string; index: number } {
  for (const [index, { spec }] of componentSpecs.entries()) {
    const container = spec?.containers.find(({ name }) => name === unit);
    if (container !== undefined) return { image: container.image ?? "", index };
  }
  return { image: "", index: -1 };
}
