import { afterEach, describe, expect, test, vi } from "vitest";
import { Seldon } from "../../runtime/proto/generated/seldon/prediction_pb.js";
import type { Service } from "../../runtime/service.ts";
import { createComponentUnit } from "../../runtime/units/component/unit.ts";
import { createWrapper } from "../../runtime/wrapper/wrapper.ts";
import type { WrapperOptions } from "../../runtime/wrapper/wrapper.ts";
import { call, statusOfCall } from "../grpc/rpc-client.ts";
import { createTestHost } from "../support/host.ts";
import type { TestHost } from "../support/host.ts";
import { deferred } from "../support/manifests.ts";

afterEach(() => void vi.useRealTimers());

const metadata = () => ({ name: "m", versions: [], platform: "", inputs: [], outputs: [], custom: {} });

function wrap(component: object, options: WrapperOptions = {}, host: TestHost = createTestHost()): Service {
  return createWrapper(createComponentUnit(component, { name: "m", identity: "M", metadata }), host, options);
}

function post(service: Service, path: string, signal: AbortSignal | null = null): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return service.fetch(new Request(`http://m${path}`, { method: "POST", headers, body: '{"strData":"x"}', signal }));
}

/** Lets what was asked come as far as the unit. */
async function asked(calls: () => number, count: number): Promise<void> {
  await vi.waitFor(() => expect(calls()).toBe(count));
}

describe("the limit of requests in progress", () => {
  test.each([
    ["an ordinary method", "predict"],
    ["a raw method", "predictRaw"],
  ])("is kept for %s, over REST and gRPC, but not for probes", async (_, method) => {
    const gates = [deferred<unknown>(), deferred<unknown>()];
    let calls = 0;
    const service = wrap({ [method]: () => gates[calls++]?.promise ?? { strData: "y" } }, { maxConcurrent: 2 });
    const running = [post(service, "/predict"), post(service, "/predict")];
    await asked(() => calls, 2);
    const refused = await post(service, "/predict");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await refused.json()).toMatchObject({
      status: { code: -1, info: "Too many requests in progress; the limit is 2" },
    });
    const rpcs = await service.loadRpcs();
    const request = { dataOneof: { case: "strData" as const, value: "x" } };
    const status = await statusOfCall(() => call(rpcs, Seldon.method.predict, request));
    expect(status).toMatchObject({ code: 8, message: "Too many requests in progress; the limit is 2" });
    expect((await service.fetch(new Request("http://m/health/status"))).status).toBe(200);
    for (const gate of gates) gate.resolve({ strData: "y" });
    expect((await Promise.all(running)).map((response) => response.status)).toEqual([200, 200]);
    expect((await post(service, "/predict")).status).toBe(200);
    expect(calls).toBe(3);
    await service.close();
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("boom");
      },
    ],
    ["rejects", () => Promise.reject(new Error("boom"))],
    ["answers at once", () => "y"],
    ["answers later", () => Promise.resolve("y")],
  ])("has its place again when a method %s", async (_, method) => {
    for (const name of ["predict", "predictRaw"]) {
      const service = wrap({ [name]: method }, { maxConcurrent: 1 });
      for (let i = 0; i < 3; i++) expect((await post(service, "/predict")).status).not.toBe(503);
    }
  });

  test("counts a unit that works on for a client that has gone, for half a minute", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let calls = 0;
    const host = createTestHost();
    const service = wrap({ predict: () => (++calls === 1 ? new Promise(() => {}) : "y") }, { maxConcurrent: 1 }, host);
    const client = new AbortController();
    const gone = service.table.find("POST", "/predict").route!.handle(
      {
        method: "POST",
        path: "/predict",
        query: "",
        body: new TextEncoder().encode('{"strData":"x"}'),
        get: (name) => (name === "content-type" ? "application/json" : undefined),
        all: () => ({}),
        signal: client.signal,
      },
      {},
    );
    client.abort();
    expect((await gone).status).toBe(499);
    expect((await post(service, "/predict")).status).toBe(503);
    await vi.advanceTimersByTimeAsync(31_000);
    expect((await post(service, "/predict")).status).toBe(200);
    expect(host.lines.map(({ level }) => level)).toContain("warn");
  });

  test.each([
    ["the option", { maxConcurrent: 1 }, { ZEROHOP_MAX_CONCURRENT: "5" }, 1],
    ["the environment", {}, { ZEROHOP_MAX_CONCURRENT: "2" }, 2],
    ["1024 for what is no number", {}, { ZEROHOP_MAX_CONCURRENT: "many" }, 1024],
    ["1024 for what lets nobody in", {}, { ZEROHOP_MAX_CONCURRENT: "0" }, 1024],
  ])("is %s", async (_, options, env, limit) => {
    let calls = 0;
    const gate = deferred<string>();
    const service = wrap({ predict: () => (calls++, gate.promise) }, options, createTestHost({ env }));
    const running = Array.from({ length: limit }, () => post(service, "/predict"));
    await asked(() => calls, limit);
    expect(await (await post(service, "/predict")).json()).toMatchObject({
      status: { info: `Too many requests in progress; the limit is ${limit}` },
    });
    gate.resolve("y");
    await Promise.all(running);
  });
});
