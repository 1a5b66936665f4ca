/**
 * Takes the envelope off a manifest: a SeldonDeployment of any version, or a bare PredictorSpec.
 * @module
 */
import { IssueList, isAbsent, isFields } from "./fields.ts";
import type { Fields } from "./fields.ts";
import { readPredictor, readSpec } from "./normalise.ts";
import type { DeploymentSpec, Issue } from "./spec.ts";
import { checkPredictors } from "./validate.ts";

const VERSIONS: readonly string[] = ["v1", "v1alpha2", "v1alpha3"].map(
  (version) => `machinelearning.seldon.io/${version}`,
);

export interface ReadManifest {
  /** A fresh, frozen copy in one form; present when there are no issues. */
  readonly deployment: DeploymentSpec | undefined;
  readonly issues: readonly Issue[];
}

/**
 * Reads and checks a parsed manifest; every issue is listed, none is thrown.
 * @param manifest what a YAML or JSON parser returned
 */
export function readManifest(manifest: unknown): ReadManifest {
  const list = new IssueList();
  if (!isFields(manifest)) {
    list.add("", `expected a SeldonDeployment or a PredictorSpec, got ${kindOf(manifest)}`);
    return { deployment: undefined, issues: list.issues };
  }
  const isBare = !isAbsent(manifest["graph"]) && isAbsent(manifest["spec"]);
  const deployment = isBare ? readBare(list, manifest) : readDeployment(list, manifest);
  return { deployment: list.issues.length > 0 ? undefined : deployment, issues: list.issues };
}

function readBare(list: IssueList, manifest: Fields): DeploymentSpec {
  const predictor = readPredictor(list, manifest, "", "default");
  checkName(list, predictor.name, "name");
  checkPredictors(list, [predictor], "");
  return Object.freeze({
    name: predictor.name,
    namespace: "default",
    annotations: Object.freeze({}),
    protocol: "seldon",
    predictors: Object.freeze([predictor]),
  });
}

function readDeployment(list: IssueList, manifest: Fields): DeploymentSpec | undefined {
  checkEnvelope(list, manifest);
  if (list.issues.length > 0) return undefined;
  const metadata = list.object(manifest["metadata"], "metadata") ?? {};
  const read = (key: string): string | undefined => {
    const text = list.text(metadata[key], `metadata.${key}`);
    if (text !== undefined) checkName(list, text, `metadata.${key}`);
    return text;
  };
  return Object.freeze({
    name: read("name") ?? "deployment",
    namespace: read("namespace") ?? "default",
    ...readSpec(list, manifest["spec"], "spec"),
  });
}

function checkEnvelope(list: IssueList, { apiVersion, kind, spec }: Fields): void {
  if (typeof apiVersion !== "string" || !VERSIONS.includes(apiVersion)) {
    list.add("apiVersion", `expected one of ${VERSIONS.join(", ")}, got ${show(apiVersion)}`);
  }
  if (kind !== "SeldonDeployment") list.add("kind", `expected SeldonDeployment, got ${show(kind)}`);
  if (!isFields(spec)) list.add("spec", `expected an object, got ${kindOf(spec)}`);
}

// It becomes part of paths and headers.
function checkName(list: IssueList, name: string, path: string): void {
  if (!/^[\w.-]*$/.test(name)) list.add(path, `expected letters, digits, "-" and ".", got ${show(name)}`);
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : kindOf(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}
