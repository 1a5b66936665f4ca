/** Reads and writes `map<string, InferParameter>`. @module */
import type { TensorParameters } from "../../tensor/tensor.ts";
import type { ProtoReader } from "../wire/reader.ts";
import type { ProtoWriter } from "../wire/writer.ts";

/** bool 1, int64 2, string 3, double 4, uint64 5. */
const BOOL = 0x08;
const INT64 = 0x10;
const STRING = 0x1a;
const DOUBLE = 0x21;
const UINT64 = 0x28;

type Scalar = TensorParameters[string];

/** Reads one entry; a parameter without a value is an empty text. */
export function readParameter(reader: ProtoReader, path: string): [string, Scalar] {
  const outer = reader.enter();
  let key = "";
  let value: Scalar = "";
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === 0x0a) key = reader.string(path);
    else if (tag === 0x12) value = readScalar(reader, path);
    else reader.skip(tag);
  }
  reader.leave(outer);
  return [key, value];
}

function readScalar(reader: ProtoReader, path: string): Scalar {
  const outer = reader.enter();
  let value: Scalar = "";
  for (let tag = reader.next(); tag !== 0; tag = reader.next()) {
    if (tag === BOOL) value = reader.bool();
    else if (tag === INT64) value = toNumber(reader.int64());
    else if (tag === STRING) value = reader.string(path);
    else if (tag === DOUBLE) value = reader.double();
    else if (tag === UINT64) value = toNumber(reader.uint64());
    else reader.skip(tag);
  }
  reader.leave(outer);
  return value;
}

function toNumber(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

export function writeParameters(writer: ProtoWriter, tag: number, parameters: TensorParameters | undefined): void {
  for (const key in parameters) {
    const entry = writer.open(tag);
    writer.string(0x0a, key);
    const value = writer.open(0x12);
    writeScalar(writer, parameters[key]!);
    writer.close(value);
    writer.close(entry);
  }
}

function writeScalar(writer: ProtoWriter, value: Scalar): void {
  if (typeof value === "string") return writer.string(STRING, value);
  if (typeof value === "boolean") {
    writer.uint32(BOOL);
    return writer.uint32(value ? 1 : 0);
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    writer.uint32(DOUBLE);
    return writer.double(value);
  }
  const whole = BigInt(value);
  writer.uint32(whole > 2n ** 63n - 1n ? UINT64 : INT64);
  writer.uint64(whole);
}
