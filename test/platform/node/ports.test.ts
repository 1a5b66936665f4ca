/** Every port takes REST and gRPC, and both are drained alike. */
import { once } from "node:events";
import { Agent, request as httpRequest } from "node:http";
import { constants } from "node:http2";
import { connect as connectSocket, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { createLazyWebRpcs } from "../../../runtime/grpc/lazy-web.ts";
import { serve } from "../../../runtime/platform/node/server.ts";
import type { Service } from "../../../runtime/service.ts";
import { tellApart } from "../../../runtime/platform/node/tell-apart.ts";
import { Seldon, SeldonMessageSchema } from "../../../runtime/proto/generated/seldon/prediction_pb.js";
import { framed, openSession, send, statusIn } from "../../clients/raw-http2.ts";
import { atEnd, connect, double, serveGraph } from "../../clients/served.ts";
import { createTestHost } from "../../support/host.ts";
import { deferred, failureOf, load, sleep } from "../../support/manifests.ts";

const { predict } = Seldon.method;
const REST = "/api/v1.0/predictions";
const BODY = '{"data":{"ndarray":[[1,2]]}}';
const text = (value: string) => ({ dataOneof: { case: "strData" as const, value } });
const MESSAGE = toBinary(SeldonMessageSchema, create(SeldonMessageSchema, text("x")));
const echo = { predict: (X: unknown) => X };

function post(port: number, agent?: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const call = httpRequest({ port, host: "127.0.0.1", path: REST, method: "POST", headers, agent }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += String(chunk)));
      response.on("end", () => resolve(body));
    });
    call.on("error", reject);
    call.end(BODY);
  });
}

describe("a port", () => {
  test("takes REST over HTTP/1.1 and HTTP/2, and gRPC", async () => {
    const { port, grpcPort } = await serveGraph();
    expect(grpcPort).toBe(port);
    expect(await post(port)).toContain('"ndarray":[[2');
    const json = { "content-type": "application/json" };
    const answer = await send(openSession(port), { ...json, ":path": REST }, Buffer.from(BODY));
    expect(answer.headers[":status"]).toBe(200);
    expect(answer.body.toString()).toContain('"ndarray":[[2');
    const live = await send(openSession(port), { ":method": "GET", ":path": "/live", "content-type": "text/plain" });
    expect(live.headers[":status"]).toBe(200);
    const message = {
      dataOneof: { case: "data", value: { dataOneof: { case: "tensor", value: { shape: [1], values: [4] } } } },
    };
    expect((await connect(port).ask(predict, message as never)).message.dataOneof.case).toBe("data");
  });

  test("takes Connect and gRPC-Web over both", async () => {
    const { port } = await serveGraph({ model: echo });
    const path = "/seldon.protos.Seldon/Predict";
    const url = `http://127.0.0.1:${port}${path}`;
    const proto = { "content-type": "application/proto" };
    const response = await fetch(url, { method: "POST", headers: proto, body: MESSAGE });
    const answer = fromBinary(SeldonMessageSchema, new Uint8Array(await response.arrayBuffer()));
    expect(answer.dataOneof.value).toBe("x");
    const web = { "content-type": "application/grpc-web+proto" };
    const framedAnswer = await fetch(url, { method: "POST", headers: web, body: new Uint8Array(framed(MESSAGE)) });
    expect(framedAnswer.status).toBe(200);
    expect(framedAnswer.headers.get("content-type")).toBe("application/grpc-web+proto");
    const over2 = await send(openSession(port), proto, MESSAGE);
    expect(fromBinary(SeldonMessageSchema, over2.body).dataOneof.value).toBe("x");
    const webOver2 = await send(openSession(port), web, framed(MESSAGE));
    expect(webOver2.body.toString("latin1")).toContain("grpc-status: 0");
  });

  test("refuses a large body over HTTP/2 as over HTTP/1.1", async () => {
    const { port } = await serveGraph({ model: echo }, { runtime: { maxBodyBytes: 1000 } });
    const json = { "content-type": "application/json", ":path": REST };
    const session = openSession(port);
    const answer = await send(session, json, Buffer.from(`{"strData":"${"x".repeat(5000)}"}`));
    expect(answer.headers[":status"]).toBe(413);
    expect((await send(session, json, Buffer.from(BODY))).headers[":status"]).toBe(200);
  });

  test("is one of two, which do the same", async () => {
    const { port, grpcPort } = await serveGraph({ model: double }, { serve: { grpcPort: 0 } });
    expect(grpcPort).not.toBe(port);
    for (const each of [port, grpcPort]) {
      expect(await post(each)).toContain('"ndarray":[[2');
      expect(
        statusIn(
          await send(openSession(each), { ":path": "/grpc.health.v1.Health/Check" }, framed(new Uint8Array())),
        )[0],
      ).toBe(0);
    }
  });

  test("tries again to load the methods when that failed, over HTTP/2 and through fetch", async () => {
    const { runtime } = await load({ name: "model" }, { model: echo });
    let isBroken = true;
    const loadRpcs = () => (isBroken ? Promise.reject(new Error("no file")) : runtime.loadRpcs());
    const callRpc = createLazyWebRpcs(loadRpcs, runtime.bodies, createTestHost());
    const service: Service = {
      table: runtime.table,
      bodies: runtime.bodies,
      fetch: runtime.fetch,
      stripPrefix: (path) => path,
      loadRpcs,
      startDraining: () => {},
      close: () => runtime.close(),
    };
    const server = await serve(service, { port: 0, host: "127.0.0.1", gracefulMs: 200 });
    atEnd(() => server.stop());
    const session = openSession(server.port);
    const path = "/seldon.protos.Seldon/Predict";
    const request = () =>
      new Request(`http://x${path}`, {
        method: "POST",
        headers: { "content-type": "application/proto" },
        body: MESSAGE,
      });
    expect(statusIn(await send(session, {}, framed(MESSAGE)))[0]).toBe(status.INTERNAL);
    await expect(callRpc(request(), path)).rejects.toThrow("no file");
    isBroken = false;
    expect(statusIn(await send(session, {}, framed(MESSAGE)))[0]).toBe(0);
    expect((await callRpc(request(), path))!.status).toBe(200);
  });

  test("may be missing when it is taken and nobody asked for it", async () => {
    const { port: taken } = await serveGraph();
    const options = { grpcPort: taken };
    const error = await failureOf(() => serveGraph({ model: double }, { serve: options }));
    expect(error.message).toMatch(/^Port \d+ is taken by another process; .* with --grpc-port$/);
    const alone = await serveGraph({ model: double }, { serve: { ...options, isGrpcPortOptional: true } });
    expect(alone.grpcPort).toBe(alone.port);
  });
});

