/**
 * The paths of TensorFlow Serving and of KServe's V1 protocol, which share them, and those that
 * Seldon's orchestrator has beside them.
 * @see contract section 2.1
 * @module
 */
import { encodeError } from "../../codecs/v2/error.ts";
import type { DataPlane } from "../../data-plane.ts";
import type { RuntimeHost } from "../../host.ts";
import type { PathParameters, Route } from "../exchange.ts";
import type { AcceptsRequests } from "../is-ready.ts";
import { LazyHandlers } from "../lazy-handlers.ts";
import type { LoadableRoutes } from "../lazy-handlers.ts";
import { ProtocolReplies } from "../protocol-replies.ts";
import type { Body } from "../protocol-replies.ts";
import type { Asked } from "../versions.ts";
import type { TensorflowHandlers } from "./handlers.ts";
import type { Target } from "./predictions.ts";

const MODEL = "/v1/models/:model";
const VERSIONS: readonly string[] = [`${MODEL}/versions/:version`, `${MODEL}/labels/:version`];
/** Before what a path of a version may stand behind the model. */
const KINDS: readonly string[] = ["versions", "labels"];

/** @param accepts whether new requests are still wanted; the status says so */
export function createTensorflowRoutes(
  plane: DataPlane,
  host: RuntimeHost,
  accepts: AcceptsRequests = () => true,
): LoadableRoutes {
  const replies = new ProtocolReplies(plane, host, { protocol: "tensorflow", encodeError, compresses: true });
  const handlers = new LazyHandlers(async () => {
    const { createTensorflowHandlers } = await import("./handlers.ts");
    return createTensorflowHandlers(plane, host, accepts, replies);
  });
  const tell = (path: string, work: Tell): Route =>
    replies.getRoute(
      path,
      handlers.handler(({ models }, exchange, { model = "", version = "" }) => {
        const asked = { model, version, isLabel: path.includes("/labels/") };
        return replies.reply(exchange, replies.get, () => work(models, asked, exchange.signal));
      }),
    );
  const ask = (path: string, target: (parameters: PathParameters) => Target): Route =>
    replies.postRoute(
      path,
      handlers.handler(({ predictions }, exchange, parameters) => predictions.handle(exchange, target(parameters))),
    );
  const routes = [
    tell("/v1/models", (models) => models.list()),
    ...[MODEL, ...VERSIONS].flatMap((path) => [
      tell(path, (models, asked, signal) => models.status(asked, signal)),
      tell(`${path}/metadata`, (models, asked, signal) => models.metadata(asked, signal)),
    ]),
    ask("/v1/models:predict", () => ({ named: ":predict" })),
    ask(MODEL, ({ model }) => ({ named: model! })),
    ask(`${MODEL}/:rest`, ({ model, rest }) => (rest!.startsWith(":") ? { named: model! + rest! } : MALFORMED)),
    ask(`${MODEL}/:rest/:version`, ({ model, rest, version }) =>
      KINDS.includes(rest!) ? versioned(model!, rest!, version!) : MALFORMED,
    ),
  ];
  return { routes, load: () => handlers.load() };
}

type Tell = (models: TensorflowHandlers["models"], asked: Asked, signal: AbortSignal) => Body | Promise<Body>;

const MALFORMED: Target = { named: "" };

// The last part of the path has the verb behind a colon, which patterns of paths cannot say.
function versioned(model: string, kind: string, last: string): Target {
  const colon = last.lastIndexOf(":");
  if (colon === -1) return MALFORMED;
  return { named: model + last.slice(colon), version: last.slice(0, colon), isLabel: kind === "labels" };
}
