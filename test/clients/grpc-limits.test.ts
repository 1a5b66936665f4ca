/** Large, compressed, many and broken messages over gRPC. */
import { constants } from "node:http2";
import { connect as connectSocket } from "node:net";
import { deflateSync, gzipSync } from "node:zlib";
import { create, toBinary } from "@bufbuild/protobuf";
import { ChannelCredentials, status } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { ModelInferRequestSchema } from "../../runtime/proto/generated/inference/inference_pb.js";
import { Seldon, SeldonMessageSchema } from "../../runtime/proto/generated/seldon/prediction_pb.js";
import { serve } from "../../runtime/platform/node/server.ts";
import { deferred, load, sleep } from "../support/manifests.ts";
import { CALL, framed, openSession, send, statusIn } from "./raw-http2.ts";
import { atEnd, connect, double, serveGraph } from "./served.ts";

const { predict } = Seldon.method;
const bytesOf = (size: number) => ({ dataOneof: { case: "binData" as const, value: new Uint8Array(size).fill(7) } });
const MESSAGE = toBinary(SeldonMessageSchema, create(SeldonMessageSchema, bytesOf(10)));
const INFER = toBinary(
  ModelInferRequestSchema,
  create(ModelInferRequestSchema, {
    inputs: [{ name: "x", datatype: "UINT8", shape: [3n] }],
    rawInputContents: [new Uint8Array(3)],
  }),
);
const echo = { predict: (X: unknown) => X };
const MIB = 1024 * 1024;
const REFLECTION = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";

describe("the message limit", () => {
  test("refuses what is larger, and the next call is answered", async () => {
    const { port } = await serveGraph({ model: echo }, { serve: { maxMessageBytes: 1000 } });
    const client = connect(port);
    for (const size of [1100, 3 * MIB]) {
      const { code, details } = await client.failure(predict, bytesOf(size));
      expect(code).toBe(status.RESOURCE_EXHAUSTED);
      expect(details).toMatch(/^The message has \d+ bytes, at most 1000 are taken$/);
    }
    expect((await client.ask(predict, bytesOf(10))).message.dataOneof.case).toBe("binData");
  });

  test("refuses answers that are larger", async () => {
    const large = { predict: () => new Uint8Array(2000) };
    const { port } = await serveGraph({ model: large }, { serve: { maxMessageBytes: 1000 } });
    const { code, details } = await connect(port).failure(predict, bytesOf(10));
    expect(code).toBe(status.RESOURCE_EXHAUSTED);
    expect(details).toMatch(/at most 1000/);
  });

  test("is 32 MiB unless somebody says otherwise, or what the manifest says", async () => {
    const options = { "grpc.max_receive_message_length": -1 };
    const { port } = await serveGraph({ model: echo });
    const client = connect(port, ChannelCredentials.createInsecure(), options);
    const { message } = await client.ask(predict, bytesOf(31 * MIB));
    expect((message.dataOneof.value as Uint8Array).length).toBe(31 * MIB);
    expect((await client.failure(predict, bytesOf(33 * MIB))).code).toBe(status.RESOURCE_EXHAUSTED);
    const annotations = { "seldon.io/grpc-max-message-size": "40000000" };
    const other = await serveGraph({ model: echo }, { runtime: { annotations } });
    const second = connect(other.port, ChannelCredentials.createInsecure(), options);
    expect((await second.ask(predict, bytesOf(33 * MIB))).message.dataOneof.case).toBe("binData");
  });

  test("is a small one for methods that are asked rarely, whoever asks", async () => {
    const { runtime } = await load({ name: "model" }, { model: echo });
    const server = await serve(runtime, { port: 0, host: "127.0.0.1", gracefulMs: 200 });
    atEnd(() => server.stop());
    // Fields that the message does not have: as objects they would take a hundred times their bytes.
    const unknown = new Uint8Array(100_000).map((_, at) => (at % 2 === 0 ? 0x78 : 0));
    const live = "/inference.GRPCInferenceService/ServerLive";
    const session = openSession(server.port);
    const codeOf = async (path: string, body: Buffer, headers: object = {}): Promise<number> =>
      statusIn(await send(session, { ":path": path, ...headers }, body))[0];
    const small = "/inference.GRPCInferenceService/ServerReady";
    expect(await codeOf(small, framed(new Uint8Array(0)))).toBe(status.OK);
    for (const path of [live, "/grpc.health.v1.Health/Watch", REFLECTION]) {
      expect(await codeOf(path, framed(unknown))).toBe(status.RESOURCE_EXHAUSTED);
      const packed = framed(gzipSync(unknown), { flag: 1 });
      expect(await codeOf(path, packed, { "grpc-encoding": "gzip" })).toBe(status.RESOURCE_EXHAUSTED);
    }
    const init = { method: "POST", headers: { "content-type": "application/proto" }, body: unknown };
    const response = await runtime.fetch(new Request(`http://x${live}`, init));
    expect(await response.json()).toMatchObject({ code: "resource_exhausted" });
  });

  test("counts what is in flight, together with REST, and gives it back", async () => {
    const { runtime } = await load({ name: "model" }, { model: echo }, { maxInFlightBytes: 5000 });
    const server = await serve(runtime, { port: 0, host: "127.0.0.1", gracefulMs: 200 });
    atEnd(() => server.stop());
    const client = connect(server.port);
    const { code, details } = await client.failure(predict, bytesOf(6000));
    expect([code, details]).toEqual([
      status.RESOURCE_EXHAUSTED,
      "Request bodies in flight exceed 5000 bytes; try again",
    ]);
    for (let i = 0; i < 5; i++) await client.ask(predict, bytesOf(3000));
    expect(runtime.bodies.held).toBe(0);
  });
});

