/**
 * Reads a SeldonDeployment of any version out of an untrusted object, as the API server would store
 * it: types are checked, null and unknown fields are gone.
 * @module
 */
import type { Issue } from "../../runtime/graph/spec.ts";
import type { SeldonDeployment } from "../api/seldon-deployment.ts";
import { SELDON_DEPLOYMENT } from "./seldon-deployment-shape.ts";
import { copyByShape } from "./shape.ts";

const GROUP = "machinelearning.seldon.io";
const VERSIONS: readonly string[] = ["v1", "v1alpha2", "v1alpha3"].map((version) => `${GROUP}/${version}`);

export interface ReadSeldonDeployment {
  /** A fresh copy; present when there are no issues. */
  readonly sdep: SeldonDeployment | undefined;
  readonly issues: readonly Issue[];
}

/** @param value what a parser or the API server returned */
export function readSeldonDeployment(value: unknown): ReadSeldonDeployment {
  const { copy, issues } = copyByShape(value, SELDON_DEPLOYMENT, "");
  if (issues.length > 0 || copy === undefined) {
    return { sdep: undefined, issues: issues.length > 0 ? issues : [{ path: "", message: "the manifest is empty" }] };
  }
  const sdep = copy as SeldonDeployment;
  const wrong: Issue[] = [];
  if (!VERSIONS.includes(sdep.apiVersion)) {
    wrong.push({ path: "apiVersion", message: `expected one of ${VERSIONS.join(", ")}, got ${show(sdep.apiVersion)}` });
  }
  if (sdep.kind !== "SeldonDeployment") {
    wrong.push({ path: "kind", message: `expected SeldonDeployment, got ${show(sdep.kind)}` });
  }
  if (!sdep.metadata.name) wrong.push({ path: "metadata.name", message: "expected a name, got nothing" });
  return { sdep: wrong.length > 0 ? undefined : sdep, issues: wrong };
}

function show(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
