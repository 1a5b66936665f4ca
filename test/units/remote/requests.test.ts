import { describe, expect, test } from "vitest";
import { InferenceError } from "../../../runtime/errors.ts";
import type { RemoteRequest } from "../../../runtime/host.ts";
import { textMessage } from "../../../runtime/message/message.ts";
import { readForwardHeaders } from "../../../runtime/units/remote/headers.ts";
import type { RemoteUnitOptions } from "../../../runtime/units/remote/options.ts";
import { createSeldonRestUnit } from "../../../runtime/units/remote/seldon-rest.ts";
import type { Unit, UnitContext } from "../../../runtime/units/unit.ts";
import { createTestHost } from "../../support/host.ts";
import { failureOf, load, parameter } from "../../support/manifests.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function contextOf(headers: Readonly<Record<string, string>>): UnitContext {
  const signal = new AbortController().signal;
  return { puid: "p", signal, deadlineMs: Infinity, header: (name) => headers[name], headers: () => headers };
}

/** A remote unit whose server answers `body` to everything, and what it was sent. */
function remote(body = '{"strData":"x"}', options: Partial<RemoteUnitOptions> = {}, status = 200) {
  const sent: RemoteRequest[] = [];
  const host = createTestHost({
    send: async (request) => {
      sent.push(request);
      return { status, contentType: "application/json", body: bytes(body) };
    },
  });
  const given = { name: "m", url: "http://unit:9000", timeoutMs: Infinity, ...options };
  return { unit: createSeldonRestUnit(given, host), sent };
}

async function headersSent(given: Record<string, string>, forwardHeaders?: ReadonlySet<string>): Promise<object> {
  const { unit, sent } = remote(undefined, { forwardHeaders });
  await unit.predict!(textMessage("x"), contextOf(given));
  return sent[0]!.headers;
}

describe("a remote unit's headers", () => {
  const own = { "content-type": "application/json", "seldon-puid": "p" };

  test("are the client's, without those of its connection, its body and its proxy", async () => {
    const given = {
      authorization: "Bearer x",
      "x-trace": "1",
      host: "gateway",
      te: "trailers",
      "proxy-authorization": "Basic secret",
      "proxy-connection": "keep-alive",
      "content-length": "5",
      "content-encoding": "gzip",
    };
    expect(await headersSent(given)).toEqual({ ...own, authorization: "Bearer x", "x-trace": "1" });
  });

  test("leave out what Connection names", async () => {
    const given = { connection: "close, X-Hop ,x-other,", "x-hop": "1", "x-other": "2", "x-end": "3" };
    expect(await headersSent(given)).toEqual({ ...own, "x-end": "3" });
  });

  test.each<[string, readonly string[], object]>([
    ["X-Trace , authorization", ["x-trace", "authorization"], { "x-trace": "1", authorization: "a" }],
    ["x-trace,", ["x-trace"], { "x-trace": "1" }],
    ["", [], {}],
    ["proxy-authorization", ["proxy-authorization"], {}],
  ])("are only those that zerohop.forward-headers=%j names", async (text, names, expected) => {
    const allowed = readForwardHeaders([parameter("zerohop.forward-headers", text)]);
    expect([...allowed!]).toEqual(names);
    const given = { "x-trace": "1", authorization: "a", cookie: "c", "proxy-authorization": "b" };
    expect(await headersSent(given, allowed)).toEqual({ ...own, ...expected });
  });

  test("are all when the manifest does not say", () => {
    expect(readForwardHeaders([])).toBeUndefined();
  });

  test("are limited by the manifest", async () => {
    const sent: RemoteRequest[] = [];
    const host = createTestHost({
      send: async (request) => {
        sent.push(request);
        return { status: 200, contentType: "application/json", body: bytes('{"strData":"x"}') };
      },
    });
    const graph = { name: "m", parameters: [parameter("zerohop.forward-headers", "x-keep")] };
    const { runtime } = await load(graph, { m: "http://unit:9000" }, {}, host);
    const given: Record<string, string> = { "x-keep": "1", cookie: "c" };
    await runtime.plane.predict(textMessage("x"), {
      headers: { get: (name: string) => given[name], all: () => given },
    });
    expect(Object.keys(sent[0]!.headers).toSorted()).toEqual(["content-type", "seldon-puid", "x-keep"]);
    await runtime.close();
  });

  test("that cannot be are refused where the manifest has them", async () => {
    const graph = { name: "m", parameters: [parameter("zerohop.forward-headers", "x-a, x b")] };
    const error = await failureOf(() => load(graph, { m: "http://unit:9000" }));
    expect(error.message).toContain(
      'unit "m": Parameter "zerohop.forward-headers": expected names of headers separated by commas, got "x b"',
    );
  });
});

