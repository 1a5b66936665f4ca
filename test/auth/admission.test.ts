/** Who may not come in sends no body: every way in decides by the headers alone. */
import type { OutgoingHttpHeaders } from "node:http2";
import { create, toBinary } from "@bufbuild/protobuf";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import type { RuntimeHost } from "../../runtime/host.ts";
import { serve } from "../../runtime/platform/node/server.ts";
import { SeldonMessageSchema } from "../../runtime/proto/generated/seldon/prediction_pb.js";
import { RawHttp1, requestBytes } from "../clients/raw-http1.ts";
import { CALL, framed, openSession, send, statusIn } from "../clients/raw-http2.ts";
import { atEnd, double } from "../clients/served.ts";
import { createTestHost } from "../support/host.ts";
import { deferred, load } from "../support/manifests.ts";
import type { Loaded } from "../support/manifests.ts";

const KEY = "correct-horse-battery-staple";
const REST = "/api/v1.0/predictions";
const PREDICT = "/seldon.protos.Seldon/Predict";
const STREAM = "/inference.GRPCInferenceService/ModelStreamInfer";
const BODY = '{"data":{"ndarray":[[1,2]]}}';
const MESSAGE = toBinary(
  SeldonMessageSchema,
  create(SeldonMessageSchema, { dataOneof: { case: "strData", value: "1" } }),
);
const echo = { predict: (X: unknown) => X };

interface Guarded extends Loaded {
  readonly port: number;
}

async function open(options: Parameters<typeof load>[2] = { auth: { apiKeys: [KEY] } }, host?: RuntimeHost) {
  const loaded = await load({ name: "model", type: "MODEL" }, { model: echo }, options, host as never);
  const server = await serve(loaded.runtime, { port: 0, host: "127.0.0.1", gracefulMs: 100 });
  atEnd(() => server.stop());
  return { ...loaded, port: server.port } satisfies Guarded;
}

/** Sends headers over HTTP/2 and nothing of the body that they promise; the answer's status of HTTP and gRPC. */
function askWithoutBody(port: number, headers: OutgoingHttpHeaders): Promise<readonly [number, number]> {
  return new Promise((resolve, reject) => {
    const stream = openSession(port).request({ ...CALL, ...headers });
    let all: Readonly<Record<string, unknown>> = {};
    let body = "";
    const done = (): void => {
      const inBody =
        /grpc-status: (\d+)/.exec(body)?.[1] ?? (body.includes('"code":"unauthenticated"') ? 16 : undefined);
      resolve([Number(all[":status"]), Number(all["grpc-status"] ?? inBody ?? 0)]);
      stream.close();
    };
    stream.on("response", (found) => (all = { ...all, ...found }));
    stream.on("trailers", (found) => (all = { ...all, ...found }));
    stream.on("data", (chunk) => (body += String(chunk)));
    stream.on("end", done);
    stream.on("error", reject);
  });
}

describe("a client without a key is refused before its body", () => {
  test.each<[string, OutgoingHttpHeaders, readonly [number, number]]>([
    ["REST", { ":path": REST, "content-type": "application/json" }, [401, 0]],
    ["a unary call of gRPC", {}, [200, 16]],
    ["a unary call of gRPC in JSON", { "content-type": "application/grpc+json" }, [200, 16]],
    ["a stream of gRPC", { ":path": STREAM }, [200, 16]],
    ["a unary call of Connect", { "content-type": "application/json" }, [401, 16]],
    ["a call of gRPC-Web", { "content-type": "application/grpc-web+proto" }, [200, 16]],
    ["a stream of Connect", { ":path": STREAM, "content-type": "application/connect+proto" }, [200, 16]],
  ])("in %s over HTTP/2", async (_, headers, expected) => {
    const { port, runtime } = await open();
    expect(await askWithoutBody(port, headers)).toEqual(expected);
    expect(runtime.bodies.held).toBe(0);
  });

  test.each([
    ["REST", REST],
    ["Connect", PREDICT],
  ])("in %s over HTTP/1.1", async (_, path) => {
    const { port } = await open();
    const client = await RawHttp1.open(port);
    const headers = [
      ["Host", "x"],
      ["Content-Type", "application/json"],
      ["Content-Length", "1000000"],
    ] as const;
    client.send(requestBytes("POST", path, headers));
    expect((await client.reply("POST")).status).toBe(401);
  });

  test("and goes on with the connection when the body was short", async () => {
    const { port } = await open();
    const client = await RawHttp1.open(port);
    const headers = [
      ["Host", "x"],
      ["Content-Type", "application/json"],
      ["Content-Length", String(BODY.length)],
    ] as const;
    client.send(requestBytes("POST", REST, headers, Buffer.from(BODY)));
    const refused = await client.reply("POST");
    expect([refused.status, refused.headers["www-authenticate"]]).toEqual([401, 'Bearer realm="zerohop"']);
    client.send(requestBytes("POST", REST, [...headers, ["X-Api-Key", KEY]], Buffer.from(BODY)));
    expect((await client.reply("POST")).status).toBe(200);
  });

  test.each([
    ["REST", REST, "application/json"],
    ["Connect", PREDICT, "application/json"],
    ["gRPC-Web", PREDICT, "application/grpc-web+proto"],
    ["a stream of Connect", STREAM, "application/connect+proto"],
  ])("in %s through fetch", async (_, path, type) => {
    const { runtime } = await open();
    let pulled = 0;
    const body = new ReadableStream({ pull: () => void pulled++ }, { highWaterMark: 0 });
    const init = { method: "POST", headers: { "content-type": type }, body, duplex: "half" };
    const response = await runtime.fetch(new Request(`http://x${path}`, init));
    await response.text();
    expect(pulled).toBe(0);
  });
});

