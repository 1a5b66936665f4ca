import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { castTensor } from "../../runtime/tensor/convert.ts";
import { tensorMessage } from "../../runtime/message/message.ts";
import type { Message } from "../../runtime/message/message.ts";
import { parseJson } from "../../runtime/codecs/json/reader.ts";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import type { Runtime, RuntimeOptions } from "../../runtime/runtime.ts";
import { DATATYPES } from "../../runtime/tensor/datatype.ts";
import type { Datatype } from "../../runtime/tensor/datatype.ts";
import { elementCount } from "../../runtime/tensor/tensor.ts";
import type { Tensor } from "../../runtime/tensor/tensor.ts";
import { createTestHost } from "../support/host.ts";
import { deployment } from "../support/manifests.ts";
import type { Node } from "../support/manifests.ts";
import { describeMatrix, post } from "../support/matrix.ts";

const CHAIN: Node = { name: "first", type: "TRANSFORMER", children: [{ name: "second", type: "MODEL" }] };
const times = (factor: number) => (values: number[][]) => values.map((row) => row.map((value) => factor * value));
const METADATA = {
  name: "second",
  versions: ["3", "4", "stable"],
  platform: "js",
  inputs: [{ name: "x", datatype: "FP32", shape: [-1, 2] }],
  outputs: [{ name: "y", datatype: "BYTES", shape: [] }],
};
const UNITS = {
  first: { transformInput: times(10) },
  second: { predict: times(2), initMetadata: () => METADATA },
};
const ROWS = { instances: [[1, 2.5]] };

