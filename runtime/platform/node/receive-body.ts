/** Reads the body of a Node request within the limits. @module */
import type { IncomingMessage } from "node:http";
import type { InferenceError } from "../../errors.ts";
import { JSON_LENGTH_HEADER } from "../../codecs/v2-json/binary-data.ts";
import { ArrivingBytes } from "../../http/arriving-bytes.ts";
import type { BodyLimits } from "../../http/body-limits.ts";

export interface BodyReceiver {
  /** @param release gives the body's bytes back to the budget */
  readonly done: (body: Uint8Array<ArrayBuffer>, release: () => void) => void;
  /** Called at most once, while the body may still be arriving. */
  readonly failed: (error: InferenceError) => void;
}

export function receiveBody(request: IncomingMessage, limits: BodyLimits, receiver: BodyReceiver): void {
  const meter = limits.open();
  const release = (): void => meter.release();
  const parsed = (request as { body?: unknown }).body;
  if (parsed !== undefined && request.readableEnded) return receiver.done(fromParsed(parsed), release);
  const refused = limits.refuse(Number(request.headers["content-length"] ?? 0));
  if (refused !== undefined) return receiver.failed(refused);
  const arrived = new ArrivingBytes();
  let isOpen = true;
  request.on("data", (chunk: Buffer<ArrayBuffer>) => {
    if (!isOpen) return;
    const error = meter.add(chunk.length);
    if (error === undefined) {
      arrived.add(chunk);
      return;
    }
    isOpen = false;
    release();
    receiver.failed(error);
  });
  request.on("end", () => {
    if (!isOpen) return;
    isOpen = false;
    receiver.done(arrived.whole(numbersAt(request)), release);
  });
  // A client that goes away while it sends gets no answer, and needs none.
  const abandon = (): void => {
    if (!isOpen) return;
    isOpen = false;
    release();
  };
  // Over HTTP/2 a connection that breaks ends the request without an error.
  for (const event of ["error", "aborted", "close"]) request.on(event, abandon);
}

/** Where the numbers of a body with binary tensors begin; 0 when it has none. */
function numbersAt({ headers }: IncomingMessage): number {
  const length = Number(headers[JSON_LENGTH_HEADER] ?? 0);
  return Number.isSafeInteger(length) && length > 0 ? length : 0;
}

// Embedded behind a body parser, as express.json(): what it made of the body is turned back.
function fromParsed(body: unknown): Uint8Array<ArrayBuffer> {
  if (Buffer.isBuffer(body)) return new Uint8Array(body);
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}
