/**
 * What a manifest says to the runtime beside the graph: annotations and unit parameters of ours.
 * @module
 */
import { decodeMessage } from "../codecs/seldon-json/decode.ts";
import type { FailurePolicy } from "../graph/bound-unit.ts";
import { join } from "../graph/fields.ts";
import type { DeploymentSpec, Issue, PredictiveUnit, PredictorSpec } from "../graph/spec.ts";
import { runtimeParameter } from "../units/parameters.ts";

/** Milliseconds for one call of a remote unit, by its transport. */
const REST_TIMEOUT = "seldon.io/rest-timeout";
const GRPC_TIMEOUT = "seldon.io/grpc-timeout";
/** `zerohop.io/deadline-ms`: milliseconds for the whole graph. */
const GRAPH_DEADLINE = "zerohop.io/deadline-ms";

/** About 25 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** `seldon.io/grpc-max-message-size`: bytes of a gRPC message, either way. */
const MESSAGE_SIZE = "seldon.io/grpc-max-message-size";

export interface GraphSettings {
  /** For one call of a remote unit; Infinity when unlimited. */
  readonly restTimeoutMs: number;
  readonly grpcTimeoutMs: number;
  readonly deadlineMs: number;
}

export interface UnitSettings {
  readonly onError: FailurePolicy;
  readonly timeoutMs: number;
  readonly outputPhase: boolean;
}

/**
 * Reads the annotations that hold for a predictor: its own, and the deployment's where it has none.
 * What is not understood becomes an issue at the place that holds it.
 */
export function readPredictorSettings(
  deployment: Pick<DeploymentSpec, "annotations">,
  predictor: Pick<PredictorSpec, "annotations" | "path">,
  issues: Issue[],
): GraphSettings {
  const own = join(predictor.path, "annotations");
  checkMessageSize(deployment.annotations, "spec.annotations", issues);
  checkMessageSize(predictor.annotations, own, issues);
  const read = (name: string): number =>
    Object.hasOwn(predictor.annotations, name)
      ? readMilliseconds(predictor.annotations, name, own, issues)
      : readMilliseconds(deployment.annotations, name, "spec.annotations", issues);
  return { restTimeoutMs: read(REST_TIMEOUT), grpcTimeoutMs: read(GRPC_TIMEOUT), deadlineMs: read(GRAPH_DEADLINE) };
}

/** The largest gRPC message that the manifest allows: the first predictor's own limit, else the deployment's. */
export function messageLimitOf({ annotations, predictors }: DeploymentSpec): number | undefined {
  const text = predictors[0]?.annotations[MESSAGE_SIZE] ?? annotations[MESSAGE_SIZE];
  return text === undefined ? undefined : Number(text);
}

function checkMessageSize(annotations: Annotations, path: string, issues: Issue[]): void {
  const text = annotations[MESSAGE_SIZE];
  if (text === undefined || /^[1-9]\d{0,9}$/.test(text)) return;
  issues.push({ path: `${path}["${MESSAGE_SIZE}"]`, message: `expected bytes, got ${JSON.stringify(text)}` });
}

/** Reads the unit parameters that speak to the graph: on-error, default, deadline-ms, phase. */
export function readUnitSettings(
  unit: Pick<PredictiveUnit, "parameters">,
  path: string,
  issues: Issue[],
): UnitSettings {
  const { parameters } = unit;
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

type Annotations = Readonly<Record<string, string>>;

// Infinity when the annotation is absent or not above 0, as in the published orchestrator.
function readMilliseconds(annotations: Annotations, name: string, path: string, issues: Issue[]): number {
  const text = annotations[name];
  if (text === undefined) return Infinity;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value > 0 ? limited(value) : Infinity;
  const message = `expected milliseconds, got ${JSON.stringify(text)}`;
  issues.push({ path: `${path}[${JSON.stringify(name)}]`, message });
  return Infinity;
}

// No timer runs longer; one that was told to would fire at once.
function limited(milliseconds: number): number {
  return milliseconds > MAX_TIMER_MS ? Infinity : milliseconds;
}

type Parameters = PredictiveUnit["parameters"];
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
