/**
 * What the routes of every protocol share: identity, headers, and errors as the protocol writes them.
 * @see contract section 2.1 "Middleware"
 * @module
 */
import type { DataPlane } from "../data-plane.ts";
import { InferenceError } from "../errors.ts";
import type { Protocol } from "../errors.ts";
import { isPromise } from "../eventually.ts";
import type { RuntimeHost } from "../host.ts";
import { compressReply } from "./content-encoding.ts";
import type { Exchange, HeaderList, Reply, Route } from "./exchange.ts";
import { cloudEventHeaders, createHeaders, jsonReply, puidOf } from "./headers.ts";
import { toldError } from "./told-error.ts";

/** Seconds after which a client that was refused may try again. */
const RETRY_AFTER = "1";

/** The identity that a request has got so far; a body may bring its own. */
export interface Identity {
  puid: string;
}

/** An answer that is not simply JSON with status 200. */
export interface Content {
  readonly status: number;
  /** With the Content-Type. */
  readonly headers: HeaderList;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** What a route makes of a request: JSON, or whatever it says. */
export type Body = string | Uint8Array<ArrayBuffer> | Content;

export interface ProtocolForm {
  readonly protocol: Protocol;
  /** Writes an error as JSON. */
  readonly encodeError: (error: InferenceError) => string | Uint8Array<ArrayBuffer>;
  /** Whether long answers are compressed for clients that ask for it. */
  readonly compresses: boolean;
}

export class ProtocolReplies {
  /** Headers of every answer to POST. */
  readonly post: HeaderList;
  /** Headers of every answer to GET. */
  readonly get: HeaderList;
  readonly #plane: DataPlane;
  readonly #host: RuntimeHost;
  readonly #form: ProtocolForm;

  constructor(plane: DataPlane, host: RuntimeHost, form: ProtocolForm) {
    this.#plane = plane;
    this.#host = host;
    this.#form = form;
    this.post = createHeaders(host, ["POST"]);
    this.get = createHeaders(host, ["GET"]);
  }

  /** The protocol's form of an error that arose outside of the handler. */
  readonly fail: Route["fail"] = (error) => this.#failure(error, this.post, this.#host.uuid());

  /** A route for predictions and the like. */
  postRoute(path: string, handle: Route["handle"]): Route {
    return { methods: ["POST"], path, handle, fail: this.fail, guarded: true };
  }

  /** A route that only tells. */
  getRoute(path: string, handle: Route["handle"]): Route {
    return { methods: ["GET"], path, handle, fail: this.fail, guarded: false };
  }

  /** Answers at once when the work does; errors become replies either way. */
  reply(
    exchange: Exchange,
    headers: HeaderList,
    work: (identity: Identity) => Body | Promise<Body>,
  ): Reply | Promise<Reply> {
    const identity: Identity = { puid: puidOf(exchange, this.#host) };
    try {
      const body = work(identity);
      if (!isPromise(body)) return this.#success(exchange, headers, identity, body);
      return body.then(
        (content) => this.#success(exchange, headers, identity, content),
        (error: unknown) => this.#error(exchange, headers, identity, error),
      );
    } catch (error) {
      return this.#error(exchange, headers, identity, error);
    }
  }

  #success(exchange: Exchange, headers: HeaderList, { puid }: Identity, body: Body): Reply | Promise<Reply> {
    const all = this.#headers(exchange, headers, puid);
    const isJson = typeof body === "string" || body instanceof Uint8Array;
    const reply = isJson ? jsonReply(200, body, all, puid) : withContent(body, all, puid);
    return this.#form.compresses ? compressReply(exchange, reply) : reply;
  }

  #error(exchange: Exchange, headers: HeaderList, { puid }: Identity, error: unknown): Reply {
    return this.#failure(error, this.#headers(exchange, headers, puid), puid);
  }

  // As the protocol writes it, or as the unit that raised it has written it in the same protocol.
  #failure(error: unknown, headers: HeaderList, puid: string): Reply {
    const failure = InferenceError.from(error);
    if (failure.httpStatus >= 500) {
      const fields = { puid, unit: failure.unit, code: failure.code, error: failure };
      this.#host.logger.log("error", "request failed", fields);
    }
    const { reply } = failure;
    if (reply !== undefined && reply.protocol === this.#form.protocol) {
      const body = typeof reply.body === "string" ? reply.body : reply.body.slice();
      const own = ["content-type", reply.contentType, "seldon-puid", puid];
      return { status: reply.status, headers: headers.concat(own), body };
    }
    const refused = failure.code === "RESOURCE_EXHAUSTED" ? ["retry-after", RETRY_AFTER] : [];
    return jsonReply(failure.httpStatus, this.#form.encodeError(toldError(failure)), headers.concat(refused), puid);
  }

  #headers(exchange: Exchange, headers: HeaderList, puid: string): HeaderList {
    const { name, namespace } = this.#plane.generation.deployment;
    const event = cloudEventHeaders(exchange, puid, name, namespace);
    return event.length === 0 ? headers : headers.concat(event);
  }
}

function withContent({ status, headers, body }: Content, all: HeaderList, puid: string): Reply {
  return { status, headers: all.concat(headers, "seldon-puid", puid), body };
}
