/**
 * The services of single units, as a deployment serves them: a graph predicts, learns and describes
 * itself as a model does, so that it can be a unit of another graph; the other verbs it has not.
 * @module
 */
import type { DataPlane } from "../data-plane.ts";
import {
  Combiner,
  Generic,
  Model,
  OutputTransformer,
  Router,
  Transformer,
} from "../proto/generated/seldon/prediction_pb.js";
import type { RpcCalls } from "./calls.ts";
import type { UnaryRpc } from "./rpc.ts";
import { modelMetadata } from "./seldon-metadata.ts";
import type { SeldonCalls } from "./seldon.ts";

const INSTEAD = "a deployment answers seldon.protos.Seldon/Predict; single units are served by zerohop microservice";

export function createNodeServices(
  plane: DataPlane,
  { predict, feedback }: SeldonCalls,
  calls: RpcCalls,
): readonly UnaryRpc[] {
  const others = [
    Router.method.route,
    Transformer.method.transformInput,
    OutputTransformer.method.transformOutput,
    Combiner.method.aggregate,
    Generic.method.transformInput,
    Generic.method.transformOutput,
    Generic.method.route,
    Generic.method.aggregate,
  ];
  const learning = [Model.method.sendFeedback, Router.method.sendFeedback, Generic.method.sendFeedback];
  return [
    { method: Model.method.predict, handle: predict, guarded: true },
    ...learning.map((method): UnaryRpc => ({ method, handle: feedback, guarded: true })),
    calls.decoded(Model.method.metadata, async () => {
      const { name, graphinputs: inputs, graphoutputs: outputs } = await plane.metadata();
      return modelMetadata({ name, inputs, outputs });
    }),
    ...others.map((method) => calls.refused(method, INSTEAD)),
  ];
}
