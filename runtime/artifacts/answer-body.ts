/** From an HTTP answer to the bytes of a file, the same for every store that speaks HTTP. @module */
import { InferenceError } from "../errors.ts";
import type { ArtifactBody, ArtifactRange } from "./artifact-store.ts";
import { publicUri } from "./artifact-uri.ts";
import { ArtifactChanged } from "./failure.ts";
import { discard } from "./transport.ts";

/** Bytes as they lie in the store: what is packed on the way has another size and no ranges. */
export const PLAIN_BYTES: Readonly<Record<string, string>> = { "accept-encoding": "identity" };

/** The header that asks for the bytes from `start` on. */
export function rangeHeader({ start }: ArtifactRange): Readonly<Record<string, string>> {
  return start === 0 ? {} : { range: `bytes=${start}-` };
}

/**
 * Reads what an answer of status 200 or 206 says about the file.
 * @param validator of the version that the answer has
 * @throws ArtifactChanged for 412 and 416: there is another version now
 */
export async function answerBody(
  uri: string,
  response: Response,
  validator: string | undefined,
): Promise<ArtifactBody> {
  if (response.status === 412 || response.status === 416) {
    await discard(response);
    throw new ArtifactChanged(uri);
  }
  const span = contentRange(response.headers.get("content-range"));
  if (response.status === 206 && span === undefined) {
    await discard(response);
    throw new InferenceError("UNAVAILABLE", `"${publicUri(uri)}": a part was sent without saying which`);
  }
  return {
    start: response.status === 206 ? span!.start : 0,
    sizeBytes: response.status === 206 ? span!.sizeBytes : sizeOf(response),
    validator,
    stream: response.body ?? new Response("").body!,
  };
}

/** Bytes of the whole body; undefined when it is not said, or said of the packed form. */
export function sizeOf({ headers }: Response): number | undefined {
  const encoding = headers.get("content-encoding");
  if (encoding !== null && encoding !== "" && encoding !== "identity") return undefined;
  return byteCount(headers.get("content-length"));
}

/** A number of bytes in text; undefined when it is none. */
export function byteCount(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}

/** Reads `bytes 5-9/10`. */
export function contentRange(header: string | null): { start: number; sizeBytes: number | undefined } | undefined {
  const match = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(header ?? "");
  if (match === null) return undefined;
  return { start: Number(match[1]), sizeBytes: byteCount(match[2]) };
}
