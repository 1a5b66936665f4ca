/** Connect and gRPC-Web through `fetch`, by Connect's own client and by bare requests. */
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { create, toBinary, toJson } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import type { Transport } from "@connectrpc/connect";
import { universalClientResponseFromFetch } from "@connectrpc/connect/protocol";
import type { UniversalClientRequest } from "@connectrpc/connect/protocol";
import { createTransport as createConnectTransport } from "@connectrpc/connect/protocol-connect";
import { createTransport as createGrpcWebTransport } from "@connectrpc/connect/protocol-grpc-web";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from "../../runtime/proto/generated/grpc/health/v1/health_pb.js";
import { GRPCInferenceService } from "../../runtime/proto/generated/inference/inference_pb.js";
import { Seldon, SeldonMessageSchema } from "../../runtime/proto/generated/seldon/prediction_pb.js";
import { PredictionService } from "../../runtime/proto/generated/tensorflow_serving/apis/serving_pb.js";
import type { Runtime } from "../../runtime/runtime.ts";
import { sleep } from "../support/manifests.ts";
import { double, KEY, MODEL, open } from "./served.ts";

const BASE = "http://localhost";
const PREDICT = "/seldon.protos.Seldon/Predict";

function optionsFor(runtime: Runtime, useBinaryFormat: boolean) {
  return {
    // Requests may be streams, so they go in half duplex.
    async httpClient({ url, method, header, body, signal }: UniversalClientRequest) {
      const stream = body && Readable.toWeb(Readable.from(body, { objectMode: false }));
      const init = { method, headers: header, signal, body: stream, duplex: "half" } as RequestInit;
      return universalClientResponseFromFetch(await runtime.fetch(new Request(url, init)));
    },
    baseUrl: BASE,
    useBinaryFormat,
    interceptors: [],
    acceptCompression: [],
    sendCompression: null,
    compressMinBytes: 0,
    readMaxBytes: 1 << 24,
    writeMaxBytes: 1 << 24,
  };
}

const TRANSPORTS: readonly (readonly [string, (runtime: Runtime) => Transport])[] = [
  ["Connect in JSON", (runtime) => createConnectTransport(optionsFor(runtime, false))],
  ["Connect in protobuf", (runtime) => createConnectTransport(optionsFor(runtime, true))],
  ["gRPC-Web in JSON", (runtime) => createGrpcWebTransport(optionsFor(runtime, false))],
  ["gRPC-Web in protobuf", (runtime) => createGrpcWebTransport(optionsFor(runtime, true))],
];

const tensor = (...values: number[]) => ({
  dataOneof: {
    case: "data" as const,
    value: { dataOneof: { case: "tensor" as const, value: { shape: [1, values.length], values } } },
  },
});
const post = (
  body: string | Uint8Array<ArrayBuffer>,
  type: string,
  headers: Readonly<Record<string, string>> = {},
) => ({
  method: "POST",
  headers: { "content-type": type, ...headers },
  body,
});
const send = (runtime: Runtime, path: string, init: RequestInit): Promise<Response> =>
  runtime.fetch(new Request(BASE + path, init));
const failureOf = async (work: Promise<unknown>): Promise<ConnectError> =>
  work.then(
    () => Promise.reject(new Error("Expected a failure, got none")),
    (error: unknown) => ConnectError.from(error),
  );

describe.each(TRANSPORTS)("%s", (_name, transportTo) => {
  test("predicts, and carries metadata both ways", async () => {
    const { runtime } = await open(MODEL, { model: double });
    const client = createClient(Seldon, transportTo(runtime));
    const seen: Headers[] = [];
    const answer = await client.predict(tensor(1, 2.5), {
      headers: { "seldon-puid": "given" },
      onHeader: (headers) => void seen.push(headers),
    });
    expect(toJson(SeldonMessageSchema, answer)).toMatchObject({
      data: { tensor: { values: [2, 5] } },
      meta: { puid: "given" },
    });
    expect(seen[0]!.get("seldon-puid")).toBe("given");
  });

  test("gives errors their codes and words", async () => {
    const { runtime } = await open(MODEL, { model: double });
    const inference = createClient(GRPCInferenceService, transportTo(runtime));
    const unknown = await failureOf(inference.modelMetadata({ name: "nobody" }));
    expect(unknown).toMatchObject({ code: Code.NotFound, rawMessage: expect.stringContaining("nobody") });
    expect(await failureOf(inference.repositoryIndex({}))).toMatchObject({ code: Code.Unimplemented });
  });

  test("keeps deadlines and hears that the client cancels", async () => {
    const { runtime } = await open(MODEL, { model: { predict: () => sleep(3000) } });
    const client = createClient(Seldon, transportTo(runtime));
    expect((await failureOf(client.predict(tensor(1), { timeoutMs: 30 }))).code).toBe(Code.DeadlineExceeded);
    const controller = new AbortController();
    const cancelled = failureOf(client.predict(tensor(1), { signal: controller.signal }));
    await sleep(20);
    controller.abort();
    expect((await cancelled).code).toBe(Code.Canceled);
  });

  test("asks who the client is", async () => {
    const { runtime } = await open(MODEL, { model: double }, { auth: { apiKeys: [KEY] } });
    const client = createClient(Seldon, transportTo(runtime));
    expect((await failureOf(client.predict(tensor(1)))).code).toBe(Code.Unauthenticated);
    await client.predict(tensor(1), { headers: { "x-api-key": KEY } });
  });

  test("streams answers", async () => {
    const { runtime } = await open(MODEL, { model: double });
    const client = createClient(Health, transportTo(runtime));
    const seen: Status[] = [];
    for await (const { status } of client.watch({})) {
      seen.push(status);
      runtime.startDraining();
    }
    expect(seen).toEqual([Status.SERVING, Status.NOT_SERVING]);
  });

  test("writes an Any, which only its registry knows", async () => {
    const { runtime } = await open(MODEL, { model: double });
    const client = createClient(PredictionService, transportTo(runtime));
    const asked = client.getModelMetadata({ metadataField: ["signature_def"] });
    // A client without the type cannot read it as JSON.
    const answer = await asked.catch((error: unknown) => ConnectError.from(error).rawMessage);
    expect(typeof answer === "string" ? answer : answer.metadata["signature_def"]!.typeUrl).toContain(
      "tensorflow.serving.SignatureDefMap",
    );
  });
});

