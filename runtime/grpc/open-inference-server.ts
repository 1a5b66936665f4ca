/** What the Open Inference protocol asks a server beside inference: health, metadata, repository. @module */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { DataPlane } from "../data-plane.ts";
import type { TensorDescription } from "../deployment/described-model.ts";
import { GRPCInferenceService } from "../proto/generated/inference/inference_pb.js";
import type { ModelMetadataResponse_TensorMetadataSchema } from "../proto/generated/inference/inference_pb.js";
import { FIXED_MODELS, SERVER } from "../http/v2/server-description.ts";
import { checkVersion } from "../http/versions.ts";
import type { RpcCalls } from "./calls.ts";
import type { Readiness } from "./readiness.ts";
import type { UnaryRpc } from "./rpc.ts";

export function createOpenInferenceServer(
  plane: DataPlane,
  readiness: Readiness,
  calls: RpcCalls,
): readonly UnaryRpc[] {
  const { method } = GRPCInferenceService;
  return [
    calls.decoded(method.serverLive, () => ({ live: true })),
    calls.decoded(method.serverReady, async () => ({ ready: await readiness.check() })),
    calls.decoded(method.modelReady, async ({ name, version }, { signal }) => {
      // A model that is not ready may not be able to say what it is.
      if (version === "") plane.generation.models.find(name);
      else await checkVersion(plane, { model: name, version }, signal);
      return { ready: await readiness.check() };
    }),
    calls.decoded(method.serverMetadata, () => ({ ...SERVER, extensions: [...SERVER.extensions] })),
    calls.decoded(method.modelMetadata, async ({ name: model, version }, { signal }) => {
      const { name, versions, platform, inputs, outputs } = await checkVersion(plane, { model, version }, signal);
      return { name, versions: [...versions], platform, inputs: inputs.map(metadata), outputs: outputs.map(metadata) };
    }),
    calls.refused(method.repositoryIndex, FIXED_MODELS),
    calls.refused(method.repositoryModelLoad, FIXED_MODELS),
    calls.refused(method.repositoryModelUnload, FIXED_MODELS),
  ];
}

function metadata({
  name,
  datatype,
  shape,
}: TensorDescription): MessageInitShape<typeof ModelMetadataResponse_TensorMetadataSchema> {
  return { name, datatype, shape: shape.map((size) => BigInt(size)) };
}
