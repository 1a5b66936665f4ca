import { describe, expect, test } from "vitest";
import { bytesMessage, jsonMessage, tensorMessage, textMessage } from "../../../runtime/message/message.ts";
import { DATATYPES } from "../../../runtime/tensor/datatype.ts";
import type { Datatype, TensorData } from "../../../runtime/tensor/datatype.ts";
import { createOnnxUnit } from "../../../runtime/units/onnx/unit.ts";
import { writeModel } from "./model-writer.ts";
import type { Value } from "./model-writer.ts";
import { context, failure, FIXTURES, loadUnit, numbers, onnxHost, onnxSpec, tensor, tensorsOf } from "./onnx-host.ts";

const TYPES: Readonly<Record<string, Datatype>> = {
  float: "FP32",
  double: "FP64",
  float16: "FP16",
  int8: "INT8",
  int16: "INT16",
  int32: "INT32",
  int64: "INT64",
  uint8: "UINT8",
  uint16: "UINT16",
  uint32: "UINT32",
  uint64: "UINT64",
  bool: "BOOL",
  string: "BYTES",
};

/** y = x for any type and shape. */
function identity(value: Omit<Value, "name">): Uint8Array {
  return writeModel({
    nodes: [{ op: "Identity", inputs: ["x"], outputs: ["y"] }],
    inputs: [{ name: "x", ...value }],
    outputs: [{ name: "y", ...value }],
  });
}

/** One column in, the same out, for each of a float, an int64 and a string. */
function dataFrame(shape: readonly (number | string)[]): Uint8Array {
  const columns: readonly Value[] = [
    { name: "age", type: "float", shape },
    { name: "visits", type: "int64", shape },
    { name: "city", type: "string", shape },
  ];
  return writeModel({
    nodes: columns.map(({ name }) => ({ op: "Identity", inputs: [name], outputs: [`${name}_out`] })),
    inputs: columns,
    outputs: columns.map((column) => ({ ...column, name: `${column.name}_out` })),
  });
}

describe("createOnnxUnit() moves every datatype through a model unchanged", () => {
  for (const [name, datatype] of Object.entries(TYPES)) {
    test(name, async () => {
      const unit = await loadUnit(`identity-${name}`);
      const { array } = DATATYPES[datatype];
      const data: TensorData =
        array === undefined
          ? ["a", "příliš", "", "x y"]
          : datatype === "INT64"
            ? BigInt64Array.of(0n, 1n, -(2n ** 63n), 2n ** 63n - 1n)
            : datatype === "UINT64"
              ? BigUint64Array.of(0n, 1n, 2n, 2n ** 64n - 1n)
              : Object.assign(new array(4), datatype === "BOOL" ? [0, 1, 1, 0] : [0, 1, 120, 7]);
      const [output] = tensorsOf(await unit.predict(tensorMessage([tensor(datatype, [2, 2], data)]), context()));
      expect(output).toEqual({ name: "y", datatype, shape: [2, 2], data });
      expect(unit.metadata()).toEqual({
        name: "model",
        versions: [],
        platform: "onnxruntime",
        inputs: [{ name: "x", datatype, shape: [-1, 2] }],
        outputs: [{ name: "y", datatype, shape: [-1, 2] }],
        custom: {},
      });
      await unit.close();
    });
  }
});

