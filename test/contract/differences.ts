/**
 * Where the language wrapper answers otherwise than the published Python wrapper, on purpose. The
 * replay fails for a pair that differs and is not here, and for an entry that no pair needs.
 */
import {
  answers,
  asTensorType,
  changed,
  fails,
  refused,
  replaced,
  unasked,
  unrouted,
  withoutSpecials,
} from "./checks.ts";
import type { Check } from "./checks.ts";

export interface Difference {
  readonly id: string;
  /** What the Python wrapper does. */
  readonly python: string;
  /** What Zerohop does. */
  readonly zerohop: string;
  readonly why: string;
  /** Environment variable and value that bring the old behaviour back. */
  readonly switch?: readonly [name: string, value: string];
  /** Pairs as `file/name`, and how each of them differs. */
  readonly pairs: Readonly<Record<string, Check>>;
}

const META = { requestPath: { unit: "image:0.1" } };

function all(check: Check, file: string, names: readonly string[]): Readonly<Record<string, Check>> {
  return Object.fromEntries(names.map((name) => [`${file}/${name}`, check]));
}

/** A feedback seen by the twin of Learner, which says what it got. */
function learnt(reward: number) {
  const none = { dtype: "float64", values: [] };
  return answers({ jsonData: { features: none, names: [], reward, routing: null, truth: none }, meta: META });
}

const ownNames = changed((body, pair) => {
  const { data, meta } = body as { data: object; meta: unknown };
  const { data: asked } = JSON.parse(pair.request.body!) as { data: { names: readonly string[] } };
  return { data: { ...data, names: asked.names }, meta };
});

const exactFeedback = changed((body) => {
  const { jsonData, meta } = body as { jsonData: Readonly<Record<string, object>>; meta: unknown };
  const ints = (key: string): object => ({ [key]: { ...jsonData[key], dtype: "int64" } });
  return { jsonData: { ...jsonData, ...ints("features"), ...ints("truth"), reward: 0.1 }, meta };
});

