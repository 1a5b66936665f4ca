/**
 * What a manifest says to the runtime beside the graph: annotations and unit parameters of ours.
 * @module
 */
import { decodeMessage } from "../codecs/seldon-json/decode.ts";
import type { FailurePolicy } from "../graph/bound-unit.ts";
import type { Issue, PredictiveUnit } from "../graph/spec.ts";
import { runtimeParameter } from "../units/parameters.ts";

/** `seldon.io/rest-timeout`: milliseconds for one call of a remote unit. */
const REST_TIMEOUT = "seldon.io/rest-timeout";
/** `zerohop.io/deadline-ms`: milliseconds for the whole graph. */
const GRAPH_DEADLINE = "zerohop.io/deadline-ms";

/** About 25 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface GraphSettings {
  readonly remoteTimeoutMs: number;
  readonly deadlineMs: number;
}

export interface UnitSettings {
  readonly onError: FailurePolicy;
  readonly timeoutMs: number;
  readonly outputPhase: boolean;
}

/** Reads the annotations of a deployment and predictor; what is not understood becomes an issue. */
export function readGraphSettings(
  annotations: Readonly<Record<string, string>>,
  path: string,
  issues: Issue[],
): GraphSettings {
  const read = (name: string): number => {
    const text = annotations[name];
    if (text === undefined) return Infinity;
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value)) return value > 0 ? limited(value) : Infinity;
    issues.push({
      path: `${path}[${JSON.stringify(name)}]`,
      message: `expected milliseconds, got ${JSON.stringify(text)}`,
    });
    return Infinity;
  };
  return { remoteTimeoutMs: read(REST_TIMEOUT), deadlineMs: read(GRAPH_DEADLINE) };
}

/** Reads the unit parameters that speak to the graph: on-error, default, deadline-ms, phase. */
export function readUnitSettings(unit: PredictiveUnit, path: string, issues: Issue[]): UnitSettings {
  const parameters = unit.parameters ?? [];
  const fail = (name: string, message: string): void => {
    issues.push({ path: `${path}.parameters`, message: `zerohop.${name}: ${message}` });
  };
  const phase = runtimeParameter(parameters, "phase");
  if (phase !== undefined && phase !== "output") fail("phase", `expected output, got ${JSON.stringify(phase)}`);
  return {
    onError: readPolicy(parameters, fail),
    timeoutMs: readTimeout(parameters, fail),
    outputPhase: phase === "output",
  };
}

// No timer runs longer; one that was told to would fire at once.
function limited(milliseconds: number): number {
  return milliseconds > MAX_TIMER_MS ? Infinity : milliseconds;
}

type Parameters = NonNullable<PredictiveUnit["parameters"]>;
type Fail = (name: string, message: string) => void;

function readTimeout(parameters: Parameters, fail: Fail): number {
  const text = runtimeParameter(parameters, "deadline-ms");
  if (text === undefined) return Infinity;
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return limited(value);
  fail("deadline-ms", `expected milliseconds above 0, got ${JSON.stringify(text)}`);
  return Infinity;
}

function readPolicy(parameters: Parameters, fail: Fail): FailurePolicy {
  const kind = runtimeParameter(parameters, "on-error") ?? "fail";
  const text = runtimeParameter(parameters, "default");
  if (kind === "skip") return { kind };
  if (kind !== "default") {
    if (kind !== "fail") fail("on-error", `expected fail, skip or default, got ${JSON.stringify(kind)}`);
    return { kind: "fail" };
  }
  try {
    return { kind, answer: decodeMessage(text ?? "") };
  } catch (error) {
    fail(
      "default",
      `expected the answer as a SeldonMessage in JSON; ${error instanceof Error ? error.message : String(error)}`,
    );
    return { kind: "fail" };
  }
}
