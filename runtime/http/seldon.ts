/**
 * The paths of Seldon's orchestrator for `protocol: seldon`.
 * @see contract section 2.1
 * @module
 */
import { seldonJson } from "../codecs/seldon-json/codec.ts";
import type { DataPlane } from "../data-plane.ts";
import { InferenceError } from "../errors.ts";
import { andThen, isPromise } from "../eventually.ts";
import type { RuntimeHost } from "../host.ts";
import { isJson, readJsonBody } from "./body.ts";
import type { Exchange, HeaderList, Reply, Route } from "./exchange.ts";
import { cloudEventHeaders, createHeaders, jsonReply, puidOf } from "./headers.ts";

const VERSIONS: readonly string[] = ["v0.1", "v1.0"];

/** Seconds after which a client that was refused may try again. */
const RETRY_AFTER = "1";

export function createSeldonRoutes(plane: DataPlane, host: RuntimeHost): readonly Route[] {
  const routes = new SeldonRoutes(plane, host);
  const fail: Route["fail"] = (error) => routes.failure(error, createHeaders(host, ["POST"]), host.uuid());
  const post = (path: string, handle: Route["handle"]): Route => ({ methods: ["POST"], path, handle, fail });
  const get = (path: string, handle: Route["handle"]): Route => ({ methods: ["GET"], path, handle, fail });
  return [
    ...VERSIONS.flatMap((version) => [
      post(`/api/${version}/predictions`, (exchange) => routes.predict(exchange)),
      post(`/api/${version}/feedback`, (exchange) => routes.feedback(exchange)),
      get(`/api/${version}/status/:unit`, (exchange, { unit }) => routes.status(exchange, unit!)),
      get(`/api/${version}/metadata/:unit`, (exchange, { unit }) => routes.unitMetadata(exchange, unit!)),
    ]),
    get("/api/v1.0/metadata", (exchange) => routes.metadata(exchange)),
  ];
}

/** The identity that a request has got so far; a body may bring its own. */
interface Identity {
  puid: string;
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
    return this.#reply(exchange, this.#post, (identity) => {
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
    return this.#reply(exchange, this.#post, async ({ puid }) => {
      const feedback = seldonJson.decodeFeedback(await bodyOf(exchange));
      const options = { puid, headers: exchange, signal: () => exchange.signal };
      return seldonJson.encodeMessage(await this.#plane.feedback(feedback, options));
    });
  }

  status(exchange: Exchange, unit: string): Reply | Promise<Reply> {
    return this.#reply(exchange, this.#get, async ({ puid }) => {
      const health = await this.#plane.unitHealth(unit, { puid, headers: exchange });
      return health === undefined ? '{"meta":{},"strData":"healthy"}' : seldonJson.encodeMessage(health);
    });
  }

  metadata(exchange: Exchange): Reply | Promise<Reply> {
    return this.#reply(exchange, this.#get, async () => JSON.stringify(await this.#plane.metadata()));
  }

  unitMetadata(exchange: Exchange, unit: string): Reply | Promise<Reply> {
    return this.#reply(exchange, this.#get, async () => JSON.stringify(await this.#plane.unitMetadata(unit)));
  }

  /** An error as the orchestrator writes it, or as the unit that raised it has written it. */
  failure(error: unknown, headers: HeaderList, puid: string): Reply {
    const failure = InferenceError.from(error);
    if (failure.httpStatus >= 500) {
      const fields = { puid, unit: failure.unit, code: failure.code, error: failure };
      this.#host.logger.log("error", "request failed", fields);
    }
    const { reply } = failure;
    if (reply !== undefined && reply.protocol === "seldon") {
      const body = typeof reply.body === "string" ? reply.body : reply.body.slice();
      const own = ["content-type", reply.contentType, "seldon-puid", puid];
      return { status: reply.status, headers: headers.concat(own), body };
    }
    const refused = failure.code === "RESOURCE_EXHAUSTED" ? ["retry-after", RETRY_AFTER] : [];
    return jsonReply(failure.httpStatus, seldonJson.encodeError(failure), headers.concat(refused), puid);
  }

  // Answers at once when the graph does; errors become replies either way.
  #reply(
    exchange: Exchange,
    headers: HeaderList,
    work: (identity: Identity) => Body | Promise<Body>,
  ): Reply | Promise<Reply> {
    const identity: Identity = { puid: puidOf(exchange, this.#host) };
    try {
      const body = work(identity);
      if (!isPromise(body)) return this.#success(exchange, headers, identity, body);
      return body.then(
        (text) => this.#success(exchange, headers, identity, text),
        (error: unknown) => this.#error(exchange, headers, identity, error),
      );
    } catch (error) {
      return this.#error(exchange, headers, identity, error);
    }
  }

  #success(exchange: Exchange, headers: HeaderList, { puid }: Identity, body: Body): Reply {
    return jsonReply(200, body, this.#headers(exchange, headers, puid), puid);
  }

  #error(exchange: Exchange, headers: HeaderList, { puid }: Identity, error: unknown): Reply {
    return this.failure(error, this.#headers(exchange, headers, puid), puid);
  }

  #headers(exchange: Exchange, headers: HeaderList, puid: string): HeaderList {
    const { name, namespace } = this.#plane.generation.deployment;
    const event = cloudEventHeaders(exchange, puid, name, namespace);
    return event.length === 0 ? headers : headers.concat(event);
  }
}

type Body = string | Uint8Array<ArrayBuffer>;

// What a client chose in a body must not break the answer's headers.
function isHeaderValue(puid: string): boolean {
  return puid !== "" && puid.length <= 256 && /^[\x20-\x7e]*$/.test(puid);
}

function bodyOf(exchange: Exchange): Uint8Array | string | Promise<Uint8Array | string> {
  const type = exchange.get("content-type");
  // The usual case stays synchronous; a body without a type is taken for JSON.
  if (type === undefined || type === "" || isJson(type)) return exchange.body;
  return readJsonBody(exchange);
}
