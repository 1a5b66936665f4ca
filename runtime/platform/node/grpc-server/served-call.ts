/**
 * A call that this server answers, of a method that takes one message and answers one: gRPC's hot path,
 * straight on a stream of node:http2.
 * @module
 */
import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { InferenceError } from "../../../errors.ts";
import { isPromise } from "../../../eventually.ts";
import type { RpcContext, RpcReply, UnaryRpc } from "../../../grpc/rpc.ts";
import { FRAME_HEAD_BYTES } from "../../../grpc/frame.ts";
import type { BodyMeter } from "../../../http/body-limits.ts";
import { endWith } from "../grpc-frame.ts";
import { callAfter } from "../timer.ts";
import { CONTENT_TYPE, toMetadata } from "./answer-headers.ts";
import { inflate } from "./inflate.ts";
import type { Arriving, Receiving } from "./receiving.ts";
import { refuse } from "./refuse.ts";
import { RequestMessage, tooLarge } from "./request-message.ts";
import type { ReceivedMessage } from "./request-message.ts";
import { readTimeout } from "./timeout.ts";

const WITH_TRAILERS = Object.freeze({ waitForTrailers: true, sendDate: false });
const OK_TRAILERS: OutgoingHttpHeaders = Object.freeze({ "grpc-status": "0" });

/**
 * Where a stream has its call. node:http2 keeps closed streams, and all that hangs on them, until old
 * garbage is collected: so nothing hangs on them but this, which is let go when they close.
 */
const CALL = Symbol("call");

interface CallStream extends ServerHttp2Stream {
  [CALL]?: ServedCall | undefined;
}

export interface CallLimits {
  /** Largest message in bytes, either way. */
  readonly maxMessageBytes: number;
  /** A meter for the bytes of one request, of which there may be as many as it says. */
  readonly openMeter: (maxBytes: number) => BodyMeter;
  /** Calls whose request is not complete. */
  readonly receiving: Receiving;
}

