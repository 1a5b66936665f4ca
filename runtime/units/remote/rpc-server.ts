/** The server behind a remote unit, called over gRPC. @module */
import type { ErrorCode } from "../../errors.ts";
import { InferenceError } from "../../errors.ts";
import type { RpcCall, RpcResult, RuntimeHost } from "../../host.ts";
import type { UnitContext } from "../unit.ts";
import { forwardedMetadata } from "./headers.ts";
import type { RemoteUnitOptions } from "./options.ts";

export interface MethodCall {
  /** `/package.Service/Method`. */
  readonly method: string;
  readonly body: Uint8Array;
  /** The request it belongs to, whose headers go along. */
  readonly context?: UnitContext | undefined;
  /** Default the context's. */
  readonly signal?: AbortSignal | undefined;
  /** Default the unit's. */
  readonly timeoutMs?: number;
  /** Whether it may be sent twice. Default false. */
  readonly repeatable?: boolean;
}

export class RpcServer {
  readonly #options: RemoteUnitOptions;
  readonly #host: RuntimeHost;
  readonly #callRpc: (call: RpcCall) => Promise<RpcResult>;

  /** @throws InferenceError UNIMPLEMENTED where the host cannot speak gRPC */
  constructor(options: RemoteUnitOptions, host: RuntimeHost) {
    const { callRpc } = host;
    if (callRpc === undefined) {
      const text = `This platform cannot call ${options.url} over gRPC; bind the unit to its REST port with http://`;
      throw new InferenceError("UNIMPLEMENTED", text);
    }
    this.#options = options;
    this.#host = host;
    this.#callRpc = callRpc.bind(host);
  }

  /** The message of an answer without an error. @throws InferenceError with what the server said */
  async call(call: MethodCall): Promise<Uint8Array> {
    const result = await this.send(call);
    if (result.status === 0) return result.body;
    throw this.failure(call.method, result);
  }

  /** The answer with whatever status. @throws InferenceError UNAVAILABLE, DEADLINE_EXCEEDED, or the signal's reason */
  async send(call: MethodCall): Promise<RpcResult> {
    const { method, body, context, timeoutMs = this.#options.timeoutMs, repeatable = false } = call;
    const signal = call.signal ?? context?.signal ?? new AbortController().signal;
    const left = context === undefined ? timeoutMs : Math.min(timeoutMs, context.deadlineMs - this.#host.now());
    try {
      return await this.#callRpc({
        target: this.#options.url,
        path: method,
        metadata: context === undefined ? {} : forwardedMetadata(context, this.#options.forwardHeaders),
        body,
        signal,
        timeoutMs: left,
        repeatable,
      });
    } catch (error) {
      if (signal.aborted) throw InferenceError.from(signal.reason);
      throw error;
    }
  }

  /** What a status other than 0 means. */
  failure(method: string, { status, message }: RpcResult): InferenceError {
    const words = message === "" ? "" : `: ${message}`;
    const text = `${this.#options.url}${method} answered ${STATUS_NAMES[status] ?? status}${words}`;
    return new InferenceError(CODES[status] ?? "INTERNAL", text);
  }

  /**
   * Reads an answer. The client is not to blame for what a unit answers.
   * @param what the method should have answered
   * @throws InferenceError INTERNAL
   */
  decode<T>(method: string, what: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const text = `${this.#options.url}${method} answered ${what}: ${reason}`;
      throw new InferenceError("INTERNAL", text, { cause: error });
    }
  }
}

/** Status of a method that the server does not have. */
export const UNIMPLEMENTED = 12;

const STATUS_NAMES: readonly string[] = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

/** What a client is told; whatever is missing here is the unit's own fault. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  1: "CANCELLED",
  3: "INVALID_ARGUMENT",
  4: "DEADLINE_EXCEEDED",
  5: "NOT_FOUND",
  7: "PERMISSION_DENIED",
  8: "RESOURCE_EXHAUSTED",
  12: "UNIMPLEMENTED",
  14: "UNAVAILABLE",
  16: "UNAUTHENTICATED",
};
