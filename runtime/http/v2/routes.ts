/**
 * The paths of the Open Inference protocol: health, metadata and inference of the graph and of every
 * unit in it by name.
 * @see contract sections 2.1 and 14
 * @module
 */
import { encodeError } from "../../codecs/v2-json/codec.ts";
import type { DataPlane } from "../../data-plane.ts";
import type { RuntimeHost } from "../../host.ts";
import type { Route } from "../exchange.ts";
import type { AcceptsRequests } from "../health.ts";
import { ProtocolReplies } from "../protocol-replies.ts";
import type { Body } from "../protocol-replies.ts";
import { Inference } from "./inference.ts";
import { ServerInformation } from "./server-information.ts";

const MODEL = "/v2/models/:model";
const VERSION = `${MODEL}/versions/:version`;

/** @param accepts whether new requests are still wanted; readiness says so */
export function createV2Routes(
  plane: DataPlane,
  host: RuntimeHost,
  accepts: AcceptsRequests = () => true,
): readonly Route[] {
  const replies = new ProtocolReplies(plane, host, { protocol: "v2", encodeError, compresses: true });
  const inference = new Inference(plane, replies);
  const server = new ServerInformation(plane, host, accepts);
  const infer: Route["handle"] = (exchange, { model = "", version = "" }) => inference.infer(exchange, model, version);
  const tell = (path: string, work: Tell): Route =>
    replies.getRoute(path, (exchange, { model = "", version = "" }) =>
      replies.reply(exchange, replies.get, () => work(model, version, exchange.signal)),
    );
  return [
    tell("/v2", () => server.metadata()),
    tell("/v2/health/live", () => server.live()),
    tell("/v2/health/ready", () => server.ready()),
    tell("/v2/models", () => server.models()),
    ...[MODEL, VERSION].flatMap((path) => [
      tell(path, (model, version, signal) => server.model(model, version, signal)),
      tell(`${path}/ready`, (model, version, signal) => server.modelReady(model, version, signal)),
      replies.postRoute(`${path}/infer`, infer),
    ]),
    replies.postRoute("/v2/models/infer", infer),
  ];
}

type Tell = (model: string, version: string, signal: AbortSignal) => Body | Promise<Body>;
