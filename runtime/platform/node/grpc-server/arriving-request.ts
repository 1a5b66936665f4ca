/** A request over HTTP/2 that is no unary call, while its body is still arriving. @module */
import { constants } from "node:http2";
import type { ServerHttp2Stream } from "node:http2";
import type { Arriving, Receiving } from "./receiving.ts";

/** Counts a stream as arriving until its body, or its client, is at the end. */
export function watchArriving(stream: ServerHttp2Stream, receiving: Receiving): void {
  const request = new ArrivingRequest(stream);
  receiving.add(request);
  const done = (): void => receiving.delete(request);
  stream.once("end", done);
  stream.once("close", done);
}

class ArrivingRequest implements Arriving {
  readonly #stream: ServerHttp2Stream;

  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream;
  }

  /** As Node does over HTTP/1.1: a status if there is none yet, then the end. */
  fail(): void {
    const stream = this.#stream;
    if (stream.destroyed || stream.closed) return;
    if (!stream.headersSent) stream.respond({ ":status": 408 }, { endStream: true });
    stream.close(constants.NGHTTP2_NO_ERROR);
  }
}