describeMatrix("the TensorFlow routes", (client) => {
  afterEach(() => client.close());
  const open = (
    graph: Node = CHAIN,
    units: RuntimeOptions["units"] = UNITS,
    options: RuntimeOptions = {},
  ): Promise<Runtime> => createRuntimeOn(createTestHost(), deployment(graph), { ...options, units: units ?? {} });

  test.each([
    ["/v1/models:predict", 20],
    ["/v1/models/:predict", 20],
    ["/v1/models/toy:predict", 20],
    ["/v1/models/toy/:predict", 20],
    ["/v1/models/first:predict", 20],
    ["/v1/models/second:predict", 2],
    ["/v1/models/second/:predict", 2],
    ["/v1/models/s%65cond:predict", 2],
    ["/v1/models/second/versions/4:predict", 2],
    ["/v1/models/second/labels/stable:predict", 2],
    ["/seldon/lab/toy/v1/models/second:predict", 2],
  ])("POST %s answers", async (path, factor) => {
    const response = await client.send(await open(), path, post(ROWS));
    expect(await response.text()).toBe(
      `{"predictions":[[${factor}.0,${2.5 * factor}${factor === 2 || factor === 20 ? ".0" : ""}]]}`,
    );
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("seldon-puid")).toBeTypeOf("string");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });

  test("answers columns to columns", async () => {
    const response = await client.send(await open(), "/v1/models/toy:predict", post({ inputs: { x: [[1.5, 2]] } }));
    expect(await response.json()).toEqual({ outputs: [[30, 40]] });
  });

  test.each(["application/x-www-form-urlencoded", "text/plain", ""])("takes Content-Type %s", async (type) => {
    const response = await client.send(await open(), "/v1/models/toy:predict", post(ROWS, { "content-type": type }));
    expect(response.status).toBe(200);
  });

  test("classifies and regresses examples", async () => {
    const units = {
      m: {
        predict: (X: Record<string, number[][]> | number[][]) => (Array.isArray(X) ? X : Object.values(X)[0]!),
        classNames: () => ["calm", "storm"],
      },
    };
    const runtime = await open({ name: "m", type: "MODEL" }, units);
    const classify = post({ examples: [{ wind: [0.75, 0.25] }, { wind: [0.5, 0.5] }] });
    const classes = await client.send(runtime, "/v1/models/m:classify", classify);
    expect(await classes.json()).toEqual({
      results: [
        [
          ["calm", 0.75],
          ["storm", 0.25],
        ],
        [
          ["calm", 0.5],
          ["storm", 0.5],
        ],
      ],
    });
    const regress = post({ examples: [{ wind: 1.5 }, { wind: [2] }] });
    expect(await (await client.send(runtime, "/v1/models/m/versions/1:regress", regress)).text()).toBe(
      '{"results":[1.5,2.0]}',
    );
    const misfit = await client.send(runtime, "/v1/models/m:regress", classify);
    expect([misfit.status, (await misfit.json()).error]).toEqual([
      400,
      "The graph's answer: expected one value a row, got FP64[2,2]; ask with predict",
    ]);
  });

  const OK = { state: "AVAILABLE", status: { error_code: "OK", error_message: "" } };
  test.each([
    ["/v1/models/toy", ["1"]],
    ["/v1/models/second", ["3", "4", "1"]],
    ["/v1/models/second/versions/4", ["4"]],
    ["/v1/models/second/labels/4", ["4"]],
  ])("GET %s tells the state of its versions", async (path, versions) => {
    const response = await client.send(await open(), path);
    const whole = path.endsWith("4") ? {} : { name: path.split("/").at(-1), ready: true };
    expect(await response.json()).toEqual({
      model_version_status: versions.map((version) => ({ version, ...OK })),
      ...whole,
    });
  });

  test.each([
    ["/v1/models/second/metadata", "1"],
    ["/v1/models/second/versions/3/metadata", "3"],
  ])("GET %s tells the signature", async (path, version) => {
    const response = await client.send(await open(), path);
    const signature = {
      inputs: {
        x: {
          dtype: "DT_FLOAT",
          tensor_shape: {
            dim: [
              { size: "-1", name: "" },
              { size: "2", name: "" },
            ],
            unknown_rank: false,
          },
          name: "x:0",
        },
      },
      outputs: { y: { dtype: "DT_STRING", tensor_shape: { dim: [], unknown_rank: true }, name: "y:0" } },
      method_name: "tensorflow/serving/predict",
    };
    expect(await response.json()).toEqual({
      model_spec: { name: "second", signature_name: "", version },
      metadata: { signature_def: { signature_def: { serving_default: signature } } },
    });
  });

  test("tells that it is not available", async () => {
    const implementations = {
      SLOW: () => ({
        kind: "built-in" as const,
        identity: "s",
        predict: <T>(message: T): T => message,
        ready: () => Promise.reject(new Error("no")),
      }),
    };
    const runtime = await createRuntimeOn(createTestHost(), deployment({ name: "m", implementation: "SLOW" }), {
      implementations,
    });
    const status = async (): Promise<unknown> => (await client.send(runtime, "/v1/models/m")).json();
    const why = { error_code: "UNAVAILABLE", error_message: "The graph is not ready" };
    expect(await status()).toEqual({
      model_version_status: [{ version: "1", state: "LOADING", status: why }],
      name: "m",
      ready: false,
    });
    runtime.startDraining();
    expect(await status()).toEqual({
      model_version_status: [{ version: "1", state: "UNLOADING", status: why }],
      name: "m",
      ready: false,
    });
  });

  test.each([
    ["POST", "/v1/models/nobody:predict", "Failed to find model nobody; there are toy, main, first, second"],
    ["GET", "/v1/models/nobody", "Failed to find model nobody; there are toy, main, first, second"],
    ["GET", "/v1/models/nobody/metadata", "Failed to find model nobody; there are toy, main, first, second"],
    ["POST", "/v1/models/second/versions/9:predict", "Failed to find version 9 of model second; there is 3, 4, stable"],
    ["GET", "/v1/models/second/versions/9", "Failed to find version 9 of model second; there is 3, 4, stable"],
    ["POST", "/v1/models/second/labels/x:predict", "Failed to find label x of model second; there is 3, 4, stable"],
  ])("%s %s is 404", async (method, path, error) => {
    const response = await client.send(await open(), path, method === "POST" ? post(ROWS) : {});
    expect([response.status, await response.json()]).toEqual([404, { error }]);
  });

  test.each([
    "/v1/models/second",
    "/v1/models/second:explain",
    "/v1/models/second:constructor",
    "/v1/models/second/metadata",
    "/v1/models/second/versions/3",
    "/v1/models/second/things/3:predict",
  ])("POST %s is malformed", async (path) => {
    const response = await client.send(await open(), path, post(ROWS));
    const error = `Malformed request: POST ${path}; expected :predict, :classify or :regress at its end`;
    expect([response.status, await response.json()]).toEqual([400, { error }]);
  });

  test("GET /v1/models lists the models, as KServe does", async () => {
    const response = await client.send(await open(), "/v1/models");
    expect(await response.json()).toEqual({ models: ["toy", "main", "first", "second"] });
  });

  test.each([
    "/v1/models/second:predict",
    "/v1/models/second/versions/3:regress",
    "/v1/models/second/labels/x:classify",
  ])("GET %s is 405 and says POST", async (path) => {
    const response = await client.send(await open(), path);
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
    expect(await response.json()).toEqual({ error: "Method GET is not allowed for a prediction; expected POST" });
  });

  test.each([
    ["PUT", "/v1/models/second", 405, "Method PUT is not allowed for /v1/models/second; expected GET or POST"],
    ["DELETE", "/v1/models", 405, "Method DELETE is not allowed for /v1/models; expected GET"],
    [
      "GET",
      "/v1/nothing",
      404,
      "There is no path /v1/nothing; there are /v1/models, /v1/models/{model}[:predict|:classify|:regress] and /v1/models/{model}/metadata",
    ],
  ])("%s %s is %i in the protocol's words", async (method, path, status, error) => {
    const response = await client.send(await open(), path, { method });
    expect([response.status, await response.json()]).toEqual([status, { error }]);
  });

  test.each([
    [":predict", { ...ROWS, signature_name: "other" }],
    ["/versions/3:predict", { ...ROWS, signature_name: "other" }],
    [":classify", { examples: [{ x: [1, 2] }], signature_name: "other" }],
  ])("refuses another signature than the one of the metadata, %s", async (path, body) => {
    const runtime = await open();
    const response = await client.send(runtime, `/v1/models/second${path}`, post(body));
    const error = 'signature_name: expected serving_default, the one that the model\'s metadata has, got "other"';
    expect([response.status, await response.json()]).toEqual([400, { error }]);
    const usual = await client.send(
      runtime,
      "/v1/models/second:predict",
      post({ ...ROWS, signature_name: "serving_default" }),
    );
    expect(usual.status).toBe(200);
  });

  test("takes any signature where no tensors are described", async () => {
    const runtime = await open({ name: "m", type: "MODEL" }, { m: { predict: times(2) } });
    const response = await client.send(runtime, "/v1/models/m:predict", post({ ...ROWS, signature_name: "other" }));
    expect(response.status).toBe(200);
  });

  test.each([
    ['{"instances":[1,1e400]}', "instances[1]"],
    ['{"instances":[{"x":[1,-1e400]}]}', "instances[0].x[1]"],
    [`{"inputs":{"x":[[Infinity,${"9".repeat(400)}]]}}`, "inputs.x[0][1]"],
    [`{"instances":[${"1.5,".repeat(4000)}2e999]}`, "instances[4000]"],
  ])("refuses a number that float64 does not have", async (body, path) => {
    const response = await client.send(await open(), "/v1/models/second:predict", post(body));
    const error = `${path}: expected a number in the range of float64, got one beyond it`;
    expect([response.status, await response.json()]).toEqual([400, { error }]);
  });

  test("says what is wrong with a request or a unit", async () => {
    const runtime = await open();
    const wrong = await client.send(runtime, "/v1/models/toy:predict", post("oops"));
    expect([wrong.status, await wrong.json()]).toEqual([
      400,
      { error: "Request body: expected an object, got an unexpected character at character 0" },
    ]);
    const fails = { m: { predict: () => Promise.reject(new Error("broke")) } };
    const failed = await client.send(await open({ name: "m", type: "MODEL" }, fails), "/v1/models:predict", post(ROWS));
    expect(failed.status).toBe(500);
    expect((await failed.json()).error).toMatch(/^Unit "m": .*broke/);
  });

  test("asks for a key where one is needed", async () => {
    const runtime = await open(CHAIN, UNITS, { auth: { apiKeys: ["a-secret-of-16-characters"] } });
    expect((await client.send(runtime, "/v1/models/toy:predict", post(ROWS))).status).toBe(401);
    expect((await client.send(runtime, "/v1/models/toy")).status).toBe(200);
  });

  test.each(["/v1/models/toy:predict", "/v1/models/toy/versions/3:predict", "/v1/models:predict"])(
    "OPTIONS %s answers browsers",
    async (path) => {
      const response = await client.send(await open(), path, { method: "OPTIONS" });
      expect([response.status, response.headers.get("access-control-allow-methods")]).toEqual([200, "OPTIONS,POST"]);
    },
  );
});

