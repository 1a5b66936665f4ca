import { constants, gzipSync } from "node:zlib";
import type { ServerHttp2Stream } from "node:http2";
import { afterEach, describe, expect, test } from "vitest";
import type { RpcCall, RpcResult } from "../../../../runtime/host.ts";
import { createGrpcClient } from "../../../../runtime/platform/node/grpc-client/client.ts";
import type { GrpcClient } from "../../../../runtime/platform/node/grpc-client/client.ts";
import type { GrpcClientOptions } from "../../../../runtime/platform/node/grpc-client/options.ts";
import { failureOf, sleep } from "../../../support/manifests.ts";
import { framed, listenRpc, listenStreams } from "../../../support/rpc-server.ts";
import type { RpcServer, SeenCall } from "../../../support/rpc-server.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

function keep<T extends { close(): unknown }>(one: T): T {
  open.push(one);
  return one;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const client = (options: Partial<GrpcClientOptions> = {}): GrpcClient => keep(createGrpcClient(options));

function callTo(server: Pick<RpcServer, "target">, changes: Partial<RpcCall> = {}): RpcCall {
  const signal = new AbortController().signal;
  return {
    target: server.target,
    path: "/p.S/M",
    metadata: {},
    body: bytes("hi"),
    signal,
    timeoutMs: 2000,
    ...changes,
  };
}

/** Answers a stream with these headers, this data, these trailers. */
async function answering(headers: object, data: Uint8Array | undefined, trailers?: object): Promise<RpcServer> {
  const server = await listenStreams((stream: ServerHttp2Stream) => {
    stream.resume();
    if (data === undefined) return stream.respond({ ":status": 200, ...headers }, { endStream: true });
    stream.respond({ ":status": 200, ...headers }, { waitForTrailers: trailers !== undefined });
    stream.on("wantTrailers", () => stream.sendTrailers({ ...trailers }));
    stream.end(data);
  });
  return keep(server);
}

const GRPC = { "content-type": "application/grpc" };
const OK = { "grpc-status": "0" };

describe("a gRPC call", () => {
  test("sends method, metadata, deadline and message, and gives message and trailers", async () => {
    let seen: SeenCall | undefined;
    const server = keep(await listenRpc((call) => ((seen = call), bytes("there"))));
    const metadata = { "seldon-puid": "p", "x-data-bin": "AAE" };
    const result = await client().call(callTo(server, { metadata, timeoutMs: 1500 }));
    expect(result).toMatchObject({ status: 0, message: "", metadata: { "grpc-status": "0" } });
    expect(Buffer.from(result.body).toString()).toBe("there");
    expect(Buffer.from(seen!.body).toString()).toBe("hi");
    expect(seen!.headers).toMatchObject({
      ":method": "POST",
      ":path": "/p.S/M",
      ":authority": `127.0.0.1:${server.port}`,
      te: "trailers",
      "content-type": "application/grpc",
      "seldon-puid": "p",
      "x-data-bin": "AAE",
    });
    const timeout = /^(\d+)m$/.exec(String(seen!.headers["grpc-timeout"]));
    expect(Number(timeout?.[1])).toBeGreaterThan(1000);
    expect(Number(timeout?.[1])).toBeLessThanOrEqual(1500);
  });

  test.each([
    [Infinity, undefined],
    [2 ** 31 - 1, /^2147484S$/],
    [1e15, /^99999999S$/],
  ])("of %s ms sends the deadline that gRPC can say", async (timeoutMs, expected) => {
    let timeout: string | undefined;
    const server = keep(await listenRpc(({ headers, body }) => ((timeout = headers["grpc-timeout"] as string), body)));
    await client().call(callTo(server, { timeoutMs }));
    if (expected === undefined) expect(timeout).toBeUndefined();
    else expect(timeout).toMatch(expected);
  });

  test("carries messages of every size", async () => {
    const server = keep(await listenRpc(({ body }) => body));
    for (const size of [0, 1, 65_535, 65_536, 3_000_000]) {
      const body = new Uint8Array(size).map((_, index) => index * 7);
      const result = await client().call(callTo(server, { body, timeoutMs: 10_000 }));
      expect(Buffer.compare(result.body, body)).toBe(0);
    }
  });

  test.each<[string, object, Uint8Array | undefined, object | undefined, Partial<RpcResult>]>([
    [
      "trailers alone",
      { ...GRPC, "grpc-status": "5", "grpc-message": "no%20such%20m%C3%B6del" },
      undefined,
      undefined,
      { status: 5, message: "no such mödel" },
    ],
    [
      "trailers after nothing",
      GRPC,
      bytes(""),
      { "grpc-status": "3", "grpc-message": "bad" },
      { status: 3, message: "bad" },
    ],
    ["trailers after a message", GRPC, framed(bytes("x")), { "grpc-status": "13" }, { status: 13, message: "" }],
    [
      "words that are not escaped",
      { ...GRPC, "grpc-status": "2", "grpc-message": "100% wrong" },
      undefined,
      undefined,
      { status: 2, message: "100% wrong" },
    ],
    ["a status that is none", { ...GRPC, "grpc-status": "x" }, undefined, undefined, { status: 2 }],
    ["a status beyond the last", { ...GRPC, "grpc-status": "99" }, undefined, undefined, { status: 2 }],
    [
      "HTTP 503",
      { ":status": 503 },
      bytes("busy"),
      undefined,
      { status: 14, message: "expected gRPC, got HTTP status 503 and nothing" },
    ],
    ["HTTP 404", { ":status": 404, "content-type": "text/html" }, bytes("?"), undefined, { status: 12 }],
    ["HTTP 401", { ":status": 401 }, undefined, undefined, { status: 16 }],
    [
      "a page",
      { "content-type": "text/html" },
      bytes("<html>"),
      undefined,
      { status: 2, message: "expected gRPC, got HTTP status 200 and text/html" },
    ],
    ["no status", GRPC, framed(bytes("x")), undefined, { status: 13, message: "the answer has no grpc-status" }],
  ])("gives what a server says in %s", async (_, headers, data, trailers, expected) => {
    const result = await client().call(callTo(await answering(headers, data, trailers)));
    expect(result).toMatchObject({ ...expected, body: new Uint8Array(0) });
  });

  test.each<[string, Uint8Array, string]>([
    ["no message", bytes(""), "The answer has no message"],
    ["half a head", bytes("\0\0"), "a message that breaks off after 2 bytes"],
    ["half a message", framed(bytes("hello")).subarray(0, 8), "a message that breaks off after 8 bytes"],
    ["two messages", Buffer.concat([framed(bytes("a")), framed(bytes("b"))]), "bytes behind its message"],
    ["an unknown compression", framed(bytes("a"), 1), "compressed as identity"],
    ["an unknown flag", framed(bytes("a"), 7), "compressed as identity"],
  ])("refuses %s", async (_, data, expected) => {
    const error = await failureOf(async () => client().call(callTo(await answering(GRPC, data, OK))));
    expect(error).toMatchObject({ code: "INTERNAL" });
    expect(error.message).toContain(expected);
  });

  test("refuses a message above the limit before it comes", async () => {
    const head = Buffer.from([0, 0, 0, 1, 0]);
    const error = await failureOf(async () => {
      return client({ maxReplyBytes: 255 }).call(callTo(await answering(GRPC, head, OK)));
    });
    expect(error).toMatchObject({
      code: "RESOURCE_EXHAUSTED",
      message: "The answer has 256 bytes, at most 255 are taken",
    });
    const fits = await answering(GRPC, framed(new Uint8Array(255)), OK);
    expect((await client({ maxReplyBytes: 255 }).call(callTo(fits))).body).toHaveLength(255);
  });

  test("unpacks gzip, within the limit", async () => {
    const headers = { ...GRPC, "grpc-encoding": "gzip" };
    const server = await answering(headers, framed(gzipSync(bytes("a".repeat(1000))), 1), OK);
    expect((await client().call(callTo(server))).body).toHaveLength(1000);
    const over = await failureOf(() => client({ maxReplyBytes: 999 }).call(callTo(server)));
    expect(over).toMatchObject({ code: "RESOURCE_EXHAUSTED" });
    const cut = gzipSync(bytes("a".repeat(1000)), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, 12);
    const broken = await answering(headers, framed(cut, 1), OK);
    expect(await failureOf(() => client().call(callTo(broken)))).toMatchObject({ code: "INTERNAL" });
  });

  test.each([
    ["says nothing", () => {}],
    ["stops after the headers", (stream: ServerHttp2Stream) => stream.respond({ ":status": 200, ...GRPC })],
    [
      "stops within the message",
      (stream: ServerHttp2Stream) => (stream.respond({ ":status": 200, ...GRPC }), void stream.write("\0\0\0\0\x05he")),
    ],
  ])("is given up when a server %s", async (_, onStream) => {
    let cancelled = 0;
    const server = keep(
      await listenStreams((stream) => {
        stream.resume();
        stream.on("close", () => (cancelled = stream.rstCode));
        onStream(stream);
      }),
    );
    const started = performance.now();
    const error = await failureOf(() => client().call(callTo(server, { timeoutMs: 50 })));
    expect(error).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    expect(error.message).toBe(`${server.target}/p.S/M did not answer within 50 ms`);
    expect(performance.now() - started).toBeLessThan(1500);
    for (let waited = 0; cancelled === 0 && waited < 100; waited++) await sleep(5);
    expect(cancelled).toBe(8);
  });

  test("ends with its signal, and tells the server", async () => {
    let cancelled = 0;
    const server = keep(await listenStreams((stream) => void stream.on("close", () => (cancelled = stream.rstCode))));
    const controller = new AbortController();
    const gone = new Error("the client went away");
    const failed = failureOf(() => client().call(callTo(server, { signal: controller.signal, timeoutMs: Infinity })));
    await sleep(50);
    controller.abort(gone);
    expect(await failed).toBe(gone);
    for (let waited = 0; cancelled === 0 && waited < 100; waited++) await sleep(5);
    expect(cancelled).toBe(8);
    expect(await failureOf(() => client().call(callTo(server, { signal: controller.signal })))).toBe(gone);
  });

  test("with a reset says which", async () => {
    const codes = [
      [2, 13],
      [8, 1],
      [11, 8],
    ] as const;
    for (const [code, status] of codes) {
      const server = keep(await listenStreams((stream) => stream.close(code)));
      expect(await client().call(callTo(server))).toMatchObject({
        status,
        message: `the server reset the call with HTTP/2 code ${code}`,
      });
    }
  });

  test("needs metadata that can be sent", async () => {
    const server = keep(await listenRpc(({ body }) => body));
    const one = client();
    const error = await failureOf(() => one.call(callTo(server, { metadata: { connection: "close" } })));
    expect(error).toMatchObject({ code: "INTERNAL" });
    expect((await one.call(callTo(server))).status).toBe(0);
  });

  test.each(["http://127.0.0.1:1", "127.0.0.1:1", "grpc://", "grpc://host:port"])("cannot go to %s", async (target) => {
    const error = await failureOf(() => client().call(callTo({ target })));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(error.message).toContain("Expected grpc://host:port");
  });
});
