/** Calls through Connect's handlers: what they are told, how long they may take to arrive, and what they hold. */
import { create, toBinary } from "@bufbuild/protobuf";
import { createContextValues } from "@connectrpc/connect";
import type { UniversalServerRequest } from "@connectrpc/connect/protocol";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { ArrivingMessages } from "../../runtime/grpc/arriving-messages.ts";
import { createConnectHandlers } from "../../runtime/grpc/connect-handlers.ts";
import { checkParts } from "../../runtime/grpc/message-parts.ts";
import { pathOf } from "../../runtime/grpc/rpc.ts";
import type { StreamRpc, UnaryRpc } from "../../runtime/grpc/rpc.ts";
import { createRpcTable } from "../../runtime/grpc/table.ts";
import { BodyLimits } from "../../runtime/http/body-limits.ts";
import { GRPCInferenceService, ModelInferRequestSchema } from "../../runtime/proto/generated/inference/inference_pb.js";
import { Seldon } from "../../runtime/proto/generated/seldon/prediction_pb.js";

const { predict } = Seldon.method;
const { modelStreamInfer } = GRPCInferenceService.method;
const NOTHING = new Uint8Array(0);

function requestOf(path: string, type: string, body: AsyncIterable<Uint8Array>, headers: object = {}) {
  const request: UniversalServerRequest = {
    httpVersion: "2.0",
    method: "POST",
    url: `http://x${path}`,
    header: new Headers({ "content-type": type, ...headers }),
    body,
    signal: new AbortController().signal,
    contextValues: createContextValues(),
  };
  return request;
}

async function* pieces(...all: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all;
}

function framed(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(5 + message.length);
  new DataView(bytes.buffer).setUint32(1, message.length);
  bytes.set(message, 5);
  return bytes;
}

async function read(body: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  let text = "";
  for await (const chunk of body ?? []) text += new TextDecoder().decode(chunk);
  return text;
}

/** Some bytes of a body, then nothing any more. @param gone called when nobody waits for the rest */
function stalled(first: Uint8Array, gone: () => void = () => {}): AsyncIterable<Uint8Array> {
  let isFirst = true;
  return {
    [Symbol.asyncIterator]: () => ({
      next(): Promise<IteratorResult<Uint8Array>> {
        if (!isFirst) return new Promise(() => {});
        isFirst = false;
        return Promise.resolve({ done: false, value: first });
      },
      return(): Promise<IteratorResult<Uint8Array>> {
        gone();
        return Promise.resolve({ done: true, value: undefined });
      },
    }),
  };
}

describe("createConnectHandlers()", () => {
  test("tells a method how long its client still waits, as time goes on", async () => {
    const left: number[] = [];
    const rpc: UnaryRpc = {
      method: predict,
      guarded: true,
      async handle(_, context) {
        left.push(context.timeoutMs);
        while (context.timeoutMs === left[0]) await new Promise((resolve) => setTimeout(resolve, 1));
        left.push(context.timeoutMs);
        return { body: NOTHING, headers: [] };
      },
    };
    const handlers = createConnectHandlers(createRpcTable([rpc], [], 1000), new BodyLimits({}, {}));
    const path = pathOf(predict);
    const headers = { "connect-timeout-ms": "5000" };
    const answer = await handlers.get(path)!(requestOf(path, "application/proto", pieces(), headers));
    expect(answer.status).toBe(200);
    expect(left[1]).toBeLessThan(left[0]!);
  });

  test("does not ask the handler of a call that is refused, also where it would not wait for a message", async () => {
    let isAsked = false;
    const rpc: StreamRpc = {
      method: modelStreamInfer,
      guarded: true,
      admit: () => Promise.reject(new Error("no")),
      async *handle() {
        isAsked = true;
        yield NOTHING;
      },
    };
    const handlers = createConnectHandlers(createRpcTable([], [rpc], 1000), new BodyLimits({}, {}));
    const path = pathOf(modelStreamInfer);
    const answer = await handlers.get(path)!(requestOf(path, "application/connect+proto", pieces()));
    expect(await read(answer.body)).toContain('"code":"internal"');
    expect(isAsked).toBe(false);
  });

  test("gives up a message that has begun and does not come", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const rpc: StreamRpc = {
      method: modelStreamInfer,
      guarded: true,
      async *handle(requests) {
        for await (const _ of requests) yield NOTHING;
      },
    };
    const bodies = new BodyLimits({}, {});
    const handlers = createConnectHandlers(createRpcTable([], [rpc], 1000), bodies);
    const path = pathOf(modelStreamInfer);
    const message = framed(toBinary(ModelInferRequestSchema, create(ModelInferRequestSchema, { modelName: "m" })));
    let isGone = false;
    const body = stalled(message.subarray(0, 7), () => (isGone = true));
    const answer = handlers.get(path)!(requestOf(path, "application/connect+proto", body)).then((given) =>
      read(given.body),
    );
    await vi.advanceTimersByTimeAsync(299_000);
    expect([isGone, bodies.held]).toEqual([false, 7]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await answer).toContain('"code":"deadline_exceeded"');
    expect([isGone, bodies.held]).toEqual([true, 0]);
  });
});

