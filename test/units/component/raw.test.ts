import { describe, expect, test } from "vitest";
import { encodeMessage } from "../../../runtime/codecs/seldon-json/encode.ts";
import { decodeMessage } from "../../../runtime/codecs/seldon-json/decode.ts";
import { newRun } from "../../support/manifests.ts";
import { load } from "./component-unit.ts";

const echo = { predictRaw: (message: unknown) => message };

describe("numbers through a raw method", () => {
  test.each([
    ["floats without a fraction", '{"names":[],"ndarray":[[1.0,2.0,-0.0]]}'],
    ["floats of a tensor", '{"names":[],"tensor":{"shape":[1,2],"values":[1.0,2.5]}}'],
    ["integers", '{"names":[],"ndarray":[[1,2]]}'],
    ["integers beyond 2^53", '{"names":[],"ndarray":[[9007199254740993]]}'],
  ])("keep their type: %s", async (_, data) => {
    const unit = await load(echo);
    const answer = await unit.predict!(decodeMessage(`{"data":${data}}`), newRun());
    expect(encodeMessage(answer)).toBe(`{"data":${data},"meta":{}}`);
  });

  test("are bigint beyond 2^53, for the method to see", async () => {
    const seen: unknown[] = [];
    const unit = await load({ predictRaw: (message: unknown) => (seen.push(message), message) });
    await unit.predict!(decodeMessage('{"jsonData":[9007199254740993,1.5]}'), newRun());
    expect(seen).toEqual([{ jsonData: [9007199254740993n, 1.5], meta: {} }]);
  });

  test("stay as written beside the data and without an array in the request", async () => {
    const unit = await load({
      predictRaw: () => ({ data: { ndarray: [1, 2] }, meta: { tags: { count: 3 } } }),
    });
    const integers = await unit.predict!(decodeMessage('{"strData":"x"}'), newRun());
    expect(encodeMessage(integers)).toBe('{"data":{"names":[],"ndarray":[1,2]},"meta":{"tags":{"count":3}}}');
    const floats = await unit.predict!(decodeMessage('{"data":{"ndarray":[0.5]}}'), newRun());
    expect(encodeMessage(floats)).toBe('{"data":{"names":[],"ndarray":[1.0,2.0]},"meta":{"tags":{"count":3}}}');
  });
});