describe("RPCs through fetch", () => {
  test("take JSON as curl sends it", async () => {
    const { runtime } = await open(MODEL, { model: double });
    const response = await send(runtime, PREDICT, post('{"data":{"ndarray":[[1,2]]}}', "application/json"));
    expect(response.status).toBe(200);
    const wrong = await send(runtime, PREDICT, post('{"data":', "application/json"));
    expect([wrong.status, await wrong.json()]).toEqual([400, expect.objectContaining({ code: "invalid_argument" })]);
  });

  test("take a stream of requests where the host can", async () => {
    const { runtime } = await open(MODEL, { model: double });
    const client = createClient(GRPCInferenceService, createConnectTransport(optionsFor(runtime, true)));
    const requests = (async function* () {
      for (const value of [1, 2]) {
        yield { inputs: [{ name: "x", datatype: "FP64", shape: [1n], contents: { fp64Contents: [value] } }] };
      }
    })();
    const answers: number[] = [];
    for await (const { inferResponse } of client.modelStreamInfer(requests)) {
      answers.push(...inferResponse!.outputs[0]!.contents!.fp64Contents);
    }
    expect(answers).toEqual([2, 4]);
  });

  test("are found behind the deployment's prefix", async () => {
    const { runtime } = await open(MODEL, { model: double });
    const path = `/seldon/lab/toy${PREDICT}`;
    expect((await send(runtime, path, post('{"data":{"ndarray":[[1]]}}', "application/json"))).status).toBe(200);
  });

  test("refuse gRPC itself with a status that its clients understand", async () => {
    const { runtime } = await open(MODEL, { model: double });
    for (const type of ["application/grpc", "application/grpc+proto"]) {
      const response = await send(runtime, PREDICT, post(new Uint8Array(5), type));
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("application/grpc");
      expect(response.headers.get("grpc-status")).toBe("12");
      expect(response.headers.get("grpc-message")).toContain("HTTP/2");
    }
  });

  test("refuse other types, other methods, and paths that are none", async () => {
    const { runtime } = await open(MODEL, { model: double });
    expect((await send(runtime, PREDICT, post("x", "text/plain"))).status).toBe(415);
    expect((await send(runtime, PREDICT, { method: "GET" })).status).toBe(405);
    expect((await send(runtime, "/seldon.protos.Seldon/Explain", post("{}", "application/json"))).status).toBe(404);
    expect((await send(runtime, "/shop.Cart/Add", post("{}", "application/json"))).status).toBe(404);
  });

  test("let pages of other origins call, as far as they may", async () => {
    const { runtime } = await open(MODEL, { model: double });
    const preflight = await send(runtime, PREDICT, { method: "OPTIONS" });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("X-Grpc-Web");
    const response = await send(runtime, PREDICT, post('{"data":{"ndarray":[[1]]}}', "application/json"));
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-expose-headers")).toContain("seldon-puid");
  });

  test("count what they read, and refuse what is too large", async () => {
    const { runtime } = await open(MODEL, { model: double }, { maxBodyBytes: 1000 });
    const message = create(SeldonMessageSchema, tensor(...Array.from({ length: 200 }, () => 0.5)));
    const body = toBinary(SeldonMessageSchema, message);
    const response = await send(runtime, PREDICT, post(body, "application/proto"));
    expect(await response.json()).toMatchObject({ code: "resource_exhausted" });
    const web = new Uint8Array(5 + body.length);
    new DataView(web.buffer).setUint32(1, body.length);
    web.set(body, 5);
    const framed = await send(runtime, PREDICT, post(web, "application/grpc-web+proto"));
    const text = await framed.text();
    expect(framed.headers.get("grpc-status") ?? text).toMatch(/8/);
    expect(runtime.bodies.held).toBe(0);
  });

  test("give back what they counted", async () => {
    const { runtime } = await open(MODEL, { model: double });
    const response = await send(runtime, PREDICT, post('{"data":{"ndarray":[[1]]}}', "application/json"));
    await response.text();
    expect(runtime.bodies.held).toBe(0);
    await send(runtime, PREDICT, post("{", "application/json")).then((failed) => failed.text());
    expect(runtime.bodies.held).toBe(0);
  });
});
