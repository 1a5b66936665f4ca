/** Numbers of the frame; `wasm-models/ABI.md` explains them. */

export const MAGIC: u32 = 0x0146485a;
export const HEADER_BYTES: usize = 16;
export const PART_BYTES: usize = 16;

/** Types of the parts of a frame. */
export namespace PartType {
  export const BOOL: u8 = 1;
  export const UINT8: u8 = 2;
  export const UINT16: u8 = 3;
  export const UINT32: u8 = 4;
  export const UINT64: u8 = 5;
  export const INT8: u8 = 6;
  export const INT16: u8 = 7;
  export const INT32: u8 = 8;
  export const INT64: u8 = 9;
  export const FP16: u8 = 10;
  export const BF16: u8 = 11;
  export const FP32: u8 = 12;
  export const FP64: u8 = 13;
  export const STRING: u8 = 14;
  export const BYTES: u8 = 15;
  export const TEXT: u8 = 32;
  export const JSON: u8 = 33;
  export const RAW: u8 = 34;
  export const NAMES: u8 = 48;
}

/** Bytes of one element, 0 for elements of varying length. */
export function widthOf(type: u8): usize {
  switch (type) {
    case PartType.BOOL:
    case PartType.UINT8:
    case PartType.INT8:
      return 1;
    case PartType.UINT16:
    case PartType.INT16:
    case PartType.FP16:
    case PartType.BF16:
      return 2;
    case PartType.UINT32:
    case PartType.INT32:
    case PartType.FP32:
      return 4;
    case PartType.UINT64:
    case PartType.INT64:
    case PartType.FP64:
      return 8;
    default:
      return 0;
  }
}
