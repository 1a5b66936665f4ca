/** zlib and gzip through the platform's own stream, read no further than the limit. @module */
import { ModelFileError } from "../pickle/model-file-error.ts";

/** @throws ModelFileError when it is damaged, or unpacks to more than `most` bytes */
export async function inflate(bytes: Uint8Array, format: "deflate" | "gzip", most: number): Promise<Uint8Array> {
  const name = format === "gzip" ? "gzip" : "zlib";
  const stream = new DecompressionStream(format);
  const writer = stream.writable.getWriter();
  // What fails here fails in the reader too, which says so.
  writer.write(bytes as Uint8Array<ArrayBuffer>).catch(ignore);
  writer.close().catch(ignore);
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const chunk = await next(reader, name);
    if (chunk === undefined) return join(chunks, length);
    length += chunk.length;
    if (length > most) {
      reader.cancel().catch(ignore);
      throw new ModelFileError("Model file", `at most ${most} bytes when it is unpacked (${name})`, "more");
    }
    chunks.push(chunk);
  }
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>, name: string): Promise<Uint8Array | undefined> {
  try {
    const { done, value } = await reader.read();
    return done ? undefined : value;
  } catch {
    throw new ModelFileError("Model file", `a whole ${name} stream`, "a damaged one");
  }
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function ignore(): void {}
