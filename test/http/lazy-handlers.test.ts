import { describe, expect, test } from "vitest";
import type { Exchange, Reply } from "../../runtime/http/exchange.ts";
import { LazyHandlers } from "../../runtime/http/lazy-handlers.ts";
import { isPromise } from "../../runtime/eventually.ts";
import { load } from "../support/manifests.ts";

const EXCHANGE = { path: "/" } as Exchange;
const reply = (body: string): Reply => ({ status: 200, headers: [], body });

describe("LazyHandlers", () => {
  test("loads once, for all that ask, and then answers at once", async () => {
    let loads = 0;
    const lazy = new LazyHandlers(async () => {
      loads++;
      return { greet: (name: string) => reply(name) };
    });
    const handle = lazy.handler(({ greet }, _, { name }) => greet(name!));
    const first = [handle(EXCHANGE, { name: "a" }), handle(EXCHANGE, { name: "b" })];
    expect(first.map(isPromise)).toEqual([true, true]);
    expect([(await first[0]!).body, (await first[1]!).body]).toEqual(["a", "b"]);
    expect(handle(EXCHANGE, { name: "c" })).toEqual(reply("c"));
    expect(loads).toBe(1);
  });

  test("tries again when loading failed", async () => {
    let loads = 0;
    const lazy = new LazyHandlers(async () => {
      if (++loads === 1) throw new Error("no such module");
      return {};
    });
    const handle = lazy.handler(() => reply("there"));
    await expect(handle(EXCHANGE, {})).rejects.toThrow("no such module");
    expect(await handle(EXCHANGE, {})).toEqual(reply("there"));
  });
});

describe("a runtime's protocols", () => {
  const V2 = '{"inputs":[{"name":"x","datatype":"FP32","shape":[1,1],"data":[1]}]}';
  test.each([
    ["/v2/models/infer", V2],
    ["/v1/models:predict", '{"instances":[[1]]}'],
  ])("answer POST %s at once after their first request", async (path, text) => {
    const { runtime } = await load({ name: "m", implementation: "SIMPLE_MODEL" });
    const body = new TextEncoder().encode(text);
    const exchange = { method: "POST", path, query: "", body, get: () => undefined, all: () => ({}) };
    const found = runtime.table.find("POST", path);
    if (found.route === undefined) throw new Error("Expected a route");
    const handle = (): Reply | Promise<Reply> =>
      found.route.handle({ ...exchange, signal: new AbortController().signal }, found.parameters);
    const first = handle();
    expect(isPromise(first)).toBe(true);
    expect((await first).status).toBe(200);
    const second = handle();
    expect(isPromise(second)).toBe(false);
    expect((second as Reply).status).toBe(200);
    await runtime.close();
  });

  test("are loaded with the methods of gRPC, before anybody asks over HTTP", async () => {
    const { runtime } = await load({ name: "m", implementation: "SIMPLE_MODEL" });
    await runtime.loadRpcs();
    const path = "/v2/health/live";
    const found = runtime.table.find("GET", path);
    const exchange = { method: "GET", path, query: "", body: new Uint8Array(), get: () => undefined, all: () => ({}) };
    const answer = found.route?.handle({ ...exchange, signal: new AbortController().signal }, {});
    expect(answer !== undefined && !isPromise(answer) && answer.body).toBe('{"live":true}');
    await runtime.close();
  });
});