export class ServedCall implements RpcContext, Arriving {
  readonly #stream: CallStream;
  readonly #headers: IncomingHttpHeaders;
  readonly #rpc: UnaryRpc;
  readonly #limits: CallLimits;
  readonly #meter: BodyMeter;
  readonly #maxRequestBytes: number;
  #message: RequestMessage | undefined;
  /** Counts what a packed message holds. */
  #unpacked: BodyMeter | undefined = undefined;
  /** On the clock of performance.now(). */
  #deadline = Infinity;
  #timer: NodeJS.Timeout | undefined = undefined;
  #controller: AbortController | undefined = undefined;
  /** Whether a handler works on the message, which must stay counted until it is done. */
  #isWorking = false;
  #isAnswered = false;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, rpc: UnaryRpc, limits: CallLimits) {
    this.#stream = stream;
    this.#headers = headers;
    this.#rpc = rpc;
    this.#limits = limits;
    this.#meter = limits.openMeter(limits.maxMessageBytes + FRAME_HEAD_BYTES);
    this.#maxRequestBytes = Math.min(limits.maxMessageBytes, rpc.maxRequestBytes ?? Infinity);
    this.#message = new RequestMessage(this.#meter, this.#maxRequestBytes);
  }

  /** Begins to read, if the client may come in. */
  start(): void {
    const stream = this.#stream;
    if (stream.destroyed) return;
    this.#limits.receiving.add(this);
    stream[CALL] = this;
    stream.on("close", onClose);
    try {
      const timeout = this.#headers["grpc-timeout"] as string | undefined;
      if (timeout !== undefined) this.#watch(readTimeout(timeout));
      const admitted = this.#rpc.admit?.(this);
      if (isPromise(admitted)) admitted.then(() => this.#read()).catch((error: unknown) => this.fail(error));
      else this.#read();
    } catch (error) {
      this.fail(error);
    }
  }

  // The client's deadline holds from the first byte on.
  #watch(timeoutMs: number): void {
    this.#deadline = performance.now() + timeoutMs;
    this.#timer = callAfter(timeoutMs, () => {
      const error = new InferenceError("DEADLINE_EXCEEDED", "The call took longer than its client waits");
      this.fail(error);
      this.#controller?.abort(error);
    });
  }

  #read(): void {
    const stream = this.#stream;
    if (this.#isAnswered) return;
    stream.on("data", onData);
    stream.on("end", onEnd);
    // One without a message does not wait for somebody to read it.
    if (stream.readableEnded) this.end();
  }

  /** Takes a piece of the request. */
  push(chunk: Buffer<ArrayBuffer>): void {
    if (this.#isAnswered) return;
    const error = this.#message!.push(chunk);
    if (error !== undefined) this.fail(error);
  }

  get timeoutMs(): number {
    return this.#deadline === Infinity ? Infinity : Math.max(0, this.#deadline - performance.now());
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#stream.destroyed || this.#isAnswered) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  get(name: string): string | undefined {
    const value = this.#headers[name];
    return typeof value === "object" ? value.join(", ") : value;
  }

  all(): Readonly<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const name of Object.keys(this.#headers)) {
      if (name.charCodeAt(0) !== 58 /* a pseudo-header's colon */) found[name] = this.get(name)!;
    }
    return found;
  }

  /** Ends the call with the status of an error. */
  fail(error: unknown): void {
    this.#settle();
    refuse(this.#stream, error);
  }

  /** The client has sent its last. */
  end(): void {
    if (this.#isAnswered || this.#stream.aborted) return;
    this.#limits.receiving.delete(this);
    let message: ReceivedMessage;
    try {
      message = this.#message!.finish(this.#headers["grpc-encoding"] as string | undefined);
    } catch (error) {
      return this.fail(error);
    }
    this.#message = undefined;
    const { body, packing } = message;
    if (packing === undefined) return this.#handle(body);
    this.#unpacked = this.#limits.openMeter(this.#maxRequestBytes);
    inflate(body, packing, this.#unpacked).then(
      (unpacked) => this.#handle(unpacked),
      (error: unknown) => {
        if (this.#isAnswered) this.#release();
        else this.fail(error);
      },
    );
  }

  #handle(body: Uint8Array): void {
    // Cancelled while it was unpacked: what that took was not known when the call ended.
    if (this.#isAnswered) return this.#release();
    this.#isWorking = true;
    try {
      const reply = this.#rpc.handle(body, this);
      if (isPromise(reply)) this.#wait(reply);
      else this.#answer(reply);
    } catch (error) {
      this.#isWorking = false;
      this.fail(error);
    }
  }

  #wait(reply: Promise<RpcReply>): void {
    reply
      .then((value) => this.#answer(value))
      .catch((error: unknown) => {
        this.#isWorking = false;
        if (this.#isAnswered) this.#release();
        else this.fail(error);
      });
  }

  #answer({ body, headers }: RpcReply): void {
    this.#isWorking = false;
    if (this.#isAnswered) return this.#release();
    const { maxMessageBytes } = this.#limits;
    if (body.length > maxMessageBytes) return this.fail(tooLarge(body.length, maxMessageBytes));
    const stream = this.#stream;
    if (stream.destroyed || stream.closed) return this.#settle();
    const fields: OutgoingHttpHeaders = { ":status": 200, "content-type": CONTENT_TYPE };
    stream.respond(headers.length === 0 ? fields : toMetadata(headers, fields), WITH_TRAILERS);
    stream.on("wantTrailers", sendOk);
    endWith(stream, body);
    this.#settle();
  }

  #settle(): void {
    this.#isAnswered = true;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#limits.receiving.delete(this);
    if (!this.#isWorking) this.#release();
  }

  #release(): void {
    this.#meter.release();
    this.#unpacked?.release();
  }

  /** The stream is gone. */
  close(): void {
    this.#stream[CALL] = undefined;
    if (this.#isAnswered) return;
    this.#settle();
    this.#controller?.abort();
  }
}

function onData(this: CallStream, chunk: Buffer<ArrayBuffer>): void {
  this[CALL]?.push(chunk);
}

function onEnd(this: CallStream): void {
  this[CALL]?.end();
}

function onClose(this: CallStream): void {
  this[CALL]?.close();
}

function sendOk(this: ServerHttp2Stream): void {
  this.sendTrailers(OK_TRAILERS);
}
