/** What a verb returns: the address of {status, address, length}. */

const header: usize = memory.data(12, 16);

/** The status by which a guest says that the request is at fault. */
export const STATUS_INVALID: u32 = 1;
/** The status by which a guest says that it failed itself. */
export const STATUS_INTERNAL: u32 = 2;

/** A result header; the bytes stay in place until the next call. */
export function result(status: u32, at: usize, length: usize): usize {
  store<u32>(header, status);
  store<u32>(header, <u32>at, 4);
  store<u32>(header, <u32>length, 8);
  return header;
}

/** The request is at fault; `message` reaches the client. */
export function invalid(message: string): usize {
  return textResult(STATUS_INVALID, message);
}

/** The guest failed; `message` reaches the client. */
export function failed(message: string): usize {
  return textResult(STATUS_INTERNAL, message);
}

/** Answer of `zh_route`: the number of a child, -1 for all, -2 for none. */
export function branch(child: i32): usize {
  const at = heap.alloc(4);
  store<i32>(at, child);
  return result(0, at, 4);
}

/** Answer of `zh_meta`: JSON text. */
export function meta(json: string): usize {
  return textResult(0, json);
}

function textResult(status: u32, text: string): usize {
  const length = String.UTF8.byteLength(text);
  const at = heap.alloc(length);
  String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, at);
  return result(status, at, length);
}
