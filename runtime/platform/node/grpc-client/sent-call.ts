/** One call on one connection: writes the request, reads the answer and its status. @module */
import { constants } from "node:http2";
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http2";
import { InferenceError } from "../../../errors.ts";
import type { RpcCall, RpcResult } from "../../../host.ts";
import { endWith } from "../grpc-frame.ts";
import { callAfter } from "../timer.ts";
import { ConnectionLost, late } from "./failures.ts";
import { AnswerMessage } from "./answer-message.ts";
import { OK, statusIn, statusOfHttp, statusOfReset } from "./received-status.ts";
import type { CallStatus } from "./received-status.ts";
import type { Target } from "./target.ts";

const { NGHTTP2_CANCEL, NGHTTP2_REFUSED_STREAM } = constants;
const EMPTY = new Uint8Array(0);

/** What a call has to know of the connection that it is on, and tells it. */
export interface CallHost {
  readonly target: Target;
  readonly session: ClientHttp2Session;
  readonly maxReplyBytes: number;
  /** Whether the server has said that it did not look at a stream of this number. */
  isUnprocessed(stream: number): boolean;
  /** Something came from the server. */
  heard(): void;
  /** Time is over. */
  timedOut(startedMs: number): void;
}

/**
 * Sends a call. Its stream has ended for this side when the promise settles.
 * @param leftMs until the call is given up
 * @throws ConnectionLost when the connection went away; InferenceError DEADLINE_EXCEEDED when time is
 * over; the reason of the call's signal.
 */
export function sendCall(call: RpcCall, leftMs: number, host: CallHost): Promise<RpcResult> {
  return new Promise((resolve, reject) => {
    new SentCall(call, leftMs, host, resolve, reject).start();
  });
}

class SentCall {
  readonly #call: RpcCall;
  readonly #leftMs: number;
  readonly #host: CallHost;
  readonly #resolve: (result: RpcResult | Promise<RpcResult>) => void;
  readonly #reject: (error: unknown) => void;
  readonly #message: AnswerMessage;
  readonly #startedMs = performance.now();
  #stream: ClientHttp2Stream | undefined = undefined;
  #timer: NodeJS.Timeout | undefined = undefined;
  #headers: IncomingHttpHeaders = {};
  #trailers: IncomingHttpHeaders = {};
  #cause: unknown = undefined;
  #isSettled = false;

  constructor(
    call: RpcCall,
    leftMs: number,
    host: CallHost,
    resolve: (result: RpcResult | Promise<RpcResult>) => void,
    reject: (error: unknown) => void,
  ) {
    this.#call = call;
    this.#leftMs = leftMs;
    this.#host = host;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#message = new AnswerMessage(host.maxReplyBytes);
  }

