/** Requests to the API server over connections that stay open. @module */
import * as http from "node:http";
import * as https from "node:https";
import type { Connection } from "./connection.ts";
import { KubeError } from "./kube-error.ts";

/** Longest answer that is read into memory: a page of a list of large objects. */
const MAX_ANSWER_BYTES = 256 << 20;

/** How long an answer may keep silent. Watches have their own patience. */
const TIMEOUT_MS = 30_000;

/** A connection that is silently dead is noticed by the operating system's probes. */
const KEEP_ALIVE_MS = 15_000;

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query: `/api/v1/namespaces/default/services?limit=500`. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** Called after every request, for metrics. Code 0: no answer. */
export type RequestObserver = (method: string, code: number, milliseconds: number) => void;

export interface Transport {
  /** The answer's JSON. @throws KubeError when the server refuses or does not answer */
  json(request: ApiRequest): Promise<unknown>;
  /** The answer as it comes. @throws KubeError when the server refuses or does not answer */
  stream(request: ApiRequest): Promise<AsyncIterable<Uint8Array> & { destroy(): void }>;
  close(): void;
}

/** Opens nothing yet: connections are made when they are needed and kept. */
export function createTransport(connection: Connection, observe: RequestObserver = () => {}): Transport {
  const url = new URL(connection.server);
  const isTls = url.protocol === "https:";
  const agent = isTls
    ? new https.Agent({ keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS, maxSockets: 64, ...tlsOptions(connection) })
    : new http.Agent({ keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS, maxSockets: 64 });
  const base = url.pathname.replace(/\/+$/, "");

  async function once(request: ApiRequest, isRefused: boolean): Promise<http.IncomingMessage> {
    const token = await connection.token?.(isRefused);
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
    const headers: http.OutgoingHttpHeaders = {
      accept: request.accept ?? "application/json",
      "user-agent": "zerohop-operator",
    };
    if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
    if (body !== undefined) {
      headers["content-type"] = request.contentType ?? "application/json";
      headers["content-length"] = body.length;
    }
    return new Promise((resolve, reject) => {
      const outgoing = (isTls ? https : http).request({
        agent,
        method: request.method,
        protocol: url.protocol,
        hostname: url.hostname.replace(/^\[|\]$/g, ""),
        port: url.port === "" ? (isTls ? 443 : 80) : url.port,
        path: base + request.path,
        headers,
        timeout: request.timeoutMs ?? TIMEOUT_MS,
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      });
      outgoing.on("response", resolve);
      outgoing.on("timeout", () => outgoing.destroy(new Error("no answer in time")));
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }

  async function send(request: ApiRequest): Promise<http.IncomingMessage> {
    const started = performance.now();
    let code = 0;
    try {
      let answer = await once(request, false);
      if (answer.statusCode === 401 && connection.token !== undefined) {
        answer.resume();
        answer = await once(request, true);
      }
      code = answer.statusCode ?? 0;
      if (code < 200 || code >= 300) throw await refusal(answer, code, `${request.method} ${request.path}`);
      return answer;
    } catch (error) {
      if (error instanceof KubeError) throw error;
      throw noAnswer(request, error);
    } finally {
      observe(request.method, code, performance.now() - started);
    }
  }

  return {
    async json(request) {
      const answer = await send(request);
      try {
        return JSON.parse(await textOf(answer)) as unknown;
      } catch (error) {
        throw noAnswer(request, error);
      }
    },
    stream: send,
    close: () => agent.destroy(),
  };
}

function tlsOptions(connection: Connection): https.AgentOptions {
  return {
    ...(connection.ca === undefined ? {} : { ca: connection.ca }),
    ...(connection.certificate === undefined ? {} : { cert: connection.certificate }),
    ...(connection.key === undefined ? {} : { key: connection.key }),
    ...(connection.serverName === undefined ? {} : { servername: connection.serverName }),
    ...(connection.isInsecure === true ? { rejectUnauthorized: false } : {}),
  };
}

function noAnswer({ method, path }: ApiRequest, cause: unknown): KubeError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new KubeError(0, "NoAnswer", `${method} ${path}: ${said}`, { cause });
}

async function refusal(answer: http.IncomingMessage, code: number, asked: string): Promise<KubeError> {
  const text = await textOf(answer).catch(() => "");
  let status: unknown;
  try {
    status = JSON.parse(text);
  } catch {
    // A proxy in between answers in its own words.
  }
  const error = KubeError.fromStatus(status, code, asked);
  const after = Number(answer.headers["retry-after"]);
  if (error.retryAfterS !== undefined || !Number.isFinite(after) || after <= 0) return error;
  return new KubeError(error.code, error.reason, error.message, { causes: error.causes, retryAfterS: after });
}

async function textOf(answer: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) {
      answer.destroy();
      throw new Error(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
