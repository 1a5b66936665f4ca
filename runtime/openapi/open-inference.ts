/** The OpenAPI document of the Open Inference paths of one deployment. @module */
import { encodeInferRequest } from "../codecs/v2-json/codec.ts";
import { toTensors } from "../codecs/as-tensors.ts";
import { NO_PARAMETERS } from "../codecs/v2/infer.ts";
import type { JsonObject, JsonValue } from "../message/json-value.ts";
import type { Message } from "../message/message.ts";
import { inferInputs, inferOutputs } from "./input-schema.ts";
import { operation, post, SECURITY_SCHEMES } from "./operation.ts";
import type { OperationOptions } from "./operation.ts";
import type { Served } from "./seldon.ts";

const ERROR: JsonObject = { type: "object", properties: { error: { type: "string" } } };
const TEXTS: JsonObject = { type: "array", items: { type: "string" } };
const METADATA_TENSOR: JsonObject = {
  type: "object",
  properties: {
    name: { type: "string" },
    datatype: { type: "string" },
    shape: { type: "array", items: { type: "integer" } },
  },
};

/** @param server path of the deployment, relative to the document */
export function openInferenceDocument(served: Served, server: string): JsonObject {
  const { model, title, guarded, example } = served;
  const of = (
    id: string,
    summary: string,
    answer: JsonObject,
    options: Partial<OperationOptions> = {},
  ): OperationOptions => ({
    id,
    summary,
    tag: "open inference",
    answer,
    error: ERROR,
    guarded: false,
    ...options,
  });
  const get = (id: string, summary: string, answer: JsonObject, parameters: readonly string[] = []): JsonObject => ({
    get: operation(of(id, summary, answer, { parameters })),
  });
  const request = example === undefined ? undefined : requestExample(example);
  const infer = (id: string, parameters: readonly string[]): JsonObject => ({
    post: post(of(id, "Runs the model", answerSchema(served), { guarded, parameters }), requestSchema(served), request),
  });
  const name: JsonObject = { type: "object", properties: { name: { type: "string" }, ready: { type: "boolean" } } };
  return {
    openapi: "3.0.3",
    info: {
      title,
      version: model.versions[0] ?? "1",
      description: "An inference graph over the Open Inference protocol",
    },
    servers: [{ url: server }],
    paths: {
      "/v2": get("server-metadata", "Describes the server", { type: "object" }),
      "/v2/health/live": get("server-live", "Whether the server runs", { type: "object" }),
      "/v2/health/ready": get("server-ready", "Whether every unit can answer", { type: "object" }),
      "/v2/models/{model}": get("model-metadata", "Describes a model", metadataSchema(), ["model"]),
      "/v2/models/{model}/ready": get("model-ready", "Whether a model can answer", name, ["model"]),
      "/v2/models/{model}/infer": infer("model-inference", ["model"]),
      "/v2/models/{model}/versions/{version}/infer": infer("model-version-inference", ["model", "version"]),
      "/v2/models/infer": infer("graph-inference", []),
    },
    components: { ...(guarded && { securitySchemes: SECURITY_SCHEMES }) },
  };
}

function requestSchema({ model }: Served): JsonObject {
  return {
    type: "object",
    required: ["inputs"],
    properties: {
      id: { type: "string" },
      parameters: { type: "object" },
      inputs: inferInputs(model),
      outputs: { type: "array", items: { type: "object", properties: { name: { type: "string" } } } },
    },
  };
}

function answerSchema({ model }: Served): JsonObject {
  return {
    type: "object",
    properties: {
      model_name: { type: "string" },
      model_version: { type: "string" },
      id: { type: "string" },
      parameters: { type: "object" },
      outputs: inferOutputs(model),
    },
  };
}

function metadataSchema(): JsonObject {
  const tensors: JsonObject = { type: "array", items: METADATA_TENSOR };
  return {
    type: "object",
    properties: {
      name: { type: "string" },
      versions: TEXTS,
      platform: { type: "string" },
      inputs: tensors,
      outputs: tensors,
    },
  };
}

function requestExample(example: Message): JsonValue {
  const tensors = toTensors(example, "input");
  const request = { model: "", version: "", id: "", parameters: NO_PARAMETERS, tensors, outputs: [], raw: false };
  const { body } = encodeInferRequest(request, false);
  return JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body)) as JsonValue;
}
