/** The documents of a deployment as it is served now. @module */
import type { DataPlane } from "../data-plane.ts";
import { phasesOf } from "../graph/phases.ts";
import type { JsonObject } from "../message/json-value.ts";
import { exampleOf } from "./example.ts";
import { openInferenceDocument } from "./open-inference.ts";
import { seldonDocument } from "./seldon.ts";
import type { Served } from "./seldon.ts";

export { pageFor, startScript } from "./page.ts";

export type DocumentKind = "seldon" | "open-inference";

/**
 * @param server path of the deployment, relative to the document
 * @param guarded whether predictions need a key or a token
 */
export async function createDocument(
  kind: DocumentKind,
  plane: DataPlane,
  server: string,
  guarded: boolean,
): Promise<JsonObject> {
  const { deployment, live } = plane.generation;
  const model = await plane.model("");
  const nodes = live.flatMap(({ plan }) => plan.units);
  const served: Served = {
    title: `${deployment.namespace}/${deployment.name}`,
    model,
    example: exampleOf(model, deployment.annotations),
    units: nodes.map(({ name }) => name),
    routers: nodes.filter((node) => node.children.length > 0 && phasesOf(node).routes).map(({ name }) => name),
    guarded,
  };
  return kind === "seldon" ? seldonDocument(served, server) : openInferenceDocument(served, server);
}