describe("a remote unit's metadata", () => {
  const FULL = { name: "m", versions: ["1"], platform: "p", inputs: [], outputs: [], custom: { a: "b" } };

  const asked = (unit: Unit, signal?: AbortSignal) => Promise.resolve(unit.metadata!(signal));

  test("is what the server says, empty where it says nothing", async () => {
    expect(await asked(remote(JSON.stringify(FULL)).unit)).toEqual(FULL);
    const empty = { name: "", versions: [], platform: "", inputs: [], outputs: [], custom: {} };
    expect(await asked(remote('{"name":"m","versions":null,"more":1,"__proto__":{"platform":1}}').unit)).toEqual({
      ...empty,
      name: "m",
    });
  });

  test.each<[string, string]>([
    ["<html>", "expected JSON"],
    ["", "expected JSON"],
    ["[]", "expected an object"],
    ["null", "expected an object"],
    ['{"versions":"1"}', "versions must be a list of text"],
    ['{"name":5}', "name must be text"],
    ['{"inputs":{}}', "inputs must be a list"],
    ['{"outputs":[{"messagetype":"tensor","schema":{"shape":"x"}}]}', "outputs[0] must have a shape"],
    ['{"custom":{"a":1}}', "custom must map text to text"],
  ])("may not be %s", async (body, expected) => {
    const error = await failureOf(() => asked(remote(body).unit));
    expect(error).toMatchObject({ code: "BAD_METADATA", httpStatus: 500 });
    expect(error.message).toContain(`http://unit:9000/metadata answered no model metadata: ${expected}`);
  });

  test("passes the server's own error on", async () => {
    const error = await failureOf(() => asked(remote("gone", {}, 404).unit));
    expect(error).toMatchObject({ code: "NOT_FOUND", reply: { status: 404 } });
  });

  test.each([
    [Infinity, 5000],
    [60_000, 5000],
    [200, 200],
  ])("is waited for no longer than five seconds: a unit's %s ms become %s ms", async (timeoutMs, expected) => {
    const { unit, sent } = remote("{}", { timeoutMs });
    await unit.metadata!();
    expect(sent[0]).toMatchObject({ method: "GET", timeoutMs: expected, headers: {} });
  });

  test("is left when nobody waits for it", async () => {
    const gone = new InferenceError("CANCELLED", "The client is gone");
    const host = createTestHost({
      send: ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
    });
    const unit = createSeldonRestUnit({ name: "m", url: "http://unit:9000", timeoutMs: Infinity }, host);
    const controller = new AbortController();
    const answer = asked(unit, controller.signal);
    controller.abort(gone);
    expect(await failureOf(() => answer)).toBe(gone);
  });
});

describe("a remote unit's calls", () => {
  test("may be repeated, except for feedback", async () => {
    const { unit, sent } = remote();
    const context = contextOf({});
    const message = textMessage("x");
    await unit.predict!(message, context);
    await unit.route!(message, context);
    await unit.aggregate!([message], context);
    await unit.sendFeedback!({ request: message, response: undefined, reward: 1, truth: undefined }, context);
    expect(sent.map(({ url, repeatable }) => [url.replace(/^.*\//, ""), repeatable])).toEqual([
      ["predict", true],
      ["route", true],
      ["aggregate", true],
      ["send-feedback", false],
    ]);
  });
});
