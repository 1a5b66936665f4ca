/** The server behind a remote unit, called over HTTP. @module */
import type { ErrorCode, Protocol } from "../../errors.ts";
import { InferenceError } from "../../errors.ts";
import type { RemoteReply, RuntimeHost } from "../../host.ts";
import type { UnitContext } from "../unit.ts";
import { forwardedHeaders } from "./headers.ts";
import type { RemoteUnitOptions } from "./options.ts";

export interface RestCall {
  readonly path: string;
  /** What is posted; without it the path is read. */
  readonly body?: string | Uint8Array | undefined;
  /** Default JSON. */
  readonly contentType?: string;
  /** Length of the JSON that binary tensors follow. */
  readonly jsonLength?: number | undefined;
  /** The request it belongs to, whose headers go along. */
  readonly context?: UnitContext | undefined;
  /** Default the context's. */
  readonly signal?: AbortSignal | undefined;
  /** Default the unit's. */
  readonly timeoutMs?: number;
  /** Whether it may be sent twice. Default true. */
  readonly repeatable?: boolean;
}

/** Header that says where the JSON ends and the binary tensors begin. */
const JSON_LENGTH = "inference-header-content-length";

export class RestServer {
  readonly #options: RemoteUnitOptions;
  readonly #host: RuntimeHost;
  readonly #protocol: Protocol;

  constructor(options: RemoteUnitOptions, host: RuntimeHost, protocol: Protocol) {
    this.#options = options;
    this.#host = host;
    this.#protocol = protocol;
  }

  /** The address of a path, for messages. */
  urlOf(path: string): string {
    return this.#options.url + path;
  }

  /** The answer with status 200. @throws InferenceError with the server's own answer when it is another */
  async call(call: RestCall): Promise<RemoteReply> {
    const reply = await this.send(call);
    if (reply.status === 200) return reply;
    throw this.failure(call.path, reply);
  }

  /** The answer with whatever status. @throws InferenceError UNAVAILABLE, DEADLINE_EXCEEDED, or the signal's reason */
  async send(call: RestCall): Promise<RemoteReply> {
    const { path, body, context, timeoutMs = this.#options.timeoutMs } = call;
    const signal = call.signal ?? context?.signal ?? new AbortController().signal;
    const left = context === undefined ? timeoutMs : Math.min(timeoutMs, context.deadlineMs - this.#host.now());
    try {
      return await this.#host.send({
        method: body === undefined ? "GET" : "POST",
        url: this.urlOf(path),
        headers: this.#headers(call),
        ...(body !== undefined && { body }),
        signal,
        timeoutMs: left,
        repeatable: call.repeatable ?? true,
      });
    } catch (error) {
      if (signal.aborted) throw InferenceError.from(signal.reason);
      if (InferenceError.is(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new InferenceError("UNAVAILABLE", `Cannot reach ${this.urlOf(path)}: ${reason}`, { cause: error });
    }
  }

  /** What a status other than 200 means; clients of the same protocol get the answer as it is. */
  failure(path: string, { status, contentType, body }: RemoteReply): InferenceError {
    const reply = { protocol: this.#protocol, status, contentType, body };
    return new InferenceError(codeOf(status), `${this.urlOf(path)} answered with status ${status}`, { reply });
  }

  /**
   * Reads an answer. The client is not to blame for what a unit answers.
   * @param what the path should have answered
   * @throws InferenceError INTERNAL
   */
  decode<T>(path: string, what: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new InferenceError("INTERNAL", `${this.urlOf(path)} answered ${what}: ${reason}`, { cause: error });
    }
  }

  #headers({ body, context, contentType = "application/json", jsonLength }: RestCall): Record<string, string> {
    const headers = context === undefined ? {} : forwardedHeaders(context, this.#options.forwardHeaders);
    if (body !== undefined) headers["content-type"] = contentType;
    if (jsonLength !== undefined) headers[JSON_LENGTH] = String(jsonLength);
    return headers;
  }
}

/**
 * The path of a model that a client may have named.
 * @param models path that the server's models are under
 * @throws InferenceError NOT_FOUND for a name that would be steps between folders, and lead elsewhere
 */
export function modelPath(models: string, model: string): string {
  if (model === "." || model === "..") throw new InferenceError("NOT_FOUND", `Failed to find model ${model}`);
  return `${models}/${encodeURIComponent(model)}`;
}

/** Where the JSON of an answer ends; undefined when it is all JSON. */
export function jsonLengthOf(reply: RemoteReply): number | undefined {
  const text = reply.headers?.[JSON_LENGTH];
  return text === undefined ? undefined : Number(text);
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  501: "UNIMPLEMENTED",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

function codeOf(status: number): ErrorCode {
  return CODES[status] ?? (status >= 400 && status < 500 ? "INVALID_ARGUMENT" : "INTERNAL");
}
