/**
 * Calls remote units over connections that stay open.
 * @module
 */
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { InferenceError } from "../../errors.ts";
import type { RemoteReply, RemoteRequest } from "../../host.ts";

/** Largest answer of a remote unit. */
const MAX_REPLY_BYTES = 512 * 1024 * 1024;

/** Sends requests; an idle connection that the other side has closed meanwhile is tried once anew. */
export function createSender(): (request: RemoteRequest) => Promise<RemoteReply> {
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const attempt = (request: RemoteRequest, isRetry: boolean): Promise<RemoteReply> =>
    exchange(request, agents).catch((error: unknown) => {
      if (isRetry || !(error instanceof StaleConnection)) throw error instanceof StaleConnection ? error.cause : error;
      return attempt(request, true);
    });
  return (request) => attempt(request, false);
}

/** The server closed a kept connection before it saw the request. */
class StaleConnection extends Error {}

function exchange(request: RemoteRequest, agents: { http: HttpAgent; https: HttpsAgent }): Promise<RemoteReply> {
  const { url, method, headers, body, signal, timeoutMs } = request;
  return new Promise((resolve, reject) => {
    if (timeoutMs <= 0) return reject(late(url, timeoutMs));
    const isSecure = url.startsWith("https:");
    const options = {
      method,
      signal,
      agent: isSecure ? agents.https : agents.http,
      headers: withLength(headers, body),
    };
    const call: ClientRequest = isSecure ? httpsRequest(url, options) : httpRequest(url, options);
    const timer = Number.isFinite(timeoutMs) ? setTimeout(() => giveUp(), timeoutMs) : undefined;
    const done =
      <T>(settle: (value: T) => void) =>
      (value: T): void => {
        clearTimeout(timer);
        settle(value);
      };
    const giveUp = (): void => {
      reject(call.socket?.connecting === false ? late(url, timeoutMs) : unreachable(url, timeoutMs));
      call.destroy();
    };
    call.on("response", (response) => receive(response).then(done(resolve), done(reject)));
    call.on("error", (error: NodeJS.ErrnoException) => {
      const isStale = call.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      done(reject)(isStale ? new StaleConnection("stale connection", { cause: error }) : error);
    });
    call.end(body);
  });
}

function withLength(
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
): Record<string, string | number> {
  return body === undefined ? { ...headers } : { ...headers, "content-length": Buffer.byteLength(body) };
}

async function receive(response: IncomingMessage): Promise<RemoteReply> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_REPLY_BYTES) {
      response.destroy();
      throw new InferenceError("INTERNAL", `The answer is larger than ${MAX_REPLY_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  return {
    status: response.statusCode!,
    contentType: response.headers["content-type"] ?? "application/octet-stream",
    body,
  };
}

function unreachable(url: string, timeoutMs: number): InferenceError {
  return new InferenceError("UNAVAILABLE", `Cannot reach ${url}: no connection within ${Math.round(timeoutMs)} ms`);
}

function late(url: string, timeoutMs: number): InferenceError {
  return new InferenceError(
    "DEADLINE_EXCEEDED",
    `${url} did not answer within ${Math.max(0, Math.round(timeoutMs))} ms`,
  );
}
