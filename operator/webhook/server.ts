/** Answers the API server over HTTPS. The certificate can change while connections are open. @module */
import { createServer } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { BadReviewError, reviewAdmission } from "./review.ts";
import type { Judge } from "./review.ts";
import type { TlsFiles } from "./tls-files.ts";

export interface WebhookServerOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** All addresses when absent. */
  readonly host?: string;
  readonly path: string;
  readonly tls: TlsFiles;
  readonly judge: Judge;
  /** What nobody expected; the API server goes on without an answer. */
  readonly onError: (error: unknown) => void;
}

export interface WebhookServer {
  readonly port: number;
  /** New connections get this certificate. */
  useTls(files: TlsFiles): void;
  /** Answers what has been asked, then closes. */
  close(): Promise<void>;
}

/** Two objects of the API server's largest size, with some room. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const MAX_CONNECTIONS = 256;
const TIMEOUT_MS = 10_000;

export async function startWebhookServer(options: WebhookServerOptions): Promise<WebhookServer> {
  const { port, host, tls, onError } = options;
  const server = createServer({ minVersion: "TLSv1.2", ...secureContext(tls) }, (request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      onError(error);
      send(response, 500, { error: "internal error" });
    });
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.headersTimeout = TIMEOUT_MS;
  server.requestTimeout = TIMEOUT_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, ...(host !== undefined && { host }) }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  server.on("error", onError);
  return {
    port: (server.address() as AddressInfo).port,
    useTls: (files) => server.setSecureContext(secureContext(files)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function secureContext({ certificate, key }: TlsFiles): { cert: string; key: string } {
  return { cert: certificate, key };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: WebhookServerOptions) {
  if (request.url?.split("?", 1)[0] !== options.path) return send(response, 404, { error: "not found" });
  if (request.method !== "POST") return send(response, 405, { error: "expected POST" });
  if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) {
    return send(response, 415, { error: "expected application/json" });
  }
  const body = await readBody(request);
  if (body === undefined) return send(response, 413, { error: `expected at most ${MAX_BODY_BYTES} bytes` });
  const review = parse(body);
  if (review === undefined) return send(response, 400, { error: "expected JSON" });
  try {
    return send(response, 200, reviewAdmission(review, options.judge));
  } catch (error) {
    if (!(error instanceof BadReviewError)) throw error;
    return send(response, 400, { error: error.message });
  }
}

/** The whole body; undefined when it is too long, which is known before it is kept. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    // What is left of a body that was refused would be taken for the next request.
    ...(status !== 200 && { connection: "close" }),
  });
  response.end(text);
}
