/**
 * The paths of Seldon's orchestrator for `protocol: seldon`.
 * @see contract section 2.1
 * @module
 */
import { decodeFeedback, decodeMessage } from "../codecs/seldon-json/decode.ts";
import { encodeError, encodeMessage } from "../codecs/seldon-json/encode.ts";
import type { DataPlane } from "../data-plane.ts";
import { InferenceError } from "../errors.ts";
import { andThen, isPromise } from "../eventually.ts";
import type { RuntimeHost } from "../host.ts";
import type { Message } from "../message/message.ts";
import { isJson, readJsonBody } from "./body.ts";
import type { Exchange, HeaderList, Reply, Route } from "./exchange.ts";
import { cloudEventHeaders, createHeaders, jsonReply, puidOf } from "./headers.ts";

const VERSIONS: readonly string[] = ["v0.1", "v1.0"];

/** Seconds after which a client that was refused may try again. */
const RETRY_AFTER = "1";

export function createSeldonRoutes(plane: DataPlane, host: RuntimeHost): readonly Route[] {
  const routes = new SeldonRoutes(plane, host);
  return [
    ...VERSIONS.flatMap((version): Route[] => [
      { methods: ["POST"], path: `/api/${version}/predictions`, handle: (exchange) => routes.predict(exchange) },
      { methods: ["POST"], path: `/api/${version}/feedback`, handle: (exchange) => routes.feedback(exchange) },
      {
        methods: ["GET"],
        path: `/api/${version}/status/:unit`,
        handle: (exchange, unit) => routes.status(exchange, unit),
      },
      {
        methods: ["GET"],
        path: `/api/${version}/metadata/:unit`,
        handle: (exchange, unit) => routes.unitMetadata(exchange, unit),
      },
    ]),
    { methods: ["GET"], path: "/api/v1.0/metadata", handle: (exchange) => routes.metadata(exchange) },
  ];
}

class SeldonRoutes {
  readonly #plane: DataPlane;
  readonly #host: RuntimeHost;
  readonly #post: HeaderList;
  readonly #get: HeaderList;

  constructor(plane: DataPlane, host: RuntimeHost) {
    this.#plane = plane;
    this.#host = host;
    this.#post = createHeaders(host, ["POST"]);
    this.#get = createHeaders(host, ["GET"]);
  }

  predict(exchange: Exchange): Reply | Promise<Reply> {
    const puid = puidOf(exchange, this.#host);
    const answer = (body: Uint8Array | string): Message | Promise<Message> => {
      const message = decodeMessage(body);
      // Without a header the message keeps the identity that it brought along.
      const own = exchange.get("seldon-puid") || message.meta.puid || puid;
      return this.#plane.predict(message, { puid: own, headers: exchange, onWait: (stop) => exchange.onClose(stop) });
    };
    return this.#reply(exchange, puid, this.#post, () => andThen(andThen(bodyOf(exchange), answer), encodeMessage));
  }

  feedback(exchange: Exchange): Reply | Promise<Reply> {
    const puid = puidOf(exchange, this.#host);
    return this.#reply(exchange, puid, this.#post, async () => {
      const feedback = decodeFeedback(await bodyOf(exchange));
      return encodeMessage(await this.#plane.feedback(feedback, { puid, headers: exchange }));
    });
  }

  status(exchange: Exchange, unit: string): Reply | Promise<Reply> {
    const puid = puidOf(exchange, this.#host);
    return this.#reply(exchange, puid, this.#get, async () => {
      const health = await this.#plane.unitHealth(unit, { puid, headers: exchange });
      return health === undefined ? '{"meta":{},"strData":"healthy"}' : encodeMessage(health);
    });
  }

  metadata(exchange: Exchange): Reply | Promise<Reply> {
    const puid = puidOf(exchange, this.#host);
    return this.#reply(exchange, puid, this.#get, async () => JSON.stringify(await this.#plane.metadata()));
  }

  unitMetadata(exchange: Exchange, unit: string): Reply | Promise<Reply> {
    const puid = puidOf(exchange, this.#host);
    return this.#reply(exchange, puid, this.#get, async () => JSON.stringify(await this.#plane.unitMetadata(unit)));
  }

  // Answers at once when the graph does; errors become replies either way.
  #reply(
    exchange: Exchange,
    puid: string,
    headers: HeaderList,
    work: () => string | Promise<string>,
  ): Reply | Promise<Reply> {
    const { name, namespace } = this.#plane.generation.deployment;
    const event = cloudEventHeaders(exchange, puid, name, namespace);
    const all = event.length === 0 ? headers : headers.concat(event);
    try {
      const body = work();
      if (!isPromise(body)) return jsonReply(200, body, all, puid);
      return body.then(
        (text) => jsonReply(200, text, all, puid),
        (error: unknown) => this.#failure(error, all, puid),
      );
    } catch (error) {
      return this.#failure(error, all, puid);
    }
  }

  #failure(error: unknown, headers: HeaderList, puid: string): Reply {
    const failure = InferenceError.from(error);
    if (failure.httpStatus >= 500) {
      this.#host.logger.log("error", "request failed", {
        puid,
        unit: failure.unit,
        code: failure.code,
        error: failure,
      });
    }
    const { reply } = failure;
    if (reply !== undefined) {
      const body = typeof reply.body === "string" ? reply.body : reply.body.slice();
      return {
        status: reply.status,
        headers: headers.concat("content-type", reply.contentType, "seldon-puid", puid),
        body,
      };
    }
    const refused = failure.code === "RESOURCE_EXHAUSTED" ? ["retry-after", RETRY_AFTER] : [];
    return jsonReply(failure.httpStatus, encodeError(failure), headers.concat(refused), puid);
  }
}

function bodyOf(exchange: Exchange): Uint8Array | string | Promise<Uint8Array | string> {
  const type = exchange.get("content-type");
  // The usual case stays synchronous; a body without a type is taken for JSON.
  if (type === undefined || type === "" || isJson(type)) return exchange.body;
  return readJsonBody(exchange);
}
