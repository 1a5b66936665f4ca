import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { decodeInferResponse, encodeInferRequest } from "../../runtime/codecs/v2-json/codec.ts";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import type { Runtime, RuntimeOptions } from "../../runtime/runtime.ts";
import type { Tensor } from "../../runtime/tensor/tensor.ts";
import { createTestHost } from "../support/host.ts";
import { deployment } from "../support/manifests.ts";
import type { Node } from "../support/manifests.ts";
import { describeMatrix, post } from "../support/matrix.ts";

const X = { name: "x", datatype: "FP32", shape: [1, 2], data: [1, 2] };
const VERSION = (
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }
).version;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const CHAIN: Node = { name: "first", type: "TRANSFORMER", children: [{ name: "second", type: "MODEL" }] };
const times = (factor: number) => (values: number[][]) => values.map((row) => row.map((value) => factor * value));
const UNITS = {
  first: { transformInput: times(10) },
  second: {
    predict: times(2),
    initMetadata: () => ({
      name: "second",
      versions: ["3", "4"],
      platform: "js",
      inputs: [{ name: "x", datatype: "FP32", shape: [-1, 2] }],
      outputs: [{ name: "y", datatype: "FP32", shape: [-1, 2] }],
    }),
  },
};

describeMatrix("the V2 routes", (client) => {
  const hosts = createTestHost;
  afterEach(() => client.close());
  const open = (
    graph: Node = CHAIN,
    units: RuntimeOptions["units"] = UNITS,
    options: RuntimeOptions = {},
    host = hosts(),
  ): Promise<Runtime> => createRuntimeOn(host, deployment(graph), { ...options, units: units ?? {} });

  test.each([
    ["/v2/models/infer", "toy", 20],
    ["/v2/models/toy/infer", "toy", 20],
    ["/v2/models/first/infer", "first", 20],
    ["/v2/models/second/infer", "second", 2],
    ["/v2/models/sec%6Fnd/infer", "second", 2],
    ["/v2/models/second/versions/4/infer", "second", 2],
    ["/seldon/lab/toy/v2/models/second/infer", "second", 2],
    ["/v2/models/second/infer?query=ignored", "second", 2],
  ])("POST %s asks %s", async (path, model, factor) => {
    const response = await client.send(await open(), path, post({ id: "7", inputs: [X] }));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("seldon-puid")).toMatch(UUID);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const body = await response.json();
    expect(body).toMatchObject({ model_name: model, id: "7" });
    expect(body.outputs).toMatchObject([{ shape: [1, 2], data: [factor, 2 * factor] }]);
    expect(body.model_version).toBe(path.includes("versions") ? "4" : undefined);
  });

  test("makes an id up for a request that has none: its puid", async () => {
    const response = await client.send(
      await open(),
      "/v2/models/infer",
      post({ inputs: [X] }, { "seldon-puid": "me" }),
    );
    expect((await response.json()).id).toBe("me");
    expect(response.headers.get("seldon-puid")).toBe("me");
  });

  test.each(["application/json", "application/octet-stream", "text/plain", ""])(
    "takes Content-Type %s",
    async (type) => {
      const response = await client.send(
        await open(),
        "/v2/models/infer",
        post({ inputs: [X] }, { "content-type": type }),
      );
      expect(response.status).toBe(200);
    },
  );

  test("tells units the request's parameters as tags, and clients new tags as parameters", async () => {
    const unit = { predict: (values: unknown) => values, tags: () => ({ seen: 1, list: [1] }) };
    const runtime = await open({ name: "m", type: "MODEL" }, { m: unit });
    const parameters = { user: "me", binary_data_output: false };
    const body = await (await client.send(runtime, "/v2/models/m/infer", post({ inputs: [X], parameters }))).json();
    expect(body.parameters).toEqual({ seen: 1, list: "[1]" });
  });

  test("answers an output once, however often it is wanted", async () => {
    const runtime = await open();
    const wanted = Array.from({ length: 1000 }, () => ({ name: "output-0" }));
    const ask = (outputs: unknown): Promise<Response> =>
      client.send(runtime, "/v2/models/infer", post({ inputs: [X], outputs }));
    expect((await (await ask(wanted)).json()).outputs).toHaveLength(1);
  });

  test("selects outputs and refuses those that are not there", async () => {
    const runtime = await open();
    const ask = (name: string): Promise<Response> =>
      client.send(runtime, "/v2/models/infer", post({ inputs: [X], outputs: [{ name }] }));
    const name = (await (await client.send(runtime, "/v2/models/infer", post({ inputs: [X] }))).json()).outputs[0].name;
    expect((await ask(name)).status).toBe(200);
    const refused = await ask("nothing");
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({ error: `outputs: there is no output nothing; there are ${name}` });
  });

  describe("binary tensor data", () => {
    const tensors: readonly Tensor[] = [
      { name: "a", datatype: "INT64", shape: [1], data: BigInt64Array.of(-(2n ** 63n)) },
      { name: "b", datatype: "BYTES", shape: [2], data: [Uint8Array.of(255), Uint8Array.of(0)] },
      { name: "c", datatype: "FP16", shape: [3], data: Uint16Array.of(0x3c00, 0xc000, 0x7c01) },
      { name: "d", datatype: "FP64", shape: [2], data: Float64Array.of(0.1, NaN) },
    ];
    const SAME = { SAME: () => ({ kind: "built-in" as const, identity: "s", predict: <T>(message: T): T => message }) };
    const openSame = (): Promise<Runtime> =>
      createRuntimeOn(createTestHost(), deployment({ name: "m", implementation: "SAME" }), { implementations: SAME });
    const parts = { model: "", version: "", id: "7", parameters: {}, tensors, outputs: [], raw: true };

    test("goes both ways", async () => {
      const { body, jsonLength } = encodeInferRequest({ ...parts, parameters: { binary_data_output: true } }, true);
      const headers = { "inference-header-content-length": String(jsonLength) };
      const response = await client.send(await openSame(), "/v2/models/m/infer", { method: "POST", headers, body });
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("application/octet-stream");
      const length = Number(response.headers.get("inference-header-content-length"));
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect(decodeInferResponse(bytes, length).tensors).toEqual(tensors);
    });

    test("is answered in JSON to who does not ask for it", async () => {
      const { body, jsonLength } = encodeInferRequest({ ...parts, tensors: tensors.slice(0, 2) }, true);
      const headers = { "Inference-Header-Content-Length": String(jsonLength) };
      const response = await client.send(await openSame(), "/v2/models/m/infer", { method: "POST", headers, body });
      expect(response.headers.has("inference-header-content-length")).toBe(false);
      const text = await response.text();
      expect(text).toContain('"data":[-9223372036854775808]');
      expect(text).toContain('"parameters":{"content_type":"base64"},"data":["/w==","AA=="]');
    });

    test.each([
      ["ten", 'the bytes of the JSON, got "ten"'],
      ["NaN", 'the bytes of the JSON, got "NaN"'],
      ["-1", 'the bytes of the JSON, got "-1"'],
      ["1e1", 'the bytes of the JSON, got "1e1"'],
      ["100000", "0 to 3"],
    ])("is refused with the length %s", async (length, expected) => {
      const { body } = encodeInferRequest(parts, true);
      const headers = { "inference-header-content-length": length };
      const response = await client.send(await openSame(), "/v2/models/m/infer", { method: "POST", headers, body });
      expect(response.status).toBe(400);
      expect((await response.json()).error).toContain(`Inference-Header-Content-Length: expected ${expected}`);
    });
  });

  test.each([
    ["/v2", { name: "zerohop", version: VERSION, extensions: ["binary_tensor_data"] }],
    ["/v2/health/live", { live: true }],
    ["/v2/health/ready", { ready: true }],
    ["/v2/models", { models: ["toy", "main", "first", "second"] }],
    ["/v2/models/second/ready", { name: "second", ready: true }],
    ["/v2/models/second/versions/3/ready", { name: "second", ready: true }],
    [
      "/v2/models/second/versions/3",
      {
        name: "second",
        versions: ["3", "4"],
        platform: "js",
        inputs: [{ name: "x", datatype: "FP32", shape: [-1, 2] }],
        outputs: [{ name: "y", datatype: "FP32", shape: [-1, 2] }],
      },
    ],
  ])("GET %s answers", async (path, expected) => {
    const response = await client.send(await open(), path);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(expected);
  });

  test("GET /v2/models/{graph} describes the graph", async () => {
    const response = await client.send(await open(), "/v2/models/toy");
    expect(await response.json()).toMatchObject({ name: "toy", versions: ["1"], platform: "zerohop" });
  });

  test.each([
    ["POST", "/v2/models/nobody/infer", "Failed to find model nobody; there are toy, main, first, second"],
    ["GET", "/v2/models/nobody", "Failed to find model nobody; there are toy, main, first, second"],
    ["GET", "/v2/models/infer", "Failed to find model infer; there are toy, main, first, second"],
    ["GET", "/v2/models/nobody/ready", "Failed to find model nobody; there are toy, main, first, second"],
    ["POST", "/v2/models/second/versions/9/infer", "Failed to find version 9 of model second; there is 3, 4"],
    ["GET", "/v2/models/second/versions/9", "Failed to find version 9 of model second; there is 3, 4"],
    ["GET", "/v2/models/second/versions/9/ready", "Failed to find version 9 of model second; there is 3, 4"],
    ["POST", "/v2/models/%zz/infer", "Failed to find model %zz; there are toy, main, first, second"],
    ["POST", "/v2/models/a%2Fb/infer", "Failed to find model a/b; there are toy, main, first, second"],
  ])("%s %s is 404", async (method, path, error) => {
    const response = await client.send(await open(), path, method === "POST" ? post({ inputs: [X] }) : {});
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error });
    expect(response.headers.get("content-type")).toBe("application/json");
  });

  test("is not ready when a unit is not, and while it drains", async () => {
    const notReady = {
      SLOW: () => ({
        kind: "built-in" as const,
        identity: "s",
        predict: <T>(message: T): T => message,
        ready: () => Promise.reject(new Error("no")),
      }),
    };
    const runtime = await createRuntimeOn(createTestHost(), deployment({ name: "m", implementation: "SLOW" }), {
      implementations: notReady,
    });
    const ready = async (path: string): Promise<unknown> => {
      const response = await client.send(runtime, path);
      return [response.status, await response.json()];
    };
    expect(await ready("/v2/health/ready")).toEqual([503, { ready: false }]);
    expect(await ready("/v2/models/m/ready")).toEqual([503, { name: "m", ready: false }]);
    expect(await ready("/v2/health/live")).toEqual([200, { live: true }]);
    const draining = await open();
    expect((await client.send(draining, "/v2/health/ready")).status).toBe(200);
    draining.startDraining();
    expect((await client.send(draining, "/v2/health/ready")).status).toBe(503);
  });

  test.each([
    ["GET", "/v2/models/second/config", "the extension model_configuration is not served"],
    ["GET", "/v2/models/second/versions/3/config", "the extension model_configuration is not served"],
    ["GET", "/v2/models/second/stats", "the extension statistics is not served"],
    ["GET", "/v2/trace/setting", "the extension trace is not served"],
    ["POST", "/v2/models/second/trace/setting", "the extension trace is not served"],
    ["POST", "/v2/logging", "the extension logging is not served"],
    ["GET", "/v2/systemsharedmemory/status", "the extension shared memory is not served: send tensors in the request"],
    ["POST", "/v2/models/second/generate", "the extension generate is not served: ask with infer"],
    [
      "POST",
      "/v2/repository/index",
      "the extension model_repository is not served: the graph decides which models there are; change the manifest instead",
    ],
    ["GET", "/v2/nothing", "/v2/docs/ lists those there are"],
    ["GET", "/v2/", "/v2/docs/ lists those there are"],
  ])("%s %s is 404 in the protocol's words", async (method, path, why) => {
    const response = await client.send(await open(), path, method === "POST" ? post({}) : {});
    expect([response.status, await response.json()]).toEqual([404, { error: `There is no path ${path}; ${why}` }]);
    expect(response.headers.get("content-type")).toBe("application/json");
  });

  test("GET /v2/models/stats is of a model that is not there", async () => {
    const response = await client.send(await open(), "/v2/models/stats");
    expect([response.status, (await response.json()).error]).toEqual([404, expect.stringContaining("model stats")]);
  });

  const W = { name: "w", datatype: "FP32", shape: [1, 2], data: [1, 2] };
  test.each([
    ["one too many", [X, W], 'inputs[1].name: expected x as the model\'s metadata says, got "w"'],
    ["a name twice", [X, X], 'inputs[1].name: expected each name once, got "x" again'],
  ])("refuses %s", async (_, inputs, error) => {
    const runtime = await open();
    // The first request waits for the metadata, the second has it.
    for (const path of ["/v2/models/second/infer", "/v2/models/second/infer", "/v2/models/second/versions/3/infer"]) {
      const response = await client.send(runtime, path, post({ inputs }));
      expect([response.status, await response.json()]).toEqual([400, { error }]);
    }
    const fine = await client.send(runtime, "/v2/models/second/infer", post({ inputs: [X] }));
    expect(fine.status).toBe(200);
  });

  test("takes one tensor under any name where the model has one input: published servers do not look", async () => {
    const response = await client.send(await open(), "/v2/models/second/infer", post({ inputs: [W] }));
    expect(response.status).toBe(200);
  });

  test("refuses a request without one of the inputs, as the graph's metadata says", async () => {
    const sum = {
      predict: (rows: unknown) => rows,
      initMetadata: () => ({ inputs: [X, W].map(({ name, datatype, shape }) => ({ name, datatype, shape })) }),
    };
    const runtime = await open({ name: "m", type: "MODEL" }, { m: sum });
    const response = await client.send(runtime, "/v2/models/toy/infer", post({ inputs: [X] }));
    const error = "inputs: expected x, w as the model's metadata says, got none named w";
    expect([response.status, await response.json()]).toEqual([400, { error }]);
  });

  test.each([
    ["nothing", undefined],
    ["columns", () => ({ inputs: [{ messagetype: "tensor", schema: { names: ["a", "b"], shape: [-1, 2] } }] })],
    ["a tensor without a name", () => ({ inputs: [{ messagetype: "ndarray", schema: { shape: [-1, 2] } }] })],
    ["what is no metadata", () => ({ inputs: "many" })],
  ])("takes any name where the metadata says %s", async (_, initMetadata) => {
    const unit = { predict: times(2), ...(initMetadata !== undefined && { initMetadata }) };
    const runtime = await open({ name: "m", type: "MODEL" }, { m: unit });
    for (let again = 0; again < 2; again++) {
      const response = await client.send(runtime, "/v2/models/m/infer", post({ inputs: [W] }));
      expect(response.status).toBe(200);
    }
  });

  test("checks the names of the graph that is served now", async () => {
    const runtime = await open({ name: "second", type: "MODEL" });
    const ask = async (): Promise<number> =>
      (await client.send(runtime, "/v2/models/toy/infer", post({ inputs: [X, W] }))).status;
    expect([await ask(), await ask()]).toEqual([400, 400]);
    await runtime.swap(deployment({ name: "plain", implementation: "SIMPLE_MODEL" }));
    expect([await ask(), await ask()]).toEqual([200, 200]);
  });

  test("says what is wrong with a request", async () => {
    const response = await client.send(await open(), "/v2/models/infer", post({ inputs: [{ ...X, shape: [3] }] }));
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: "inputs[0].data: expected 3 elements for shape [3], got 2" });
  });

  test("says what is wrong with a unit, and logs it", async () => {
    const host = createTestHost();
    const fails = { predict: () => Promise.reject(new Error("broke")) };
    const runtime = await open({ name: "m", type: "MODEL" }, { m: fails }, {}, host);
    const response = await client.send(runtime, "/v2/models/m/infer", post({ inputs: [X] }));
    expect(response.status).toBe(500);
    expect((await response.json()).error).toMatch(/^Unit "m": .*broke/);
    expect(host.lines.some(({ message }) => message === "request failed")).toBe(true);
  });

  test("answers the body limit, OPTIONS, other methods and CloudEvents as the other routes do", async () => {
    const runtime = await open(CHAIN, UNITS, { maxBodyBytes: 500 });
    const large = await client.send(runtime, "/v2/models/infer", post(" ".repeat(501)));
    expect([large.status, await large.json()]).toEqual([
      413,
      { error: "The request body is larger than the limit of 500 bytes" },
    ]);
    const options = await client.send(runtime, "/v2/models/m/infer", { method: "OPTIONS" });
    expect([options.status, options.headers.get("access-control-allow-methods")]).toEqual([200, "OPTIONS,POST"]);
    const wrong = await client.send(runtime, "/v2/models/second/infer");
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
    expect(wrong.headers.get("access-control-allow-methods")).toBe("OPTIONS,POST");
    const error = "Method GET is not allowed for /v2/models/second/infer; expected POST";
    expect(await wrong.json()).toEqual({ error });
    expect((await client.send(runtime, "/v2/")).status).toBe(404);
    const event = await client.send(
      runtime,
      "/v2/models/infer",
      post({ inputs: [X] }, { "ce-specversion": "1.0", "seldon-puid": "p" }),
    );
    expect(event.headers.get("ce-id")).toBe("p");
    expect(event.headers.get("ce-path")).toBe("/v2/models/infer");
  });

  test("asks for a key where one is needed, but not for health", async () => {
    const runtime = await open(CHAIN, UNITS, { auth: { apiKeys: ["a-secret-of-16-characters"] } });
    const refused = await client.send(runtime, "/v2/models/infer", post({ inputs: [X] }));
    expect(refused.status).toBe(401);
    expect((await refused.json()).error).toBeTypeOf("string");
    expect((await client.send(runtime, "/v2/health/ready")).status).toBe(200);
  });
});
