/** Memory that messages are written into. @module */

import { MAX_NESTING } from "./wire.ts";

/** What small messages take at first; most never need more. */
const SCRATCH_BYTES = 4096;

/** Bytes, and the same bytes as numbers of any width. */
export interface Room {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  /** For the messages that are open in each other, where the contents begin, and the bytes left for their length. */
  readonly open: Int32Array;
}

/** What the last small message was written into, for the next one. Only a cache: nothing is read from it. */
let spare: Room | undefined;

/**
 * Room for a message. Making an array and a view of it costs several times what a small message
 * does, so that these get the last one's and leave a copy when they are finished.
 */
export function takeRoom(size: number): Room {
  if (size > SCRATCH_BYTES) return createRoom(size);
  const room = spare ?? createRoom(SCRATCH_BYTES);
  // Whoever writes meanwhile makes its own; what fails keeps this one.
  spare = undefined;
  return room;
}

/** What was written into the room, up to `length`, for good. The room is given back. */
export function leaveRoom(room: Room, length: number): Uint8Array<ArrayBuffer> {
  const { bytes } = room;
  if (bytes.length !== SCRATCH_BYTES) return bytes.subarray(0, length);
  spare = room;
  const written = new Uint8Array(length);
  if (length > 128) written.set(bytes.subarray(0, length));
  else for (let i = 0; i < length; i++) written[i] = bytes[i]!;
  return written;
}

/** A room of `size` bytes or more, with the first `length` ones of another. */
export function growRoom({ bytes, open }: Room, length: number, size: number): Room {
  const grown = createRoom(Math.max(size, 2 * bytes.length), open);
  grown.bytes.set(bytes.subarray(0, length));
  return grown;
}

function createRoom(size: number, open: Int32Array = new Int32Array(2 * MAX_NESTING)): Room {
  const bytes = new Uint8Array(size);
  return { bytes, view: new DataView(bytes.buffer), open };
}
