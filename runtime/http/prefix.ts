/**
 * The path prefix under which an ingress publishes a deployment.
 * @see contract section 11.3
 * @module
 */
import type { DeploymentSpec } from "../graph/spec.ts";

/** The prefixes of a deployment, the longest first. */
export function prefixesOf({ name, namespace }: DeploymentSpec): readonly string[] {
  return [`/seldon/${namespace}/${name}`, `/seldon/${name}`];
}

/** Takes `/seldon/<namespace>/<name>` or `/seldon/<name>` off a path; other paths stay as they are. */
export function stripDeploymentPrefix(path: string, deployment: DeploymentSpec): string {
  if (!path.startsWith("/seldon/")) return path;
  for (const prefix of prefixesOf(deployment)) {
    if (path.startsWith(`${prefix}/`)) return path.slice(prefix.length);
  }
  return path;
}
