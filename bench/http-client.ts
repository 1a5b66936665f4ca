/**
 * A small HTTP/1.1 client over one connection that stays open: one request at a time, answers with
 * a Content-Length. It does as little as it can, so that the server is what a bench measures.
 * @module
 */
import { connect } from "node:net";

export interface Connection {
  /**
   * Sends a request and waits for the whole answer.
   * @param request head and body, as `writeRequest` makes them
   * @returns the answer with its head, one character for each byte
   * @throws Error when the connection breaks.
   */
  exchange(request: Buffer): Promise<string>;
  close(): void;
}

const READ_BUFFER_BYTES = 64 * 1024;

/** A request as bytes, with the headers that a common client sends. */
export function writeRequest(method: "GET" | "POST", path: string, body: string): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, "Host: localhost", "User-Agent: zerohop-bench", "Accept: */*"];
  if (method === "POST") lines.push("Content-Type: application/json", `Content-Length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`);
}

/** Connects to a port of this machine. */
export function openConnection(port: number): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let pending = "";
    let settle: ((answer: string) => void) | undefined;
    let fail = reject;
    const receive = (text: string): void => {
      pending = pending === "" ? text : pending + text;
      if (settle === undefined || !isComplete(pending)) return;
      const answer = pending;
      pending = "";
      settle(answer);
    };
    const onread = {
      buffer: Buffer.allocUnsafe(READ_BUFFER_BYTES),
      callback: (size: number, bytes: Uint8Array): boolean => {
        receive((bytes as Buffer).toString("latin1", 0, size));
        return true;
      },
    };
    const socket = connect({ port, host: "127.0.0.1", noDelay: true, onread });
    socket.on("error", (error) => fail(error));
    socket.on("close", () => fail(new Error("the server closed the connection")));
    socket.on("connect", () => {
      resolve({
        exchange: (request) =>
          new Promise((done, failed) => {
            settle = done;
            fail = failed;
            socket.write(request);
          }),
        close: () => socket.destroy(),
      });
    });
  });
}

function isComplete(text: string): boolean {
  const head = text.indexOf("\r\n\r\n");
  if (head === -1) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head));
  if (length === null) throw new Error(`An answer without Content-Length: ${text.slice(0, 500)}`);
  return text.length >= head + 4 + Number(length[1]);
}

/** Takes the head off an answer. */
export function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf("\r\n\r\n") + 4);
}
