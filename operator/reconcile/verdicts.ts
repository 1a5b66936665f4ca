/**
 * Model files that a runtime refused. It says so in its termination message, which the kubelet
 * writes into the pod's status; the operator keeps it in the SeldonDeployment's status, because pods go.
 * @module
 */
import { isRecord, listIn, recordIn, textIn } from "../kube/object.ts";
import type { KubeObject } from "../kube/object.ts";
import type { Verdict } from "./planner.ts";

/** The field of the status that verdicts are kept in. */
export const VERDICTS_FIELD = "refusedArtifacts";

/** The kubelet keeps no more of a message. */
const MAX_MESSAGE = 4096;
const MAX_VERDICTS = 256;
const MAX_REASON = 1024;

/** A predictor's units by name, each with the artifact that it is meant to load now. */
export type ArtifactsNow = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The units of all predictors that have a modelUri. */
export function artifactsOf(sdep: KubeObject): ArtifactsNow {
  const found = new Map<string, ReadonlyMap<string, string>>();
  for (const predictor of listIn(recordIn(sdep, "spec"), "predictors")) {
    const units = new Map<string, string>();
    const visit = (unit: unknown): void => {
      const [name, uri] = [textIn(unit, "name"), textIn(unit, "modelUri")];
      if (name !== undefined && uri !== undefined && uri !== "") units.set(name, uri);
      for (const child of listIn(unit, "children")) visit(child);
    };
    visit(recordIn(predictor, "graph"));
    found.set(textIn(predictor, "name") ?? "", units);
  }
  return found;
}

/** The verdicts that still mean something: those kept, and those that pods have just given. */
export function currentVerdicts(
  sdep: KubeObject,
  pods: readonly KubeObject[],
  predictorOf: (pod: KubeObject) => string | undefined,
): readonly Verdict[] {
  const now = artifactsOf(sdep);
  const kept = listIn(sdep["status"], VERDICTS_FIELD).flatMap(toVerdict);
  const given = pods.flatMap((pod) => {
    const predictor = predictorOf(pod);
    return predictor === undefined ? [] : refusalsOf(pod, predictor);
  });
  const found = new Map<string, Verdict>();
  for (const verdict of [...kept, ...given]) {
    if (now.get(verdict.predictor)?.get(verdict.unit) !== verdict.artifact) continue;
    const key = JSON.stringify([verdict.predictor, verdict.unit]);
    if (!found.has(key) && found.size < MAX_VERDICTS) found.set(key, verdict);
  }
  return [...found.values()];
}

/** What the containers of a pod said when they ended: `{"refused":[{"unit","artifact","reason"}]}`. */
function refusalsOf(pod: KubeObject, predictor: string): readonly Verdict[] {
  const statuses = listIn(pod["status"], "containerStatuses");
  const ends = statuses.flatMap((status) =>
    ["state", "lastState"].map((field) => recordIn(recordIn(status, field), "terminated")),
  );
  return ends.flatMap((end) => parseRefusals(textIn(end, "message")).map((refusal) => ({ ...refusal, predictor })));
}

/** Reads a termination message; anything else than a list of refusals is none. */
export function parseRefusals(message: string | undefined): readonly Omit<Verdict, "predictor">[] {
  if (message === undefined || message.length > MAX_MESSAGE || !message.startsWith("{")) return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    return [];
  }
  return listIn(parsed, "refused").flatMap((entry) => toVerdict({ ...(isRecord(entry) ? entry : {}), predictor: "" }));
}

function toVerdict(entry: unknown): readonly Verdict[] {
  const [predictor, unit] = [textIn(entry, "predictor"), textIn(entry, "unit")];
  const [artifact, reason] = [textIn(entry, "artifact"), textIn(entry, "reason")];
  if (predictor === undefined || unit === undefined || artifact === undefined || reason === undefined) return [];
  return [{ predictor, unit, artifact, reason: reason.slice(0, MAX_REASON) }];
}
