/**
 * Compressed bodies, both ways. What a body unpacks to counts against the same limits as a body that
 * came as it is.
 * @module
 */
import { InferenceError } from "../errors.ts";
import { ArrivingBytes } from "./arriving-bytes.ts";
import type { BodyLimits, BodyMeter } from "./body-limits.ts";
import type { Exchange, PathParameters, Reply, Route } from "./exchange.ts";

/** Answers of fewer bytes go as they are. */
const WORTHWHILE = 1024;
const BRACE = 0x7b;

type Format = "gzip" | "deflate" | "deflate-raw";

/** Lets the POST routes take bodies in gzip and deflate. */
export function decodeBodies(routes: readonly Route[], bodies: BodyLimits): readonly Route[] {
  return routes.map((route) => (route.methods.includes("POST") ? decodeBody(route, bodies) : route));
}

function decodeBody(route: Route, bodies: BodyLimits): Route {
  return {
    ...route,
    handle(exchange, parameters) {
      const coding = exchange.get("content-encoding");
      // The usual case pays for looking at one header.
      if (coding === undefined || !isEncoded(coding, exchange.body)) return route.handle(exchange, parameters);
      return handleDecoded(route, exchange, parameters, coding, bodies.open());
    },
  };
}

// A parser of the framework that this is embedded in has unpacked what begins like JSON: nothing packed does.
function isEncoded(coding: string, body: Uint8Array): boolean {
  return coding !== "" && coding.toLowerCase() !== "identity" && body.length > 0 && body[0] !== BRACE;
}

async function handleDecoded(
  route: Route,
  exchange: Exchange,
  parameters: PathParameters,
  coding: string,
  meter: BodyMeter,
): Promise<Reply> {
  try {
    const body = await unpack(exchange.body, coding, meter);
    return await route.handle(new UnpackedExchange(exchange, body), parameters);
  } catch (error) {
    return route.fail(InferenceError.from(error));
  } finally {
    meter.release();
  }
}

async function unpack(
  body: Uint8Array<ArrayBuffer>,
  coding: string,
  meter: BodyMeter,
): Promise<Uint8Array<ArrayBuffer>> {
  const format = formatOf(coding, body);
  const reader = new Response(body).body!.pipeThrough(new DecompressionStream(format)).getReader();
  const unpacked = new ArrivingBytes();
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      const text = `The request body cannot be read as the Content-Encoding ${format} that it says it has`;
      throw new InferenceError("INVALID_ARGUMENT", text, { cause });
    });
    if (done) return unpacked.whole();
    const error = meter.add(value.length);
    if (error !== undefined) {
      reader.cancel().catch(() => {});
      throw error;
    }
    unpacked.add(value);
  }
}

function formatOf(coding: string, body: Uint8Array): Format {
  const name = coding.trim().toLowerCase();
  if (name === "gzip" || name === "x-gzip") return "gzip";
  if (name !== "deflate") {
    const text = `Content-Encoding: expected gzip, deflate, or none for a body as it is, got ${name.slice(0, 40)}`;
    throw new InferenceError("INVALID_ARGUMENT", text);
  }
  // The standard means zlib's format; some clients leave its two bytes in front out.
  const isZlib = (body[0]! & 15) === 8 && ((body[0]! << 8) | (body[1] ?? 0)) % 31 === 0;
  return isZlib ? "deflate" : "deflate-raw";
}

/** An exchange with the body that was in the one that came. */
class UnpackedExchange implements Exchange {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly #exchange: Exchange;

  constructor(exchange: Exchange, body: Uint8Array<ArrayBuffer>) {
    this.#exchange = exchange;
    this.body = body;
  }

  get method(): string {
    return this.#exchange.method;
  }

  get path(): string {
    return this.#exchange.path;
  }

  get query(): string {
    return this.#exchange.query;
  }

  get signal(): AbortSignal {
    return this.#exchange.signal;
  }

  get(name: string): string | undefined {
    return name === "content-encoding" ? undefined : this.#exchange.get(name);
  }

  all(): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(this.#exchange.all()).filter(([name]) => name !== "content-encoding"));
  }
}

/**
 * Compresses a long answer when the client asks for one coding. Clients that list what they could read
 * get it as it is: packing it would cost more than most predictions.
 */
export function compressReply(exchange: Exchange, reply: Reply): Reply | Promise<Reply> {
  const { body } = reply;
  if (body === undefined || body.length < WORTHWHILE) return reply;
  const coding = exchange.get("accept-encoding");
  return coding === "gzip" || coding === "deflate" ? compress(reply, body, coding) : reply;
}

async function compress(reply: Reply, body: NonNullable<Reply["body"]>, coding: "gzip" | "deflate"): Promise<Reply> {
  const packed = new Response(body).body!.pipeThrough(new CompressionStream(coding));
  return {
    status: reply.status,
    headers: reply.headers.concat("content-encoding", coding, "vary", "accept-encoding"),
    body: new Uint8Array(await new Response(packed).arrayBuffer()),
  };
}
