/** What answers the paths of TensorFlow Serving; loaded when a request first asks for one. @module */
import type { DataPlane } from "../../data-plane.ts";
import type { RuntimeHost } from "../../host.ts";
import type { AcceptsRequests } from "../is-ready.ts";
import type { ProtocolReplies } from "../protocol-replies.ts";
import { ModelInformation } from "./model-information.ts";
import { Predictions } from "./predictions.ts";

export interface TensorflowHandlers {
  readonly predictions: Predictions;
  readonly models: ModelInformation;
}

export function createTensorflowHandlers(
  plane: DataPlane,
  host: RuntimeHost,
  accepts: AcceptsRequests,
  replies: ProtocolReplies,
): TensorflowHandlers {
  return { predictions: new Predictions(plane, replies), models: new ModelInformation(plane, host, accepts) };
}
