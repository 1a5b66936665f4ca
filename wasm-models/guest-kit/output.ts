/** Writes the frame that a verb answers with. Data is filled in place; nothing is copied. */
import { Float64s } from "./float64s";
import { HEADER_BYTES, MAGIC, PART_BYTES, PartType, widthOf } from "./layout";
import { result } from "./result";

/** Room for the descriptions of the parts: enough for 32 matrices with short names. */
const TABLE_BYTES: usize = 1024;

export class Output {
  private readonly frame: usize = heap.alloc(TABLE_BYTES);
  private head: usize = this.frame + HEADER_BYTES;
  private end: usize = this.frame + TABLE_BYTES;
  private count: u32 = 0;

  /** Adds a float64 matrix and gives its elements, row by row, to be filled. */
  matrix(rows: i32, columns: i32, name: string = ""): Float64s {
    return this.float64([rows, columns], name);
  }

  /** Adds a float64 tensor of any shape and gives its elements to be filled. */
  float64(shape: i32[], name: string = ""): Float64s {
    const length = product(shape);
    return new Float64s(this.tensor(PartType.FP64, shape, name), length);
  }

  /** Adds a numeric tensor of any type; answers the address of its elements. */
  tensor(type: u8, shape: i32[], name: string = ""): usize {
    return this.add(type, shape, name, <usize>product(shape) * widthOf(type));
  }

  /** Adds a tensor of texts. */
  strings(shape: i32[], values: string[], name: string = ""): void {
    this.elements(PartType.STRING, shape, values, name);
  }

  /** Names the columns of the answer. */
  names(values: string[]): void {
    this.elements(PartType.NAMES, [values.length], values, "");
  }

  /** Answers with text (strData). */
  text(value: string): void {
    this.utf8(PartType.TEXT, value);
  }

  /** Answers with JSON text (jsonData). */
  json(value: string): void {
    this.utf8(PartType.JSON, value);
  }

  /** Answers with raw bytes (binData); answers the address to fill. */
  bytes(length: i32): usize {
    return this.add(PartType.RAW, [], "", length);
  }

  /** Closes the frame; the verb returns what this returns. */
  finish(): usize {
    const length = this.end - this.frame;
    store<u32>(this.frame, MAGIC);
    store<u32>(this.frame, <u32>length, 4);
    store<u32>(this.frame, this.count, 8);
    store<u32>(this.frame, 0, 12);
    return result(0, this.frame, length);
  }

  private add(type: u8, shape: i32[], name: string, size: usize): usize {
    const nameBytes = String.UTF8.byteLength(name);
    const next = this.head + PART_BYTES + (<usize>shape.length << 2) + ((<usize>nameBytes + 3) & ~3);
    if (next > this.frame + TABLE_BYTES) unreachable();
    const at = heap.alloc(size);
    store<u8>(this.head, type);
    store<u8>(this.head, <u8>shape.length, 1);
    store<u16>(this.head, <u16>nameBytes, 2);
    store<u32>(this.head, 0, 4);
    store<u32>(this.head, <u32>(at - this.frame), 8);
    store<u32>(this.head, <u32>size, 12);
    for (let axis = 0; axis < shape.length; axis++) {
      store<i32>(this.head + PART_BYTES + (<usize>axis << 2), shape[axis]);
    }
    const nameAt = this.head + PART_BYTES + (<usize>shape.length << 2);
    if (nameBytes > 0) String.UTF8.encodeUnsafe(changetype<usize>(name), name.length, nameAt);
    this.head = next;
    this.end = at + size;
    this.count++;
    return at;
  }

  private utf8(type: u8, value: string): void {
    const at = this.add(type, [], "", String.UTF8.byteLength(value));
    String.UTF8.encodeUnsafe(changetype<usize>(value), value.length, at);
  }

  private elements(type: u8, shape: i32[], values: string[], name: string): void {
    let size: usize = 0;
    for (let i = 0; i < values.length; i++) size += 4 + <usize>String.UTF8.byteLength(values[i]);
    let at = this.add(type, shape, name, size);
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      const length = String.UTF8.byteLength(value);
      store<u32>(at, length);
      String.UTF8.encodeUnsafe(changetype<usize>(value), value.length, at + 4);
      at += 4 + length;
    }
  }
}

function product(shape: i32[]): i32 {
  let count = 1;
  for (let axis = 0; axis < shape.length; axis++) count *= shape[axis];
  return count;
}
