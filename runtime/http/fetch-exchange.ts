/** Exchanges made of web-standard requests. @module */
import { InferenceError } from "../errors.ts";
import type { Exchange } from "./exchange.ts";

export class FetchExchange implements Exchange {
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly #request: Request;

  constructor(request: Request, path: string, body: Uint8Array<ArrayBuffer>) {
    this.method = request.method;
    this.path = path;
    this.body = body;
    this.#request = request;
  }

  get query(): string {
    return new URL(this.#request.url).search.slice(1);
  }

  get(name: string): string | undefined {
    return this.#request.headers.get(name) ?? undefined;
  }

  all(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#request.headers.entries());
  }

  onClose(stop: () => void): void {
    const { signal } = this.#request;
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  }
}

/** Reads a body up to `limit` bytes; the error PAYLOAD_TOO_LARGE as a value when there is more. */
export async function readLimited(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer> | InferenceError> {
  if (Number(request.headers.get("content-length") ?? 0) > limit) return tooLarge(limit);
  if (request.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.length;
    if (size > limit) return tooLarge(limit);
    chunks.push(chunk);
  }
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

/** The answer to a body beyond the limit. */
export function tooLarge(limit: number): InferenceError {
  return new InferenceError("PAYLOAD_TOO_LARGE", `The request body is larger than the limit of ${limit} bytes`);
}
