/**
 * The HTTP/2 connections of a server: their limits, their idle end, and how they are drained.
 * @module
 */
import { constants, createServer } from "node:http2";
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { Running } from "../running.ts";

/** Streams on one connection; clients keep further calls back until one has ended. */
const MAX_STREAMS = 1000;
/** Bytes that a stream, and a connection, may send before they are read. */
const STREAM_WINDOW = 1024 * 1024;
const CONNECTION_WINDOW = 8 * 1024 * 1024;
/** As over HTTP/1.1. */
const MAX_HEADER_BYTES = 32 * 1024;
/** MB that one connection may hold: of answers that its client does not read, above all. */
const MAX_SESSION_MEMORY = 256;
/** Milliseconds between two looks at what does not move. */
const LOOK_MS = 10_000;
/** A connection without a call is closed after so many looks: ten minutes. */
const IDLE_LOOKS = 60;
/** In GOAWAY: calls that are on their way are still taken. */
const ANY_STREAM = 2 ** 31 - 1;

export type StreamHandler = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  flags: number,
  rawHeaders: readonly string[],
) => void;

interface OpenSession {
  readonly session: ServerHttp2Session;
  open: number;
  /** Looks at which no stream was open. */
  idleLooks: number;
}

export class Sessions {
  readonly #server: Http2Server;
  readonly #sessions = new Set<OpenSession>();
  readonly #onStream: StreamHandler;
  readonly #timer: NodeJS.Timeout;
  readonly #running: Running;
  #isClosing = false;
  #onGone: (() => void) | undefined = undefined;

  /**
   * @param running counts every stream as long as it is open
   * @param onLook called every few seconds, for what else does not move
   */
  constructor(running: Running, onStream: StreamHandler, onLook: () => void) {
    this.#running = running;
    this.#onStream = onStream;
    this.#server = createServer({
      maxSessionMemory: MAX_SESSION_MEMORY,
      settings: {
        maxConcurrentStreams: MAX_STREAMS,
        initialWindowSize: STREAM_WINDOW,
        maxHeaderListSize: MAX_HEADER_BYTES,
      },
    });
    this.#server.on("session", (session) => this.#add(session));
    // The session is gone by itself; there is nobody to tell.
    this.#server.on("sessionError", () => {});
    this.#timer = setInterval(() => {
      this.#look();
      onLook();
    }, LOOK_MS).unref();
  }

  /** Speaks HTTP/2 on a socket; what was read of it before must have been put back. */
  open(socket: Socket): void {
    this.#server.emit("connection", socket);
  }

  /** Tells clients to make their next calls elsewhere; calls are still taken. */
  announceEnd(): void {
    for (const { session } of this.#sessions) {
      if (!session.destroyed) session.goaway(constants.NGHTTP2_NO_ERROR, ANY_STREAM);
    }
  }

  /** Takes no more calls, and ends each connection with its last one. */
  close(): void {
    this.#isClosing = true;
    clearInterval(this.#timer);
    for (const { session } of this.#sessions) session.close();
  }

  /** Settles when the clients have gone after close(), or after `patienceMs`. */
  async gone(patienceMs: number): Promise<void> {
    if (this.#sessions.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      this.#onGone = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #add(session: ServerHttp2Session): void {
    const entry: OpenSession = { session, open: 0, idleLooks: 0 };
    this.#sessions.add(entry);
    session.on("close", () => {
      this.#sessions.delete(entry);
      if (this.#sessions.size === 0) this.#onGone?.();
    });
    session.setLocalWindowSize(CONNECTION_WINDOW);
    const onStream: StreamHandler = (stream, headers, flags, rawHeaders) => {
      entry.open++;
      this.#running.enter();
      stream.on("close", () => {
        entry.open--;
        this.#running.leave();
      });
      // A reset is seen as the close that follows it.
      stream.on("error", () => {});
      this.#onStream(stream, headers, flags, rawHeaders);
    };
    // Its types leave out the last argument.
    session.on("stream", onStream as never);
    if (this.#isClosing) session.close();
  }

  #look(): void {
    for (const entry of this.#sessions) {
      entry.idleLooks = entry.open === 0 ? entry.idleLooks + 1 : 0;
      if (entry.idleLooks >= IDLE_LOOKS) entry.session.close();
    }
  }
}
