/** Reads and writes `map<string, InferParameter>`. @module */
import type { TensorParameters } from "../../tensor/tensor.ts";
import { KEY, VALUE, put } from "../protobuf/map.ts";
import type { ProtoReader } from "../protobuf/reader.ts";
import { FIXED64, LENGTH, VARINT, tagOf } from "../protobuf/wire.ts";
import type { ProtoWriter } from "../protobuf/writer.ts";

type Scalar = TensorParameters[string];

/** InferParameter; the last one counts, and none is an empty text. */
const PARAMETER = {
  bool: tagOf(1, VARINT),
  int64: tagOf(2, VARINT),
  string: tagOf(3, LENGTH),
  double: tagOf(4, FIXED64),
  uint64: tagOf(5, VARINT),
} as const;

const MAX_INT64 = 2n ** 63n - 1n;
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Reads an entry into a record; integers beyond 2^53 are bigint. */
export function readParameter(reader: ProtoReader, into: Record<string, Scalar>): void {
  reader.count("parameters");
  const outer = reader.enter("parameters");
  let key = "";
  let value: Scalar = "";
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === KEY) key = reader.string("");
    else if (tag === VALUE) value = readScalar(reader, key);
    else reader.skip(tag);
  }
  reader.leave(outer);
  put(into, key, value);
}

function readScalar(reader: ProtoReader, name: string): Scalar {
  const outer = reader.enter(name);
  let value: Scalar = "";
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === PARAMETER.string) value = reader.string("");
    else if (tag === PARAMETER.bool) value = reader.bool("");
    else if (tag === PARAMETER.int64) value = toScalar(reader.int64(""));
    else if (tag === PARAMETER.uint64) value = toScalar(reader.uint64(""));
    else if (tag === PARAMETER.double) value = reader.double("");
    else reader.skip(tag);
  }
  reader.leave(outer);
  return value;
}

function toScalar(value: bigint): number | bigint {
  return value <= SAFE && value >= -SAFE ? Number(value) : value;
}

/** Writes parameters as a field; a number without a fraction is an int64. */
export function writeParameters(writer: ProtoWriter, tag: number, parameters: TensorParameters | undefined): void {
  for (const key in parameters) {
    writer.open(tag);
    writer.string(KEY, key);
    writer.open(VALUE);
    writeScalar(writer, parameters[key]!);
    writer.close();
    writer.close();
  }
}

function writeScalar(writer: ProtoWriter, value: Scalar): void {
  if (typeof value === "string") writer.string(PARAMETER.string, value);
  else if (typeof value === "boolean") writer.bool(PARAMETER.bool, value);
  else if (typeof value === "bigint") writer.int64(value > MAX_INT64 ? PARAMETER.uint64 : PARAMETER.int64, value);
  else if (Number.isSafeInteger(value) && !Object.is(value, -0)) writer.int64(PARAMETER.int64, value);
  else writer.double(PARAMETER.double, value);
}
