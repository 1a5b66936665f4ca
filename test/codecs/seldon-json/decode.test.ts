import { describe, expect, test } from "vitest";
import { decodeFeedback, decodeMessage, decodeMessageList } from "../../../runtime/codecs/seldon-json/decode.ts";
import { encodeFeedback, encodeMessage, encodeMessageList } from "../../../runtime/codecs/seldon-json/encode.ts";
import { InferenceError } from "../../../runtime/errors.ts";
import type { Message } from "../../../runtime/message/message.ts";
import { toNested } from "../../../runtime/tensor/convert.ts";
import { describeTensor } from "../../../runtime/tensor/tensor.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";

function decode(value: unknown): Message {
  return decodeMessage(typeof value === "string" ? value : JSON.stringify(value));
}

function tensorOf(message: Message): Tensor {
  const { data } = message;
  if (data.kind !== "tensors") throw new Error(`Expected a tensor, got ${data.kind}`);
  return data.tensors[0]!;
}

function ndarray(text: string): Message {
  return decodeMessage(`{"data":{"ndarray":${text}}}`);
}

function tensor(text: string): Tensor {
  return tensorOf(decodeMessage(`{"data":{"tensor":${text}}}`));
}

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(InferenceError.is(error), String(error)).toBe(true);
    expect((error as InferenceError).code).toBe("INVALID_ARGUMENT");
    return (error as Error).message;
  }
  throw new Error("Expected a failure, got none");
}

const nest = (depth: number, leaf = "1"): string => "[".repeat(depth) + leaf + "]".repeat(depth);

