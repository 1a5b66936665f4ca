/** Calls of gRPC made frame by frame, right or wrong. */
import { connect } from "node:http2";
import type { ClientHttp2Session, OutgoingHttpHeaders } from "node:http2";
import { atEnd } from "./served.ts";

export interface RawAnswer {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly trailers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  /** Code of the reset; 0 when there was none. */
  readonly code: number;
}

export function openSession(port: number): ClientHttp2Session {
  const session = connect(`http://127.0.0.1:${port}`);
  session.on("error", () => {});
  atEnd(() => session.destroy());
  return session;
}

export const CALL: OutgoingHttpHeaders = {
  ":method": "POST",
  ":path": "/seldon.protos.Seldon/Predict",
  "content-type": "application/grpc",
  te: "trailers",
};

/** Sends headers and pieces of a body, and waits for the stream's end. */
export function send(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  ...pieces: readonly Uint8Array[]
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const stream = session.request({ ...CALL, ...headers });
    let found = {};
    let trailers = {};
    const chunks: Buffer[] = [];
    stream.on("response", (given) => (found = given));
    stream.on("trailers", (given) => (trailers = given));
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", () => {});
    stream.on("close", () =>
      resolve({ headers: found, trailers, body: Buffer.concat(chunks), code: stream.rstCode ?? 0 }),
    );
    for (const piece of pieces) stream.write(piece);
    stream.end();
  });
}

/** A message behind its head; what `head` says is told instead of the truth. */
export function framed(body: Uint8Array, head: { readonly flag?: number; readonly length?: number } = {}): Buffer {
  const bytes = Buffer.alloc(5 + body.length);
  bytes[0] = head.flag ?? 0;
  bytes.writeUInt32BE(head.length ?? body.length, 1);
  bytes.set(body, 5);
  return bytes;
}

/** `grpc-status` and decoded `grpc-message`, wherever they are. */
export function statusIn({ headers, trailers }: RawAnswer): [number, string] {
  const all = { ...headers, ...trailers };
  return [Number(all["grpc-status"]), decodeURIComponent(String(all["grpc-message"] ?? ""))];
}
