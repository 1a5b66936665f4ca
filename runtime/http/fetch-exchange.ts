/** Exchanges made of web-standard requests. @module */
import { InferenceError } from "../errors.ts";
import type { HeaderSource } from "../graph/run.ts";
import { ArrivingBytes } from "./arriving-bytes.ts";
import type { BodyLimits, BodyMeter } from "./body-limits.ts";
import type { Exchange } from "./exchange.ts";

/** The headers of a request, before its body is there. */
export class FetchHeaders implements HeaderSource {
  protected readonly request: Request;

  constructor(request: Request) {
    this.request = request;
  }

  get(name: string): string | undefined {
    return this.request.headers.get(name) ?? undefined;
  }

  all(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.request.headers.entries());
  }
}

export class FetchExchange extends FetchHeaders implements Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: Uint8Array<ArrayBuffer>;

  constructor(request: Request, path: string, query: string, body: Uint8Array<ArrayBuffer>) {
    super(request);
    this.method = request.method;
    this.path = path;
    this.query = query;
    this.body = body;
  }

  get signal(): AbortSignal {
    return this.request.signal;
  }
}

/**
 * Reads a body within the limits.
 * @param meter counts what arrives; the caller releases it
 * @throws InferenceError PAYLOAD_TOO_LARGE, RESOURCE_EXHAUSTED, or INVALID_ARGUMENT for a body that breaks off
 */
export async function readBody(
  request: Request,
  limits: BodyLimits,
  meter: BodyMeter,
): Promise<Uint8Array<ArrayBuffer>> {
  const refused = limits.refuse(Number(request.headers.get("content-length") ?? 0));
  if (refused !== undefined) throw refused;
  const arrived = new ArrivingBytes();
  for await (const chunk of readChunks(request)) {
    const error = meter.add(chunk.length);
    if (error !== undefined) throw error;
    arrived.add(chunk);
  }
  return arrived.whole();
}

async function* readChunks(request: Request): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (request.body === null) return;
  try {
    yield* request.body;
  } catch (error) {
    throw new InferenceError("INVALID_ARGUMENT", "The request body broke off", { cause: error });
  }
}