describe("compressed messages", () => {
  test.each([
    ["deflate", 1],
    ["gzip", 2],
  ])("of a client that sends %s are unpacked", async (_, algorithm) => {
    const { port } = await serveGraph({ model: echo });
    const options = { "grpc.default_compression_algorithm": algorithm };
    const client = connect(port, ChannelCredentials.createInsecure(), options);
    const { message } = await client.ask(predict, bytesOf(100_000));
    expect((message.dataOneof.value as Uint8Array).length).toBe(100_000);
  });

  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
  ])("of %s may not unpack to more than the limit", async (encoding, pack) => {
    const { runtime } = await load({ name: "model" }, { model: echo });
    const server = await serve(runtime, { port: 0, host: "127.0.0.1", gracefulMs: 200, maxMessageBytes: 100_000 });
    atEnd(() => server.stop());
    const bomb = framed(pack(new Uint8Array(20 * MIB)), { flag: 1 });
    const answer = await send(openSession(server.port), { "grpc-encoding": encoding }, bomb);
    expect(statusIn(answer)[0]).toBe(status.RESOURCE_EXHAUSTED);
    expect(runtime.bodies.held).toBe(0);
  });

  test("may come with a flag that says they are not", async () => {
    const { port } = await serveGraph({ model: echo });
    const answer = await send(openSession(port), { "grpc-encoding": "gzip" }, framed(MESSAGE));
    expect(statusIn(answer)).toEqual([0, ""]);
  });
});

