/** Reads the frame that the host passes to a verb. The host writes valid frames; no copies are made. */
import { startOver } from "./arena";
import { Float64s } from "./float64s";
import { HEADER_BYTES, PART_BYTES, PartType, widthOf } from "./layout";

/** One part of a frame: a tensor, a text, JSON, raw bytes or column names. */
export class Part {
  constructor(
    private readonly frame: usize,
    private readonly head: usize,
  ) {}

  /** What it is, one of `PartType`. */
  get type(): u8 {
    return load<u8>(this.head);
  }

  /** Which child it comes from, for `zh_aggregate`; else 0. */
  get group(): i32 {
    return load<i32>(this.head, 4);
  }

  get rank(): i32 {
    return load<u8>(this.head, 1);
  }

  get name(): string {
    return String.UTF8.decodeUnsafe(this.head + PART_BYTES + (<usize>this.rank << 2), load<u16>(this.head, 2));
  }

  /** Address of the data. */
  get at(): usize {
    return this.frame + load<u32>(this.head, 8);
  }

  /** Bytes of data. */
  get size(): i32 {
    return load<i32>(this.head, 12);
  }

  /** Size of an axis, outermost first. */
  shape(axis: i32): i32 {
    return load<i32>(this.head + PART_BYTES + (<usize>axis << 2));
  }

  /** Elements of the tensor. */
  get length(): i32 {
    let count = 1;
    for (let axis = 0; axis < this.rank; axis++) count *= this.shape(axis);
    return count;
  }

  /** Rows of a batch: the first axis of a matrix, 1 for a single row. */
  get rows(): i32 {
    return this.rank >= 2 ? this.shape(0) : 1;
  }

  /** Columns: the last axis. */
  get columns(): i32 {
    return this.rank == 0 ? 1 : this.shape(this.rank - 1);
  }

  /** Whether every element can be read as a float64 by `numbers`. */
  get isNumeric(): bool {
    const type = this.type;
    return type >= PartType.BOOL && type <= PartType.FP64 && type != PartType.FP16 && type != PartType.BF16;
  }

  /** The elements as float64: in place for FP64, converted for other numbers. */
  numbers(): Float64s {
    if (!this.isNumeric) unreachable();
    const length = this.length;
    if (this.type == PartType.FP64) return new Float64s(this.at, length);
    const out = new Float64s(heap.alloc(<usize>length << 3), length);
    for (let i = 0; i < length; i++) out[i] = this.number(i);
    return out;
  }

  /** The text of a TEXT or JSON part. */
  text(): string {
    return String.UTF8.decodeUnsafe(this.at, this.size);
  }

  /** The elements of a STRING tensor, or column names. */
  strings(): string[] {
    const out: string[] = [];
    const end = this.at + this.size;
    for (let at = this.at; at < end; ) {
      const size = load<u32>(at);
      out.push(String.UTF8.decodeUnsafe(at + 4, size));
      at += 4 + size;
    }
    return out;
  }

  private number(index: i32): f64 {
    const at = this.at + <usize>index * widthOf(this.type);
    switch (this.type) {
      case PartType.INT8:
        return <f64>load<i8>(at);
      case PartType.UINT16:
        return <f64>load<u16>(at);
      case PartType.INT16:
        return <f64>load<i16>(at);
      case PartType.UINT32:
        return <f64>load<u32>(at);
      case PartType.INT32:
        return <f64>load<i32>(at);
      case PartType.UINT64:
        return <f64>load<u64>(at);
      case PartType.INT64:
        return <f64>load<i64>(at);
      case PartType.FP32:
        return <f64>load<f32>(at);
      default:
        return <f64>load<u8>(at);
    }
  }
}

/** The frame of a call. Making one starts the call's memory over. */
export class Input {
  private readonly parts: Part[] = [];

  private constructor() {}

  static read(frame: usize): Input {
    startOver();
    const input = new Input();
    const count = load<i32>(frame, 8);
    let head = frame + HEADER_BYTES;
    for (let i = 0; i < count; i++) {
      input.parts.push(new Part(frame, head));
      head += PART_BYTES + (<usize>load<u8>(head, 1) << 2) + ((<usize>load<u16>(head, 2) + 3) & ~3);
    }
    return input;
  }

  get count(): i32 {
    return this.parts.length;
  }

  /** Part by number; an index out of range stops the guest. */
  part(index: i32): Part {
    if (<u32>index >= <u32>this.parts.length) unreachable();
    return unchecked(this.parts[index]);
  }
}
