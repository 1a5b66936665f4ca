/**
 * The paths of TensorFlow Serving, and those that Seldon's orchestrator has beside them.
 * @see contract section 2.1
 * @module
 */
import { encodeError } from "../../codecs/tensorflow-json/codec.ts";
import type { DataPlane } from "../../data-plane.ts";
import type { RuntimeHost } from "../../host.ts";
import type { PathParameters, Route } from "../exchange.ts";
import type { AcceptsRequests } from "../health.ts";
import { ProtocolReplies } from "../protocol-replies.ts";
import { ModelInformation } from "./model-information.ts";
import { Predictions } from "./predictions.ts";

const MODEL = "/v1/models/:model";
/** The same place by its number or its label: a graph's versions need not be numbers. */
const VERSIONS: readonly string[] = [`${MODEL}/versions/:version`, `${MODEL}/labels/:version`];
/** Before what a path of a version may stand behind the model. */
const KINDS: readonly string[] = ["versions", "labels"];

/** @param accepts whether new requests are still wanted; the status says so */
export function createTensorflowRoutes(
  plane: DataPlane,
  host: RuntimeHost,
  accepts: AcceptsRequests = () => true,
): readonly Route[] {
  const replies = new ProtocolReplies(plane, host, { protocol: "tensorflow", encodeError, compresses: true });
  const predictions = new Predictions(plane, replies);
  const models = new ModelInformation(plane, host, accepts);
  const tell = (path: string, work: Tell): Route =>
    replies.getRoute(path, (exchange, { model = "", version = "" }) =>
      replies.reply(exchange, replies.get, () => work(model, version, exchange.signal)),
    );
  const ask = (path: string, target: (parameters: PathParameters) => Target): Route =>
    replies.postRoute(path, (exchange, parameters) => {
      const { named, version = "" } = target(parameters);
      return predictions.handle(exchange, named, version);
    });
  return [
    ...[MODEL, ...VERSIONS].flatMap((path) => [
      tell(path, (model, version, signal) => models.status(model, version, signal)),
      tell(`${path}/metadata`, (model, version, signal) => models.metadata(model, version, signal)),
    ]),
    ask("/v1/models:predict", () => ({ named: ":predict" })),
    ask(MODEL, ({ model }) => ({ named: model! })),
    ask(`${MODEL}/:rest`, ({ model, rest }) => (rest!.startsWith(":") ? { named: model! + rest! } : MALFORMED)),
    ask(`${MODEL}/:rest/:version`, ({ model, rest, version }) =>
      KINDS.includes(rest!) ? versioned(model!, version!) : MALFORMED,
    ),
  ];
}

type Tell = (model: string, version: string, signal: AbortSignal) => Promise<string>;

/** A model and a verb, as `model:verb`, and the version if the path has one. */
interface Target {
  readonly named: string;
  readonly version?: string;
}

const MALFORMED: Target = { named: "" };

// The last part of the path has the verb behind a colon, which patterns of paths cannot say.
function versioned(model: string, last: string): Target {
  const colon = last.lastIndexOf(":");
  return colon === -1 ? MALFORMED : { named: model + last.slice(colon), version: last.slice(0, colon) };
}
