import { describe, expect, test } from "vitest";
import { SeldonNotImplementedError, SeldonResponse } from "../../../runtime/units/component/component.ts";
import type { Message } from "../../../runtime/message/message.ts";
import { tensorMessage, textMessage } from "../../../runtime/message/message.ts";
import { EMPTY_META } from "../../../runtime/message/meta.ts";
import type { Unit } from "../../../runtime/units/unit.ts";
import { encodeMessage } from "../../../runtime/codecs/seldon-json/encode.ts";
import { newRun } from "../../support/manifests.ts";
import { load, numbers } from "./component-unit.ts";

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The members of a component, each with a call that shows that it is used. */
const VERBS = ["predict", "transformInput", "transformOutput", "route"] as const;

async function call(unit: Unit, verb: (typeof VERBS)[number], message: Message): Promise<unknown> {
  return JSON.parse(encodeMessage(await unit[verb]!(message, newRun())));
}

describe.each([
  ["camel case", (name: string) => name],
  ["snake case", snake],
])("component in %s", (_, spell) => {
  test.each(VERBS)("%s gets data, names and meta", async (verb) => {
    const seen: unknown[] = [];
    const unit = await load({
      [spell(verb)]: (...args: unknown[]) => {
        seen.push(...args);
        return verb === "route" ? 1 : "done";
      },
    });
    const meta = { ...EMPTY_META, tags: { a: 1 } };
    await call(unit, verb, tensorMessage([numbers([1, 2], [1, 2])], ["x", "y"], "ndarray", meta));
    expect(seen).toEqual([[[1, 2]], ["x", "y"], { puid: newRun().puid, tags: { a: 1 } }]);
  });

  test.each(VERBS)("%s may be asynchronous", async (verb) => {
    const unit = await load({ [spell(verb)]: async () => (verb === "route" ? 2 : [[3]]) });
    const answer = await call(unit, verb, tensorMessage([numbers([1], [1, 1])]));
    expect(answer).toMatchObject({ data: { ndarray: [[verb === "route" ? 2 : 3]] } });
  });

  test("aggregate gets the lists of data and names", async () => {
    const unit = await load({ [spell("aggregate")]: async (Xs: unknown, names: unknown) => ({ Xs, names }) });
    const answer = await unit.aggregate!([tensorMessage([numbers([1], [1])], ["a"]), textMessage("b")], newRun());
    expect(answer.data).toEqual({ kind: "json", value: { Xs: [[1], "b"], names: [["a"], []] } });
  });

  test("sendFeedback gets reward, truth and its own route", async () => {
    const seen: unknown[] = [];
    const unit = await load({ [spell("sendFeedback")]: (...args: unknown[]) => void seen.push(...args) });
    const response = textMessage("", { ...EMPTY_META, routing: { unit: 1, other: 2 } });
    const truth = tensorMessage([numbers([1], [1])]);
    await unit.sendFeedback!(
      { request: tensorMessage([numbers([5], [1])], ["f"]), response, reward: 0.5, truth },
      newRun(),
    );
    expect(seen).toEqual([[5], ["f"], 0.5, [1], 1]);
  });

  test("classNames, tags and metrics shape the answer", async () => {
    const unit = await load({
      [spell("classNames")]: ["left", "right"],
      [spell("tags")]: () => ({ tag: true }),
      [spell("metrics")]: () => [{ type: "GAUGE", key: "k", value: 1, tags: { a: "b" } }],
      [spell("predict")]: () => [[1, 2]],
    });
    expect(await call(unit, "predict", textMessage("x"))).toEqual({
      data: { names: ["left", "right"], tensor: { shape: [1, 2], values: [1, 2] } },
      meta: {
        metrics: [{ key: "k", type: "GAUGE", value: 1, tags: { a: "b", method: "predict" } }],
        tags: { tag: true },
      },
    });
  });

  test("featureNames name what a transformer answers", async () => {
    const unit = await load({ [spell("featureNames")]: () => ["p", "q"], [spell("transformInput")]: () => [[1, 2]] });
    expect(await call(unit, "transformInput", textMessage("x"))).toMatchObject({ data: { names: ["p", "q"] } });
  });

  test("healthStatus and initMetadata answer for the unit", async () => {
    const unit = await load({
      [spell("healthStatus")]: () => "fine",
      [spell("initMetadata")]: async () => ({ platform: "own" }),
    });
    expect((await unit.health!(newRun())).data).toEqual({ kind: "text", text: "fine" });
    expect(await unit.metadata!()).toMatchObject({ name: "unit", platform: "own" });
  });

  test("raw methods come first and may decline", async () => {
    const unit = await load({
      [spell("predictRaw")]: (message: { strData: string }) => {
        if (message.strData === "no") throw new SeldonNotImplementedError("not raw");
        return { jsonData: { saw: message } };
      },
      [spell("predict")]: () => "ordinary",
    });
    expect(await call(unit, "predict", textMessage("yes"))).toMatchObject({ jsonData: { saw: { strData: "yes" } } });
    expect(await call(unit, "predict", textMessage("no"))).toMatchObject({ strData: "ordinary" });
  });

  test("load, customService and close are called", async () => {
    const called: string[] = [];
    const note = (name: string) => async () => void called.push(name);
    const unit = await load({
      [spell("load")]: note("load"),
      [spell("customService")]: note("customService"),
      [spell("close")]: note("close"),
    });
    await unit.close!();
    expect(called).toEqual(["load", "customService", "close"]);
  });

  test("modelErrorHandler answers instead of an error", async () => {
    const unit = await load({
      [spell("modelErrorHandler")]: (error: Error) =>
        error.message === "mine" ? { status: 422, body: { refused: true } } : undefined,
      [spell("predict")]: async (X: string) => {
        throw new Error(X);
      },
    });
    await expect(call(unit, "predict", textMessage("mine"))).rejects.toMatchObject({
      reply: { status: 422, contentType: "application/json", body: '{"refused":true}' },
    });
    await expect(call(unit, "predict", textMessage("other"))).rejects.toThrow("other");
  });
});

