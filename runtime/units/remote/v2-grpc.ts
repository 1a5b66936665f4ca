/**
 * A unit that speaks the Open Inference protocol over gRPC; tensors go as raw bytes. Routers and
 * combiners are asked as models are.
 * @module
 */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { RuntimeHost } from "../../host.ts";
import { decodeInferResponse, encodeInferRequest } from "../../codecs/v2-proto/codec.ts";
import { InferenceError } from "../../errors.ts";
import {
  ModelMetadataRequestSchema,
  ModelMetadataResponseSchema,
  ModelReadyRequestSchema,
  ModelReadyResponseSchema,
  ServerReadyRequestSchema,
  ServerReadyResponseSchema,
} from "../../proto/generated/inference/inference_pb.js";
import type { ModelMetadataResponse_TensorMetadata } from "../../proto/generated/inference/inference_pb.js";
import type { JsonObject } from "../../message/json-value.ts";
import type { Unit } from "../unit.ts";
import { createModelUnit } from "./model-unit.ts";
import { METADATA_TIMEOUT_MS } from "./options.ts";
import type { ModelUnitOptions } from "./options.ts";
import { askReady } from "./rpc-health.ts";
import { RpcServer } from "./rpc-server.ts";
import { v2Metadata } from "./v2-metadata.ts";

const SERVICE = "/inference.GRPCInferenceService/";
const INFER = `${SERVICE}ModelInfer`;
const METADATA = `${SERVICE}ModelMetadata`;
const MODEL_READY = `${SERVICE}ModelReady`;
const SERVER_READY = `${SERVICE}ServerReady`;

/**
 * Makes the unit; nothing is sent before its first call.
 * @throws InferenceError UNIMPLEMENTED where the host cannot speak gRPC
 */
export function createV2GrpcUnit(options: ModelUnitOptions, host: RuntimeHost): Unit {
  const server = new RpcServer(options, host);
  return createModelUnit(
    options,
    {
      takesNameless: false,
      defaultInput: "input-0",
      async infer({ model, tensors, parameters }, context) {
        const request = { model, version: "", id: context.puid, parameters, tensors, outputs: [], raw: true };
        const answer = await server.call({ method: INFER, body: encodeInferRequest(request), context });
        return server.decode(INFER, "no inference", () => decodeInferResponse(answer));
      },
      async metadata(name, signal) {
        const body = toBinary(ModelMetadataRequestSchema, create(ModelMetadataRequestSchema, { name }));
        const timeoutMs = Math.min(options.timeoutMs, METADATA_TIMEOUT_MS);
        const answer = await server.call({ method: METADATA, body, signal, timeoutMs, repeatable: true });
        const { inputs, outputs, versions, platform, ...model } = server.decode(METADATA, "no metadata", () =>
          fromBinary(ModelMetadataResponseSchema, answer),
        );
        const given = {
          name: model.name,
          versions,
          platform,
          inputs: inputs.map(toItem),
          outputs: outputs.map(toItem),
        };
        return v2Metadata(given, options.url + METADATA);
      },
      async ready(name) {
        const body = toBinary(ModelReadyRequestSchema, create(ModelReadyRequestSchema, { name }));
        const answer = await askReady(server, options, MODEL_READY, body);
        const isReady =
          answer === undefined
            ? await isServerReady(server, options)
            : server.decode(MODEL_READY, "nothing", () => fromBinary(ModelReadyResponseSchema, answer)).ready;
        if (!isReady) throw new InferenceError("UNAVAILABLE", `${options.url} says that ${name} is not ready`);
      },
    },
    host,
  );
}

// A server that has neither method answers by being there.
async function isServerReady(server: RpcServer, options: ModelUnitOptions): Promise<boolean> {
  const body = toBinary(ServerReadyRequestSchema, create(ServerReadyRequestSchema));
  const answer = await askReady(server, options, SERVER_READY, body);
  if (answer === undefined) return true;
  return server.decode(SERVER_READY, "nothing", () => fromBinary(ServerReadyResponseSchema, answer)).ready;
}

function toItem({ name, datatype, shape }: ModelMetadataResponse_TensorMetadata): JsonObject {
  return { name, datatype, shape: shape.map(Number) };
}
