/**
 * Node's request listener. POST routes, the hot ones, go straight from the socket's bytes to their
 * handler; everything else takes the web-standard way.
 * @module
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { InferenceError } from "../../errors.ts";
import { isPromise } from "../../eventually.ts";
import type { PathParameters, Reply, Route } from "../../http/exchange.ts";
import type { Service } from "../../service.ts";
import { NodeExchange } from "./node-exchange.ts";
import { receiveBody } from "./receive-body.ts";

/** Milliseconds for which the rest of a refused body is read, so that the client sees the answer. */
const LINGER_MS = 2000;

/**
 * A listener for node:http, and for frameworks that hand out Node's own request and response. A
 * body that a parser has read already, in `request.body`, is taken from there.
 */
export function createListener(service: Service): RequestListener {
  let web: Promise<RequestListener> | undefined;
  const webListener = (): Promise<RequestListener> => {
    web ??= import("./web-listener.ts").then(({ createWebListener }) => createWebListener(service.fetch));
    return web;
  };
  return (request, response) => {
    const url = request.url!;
    const mark = url.indexOf("?");
    const path = service.stripPrefix(mark === -1 ? url : url.slice(0, mark));
    const found = request.method === "POST" ? service.table.find("POST", path) : undefined;
    if (found?.route === undefined) {
      webListener().then(
        (listener) => listener(request, response),
        () => response.destroy(),
      );
      return;
    }
    const query = mark === -1 ? "" : url.slice(mark + 1);
    receive(service, request, response, path, query, found.route, found.parameters);
  };
}

function receive(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: string,
  route: Route,
  parameters: PathParameters,
): void {
  receiveBody(request, service.bodies, {
    done: (body, release) =>
      answer(response, route, parameters, new NodeExchange(request, response, path, query, body), release),
    failed: (error) => refuse(request, response, route.fail(error)),
  });
}

function refuse(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  if (response.headersSent) return;
  response.shouldKeepAlive = false;
  write(response, reply);
  // A client in the middle of its body would see a reset instead of the answer.
  request.resume();
  setTimeout(() => request.destroy(), LINGER_MS).unref();
}

function answer(
  response: ServerResponse,
  route: Route,
  parameters: PathParameters,
  exchange: NodeExchange,
  release: () => void,
): void {
  const fail = (error: unknown): void => {
    release();
    // Also for answers that cannot be written, as with a header that HTTP does not allow.
    if (response.headersSent) response.destroy();
    else write(response, route.fail(InferenceError.from(error)));
  };
  try {
    const reply = route.handle(exchange, parameters);
    if (isPromise(reply)) {
      reply
        .then((value) => {
          write(response, value);
          release();
        })
        .catch(fail);
      return;
    }
    write(response, reply);
    release();
  } catch (error) {
    fail(error);
  }
}

function write(response: ServerResponse, reply: Reply): void {
  const body = reply.body ?? "";
  const length = typeof body === "string" ? Buffer.byteLength(body) : body.length;
  response.writeHead(reply.status, reply.headers.concat("content-length", String(length)));
  response.end(body);
}
