import { describe, expect, test } from "vitest";
import { isPromise } from "../../../runtime/eventually.ts";
import { bytesMessage, jsonMessage, tensorMessage, textMessage } from "../../../runtime/message/message.ts";
import { SeldonMicroserviceException } from "../../../runtime/units/component/component.ts";
import { createTestHost } from "../../support/host.ts";
import { newRun } from "../../support/manifests.ts";
import { load, numbers } from "./component-unit.ts";

const request = tensorMessage([numbers([1, 2, 3, 4], [2, 2])], ["a", "b"]);

describe("component unit", () => {
  test("is synchronous when the component is", async () => {
    const unit = await load({ predict: (X: unknown) => X });
    expect(isPromise(unit.predict!(request, newRun()))).toBe(false);
  });

  test("gives the component data of its own to change", async () => {
    const unit = await load({
      predict(X: number[][] | Uint8Array | { a: number[] }) {
        if (X instanceof Uint8Array) X[0] = 99;
        else if (Array.isArray(X)) X[0]![0] = 99;
        else X.a[0] = 99;
        return X;
      },
    });
    for (const message of [request, bytesMessage(Uint8Array.of(1)), jsonMessage({ a: [1] })]) {
      const before = structuredClone(message);
      await unit.predict!(message, newRun());
      expect(message).toEqual(before);
    }
  });

  test("gives tensors to a component that asks for them", async () => {
    const seen: unknown[] = [];
    const unit = await load({ tensors: true, predict: (X: unknown) => (seen.push(X), X) });
    const answer = await unit.predict!(request, newRun());
    expect(seen[0]).toBe(request.data.kind === "tensors" ? request.data.tensors[0] : undefined);
    expect(answer.data).toEqual(request.data);
  });

  test("gives several tensors by name", async () => {
    const unit = await load({ predict: (X: object) => Object.keys(X).join() });
    const two = tensorMessage([
      { ...numbers([1], [1]), name: "left" },
      { ...numbers([2], [1]), name: "right" },
    ]);
    expect((await unit.predict!(two, newRun())).data).toEqual({ kind: "text", text: "left,right" });
  });

  test.each([
    [null, "null"],
    [undefined, "undefined"],
    [5, "number"],
    [true, "boolean"],
    [Symbol("s"), "symbol"],
    [new Set([1]), "Set"],
    [new Map(), "Map"],
  ])("refuses %s as a result", async (result, name) => {
    const unit = await load({ predict: () => result });
    const expected = `Unknown data type returned as payload: expected an array, tensor, object, string or bytes, got ${name}`;
    expect(() => unit.predict!(request, newRun())).toThrow(expected);
  });

  test("writes objects as plain JSON", async () => {
    const result = { at: new Date(0), big: 2n ** 60n, list: Float32Array.of(1, 2), gone: undefined, none: null };
    const unit = await load({ predict: () => result });
    expect((await unit.predict!(request, newRun())).data).toEqual({
      kind: "json",
      value: { at: "1970-01-01T00:00:00.000Z", big: 2n ** 60n, list: [1, 2], none: null },
    });
  });

  test("names what in an object is no JSON", async () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    for (const [result, text] of [
      [{ a: [{ b: () => 1 }] }, "result.a[0].b: a function cannot be written as JSON"],
      [{ raw: Uint8Array.of(1) }, "result.raw: a Uint8Array cannot be written as JSON"],
      [{ map: new Map() }, "result.map: a Map cannot be written as JSON"],
      [cycle, "nested deeper than 128 levels"],
    ] as const) {
      const unit = await load({ predict: () => result });
      expect(() => unit.predict!(request, newRun())).toThrow(text);
    }
  });

  test("keeps a transformer's column names while their number fits", async () => {
    const component = {
      transformInput: (X: number[][]) => X,
      transformOutput: (X: number[][]) => X.map((row) => [row[0]]),
    };
    const unit = await load(component);
    expect((await unit.transformInput!(request, newRun())).names).toEqual(["a", "b"]);
    expect((await unit.transformOutput!(request, newRun())).names).toEqual(["t:0"]);
    const old = await load(component, {}, createTestHost({ env: { ZEROHOP_KEEP_NAMES: "false" } }));
    expect((await old.transformInput!(request, newRun())).names).toEqual(["t:0", "t:1"]);
  });

  test("a ragged result is the component's fault", async () => {
    const unit = await load({ predict: () => [[1, 2], [3]] });
    expect(() => unit.predict!(request, newRun())).toThrow(expect.objectContaining({ code: "INTERNAL" }));
  });

  test.each([
    [() => new SeldonMicroserviceException("gone", 410), 410, "MICROSERVICE_BAD_DATA"],
    [() => new SeldonMicroserviceException("busy", 503, "TRY_LATER"), 503, "TRY_LATER"],
    [() => Object.assign(new Error("teapot"), { statusCode: 418 }), 418, "MICROSERVICE_BAD_DATA"],
    [() => Object.assign(new Error("down"), { statusCode: 502 }), 502, "MICROSERVICE_INTERNAL_ERROR"],
  ])("an error with a statusCode chooses the answer (%#)", async (create, status, reason) => {
    const unit = await load({
      predict() {
        throw create();
      },
      async route() {
        throw create();
      },
    });
    const body = JSON.stringify({ status: { code: -1, info: create().message, reason, status: 1 } });
    const expected = {
      httpStatus: status,
      reply: { protocol: "seldon", status, contentType: "application/json", body },
    };
    expect(() => unit.predict!(request, newRun())).toThrow(expect.objectContaining(expected));
    await expect(unit.route!(request, newRun())).rejects.toMatchObject(expected);
  });

  test.each([[200], [600], ["400"], [NaN]])("a statusCode of %s chooses nothing", async (statusCode) => {
    const unit = await load({
      predict() {
        throw Object.assign(new Error("odd"), { statusCode });
      },
    });
    expect(() => unit.predict!(request, newRun())).toThrow(
      expect.not.objectContaining({ reply: expect.anything() as unknown }),
    );
  });

  test.each([
    [null, "expected a list, got null"],
    ["none", "expected a list, got string"],
    [[{ key: "k", value: 1 }], "metrics[0]: type is missing"],
    [[{ type: "COUNTER", value: 1 }], "metrics[0]: key is missing"],
    [[{ type: "COUNTER", key: "k" }], "metrics[0]: value is missing"],
    [[{ type: "HISTOGRAM", key: "k", value: 1 }], "metrics[0].type: expected COUNTER, GAUGE or TIMER"],
    [[{ type: "COUNTER", key: "k", value: "1" }], "metrics[0].value: expected a number"],
    [[{ type: "COUNTER", key: "k", value: 1, tags: { a: 1 } }], "metrics[0].tags.a: expected a string"],
  ])("a bad metric is BAD_METRIC (%#)", async (metrics, text) => {
    const unit = await load({ metrics: () => metrics, predict: () => "x" });
    const expected = expect.objectContaining({ code: "BAD_METRIC", message: expect.stringContaining(text) as string });
    expect(() => unit.predict!(request, newRun())).toThrow(expected);
  });

  test.each([[1.5], ["1"], [null], [[1]], [true], [NaN]])("a route of %s is refused", async (branch) => {
    const unit = await load({ route: () => branch });
    expect(() => unit.route!(request, newRun())).toThrow(/^Routing response must be int but got/);
  });

  test("a feedback of text is seen as no data", async () => {
    const seen: unknown[] = [];
    const unit = await load({ sendFeedback: (...args: unknown[]) => void seen.push(...args) });
    await unit.sendFeedback!({ request: textMessage("a"), response: undefined, reward: 1, truth: undefined }, newRun());
    expect(seen).toEqual([[], [], 1, [], undefined]);
  });
});
