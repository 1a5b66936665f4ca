/**
 * The OpenAPI document of the Seldon paths of one deployment.
 * @see contract section 9
 * @module
 */
import { encodeMessage } from "../codecs/seldon-json/encode.ts";
import type { ModelDescription } from "../deployment/described-model.ts";
import type { JsonObject, JsonValue } from "../message/json-value.ts";
import type { Message } from "../message/message.ts";
import { inputData } from "./input-schema.ts";
import { operation, post, SECURITY_SCHEMES } from "./operation.ts";
import type { OperationOptions } from "./operation.ts";
import { FEEDBACK, MESSAGE, SELDON_SCHEMAS } from "./schemas.ts";

/** What a document is made of. */
export interface Served {
  readonly title: string;
  readonly model: ModelDescription;
  readonly example: Message | undefined;
  /** Names of all units. */
  readonly units: readonly string[];
  /** Routers by name, which feedback needs to be told of. */
  readonly routers: readonly string[];
  readonly guarded: boolean;
}

/** @param server path of the deployment, relative to the document */
export function seldonDocument(served: Served, server: string): JsonObject {
  const { model, title, guarded } = served;
  const example = served.example === undefined ? undefined : requestExample(served.example);
  const data = inputData(model);
  const request: JsonObject =
    data === undefined ? MESSAGE : { allOf: [MESSAGE, { type: "object", properties: { data } }] };
  const of = (
    id: string,
    summary: string,
    answer: JsonObject,
    options: Partial<OperationOptions> = {},
  ): OperationOptions => ({
    id,
    summary,
    tag: "seldon",
    answer,
    error: { type: "object", properties: { status: { $ref: "#/components/schemas/Status" } } },
    guarded: false,
    ...options,
  });
  const feedback = example === undefined ? undefined : feedbackExample(example, served.routers);
  return {
    openapi: "3.0.3",
    info: { title, version: model.versions[0] ?? "1", description: "An inference graph over the Seldon protocol" },
    servers: [{ url: server }],
    paths: {
      "/api/v1.0/predictions": {
        post: post(of("predict", "Runs the graph", MESSAGE, { guarded }), request, example),
      },
      "/api/v1.0/feedback": {
        post: post(of("feedback", "Rewards an earlier answer", MESSAGE, { guarded }), FEEDBACK, feedback),
      },
      "/api/v1.0/metadata": { get: operation(of("metadata", "Describes the graph", { type: "object" })) },
      "/api/v1.0/metadata/{unit}": {
        get: operation(of("unitMetadata", "Describes one unit", { type: "object" }, { parameters: ["unit"] })),
      },
      "/api/v1.0/status/{unit}": {
        get: operation(of("unitStatus", "Asks one unit how it is", MESSAGE, { parameters: ["unit"] })),
      },
    },
    components: { schemas: SELDON_SCHEMAS, ...(guarded && { securitySchemes: SECURITY_SCHEMES }) },
  };
}

// An example shows data, not the empty meta of a message that was never sent.
function requestExample(message: Message): JsonObject {
  const { meta: _, ...request } = JSON.parse(encodeMessage(message)) as Record<string, JsonValue>;
  return request;
}

// The first child of every router is a way that a request can have taken.
function feedbackExample(request: JsonObject, routers: readonly string[]): JsonObject {
  const routing = Object.fromEntries(routers.map((name) => [name, 0]));
  const response = routers.length === 0 ? {} : { response: { meta: { routing } } };
  return { request, ...response, reward: 1 };
}
