/** One port of a server: every connection speaks HTTP/1.1 or HTTP/2, as it likes, with or without TLS. @module */
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { tellApart } from "./tell-apart.ts";
import type { Certificates } from "./tls.ts";

export interface PortOptions {
  readonly port: number;
  readonly host: string | undefined;
  readonly certificates: Certificates | undefined;
  /** The command line's option for it. */
  readonly flag: string;
  readonly http1: RequestListener;
  /** Speaks HTTP/2 on a connection; what was read of it has been put back. */
  readonly http2: (socket: Socket) => void;
}

/** As Seldon's orchestrator: idle connections live for 65 s. */
const KEEP_ALIVE_MS = 65_000;
const MAX_HEADER_BYTES = 32 * 1024;

export class Port {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #closed: Promise<unknown> | undefined = undefined;

  /** Starts listening. @throws Error that says what to do when the port is taken or not allowed */
  static async open(options: PortOptions): Promise<Port> {
    const port = new Port(options);
    await listen(port.#server, options);
    return port;
  }

  private constructor({ certificates, http1, http2 }: PortOptions) {
    const options = { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS };
    const server = certificates?.createServer(options, http1) ?? createServer(options, http1);
    this.#server = server;
    // Connections are handed to Node's own listener once they are known to be for it.
    const event = certificates === undefined ? "connection" : "secureConnection";
    const [ofNode] = server.listeners(event) as ((socket: Socket) => void)[];
    server.removeAllListeners(event);
    const toHttp1 = (socket: Socket): void => ofNode!.call(server, socket);
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      if (certificates === undefined) tellApart(socket, toHttp1, http2);
    });
    if (certificates === undefined) return;
    server.on("secureConnection", (socket: TLSSocket) => {
      if (socket.alpnProtocol === "h2") http2(socket);
      else toHttp1(socket);
    });
  }

  get number(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no new connections, and ends those of HTTP/1.1 that have no request. */
  close(): void {
    this.#closed ??= new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeIdleConnections();
  }

  /** Ends what is left. */
  async destroy(): Promise<void> {
    this.close();
    for (const socket of this.#sockets) socket.destroy();
    await this.#closed;
  }
}

function listen(server: Server, { port, host, flag }: PortOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(explain(error, port, flag));
    server.once("error", fail);
    server.listen({ port, ...(host !== undefined && { host }) }, () => {
      server.removeListener("error", fail);
      resolve();
    });
  });
}

function explain(error: NodeJS.ErrnoException, port: number, flag: string): Error {
  if (error.code === "EADDRINUSE") {
    const text = `Port ${port} is taken by another process; stop that one or choose another port with ${flag}`;
    return new Error(text, { cause: error });
  }
  if (error.code === "EACCES") {
    const text = `Port ${port} is not allowed for this user; choose one above 1023 with ${flag}`;
    return new Error(text, { cause: error });
  }
  return error;
}
