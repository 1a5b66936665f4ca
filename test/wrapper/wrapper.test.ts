import { describe, expect, test } from "vitest";
import { isPromise } from "../../runtime/eventually.ts";
import type { Exchange, Reply } from "../../runtime/http/exchange.ts";
import type { Service } from "../../runtime/service.ts";
import { createWrapper } from "../../runtime/wrapper/wrapper.ts";
import { branchMessage } from "../../runtime/message/branch.ts";
import type { Unit } from "../../runtime/units/unit.ts";
import { createTestHost } from "../support/host.ts";

const JSON_HEADERS = { "content-type": "application/json" };

function post(service: Service, path: string, body: string): Promise<Response> {
  return service.fetch(new Request(`http://unit${path}`, { method: "POST", headers: JSON_HEADERS, body }));
}

/** A model without anything but predict, as a WASM or ONNX unit is. */
const model: Unit = { kind: "wasm", identity: "model.wasm", predict: (message) => message };

function exchange(body: string, changes: Partial<Exchange> = {}): Exchange {
  return {
    method: "POST",
    path: "/predict",
    query: "",
    body: new TextEncoder().encode(body),
    get: (name) => (JSON_HEADERS as Record<string, string>)[name],
    all: () => JSON_HEADERS,
    signal: new AbortController().signal,
    ...changes,
  };
}

describe("createWrapper()", () => {
  test("serves a unit that is no component", async () => {
    const service = createWrapper(model, createTestHost({ env: { PREDICTIVE_UNIT_ID: "m" } }));
    const response = await post(service, "/predict", '{"data":{"names":["a"],"ndarray":[[1]]}}');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      data: { names: ["a"], ndarray: [[1]] },
      meta: { requestPath: { m: "NOT_IMPLEMENTED:NOT_IMPLEMENTED" } },
    });
  });

  test("answers 400 for a verb that the unit does not have", async () => {
    const service = createWrapper(model, createTestHost());
    for (const [path, info] of [
      ["/route", "Route not defined"],
      ["/transform-input", "Transform input not defined"],
      ["/send-feedback", "Send feedback not defined"],
    ] as const) {
      const response = await post(service, path, path === "/send-feedback" ? "{}" : '{"strData":"x"}');
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ status: { info, code: -1, status: 1 } });
    }
    expect((await post(service, "/aggregate", "[]")).status).toBe(400);
  });

  test("passes on a router's answer of any form", async () => {
    const router: Unit = { kind: "built-in", identity: "router", route: () => branchMessage(1) };
    const response = await post(createWrapper(router, createTestHost()), "/route", '{"strData":"x"}');
    expect(await response.json()).toEqual({ data: { names: [], ndarray: [1] }, meta: {} });
  });

  test("stays synchronous when the unit is", () => {
    const service = createWrapper(model, createTestHost());
    const route = service.table.find("POST", "/predict").route!;
    const reply = route.handle(exchange('{"strData":"x"}'), {});
    expect(isPromise(reply)).toBe(false);
    expect((reply as Reply).status).toBe(200);
  });

  test("answers a client that goes away with 499 and aborts the unit's signal", async () => {
    const client = new AbortController();
    let signal: AbortSignal | undefined;
    const slow: Unit = {
      kind: "component",
      identity: "slow",
      predict: (_, context) => {
        ({ signal } = context);
        return new Promise(() => {});
      },
    };
    const service = createWrapper(slow, createTestHost());
    const route = service.table.find("POST", "/predict").route!;
    const reply = route.handle(exchange('{"strData":"x"}', { signal: client.signal }), {});
    client.abort();
    expect((await reply).status).toBe(499);
    expect(signal?.aborted).toBe(true);
  });

  test("serves probes, and is not ready while it drains or the unit is not", async () => {
    const service = createWrapper(model, createTestHost());
    const get = async (path: string): Promise<number> =>
      (await service.fetch(new Request(`http://unit${path}`))).status;
    expect(await get("/live")).toBe(200);
    expect(await get("/ready")).toBe(200);
    service.startDraining();
    expect(await get("/live")).toBe(200);
    expect(await get("/ready")).toBe(503);
    const broken: Unit = { ...model, ready: () => Promise.reject(new Error("no weights")) };
    const response = await createWrapper(broken, createTestHost()).fetch(new Request("http://unit/ready"));
    expect(response.status).toBe(503);
  });

  test("describes itself at /seldon.json with one operation id for each operation", async () => {
    const response = await createWrapper(model, createTestHost()).fetch(new Request("http://unit/seldon.json"));
    const document = (await response.json()) as { openapi: string; paths: Record<string, Record<string, object>> };
    expect(document.openapi).toMatch(/^3\./);
    const ids = Object.values(document.paths)
      .flatMap((operations) => Object.values(operations))
      .map((operation) => (operation as { operationId?: string }).operationId)
      .filter((id) => id !== undefined);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("refuses a body beyond the limit with 413", async () => {
    const service = createWrapper(model, createTestHost(), { maxBodyBytes: 10 });
    const response = await post(service, "/predict", '{"strData":"longer than ten"}');
    // The server of a platform reads POST bodies itself, by the same limit.
    expect(service.bodies.refuse(11)?.code).toBe("PAYLOAD_TOO_LARGE");
    expect(response.status).toBe(413);
  });

  test("logs failures of the unit, not of the request", async () => {
    const host = createTestHost();
    const broken: Unit = { ...model, predict: () => Promise.reject(new Error("broke")) };
    const service = createWrapper(broken, host);
    expect((await post(service, "/predict", '{"strData":"x"}')).status).toBe(500);
    expect((await post(service, "/predict", "nonsense")).status).toBe(400);
    expect(host.lines.map(({ message }) => message)).toEqual(["request failed"]);
  });

  test("closes the unit, then what belongs to it", async () => {
    const closed: string[] = [];
    const unit: Unit = { ...model, close: () => void closed.push("unit") };
    await createWrapper(unit, createTestHost(), { onClose: () => void closed.push("pool") }).close();
    expect(closed).toEqual(["unit", "pool"]);
  });
});
