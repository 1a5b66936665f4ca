/** Decompression in a stream, by the platform's DecompressionStream. @module */
import { InferenceError } from "../../errors.ts";

/**
 * Unpacks pieces as they come; holds no more than a few of them. Who stops reading stops the source.
 * @throws InferenceError INVALID_ARGUMENT for bytes that are damaged or end too early
 */
export async function* inflate(
  packed: AsyncIterable<Uint8Array>,
  format: "gzip" | "deflate-raw",
  where: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = new DecompressionStream(format);
  const reader = stream.readable.getReader();
  const writer = stream.writable.getWriter();
  let failure: { error: unknown } | undefined;
  const feeding = feed(packed, writer).catch((error: unknown) => {
    failure = { error };
  });
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new InferenceError("INVALID_ARGUMENT", `${where}: the compressed data is damaged or ends too early`, {
          cause,
        });
      });
      if (done) break;
      yield value;
    }
    await feeding;
    if (failure !== undefined) throw failure.error;
  } finally {
    await reader.cancel().catch(() => {});
    await feeding;
  }
}

async function feed(
  packed: AsyncIterable<Uint8Array>,
  writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  // A write that is refused says nothing new: the reader has seen the damage.
  writer.closed.catch(() => {});
  try {
    for await (const piece of packed) await writer.write(piece as Uint8Array<ArrayBuffer>);
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => {});
    throw error;
  }
}
