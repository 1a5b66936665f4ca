/** The gRPC methods of a deployment, of every protocol. @module */
import type { DataPlane } from "../data-plane.ts";
import type { RuntimeHost } from "../host.ts";
import type { AcceptsRequests } from "../http/health.ts";
import { GRPCInferenceService } from "../proto/generated/inference/inference_pb.js";
import { PredictionService } from "../proto/generated/tensorflow_serving/apis/serving_pb.js";
import { RpcCalls } from "./calls.ts";
import { createNodeServices } from "./node-services.ts";
import { OpenInferenceCalls } from "./open-inference.ts";
import { createOpenInferenceServer } from "./open-inference-server.ts";
import { Readiness } from "./readiness.ts";
import type { RpcTable, UnaryRpc } from "./rpc.ts";
import { SeldonCalls } from "./seldon.ts";
import { createServedTable } from "./served-table.ts";
import { TensorflowCalls } from "./tensorflow.ts";
import { createExampleMethods } from "./tensorflow-examples.ts";
import { createTensorflowModels } from "./tensorflow-models.ts";

/**
 * @param maxMessageBytes largest message, either way
 * @param accepts whether new requests are still wanted; health says so
 */
export function createDeploymentRpcs(
  plane: DataPlane,
  host: RuntimeHost,
  maxMessageBytes: number,
  accepts: AcceptsRequests = () => true,
): RpcTable {
  const calls = new RpcCalls(host);
  const readiness = new Readiness(
    accepts,
    () => plane.ready(),
    () => host.now(),
  );
  const seldon = new SeldonCalls(plane, calls);
  const inference = new OpenInferenceCalls(plane, calls);
  const tensorflow = new TensorflowCalls(plane, calls);
  const predict = (method: UnaryRpc["method"], handle: UnaryRpc["handle"]): UnaryRpc => {
    return { method, handle, guarded: true };
  };
  const unary = [
    ...seldon.methods,
    ...createNodeServices(plane, seldon, calls),
    predict(GRPCInferenceService.method.modelInfer, inference.infer),
    ...createOpenInferenceServer(plane, readiness, calls),
    predict(PredictionService.method.predict, tensorflow.predict),
    ...createExampleMethods(tensorflow, calls),
    ...createTensorflowModels(plane, readiness, calls),
  ];
  return createServedTable({ unary, streams: [inference.stream], readiness, calls, maxMessageBytes });
}
