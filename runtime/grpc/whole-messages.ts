/**
 * The bytes of a call message by message: each is there as a whole and has been counted before Connect
 * makes objects of it.
 * @module
 */
import { ArrivingBytes } from "../http/arriving-bytes.ts";
import { FRAME_HEAD_BYTES } from "./frame.ts";
import { checkParts } from "./message-parts.ts";

/** The bit of a frame's flags that says that its message is packed; that one is counted when it is unpacked. */
const PACKED = 1;

/** How the messages of a call are written. */
export interface MessageForm {
  /** Whether each has a head that tells its length; else the body is one message. */
  readonly isFramed: boolean;
  readonly isJson: boolean;
}

/** @throws InferenceError RESOURCE_EXHAUSTED for a message of too many parts */
export async function* wholeMessages(
  source: AsyncIterable<Uint8Array>,
  { isFramed, isJson }: MessageForm,
): AsyncGenerator<Uint8Array> {
  let held = new ArrivingBytes();
  let wanted = FRAME_HEAD_BYTES;
  for await (const piece of source) {
    held.add(piece as Uint8Array<ArrayBuffer>);
    if (!isFramed || held.size < wanted) continue;
    const bytes = held.whole();
    const end = endOfWhole(bytes, isJson);
    wanted = end.wanted;
    if (end.at === 0) continue;
    yield bytes.subarray(0, end.at);
    held = new ArrivingBytes();
    if (end.at < bytes.length) held.add(bytes.subarray(end.at));
  }
  if (held.size === 0) return;
  const rest = held.whole();
  // What is cut off is Connect's to tell of.
  if (!isFramed) checkParts(rest, isJson);
  yield rest;
}

/** Where the last whole message ends, and how many bytes the next one has from there on. */
function endOfWhole(bytes: Uint8Array, isJson: boolean): { readonly at: number; readonly wanted: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  for (;;) {
    if (bytes.length - at < FRAME_HEAD_BYTES) return { at, wanted: FRAME_HEAD_BYTES };
    const end = at + FRAME_HEAD_BYTES + view.getUint32(at + 1);
    if (end > bytes.length) return { at, wanted: end - at };
    if ((bytes[at]! & PACKED) === 0) checkParts(bytes.subarray(at + FRAME_HEAD_BYTES, end), isJson);
    at = end;
  }
}
