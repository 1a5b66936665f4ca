/** The stream of a watch: one JSON event a line. @module */
import { KubeError } from "./kube-error.ts";
import { recordIn, textIn } from "./object.ts";
import type { KubeObject } from "./object.ts";
import type { ApiRequest, Transport } from "./transport.ts";

export interface WatchEvent {
  /** A bookmark only says how far the stream has come; its object has nothing but a resource version. */
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: KubeObject;
}

/** Longest event: the store takes objects of about 1.5 MB, and JSON may need more than the store did. */
const MAX_EVENT_BYTES = 16 << 20;

const NEWLINE = 10;

/**
 * Reads events until the server ends the stream.
 * @throws KubeError what the server says in an ERROR event, 410 when the past asked for is gone
 */
export async function* readWatch(transport: Transport, request: ApiRequest): AsyncGenerator<WatchEvent> {
  const stream = await transport.stream(request);
  try {
    for await (const line of readLines(stream)) yield toEvent(line, request.path);
  } catch (error) {
    if (error instanceof KubeError) throw error;
    throw new KubeError(0, "NoAnswer", `Watch of ${request.path} broke off`, { cause: error });
  } finally {
    stream.destroy();
  }
}

function toEvent(line: string, path: string): WatchEvent {
  const event = JSON.parse(line) as unknown;
  const object = recordIn(event, "object");
  const type = textIn(event, "type");
  switch (type) {
    case "ADDED":
    case "MODIFIED":
    case "DELETED":
    case "BOOKMARK":
      return { type, object: object as unknown as KubeObject };
    case "ERROR":
      throw KubeError.fromStatus(object, 500, `watch of ${path}`);
    default:
      throw new Error(`an event of type ${String(type)}`);
  }
}

/** Splits bytes at line ends, not text: a character may be cut by a chunk. */
async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      parts.push(chunk.subarray(start, end));
      const line = Buffer.concat(parts).toString("utf8");
      parts = [];
      size = 0;
      start = end + 1;
      if (line.trim() !== "") yield line;
    }
    size += chunk.length - start;
    if (size > MAX_EVENT_BYTES) throw new Error(`an event is longer than ${MAX_EVENT_BYTES} bytes`);
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
}
