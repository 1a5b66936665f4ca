/**
 * The bodies of the Seldon protocol as JSON Schema.
 * @see contract section 1.1
 * @module
 */
import type { JsonObject } from "../message/json-value.ts";

export const MESSAGE: JsonObject = { $ref: "#/components/schemas/SeldonMessage" };
export const FEEDBACK: JsonObject = { $ref: "#/components/schemas/Feedback" };

const TEXT: JsonObject = { type: "string" };
const TEXTS: JsonObject = { type: "object", additionalProperties: TEXT };

/** By name, as `components.schemas` of a document. */
export const SELDON_SCHEMAS: JsonObject = {
  SeldonMessage: {
    type: "object",
    properties: {
      status: { $ref: "#/components/schemas/Status" },
      meta: { $ref: "#/components/schemas/Meta" },
      data: { $ref: "#/components/schemas/DefaultData" },
      binData: { type: "string", format: "byte" },
      strData: TEXT,
      jsonData: {},
    },
  },
  DefaultData: {
    type: "object",
    properties: {
      names: { type: "array", items: TEXT },
      tensor: {
        type: "object",
        required: ["shape", "values"],
        properties: {
          shape: { type: "array", items: { type: "integer" } },
          values: { type: "array", items: { type: "number" } },
        },
      },
      ndarray: { type: "array", items: {} },
      tftensor: { type: "object", description: "A tensorflow.TensorProto in JSON" },
    },
  },
  Meta: {
    type: "object",
    properties: {
      puid: { type: "string", description: "Identity of the request" },
      tags: { type: "object" },
      routing: { type: "object", additionalProperties: { type: "integer" } },
      requestPath: TEXTS,
      metrics: { type: "array", items: { $ref: "#/components/schemas/Metric" } },
    },
  },
  Metric: {
    type: "object",
    required: ["key", "type", "value"],
    properties: {
      key: TEXT,
      type: { type: "string", enum: ["COUNTER", "GAUGE", "TIMER"] },
      value: { type: "number" },
      tags: TEXTS,
    },
  },
  Status: {
    type: "object",
    properties: { code: { type: "integer" }, info: TEXT, reason: TEXT, status: {} },
  },
  Feedback: {
    type: "object",
    properties: { request: MESSAGE, response: MESSAGE, reward: { type: "number" }, truth: MESSAGE },
  },
};
