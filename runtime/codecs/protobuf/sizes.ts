/** Sizes of axes: a repeated integer of protobuf, packed or not. @module */
import { MAX_RANK } from "../json/limits.ts";
import { checkRank } from "../seldon-json/shape.ts";
import type { ProtoReader } from "./reader.ts";
import { LENGTH } from "./wire.ts";

/**
 * Reads what stands behind a tag of the field, and adds it to `sizes`.
 * @throws InferenceError INVALID_ARGUMENT for too many axes
 */
export function readSizes(reader: ProtoReader, tag: number, sizes: number[], name: string): void {
  if ((tag & 7) !== LENGTH) sizes.push(reader.integer(name));
  else {
    const length = reader.length(name);
    const end = reader.position + length;
    while (reader.position < end && sizes.length <= MAX_RANK) sizes.push(reader.integer(name));
    if (reader.position > end) reader.fail(name, "whole numbers, got a part of one");
  }
  if (sizes.length > MAX_RANK) checkRank(sizes.length, reader.path(name));
}
