/**
 * Node's request listener. POST routes, the hot ones, go straight from the socket's bytes to their
 * handler; everything else takes the web-standard way.
 * @module
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { InferenceError } from "../../errors.ts";
import { isPromise } from "../../eventually.ts";
import type { BodyLimits } from "../../http/body-limits.ts";
import type { Admission, PathParameters, Reply, Route } from "../../http/exchange.ts";
import type { Service } from "../../service.ts";
import { NodeExchange, NodeHeaders } from "./node-exchange.ts";
import { receiveBody } from "./receive-body.ts";

/** Milliseconds for which the rest of a refused body is read, so that the client sees the answer. */
const LINGER_MS = 2000;
/** Of a refused body that is no longer the rest is read to its end, and the connection goes on. */
const LINGER_BYTES = 64 * 1024;

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
    const { route, parameters } = found;
    const arrived: Arrived = { request, response, path, query, route, parameters };
    if (route.admit === undefined) receive(arrived, service.bodies);
    else admit(arrived, service.bodies, route.admit);
  };
}

/** A request whose headers are there, and the route that takes it. */
interface Arrived {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: string;
  readonly route: Route;
  readonly parameters: PathParameters;
}

// Nothing of the body is read for who may not come in.
function admit(arrived: Arrived, bodies: BodyLimits, decide: Admission): void {
  const fail = (error: unknown): void => refuse(arrived, InferenceError.from(error));
  try {
    const decided = decide(new NodeHeaders(arrived.request));
    if (isPromise(decided)) decided.then(() => receive(arrived, bodies)).catch(fail);
    else receive(arrived, bodies);
  } catch (error) {
    fail(error);
  }
}

function receive(arrived: Arrived, bodies: BodyLimits): void {
  receiveBody(arrived.request, bodies, {
    done: (body, release) => answer(arrived, body, release),
    failed: (error) => refuse(arrived, error),
  });
}

function refuse({ request, response, route }: Arrived, error: InferenceError): void {
  if (response.headersSent) return;
  const isShort = request.httpVersionMajor === 1 && Number(request.headers["content-length"]) <= LINGER_BYTES;
  if (!isShort) response.shouldKeepAlive = false;
  write(response, route.fail(error));
  // A client in the middle of its body would see a reset instead of the answer.
  request.resume();
  // Of a short one Node waits for the end.
  if (!isShort) setTimeout(() => request.destroy(), LINGER_MS).unref();
}

function answer(arrived: Arrived, body: Uint8Array<ArrayBuffer>, release: () => void): void {
  const { request, response, path, query, route, parameters } = arrived;
  const fail = (error: unknown): void => {
    release();
    // Also for answers that cannot be written, as with a header that HTTP does not allow.
    if (response.headersSent) response.destroy();
    else write(response, route.fail(InferenceError.from(error)));
  };
  try {
    const reply = route.handle(new NodeExchange(request, response, path, query, body), parameters);
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
