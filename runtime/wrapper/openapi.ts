/** The OpenAPI document of the language wrapper's paths. @module */
import type { JsonObject } from "../message/json-value.ts";

const MESSAGE = { $ref: "#/components/schemas/SeldonMessage" };

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
    "/send-feedback": verb("SendFeedback", { $ref: "#/components/schemas/Feedback" }),
    "/api/v1.0/feedback": { post: operation("Feedback", { $ref: "#/components/schemas/Feedback" }) },
    "/health/ping": { get: { responses: { "200": { description: "pong" } } } },
    "/health/status": { get: { responses: answers() } },
    "/metadata": { get: { responses: { "200": { description: "Metadata of the unit" } } } },
  },
  components: {
    schemas: {
      SeldonMessage: {
        type: "object",
        properties: {
          status: { $ref: "#/components/schemas/Status" },
          meta: { $ref: "#/components/schemas/Meta" },
          data: { $ref: "#/components/schemas/DefaultData" },
          binData: { type: "string", format: "byte" },
          strData: { type: "string" },
          jsonData: {},
        },
      },
      DefaultData: {
        type: "object",
        properties: {
          names: { type: "array", items: { type: "string" } },
          tensor: {
            type: "object",
            properties: {
              shape: { type: "array", items: { type: "integer" } },
              values: { type: "array", items: { type: "number" } },
            },
          },
          ndarray: { type: "array", items: {} },
          tftensor: { type: "object" },
        },
      },
      Meta: {
        type: "object",
        properties: {
          puid: { type: "string" },
          tags: { type: "object" },
          routing: { type: "object", additionalProperties: { type: "integer" } },
          requestPath: { type: "object", additionalProperties: { type: "string" } },
          metrics: { type: "array", items: { $ref: "#/components/schemas/Metric" } },
        },
      },
      Metric: {
        type: "object",
        required: ["key", "type", "value"],
        properties: {
          key: { type: "string" },
          type: { type: "string", enum: ["COUNTER", "GAUGE", "TIMER"] },
          value: { type: "number" },
          tags: { type: "object", additionalProperties: { type: "string" } },
        },
      },
      Status: {
        type: "object",
        properties: { code: { type: "integer" }, info: { type: "string" }, reason: { type: "string" }, status: {} },
      },
      Feedback: {
        type: "object",
        properties: { request: MESSAGE, response: MESSAGE, reward: { type: "number" }, truth: MESSAGE },
      },
    },
  },
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
