/** HTTP/1.1 byte by byte: what is sent is exactly what the test wrote, and answers are read by hand. */
import { connect } from "node:net";
import type { Socket } from "node:net";
import { atEnd } from "./served.ts";

export interface RawReply {
  readonly status: number;
  /** By lower-case name; of several of one name the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** How long an answer may take before the test fails, in ms. */
const PATIENCE_MS = 10_000;

/** One connection; answers are taken in the order in which they come. */
export class RawHttp1 {
  readonly #socket: Socket;
  #pending: Buffer = Buffer.alloc(0);
  #isEnded = false;
  #wake = (): void => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    const end = (): void => {
      this.#isEnded = true;
      this.#wake();
    };
    socket.on("data", (bytes: Buffer) => {
      this.#pending = Buffer.concat([this.#pending, bytes]);
      this.#wake();
    });
    socket.on("end", end).on("close", end).on("error", end);
  }

  /** Connects; closed after the test that is running unless `keep`. */
  static async open(port: number, { keep = false }: { readonly keep?: boolean } = {}): Promise<RawHttp1> {
    const socket = connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    const client = new RawHttp1(socket);
    if (!keep) atEnd(() => client.close());
    return client;
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Ends the sending half. */
  end(): void {
    this.#socket.end();
  }

  send(...pieces: readonly (string | Uint8Array)[]): void {
    for (const piece of pieces) this.#socket.write(piece);
  }

  /** The next answer. @param method that of the request: an answer to HEAD has no body */
  async reply(method = "GET"): Promise<RawReply> {
    const head = (await this.#until("\r\n\r\n")).toString("latin1").split("\r\n");
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head[0]!)?.[1]);
    const headers = Object.fromEntries(
      head.slice(1, -2).map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    return { status, headers, body: await this.#body(method, status, headers) };
  }

  /** Waits until the server has closed; says what it sent before. */
  async closed(): Promise<Buffer> {
    while (!this.#isEnded) await this.#more();
    return this.#pending;
  }

  async #body(method: string, status: number, headers: Readonly<Record<string, string>>): Promise<Buffer> {
    if (method === "HEAD" || status < 200 || status === 204 || status === 304) return Buffer.alloc(0);
    if (headers["transfer-encoding"] === "chunked") return this.#chunks();
    const length = headers["content-length"];
    if (length === undefined) {
      const body = await this.closed();
      this.#pending = Buffer.alloc(0);
      return body;
    }
    return this.#bytes(Number(length));
  }

  async #chunks(): Promise<Buffer> {
    const all: Buffer[] = [];
    for (;;) {
      const size = Number.parseInt((await this.#until("\r\n")).toString("latin1"), 16);
      if (Number.isNaN(size)) throw new Error("Expected the size of a chunk");
      if (size > 0) all.push(await this.#bytes(size));
      await this.#until("\r\n");
      if (size === 0) return Buffer.concat(all);
    }
  }

  /** All up to and including `mark`. */
  async #until(mark: string): Promise<Buffer> {
    for (;;) {
      const at = this.#pending.indexOf(mark);
      if (at !== -1) return this.#bytes(at + mark.length);
      await this.#more();
    }
  }

  async #bytes(length: number): Promise<Buffer> {
    while (this.#pending.length < length) await this.#more();
    const taken = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return taken;
  }

  #more(): Promise<void> {
    if (this.#isEnded) return Promise.reject(new Error("The server closed before its answer was whole"));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`No answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = () => {};
        resolve();
      };
    });
  }
}

/** A request as bytes. @param headers pairs, in order and as spelt */
export function requestBytes(
  method: string,
  path: string,
  headers: readonly (readonly [string, string])[] = [],
  body: Uint8Array = new Uint8Array(0),
): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`), "", ""];
  return Buffer.concat([Buffer.from(lines.join("\r\n"), "latin1"), body]);
}
