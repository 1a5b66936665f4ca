/** Tags of the messages of `seldon.protos`. @module */
import { FIXED32, LENGTH, VARINT, tagOf } from "../protobuf/wire.ts";

/** SeldonMessage; its status is no part of a message. */
export const MESSAGE: Readonly<Record<"meta" | "data" | "binData" | "strData" | "jsonData" | "customData", number>> = {
  meta: tagOf(2, LENGTH),
  data: tagOf(3, LENGTH),
  binData: tagOf(4, LENGTH),
  strData: tagOf(5, LENGTH),
  jsonData: tagOf(6, LENGTH),
  customData: tagOf(7, LENGTH),
};

/** DefaultData. */
export const DATA: Readonly<Record<"names" | "tensor" | "ndarray" | "tftensor", number>> = {
  names: tagOf(1, LENGTH),
  tensor: tagOf(2, LENGTH),
  ndarray: tagOf(3, LENGTH),
  tftensor: tagOf(4, LENGTH),
};

/** Meta. */
export const META: Readonly<Record<"puid" | "tags" | "routing" | "requestPath" | "metrics", number>> = {
  puid: tagOf(1, LENGTH),
  tags: tagOf(2, LENGTH),
  routing: tagOf(3, LENGTH),
  requestPath: tagOf(4, LENGTH),
  metrics: tagOf(5, LENGTH),
};

/** Metric. */
export const METRIC: Readonly<Record<"key" | "type" | "value" | "tags", number>> = {
  key: tagOf(1, LENGTH),
  type: tagOf(2, VARINT),
  value: tagOf(3, FIXED32),
  tags: tagOf(4, LENGTH),
};

/** SeldonMessageList.seldonMessages. */
export const SELDON_MESSAGES: number = tagOf(1, LENGTH);

/** Feedback. */
export const FEEDBACK: Readonly<Record<"request" | "response" | "reward" | "truth", number>> = {
  request: tagOf(1, LENGTH),
  response: tagOf(2, LENGTH),
  reward: tagOf(3, FIXED32),
  truth: tagOf(4, LENGTH),
};
