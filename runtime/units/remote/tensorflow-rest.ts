/**
 * A unit that speaks the protocol of TensorFlow Serving over REST. A router and a combiner are asked
 * at `:route` and `:aggregate`, as the published orchestrator does, or at `:predict` when the server
 * does not have these methods.
 * @see contract section 2.2 "What the executor sends to a node"
 * @module
 */
import { fromTensors } from "../../codecs/as-tensors.ts";
import { decodeMessage } from "../../codecs/seldon-json/decode.ts";
import {
  decodePredictResponse,
  encodePredictRequest,
  encodePredictResponse,
} from "../../codecs/tensorflow-json/codec.ts";
import { ANY_MODEL } from "../../codecs/tensorflow/predict.ts";
import type { RemoteReply, RuntimeHost } from "../../host.ts";
import { InferenceError } from "../../errors.ts";
import { isJsonObject } from "../../message/json-value.ts";
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import type { Message } from "../../message/message.ts";
import type { Unit } from "../unit.ts";
import { parseObject } from "./metadata.ts";
import type { ModelReply, ModelRequest } from "./model-server.ts";
import { createModelUnit } from "./model-unit.ts";
import { METADATA_TIMEOUT_MS, READY_TIMEOUT_MS } from "./options.ts";
import type { ModelUnitOptions } from "./options.ts";
import { RestServer, modelPath } from "./rest-server.ts";
import { toRoute } from "./seldon-rest.ts";
import { signatureFromJson } from "./tensorflow-metadata.ts";

const NO_PARAMETERS = Object.freeze({});

/** Makes the unit; nothing is sent before its first call. */
export function createTensorflowRestUnit(options: ModelUnitOptions, host: RuntimeHost): Unit {
  const server = new RestServer(options, host, "tensorflow");
  const bodyOf = ({ model: name, tensors }: ModelRequest): string => {
    const model = { ...ANY_MODEL, name, signature: options.signature ?? "" };
    return encodePredictRequest({ model, tensors, outputs: [] });
  };
  const read = (path: string, { body }: RemoteReply): ModelReply => {
    const { tensors } = server.decode(path, "no prediction", () => decodePredictResponse(body));
    return { tensors, parameters: NO_PARAMETERS };
  };
  return createModelUnit(
    options,
    {
      takesNameless: true,
      defaultInput: "",
      async infer(request, context) {
        const path = `${pathOf(request.model)}:predict`;
        return read(path, await server.call({ path, body: bodyOf(request), context }));
      },
      async route(request, context) {
        const path = `${pathOf(request.model)}:route`;
        const reply = await server.send({ path, body: bodyOf(request), context });
        if (lacksMethod(reply)) return undefined;
        if (reply.status !== 200) throw server.failure(path, reply);
        return server.decode(path, "no branch", () => readRoute(reply));
      },
      async aggregate(model, answers, context) {
        const path = `${pathOf(model)}:aggregate`;
        const texts = answers.map(({ tensors }) => encodePredictResponse({ model: ANY_MODEL, tensors }, "row"));
        const reply = await server.send({ path, body: `[${texts.join(",")}]`, context });
        if (lacksMethod(reply)) return undefined;
        if (reply.status !== 200) throw server.failure(path, reply);
        return read(path, reply);
      },
      async metadata(model, signal) {
        const path = `${pathOf(model)}/metadata`;
        const timeoutMs = Math.min(options.timeoutMs, METADATA_TIMEOUT_MS);
        const { body } = await server.call({ path, signal, timeoutMs });
        const url = server.urlOf(path);
        return signatureFromJson(parseObject(body, url), model, options.signature, url);
      },
      async ready(model) {
        const path = pathOf(model);
        const { body } = await server.call({ path, timeoutMs: Math.min(options.timeoutMs, READY_TIMEOUT_MS) });
        if (isAvailable(parseObject(body, server.urlOf(path)))) return;
        throw new InferenceError("UNAVAILABLE", `${server.urlOf(path)} has no version that is AVAILABLE`);
      },
    },
    host,
  );
}

function pathOf(model: string): string {
  return modelPath("/v1/models", model);
}

// TensorFlow Serving calls what it does not know malformed.
function lacksMethod({ status, body }: RemoteReply): boolean {
  if (status === 404 || status === 405) return true;
  return status === 400 && /Malformed request/.test(new TextDecoder().decode(body.subarray(0, 1024)));
}

// A prediction, a message, or a bare list of integers.
function readRoute({ body }: RemoteReply): Message {
  const text = toRoute(body);
  return /"(predictions|outputs)"/.test(text) ? fromTensors(decodePredictResponse(body).tensors) : decodeMessage(text);
}

function isAvailable({ model_version_status: versions }: JsonObject): boolean {
  if (!Array.isArray(versions)) return false;
  return versions.some((version: JsonValue) => isJsonObject(version) && version["state"] === "AVAILABLE");
}
