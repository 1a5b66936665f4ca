/**
 * A small HTTP/1.1 client over one connection that stays open: one request at a time, answers with
 * a Content-Length. It does as little as it can, so that the server is what a bench measures.
 * @module
 */
import { connect } from "node:net";

export interface Connection {
  /**
   * Sends a request and checks its answer.
   * @param request the whole request
   * @param expected text that the body must contain
   * @returns milliseconds from sending to the last byte of the answer
   * @throws Error when the status is not 200, the text is missing, or the connection breaks.
   */
  exchange(request: Buffer, expected: string): Promise<number>;
  close(): void;
}

const READ_BUFFER_BYTES = 64 * 1024;

/** Connects to a port of this machine. */
export function openConnection(port: number): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let pending = "";
    let expected = "";
    let sentAt = 0;
    let settle: ((ms: number) => void) | undefined;
    let fail = reject;
    const receive = (text: string): void => {
      pending = pending === "" ? text : pending + text;
      const end = endOf(pending);
      if (end === -1 || settle === undefined) return;
      const ms = performance.now() - sentAt;
      const answer = pending;
      pending = "";
      if (answer.length === end && answer.startsWith("HTTP/1.1 200 ") && answer.includes(expected)) settle(ms);
      else fail(new Error(`wrong answer, expected ${expected}: ${answer.slice(0, 2000)}`));
    };
    const socket = connect({
      port,
      host: "127.0.0.1",
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(READ_BUFFER_BYTES),
        callback: (size, buffer) => {
          receive((buffer as Buffer).latin1Slice(0, size));
          return true;
        },
      },
    });
    socket.on("error", (error) => fail(error));
    socket.on("close", () => fail(new Error("the server closed the connection")));
    socket.on("connect", () => {
      resolve({
        exchange: (request, text) =>
          new Promise((done, failed) => {
            expected = text;
            settle = done;
            fail = failed;
            sentAt = performance.now();
            socket.write(request);
          }),
        close: () => socket.destroy(),
      });
    });
  });
}

/** Where the answer ends, -1 while it is not complete. The text has one character for each byte. */
function endOf(text: string): number {
  const head = text.indexOf("\r\n\r\n");
  if (head === -1) return -1;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head));
  if (length === null) throw new Error(`an answer without Content-Length: ${text.slice(0, 500)}`);
  const end = head + 4 + Number(length[1]);
  return text.length >= end ? end : -1;
}
