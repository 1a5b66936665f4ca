/** Tags of the messages of `seldon.protos`. @module */
import { FIXED32, LENGTH, VARINT, tagOf } from "../protobuf/wire.ts";

/** SeldonMessage; its status is no part of a message. */
export const MESSAGE = {
  meta: tagOf(2, LENGTH),
  data: tagOf(3, LENGTH),
  binData: tagOf(4, LENGTH),
  strData: tagOf(5, LENGTH),
  jsonData: tagOf(6, LENGTH),
  customData: tagOf(7, LENGTH),
} as const;

/** DefaultData. */
export const DATA = {
  names: tagOf(1, LENGTH),
  tensor: tagOf(2, LENGTH),
  ndarray: tagOf(3, LENGTH),
  tftensor: tagOf(4, LENGTH),
} as const;

/** Meta. */
export const META = {
  puid: tagOf(1, LENGTH),
  tags: tagOf(2, LENGTH),
  routing: tagOf(3, LENGTH),
  requestPath: tagOf(4, LENGTH),
  metrics: tagOf(5, LENGTH),
} as const;

/** Metric. */
export const METRIC = {
  key: tagOf(1, LENGTH),
  type: tagOf(2, VARINT),
  value: tagOf(3, FIXED32),
  tags: tagOf(4, LENGTH),
} as const;

/** SeldonMessageList.seldonMessages. */
export const SELDON_MESSAGES: number = tagOf(1, LENGTH);

/** Feedback. */
export const FEEDBACK = {
  request: tagOf(1, LENGTH),
  response: tagOf(2, LENGTH),
  reward: tagOf(3, FIXED32),
  truth: tagOf(4, LENGTH),
} as const;
