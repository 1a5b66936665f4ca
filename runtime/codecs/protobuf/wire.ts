/** How protobuf lays fields out, and what one message may ask of a reader. @module */
import { MAX_DEPTH } from "../../message/json-value.ts";

/** Wire types: how the value behind a tag is delimited. */
export const VARINT = 0;
export const FIXED64 = 1;
/** Text, bytes, messages and packed numbers: a length comes first. */
export const LENGTH = 2;
export const GROUP = 3;
export const END_GROUP = 4;
export const FIXED32 = 5;

/** Deepest nesting of messages: each level of JSON takes three of them. */
export const MAX_NESTING: number = 3 * MAX_DEPTH + 16;

/** What stands in front of a field: its number and its wire type. */
export function tagOf(field: number, wireType: number): number {
  return field * 8 + wireType;
}
