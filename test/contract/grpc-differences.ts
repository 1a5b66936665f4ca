/**
 * Where the language wrapper answers otherwise over gRPC than the published Python wrapper, on
 * purpose. The replay fails for a pair that differs and is not here, and for an entry that no pair
 * needs. That a failure has a status of its own and words is not listed pair by pair: it holds for all.
 */
import { isDeepStrictEqual } from "node:util";
import { show } from "./compare.ts";
import { plain, showAnswer } from "./grpc-compare.ts";
import type { GrpcAnswer } from "./grpc-pair.ts";

/** What is wrong with an answer that was expected to differ; undefined when it differs as agreed. */
export type GrpcCheck = (recorded: GrpcAnswer, actual: GrpcAnswer) => string | undefined;

export interface GrpcDifference {
  readonly id: string;
  /** What the Python wrapper does. */
  readonly python: string;
  /** What Zerohop does. */
  readonly zerohop: string;
  readonly why: string;
  /** Environment variable and value that bring the old behaviour back. */
  readonly switch?: readonly [name: string, value: string];
  /** Pairs as `file/name`, and how each of them differs. */
  readonly pairs: Readonly<Record<string, GrpcCheck>>;
}

const META = { requestPath: { unit: "image:0.1" } };
const PASSED = { puid: "p", tags: { kept: 1, origin: "request" }, ...META };
const INVALID_ARGUMENT = 3;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;

/** Fails with this status. */
function fails(code: number): GrpcCheck {
  return (_, actual) =>
    "code" in actual && actual.code === code ? undefined : `status ${code}\n  got ${showAnswer(actual)}`;
}

/** Answers this message, without its meta when that is the usual one. */
function answers(message: object): GrpcCheck {
  return (_, actual) => {
    const got = "message" in actual ? plain(actual.message) : actual;
    return isDeepStrictEqual(got, { meta: META, ...message }) ? undefined : `${show(message)}\n  got ${show(got)}`;
  };
}

/** Answers this message and nothing else: what a raw method returned. */
function answersRaw(message: object): GrpcCheck {
  return (_, actual) => {
    const got = "message" in actual ? plain(actual.message) : actual;
    return isDeepStrictEqual(got, message) ? undefined : `${show(message)}\n  got ${show(got)}`;
  };
}

const data = (value: object, names?: readonly string[]) => ({
  dataOneof: { data: { ...(names && { names }), dataOneof: value } },
});
const json = (value: unknown) => ({ dataOneof: { jsonData: value } });
const text = (value: string) => ({ dataOneof: { strData: value } });
const described = (X: object, names: readonly string[] = []) => answers(json({ X, names, meta: {} }));
const array = (dtype: string, shape: readonly number[], values: unknown) => ({ type: "ndarray", dtype, shape, values });
const list = (value: unknown) => ({ type: "list", value });
const tftensor = (datatype: string, shape: readonly number[], values: readonly unknown[]) => ({
  tftensor: { datatype, shape, data: values },
});
const routed = (value: object) => ({
  ...data(value, ["t:0"]),
  meta: { ...META, tags: { router: "r" }, metrics: [{ key: "routed", value: 1 }] },
});
const MIXED = [
  ["oak", 7, 1.5],
  ["ash", 2, 0.25],
];
const SEEN = { data: { names: [], ndarray: [[1]] }, meta: { puid: "p", tags: { kept: 1, origin: "request" } } };
const T2 = ["t:0", "t:1"];
const BIG = tftensor("INT64", [2], [9007199254740993n, -9223372036854775808n]);
const BIGGEST = tftensor("UINT64", [1], [18446744073709551615n]);

