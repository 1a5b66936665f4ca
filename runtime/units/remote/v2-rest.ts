/**
 * A unit that speaks the Open Inference protocol over REST. Tensors go as JSON, or as bytes where
 * `zerohop.binary` says so. A router and a combiner are asked at `/route` and `/aggregate`, as the
 * published orchestrator does, or at `/infer` when the server does not have these paths.
 * @see contract section 2.2 "What the executor sends to a node"
 * @module
 */
import { fromTensors } from "../../codecs/as-tensors.ts";
import { decodeMessage } from "../../codecs/seldon-json/decode.ts";
import { NO_PARAMETERS } from "../../codecs/v2/infer.ts";
import { decodeInferResponse, encodeInferRequest, encodeInferResponse } from "../../codecs/v2-json/codec.ts";
import type { InferBody } from "../../codecs/v2-json/codec.ts";
import type { RemoteReply, RuntimeHost } from "../../host.ts";
import type { Message } from "../../message/message.ts";
import type { Unit, UnitContext } from "../unit.ts";
import { parseObject } from "./metadata.ts";
import type { ModelReply, ModelRequest } from "./model-server.ts";
import { createModelUnit } from "./model-unit.ts";
import { METADATA_TIMEOUT_MS, READY_TIMEOUT_MS } from "./options.ts";
import type { ModelUnitOptions } from "./options.ts";
import { RestServer, jsonLengthOf, modelPath } from "./rest-server.ts";
import { toRoute } from "./seldon-rest.ts";
import { BinaryTensorData } from "./v2-binary.ts";
import { v2Metadata } from "./v2-metadata.ts";

/** Makes the unit; nothing is sent before its first call. */
export function createV2RestUnit(options: ModelUnitOptions, host: RuntimeHost): Unit {
  const server = new RestServer(options, host, "v2");
  const quickly = Math.min(options.timeoutMs, READY_TIMEOUT_MS);
  const binary = new BinaryTensorData(options, server);
  const post = (path: string, { body, jsonLength }: InferBody, context: UnitContext): Promise<RemoteReply> => {
    const contentType = jsonLength === undefined ? "application/json" : "application/octet-stream";
    return server.send({ path, body, jsonLength, contentType, context });
  };
  const read = (path: string, reply: RemoteReply): ModelReply =>
    server.decode(path, "no inference", () => decodeInferResponse(reply.body, jsonLengthOf(reply)));
  const bodyOf = (request: ModelRequest, context: UnitContext, isBinary: boolean): InferBody => {
    // Without this the answer would come as JSON.
    const parameters = isBinary ? { ...request.parameters, binary_data_output: true } : request.parameters;
    const { model, tensors } = request;
    const parts = { model, version: "", id: context.puid, parameters, tensors, outputs: [], raw: isBinary };
    return encodeInferRequest(parts, isBinary);
  };
  return createModelUnit(
    options,
    {
      takesNameless: false,
      defaultInput: "input-0",
      async infer(request, context) {
        const path = `${pathOf(request.model)}/infer`;
        const reply = await post(path, bodyOf(request, context, await binary.isOn()), context);
        if (reply.status !== 200) throw server.failure(path, reply);
        return read(path, reply);
      },
      async route(request, context) {
        const path = `${pathOf(request.model)}/route`;
        const reply = await post(path, bodyOf(request, context, false), context);
        if (lacksPath(reply)) return undefined;
        if (reply.status !== 200) throw server.failure(path, reply);
        return server.decode(path, "no branch", () => readRoute(reply));
      },
      async aggregate(model, answers, context) {
        const path = `${pathOf(model)}/aggregate`;
        const texts = answers.map((answer) => textOf(model, answer));
        const reply = await post(path, { body: `[${texts.join(",")}]`, jsonLength: undefined }, context);
        if (lacksPath(reply)) return undefined;
        if (reply.status !== 200) throw server.failure(path, reply);
        return read(path, reply);
      },
      async metadata(model, signal) {
        const path = pathOf(model);
        const timeoutMs = Math.min(options.timeoutMs, METADATA_TIMEOUT_MS);
        const { body } = await server.call({ path, signal, timeoutMs });
        return v2Metadata(parseObject(body, server.urlOf(path)), server.urlOf(path));
      },
      async ready(model) {
        let path = `${pathOf(model)}/ready`;
        let reply = await server.send({ path, timeoutMs: quickly });
        // An error in the protocol's own form is about the model, not about the path.
        if (lacksPath(reply) && !says(reply, /"error"\s*:/)) {
          path = "/v2/health/ready";
          reply = await server.send({ path, timeoutMs: quickly });
        }
        // The status says it; some servers say it in the body as well.
        if (reply.status !== 200 || says(reply, /"ready"\s*:\s*false/))
          throw server.failure(path, { ...reply, status: 503 });
      },
    },
    host,
  );
}

function pathOf(model: string): string {
  return modelPath("/v2/models", model);
}

/** Whether the server does not know the path. */
export function lacksPath({ status }: RemoteReply): boolean {
  return status === 404 || status === 405;
}

function textOf(model: string, { tensors, parameters }: ModelReply): string {
  const response = { model, version: "", id: "", parameters, tensors };
  const { body } = encodeInferResponse(response, { outputs: [], parameters: NO_PARAMETERS });
  return typeof body === "string" ? body : new TextDecoder().decode(body);
}

// Inference, a message, or a bare list of integers.
function readRoute(reply: RemoteReply): Message {
  const text = toRoute(reply.body);
  if (!text.includes('"outputs"')) return decodeMessage(text);
  return fromTensors(decodeInferResponse(reply.body, jsonLengthOf(reply)).tensors);
}

function says({ body }: RemoteReply, what: RegExp): boolean {
  return what.test(new TextDecoder().decode(body.subarray(0, 1024)));
}
