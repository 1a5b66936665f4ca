/**
 * A unit that speaks the protocol of TensorFlow Serving over gRPC. Routers and combiners are asked
 * as models are.
 * @module
 */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { ANY_MODEL } from "../../codecs/tensorflow/predict.ts";
import { decodePredictResponse, encodePredictRequest } from "../../codecs/tensorflow-proto/codec.ts";
import { InferenceError } from "../../errors.ts";
import type { RuntimeHost } from "../../host.ts";
import {
  GetModelMetadataRequestSchema,
  GetModelStatusRequestSchema,
  GetModelStatusResponseSchema,
  ModelVersionStatus_State as State,
} from "../../proto/generated/tensorflow_serving/apis/serving_pb.js";
import type { Unit } from "../unit.ts";
import { createModelUnit } from "./model-unit.ts";
import { METADATA_TIMEOUT_MS } from "./options.ts";
import type { ModelUnitOptions } from "./options.ts";
import { askReady } from "./rpc-health.ts";
import { RpcServer } from "./rpc-server.ts";
import { SIGNATURES } from "./tensorflow-metadata.ts";
import { signatureFromProto } from "./tensorflow-proto-metadata.ts";

const PREDICT = "/tensorflow.serving.PredictionService/Predict";
const METADATA = "/tensorflow.serving.PredictionService/GetModelMetadata";
const STATUS = "/tensorflow.serving.ModelService/GetModelStatus";
const NO_PARAMETERS = Object.freeze({});

/**
 * Makes the unit; nothing is sent before its first call.
 * @throws InferenceError UNIMPLEMENTED where the host cannot speak gRPC
 */
export function createTensorflowGrpcUnit(options: ModelUnitOptions, host: RuntimeHost): Unit {
  const server = new RpcServer(options, host);
  return createModelUnit(
    options,
    {
      takesNameless: false,
      defaultInput: "inputs",
      async infer({ model: name, tensors }, context) {
        const model = { ...ANY_MODEL, name, signature: options.signature ?? "" };
        const body = encodePredictRequest({ model, tensors, outputs: [] });
        const answer = await server.call({ method: PREDICT, body, context });
        const response = server.decode(PREDICT, "no prediction", () => decodePredictResponse(answer));
        return { tensors: response.tensors, parameters: NO_PARAMETERS };
      },
      async metadata(name, signal) {
        const request = create(GetModelMetadataRequestSchema, { modelSpec: { name }, metadataField: [SIGNATURES] });
        const body = toBinary(GetModelMetadataRequestSchema, request);
        const timeoutMs = Math.min(options.timeoutMs, METADATA_TIMEOUT_MS);
        const answer = await server.call({ method: METADATA, body, signal, timeoutMs, repeatable: true });
        return signatureFromProto(answer, name, options.signature, options.url + METADATA);
      },
      async ready(name) {
        const body = toBinary(
          GetModelStatusRequestSchema,
          create(GetModelStatusRequestSchema, { modelSpec: { name } }),
        );
        const answer = await askReady(server, options, STATUS, body);
        // A server without the method answers by being there.
        if (answer === undefined) return;
        const { modelVersionStatus: versions } = server.decode(STATUS, "no status", () =>
          fromBinary(GetModelStatusResponseSchema, answer),
        );
        if (versions.some(({ state }) => state === State.AVAILABLE)) return;
        throw new InferenceError("UNAVAILABLE", `${options.url} has no version of ${name} that is AVAILABLE`);
      },
    },
    host,
  );
}
