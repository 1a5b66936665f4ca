import { afterEach, describe, expect, test } from "vitest";
import { createV2RestUnit } from "../../../runtime/units/remote/v2-rest.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import { textMessage } from "../../../runtime/message/message.ts";
import { failureOf } from "../../support/manifests.ts";
import { bodyOf, listen } from "../../support/unit-server.ts";
import {
  EVERY,
  Opened,
  contextOf,
  firstOf,
  floats,
  grpcHost,
  loadRemote,
  optionsOf as options,
  request,
} from "./support.ts";

const opened = new Opened();
afterEach(() => opened.close());

interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: any;
}

/** A V2 server over REST; `answers` by the end of the path. */
async function serveRest(answers: Readonly<Record<string, unknown>>, asked: Asked[] = []) {
  return opened.keep(
    await listen(async (request, response) => {
      const text = Buffer.from(await bodyOf(request)).toString();
      const body: any = text === "" ? undefined : JSON.parse(text);
      asked.push({ path: request.url!, headers: request.headers, body });
      const end = Object.keys(answers).find((key) => request.url!.endsWith(key));
      const given = end === undefined ? undefined : answers[end];
      let answer: unknown = given;
      let status = given === undefined ? 404 : 200;
      try {
        if (typeof given === "function") answer = (given as (body: unknown) => unknown)(body);
      } catch (error) {
        ({ status } = error as { status: number });
        answer = { error: (error as Error).message };
      }
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer ?? { detail: "Not Found" }));
    }),
  );
}

/** Answers 404, as a server of the protocol does for a model that it does not have. */
const notFound = (): unknown => {
  throw Object.assign(new Error("Model m not found"), { status: 404 });
};

const echoed = (body: any): unknown => ({
  model_name: "m",
  id: body.id,
  parameters: body.parameters,
  outputs: body.inputs,
});

