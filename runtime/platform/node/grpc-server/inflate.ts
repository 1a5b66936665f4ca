/** Unpacks a message, within the limits for what is unpacked. @module */
import { createGunzip, createInflate } from "node:zlib";
import { InferenceError } from "../../../errors.ts";
import type { BodyMeter } from "../../../http/body-limits.ts";

/** What a compressed message may be packed with. */
export type Packing = "gzip" | "deflate";

/**
 * @param meter counts what comes out, piece by piece: a small message may hold a very large one
 * @throws InferenceError RESOURCE_EXHAUSTED when it is too much, INTERNAL when it cannot be unpacked
 */
export function inflate(packed: Uint8Array, packing: Packing, meter: BodyMeter): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const stream = packing === "gzip" ? createGunzip() : createInflate();
    stream.on("data", (chunk: Buffer) => {
      const error = meter.add(chunk.length);
      if (error === undefined) {
        chunks.push(chunk);
        return;
      }
      stream.destroy();
      reject(error);
    });
    stream.on("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    stream.on("error", (cause) => reject(new InferenceError("INTERNAL", `The message is no ${packing}`, { cause })));
    stream.end(packed);
  });
}
