/**
 * Node's request listener. POST routes, the hot ones, go straight from the socket's bytes to their
 * handler; everything else takes the web-standard way.
 * @module
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { InferenceError } from "../../errors.ts";
import { isPromise } from "../../eventually.ts";
import { failureReply } from "../../http/app.ts";
import type { Exchange, Handler, Reply } from "../../http/exchange.ts";
import { tooLarge } from "../../http/fetch-exchange.ts";
import type { Service } from "../../http/service.ts";

/** Milliseconds for which the rest of a refused body is read, so that the client sees the answer. */
const LINGER_MS = 500;

/**
 * A listener for node:http, and for frameworks that hand out Node's own request and response. A
 * body that a parser has read already, in `request.body`, is taken from there.
 */
export function createListener(service: Service): RequestListener {
  const hot = new Map<string, Handler>();
  for (const route of service.routes) {
    if (route.methods.includes("POST") && !route.path.includes(":")) hot.set(route.path, route.handle);
  }
  let general: Promise<RequestListener> | undefined;
  const webListener = (): Promise<RequestListener> => {
    general ??= import("./web-listener.ts").then(({ createWebListener }) => createWebListener(service.fetch));
    return general;
  };
  return (request, response) => {
    const url = request.url!;
    const mark = url.indexOf("?");
    const path = service.stripPrefix(mark === -1 ? url : url.slice(0, mark));
    const handler = request.method === "POST" ? hot.get(path) : undefined;
    if (handler === undefined) {
      void webListener().then((listener) => listener(request, response));
      return;
    }
    receive(request, response, service.maxBodyBytes, (body) => {
      answer(
        response,
        handler,
        new NodeExchange(request, response, path, mark === -1 ? "" : url.slice(mark + 1), body),
      );
    });
  };
}

class NodeExchange implements Exchange {
  readonly method = "POST";
  readonly path: string;
  readonly query: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
    body: Uint8Array<ArrayBuffer>,
  ) {
    this.path = path;
    this.query = query;
    this.body = body;
    this.#request = request;
    this.#response = response;
  }

  get(name: string): string | undefined {
    const value = this.#request.headers[name];
    return typeof value === "string" ? value : value?.join(", ");
  }

  all(): Readonly<Record<string, string>> {
    const entries = Object.entries(this.#request.headers);
    return Object.fromEntries(
      entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
    );
  }

  onClose(stop: () => void): void {
    if (this.#response.destroyed) return stop();
    this.#response.once("close", () => {
      if (!this.#response.writableFinished) stop();
    });
  }
}

function receive(
  request: IncomingMessage,
  response: ServerResponse,
  limit: number,
  next: (body: Uint8Array<ArrayBuffer>) => void,
): void {
  const parsed = (request as { body?: unknown }).body;
  if (parsed !== undefined && request.readableEnded) return next(fromParsed(parsed));
  if (Number(request.headers["content-length"] ?? 0) > limit) return refuse(request, response, limit);
  const chunks: Buffer<ArrayBuffer>[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer<ArrayBuffer>) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else if (!response.headersSent) refuse(request, response, limit);
  });
  request.on("end", () => {
    if (size <= limit) next(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
  });
  // A client that goes away while it sends gets no answer, and needs none.
  request.on("error", () => {});
}

// Embedded behind a body parser, as express.json(): what it made of the body is turned back.
function fromParsed(body: unknown): Uint8Array<ArrayBuffer> {
  if (Buffer.isBuffer(body)) return new Uint8Array(body);
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

function refuse(request: IncomingMessage, response: ServerResponse, limit: number): void {
  response.shouldKeepAlive = false;
  write(response, failureReply(tooLarge(limit), []));
  request.resume();
  setTimeout(() => request.destroy(), LINGER_MS).unref();
}

function answer(response: ServerResponse, handler: Handler, exchange: Exchange): void {
  try {
    const reply = handler(exchange, "");
    if (!isPromise(reply)) return write(response, reply);
    reply.then((value) => write(response, value)).catch((error: unknown) => fail(response, error));
  } catch (error) {
    fail(response, error);
  }
}

// Also for answers that cannot be written, as with a header that HTTP does not allow.
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  write(response, failureReply(InferenceError.from(error), []));
}

function write(response: ServerResponse, reply: Reply): void {
  const body = reply.body ?? "";
  const length = typeof body === "string" ? Buffer.byteLength(body) : body.length;
  response.writeHead(reply.status, reply.headers.concat("content-length", String(length)));
  response.end(body);
}
