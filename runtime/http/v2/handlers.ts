/** What answers the paths of the Open Inference protocol; loaded when a request first asks for one. @module */
import type { DataPlane } from "../../data-plane.ts";
import type { RuntimeHost } from "../../host.ts";
import type { AcceptsRequests } from "../is-ready.ts";
import type { ProtocolReplies } from "../protocol-replies.ts";
import { Inference } from "./inference.ts";
import { ServerInformation } from "./server-information.ts";

export interface V2Handlers {
  readonly inference: Inference;
  readonly server: ServerInformation;
}

export function createV2Handlers(
  plane: DataPlane,
  host: RuntimeHost,
  accepts: AcceptsRequests,
  replies: ProtocolReplies,
): V2Handlers {
  return { inference: new Inference(plane, replies), server: new ServerInformation(plane, host, accepts) };
}