export const GRPC_DIFFERENCES: readonly GrpcDifference[] = [
  {
    id: "grpc-null-is-nan",
    python: "A null among numbers makes an array of Python objects",
    zerohop: "NaN in an array of numbers, answered as NaN",
    why: "A missing value keeps the array numeric, so models can work on it",
    pairs: {
      "Describe/ndarray with null": described(array("float64", [1, 2], [[1, NaN]])),
      "Describe/ndarray with a value that has no kind": described(array("float64", [1, 1], [[NaN]])),
      "Echo/ndarray with null": answers(data({ ndarray: [[1, NaN]] }, T2)),
      "Echo/ndarray with a value that has no kind": answers(data({ ndarray: [[NaN]] }, ["t:0"])),
    },
  },
  {
    id: "grpc-mixed-types",
    python: "Rows that mix text, numbers and booleans become all text (`7` as `7.0`) or all numbers",
    zerohop: "They stay JSON, every value with its type; the component gets them as nested arrays",
    why: "A number that has become text is lost for the model (issues 745 and 921 of Seldon Core)",
    pairs: {
      "Describe/ndarray of numbers and strings": described(list(MIXED)),
      "Describe/ndarray of bool and string": described(list([[true, "oak"]])),
      "Describe/ndarray of bool and number": described(list([[true, 3]])),
      "Describe/ndarray with null and string": described(list([["oak", null]])),
      "Describe/ndarray of objects": described(list([{ a: 2, b: 1 }])),
      "Echo/ndarray of numbers and strings": answers(data({ ndarray: MIXED }, ["t:0", "t:1", "t:2"])),
      "Echo/ndarray of bool and string": answers(data({ ndarray: [[true, "oak"]] }, T2)),
      "Echo/ndarray of bool and number": answers(data({ ndarray: [[true, 3]] }, T2)),
      "Returns/list-bool-and-int for an ndarray request": answers(data({ ndarray: [true, 2] })),
      "Returns/list-strings-and-numbers for an ndarray request": answers(
        data(
          {
            ndarray: [
              ["red", 1],
              ["green", 2.5],
            ],
          },
          T2,
        ),
      ),
    },
  },
  {
    id: "grpc-tensor-shape",
    python:
      "A tensor's shape may be -1 only over REST, too many values are cut off at the front, without a shape it fails",
    zerohop: "-1 is what is left over, one value without a shape is a scalar, a count that does not fit is refused",
    why: "Both transports read the same, and no value disappears",
    pairs: {
      "Describe/tensor with inferred dimension": described(
        array(
          "float64",
          [2, 2],
          [
            [1, 2],
            [3, 4],
          ],
        ),
      ),
      "Echo/tensor with inferred dimension": answers(data({ tensor: { shape: [2, 2], values: [1, 2, 3, 4] } }, T2)),
      "Describe/tensor with scalar shape": described(array("float64", [], 4)),
      "Describe/tensor without anything": described(array("float64", [0], [])),
      "Echo/tensor without anything": answers(data({ tensor: { shape: [0] } })),
      "Describe/tensor with too many values": fails(INVALID_ARGUMENT),
      "Echo/tensor with too many values": fails(INVALID_ARGUMENT),
    },
  },
  {
    id: "grpc-pieces",
    python: "A `data` that a message has twice is merged, names and all",
    zerohop: "The last one counts whole",
    why: "No client writes it, and who does may mean either",
    pairs: { "Describe/data in two pieces": described(array("float64", [1], [3]), ["b"]) },
  },
  {
    id: "grpc-custom-data",
    python: "customData is a google.protobuf.Any, for the component and in its answer",
    zerohop: "The component gets the bytes of the Any, and bytes are answered as binData",
    why: "A component of JavaScript knows bytes and no protobuf",
    pairs: {
      "Describe/customData": described({ type: "bytes", hex: "0a0d6578616d706c652f7468696e6712020102" }),
      "Describe/customData empty": described({ type: "bytes", hex: "" }),
      "Echo/customData": answers({ dataOneof: { binData: "0x0a0d6578616d706c652f7468696e6712020102" } }),
      "Echo/customData empty": answers({ dataOneof: { binData: "0x" } }),
      "Bare/transform-input of an Any": answers({ dataOneof: { binData: "0x0a0d6578616d706c652f7468696e67" } }),
      "CustomData/an Any reversed": answers({ dataOneof: { binData: "0x02010212676e6968742f656c706d6178650d0a" } }),
      "CustomData/a packed message": answers({ dataOneof: { binData: "0x0102" } }),
      "CustomData/an empty Any": answers({ dataOneof: { binData: "0x" } }),
      "CustomData/of two children": answers({ dataOneof: { binData: "0x120101120102" } }),
      "RawProto/echo of everything": answersRaw({
        dataOneof: {
          binData:
            "0x0a2a747970652e676f6f676c65617069732e636f6d2f676f6f676c652e70726f746f6275662e53747275637412100a0e0a0161120911000000000000f03f",
        },
        meta: { tags: { raw: true } },
      }),
    },
  },
  {
    id: "grpc-metrics",
    python: "A metric of the request without a key or of an unknown type is passed on",
    zerohop: "INVALID_ARGUMENT naming the field, as over REST",
    why: "Nobody could count it",
    pairs: {
      "Describe.meta/meta metric of an unknown type": fails(INVALID_ARGUMENT),
      "Describe.meta/meta metric without a key": fails(INVALID_ARGUMENT),
      "Echo.meta/meta metric of an unknown type": fails(INVALID_ARGUMENT),
      "Echo.meta/meta metric without a key": fails(INVALID_ARGUMENT),
      "Describe.meta/meta metrics": answers({
        ...json({
          X: { type: "str", value: "x" },
          names: [],
          meta: {
            metrics: [
              { key: "k", type: "COUNTER", value: 1 },
              { key: "t", type: "TIMER", value: 2.5, tags: { a: "b" } },
            ],
          },
        }),
        meta: {
          ...META,
          metrics: [
            { key: "k", value: 1 },
            { key: "t", type: 2, value: 2.5, tags: { a: "b" } },
          ],
        },
      }),
    },
  },
  {
    id: "grpc-keep-names",
    python: "A transformer's answer has the names `t:0`, `t:1`, … whatever the caller's were",
    zerohop: "It keeps the caller's names when it has as many columns, or has the component's `featureNames`",
    why: "Feature names get lost on the way to the model otherwise",
    switch: ["ZEROHOP_KEEP_NAMES", "false"],
    pairs: {
      ...Object.fromEntries(
        [
          "Transformer/TransformInput",
          "OutputTransformer/TransformOutput",
          "Generic/TransformInput",
          "Generic/TransformOutput",
        ].map((name) => [`Echo.methods/${name}`, answers(data({ ndarray: [[0.5, 1]] }, ["p", "q"]))]),
      ),
      "Scaler/transform-input ndarray": answers(data({ ndarray: [[1, 2]] }, ["p", "q"])),
      "Scaler/transform-input tensor": answers(data({ tensor: { shape: [1, 2], values: [2, 4] } }, ["a", "b"])),
      "Scaler/transform-output ndarray": answers(data({ ndarray: [[0.25, 0.5]] }, ["p", "q"])),
    },
  },
  {
    id: "grpc-exact-integers",
    python: "64-bit integers of an answer are rounded to float64",
    zerohop: "Those that float64 cannot hold are answered as tftensor, exactly",
    why: "An identifier that is rounded is another identifier",
    pairs: {
      "Returns/int64-big for an ndarray request": answers(data(BIG)),
      "Returns/int64-big for a tensor request": answers(data(BIG)),
      "Returns/uint64-max for an ndarray request": answers(data(BIGGEST)),
      "Returns/uint64-max for a tensor request": answers(data(BIGGEST)),
      "Router/returns big": answersRaw(routed(tftensor("UINT64", [1, 1], [12345678901234567890n]))),
    },
  },
  {
    id: "grpc-javascript-arrays",
    python: "numpy arrays carry a type and a shape of their own",
    zerohop: "Nested arrays of a component are float64 and have no columns without rows; tensors keep their type",
    why: "JavaScript has one number; the values are equal",
    pairs: {
      "Echo/tensor empty with columns": answers(data({ tensor: { shape: [0] } })),
      "Echo.tftensor/float32 content": answers(data(tftensor("FP64", [1, 2], [1, -2.5]), T2)),
      "Echo.tftensor/float32 values": answers(data(tftensor("FP64", [2], [1.5, -2.5]))),
      "Echo.tftensor/float32 one value for all": answers(data(tftensor("FP64", [3], [1.5, 1.5, 1.5]))),
      "Echo.tftensor/int32 values": answers(data(tftensor("FP64", [2], [1, -2]))),
      "Echo.tftensor/uint8 values": answers(data(tftensor("FP64", [2], [0, 255]))),
      "Echo.tftensor/half values": answers(data(tftensor("FP64", [2], [1, -2]))),
      "Echo.tftensor/no values": answers(data(tftensor("FP64", [2], [0, 0]))),
      "Echo.tftensor/empty": answers(data(tftensor("FP64", [0], []))),
      "Echo.tftensor/too few values": answers(data(tftensor("FP64", [3], [1.5, 2, 2]))),
      "Echo.tftensor/scalar": fails(INVALID_ARGUMENT),
      "Returns.tftensor/int-1d for a tftensor request": answers(data(tftensor("FP64", [1], [7]))),
      "Returns.tftensor/complex for a tftensor request": fails(INTERNAL),
      "Returns/complex for an ndarray request": fails(INTERNAL),
    },
  },
  {
    id: "grpc-python-slips",
    python: "Fails for what its encoder, its missing packages or protobuf's own types cannot do",
    zerohop:
      "Answers: a scalar as a tensor without a shape, bytes of any kind, objects with number keys, arrays in objects, text",
    why: "Nothing is wrong with them",
    pairs: {
      "Echo.tftensor-absent/float32 content": answers(data(tftensor("FP64", [1, 2], [1, -2.5]), T2)),
      "Echo.tftensor/strings": answers(data({ ndarray: ["oak", "ash"] })),
      "Describe.tftensor/strings": described(array("<U3", [2], ["oak", "ash"])),
      "Describe.tftensor/int64 values": described(array("int64", [2], ["9007199254740993", -2])),
      "Returns/float-0d for an ndarray request": answers(data({ tensor: { values: [3.5] } })),
      "Returns/bytearray for an ndarray request": answers({ dataOneof: { binData: "0x616263" } }),
      "Returns/dict-int-keys for an ndarray request": answers(json({ 2: "two", 10: "ten" })),
      "Returns/dict-numpy-int for an ndarray request": answers(json({ v: 1 })),
      "Returns/dict-numpy-array for an ndarray request": answers(json({ v: [1] })),
      "Returns/dict-tuple for an ndarray request": answers(json({ v: [1, 2] })),
    },
  },
  {
    id: "grpc-python-values",
    python:
      "A route may be a bool but no numpy integer; the `meta` argument of a request without meta is an empty dict",
    zerohop: "1.0 and bigint are whole numbers, true is none; `meta` is always an object, here as over REST",
    why: "JavaScript has other values",
    pairs: {
      "Router/returns float": answersRaw(routed({ ndarray: [[1]] })),
      "Router/returns numpy-int": answersRaw(routed({ ndarray: [[1]] })),
      "Router/returns bool": fails(INVALID_ARGUMENT),
      // The twin says null for an object without members.
      "KeywordMeta/no meta: an empty dict is given": answers(json({ kwargs: ["meta"], meta: null })),
    },
  },
  {
    id: "grpc-runs-once",
    python: "A TypeError in a method makes the wrapper call it a second time, without `meta`",
    zerohop: "A method is called once, and its error is the answer",
    why: "The second call counts twice and hides the cause",
    pairs: {
      "RunsTwice/TypeError on the first call": fails(INTERNAL),
      "RunsTwice/TypeError on both calls": fails(INTERNAL),
      "RunsTwice/count afterwards": answers(data({ tensor: { shape: [1], values: [4] } })),
    },
  },
  {
    id: "grpc-raw",
    python: "A raw method gets and must return a protobuf object over gRPC, a dict over REST",
    zerohop: "It gets and returns a SeldonMessage as JSON over both, and serves both",
    why: "One component works for every client",
    pairs: {
      "FeedbackRaw/returning a dict fails": answersRaw(text("a dict")),
      "LegacyRest/Model/Predict": answersRaw(json({ by: "predict_rest", saw: SEEN })),
      "LegacyRest/Transformer/TransformInput": answersRaw(text("transform_input_rest")),
      "LegacyRest/OutputTransformer/TransformOutput": answersRaw(text("transform_output_rest")),
      "LegacyRest/Router/Route": answersRaw(data({ ndarray: [[5]] })),
      "LegacyRest/Combiner/Aggregate": answersRaw(text("aggregate_rest")),
      "RawAll/OutputTransformer/TransformOutput": answersRaw({
        status: { code: 400, info: "only predict looks at this" },
        meta: {},
      }),
      "RawAll/Router/Route": answersRaw(data({ ndarray: [[2]] })),
      "RawAll/Combiner/Aggregate": answersRaw(json({ type: "list", saw: [SEEN] })),
      "RawProto/dict": answersRaw(text("a dict")),
      "RawProto/transform-input: dict": answersRaw(text("a dict")),
      "RawProto/feedback: dict": answersRaw(text("a dict")),
      "RawProto/list": fails(INTERNAL),
    },
  },
  {
    id: "grpc-metadata",
    python: "Metadata that are not right are answered with an empty message, graph metadata with UNKNOWN",
    zerohop: "INTERNAL saying which field is wrong; UNIMPLEMENTED saying what to call",
    why: "An empty answer looks as if there were no metadata",
    pairs: {
      "Meta.name-not-text/Model/Metadata": fails(INTERNAL),
      "Meta.name-not-text/Seldon/ModelMetadata": fails(INTERNAL),
      "Meta.unknown-key/Model/Metadata": fails(INTERNAL),
      "Meta.unknown-key/Seldon/ModelMetadata": fails(INTERNAL),
      "Echo.methods/Seldon/GraphMetadata": fails(UNIMPLEMENTED),
      "RawProto/Seldon/GraphMetadata": fails(UNIMPLEMENTED),
    },
  },
  {
    id: "grpc-legacy-names",
    python: "The older names `*_grpc` of methods win over all others, over gRPC",
    zerohop: "There are no such names; `*Raw` methods, and the older `*_rest`, answer over both transports",
    why: "They are for protobuf objects of Python",
    pairs: {
      "LegacyGrpc/Model/Predict": answersRaw(text("predict_raw")),
      // Without the method, as in the wrapper: data goes through, feedback is taken, the others refuse.
      "LegacyGrpc/Transformer/TransformInput": answers({ ...data({ ndarray: [[1]] }, ["t:0"]), meta: PASSED }),
      "LegacyGrpc/OutputTransformer/TransformOutput": answers({ ...data({ ndarray: [[1]] }, ["t:0"]), meta: PASSED }),
      "LegacyGrpc/Router/Route": fails(INVALID_ARGUMENT),
      "LegacyGrpc/Combiner/Aggregate": fails(INVALID_ARGUMENT),
      "LegacyGrpc/Model/SendFeedback": answers({ ...data({ ndarray: [] }), meta: { puid: "p", ...META } }),
    },
  },
  {
    id: "grpc-limits",
    python: "Messages of more than 4 MiB are refused, answers are unlimited",
    zerohop: "One limit for both, the same as for a body over HTTP",
    why: "What one transport takes the other takes, too",
    pairs: Object.fromEntries(
      ["one byte more", "compressed to less than 4 MiB, but more when inflated"].map((name) => [
        `Echo.limit/${name}`,
        answers(text("a".repeat(4194300))),
      ]),
    ),
  },
];