  start(): void {
    const { signal, body } = this.#call;
    if (signal.aborted) return this.#fail(signal.reason);
    if (this.#leftMs <= 0) return this.#giveUp();
    let stream: ClientHttp2Stream;
    try {
      stream = this.#host.session.request(requestHeaders(this.#call, this.#host.target, this.#leftMs));
    } catch (error) {
      return this.#fail(this.#refused(error));
    }
    this.#stream = stream;
    this.#timer = callAfter(this.#leftMs, () => this.#giveUp());
    signal.addEventListener("abort", this.#onAbort);
    stream.on("response", (headers) => this.#onHeaders(headers));
    stream.on("trailers", (trailers) => (this.#trailers = trailers));
    stream.on("data", (chunk: Buffer<ArrayBuffer>) => this.#onData(chunk));
    stream.on("end", () => this.#onEnd());
    stream.on("error", (error) => (this.#cause = error));
    stream.on("close", () => this.#onClose(stream));
    endWith(stream, body);
  }

  // What the session would not take has not been sent; headers that it finds wrong never will be.
  #refused(error: unknown): unknown {
    const { session } = this.#host;
    if (session.closed || session.destroyed) return new ConnectionLost("the connection has closed", false, error);
    const reason = error instanceof Error ? error.message : String(error);
    return new InferenceError("INTERNAL", `${urlOf(this.#call)} cannot be called: ${reason}`, { cause: error });
  }

  #onHeaders(headers: IncomingHttpHeaders): void {
    this.#host.heard();
    this.#headers = headers;
  }

  #onData(chunk: Buffer<ArrayBuffer>): void {
    this.#host.heard();
    if (this.#isSettled || statusOfHttp(this.#headers) !== undefined) return;
    try {
      this.#message.push(chunk);
    } catch (error) {
      this.#fail(error);
    }
  }

  // Trailers come before the end.
  #onEnd(): void {
    const status = statusOfHttp(this.#headers) === undefined ? statusIn(this.#trailers) : undefined;
    if (status !== undefined) this.#finish(status);
  }

  #onClose(stream: ClientHttp2Stream): void {
    if (this.#isSettled) return;
    const { session } = this.#host;
    const status = statusIn(this.#trailers) ?? statusIn(this.#headers);
    if (status !== undefined) return this.#finish(status);
    const hasAnswer = this.#headers[":status"] !== undefined;
    const wasRefused = stream.rstCode === NGHTTP2_REFUSED_STREAM || this.#host.isUnprocessed(stream.id ?? 0);
    if (wasRefused && !hasAnswer) return this.#fail(new ConnectionLost("the server takes no more calls", false));
    if (session.destroyed || session.closed) {
      return this.#fail(new ConnectionLost("the connection broke off", true, this.#cause));
    }
    this.#finish((hasAnswer ? statusOfHttp(this.#headers) : undefined) ?? statusOfReset(stream.rstCode));
  }

  #finish({ status, message }: CallStatus): void {
    if (this.#settle()) return;
    const metadata = textsOf(this.#headers, this.#trailers);
    if (status !== OK) return this.#resolve({ status, message, metadata, body: EMPTY });
    try {
      const body = this.#message.finish(metadata["grpc-encoding"] ?? "identity");
      const toResult = (bytes: Uint8Array): RpcResult => ({ status, message, metadata, body: bytes });
      this.#resolve(body instanceof Promise ? body.then(toResult) : toResult(body));
    } catch (error) {
      this.#reject(error);
    }
  }

  readonly #onAbort = (): void => this.#fail(this.#call.signal.reason);

  #giveUp(): void {
    this.#host.timedOut(this.#startedMs);
    this.#fail(late(urlOf(this.#call), this.#call.timeoutMs));
  }

  #fail(error: unknown): void {
    if (this.#settle()) return;
    this.#stream?.close(NGHTTP2_CANCEL);
    this.#reject(error);
  }

  /** Whether the call was settled before. */
  #settle(): boolean {
    if (this.#isSettled) return true;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#call.signal.removeEventListener("abort", this.#onAbort);
    return false;
  }
}

/** The method's address, for messages. */
export function urlOf(call: Pick<RpcCall, "target" | "path">): string {
  return call.target + call.path;
}

function requestHeaders(call: RpcCall, target: Target, leftMs: number): OutgoingHttpHeaders {
  return {
    "user-agent": "zerohop",
    ...call.metadata,
    ":method": "POST",
    ":scheme": target.isSecure ? "https" : "http",
    ":authority": target.authority,
    ":path": call.path,
    "content-type": "application/grpc",
    te: "trailers",
    "grpc-accept-encoding": "identity,gzip",
    ...(Number.isFinite(leftMs) && { "grpc-timeout": timeoutText(leftMs) }),
  };
}

// Eight digits at most.
function timeoutText(ms: number): string {
  return ms < 1e8 ? `${Math.ceil(ms)}m` : `${Math.min(Math.ceil(ms / 1000), 99_999_999)}S`;
}

function textsOf(headers: IncomingHttpHeaders, trailers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const part of [headers, trailers]) {
    for (const name of Object.keys(part)) {
      const value = part[name];
      if (value !== undefined && name.charCodeAt(0) !== 58)
        texts[name] = typeof value === "string" ? value : value.join(",");
    }
  }
  return texts;
}