export const DIFFERENCES: readonly Difference[] = [
  {
    id: "paths",
    python: "An unknown path or a wrong method is status 500",
    zerohop: "404 or 405 with the same error body",
    why: "A client, a probe or a proxy can tell a wrong address from a broken model",
    pairs: {
      ...all(unrouted, "Echo.http", [
        "unknown path GET",
        "unknown path POST",
        "root",
        "GET /api/v1.0/predictions",
        "GET /api/v0.1/predictions",
        "GET /api/v1.0/feedback",
        "PUT /predict",
        "DELETE /predict",
        "POST /health/ping",
        "POST /metadata",
        "POST /combine does not exist",
        "trailing slash GET",
        "trailing slash POST",
        "path in capitals",
        "v0.1 health status does not exist",
        "v0.1 metadata does not exist",
      ]),
      "Scaler/PUT transform-input": unrouted,
    },
  },
  {
    id: "get-body",
    python: "A GET with a JSON body is read",
    zerohop: "The body of a GET is not read; the query argument `json` is",
    why: "Web-standard requests have no body on GET",
    pairs: { "Echo.http/GET /predict with a JSON body": refused },
  },
  {
    id: "bad-request",
    python: "Where decoding a request trips, status 500 with the interpreter's text",
    zerohop: "400 MICROSERVICE_BAD_DATA, naming the field and what was expected",
    why: "The fault is the caller's, and the caller can be told where it is; ragged arrays belong here",
    pairs: {
      ...all(refused, "Echo.http", [
        "form json bad text",
        "form json bad text, plain word",
        "query json bad text",
        "query json trailing text",
        "multipart strData file not UTF-8",
        "multipart data as file is text",
        "multipart binData as text field",
        "multipart bad JSON field",
      ]),
      ...all(refused, "Echo", [
        "ndarray ragged",
        "ndarray ragged in depth",
        "tensor of wrong size",
        "tensor without values",
        "tensor with text shape",
        "tensor null",
        "data null",
        "data number",
        "binData not ASCII",
        "binData null",
        "binData number",
      ]),
      "Echo.meta/meta string": refused,
      ...all(refused, "Echo.tftensor", ["empty object", "unknown field", "wrong size"]),
      ...all(refused, "Learner", ["returns a number", "tensor of wrong size in request", "ragged ndarray in request"]),
    },
  },
  {
    id: "typed-fields",
    python: "Fields of another type than the protocol's are passed on as they come, or count as absent",
    zerohop:
      "400 naming the field: names are texts, ndarray is an array, tensor values are numbers, strData is text, tags is an object",
    why: "The protobuf definition says so, gRPC clients cannot send anything else, and units may rely on it",
    pairs: {
      ...all(refused, "Describe", [
        "ndarray that is a number",
        "ndarray that is a string",
        "ndarray null",
        "names a string",
        "names of numbers",
        "tensor with nested values",
        "tensor with integer shape",
        "tensor of strings",
        "data empty list",
        "data list",
        "data string",
        "strData number",
        "strData list",
        "strData null",
        "meta tags list",
        "meta metrics invalid are passed on",
      ]),
      "Describe/names null": replaced("jsonData.names", []),
      ...all(refused, "Echo", [
        "ndarray that is a number",
        "ndarray that is a string",
        "ndarray that is an object",
        "ndarray null",
        "names a string",
        "names of numbers",
        "tensor with nested values",
        "tensor with integer shape",
        "tensor of strings",
        "tensor of bools",
        "data empty list",
        "data list",
        "data string",
        "strData number",
        "strData list",
        "strData null",
      ]),
      ...all(refused, "Echo.meta", ["meta puid number", "meta tags list", "meta metrics invalid are passed on"]),
      "Learner/empty list body": refused,
    },
  },
  {
    id: "lenient",
    python:
      "A missing shape, a null meta, a whole-number shape written with a fraction or unpadded base64 is status 500",
    zerohop: "They are read as what they mean",
    why: "Nothing is ambiguous about them",
    pairs: {
      "Combiner/child 0 with meta null": answers({
        strData: "a",
        meta: { ...META, metrics: [{ key: "children", type: "GAUGE", value: 2 }], tags: { by: "combiner" } },
      }),
      "Echo/tensor without shape": answers({ data: { names: [], tensor: { shape: [2], values: [1, 2] } }, meta: META }),
      "Echo/tensor with float shape": answers({
        data: { names: ["t:0", "t:1"], tensor: { shape: [1, 2], values: [1, 2] } },
        meta: META,
      }),
      "Echo/binData without padding": answers({ binData: "AQI=", meta: META }),
      ...all(answers({ strData: "x", meta: META }), "Echo.meta", ["meta requestPath null", "meta null"]),
      "Learner/empty tensor in request": learnt(1),
    },
  },
  {
    id: "base64",
    python: "Characters outside of the base64 alphabet are skipped, also those of the URL-safe alphabet",
    zerohop: "The URL-safe alphabet is decoded, white space skipped, anything else refused with 400",
    why: "Skipping characters turns damaged or URL-safe data into other data",
    pairs: {
      "Describe/binData in the url-safe alphabet": replaced("jsonData.X.hex", "fbffbf000000"),
      "Echo/binData in the url-safe alphabet": replaced("binData", "+/+/AAAA"),
      "Learner/binData not base64": refused,
    },
  },
  {
    id: "not-finite",
    python: "NaN and Infinity are written bare, which is no JSON",
    zerohop:
      'null in ndarray and jsonData, `"NaN"` and `"Infinity"` in tensor, as proto3 JSON has them; both spellings are read',
    why: "No strict JSON parser reads the old answer",
    pairs: {
      ...all(
        withoutSpecials(() => null),
        "Echo",
        ["ndarray with NaN", "ndarray with infinities", "jsonData big and small numbers"],
      ),
      "Echo/tensor with NaN": withoutSpecials(String),
      "Learner/reward NaN": replaced("jsonData.reward", null),
      ...all(
        withoutSpecials(() => null),
        "Returns",
        ["not-finite for an ndarray request", "dict-not-finite for an ndarray request"],
      ),
      "Returns/not-finite for a tensor request": withoutSpecials(String),
    },
  },
  {
    id: "beyond-float64",
    python: "A number that float64 does not hold, as 1e400, becomes Infinity",
    zerohop: "400 MICROSERVICE_BAD_DATA naming its place",
    why: "Nobody means infinity by it",
    pairs: { "Echo/ndarray with overflow to infinity": refused },
  },
  {
    id: "null-is-nan",
    python: "A null among numbers makes an array of Python objects",
    zerohop: 'NaN in an array of numbers, answered as null (in tensor as `"NaN"`)',
    why: "A missing value keeps the array numeric, so models can work on it",
    pairs: {
      "Describe/ndarray with null": replaced("jsonData.X.dtype", "float64"),
      "Echo/tensor with null value": answers({
        data: { names: [], tensor: { shape: [2], values: [1, "NaN"] } },
        meta: META,
      }),
    },
  },
  {
    id: "mixed-types",
    python: "Rows that mix text, numbers and booleans become all text or all numbers",
    zerohop: "They stay JSON, every value with its type; the component gets them as nested arrays",
    why: "A number that has become text is lost for the model (issues 745 and 921 of Seldon Core)",
    pairs: {
      "Describe/ndarray of numbers and strings": replaced("jsonData.X", {
        type: "list",
        value: [
          ["oak", 7, 1.5],
          ["ash", 2, 0.25],
        ],
      }),
      "Describe/ndarray with bool and string": replaced("jsonData.X", { type: "list", value: [[true, "oak"]] }),
      "Describe/ndarray of bool and int": replaced("jsonData.X", { type: "list", value: [[true, 3]] }),
      "Describe/ndarray with null and string": replaced("jsonData.X", { type: "list", value: [["oak", null]] }),
      "Describe/ndarray of objects": replaced("jsonData.X", { type: "list", value: [{ a: 2, b: 1 }] }),
      "Echo/ndarray of numbers and strings": replaced("data.ndarray", [
        ["oak", 7, 1.5],
        ["ash", 2, 0.25],
      ]),
      "Echo/ndarray with bool and string": replaced("data.ndarray", [[true, "oak"]]),
      "Echo/ndarray of bool and int": replaced("data.ndarray", [[true, 3]]),
    },
  },
  {
    id: "keep-names",
    python: "A transformer's answer has the names `t:0`, `t:1`, … whatever the caller's were",
    zerohop: "It keeps the caller's names when it has as many columns, or has the component's `featureNames`",
    why: "Feature names get lost on the way to the model otherwise",
    switch: ["ZEROHOP_KEEP_NAMES", "false"],
    pairs: {
      ...all(ownNames, "Bare.transformer", ["identity with names given", "identity out with names given"]),
      "Echo.tftensor/transform-input": ownNames,
      ...all(ownNames, "Scaler", ["transform-input ndarray", "transform-input tensor", "transform-output ndarray"]),
    },
  },
  {
    id: "javascript-arrays",
    python: "numpy arrays carry a type and a shape of their own",
    zerohop:
      "Nested arrays of JavaScript numbers are FP64 in the shape they show: integers answer as `1.0`, an empty array has one axis, a bare number is no array. `tensors = true`, typed arrays and bigint keep the type",
    why: "JavaScript has one number; the values are equal",
    pairs: {
      "Describe/ndarray of integers above 2^64": replaced("jsonData.X.dtype", "float64"),
      "Echo/tensor empty with columns": answers({
        data: { names: [], tensor: { shape: [0], values: [] } },
        meta: META,
      }),
      "Echo/tensor with scalar shape": refused,
      "Echo.tftensor/scalar": refused,
      "Echo.tftensor/int32 by content": asTensorType("DT_DOUBLE", "doubleVal", [1, 2]),
      "Echo.tftensor/float by value, one value for all": asTensorType("DT_DOUBLE", "doubleVal", [Math.fround(0.1)]),
      "Echo.tftensor/snake case and numeric dtype": asTensorType("DT_DOUBLE", "doubleVal", [2]),
      "Echo.tftensor/ndarray before tftensor": asTensorType("DT_DOUBLE", "doubleVal", [1]),
    },
  },
  {
    id: "python-values",
    python:
      "Values only Python has: True is an int but 1.0 and a numpy int are none, a parameter may be written `1_000`, an exception may hold a dict",
    zerohop: "1.0 and bigint are whole numbers, true is none; parameters are plain digits; messages are text",
    why: "JavaScript has other values",
    pairs: {
      ...all(
        answers({
          data: { names: ["t:0"], ndarray: [[1]] },
          meta: { ...META, metrics: [{ key: "routed", type: "COUNTER", value: 1 }], tags: { router: "r" } },
        }),
        "Router",
        ["returns float", "returns numpy-int"],
      ),
      "Router/returns bool": refused,
      "Metered.bool-value/predict": replaced("meta.metrics.0.value", 1),
      "Params.odd-spellings/predict": (_, actual) =>
        /"int_param" of type INT/.test(String(actual.body))
          ? undefined
          : `expected no start, got ${String(actual.body)}`,
      "Raises/predict: microservice-not-text": replaced("status.info", '{"list":[1,2]}'),
      "Raw/status code float": (_, actual) => (actual.status === 400 ? undefined : `status ${actual.status}`),
    },
  },
  {
    id: "python-slips",
    python: "500 for what its encoder, its signature rules or its missing packages cannot do",
    zerohop:
      "It works: lists of typed arrays, typed arrays and bigint in objects, keys of any kind, raw feedback answers, fewer arguments, tftensor without TensorFlow",
    why: "Nothing is wrong with them",
    pairs: {
      "Echo.tftensor/strings become an ndarray": answers({ data: { names: [], ndarray: ["oak"] }, meta: META }),
      "Echo.tftensor-absent/tftensor without TensorFlow": answers({
        data: {
          names: ["t:0", "t:1"],
          tftensor: { dtype: "DT_DOUBLE", tensorShape: { dim: [{ size: "1" }, { size: "2" }] }, doubleVal: [0.5, 1.5] },
        },
        meta: META,
      }),
      "FeedbackOldArgument/no routing keyword": answers({ data: { tensor: { shape: [0] } }, meta: META }),
      "FeedbackRaw/returning a dict fails": answers({ strData: "a dict" }),
      "Raw/multipart binData arrives as bytes": answers({ jsonData: { saw: { binData: "YWJj" } } }),
      "Raw/status null": answers({ status: null, strData: "ok" }),
      "Raw/status text holding the word code": answers({ status: "no code here", strData: "ok" }),
      "Raw/returns meta None": answers({ strData: "x", meta: null }),
      "Returns/list-of-arrays for an ndarray request": answers({
        data: {
          names: ["t:0", "t:1"],
          ndarray: [
            [1, 2],
            [3, 4],
          ],
        },
        meta: META,
      }),
      "Returns/dict-mixed-keys for an ndarray request": answers({ jsonData: { 1: "one", two: 2 }, meta: META }),
      "Returns/dict-numpy-array for an ndarray request": answers({ jsonData: { v: [1] }, meta: META }),
      "Returns/dict-numpy-int for an ndarray request": answers({ jsonData: { v: 1 }, meta: META }),
    },
  },
  {
    id: "metric-tags",
    python: "A metric with a tag that is no text fails as MICROSERVICE_INTERNAL_ERROR",
    zerohop: "It fails as MICROSERVICE_BAD_METRIC, like every other metric that is not right",
    why: "The reason says what to look at",
    pairs: { "Metered.number-tag/predict": fails("MICROSERVICE_BAD_METRIC") },
  },
  {
    id: "runs-once",
    python: "A TypeError in a method makes the wrapper call it a second time, without `meta`",
    zerohop: "A method is called once, and its error is the answer",
    why: "The second call counts twice and hides the cause",
    pairs: {
      "RunsTwice/TypeError on the first call, meta sent": fails("MICROSERVICE_INTERNAL_ERROR"),
      "RunsTwice/TypeError on both calls": replaced("status.info", "call 3"),
      "RunsTwice/count afterwards": replaced("data.tensor.values", [4]),
    },
  },
  {
    id: "feedback-numbers",
    python: "Numbers of a feedback go through protobuf: the reward is rounded to 32 bits, integers become floats",
    zerohop: "They arrive as they were sent",
    why: "A reward of 0.1 is 0.1, and the data of a feedback has the types it had in the prediction",
    pairs: {
      ...all(exactFeedback, "Learner", ["everything", "v1.0 path", "v0.1 path"]),
      "Learner/reward too large for float32": learnt(1e39),
      "Router/feedback with own routing": replaced("jsonData.reward", 0.1),
      "Tagged/send-feedback with request tags": replaced("data.ndarray", [[0.1]]),
    },
  },
  {
    id: "feedback-fields",
    python:
      "A field that the protocol does not have, or a second kind of data, inside of request, response or truth is 400",
    zerohop: "It is passed over, as in a prediction",
    why: "What was answered to a prediction can be sent back in a feedback",
    pairs: {
      ...all(learnt(0), "Learner", ["unknown field inside", "unknown field in meta", "two kinds of data"]),
      "Learner/snake case of a camel case field": learnt(1),
    },
  },
  {
    id: "meta-argument",
    python: "The `meta` argument is the request's meta as sent, or None",
    zerohop: "It is always an object, without the parts that are empty",
    why: "`meta.tags` needs no check for null",
    pairs: { "Shout/names and meta given": replaced("jsonData.meta", ["puid"]) },
  },
  {
    id: "metrics-port",
    python: "Custom metrics can be scraped from a port of their own (6000)",
    zerohop: "There is no such port; custom metrics are in `meta.metrics` of the answers",
    why: "One unit's metrics are the business of the process that calls it",
    pairs: {
      ...all(unasked, "Scrape", ["scrape before anything", "scrape", "unknown path"]),
      "Scrape.raw/scrape": unasked,
      "Scrape.runtime/scrape": unasked,
      "Scrape.tagged/scrape": unasked,
    },
  },
];