describe("messages of many parts", () => {
  /** A list value of so many empty values, as two bytes each, in a Seldon message. */
  function listOf(count: number): Uint8Array {
    const values = new Uint8Array(count * 2);
    for (let at = 0; at < values.length; at += 2) values[at] = 0x0a;
    const inside = (number: number, bytes: Uint8Array): Uint8Array => {
      const length: number[] = [];
      for (let rest = bytes.length; ; rest >>>= 7) {
        if (rest < 128) {
          length.push(rest);
          break;
        }
        length.push((rest & 127) | 128);
      }
      return Uint8Array.from([(number << 3) | 2, ...length, ...bytes]);
    };
    // SeldonMessage.data is 3, DefaultData.ndarray 3.
    return inside(3, inside(3, values));
  }

  async function statusOf(type: string, message: Uint8Array, isFramed: boolean): Promise<string> {
    let asked = 0;
    const echo: UnaryRpc = {
      method: predict,
      guarded: false,
      handle: (body) => (asked++, { body, headers: [] }),
    };
    const table = createRpcTable([echo], [], 64 << 20);
    const handlers = createConnectHandlers(table, new BodyLimits({ maxBodyBytes: 64 << 20 }, {}));
    const body = pieces(isFramed ? framed(message) : message);
    const response = await handlers.get(pathOf(predict))!(requestOf(pathOf(predict), type, body));
    const text = await read(response.body);
    return `${asked} ${response.trailer?.get("grpc-status") ?? response.status} ${text}`;
  }

  test.each([
    ["application/grpc", true],
    ["application/proto", false],
  ])("are refused before objects are made of them: %s", async (type, isFramed) => {
    expect(await statusOf(type, listOf(1000), isFramed)).toMatch(/^1 (0|200)/);
    const refused = await statusOf(type, listOf(1_100_000), isFramed);
    expect(refused).toMatch(/^0 (8|429)/);
  });

  test("are counted in JSON, too", async () => {
    const values = `[${"[],".repeat(1_100_000)}[]]`;
    const message = new TextEncoder().encode(`{"data":{"ndarray":${values}}}`);
    expect(await statusOf("application/json", message, false)).toMatch(/^0 429/);
  });

  test("do not come from long arrays of numbers, or texts", () => {
    const raw = new Uint8Array(new Float32Array(2_000_000).map((_, index) => Math.sin(index)).buffer);
    expect(() => checkParts(raw, false)).not.toThrow();
    expect(() => checkParts(new TextEncoder().encode("the quick brown fox ".repeat(200_000)), false)).not.toThrow();
  });
});

describe("ArrivingMessages", () => {
  test("waits as long as a client likes between two messages", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const arriving = new ArrivingMessages(new BodyLimits({}, {}), { maxMessageBytes: 100, isFramed: true });
    const source = arriving.read(stalled(framed(NOTHING)));
    expect((await source.next()).value).toHaveLength(5);
    let isOver = false;
    source.next().then(
      () => (isOver = true),
      () => (isOver = true),
    );
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect([isOver, vi.getTimerCount()]).toEqual([false, 0]);
  });

  test("counts each message, wherever the pieces are cut, until it is answered", async () => {
    const message = framed(new Uint8Array(300));
    const whole = new Uint8Array([...message, ...framed(NOTHING), ...message]);
    for (const size of [1, 4, 7, 306, 1000]) {
      const bodies = new BodyLimits({}, {});
      const arriving = new ArrivingMessages(bodies, { maxMessageBytes: 300, isFramed: true });
      const cut = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
        whole.subarray(at * size, (at + 1) * size),
      );
      for await (const _ of arriving.read(pieces(...cut)));
      expect(bodies.held).toBe(615);
      // The first of them is larger when it is unpacked.
      for (const bytes of [400, 0, 300]) arriving.hand(bytes);
      expect(bodies.held).toBe(710);
      arriving.answer();
      expect(bodies.held).toBe(310);
      arriving.answer();
      arriving.answer();
      // More answers than requests, as to a watch.
      arriving.answer();
      expect(bodies.held).toBe(0);
    }
  });

  test("refuses by the head what is larger than a message may be", async () => {
    const bodies = new BodyLimits({}, {});
    const arriving = new ArrivingMessages(bodies, { maxMessageBytes: 10, isFramed: true });
    const source = arriving.read(pieces(framed(new Uint8Array(10)), framed(new Uint8Array(11)).subarray(0, 5)));
    await source.next();
    await expect(source.next()).rejects.toMatchObject({
      code: "RESOURCE_EXHAUSTED",
      message: /has 11 bytes, at most 10/,
    });
    arriving.release();
    arriving.release();
    expect(bodies.held).toBe(0);
  });
});
