/** The OpenAPI document of the language wrapper's paths. @module */
import type { JsonObject } from "../message/json-value.ts";
import { FEEDBACK, MESSAGE, SELDON_SCHEMAS } from "../openapi/schemas.ts";

/** Served at /seldon.json. */
export const WRAPPER_OPENAPI: JsonObject = {
  openapi: "3.0.3",
  info: { title: "Seldon microservice", version: "0.1", description: "One unit of an inference graph" },
  paths: {
    "/predict": verb("Predict", MESSAGE),
    "/api/v1.0/predictions": { post: operation("Predictions", MESSAGE) },
    "/transform-input": verb("TransformInput", MESSAGE),
    "/transform-output": verb("TransformOutput", MESSAGE),
    "/route": verb("Route", MESSAGE),
    "/aggregate": verb("Aggregate", { type: "array", items: MESSAGE }),
    "/send-feedback": verb("SendFeedback", FEEDBACK),
    "/api/v1.0/feedback": { post: operation("Feedback", FEEDBACK) },
    "/health/ping": { get: { responses: { "200": { description: "pong" } } } },
    "/health/status": { get: { responses: answers() } },
    "/metadata": { get: { responses: { "200": { description: "Metadata of the unit" } } } },
  },
  components: { schemas: SELDON_SCHEMAS },
};

function verb(name: string, schema: JsonObject): JsonObject {
  const json = { name: "json", in: "query", required: true, schema: { type: "string" } };
  return {
    get: { operationId: `${name}ByQuery`, parameters: [json], responses: answers() },
    post: operation(name, schema),
  };
}

function operation(name: string, schema: JsonObject): JsonObject {
  return {
    operationId: name,
    requestBody: {
      content: {
        "application/json": { schema },
        "application/x-www-form-urlencoded": { schema: { type: "object", properties: { json: { type: "string" } } } },
      },
    },
    responses: answers(),
  };
}

function answers(): JsonObject {
  const content = { "application/json": { schema: MESSAGE } };
  return {
    "200": { description: "The unit's answer", content },
    "400": { description: "The request cannot be read", content },
    "500": { description: "The unit failed", content },
  };
}
