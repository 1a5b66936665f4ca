import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import * as codec from "../../../runtime/codecs/tensorflow-proto/codec.ts";
import type { ExamplesRequest } from "../../../runtime/codecs/tensorflow-proto/codec.ts";
import { ANY_MODEL } from "../../../runtime/codecs/tensorflow/predict.ts";
import { InferenceError } from "../../../runtime/errors.ts";
import type { ExampleSchema } from "../../../runtime/proto/generated/tensorflow/core/example/example_pb.js";
import {
  ClassificationRequestSchema,
  ClassificationResponseSchema,
  RegressionResponseSchema,
} from "../../../runtime/proto/generated/tensorflow_serving/apis/serving_pb.js";

type Example = MessageInitShape<typeof ExampleSchema>;
type List = bigint[] | number[] | Uint8Array[];

function example(features: Record<string, List>): Example {
  const feature = Object.entries(features).map(([name, value]) => {
    const kind = typeof value[0] === "bigint" ? "int64List" : typeof value[0] === "number" ? "floatList" : "bytesList";
    return [name, { kind: { case: kind, value: { value } } }] as const;
  });
  return { features: { feature: Object.fromEntries(feature) } } as Example;
}

function read(examples: Example[], context?: Example): ExamplesRequest {
  const kind =
    context === undefined
      ? { case: "exampleList", value: { examples } }
      : { case: "exampleListWithContext", value: { examples, context } };
  const init = { modelSpec: { name: "m", signatureName: "s" }, input: { kind } } as never;
  return codec.decodeExamplesRequest(toBinary(ClassificationRequestSchema, create(ClassificationRequestSchema, init)));
}

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(InferenceError.is(error), String(error)).toBe(true);
    expect((error as InferenceError).code).toBe("INVALID_ARGUMENT");
    return (error as Error).message;
  }
  throw new Error("Expected a failure");
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("decodeExamplesRequest()", () => {
  test("makes a tensor of each feature, with a row for each example", () => {
    const request = read([
      example({ age: [3n, 2n ** 60n + 1n], size: [0.5], name: [utf8("a")] }),
      example({ name: [utf8("b")], size: [1.5], age: [-1n, 4n] }),
    ]);
    expect(request.model).toEqual({ ...ANY_MODEL, name: "m", signature: "s" });
    const byName = Object.fromEntries(request.tensors.map((tensor) => [tensor.name, tensor]));
    expect(byName).toEqual({
      age: { name: "age", datatype: "INT64", shape: [2, 2], data: BigInt64Array.of(3n, 2n ** 60n + 1n, -1n, 4n) },
      size: { name: "size", datatype: "FP32", shape: [2, 1], data: Float32Array.of(0.5, 1.5) },
      name: { name: "name", datatype: "BYTES", shape: [2, 1], data: ["a", "b"] },
    });
  });

  test("keeps bytes that are no text, and lists without values", () => {
    const { tensors } = read([example({ raw: [Uint8Array.of(255)] }), example({ raw: [utf8("a")] })]);
    expect(tensors[0]!.data).toEqual([Uint8Array.of(255), utf8("a")]);
    expect(read([example({ none: [] })]).tensors).toEqual([
      { name: "none", datatype: "BYTES", shape: [1, 0], data: [] },
    ]);
  });

  test("gives each example what the context says, unless it says otherwise", () => {
    const { tensors } = read([example({ a: [1n] }), example({ a: [2n], b: [3n] })], example({ b: [9n] }));
    expect(Object.fromEntries(tensors.map(({ name, data }) => [name, data]))).toEqual({
      a: BigInt64Array.of(1n, 2n),
      b: BigInt64Array.of(9n, 3n),
    });
  });

  test("refuses a feature that an example has not, in another type or with more values, by name", () => {
    const place = "input.example_list.examples[1].features";
    expect(failure(() => read([example({ a: [1n], b: [1n] }), example({ a: [1n] })]))).toBe(
      `${place}.b: expected values as in other examples, got none`,
    );
    expect(failure(() => read([example({ a: [1n] }), example({ a: [1.5] })]))).toBe(
      `${place}.a: expected 1 values of INT64 as in the first example, got 1 of FP32`,
    );
    expect(failure(() => read([example({ a: [1n] }), example({ a: [1n, 2n] })]))).toBe(
      `${place}.a: expected 1 values of INT64 as in the first example, got 2 of INT64`,
    );
  });

  test("refuses a request without examples", () => {
    expect(failure(() => read([]))).toBe("input.example_list.examples: expected one example or more, got none");
    expect(failure(() => codec.decodeExamplesRequest(new Uint8Array(0)))).toBe(
      "input: expected a list of examples, got none",
    );
  });

  test("refuses a context that would become a long tensor", () => {
    const examples = Array.from({ length: 20_000 }, () => ({}));
    const context = example({ a: [utf8("a".repeat(1000))] });
    expect(failure(() => read(examples, context))).toContain(
      "context: expected at most 16777216 bytes for all examples",
    );
  });
});

describe("the answers to Classify and Regress", () => {
  const model = { name: "m", version: 2n, label: undefined, signature: "s" };
  const modelSpec = { name: "m", signatureName: "s", versionChoice: { case: "version", value: { value: 2n } } };

  test("are labels and scores of each example", () => {
    const rows = [
      [
        { label: "cat", score: 0.25 },
        { label: "", score: 0 },
      ],
      [],
    ];
    const answer = fromBinary(ClassificationResponseSchema, codec.encodeClassificationResponse(rows, model));
    expect(answer).toMatchObject({
      result: { classifications: [{ classes: rows[0] }, { classes: [] }] },
      modelSpec,
    });
  });

  test("are a value of each example", () => {
    const answer = fromBinary(RegressionResponseSchema, codec.encodeRegressionResponse([1.5, 0], model));
    expect(answer).toMatchObject({ result: { regressions: [{ value: 1.5 }, { value: 0 }] }, modelSpec });
  });
});
