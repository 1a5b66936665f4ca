/** The port of an explainer, which its container, its Service and its route must agree on. @module */
import type { Explainer } from "../api/seldon-deployment.ts";

const PORT = 9000;

/** The port that the container names, else that of the endpoint, else 9000. */
export function explainerPort({ endpoint, containerSpec }: Explainer): number {
  const named = containerSpec?.ports?.find(({ name }) => name === "http")?.containerPort;
  return named ?? (endpoint?.httpPort || endpoint?.service_port || PORT);
}
