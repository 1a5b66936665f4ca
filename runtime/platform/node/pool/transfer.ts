/**
 * Moves tensors between threads with one copy at most.
 * @module
 */
import type { TensorData } from "../../../tensor/datatype.ts";
import type { Tensor } from "../../../tensor/tensor.ts";

export interface Parcel {
  readonly tensors: readonly Tensor[];
  /** Buffers that go along instead of being copied; unusable afterwards on this side. */
  readonly transfer: ArrayBuffer[];
}

/**
 * Packs tensors that belong to somebody else: their buffers stay usable. A view of a part is cut
 * out first, since a clone would take the whole buffer with it.
 */
export function packBorrowed(tensors: readonly Tensor[]): Parcel {
  const transfer: ArrayBuffer[] = [];
  const packed = tensors.map((tensor) => {
    const { data } = tensor;
    if (!ArrayBuffer.isView(data)) return { ...tensor, data: cutOut(data) };
    if (coversBuffer(data)) return tensor;
    const copy = data.slice();
    transfer.push(copy.buffer);
    return { ...tensor, data: copy };
  });
  return { tensors: packed, transfer };
}

/** Packs tensors that nobody needs here any more. */
export function packOwned(tensors: readonly Tensor[]): Parcel {
  const owned = new Set<ArrayBuffer>();
  const packed = tensors.map((tensor) => {
    const { data } = tensor;
    if (!ArrayBuffer.isView(data)) return { ...tensor, data: cutOut(data) };
    // A view of a part may lie in the memory of a WASM instance, which must not go away.
    const whole = coversBuffer(data) && data.buffer instanceof ArrayBuffer ? data : data.slice();
    owned.add(whole.buffer as ArrayBuffer);
    return { ...tensor, data: whole };
  });
  return { tensors: packed, transfer: [...owned] };
}

function coversBuffer(view: ArrayBufferView): boolean {
  return view.byteLength === view.buffer.byteLength;
}

function cutOut(data: readonly string[] | readonly Uint8Array[]): TensorData {
  if (typeof data[0] === "string") return data;
  // A plain Uint8Array: a Buffer's slice would look at the same memory.
  return (data as readonly Uint8Array[]).map((bytes) => (coversBuffer(bytes) ? bytes : Uint8Array.from(bytes)));
}