describe("decodeMessage() of ndarray", () => {
  test.each([
    ["[]", "FP64[0]"],
    ["[[]]", "FP64[1,0]"],
    ["[[],[]]", "FP64[2,0]"],
    ["[[[],[]]]", "FP64[1,2,0]"],
    ["[1]", "INT64[1]"],
    ["[1,2.0]", "FP64[2]"],
    ["[[1,2],[3,4]]", "INT64[2,2]"],
    ["[[[1,2]],[[3,4]]]", "INT64[2,1,2]"],
    ["[1e3]", "FP64[1]"],
    ["[null]", "FP64[1]"],
    ["[1,null]", "FP64[2]"],
    ["[NaN,Infinity,1]", "FP64[3]"],
    ["[true,false]", "BOOL[2]"],
    ['[["a","b"]]', "BYTES[1,2]"],
    ["[9223372036854775807]", "INT64[1]"],
    ["[18446744073709551615]", "UINT64[1]"],
    ["[18446744073709551615,1]", "UINT64[2]"],
    ["[18446744073709551615,-1]", "FP64[2]"],
    ["[18446744073709551616]", "FP64[1]"],
    ["[1000000000000000000000000000000]", "FP64[1]"],
    ["[-1000000000000000000000000000000,5]", "FP64[2]"],
    ["[9007199254740993,0.5]", "FP64[2]"],
  ])("reads %s as %s", (text, expected) => {
    const found = tensorOf(ndarray(text));
    expect(describeTensor(found)).toBe(expected);
    expect(found.data).toHaveLength(found.shape.reduce((product, size) => product * size, 1));
  });

  test("keeps the values of integers however many digits they have", () => {
    expect(toNested(tensorOf(ndarray("[1000000000000000000000000000000,1]")))).toEqual([1e30, 1]);
    expect(toNested(tensorOf(ndarray("[-9223372036854775808,9007199254740993,-1,-4294967297,4294967296]")))).toEqual([
      -(2n ** 63n),
      9007199254740993n,
      -1,
      -4294967297,
      4294967296,
    ]);
  });

  test.each(['[1,"a"]', "[1,true]", "[true,null]", '["a",null]', '[{"a":1}]', '[[1,"a"],[2,"b"]]'])(
    "keeps the mixed array %s as JSON, in its own encoding",
    (text) => {
      if (text.includes("[3]")) return expect(failure(() => ndarray(text))).toContain("ragged");
      const message = ndarray(text);
      expect(message.data.kind).toBe("json");
      expect(JSON.parse(encodeMessage(message)).data.ndarray).toEqual(JSON.parse(text));
    },
  );

  test.each([
    ["[[1,2],[3]]", "expected 2 items at depth 1, got 1"],
    ["[[1],[2,3]]", "expected 1 items at depth 1, got 2"],
    ["[1,[2]]", "depth 1 and at depth 2"],
    ["[[1],2]", "depth 2 and at depth 1"],
    ["[[],1]", "depth 2 and at depth 1"],
    ["[[],[1]]", "expected 0 items at depth 1, got 1"],
    ["[[[]],[]]", "ragged"],
    ["[[],[[]]]", "ragged"],
    ["[[[1]],[[1,2]]]", "expected 1 items at depth 2, got 2"],
    ['[["a"],["b","c"]]', "ragged"],
    ['[["a"],"b"]', "ragged"],
  ])("refuses the ragged array %s", (text, expected) => {
    const message = failure(() => ndarray(text));
    expect(message).toMatch(/^data\.ndarray: ragged array/);
    expect(message).toContain(expected);
  });

  test("takes 32 axes and refuses 33", () => {
    expect(tensorOf(ndarray(nest(32))).shape).toHaveLength(32);
    expect(failure(() => ndarray(nest(33)))).toBe("data.ndarray: more than 32 axes");
    expect(failure(() => ndarray("[".repeat(100_000)))).toContain("data.ndarray: more than 32 axes");
  });

  test.each(["5", '"a"', "{}", "null", "true", "", "[1 2]", "[1,]", "[1", "[,1]", "[tru]", "[1]]"])(
    "refuses %s",
    (text) => {
      failure(() => ndarray(text));
    },
  );

  test("reads half a million UINT64 in linear time", () => {
    const started = performance.now();
    const text = `[${"18446744073709551615,".repeat(200_000)}18446744073709551614]`;
    expect(describeTensor(tensorOf(ndarray(text)))).toBe("UINT64[200001]");
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe("decodeMessage() of tensor", () => {
  test.each([
    ['{"shape":[2,2],"values":[1,2,3,4]}', "INT64[2,2]"],
    ['{"values":[1.5,2],"shape":[1,2]}', "FP64[1,2]"],
    ['{"values":[1,2]}', "INT64[2]"],
    ['{"shape":[-1,2],"values":[1,2,3,4]}', "INT64[2,2]"],
    ['{"shape":[2,-1],"values":[1,2,3,4]}', "INT64[2,2]"],
    ['{"shape":[],"values":[7]}', "INT64[]"],
    ['{"shape":[0],"values":[]}', "FP64[0]"],
    ['{"shape":[0,3]}', "FP64[0,3]"],
    ['{"shape":[-1,0],"values":[]}', "FP64[0,0]"],
    ['{"shape":[3],"values":["NaN","Infinity","-Infinity"]}', "FP64[3]"],
    ['{"shape":[1],"values":[null]}', "FP64[1]"],
    ["{}", "FP64[0]"],
    ['{"shape":[1],"values":[1000000000000000000000000000000]}', "FP64[1]"],
    ['{"shape":[1],"values":[18446744073709551615],"extra":{"a":1}}', "UINT64[1]"],
  ])("reads %s as %s", (text, expected) => {
    expect(describeTensor(tensor(text))).toBe(expected);
  });

  test.each([
    ['{"shape":[2,2],"values":[1,2,3]}', "data.tensor.values: expected 4 values for shape [2,2], got 3"],
    ['{"shape":[],"values":[]}', "data.tensor.values: expected 1 values for shape [], got 0"],
    ['{"shape":[-1,2],"values":[1,2,3]}', "data.tensor.values: expected 2 values"],
    ['{"shape":[-1,-1],"values":[1,2,3,4]}', "data.tensor.shape"],
    ['{"shape":[-1,-1],"values":[]}', "data.tensor.shape"],
    ['{"shape":[-1,-1,-1],"values":[1]}', "data.tensor.shape"],
    ['{"shape":[-2],"values":[1]}', "data.tensor.shape: expected axis sizes of 0 or more"],
    ['{"shape":[1.5],"values":[1]}', "data.tensor.shape"],
    ['{"shape":[1e300],"values":[1]}', "data.tensor.shape"],
    ['{"shape":[NaN],"values":[1]}', "data.tensor.shape"],
    ['{"shape":["1"],"values":[1]}', "data.tensor.shape: expected axis sizes, got a string"],
    ['{"shape":1,"values":[1]}', "data.tensor.shape: expected an array, got a number"],
    ['{"shape":[1],"values":1}', "data.tensor.values: expected an array, got a number"],
    ['{"shape":[1],"values":["1"]}', "data.tensor.values: expected numbers, got a string"],
    ['{"shape":[1],"values":[[1]]}', "data.tensor.values: expected a number, got an array"],
    ['{"shape":[1],"values":[true]}', "data.tensor.values: expected a number, got a boolean"],
    ['{"shape":[1],"values":[true 5]}', "data.tensor.values: expected a number, got a boolean"],
    ['{"shape":[1],"values":[false5]}', "data.tensor.values: expected a number, got a boolean"],
    ["[1,2]", "data.tensor: expected an object, got an array"],
  ])("refuses %s", (text, expected) => {
    expect(failure(() => tensor(text))).toContain(expected);
  });

  test("refuses shapes without elements whose nested form would fill the memory", () => {
    expect(failure(() => tensor('{"shape":[2147483648,0],"values":[]}'))).toContain("data.tensor.shape");
    expect(failure(() => tensor('{"shape":[100000,100000,0],"values":[]}'))).toContain("data.tensor.shape");
  });

  test("takes 32 axes and refuses more", () => {
    const ones = (count: number): string => Array(count).fill(1).join(",");
    expect(tensor(`{"shape":[${ones(32)}],"values":[1]}`).shape).toHaveLength(32);
    expect(failure(() => tensor(`{"shape":[${ones(33)}],"values":[1]}`))).toBe("data.tensor.shape: more than 32 axes");
    expect(failure(() => tensor(`{"shape":[${ones(20_000)}],"values":[1]}`))).toContain("data.tensor.shape");
  });
});

describe("decodeMessage() of names and precedence", () => {
  test("reads names before and after the array", () => {
    expect(decode('{"data":{"names":["a"],"ndarray":[[1]]}}').names).toEqual(["a"]);
    expect(decode('{"data":{"ndarray":[[1]],"names":["a"]}}').names).toEqual(["a"]);
    expect(decode('{"data":{"ndarray":[[1]],"names":null}}').names).toEqual([]);
  });

  test.each([
    ['{"binData":"","strData":"s","jsonData":1,"data":{"ndarray":[1]}}', "ndarray"],
    ['{"binData":"","strData":"s","jsonData":1}', "jsonData"],
    ['{"binData":"","strData":"s"}', "strData"],
    ['{"strData":"s","binData":""}', "strData"],
    ['{"data":{},"jsonData":1}', "ndarray"],
    ['{"data":{"ndarray":[1],"tensor":{"shape":[1],"values":[2]}}}', "tensor"],
    ['{"jsonData":null}', "jsonData"],
  ])("reads %s as %s", (text, encoding) => {
    expect(decode(text).encoding).toBe(encoding);
  });

  test("takes the last of equal keys", () => {
    expect(toNested(tensorOf(decode('{"data":{"ndarray":[1]},"data":{"ndarray":[2]}}')))).toEqual([2]);
    expect(toNested(tensorOf(decode('{"data":{"ndarray":[1],"ndarray":[2]}}')))).toEqual([2]);
    expect(decode('{"strData":"a","strData":"b"}').data).toEqual({ kind: "text", text: "b" });
    expect(decode('{"strData":"a","meta":{"puid":"1"},"meta":{"puid":"2"}}').meta.puid).toBe("2");
  });

  test("reads data without an array as an empty one", () => {
    expect(describeTensor(tensorOf(decode('{"data":{}}')))).toBe("FP64[0]");
    expect(describeTensor(tensorOf(decode('{"data":{"names":["a"]}}')))).toBe("FP64[0]");
  });

  test("passes over keys it does not know", () => {
    expect(decode('{"status":{"code":1},"customData":[],"__proto__":{"strData":"x"},"strData":"a"}').data).toEqual({
      kind: "text",
      text: "a",
    });
  });

  test.each([
    ["", "The request body is empty; expected a SeldonMessage as JSON"],
    [" \n", "The request body is empty; expected a SeldonMessage as JSON"],
    ["{}", "Request body: expected one of data, jsonData, strData or binData"],
    ["[]", "Request body: expected a SeldonMessage object, got an array at character 0"],
    ["null", "Request body: expected a SeldonMessage object, got null at character 0"],
    ["5", "Request body: expected a SeldonMessage object, got a number at character 0"],
    ["{", "Request body: expected a key in quotes, got the end of the body"],
    ['{"data"', 'Request body: expected a ":" after a key, got the end of the body'],
    ['{"data":', "data: expected an object, got the end of the body"],
    ['{"data":[]}', "data: expected an object, got an array"],
    ['{"data":null}', "data: expected an object, got null"],
    ['{"strData":5}', "strData: expected a string, got a number"],
    ['{"strData":null}', "strData: expected a string, got null"],
    ['{"binData":5}', "binData: expected base64 text, got a number"],
    ['{"binData":"*"}', "binData: expected base64 text"],
    ['{"data":{"names":"a"}}', "data.names: expected a list of column names, got a string"],
    ['{"data":{"names":[1]}}', "data.names: expected column names, got a number"],
    ['{"strData":"a"} x', "Request body: expected nothing after the JSON value"],
    ['{"strData":"a"}{"strData":"b"}', "Request body: expected nothing after the JSON value, got an object"],
    ['{"str\\xData":"a"}', "Request body: invalid escape or control character in a string"],
  ])("refuses %j", (text, expected) => {
    expect(failure(() => decode(text))).toContain(expected);
  });

  test("does not repeat endless names of the request in its errors", () => {
    const key = "k".repeat(1_000_000);
    expect(failure(() => decode(`{"${key}":x}`)).length).toBeLessThan(300);
    expect(failure(() => decode(`{"data":{"${key}":x}}`)).length).toBeLessThan(300);
    expect(failure(() => decode(`{"strData":"","meta":{"routing":{"${key}":"x"}}}`)).length).toBeLessThan(300);
  });
});

describe("decodeMessage() of meta", () => {
  test("reads every part", () => {
    const meta = {
      puid: "p",
      tags: { a: 1, b: [true, null] },
      metrics: [{ key: "k", type: "GAUGE", value: 1.5, tags: { t: "v" } }],
      requestPath: { m: "image:1" },
      routing: { r: -1 },
    };
    expect(decode({ strData: "", meta }).meta).toEqual(meta);
  });

  test("takes null for absent and metric types by number", () => {
    expect(decode('{"strData":"","meta":null}').meta.tags).toEqual({});
    expect(decode('{"strData":"","meta":{"puid":null,"tags":null,"metrics":null,"routing":null}}').meta.puid).toBe("");
    const { metrics } = decode('{"strData":"","meta":{"metrics":[{"key":"k"},{"key":"l","type":2,"value":3}]}}').meta;
    expect(metrics).toEqual([
      { key: "k", type: "COUNTER", value: 0 },
      { key: "l", type: "TIMER", value: 3 },
    ]);
  });

  test.each([
    ["5", "meta: expected an object"],
    ["[]", "meta: expected an object"],
    ['"x"', "meta: expected an object"],
    ["true", "meta: expected an object"],
    ['true{"puid":"x"}', "meta"],
    ['{"puid":5}', "meta.puid: expected a string"],
    ['{"tags":[]}', "meta.tags: expected an object"],
    ['{"metrics":{}}', "meta.metrics: expected an array"],
    ['{"metrics":[5]}', "meta.metrics[0]: expected an object"],
    ['{"metrics":[{}]}', "meta.metrics[0].key: expected a name"],
    ['{"metrics":[{"key":"k","type":"X"}]}', "meta.metrics[0].type: expected COUNTER, GAUGE or TIMER"],
    ['{"metrics":[{"key":"k","type":3}]}', "meta.metrics[0].type"],
    ['{"metrics":[{"key":"k","value":"1"}]}', "meta.metrics[0].value: expected a number"],
    ['{"metrics":[{"key":"k","tags":{"a":1}}]}', "meta.metrics[0].tags.a: expected a string"],
    ['{"requestPath":{"a":1}}', "meta.requestPath.a: expected a string"],
    ['{"routing":{"a":"1"}}', "meta.routing.a: expected a whole number"],
    ['{"routing":{"a":1.5}}', "meta.routing.a: expected a whole number"],
    ['{"routing":[]}', "meta.routing: expected an object"],
  ])("refuses %s", (meta, expected) => {
    expect(failure(() => decode(`{"strData":"","meta":${meta}}`))).toContain(expected);
  });
});

describe("decodeMessageList()", () => {
  test.each(['[{"strData":"a"},{"strData":"b"}]', '{"seldonMessages":[{"strData":"a"},{"strData":"b"}]}'])(
    "reads %s",
    (text) => {
      expect(decodeMessageList(text).map((message) => message.data)).toEqual([
        { kind: "text", text: "a" },
        { kind: "text", text: "b" },
      ]);
    },
  );

  test("gives back what encodeMessageList wrote", () => {
    const list = [decode('{"strData":"a"}'), decode('{"data":{"ndarray":[[1.5]]}}')];
    expect(decodeMessageList(encodeMessageList(list))).toEqual(list);
    expect(decodeMessageList("[]")).toEqual([]);
  });

  test.each([
    ["{}", 'Request body: expected a list of messages or "seldonMessages"'],
    ["5", "Request body: expected a list of messages, got a number"],
    ["[5]", "[0]: expected a SeldonMessage object, got a number"],
    ['[{"strData":"a"},{}]', "[1]: expected one of data"],
    ['[{"data":{"ndarray":[1,[2]]}}]', "[0].data.ndarray: ragged"],
    ['{"seldonMessages":{}}', "seldonMessages: expected an array"],
    ['{"seldonMessages":[{"meta":{"puid":1}}]}', "seldonMessages[0].meta.puid"],
    ['[{"strData":"a"}', "Request body: expected a comma"],
  ])("refuses %s", (text, expected) => {
    expect(failure(() => decodeMessageList(text))).toContain(expected);
  });
});

describe("decodeFeedback()", () => {
  test("reads every part, and none", () => {
    const text =
      '{"request":{"data":{"ndarray":[[1]]}},"response":{"meta":{"routing":{"r":1}}},"reward":0.5,"truth":{"strData":"t"}}';
    const feedback = decodeFeedback(text);
    expect(feedback.reward).toBe(0.5);
    expect(feedback.response?.meta.routing).toEqual({ r: 1 });
    expect(decodeFeedback(encodeFeedback(feedback))).toEqual(feedback);
    expect(decodeFeedback("{}")).toEqual({ request: undefined, response: undefined, reward: 0, truth: undefined });
    expect(decodeFeedback('{"request":null,"truth":null}').request).toBeUndefined();
  });

  test.each([
    ['{"reward":"x"}', "reward: expected a number, got a string"],
    ['{"reward":[1]}', "reward: expected a number, got an array"],
    ['{"rewrd":1}', 'Feedback has no field "rewrd"; expected request, response, reward or truth'],
    ['{"response":{"meta":{"routing":{"r":"x"}}}}', "response.meta.routing.r: expected a whole number"],
    ['{"request":5}', "request: expected a SeldonMessage object, got a number"],
    ['{"truth":{"data":{"tensor":{"shape":[2],"values":[1]}}}}', "truth.data.tensor.values: expected 2 values"],
    ["[]", "Request body: expected an object, got an array"],
  ])("refuses %s", (text, expected) => {
    expect(failure(() => decodeFeedback(text))).toContain(expected);
  });
});
