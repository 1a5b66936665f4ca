/** A web server for artifact tests: listens on a free port and answers files with ranges. */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export type Answerer = (asked: Asked, response: ServerResponse) => void | Promise<void>;

export interface TestServer {
  readonly url: string;
  /** Every request, in order. */
  readonly asked: Asked[];
}

/** Starts a server that lives as long as the test. */
export async function startServer(answer: Answerer): Promise<TestServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const seen = await read(request);
      asked.push(seen);
      await answer(seen, response);
    })().catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return {
    method: request.method!,
    url: new URL(request.url!, `http://${request.headers.host}`),
    headers: request.headers as Record<string, string | undefined>,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

export interface ServedFile {
  readonly bytes: Uint8Array;
  readonly etag?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers HEAD and GET of a file, with ranges and If-Match as the stores do. */
export function sendFile({ method, headers }: Asked, response: ServerResponse, file: ServedFile): void {
  const { bytes, etag } = file;
  const all = { ...file.headers, ...(etag !== undefined && { etag }), "accept-ranges": "bytes" };
  const expected = headers["if-match"];
  if (expected !== undefined && expected !== etag) {
    response.writeHead(412, all).end();
    return;
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(headers["range"] ?? "");
  if (range === null) {
    response.writeHead(200, { ...all, "content-length": bytes.length });
    response.end(method === "HEAD" ? undefined : bytes);
    return;
  }
  const start = Number(range[1]);
  if (start >= bytes.length) {
    response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
    return;
  }
  const end = range[2] === "" ? bytes.length : Math.min(bytes.length, Number(range[2]) + 1);
  const contentRange = `bytes ${start}-${end - 1}/${bytes.length}`;
  response.writeHead(206, { ...all, "content-length": end - start, "content-range": contentRange });
  response.end(bytes.subarray(start, end));
}

/** Text as bytes. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Reads a body to its end. */
export async function textOfStream(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).text();
}

/** Bytes that differ from place to place. */
export function patternBytes(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) & 0xff);
}