describe("tellApart()", () => {
  async function decide(...pieces: readonly (string | Uint8Array)[]): Promise<[string, string, number | undefined]> {
    const decided = deferred<[string, string, number | undefined]>();
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const timeout = socket.timeout;
      const take = (kind: string) => (given: Socket) => {
        let all = "";
        given.on("data", (chunk) => (all += String(chunk)));
        given.on("end", () => (given.end(), decided.resolve([kind, all, timeout])));
      };
      socket.on("close", () => decided.resolve(["closed", "", timeout]));
      tellApart(socket, take("http1"), take("http2"));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = connectSocket((server.address() as AddressInfo).port, "127.0.0.1");
    client.setNoDelay(true);
    for (const piece of pieces) {
      client.write(piece);
      await sleep(5);
    }
    client.end();
    atEnd(() => server.close());
    atEnd(() => client.destroy());
    return decided.promise;
  }

  test.each<[string, readonly string[], string]>([
    ["HTTP/2", ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "more"], "http2"],
    ["HTTP/2 in single bytes", [..."PRI * HTTP"], "http2"],
    ["HTTP/1.1", ["GET / HTTP/1.1\r\n\r\n"], "http1"],
    ["HTTP/1.1 in single bytes", [..."POST / HTTP"], "http1"],
    ["a method that begins alike", ["PROPFIND / HTTP/1.1\r\n", "\r\n"], "http1"],
    ["a large first piece", ["POST /" + "x".repeat(200_000), "y".repeat(100_000)], "http1"],
    ["what is neither", ["hello"], "http1"],
  ])("knows %s, and gives all of its bytes", async (_, pieces, expected) => {
    const [kind, all] = await decide(...pieces);
    expect(kind).toBe(expected);
    expect(all).toBe(pieces.join(""));
  });

  test("closes what says nothing: at once when it has ended, else after a minute", async () => {
    expect(await decide()).toEqual(["closed", "", undefined]);
    const seen = deferred<number | undefined>();
    const server = createServer((socket) => {
      tellApart(
        socket,
        () => {},
        () => {},
      );
      seen.resolve(socket.timeout);
    }).listen(0, "127.0.0.1");
    atEnd(() => server.close());
    await once(server, "listening");
    const client = connectSocket((server.address() as AddressInfo).port, "127.0.0.1");
    atEnd(() => client.destroy());
    expect(await seen.promise).toBe(60_000);
  });
});

describe("NodeServer.stop()", () => {
  test("lets calls of gRPC end, and tells their clients to go elsewhere", async () => {
    const arrived = deferred();
    const gate = deferred<string>();
    const slow = { predict: (X: unknown) => (X === "slow" ? (arrived.resolve(), gate.promise) : X) };
    const server = await serveGraph({ model: slow }, { serve: { drainDelayMs: 100, gracefulMs: 5000 } });
    const session = openSession(server.port);
    const goaways: number[] = [];
    session.on("goaway", (code: number, last: number) => goaways.push(code, last));
    const request = toBinary(SeldonMessageSchema, create(SeldonMessageSchema, text("slow")));
    const running = send(session, {}, framed(request));
    await arrived.promise;
    const stopped = server.stop();
    while (goaways.length === 0) await sleep(5);
    // Any call that is on its way is still taken.
    expect(goaways.slice(0, 2)).toEqual([constants.NGHTTP2_NO_ERROR, 2 ** 31 - 1]);
    await sleep(150);
    gate.resolve("done");
    expect(statusIn(await running)).toEqual([0, ""]);
    await stopped;
    expect(session.closed || session.destroyed).toBe(true);
  });

  test("ends calls that take longer than it waits", async () => {
    const arrived = deferred();
    const server = await serveGraph({ model: { predict: () => (arrived.resolve(), new Promise(() => {})) } });
    const client = connect(server.port);
    const failed = client.failure(predict, text("x"));
    await arrived.promise;
    await server.stop();
    expect((await failed).code).toBe(status.UNAVAILABLE);
  });

  test("does not wait for connections without a call", async () => {
    const server = await serveGraph();
    const session = openSession(server.port);
    await send(session, { ":method": "GET", ":path": "/live" });
    const silent = connectSocket(server.port, "127.0.0.1");
    silent.on("error", () => {});
    await once(silent, "connect");
    const began = performance.now();
    await Promise.all([server.stop(), once(silent.resume(), "close")]);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
