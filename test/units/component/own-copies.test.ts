import { describe, expect, test } from "vitest";
import { bytesMessage, jsonMessage, tensorMessage } from "../../../runtime/message/message.ts";
import type { Message } from "../../../runtime/message/message.ts";
import { EMPTY_META } from "../../../runtime/message/meta.ts";
import type { ComponentMeta } from "../../../runtime/units/component/component.ts";
import { newRun } from "../../support/manifests.ts";
import { load, numbers } from "./component-unit.ts";

const META = {
  ...EMPTY_META,
  tags: { deep: { x: [1] } },
  routing: { r: 1 },
  requestPath: { a: "b" },
  metrics: [{ key: "k", type: "GAUGE" as const, value: 1, tags: { t: "v" } }],
};

/** Writes into all that it is given. */
function spoil(X: unknown, names: string[], meta: ComponentMeta = {}): string {
  names.push("spoilt");
  names[0] = "spoilt";
  const { tags, routing, requestPath, metrics } = meta as typeof META;
  if (tags !== undefined) {
    (tags.deep as { x: unknown }).x = "spoilt";
    Object.assign(routing, { r: 9 });
    Object.assign(requestPath, { a: "spoilt" });
    Object.assign(metrics[0]!.tags, { t: "spoilt" });
  }
  const first: unknown = Array.isArray(X) ? X[0] : X;
  if (first instanceof Uint8Array) first[0] = 99;
  return "done";
}

const TEXTS = { name: "", datatype: "BYTES" as const, shape: [1], data: [Uint8Array.of(1)] };

describe("what a component is given is its own", () => {
  test.each<[string, Message]>([
    ["names and meta", tensorMessage([numbers([1], [1])], ["a"], "ndarray", META)],
    ["no names", tensorMessage([numbers([1], [1])], undefined, "ndarray", META)],
    ["elements of bytes", tensorMessage([TEXTS], ["a"])],
    ["bytes that are a Node buffer", bytesMessage(Buffer.from([1, 2]))],
    ["JSON", jsonMessage({ a: [1] }, META)],
  ])("%s", async (_, message) => {
    const before = structuredClone(message);
    const unit = await load({
      predict: spoil,
      route: (X: unknown, names: string[], meta: ComponentMeta) => (spoil(X, names, meta), 0),
      aggregate: (Xs: unknown[], names: string[][]) => spoil(Xs[0], names[0]!),
      sendFeedback: (X: unknown, names: string[]) => spoil(X, names),
    });
    await unit.predict!(message, newRun());
    await unit.route!(message, newRun());
    await unit.aggregate!([message, message], newRun());
    await unit.sendFeedback!({ request: message, response: undefined, reward: 1, truth: message }, newRun());
    expect(structuredClone(message)).toEqual(before);
  });
});

describe("a result that only looks like a tensor", () => {
  test.each([
    [{ datatype: "FP64", shape: [2], data: [1, 2] }],
    [{ datatype: "FP64", shape: [3], data: { 0: 1 } }],
    [{ datatype: "BYTES", shape: [1], data: [1] }],
  ])("is JSON: %j", async (result) => {
    const unit = await load({ predict: () => result });
    expect((await unit.predict!(jsonMessage(null), newRun())).data).toEqual({ kind: "json", value: result });
  });

  test("needs no name", async () => {
    const unit = await load({ predict: () => [{ datatype: "FP32", shape: [1], data: Float32Array.of(1) }] });
    expect((await unit.predict!(jsonMessage(null), newRun())).data).toEqual({
      kind: "tensors",
      tensors: [{ name: "", datatype: "FP32", shape: [1], data: Float32Array.of(1) }],
    });
  });
});
