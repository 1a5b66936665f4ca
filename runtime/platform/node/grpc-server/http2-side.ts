/**
 * What a server answers over HTTP/2: unary gRPC by itself, streams of gRPC by Connect's adapter, and
 * everything else as over HTTP/1.1.
 * @module
 */
import { createServer } from "node:http2";
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { RequestListener } from "node:http";
import type { Socket } from "node:net";
import { InferenceError } from "../../../errors.ts";
import type { RpcTable } from "../../../grpc/rpc.ts";
import type { Service } from "../../../service.ts";
import type { Running } from "../running.ts";
import { watchArriving } from "./arriving-request.ts";
import { Receiving } from "./receiving.ts";
import { refuse } from "./refuse.ts";
import { ServedCall } from "./served-call.ts";
import type { CallLimits } from "./served-call.ts";
import { Sessions } from "./sessions.ts";

/** gRPC's own types, not those of gRPC-Web. */
const GRPC = /^application\/grpc(?:[+;]|$)/;
/** Messages are protobuf unless the type says otherwise. */
const PROTOBUF = /^application\/grpc(?:\+proto)?(?:;|$)/;
const JSON_MESSAGES = /^application\/grpc\+json(?:;|$)/;
/** Streams of Connect, whose messages are watched one by one where they are read. */
const ENDLESS = /^application\/connect\+/;
const END_STREAM = 0x1;

export interface Http2Options {
  /** Answers what is no RPC. */
  readonly web: RequestListener;
  readonly running: Running;
  /** Largest message in bytes, either way; the table's own when absent. */
  readonly maxMessageBytes?: number | undefined;
}

/** A stream with the headers that it began with. */
interface Begun {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly flags: number;
  readonly rawHeaders: readonly string[];
}

export class Http2Side {
  readonly sessions: Sessions;
  readonly #service: Service;
  readonly #options: Http2Options;
  readonly #receiving = new Receiving();
  /** Neither listens: they make requests and responses of streams. */
  readonly #webServer: Http2Server;
  #connectServer: Promise<Http2Server> | undefined = undefined;
  #loading: Promise<void> | undefined = undefined;
  #table: RpcTable | undefined = undefined;
  #limits: CallLimits | undefined = undefined;

  constructor(service: Service, options: Http2Options) {
    this.#service = service;
    this.#options = options;
    this.#webServer = createServer(options.web as never);
    this.sessions = new Sessions(
      options.running,
      (stream, headers, flags, rawHeaders) => this.#begin({ stream, headers, flags, rawHeaders }),
      () => this.#receiving.look(),
    );
  }

  /** Speaks HTTP/2 on a socket. */
  open(socket: Socket): void {
    this.sessions.open(socket);
  }

  /** Loads the methods; calls that come before them wait for it, and those after a failure try again. */
  load(): Promise<void> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    const { bodies } = this.#service;
    const loaded = await this.#service.loadRpcs();
    const maxMessageBytes = this.#options.maxMessageBytes ?? loaded.maxMessageBytes;
    this.#table = { ...loaded, maxMessageBytes };
    this.#limits = { maxMessageBytes, openMeter: (maxBytes) => bodies.open(maxBytes), receiving: this.#receiving };
  }

  #begin(begun: Begun): void {
    const { headers, stream } = begun;
    const type = headers["content-type"];
    if (type === undefined || !GRPC.test(type)) return this.#answerWeb(begun);
    if (this.#table !== undefined) return this.#route(begun, type);
    this.load().then(
      () => this.#route(begun, type),
      (error: unknown) => refuse(stream, error),
    );
  }

  #route(begun: Begun, type: string): void {
    const { stream, headers } = begun;
    const { unary, streams } = this.#table!;
    const path = headers[":path"] ?? "";
    const rpc = unary.get(path);
    if (headers[":method"] !== "POST") {
      if (!stream.destroyed) stream.respond({ ":status": 405, allow: "POST" }, { endStream: true });
    } else if (rpc === undefined && !streams.has(path)) {
      refuse(stream, new InferenceError("UNIMPLEMENTED", `There is no method ${path.slice(0, 200)}`));
    } else if (rpc !== undefined && PROTOBUF.test(type)) {
      new ServedCall(stream, headers, rpc, this.#limits!).start();
    } else if (PROTOBUF.test(type) || JSON_MESSAGES.test(type)) {
      this.#answerByConnect(begun);
    } else {
      const expected = "application/grpc, application/grpc+proto or application/grpc+json";
      const text = `Content-Type: expected ${expected}, got ${JSON.stringify(type.slice(0, 80))}`;
      refuse(stream, new InferenceError("UNIMPLEMENTED", text));
    }
  }

  #answerWeb({ stream, headers, flags, rawHeaders }: Begun): void {
    const isWhole = (flags & END_STREAM) !== 0;
    if (!isWhole && !ENDLESS.test(headers["content-type"] ?? "")) watchArriving(stream, this.#receiving);
    this.#webServer.emit("stream", stream, headers, flags, rawHeaders);
  }

  #answerByConnect({ stream, headers, flags, rawHeaders }: Begun): void {
    this.#connectServer ??= import("./connect-listener.ts").then(({ createConnectListener }) =>
      createServer(createConnectListener(this.#table!, this.#service.bodies)),
    );
    this.#connectServer.then(
      (server) => stream.destroyed || server.emit("stream", stream, headers, flags, rawHeaders),
      (error: unknown) => refuse(stream, error),
    );
  }
}