describe("createOnnxUnit() maps messages to inputs", () => {
  test("casts numbers to the input's type, and takes any name for a single input", async () => {
    const unit = await loadUnit("identity-float16");
    const [output] = tensorsOf(await unit.predict(tensorMessage([numbers([1, -2], [1, 2], "z")]), context()));
    expect(output!.data).toEqual(Uint16Array.of(0x3c00, 0xc000));
    await unit.close();
  });

  test("finds several inputs by name, and answers the chosen outputs in the chosen order", async () => {
    const unit = await loadUnit("add");
    const message = tensorMessage([numbers([1, 2, 3], [1, 3], "b"), numbers([10, 20, 30], [1, 3], "a")]);
    const outputs = tensorsOf(await unit.predict(message, context()));
    expect(outputs.map(({ name, data }) => [name, ...(data as Float32Array)])).toEqual([
      ["sum", 11, 22, 33],
      ["diff", 9, 18, 27],
    ]);
    await unit.close();
    const one = await loadUnit("add", { outputs: "diff" });
    expect(tensorsOf(await one.predict(message, context())).map(({ name }) => name)).toEqual(["diff"]);
    await one.close();
  });

  test("lists inputs that are missing, unknown or doubled", async () => {
    const unit = await loadUnit("add");
    const a = numbers([1, 2, 3], [1, 3], "a");
    const wrong = await failure(unit.predict(tensorMessage([a, { ...a, name: "c" }]), context()));
    expect(wrong.message).toBe(
      'Unit "model": Expected one value for each input of the model, got missing "b" FP32[N,3]; unknown "c"',
    );
    expect(wrong.code).toBe("INVALID_ARGUMENT");
    const doubled = await failure(unit.predict(tensorMessage([a, { ...a, name: "b" }, a]), context()));
    expect(doubled.message).toContain("a name given twice");
    const single = await failure(unit.predict(tensorMessage([numbers([1, 2], [1, 2])]), context()));
    expect(single.message).toBe('Unit "model": Expected 2 inputs "a" FP32[N,3], "b" FP32[N,3], got FP64[1,2]');
    await unit.close();
  });

  for (const shape of [["N", 1], ["N"]]) {
    test(`splits a table by its column names for inputs of [${shape.join(",")}]`, async () => {
      const unit = await loadUnit(dataFrame(shape), { outputs: "age_out,visits_out" });
      const sizes = shape.length === 2 ? [2, 1] : [2];
      const rows = [
        ["Brno", 41.5, 3],
        ["Oslo", 12, 4],
      ];
      const message = { ...jsonMessage(rows), names: ["city", "age", "visits"], encoding: "ndarray" } as const;
      const outputs = tensorsOf(await unit.predict(message, context()));
      expect(outputs).toEqual([
        { name: "age_out", datatype: "FP32", shape: sizes, data: Float32Array.of(41.5, 12) },
        { name: "visits_out", datatype: "INT64", shape: sizes, data: BigInt64Array.of(3n, 4n) },
      ]);
      const text = tensor("BYTES", [1, 3], ["1", "2", "3"]);
      const refused = await failure(unit.predict(tensorMessage([text], ["city", "age", "visits"]), context()));
      expect(refused.message).toContain(`for input "age", got BYTES`);
      const unknown = await failure(unit.predict({ ...message, names: ["city", "age", "x"] }, context()));
      expect(unknown.message).toContain('missing "visits"');
      await unit.close();
    });
  }

  test("takes jsonData by input name, with numbers, text and truth values", async () => {
    const unit = await loadUnit(dataFrame(["N", 1]));
    const value = { age: [[1], [true]], visits: [[2n ** 62n], [4]], city: [["a"], ["b"]] };
    const outputs = tensorsOf(await unit.predict(jsonMessage(value), context()));
    expect(outputs.map(({ data }) => [...data])).toEqual([
      [1, 1],
      [2n ** 62n, 4n],
      ["a", "b"],
    ]);
    for (const [city, got] of [
      [[[1]], "a number"],
      [[["a"], ["b", "c"]], "a ragged array"],
      [[[null]], "null"],
      [[["a\0b"]], "a zero character"],
    ] as const) {
      const refused = await failure(unit.predict(jsonMessage({ ...value, city }), context()));
      expect(refused.message).toContain(got);
      expect(refused.code).toBe("INVALID_ARGUMENT");
    }
    const fraction = await failure(unit.predict(jsonMessage({ ...value, visits: [[0.5], [1]] }), context()));
    expect(fraction.message).toContain('for input "visits", got a fraction');
    await unit.close();
  });

  test("survives arrays that are nested without end", async () => {
    const unit = await loadUnit("identity-float");
    let deep: readonly unknown[] = [1];
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    const refused = await failure(unit.predict(jsonMessage(deep as never), context()));
    expect(refused.message).toContain("nested more than 8 deep");
    await unit.close();
  });

  test("takes strData for a single text and binData for bytes", async () => {
    const text = await loadUnit(identity({ type: "string", shape: ["N", 1] }));
    const said = tensorsOf(await text.predict(textMessage("hello"), context()));
    expect(said[0]).toEqual({ name: "y", datatype: "BYTES", shape: [1, 1], data: ["hello"] });
    expect((await failure(text.predict(bytesMessage(Uint8Array.of(1)), context()))).message).toBe(
      'Unit "model": Expected BYTES[N,1] for input "x", got binData of 1 bytes',
    );
    await text.close();
    const image = await loadUnit(identity({ type: "uint8", shape: ["N", "H", 3] }));
    const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect(tensorsOf(await image.predict(bytesMessage(pixels), context()))[0]!.shape).toEqual([1, 2, 3]);
    expect((await failure(image.predict(bytesMessage(pixels.subarray(1)), context()))).message).toContain("5 bytes");
    expect((await failure(image.predict(textMessage("x"), context()))).message).toContain("got strData");
    await image.close();
  });

  test("takes raw bytes that are UTF-8 for text inputs, and no others", async () => {
    const unit = await loadUnit("identity-string");
    const good = tensor("BYTES", [1, 2], [new TextEncoder().encode("ž"), Uint8Array.of(65)]);
    expect(tensorsOf(await unit.predict(tensorMessage([good]), context()))[0]!.data).toEqual(["ž", "A"]);
    const bad = tensor("BYTES", [1, 2], [Uint8Array.of(0xff), Uint8Array.of(65)]);
    expect((await failure(unit.predict(tensorMessage([bad]), context()))).message).toContain("not UTF-8");
    await unit.close();
  });
});

