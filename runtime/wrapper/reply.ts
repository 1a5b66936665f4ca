/**
 * What a language wrapper answers, in the Python wrapper's shape.
 * @see contract section 2.3 "Wrapper error body"
 * @module
 */
import { writeJson } from "../codecs/json/writer.ts";
import { ERROR_CODES, InferenceError } from "../errors.ts";
import { isPromise } from "../eventually.ts";
import type { RuntimeHost } from "../host.ts";
import { isJsonObject } from "../message/json-value.ts";
import type { JsonObject } from "../message/json-value.ts";
import type { MethodTag } from "../units/component/extras.ts";
import type { HeaderList, Reply } from "../http/exchange.ts";
import { createHeaders } from "../http/headers.ts";
import { finishRaw } from "./raw-answer.ts";

/** Seconds after which a client that was refused may try again. */
const RETRY_AFTER = "1";
const INTERNAL = ERROR_CODES.INTERNAL.reason;

/** Makes replies whose headers are put together once. */
export class WrapperReplies {
  readonly #host: RuntimeHost;
  readonly #shared: HeaderList;
  readonly #json: HeaderList;

  constructor(host: RuntimeHost) {
    this.#host = host;
    this.#shared = createHeaders(host, ["POST"]);
    this.#json = this.#shared.concat("content-type", "application/json");
  }

  json(body: string | Uint8Array<ArrayBuffer>, status: number = 200): Reply {
    return { status, headers: this.#json, body };
  }

  /** Text that is no JSON. */
  text(body: string, contentType: string, status: number = 200): Reply {
    return { status, headers: this.#shared.concat("content-type", contentType), body };
  }

  /** The reply of `work`, at once when there is nothing to wait for; errors become replies. */
  of(work: () => Reply | Promise<Reply>): Reply | Promise<Reply> {
    try {
      const reply = work();
      return isPromise(reply) ? reply.catch((error: unknown) => this.failure(error)) : reply;
    } catch (error) {
      return this.failure(error);
    }
  }

  failure(error: unknown): Reply {
    const failure = InferenceError.from(error);
    const { reply, httpStatus, code } = failure;
    if (httpStatus >= 500) this.#host.logger.log("error", "request failed", { code, error: failure });
    if (reply !== undefined) {
      const body = typeof reply.body === "string" ? reply.body : reply.body.slice();
      return { status: reply.status, headers: this.#shared.concat("content-type", reply.contentType), body };
    }
    // Paths and methods are no fault of the data; the Python wrapper gives them this reason, too.
    const isRouting = code === "NOT_FOUND" || code === "METHOD_NOT_ALLOWED";
    const reason = isRouting ? INTERNAL : ERROR_CODES[code].reason;
    const body = `{"status":{"code":-1,"info":${JSON.stringify(failure.message)},"reason":"${reason}","status":1}}`;
    if (code !== "RESOURCE_EXHAUSTED") return this.json(body, httpStatus);
    return { status: httpStatus, headers: this.#json.concat("retry-after", RETRY_AFTER), body };
  }

  /** A raw method's answer as it is; of `predictRaw` the `status.code` is the HTTP status. */
  raw(result: unknown, method: MethodTag, showMetrics: boolean): Reply {
    const value = finishRaw(result, method, showMetrics);
    const status = method === "predict" && isJsonObject(value) ? statusOf(value) : 200;
    return this.json(writeJson(value), status);
  }
}

function statusOf({ status }: JsonObject): number {
  if (!isJsonObject(status) || !("code" in status)) return 200;
  const { code } = status;
  const number = typeof code === "string" && /^\d+$/.test(code) ? Number(code) : code;
  if (typeof number === "number" && Number.isInteger(number) && number >= 200 && number <= 599) return number;
  throw new InferenceError("INTERNAL", "Invalid status argument: status.code must be an HTTP status from 200 to 599");
}