interface Documented {
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string; readonly body?: string };
  readonly tensors?: Readonly<Record<"inputs" | "outputs", Readonly<Record<string, DocumentedTensor>>>>;
  readonly response: { readonly status: number; readonly body: string };
}

interface DocumentedTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly unknown[];
}

const DTYPES: Readonly<Record<string, Datatype>> = {
  float32: "FP32",
  int32: "INT32",
  int64: "INT64",
  bool: "BOOL",
  string: "BYTES",
};

function toTensor(name: string, { dtype, shape, values }: DocumentedTensor): Tensor {
  const datatype = DTYPES[dtype]!;
  const { array, kind } = DATATYPES[datatype];
  if (array === undefined) {
    const isBytes = values.some((value) => typeof value === "object");
    const data = values.map((value) =>
      typeof value === "object" ? Buffer.from((value as { b64: string }).b64, "base64") : String(value),
    );
    return {
      name,
      datatype,
      shape,
      data: (isBytes ? data.map((item) => Uint8Array.from(item as Buffer)) : data) as string[],
    };
  }
  const data = new array(elementCount(shape));
  for (const [at, value] of values.entries())
    data[at] = (kind === "bigint" ? BigInt(value as number) : Number(value)) as never;
  return { name, datatype, shape, data };
}

