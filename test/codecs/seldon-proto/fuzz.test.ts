import { describe } from "vitest";
import * as codec from "../../../runtime/codecs/seldon-proto/codec.ts";
import { bytesMessage, jsonMessage, tensorMessage, textMessage } from "../../../runtime/message/message.ts";
import type { Message } from "../../../runtime/message/message.ts";
import { fuzz } from "../protobuf/fuzz.ts";

const matrix = { name: "", datatype: "FP64", shape: [2, 2], data: Float64Array.of(1, 2.5, -3, 4) } as const;
const texts = { name: "", datatype: "BYTES", shape: [2], data: ["a", "\u00e9\ud83d\ude00"] } as const;
const whole = { name: "", datatype: "INT64", shape: [2], data: BigInt64Array.of(1n, -(2n ** 60n) - 1n) } as const;
const bools = { name: "", datatype: "BOOL", shape: [2, 1], data: Uint8Array.of(1, 0) } as const;
const meta = {
  puid: "p",
  tags: { deep: [1, { x: [null, true, "t"] }] },
  metrics: [{ key: "k", type: "TIMER", value: 1.5, tags: { a: "b" } }],
  requestPath: { m: "image:1" },
  routing: { r: -1 },
} as const;

const MESSAGES: readonly Message[] = [
  tensorMessage([matrix], ["a", "b"], "tensor", meta),
  tensorMessage([matrix], ["a", "b"], "ndarray"),
  tensorMessage([texts]),
  tensorMessage([bools]),
  tensorMessage([matrix], [], "tftensor"),
  tensorMessage([whole], [], "tensor"),
  tensorMessage([texts], [], "tftensor"),
  textMessage("text", meta),
  bytesMessage(Uint8Array.of(1, 2, 3)),
  { ...bytesMessage(Uint8Array.of(0x0a, 1, 0x75, 0x12, 1, 7)), encoding: "customData" },
  jsonMessage({ a: [1, 2, [{}], null], b: { c: "d" }, e: false }),
  {
    ...jsonMessage([
      ["a", 1],
      [true, null],
    ]),
    encoding: "ndarray",
  },
];
const bodies = MESSAGES.map(codec.encodeMessage);

describe("the Seldon protocol in protobuf", () => {
  fuzz({ name: "decodeMessage()", valid: bodies, decode: codec.decodeMessage });
  fuzz({
    name: "decodeMessageList()",
    valid: [codec.encodeMessageList(MESSAGES), codec.encodeMessageList(MESSAGES.slice(0, 2))],
    decode: codec.decodeMessageList,
  });
  fuzz({
    name: "decodeFeedback()",
    valid: [
      codec.encodeFeedback({ request: MESSAGES[0], response: MESSAGES[1], reward: 0.5, truth: MESSAGES[2] }),
      codec.encodeFeedback({ request: undefined, response: MESSAGES[7], reward: 1, truth: undefined }),
    ],
    decode: codec.decodeFeedback,
  });
  fuzz({
    name: "what was read can be written, as",
    valid: bodies,
    decode: (body) => codec.encodeMessage(codec.decodeMessage(body)),
  });
});