describe("a broken call", () => {
  test.each<[string, readonly Uint8Array[], Readonly<Record<string, string>>, number, RegExp]>([
    ["without a message", [], {}, 12, /^Expected one message, got none$/],
    ["with two messages", [framed(MESSAGE), framed(MESSAGE)], {}, 12, /^Expected one message, got more$/],
    ["with two messages in one piece", [Buffer.concat([framed(MESSAGE), framed(MESSAGE)])], {}, 12, /got more$/],
    ["cut in its head", [framed(MESSAGE).subarray(0, 3)], {}, 13, /breaks off after 3 bytes$/],
    ["cut in its message", [framed(MESSAGE).subarray(0, 9)], {}, 13, /breaks off after 9 bytes$/],
    ["of a length of 4 GiB", [framed(MESSAGE, { length: 0xffffffff })], {}, 8, /^The message has 4294967295 bytes/],
    ["with an odd flag", [framed(MESSAGE, { flag: 7 })], {}, 13, /^The message's first byte is 7/],
    ["compressed, nobody knows how", [framed(MESSAGE, { flag: 1 })], {}, 13, /grpc-encoding does not say how$/],
    [
      "compressed as nobody can",
      [framed(MESSAGE, { flag: 1 })],
      { "grpc-encoding": "zstd" },
      12,
      /^grpc-encoding: expected identity, gzip or deflate, got "zstd"$/,
    ],
    ["that is no gzip", [framed(MESSAGE, { flag: 1 })], { "grpc-encoding": "gzip" }, 13, /^The message is no gzip$/],
    ["that is no protobuf", [framed(Buffer.from("hello"))], {}, 3, /./],
    ["with a strange timeout", [framed(MESSAGE)], { "grpc-timeout": "soon" }, 3, /^grpc-timeout: expected digits/],
    ["with no time left", [framed(MESSAGE)], { "grpc-timeout": "0m" }, 4, /./],
  ])("%s is refused", async (_, pieces, headers, code, words) => {
    const { runtime } = await load({ name: "model" }, { model: echo });
    const server = await serve(runtime, { port: 0, host: "127.0.0.1", gracefulMs: 200 });
    atEnd(() => server.stop());
    const session = openSession(server.port);
    const answer = await send(session, headers, ...pieces);
    const [got, said] = statusIn(answer);
    expect(said).toMatch(words);
    expect(got).toBe(code);
    expect(answer.headers[":status"]).toBe(200);
    // The connection goes on.
    expect(statusIn(await send(session, {}, framed(MESSAGE)))).toEqual([0, ""]);
    expect(runtime.bodies.held).toBe(0);
  });

  test("says which encodings there are", async () => {
    const { port } = await serveGraph();
    const answer = await send(openSession(port), { "grpc-encoding": "br" }, framed(MESSAGE, { flag: 1 }));
    expect(answer.headers["grpc-accept-encoding"]).toBe("identity,gzip,deflate");
  });

  test("of another type or method is told apart from gRPC", async () => {
    const { port } = await serveGraph();
    const session = openSession(port);
    const typed = await send(session, { "content-type": "text/plain" }, MESSAGE);
    expect(typed.headers[":status"]).toBe(415);
    const got = await send(session, { ":method": "PUT" }, framed(MESSAGE));
    expect(got.headers).toMatchObject({ ":status": 405, allow: "POST" });
  });

  test("may come in single bytes", async () => {
    const { port } = await serveGraph({ model: echo });
    const pieces = [...framed(MESSAGE)].map((byte) => Uint8Array.of(byte));
    expect(statusIn(await send(openSession(port), {}, ...pieces))).toEqual([0, ""]);
  });

  test("may take JSON for protobuf where the type says so", async () => {
    const { port } = await serveGraph({ model: double });
    const body = framed(Buffer.from('{"data":{"ndarray":[[1,2]]}}'));
    const answer = await send(openSession(port), { "content-type": "application/grpc+json" }, body);
    expect(statusIn(answer)).toEqual([0, ""]);
    expect(answer.body.subarray(5).toString()).toContain('"ndarray":[[2');
  });
});

describe("messages of streams and of other forms", () => {
  const STREAM = "/inference.GRPCInferenceService/ModelStreamInfer";
  const types = { json: "application/grpc+json", connect: "application/connect+proto", proto: "application/proto" };
  const inferred = (size: number): Uint8Array =>
    toBinary(
      ModelInferRequestSchema,
      create(ModelInferRequestSchema, {
        inputs: [{ name: "x", datatype: "UINT8", shape: [BigInt(size)] }],
        rawInputContents: [new Uint8Array(size)],
      }),
    );

  async function open(options: Parameters<typeof load>[2], model: object = echo) {
    const { runtime } = await load({ name: "model" }, { model }, options);
    const server = await serve(runtime, { port: 0, host: "127.0.0.1", gracefulMs: 200 });
    atEnd(() => server.stop());
    return { runtime, session: openSession(server.port) };
  }

  test.each<[string, Readonly<Record<string, string>>, Uint8Array]>([
    ["in JSON", { "content-type": types.json }, framed(Buffer.from(JSON.stringify({ strData: "x".repeat(6000) })))],
    ["of a stream", { ":path": STREAM }, framed(inferred(6000))],
    ["of a stream of Connect", { ":path": STREAM, "content-type": types.connect }, framed(inferred(6000))],
    [
      "of Connect",
      { "content-type": types.proto },
      toBinary(SeldonMessageSchema, create(SeldonMessageSchema, bytesOf(6000))),
    ],
  ])("%s count with all that is in flight", async (_, headers, body) => {
    const { runtime, session } = await open({ maxInFlightBytes: 5000 });
    const answer = await send(session, headers, body);
    const said = statusIn(answer)[1] + answer.body.toString();
    expect(said).toContain("Request bodies in flight exceed 5000 bytes");
    expect(runtime.bodies.held).toBe(0);
    // The connection goes on.
    expect(statusIn(await send(session, {}, framed(MESSAGE)))).toEqual([0, ""]);
  });

  test.each([
    ["gRPC", "application/grpc"],
    ["Connect", types.connect],
  ])("of a stream of %s may be many, one after another, of any size together", async (_, type) => {
    const { runtime, session } = await open({ maxInFlightBytes: 5000 });
    const stream = session.request({ ...CALL, ":path": STREAM, "content-type": type });
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", () => {});
    for (let sent = 1; sent <= 10; sent++) {
      stream.write(framed(inferred(3000)));
      // Each answer has the 3000 bytes.
      while (Buffer.concat(chunks).length < sent * 3000) await sleep(1);
      expect(runtime.bodies.held).toBe(0);
    }
    stream.end();
    await new Promise((resolve) => stream.on("close", resolve));
    expect(runtime.bodies.held).toBe(0);
  });

  test("of a stream that is larger than one may be is refused by its head", async () => {
    const { session } = await open({ maxBodyBytes: 1000 });
    const head = framed(new Uint8Array(10), { length: 1001 });
    const [code, said] = statusIn(await send(session, { ":path": STREAM }, head));
    expect([code, said]).toEqual([status.RESOURCE_EXHAUSTED, "The message has 1001 bytes, at most 1000 are taken"]);
  });

  test("count for what they are unpacked", async () => {
    const { runtime, session } = await open({ maxInFlightBytes: 5000 });
    const packed = framed(gzipSync(inferred(6000)), { flag: 1 });
    expect(packed.length).toBeLessThan(1000);
    const answer = await send(session, { ":path": STREAM, "grpc-encoding": "gzip" }, packed);
    expect(statusIn(answer)).toEqual([
      status.RESOURCE_EXHAUSTED,
      "Request bodies in flight exceed 5000 bytes; try again",
    ]);
    expect(runtime.bodies.held).toBe(0);
  });

  test("that wait for their unit are held, and given back when the client goes away", async () => {
    const { runtime, session } = await open({}, { predict: () => new Promise(() => {}) });
    const stream = session.request({ ...CALL, ":path": STREAM });
    stream.on("error", () => {});
    for (let sent = 0; sent < 3; sent++) stream.write(framed(inferred(1000)));
    const whole = 3 * framed(inferred(1000)).length;
    while (runtime.bodies.held < whole) await sleep(1);
    stream.close(constants.NGHTTP2_CANCEL);
    while (runtime.bodies.held > 0) await sleep(1);
  });

  test.each(["application/grpc+thrift", "application/grpc+jsonx", "application/grpc+proto2"])(
    "of type %s are refused in gRPC's own way",
    async (type) => {
      const { session } = await open({});
      for (const path of ["/seldon.protos.Seldon/Predict", STREAM]) {
        const answer = await send(session, { "content-type": type, ":path": path }, framed(MESSAGE));
        expect(answer.headers[":status"]).toBe(200);
        expect(statusIn(answer)).toEqual([
          status.UNIMPLEMENTED,
          `Content-Type: expected application/grpc, application/grpc+proto or application/grpc+json, got "${type}"`,
        ]);
      }
    },
  );
});

describe("a request that does not come", () => {
  test("is given up when its client's deadline has passed", async () => {
    const { port } = await serveGraph({ model: echo });
    const stream = openSession(port).request({ ...CALL, "grpc-timeout": "30m" });
    stream.on("error", () => {});
    stream.write(framed(MESSAGE).subarray(0, 8));
    const headers = await new Promise<Readonly<Record<string, unknown>>>((resolve) => stream.on("response", resolve));
    expect(headers["grpc-status"]).toBe(String(status.DEADLINE_EXCEEDED));
    expect(headers["grpc-message"]).toBe("The call took longer than its client waits");
  });

  test.each([
    ["unary gRPC", {}, { ":status": 200, "grpc-status": "4" }],
    ["REST", { ":path": "/api/v1.0/predictions", "content-type": "application/json" }, { ":status": 408 }],
    ["Connect", { "content-type": "application/json" }, { ":status": 408 }],
  ])("in %s over HTTP/2 is given up after five minutes", async (_, given, expected) => {
    vi.useFakeTimers({ toFake: ["setInterval"] });
    onTestFinished(() => void vi.useRealTimers());
    const { runtime } = await load({ name: "model" }, { model: echo });
    const server = await serve(runtime, { port: 0, host: "127.0.0.1", gracefulMs: 200 });
    atEnd(() => server.stop());
    const stream = openSession(server.port).request({ ...CALL, ...given });
    stream.on("error", () => {});
    let headers: object | undefined;
    stream.on("response", (found) => (headers = found));
    stream.write(framed(MESSAGE).subarray(0, 8));
    while (runtime.bodies.held === 0) await sleep(1);
    vi.advanceTimersByTime(300_000);
    await send(openSession(server.port), {}, framed(MESSAGE));
    expect(headers).toBeUndefined();
    vi.advanceTimersByTime(10_000);
    await new Promise((resolve) => stream.on("close", resolve));
    expect(headers).toMatchObject(expected);
    expect(runtime.bodies.held).toBe(0);
  });
});

describe("a client that goes away", () => {
  test("in the middle of its message leaves nothing behind", async () => {
    const { runtime } = await load({ name: "model" }, { model: echo });
    const server = await serve(runtime, { port: 0, host: "127.0.0.1", gracefulMs: 200 });
    atEnd(() => server.stop());
    for (const end of ["reset", "destroy"] as const) {
      const session = openSession(server.port);
      const stream = session.request({
        ":method": "POST",
        ":path": "/seldon.protos.Seldon/Predict",
        "content-type": "application/grpc",
      });
      stream.on("error", () => {});
      stream.write(framed(new Uint8Array(1000)).subarray(0, 500));
      while (runtime.bodies.held === 0) await sleep(5);
      if (end === "reset") stream.close(8);
      else session.destroy();
      while (runtime.bodies.held > 0) await sleep(5);
    }
    expect((await connect(server.port).ask(predict, bytesOf(1))).message.dataOneof.case).toBe("binData");
  });

  test.each<[string, (port: number) => { destroy(): unknown }]>([
    [
      "gRPC",
      (port) => {
        const session = openSession(port);
        const stream = session.request(CALL);
        stream.on("error", () => {});
        stream.end(framed(MESSAGE));
        return session;
      },
    ],
    [
      "a stream of gRPC",
      (port) => {
        const session = openSession(port);
        const stream = session.request({ ...CALL, ":path": "/inference.GRPCInferenceService/ModelStreamInfer" });
        stream.on("error", () => {});
        stream.write(framed(INFER));
        return session;
      },
    ],
    [
      "REST",
      (port) => {
        const socket = connectSocket(port, "127.0.0.1");
        const head = "POST /api/v1.0/predictions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
        socket.write(`${head}content-length: 15\r\n\r\n{"strData":"x"}`);
        return socket;
      },
    ],
  ])("in the middle of a call of %s ends it for the unit", async (_, begin) => {
    const asked = deferred();
    const stopped = deferred();
    const model = {
      kind: "component",
      identity: "x",
      predict(_: unknown, { signal }: { signal: AbortSignal }) {
        asked.resolve();
        return new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            stopped.resolve();
            reject(new Error("gone"));
          });
        });
      },
    };
    const { runtime } = await load({ name: "model" }, { model: model as never });
    const server = await serve(runtime, { port: 0, host: "127.0.0.1", gracefulMs: 200 });
    atEnd(() => server.stop());
    const client = begin(server.port);
    await asked.promise;
    client.destroy();
    await stopped.promise;
    while (runtime.bodies.held > 0) await sleep(1);
    expect(
      statusIn(await send(openSession(server.port), { ":path": "/grpc.health.v1.Health/Check" }, framed(Buffer.of()))),
    ).toEqual([0, ""]);
  });

  test("that sends no frames at all is let go", async () => {
    const { port } = await serveGraph({ model: echo });
    const socket = connectSocket(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".repeat(20));
    await new Promise((resolve) => socket.on("close", resolve).resume());
    expect(statusIn(await send(openSession(port), {}, framed(MESSAGE)))).toEqual([0, ""]);
  });
});