describe("while it is decided whether a client may come in", () => {
  test("nothing of its body is read, and then all of it", async () => {
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: "ES256", kid: "k" })
      .setExpirationTime("1h")
      .sign(privateKey);
    const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg: "ES256" }] });
    const asked = deferred();
    const answer = deferred();
    const host = createTestHost({
      async send() {
        asked.resolve();
        await answer.promise;
        return { status: 200, contentType: "application/json", body: new TextEncoder().encode(keys) };
      },
    });
    const { port, runtime } = await open({ auth: { jwt: { jwks: "https://id/keys" } } }, host);
    const authorization = `Bearer ${token}`;
    const session = openSession(port);
    const json = { "content-type": "application/json", authorization };
    const answers = [
      send(session, { authorization }, framed(MESSAGE)),
      send(session, { ...json, ":path": REST }, Buffer.from(BODY)),
      send(session, json, Buffer.from('{"strData":"1"}')),
      send(session, { "content-type": "application/grpc+json", authorization }, framed(Buffer.from('{"strData":"1"}'))),
    ];
    await asked.promise;
    // On one connection all of it has arrived when what was sent last is answered.
    await send(session, { ":method": "GET", ":path": "/live", "content-type": "text/plain" });
    expect(runtime.bodies.held).toBe(0);
    answer.resolve();
    const statuses = (await Promise.all(answers)).map((each) => [each.headers[":status"], statusIn(each)[0]]);
    expect(statuses.map(([http]) => http)).toEqual([200, 200, 200, 200]);
    expect([statuses[0]![1], statuses[3]![1]]).toEqual([0, 0]);
    expect(runtime.bodies.held).toBe(0);
  });
});

// Metadata and health tell nothing of what clients send; methods that a deployment has not only say so.
test("everything that is open to everybody is in this list", async () => {
  const { runtime } = await load({ name: "model" }, { model: double }, { auth: { apiKeys: [KEY] } });
  atEnd(() => runtime.close());
  const openRoutes = runtime.table.routes.filter(({ admit }) => admit === undefined).map(({ path }) => path);
  const docs = (folder: string, document: string): string[] =>
    ["", "/", "/index.html", "/swagger-start.js", `/${document}`, "/swagger-ui.css", "/swagger-ui-bundle.js"].map(
      (name) => folder + name,
    );
  expect(openRoutes.toSorted()).toEqual(
    [
      "/",
      "/live",
      "/ready",
      "/seldon.json",
      "/api/v0.1/metadata/:unit",
      "/api/v0.1/status/:unit",
      "/api/v1.0/health/status",
      "/api/v1.0/metadata",
      "/api/v1.0/metadata/:unit",
      "/api/v1.0/status",
      "/api/v1.0/status/:unit",
      ...docs("/api/v0.1/doc", "seldon.json"),
      ...docs("/api/v1.0/doc", "seldon.json"),
      ...docs("/v2/docs", "dataplane.yaml"),
      "/v1/models",
      ...["", "/versions/:version", "/labels/:version"].flatMap((version) => [
        `/v1/models/:model${version}`,
        `/v1/models/:model${version}/metadata`,
      ]),
      "/v2",
      "/v2/health/live",
      "/v2/health/ready",
      "/v2/models",
      "/v2/models/:model",
      "/v2/models/:model/ready",
      "/v2/models/:model/versions/:version",
      "/v2/models/:model/versions/:version/ready",
    ].toSorted(),
  );
  const { unary, streams } = await runtime.loadRpcs();
  const openRpcs = [...unary, ...streams].filter(([, { admit }]) => admit === undefined).map(([path]) => path);
  expect(openRpcs.toSorted()).toEqual(
    [
      "/grpc.health.v1.Health/Check",
      "/grpc.health.v1.Health/Watch",
      "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
      "/inference.GRPCInferenceService/ModelMetadata",
      "/inference.GRPCInferenceService/ModelReady",
      "/inference.GRPCInferenceService/RepositoryIndex",
      "/inference.GRPCInferenceService/RepositoryModelLoad",
      "/inference.GRPCInferenceService/RepositoryModelUnload",
      "/inference.GRPCInferenceService/ServerLive",
      "/inference.GRPCInferenceService/ServerMetadata",
      "/inference.GRPCInferenceService/ServerReady",
      "/seldon.protos.Combiner/Aggregate",
      "/seldon.protos.Generic/Aggregate",
      "/seldon.protos.Generic/Route",
      "/seldon.protos.Generic/TransformInput",
      "/seldon.protos.Generic/TransformOutput",
      "/seldon.protos.Model/Metadata",
      "/seldon.protos.OutputTransformer/TransformOutput",
      "/seldon.protos.Router/Route",
      "/seldon.protos.Seldon/GraphMetadata",
      "/seldon.protos.Seldon/ModelMetadata",
      "/seldon.protos.Transformer/TransformInput",
      "/tensorflow.serving.ModelService/GetModelStatus",
      "/tensorflow.serving.ModelService/HandleReloadConfigRequest",
      "/tensorflow.serving.PredictionService/GetModelMetadata",
    ].toSorted(),
  );
});
