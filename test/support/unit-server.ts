/** Serves one unit over HTTP, the way Seldon's wrapper does, for tests of remote units. */
import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeFeedback, decodeMessage, decodeMessageList } from "../../runtime/codecs/seldon-json/decode.ts";
import { encodeError, encodeMessage } from "../../runtime/codecs/seldon-json/encode.ts";
import { InferenceError } from "../../runtime/errors.ts";
import type { Message } from "../../runtime/message/message.ts";
import type { Unit, UnitContext } from "../../runtime/units/unit.ts";

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  close(): Promise<void>;
}

/** Listens on a free port of the loopback address. */
export async function listen(listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    server,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export function answerJson(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(body);
}

/** Serves `unit`; its answers carry a request path of their own, as the wrapper's do. */
export function serveUnit(name: string, unit: Unit): Promise<TestServer> {
  return listen(async (request, response) => {
    try {
      const body = await bodyOf(request);
      const answer = await call(unit, request.url!, body, contextOf(request));
      const requestPath = { [name]: unit.identity, ...answer.meta.requestPath };
      const meta = request.url === "/route" ? answer.meta : { ...answer.meta, requestPath, routing: {} };
      answerJson(response, encodeMessage({ ...answer, meta }));
    } catch (error) {
      const failure = InferenceError.from(error);
      answerJson(response, encodeError(failure), failure.httpStatus);
    }
  });
}

function contextOf(request: IncomingMessage): UnitContext {
  const headers = request.headers as Record<string, string>;
  return {
    puid: headers["seldon-puid"] ?? "",
    signal: new AbortController().signal,
    deadlineMs: Infinity,
    header: (key) => headers[key],
    headers: () => headers,
  };
}

async function call(unit: Unit, path: string, body: Uint8Array, context: UnitContext): Promise<Message> {
  switch (path) {
    case "/predict":
      return unit.predict!(decodeMessage(body), context);
    case "/transform-input":
      return unit.transformInput!(decodeMessage(body), context);
    case "/transform-output":
      return unit.transformOutput!(decodeMessage(body), context);
    case "/route":
      return unit.route!(decodeMessage(body), context);
    case "/aggregate":
      return unit.aggregate!(decodeMessageList(body), context);
    case "/send-feedback":
      return unit.sendFeedback!(decodeFeedback(body), context);
    default:
      throw new InferenceError("NOT_FOUND", `No path ${path}`);
  }
}