describeMatrix("the TensorFlow routes, as TensorFlow Serving is documented", (client) => {
  afterEach(() => client.close());
  const url = new URL("../contract/pairs-tensorflow/rest.json", import.meta.url);
  // Integers beyond 2^53 stay what they are.
  const { pairs } = parseJson(readFileSync(url, "utf8")) as unknown as { pairs: readonly Documented[] };

  test.each(pairs.filter(({ tensors }) => tensors !== undefined).map((pair) => [pair.name, pair] as const))(
    "%s",
    async (_, { request, response, tensors }) => {
      let seen: readonly Tensor[] = [];
      const predict = (message: Message): Message => {
        seen = message.data.kind === "tensors" ? message.data.tensors : [];
        return tensorMessage(Object.entries(tensors!.outputs).map(([name, tensor]) => toTensor(name, tensor)));
      };
      const metadata = (): unknown => ({
        name: "m",
        versions: ["7"],
        platform: "",
        inputs: [],
        outputs: [],
        custom: {},
      });
      const runtime = await createRuntimeOn(createTestHost(), deployment({ name: "m", implementation: "M" }), {
        implementations: { M: () => ({ kind: "built-in", identity: "m", predict, metadata }) as never },
      });
      const answer = await client.send(runtime, request.path, { method: request.method, body: request.body! });
      expect(answer.status).toBe(response.status);
      expect(parseJson(await answer.text())).toEqual(parseJson(response.body));
      for (const [name, tensor] of Object.entries(tensors!.inputs)) {
        const expected = toTensor(name, tensor);
        const found = seen.find((input) => input.name === name) ?? seen[0]!;
        expect(found.shape).toEqual(expected.shape);
        const isText = expected.datatype === "BYTES";
        const data = isText ? found.data : castTensor(found, expected.datatype).data;
        const plain = (list: Tensor["data"]): unknown =>
          isText ? (list as readonly string[]).map((item) => Buffer.from(item)) : list;
        expect(plain(data)).toEqual(plain(expected.data));
      }
    },
  );

  test.each(pairs.filter(({ response }) => response.status >= 400).map((pair) => [pair.name, pair] as const))(
    "%s",
    async (_, { request, response }) => {
      const runtime = await createRuntimeOn(createTestHost(), deployment({ name: "m", type: "MODEL" }), {
        units: { m: { predict: (X: unknown) => X } },
      });
      const answer = await client.send(runtime, request.path, { method: request.method, body: request.body ?? null });
      expect(answer.status).toBe(response.status);
      expect((await answer.json()).error).toBeTypeOf("string");
    },
  );
});
