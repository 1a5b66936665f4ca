/**
 * Takes the envelope off a manifest: a SeldonDeployment of any version, or a bare PredictorSpec.
 * @module
 */
import type { DeploymentSpec, Issue, PredictorSpec } from "./spec.ts";
import { IssueList } from "./fields.ts";
import { validateDeployment } from "./validate.ts";

const GROUP = "machinelearning.seldon.io";
const VERSIONS: readonly string[] = ["v1", "v1alpha2", "v1alpha3"];

export interface ReadManifest {
  /** Present when there are no issues. */
  readonly deployment: DeploymentSpec | undefined;
  readonly issues: readonly Issue[];
}

/**
 * Reads and checks a parsed manifest; every issue is listed, none is thrown.
 * @param manifest what a YAML or JSON parser returned
 */
export function readManifest(manifest: unknown): ReadManifest {
  if (!isRecord(manifest)) return failed("", `expected a SeldonDeployment or a PredictorSpec, got ${kindOf(manifest)}`);
  if (manifest["graph"] !== undefined && manifest["spec"] === undefined) return readPredictor(manifest);
  const envelope = checkEnvelope(manifest);
  if (envelope.length > 0) return { deployment: undefined, issues: envelope };
  const spec = manifest["spec"] as Record<string, unknown>;
  const metadata = isRecord(manifest["metadata"]) ? manifest["metadata"] : {};
  const issues = [...checkMetadata(manifest["metadata"]), ...validateDeployment(spec, "spec")];
  if (issues.length > 0) return { deployment: undefined, issues };
  const deployment: DeploymentSpec = {
    name: textOr(metadata["name"], "deployment"),
    namespace: textOr(metadata["namespace"], "default"),
    annotations: (spec["annotations"] ?? {}) as Record<string, string>,
    protocol: textOr(spec["protocol"], "seldon"),
    predictors: spec["predictors"] as readonly PredictorSpec[],
  };
  return { deployment, issues };
}

function readPredictor(manifest: Record<string, unknown>): ReadManifest {
  const predictor = { name: "default", ...manifest };
  const issues = validateDeployment({ predictors: [predictor] }, "", "");
  if (issues.length > 0) return { deployment: undefined, issues };
  const deployment = {
    name: textOr(predictor.name, "default"),
    namespace: "default",
    annotations: {},
    protocol: "seldon",
    predictors: [predictor as unknown as PredictorSpec],
  };
  return { deployment, issues };
}

function checkEnvelope(manifest: Record<string, unknown>): readonly Issue[] {
  const issues: Issue[] = [];
  const [group, version] = textOr(manifest["apiVersion"], "").split("/");
  if (group !== GROUP || !VERSIONS.includes(version ?? "")) {
    const expected = VERSIONS.map((known) => `${GROUP}/${known}`).join(", ");
    issues.push({ path: "apiVersion", message: `expected one of ${expected}, got ${show(manifest["apiVersion"])}` });
  }
  if (manifest["kind"] !== "SeldonDeployment") {
    issues.push({ path: "kind", message: `expected SeldonDeployment, got ${show(manifest["kind"])}` });
  }
  if (!isRecord(manifest["spec"]))
    issues.push({ path: "spec", message: `expected an object, got ${kindOf(manifest["spec"])}` });
  return issues;
}

function checkMetadata(metadata: unknown): readonly Issue[] {
  const list = new IssueList();
  const fields = list.object(metadata, "metadata");
  for (const key of ["name", "namespace"]) {
    const text = list.text(fields?.[key], `metadata.${key}`);
    // It becomes part of paths and headers.
    if (text !== undefined && !/^[\w.-]*$/.test(text)) {
      list.add(`metadata.${key}`, `expected letters, digits, "-" and ".", got ${show(text)}`);
    }
  }
  return list.issues;
}

function failed(path: string, message: string): ReadManifest {
  return { deployment: undefined, issues: [{ path, message }] };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === "string" && value !== "" ? value : fallback;
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : kindOf(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}
