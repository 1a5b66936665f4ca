/** gRPC servers on node:http2, as thin as can be, for tests of what calls them. */
import { createServer } from "node:http2";
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { AddressInfo, Socket } from "node:net";

/** What a method answers: its message, or a status with words. */
export type RpcAnswer = Uint8Array | { readonly status: number; readonly message?: string };

/** A call as the server sees it. */
export interface SeenCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export interface RpcServer {
  readonly target: string;
  readonly port: number;
  readonly server: Http2Server;
  /** Connections that are open. */
  readonly sockets: Set<Socket>;
  readonly sessions: Set<ServerHttp2Session>;
  /** Connections that there have been. */
  opened: number;
  close(): Promise<void>;
}

export interface RpcServerOptions {
  readonly host?: string;
  readonly port?: number;
  readonly maxStreams?: number;
}

/** Listens with a handler of streams. */
export async function listenStreams(
  onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  { host = "127.0.0.1", port = 0, maxStreams }: RpcServerOptions = {},
): Promise<RpcServer> {
  const server = createServer({ settings: maxStreams === undefined ? {} : { maxConcurrentStreams: maxStreams } });
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  server.on("connection", (socket: Socket) => {
    found.opened++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => {});
    session.on("close", () => sessions.delete(session));
  });
  server.on("sessionError", () => {});
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    onStream(stream, headers);
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  const found: RpcServer = {
    target: `grpc://${host}:${(server.address() as AddressInfo).port}`,
    port: (server.address() as AddressInfo).port,
    server,
    sockets,
    sessions,
    opened: 0,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  return found;
}

/** Listens with a handler of unary calls. */
export function listenRpc(
  handle: (call: SeenCall) => RpcAnswer | Promise<RpcAnswer>,
  options?: RpcServerOptions,
): Promise<RpcServer> {
  return listenStreams((stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", async () => {
      const body = Buffer.concat(chunks).subarray(5);
      answerRpc(stream, await handle({ path: String(headers[":path"]), headers, body }));
    });
  }, options);
}

/** Ends a stream with an answer. */
export function answerRpc(stream: ServerHttp2Stream, answer: RpcAnswer): void {
  if (stream.destroyed) return;
  const type = { ":status": 200, "content-type": "application/grpc" };
  if (!(answer instanceof Uint8Array)) {
    const words = answer.message === undefined ? {} : { "grpc-message": encodeURIComponent(answer.message) };
    stream.respond({ ...type, "grpc-status": String(answer.status), ...words }, { endStream: true });
    return;
  }
  stream.respond(type, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(framed(answer));
}

/** A message behind its head. */
export function framed(body: Uint8Array, flag = 0): Buffer {
  const head = Buffer.alloc(5);
  head[0] = flag;
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

/** A port that nothing listens on. */
export async function closedTarget(): Promise<string> {
  const server = await listenStreams(() => {});
  await server.close();
  return server.target;
}