describe("createOnnxUnit() says what was expected and what came", () => {
  test("for ranks, sizes and types", async () => {
    const unit = await loadUnit("fixed");
    const expected = 'Unit "model": Expected FP32[1,4] for input "x", got ';
    for (const [given, got] of [
      [numbers([1, 2, 3, 4], [4]), "FP64[4]"],
      [numbers([1, 2, 3], [1, 3]), "FP64[1,3]"],
      [numbers([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]), "FP64[2,4]"],
      [tensor("BYTES", [1, 4], ["1", "2", "3", "4"]), "BYTES[1,4]"],
    ] as const) {
      const refused = await failure(unit.predict(tensorMessage([given]), context()));
      expect(refused.message).toBe(expected + got);
      expect(refused.code).toBe("INVALID_ARGUMENT");
      expect(refused.unit).toBe("model");
    }
    await unit.close();
  });

  test("for values outside of an integer type", async () => {
    const unit = await loadUnit("identity-int8");
    const refused = await failure(unit.predict(tensorMessage([numbers([300, 1], [1, 2])]), context()));
    expect(refused.message).toContain('Input "x": Expected INT8 values');
    await unit.close();
  });

  test("for shapes that only the graph inside refuses, without build paths or numbers", async () => {
    const unit = await loadUnit("add");
    const message = tensorMessage([numbers([1, 2, 3, 4, 5, 6], [2, 3], "a"), numbers(Array(9).fill(1), [3, 3], "b")]);
    const refused = await failure(unit.predict(message, context()));
    expect(refused.message).toContain("could not run on this input");
    expect(refused.message).toContain("broadcast");
    expect(refused.message).not.toMatch(/ERROR_CODE|\.h:|\.cc:|\/_work\//);
    await unit.close();
  });

  test("when the deadline has passed", async () => {
    const unit = await loadUnit("fixed");
    const late = context({ deadlineMs: performance.now() - 1 });
    const refused = await failure(unit.predict(tensorMessage([numbers([1, 2, 3, 4], [1, 4])]), late));
    expect(refused.code).toBe("DEADLINE_EXCEEDED");
    await unit.close();
  });
});

test("the folder of fixtures holds too many models to choose from", async () => {
  const refused = await failure(createOnnxUnit(onnxSpec(FIXTURES.slice(0, -1)), onnxHost()));
  expect(refused.message).toContain("expected a folder with exactly one .onnx file, found");
});
