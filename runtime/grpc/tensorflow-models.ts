/** What TensorFlow Serving's clients ask about models: their tensors and whether they can be used. @module */
import { create, toBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { AnySchema } from "@bufbuild/protobuf/wkt";
import type { Any } from "@bufbuild/protobuf/wkt";
import type { DataPlane } from "../data-plane.ts";
import type { TensorDescription } from "../deployment/described-model.ts";
import { InferenceError } from "../errors.ts";
import type { TensorInfoSchema } from "../proto/generated/tensorflow/core/framework/signature_pb.js";
import { DataType } from "../proto/generated/tensorflow/core/framework/types_pb.js";
import {
  ModelService,
  ModelVersionStatus_State as State,
  PredictionService,
  SignatureDefMapSchema,
} from "../proto/generated/tensorflow_serving/apis/serving_pb.js";
import { DEFAULT_SIGNATURE } from "../http/declared-inputs.ts";
import { FIXED_MODELS } from "../http/v2/server-description.ts";
import { checkVersion } from "../http/versions.ts";
import type { Datatype } from "../tensor/datatype.ts";
import type { RpcCalls } from "./calls.ts";
import type { Readiness } from "./readiness.ts";
import type { UnaryRpc } from "./rpc.ts";
import { askedBy, fromModelSpec, toModelSpec, versionNumber } from "./tensorflow-spec.ts";

const SIGNATURES = "signature_def";
const PREDICT = "tensorflow/serving/predict";
/** gRPC's code of a version that cannot answer. */
const UNAVAILABLE = 14;

const DTYPES: Readonly<Record<Datatype, DataType>> = {
  BOOL: DataType.DT_BOOL,
  UINT8: DataType.DT_UINT8,
  UINT16: DataType.DT_UINT16,
  UINT32: DataType.DT_UINT32,
  UINT64: DataType.DT_UINT64,
  INT8: DataType.DT_INT8,
  INT16: DataType.DT_INT16,
  INT32: DataType.DT_INT32,
  INT64: DataType.DT_INT64,
  FP16: DataType.DT_HALF,
  BF16: DataType.DT_BFLOAT16,
  FP32: DataType.DT_FLOAT,
  FP64: DataType.DT_DOUBLE,
  BYTES: DataType.DT_STRING,
};

export function createTensorflowModels(plane: DataPlane, readiness: Readiness, calls: RpcCalls): readonly UnaryRpc[] {
  return [
    calls.decoded(PredictionService.method.getModelMetadata, async ({ modelSpec, metadataField: fields }, context) => {
      const unknown = fields.find((field) => field !== SIGNATURES);
      if (unknown !== undefined || fields.length === 0) {
        const got = unknown === undefined ? "nothing" : unknown.slice(0, 80);
        throw new InferenceError("INVALID_ARGUMENT", `metadata_field: expected ${SIGNATURES}, got ${got}`);
      }
      const spec = fromModelSpec(modelSpec);
      const model = await checkVersion(plane, askedBy(spec), context.signal);
      const version = versionNumber(model.versions.at(-1)!);
      return {
        modelSpec: toModelSpec({ name: model.name, version: spec.version ?? version, label: undefined, signature: "" }),
        metadata: { [SIGNATURES]: signatures(model.inputs, model.outputs) },
      };
    }),
    calls.decoded(ModelService.method.getModelStatus, async ({ modelSpec }, context) => {
      const spec = fromModelSpec(modelSpec);
      const asked = askedBy(spec);
      const isReady = await readiness.check();
      // A model that is not ready may not be able to say which versions it has.
      const described = isReady || readiness.draining || asked.version !== "";
      if (!described) plane.generation.models.find(spec.name);
      const versions = described ? (await checkVersion(plane, asked, context.signal)).versions : ["1"];
      const shown = asked.version === "" ? versions : versions.filter((version) => version === asked.version);
      const notReady = readiness.draining ? State.UNLOADING : State.LOADING;
      const status = isReady
        ? { state: State.AVAILABLE, status: {} }
        : { state: notReady, status: { errorCode: UNAVAILABLE, errorMessage: "The graph is not ready" } };
      return { modelVersionStatus: shown.map((version) => ({ version: versionNumber(version), ...status })) };
    }),
    calls.refused(ModelService.method.handleReloadConfigRequest, FIXED_MODELS),
  ];
}

function signatures(inputs: readonly TensorDescription[], outputs: readonly TensorDescription[]): Any {
  const signature = { inputs: infos(inputs), outputs: infos(outputs), methodName: PREDICT };
  const map = create(SignatureDefMapSchema, { signatureDef: { [DEFAULT_SIGNATURE]: signature } });
  const typeUrl = `type.googleapis.com/${SignatureDefMapSchema.typeName}`;
  return create(AnySchema, { typeUrl, value: toBinary(SignatureDefMapSchema, map) });
}

function infos(tensors: readonly TensorDescription[]): Record<string, MessageInitShape<typeof TensorInfoSchema>> {
  return Object.fromEntries(tensors.map((tensor) => [tensor.name, info(tensor)]));
}

function info({ name, datatype, shape }: TensorDescription): MessageInitShape<typeof TensorInfoSchema> {
  const dim = shape.map((size) => ({ size: BigInt(size) }));
  return {
    encoding: { case: "name", value: `${name}:0` },
    dtype: DTYPES[datatype],
    tensorShape: dim.length === 0 ? { unknownRank: true } : { dim },
  };
}