describe("a V2 unit over REST", () => {
  test("asks for inference and takes the answer as the protocol has it", async () => {
    const asked: Asked[] = [];
    const answer = {
      model_name: "m",
      parameters: { version: "7", big: 3 },
      outputs: [{ name: "y", datatype: "INT64", shape: [1, 2], data: [1, 2], parameters: { content_type: "np" } }],
    };
    const unit = createV2RestUnit(options((await serveRest({ "/infer": answer }, asked)).url), grpcHost(opened));
    const given = request([floats("x", 1.5, 2)], { threshold: 0.5, who: "me", deep: { a: 1 } });
    const found = await unit.predict!(given, contextOf({ "x-trace": "1", "inference-header-content-length": "5" }));
    expect(asked[0]).toMatchObject({
      path: "/v2/models/m/infer",
      headers: { "x-trace": "1", "seldon-puid": "p", "content-type": "application/json" },
      body: {
        id: "p",
        parameters: { threshold: 0.5, who: "me", deep: '{"a":1}' },
        inputs: [{ name: "x", datatype: "FP64", shape: [1, 2] }],
      },
    });
    expect(asked[0]!.headers).not.toHaveProperty("inference-header-content-length");
    expect(firstOf(found)).toMatchObject({
      name: "y",
      datatype: "INT64",
      shape: [1, 2],
      parameters: { content_type: "np" },
    });
    expect([...firstOf(found).data]).toEqual([1n, 2n]);
    expect(found.names).toEqual(["t:0", "t:1"]);
    expect(found.meta.tags).toEqual({ threshold: 0.5, who: "me", deep: { a: 1 }, version: "7", big: 3 });
  });

  test("keeps what it sent when it comes back as parameters", async () => {
    const unit = createV2RestUnit(options((await serveRest({ "/infer": echoed })).url), grpcHost(opened));
    const tags = { deep: { a: [1] }, on: true };
    expect((await unit.predict!(request([floats("x", 1)], tags), contextOf())).meta.tags).toEqual(tags);
  });

  test("calls the model by its own name, the manifest's, or the client's", async () => {
    const asked: Asked[] = [];
    const { url } = await serveRest({ "/infer": echoed }, asked);
    const host = grpcHost(opened);
    const message = request([floats("x", 1)]);
    await createV2RestUnit(options(url, { name: "a/b" }), host).predict!(message, contextOf());
    await createV2RestUnit(options(url, { model: "resnet" }), host).predict!(message, contextOf({}, "bert"));
    const first = createV2RestUnit(options(url, { model: "resnet", isFirst: true }), host);
    expect(first.knowsModels).toBe(true);
    await first.predict!(message, contextOf({}, "bert"));
    expect(asked.map(({ path }) => path)).toEqual([
      "/v2/models/a%2Fb/infer",
      "/v2/models/resnet/infer",
      "/v2/models/bert/infer",
    ]);
  });

  test.each([".", ".."])("does not leave the server's models for one that a client calls %s", async (model) => {
    const asked: Asked[] = [];
    const { url } = await serveRest({ "/infer": echoed }, asked);
    const unit = createV2RestUnit(options(url, { isFirst: true }), grpcHost(opened));
    const failure = await failureOf(() => unit.predict!(request([floats("x", 1)]), contextOf({}, model)));
    expect(failure).toMatchObject({ code: "NOT_FOUND", message: `Failed to find model ${model}` });
    expect(asked).toEqual([]);
  });

  test("gives a tensor without a name the name and datatype of the model's only input", async () => {
    const asked: Asked[] = [];
    const inputs = [{ name: "features", datatype: "FP32", shape: [-1, 2], parameters: { content_type: "np" } }];
    const server = await serveRest({ "/infer": echoed, "/models/m": { name: "m", inputs, outputs: [] } }, asked);
    const unit = createV2RestUnit(options(server.url), grpcHost(opened));
    for (let i = 0; i < 3; i++) await unit.predict!(request([floats("", 1, 2)]), contextOf());
    await unit.predict!(textMessage("hello"), contextOf());
    expect(asked.map(({ path }) => path)).toEqual(["/v2/models/m", ...Array(4).fill("/v2/models/m/infer")]);
    expect(asked[1]!.body.inputs[0]).toMatchObject({ name: "features", datatype: "FP32", shape: [1, 2] });
    expect(asked[4]!.body.inputs[0]).toMatchObject({ name: "features", datatype: "BYTES", data: ["hello"] });
  });

  test.each<[string, unknown]>([
    ["has no metadata", undefined],
    ["says nothing of inputs", { name: "m", inputs: [], outputs: [] }],
    [
      "has several inputs",
      {
        name: "m",
        inputs: [
          { name: "a", datatype: "FP32", shape: [1] },
          { name: "b", datatype: "FP32", shape: [1] },
        ],
      },
    ],
    ["says what is no metadata", { inputs: 5 }],
  ])("names a tensor by itself when the model %s", async (_, metadata) => {
    const asked: Asked[] = [];
    const server = await serveRest({ "/infer": echoed, "/models/m": metadata }, asked);
    const unit = createV2RestUnit(options(server.url), grpcHost(opened));
    await unit.predict!(request([floats("", 1, 2)]), contextOf());
    expect(asked.at(-1)!.body.inputs[0]).toMatchObject({ name: "input-0", datatype: "FP64" });
  });

  test.each<[string, unknown, number]>([
    ["an inference", { outputs: [{ name: "branch", datatype: "INT32", shape: [1], data: [1] }] }, 1],
    ["a message", { data: { ndarray: [[1]] } }, 1],
    ["a list", [0], 0],
  ])("routes by its own path, answering %s", async (_, answer, expected) => {
    const asked: Asked[] = [];
    const unit = createV2RestUnit(options((await serveRest({ "/route": answer }, asked)).url), grpcHost(opened));
    const found = await unit.route!(request([floats("x", 1)]), contextOf());
    expect(Number(firstOf(found).data[0])).toBe(expected);
    expect(asked[0]!.path).toBe("/v2/models/m/route");
  });

  test("routes and combines by inference where the server has no such paths", async () => {
    const asked: Asked[] = [];
    const unit = createV2RestUnit(options((await serveRest({ "/infer": echoed }, asked)).url), grpcHost(opened));
    for (let i = 0; i < 2; i++) {
      expect(firstOf(await unit.route!(request([floats("x", 1)]), contextOf())).data[0]).toBe(1);
    }
    await unit.aggregate!([request([floats("x", 1)]), request([floats("", 2)])], contextOf());
    expect(asked.map(({ path }) => path.split("/").at(-1))).toEqual(["route", "infer", "infer", "infer"]);
    expect(asked[3]!.body.inputs.map(({ name }: Tensor) => name)).toEqual(["0/x", "1/output-0"]);
  });

  test("combines by its own path, with the children's answers as a list", async () => {
    const asked: Asked[] = [];
    const answer = { outputs: [{ name: "sum", datatype: "FP64", shape: [1], data: [3] }], parameters: { n: 2 } };
    const unit = createV2RestUnit(options((await serveRest({ "/aggregate": answer }, asked)).url), grpcHost(opened));
    const given = [request([floats("x", 1)], { a: 1 }), request([floats("x", 2)], { b: 2 })];
    const found = await unit.aggregate!(given, contextOf());
    expect(asked[0]!.body).toMatchObject([
      { outputs: [{ name: "x", data: [1] }], parameters: { a: 1 } },
      { outputs: [{ name: "x", data: [2] }], parameters: { b: 2 } },
    ]);
    expect([...firstOf(found).data]).toEqual([3]);
    expect(found.meta.tags).toEqual({ a: 1, b: 2, n: 2 });
  });

  test("passes its error on to clients of its protocol", async () => {
    const server = opened.keep(
      await listen((asking, response) => {
        asking.resume();
        response.writeHead(422, { "content-type": "application/json" }).end('{"error":"bad shape"}');
      }),
    );
    const runtime = await loadRemote(opened, { name: "m" }, { m: server.url }, { protocol: "v2" });
    const error = await failureOf(() => runtime.predict([[1]]));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", unit: "m", httpStatus: 422, reply: { protocol: "v2" } });
    expect(Buffer.from((error as any).reply.body).toString()).toBe('{"error":"bad shape"}');
  });

  test.each(["<html>", "{}", '{"outputs":[{"name":"y","datatype":"FP99","shape":[1],"data":[1]}]}', "[]"])(
    "that answers %s is at fault, not the client",
    async (body) => {
      const server = opened.keep(
        await listen((asking, response) => (asking.resume(), void response.writeHead(200).end(body))),
      );
      const unit = createV2RestUnit(options(server.url), grpcHost(opened));
      const error = await failureOf(() => unit.predict!(request([floats("x", 1)]), contextOf()));
      expect(error).toMatchObject({ code: "INTERNAL" });
      expect(error.message).toContain(`${server.url}/v2/models/m/infer answered no inference: `);
    },
  );

  test.each<[string, Readonly<Record<string, unknown>>, boolean]>([
    ["the model says so", { "/models/m/ready": {} }, true],
    ["the model says so in words", { "/models/m/ready": { name: "m", ready: true } }, true],
    ["only the server says so", { "/v2/health/ready": { ready: true } }, true],
    ["the model denies it", { "/models/m/ready": { name: "m", ready: false } }, false],
    ["nobody knows it", {}, false],
    ["the server is ready without the model", { "/models/m/ready": notFound, "/v2/health/ready": {} }, false],
  ])("is ready when %s", async (_, answers, expected) => {
    const unit = createV2RestUnit(options((await serveRest(answers)).url), grpcHost(opened));
    const outcome = await Promise.resolve(unit.ready!()).then(
      () => true,
      () => false,
    );
    expect(outcome).toBe(expected);
  });

  describe("with binary tensors", () => {
    /** A server of the extension that answers the inputs as outputs, in binary. */
    async function serveBinary(lengths: unknown[], extensions: readonly string[] = []) {
      return opened.keep(
        await listen(async (asking, response) => {
          const body = Buffer.from(await bodyOf(asking));
          if (asking.url === "/v2") {
            response.writeHead(200).end(JSON.stringify({ name: "s", version: "1", extensions }));
            return;
          }
          const length = asking.headers["inference-header-content-length"];
          lengths.push(length);
          const json = JSON.parse(body.subarray(0, length === undefined ? undefined : Number(length)).toString());
          const head = Buffer.from(JSON.stringify({ model_name: "m", outputs: json.inputs }));
          response.writeHead(200, length === undefined ? {} : { "inference-header-content-length": head.length });
          response.end(Buffer.concat([head, length === undefined ? Buffer.alloc(0) : body.subarray(Number(length))]));
        }),
      );
    }

    test("sends and takes bytes, every datatype unchanged", async () => {
      const lengths: unknown[] = [];
      const { url } = await serveBinary(lengths);
      const unit = createV2RestUnit(options(url, { binary: "true" }), grpcHost(opened));
      const answer = await unit.predict!(request(EVERY), contextOf());
      expect(lengths[0]).toBeDefined();
      if (answer.data.kind !== "tensors") throw new Error("no tensors");
      expect(answer.data.tensors.map(({ name, datatype, shape, data }) => ({ name, datatype, shape, data }))).toEqual([
        ...EVERY,
      ]);
    });

    test.each([
      [["binary_tensor_data", "x"], true],
      [[], false],
    ])("asks the server once when it is left to it (%j)", async (extensions, expected) => {
      const lengths: unknown[] = [];
      const { url } = await serveBinary(lengths, extensions);
      const unit = createV2RestUnit(options(url, { binary: "auto" }), grpcHost(opened));
      for (let i = 0; i < 2; i++) await unit.predict!(request([floats("x", 1)]), contextOf());
      expect(lengths.map((length) => length !== undefined)).toEqual([expected, expected]);
    });
  });
});