describe("component without a method", () => {
  test("predict answers nothing, transformers pass on what came with its types", async () => {
    const unit = await load({ tags: () => ({}) });
    const integers = { name: "", datatype: "INT64" as const, shape: [1], data: BigInt64Array.of(5n) };
    expect(await call(unit, "predict", textMessage("x"))).toMatchObject({
      data: { tensor: { shape: [0], values: [] } },
    });
    const passed = await unit.transformInput!(tensorMessage([integers], ["a"]), newRun());
    expect(passed.data).toEqual({ kind: "tensors", tensors: [integers] });
  });

  test("has no route and no aggregate, so that a graph which asks for them is refused", async () => {
    const unit = await load({ predict: () => 1 });
    expect([unit.route, unit.aggregate]).toEqual([undefined, undefined]);
    const raw = await load({ routeRaw: () => ({}), aggregateRaw: () => ({}) });
    expect([typeof raw.route, typeof raw.aggregate]).toEqual(["function", "function"]);
  });

  test("declining counts as not having the method", async () => {
    const declines = () => {
      throw new SeldonNotImplementedError("not today");
    };
    const unit = await load({
      predict: declines,
      transformInput: async () => declines(),
      route: declines,
      tags: declines,
    });
    expect(await call(unit, "predict", textMessage("x"))).toMatchObject({ data: { tensor: { shape: [0] } } });
    expect(await call(unit, "transformInput", textMessage("x"))).toMatchObject({ strData: "x" });
    expect(() => unit.route!(textMessage("x"), newRun())).toThrow("not today");
  });
});

describe("SeldonResponse", () => {
  test("adds tags and metrics of one call", async () => {
    const metric = { key: "k", type: "COUNTER" as const, value: 1 };
    const unit = await load({
      tags: () => ({ a: 1, b: 1 }),
      predict: () => new SeldonResponse("out", { b: 2 }, [metric]),
    });
    expect(await call(unit, "predict", textMessage("x"))).toEqual({
      strData: "out",
      meta: { tags: { a: 1, b: 2 }, metrics: [{ key: "k", type: "COUNTER", value: 1 }] },
    });
  });

  test("is recognised across two copies of the package", async () => {
    const foreign = { brand: "zerohop.SeldonResponse", data: "out", tags: { a: 1 }, metrics: [] };
    const unit = await load({ predict: () => foreign });
    expect(await call(unit, "predict", textMessage("x"))).toEqual({ strData: "out", meta: { tags: { a: 1 } } });
  });
});
