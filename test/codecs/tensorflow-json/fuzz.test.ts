import { test } from "vitest";
import {
  decodeExamplesRequest,
  decodePredictRequest,
  decodePredictResponse,
} from "../../../runtime/codecs/tensorflow-json/codec.ts";
import { COUNT, fuzz } from "../v2-json/fuzz.ts";

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const LONG = Array.from({ length: 100 }, (_, row) => [row, row / 7, -row]);
const LIMIT = 600_000;

test(`reads or refuses ${COUNT} spoilt requests`, { timeout: LIMIT }, () => {
  const bodies = [
    {
      signature_name: "s",
      instances: [
        [1, 2.5],
        [3, 4],
      ],
    },
    { instances: [{ b64: "/w==" }, "oak"] },
    {
      instances: [
        { x: [1, 2], s: "a" },
        { x: [3, 4], s: { b64: "" } },
      ],
    },
    { inputs: { x: LONG, y: true, z: [[18446744073709552]] } },
    { inputs: 1.5 },
    { instances: LONG },
  ];
  fuzz(bodies.map(encode), decodePredictRequest);
});

test(`reads or refuses ${COUNT} spoilt answers`, { timeout: LIMIT }, () => {
  const bodies = [{ predictions: LONG }, { predictions: [{ a: 1, b: ["x"] }] }, { outputs: { a: [1], b: 2 } }];
  fuzz(bodies.map(encode), decodePredictResponse);
});

test(`reads or refuses ${COUNT} spoilt examples`, { timeout: LIMIT }, () => {
  const bodies = [
    {
      context: { c: [1, 2] },
      examples: [
        { x: 1, s: "a" },
        { x: [2], s: [{ b64: "/w==" }] },
      ],
    },
  ];
  fuzz(bodies.map(encode), decodeExamplesRequest);
});
