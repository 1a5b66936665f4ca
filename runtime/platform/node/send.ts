/**
 * Calls remote units over connections that stay open.
 * @module
 */
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { InferenceError } from "../../errors.ts";
import type { RemoteReply, RemoteRequest } from "../../host.ts";
import { ArrivingBytes } from "../../http/arriving-bytes.ts";
import { callAfter } from "./timer.ts";

/** Largest answer of a remote unit. */
const MAX_REPLY_BYTES = 512 * 1024 * 1024;

/**
 * Sends requests. When the other side has closed a kept connection meanwhile, a request is sent once
 * more in the time that is left, if it is repeatable or nothing of it was written: otherwise nobody
 * knows whether the server has acted on it.
 */
export function createSender(): (request: RemoteRequest) => Promise<RemoteReply> {
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  return async (request) => {
    const untilMs = performance.now() + request.timeoutMs;
    try {
      return await exchange(request, agents, request.timeoutMs);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      if (request.repeatable !== true && error.wasWritten) throw error.cause;
      return await exchange(request, agents, untilMs - performance.now()).catch((again: unknown) => {
        throw again instanceof StaleConnection ? again.cause : again;
      });
    }
  };
}

/** A kept connection was closed by the server before it answered. */
class StaleConnection extends Error {
  /** Whether anything of the request had gone out. */
  readonly wasWritten: boolean;

  constructor(cause: Error, wasWritten: boolean) {
    super("stale connection", { cause });
    this.wasWritten = wasWritten;
  }
}

function exchange(
  request: RemoteRequest,
  agents: { http: HttpAgent; https: HttpsAgent },
  leftMs: number,
): Promise<RemoteReply> {
  const { url, method, headers, body, signal, timeoutMs } = request;
  return new Promise((resolve, reject) => {
    if (leftMs <= 0) return reject(late(url, timeoutMs));
    const isSecure = url.startsWith("https:");
    const options = {
      method,
      signal,
      agent: isSecure ? agents.https : agents.http,
      headers: withLength(headers, body),
    };
    const call: ClientRequest = isSecure ? httpsRequest(url, options) : httpRequest(url, options);
    const timer = callAfter(leftMs, () => giveUp());
    let socket: Socket | undefined;
    let writtenBefore = 0;
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
    call.on("socket", (given) => {
      socket = given;
      writtenBefore = given.bytesWritten;
    });
    call.on("response", (response) => receive(response).then(done(resolve), done(reject)));
    call.on("error", (error: NodeJS.ErrnoException) => {
      const isStale = call.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      const wasWritten = socket !== undefined && socket.bytesWritten > writtenBefore;
      done(reject)(isStale ? new StaleConnection(error, wasWritten) : error);
    });
    call.end(body);
  });
}

function withLength(
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array | undefined,
): Record<string, string | number> {
  return body === undefined ? { ...headers } : { ...headers, "content-length": Buffer.byteLength(body) };
}

async function receive(response: IncomingMessage): Promise<RemoteReply> {
  const arrived = new ArrivingBytes();
  for await (const chunk of response as AsyncIterable<Buffer<ArrayBuffer>>) {
    if (arrived.size + chunk.length > MAX_REPLY_BYTES) {
      response.destroy();
      throw new InferenceError("INTERNAL", `The answer is larger than ${MAX_REPLY_BYTES} bytes`);
    }
    arrived.add(chunk);
  }
  const { buffer, byteOffset, byteLength } = arrived.whole();
  return {
    status: response.statusCode!,
    contentType: response.headers["content-type"] ?? "application/octet-stream",
    headers: response.headers as Readonly<Record<string, string | undefined>>,
    // Plain bytes: parts of it end up in messages, and a Buffer behaves otherwise there.
    body: new Uint8Array(buffer, byteOffset, byteLength),
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
