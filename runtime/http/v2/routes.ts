/**
 * The paths of the Open Inference protocol: health, metadata and inference of the graph and of every
 * unit in it by name.
 * @see contract sections 2.1 and 14
 * @module
 */
import { encodeError } from "../../codecs/v2/error.ts";
import type { DataPlane } from "../../data-plane.ts";
import type { RuntimeHost } from "../../host.ts";
import type { Route } from "../exchange.ts";
import type { AcceptsRequests } from "../is-ready.ts";
import { LazyHandlers } from "../lazy-handlers.ts";
import type { LoadableRoutes } from "../lazy-handlers.ts";
import { ProtocolReplies } from "../protocol-replies.ts";
import type { Body } from "../protocol-replies.ts";
import type { V2Handlers } from "./handlers.ts";

const MODEL = "/v2/models/:model";
const VERSION = `${MODEL}/versions/:version`;

/** @param accepts whether new requests are still wanted; readiness says so */
export function createV2Routes(
  plane: DataPlane,
  host: RuntimeHost,
  accepts: AcceptsRequests = () => true,
): LoadableRoutes {
  const replies = new ProtocolReplies(plane, host, { protocol: "v2", encodeError, compresses: true });
  const handlers = new LazyHandlers(async () => {
    const { createV2Handlers } = await import("./handlers.ts");
    return createV2Handlers(plane, host, accepts, replies);
  });
  const infer = handlers.handler(({ inference }, exchange, { model = "", version = "" }) =>
    inference.infer(exchange, model, version),
  );
  const tell = (path: string, work: Tell): Route =>
    replies.getRoute(
      path,
      handlers.handler(({ server }, exchange, { model = "", version = "" }) =>
        replies.reply(exchange, replies.get, () => work(server, model, version, exchange.signal)),
      ),
    );
  const routes = [
    tell("/v2", (server) => server.metadata()),
    tell("/v2/health/live", (server) => server.live()),
    tell("/v2/health/ready", (server) => server.ready()),
    tell("/v2/models", (server) => server.models()),
    ...[MODEL, VERSION].flatMap((path) => [
      tell(path, (server, model, version, signal) => server.model(model, version, signal)),
      tell(`${path}/ready`, (server, model, version, signal) => server.modelReady(model, version, signal)),
      replies.postRoute(`${path}/infer`, infer),
    ]),
    replies.postRoute("/v2/models/infer", infer),
  ];
  return { routes, load: () => handlers.load() };
}

type Tell = (server: V2Handlers["server"], model: string, version: string, signal: AbortSignal) => Body | Promise<Body>;
