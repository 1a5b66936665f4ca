/** Tells HTTP/2 from HTTP/1.1 by the first bytes of a connection. @module */
import type { Socket } from "node:net";

/** Milliseconds in which a connection must have sent its first bytes, as HTTP/1.1 has for its headers. */
const SILENCE_MS = 60_000;
/** How HTTP/2 begins; no method of HTTP/1.1 does. */
const PREFACE = Buffer.from("PRI ");

type Taker = (socket: Socket) => void;

/**
 * Gives a new connection to who speaks its language, with all its bytes. One that sends nothing is
 * closed after a while.
 */
export function tellApart(socket: Socket, http1: Taker, http2: Taker): void {
  let seen: Buffer | undefined;
  const onReadable = (): void => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    seen = seen === undefined ? chunk : Buffer.concat([seen, chunk]);
    const length = Math.min(seen.length, PREFACE.length);
    const isHttp2 = seen.compare(PREFACE, 0, length, 0, length) === 0;
    if (isHttp2 && length < PREFACE.length) return;
    socket.removeListener("readable", onReadable);
    socket.removeListener("end", onEnd);
    socket.removeListener("error", onEnd);
    socket.removeListener("timeout", onEnd);
    socket.setTimeout(0);
    socket.unshift(seen);
    if (isHttp2) http2(socket);
    else http1(socket);
  };
  const onEnd = (): void => void socket.destroy();
  socket.on("readable", onReadable);
  socket.on("end", onEnd);
  socket.on("error", onEnd);
  socket.on("timeout", onEnd);
  socket.setTimeout(SILENCE_MS);
}
