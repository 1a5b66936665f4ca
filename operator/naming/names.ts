/**
 * Names of the objects that belong to a SeldonDeployment. What the contract fixes is kept to the
 * letter, with its hashes; other names that are too long keep a readable start.
 * @see contract section 3.1
 * @module
 */
import { createHash } from "node:crypto";

/** Longest name of a Service and longest value of a label. */
export const MAX_NAME = 63;

/** A name that the contract fixes: as it is when it fits, else `seldon-` and the md5 of it. */
export function contractName(...parts: readonly string[]): string {
  const name = parts.join("-");
  return name.length <= MAX_NAME ? name : `seldon-${createHash("md5").update(name).digest("hex")}`;
}

/** A name that is ours: as it is when it fits, else its start and eight digits of its digest. */
export function readableName(parts: readonly string[], limit: number = MAX_NAME): string {
  const name = parts.join("-");
  if (name.length <= limit) return name;
  return `${name.slice(0, limit - 9).replace(/[-.]+$/, "")}-${digestOf(name, 8)}`;
}

/** The first hexadecimal digits of the SHA-256 of a text. */
export function digestOf(text: string, digits: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}

/** A name cut at the limit, as the contract has it for volumes and init containers. */
export function cutName(name: string): string {
  return name.slice(0, MAX_NAME).replace(/-+$/, "");
}

/** Value of the label `seldon-deployment-id` and name of the virtual service. */
export function deploymentId(sdep: string): string {
  return contractName(sdep);
}

/** The Service of a predictor; its annotation `seldon.io/svc-name` decides when there is one. */
export function predictorServiceName(sdep: string, predictor: string, own?: string): string {
  return own === undefined || own === "" ? contractName(sdep, predictor) : own;
}

/** The Service of a container of the graph. */
export function containerServiceName(sdep: string, predictor: string, container: string): string {
  return contractName(sdep, predictor, container);
}

/** The explainer's Deployment and Service. */
export function explainerName(sdep: string, predictor: string): string {
  return contractName(sdep, predictor, "explainer");
}

/** The Deployment of a predictor's runtime; leaves room for the names that a Deployment gives its pods. */
export function runtimeDeploymentName(sdep: string, predictor: string): string {
  return readableName([sdep, predictor], 50);
}

/**
 * The Deployment of a pod beside the runtime.
 * @param key what tells it from the predictor's others, and stays when containers are renamed
 */
export function podDeploymentName(sdep: string, predictor: string, key: string): string {
  return readableName([sdep, predictor, key], 50);
}
