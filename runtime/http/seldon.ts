/**
 * The paths of Seldon's orchestrator for `protocol: seldon`.
 * @see contract section 2.1
 * @module
 */
import { seldonJson } from "../codecs/seldon-json/codec.ts";
import type { DataPlane } from "../data-plane.ts";
import { andThen } from "../eventually.ts";
import type { RuntimeHost } from "../host.ts";
import { isJson, readJsonBody } from "./body.ts";
import type { Exchange, Reply, Route } from "./exchange.ts";
import { isHeaderValue } from "./headers.ts";
import { ProtocolReplies } from "./protocol-replies.ts";

const VERSIONS: readonly string[] = ["v0.1", "v1.0"];

export function createSeldonRoutes(plane: DataPlane, host: RuntimeHost): readonly Route[] {
  const { encodeError } = seldonJson;
  const replies = new ProtocolReplies(plane, host, { protocol: "seldon", encodeError, compresses: false });
  const routes = new SeldonRoutes(plane, replies);
  return [
    ...VERSIONS.flatMap((version) => [
      replies.postRoute(`/api/${version}/predictions`, (exchange) => routes.predict(exchange)),
      replies.postRoute(`/api/${version}/feedback`, (exchange) => routes.feedback(exchange)),
      replies.getRoute(`/api/${version}/status/:unit`, (exchange, { unit }) => routes.status(exchange, unit!)),
      replies.getRoute(`/api/${version}/metadata/:unit`, (exchange, { unit }) => routes.unitMetadata(exchange, unit!)),
    ]),
    replies.getRoute("/api/v1.0/metadata", (exchange) => routes.metadata(exchange)),
  ];
}

class SeldonRoutes {
  readonly #plane: DataPlane;
  readonly #replies: ProtocolReplies;

  constructor(plane: DataPlane, replies: ProtocolReplies) {
    this.#plane = plane;
    this.#replies = replies;
  }

  predict(exchange: Exchange): Reply | Promise<Reply> {
    return this.#replies.reply(exchange, this.#replies.post, (identity) => {
      const answer = andThen(bodyOf(exchange), (body) => {
        const message = seldonJson.decodeMessage(body);
        // Without a header the message keeps the identity that it brought along.
        if (!exchange.get("seldon-puid") && isHeaderValue(message.meta.puid)) identity.puid = message.meta.puid;
        return this.#plane.predict(message, { puid: identity.puid, headers: exchange, signal: () => exchange.signal });
      });
      return andThen(answer, seldonJson.encodeMessage);
    });
  }

  feedback(exchange: Exchange): Reply | Promise<Reply> {
    return this.#replies.reply(exchange, this.#replies.post, async (identity) => {
      const feedback = seldonJson.decodeFeedback(await bodyOf(exchange));
      // Without a header it goes by the identity of the answer that it is for.
      const given = feedback.response?.meta.puid ?? "";
      if (!exchange.get("seldon-puid") && isHeaderValue(given)) identity.puid = given;
      const options = { puid: identity.puid, headers: exchange, signal: () => exchange.signal };
      return seldonJson.encodeMessage(await this.#plane.feedback(feedback, options));
    });
  }

  status(exchange: Exchange, unit: string): Reply | Promise<Reply> {
    return this.#replies.reply(exchange, this.#replies.get, async ({ puid }) => {
      const health = await this.#plane.unitHealth(unit, { puid, headers: exchange });
      return health === undefined ? '{"meta":{},"strData":"healthy"}' : seldonJson.encodeMessage(health);
    });
  }

  metadata(exchange: Exchange): Reply | Promise<Reply> {
    return this.#replies.reply(exchange, this.#replies.get, async () => JSON.stringify(await this.#plane.metadata()));
  }

  unitMetadata(exchange: Exchange, unit: string): Reply | Promise<Reply> {
    return this.#replies.reply(exchange, this.#replies.get, async () =>
      JSON.stringify(await this.#plane.unitMetadata(unit)),
    );
  }
}

function bodyOf(exchange: Exchange): Uint8Array | string | Promise<Uint8Array | string> {
  const type = exchange.get("content-type");
  // The usual case stays synchronous; a body without a type is taken for JSON.
  if (type === undefined || type === "" || isJson(type)) return exchange.body;
  return readJsonBody(exchange);
}
