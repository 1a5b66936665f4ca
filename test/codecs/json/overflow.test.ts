import { describe, expect, test } from "vitest";
import { decodeFeedback, decodeMessage } from "../../../runtime/codecs/seldon-json/decode.ts";
import { JsonReader } from "../../../runtime/codecs/json/reader.ts";
import { MUCH_SPACE, SPACE, bothWays } from "./both-ways.ts";

const BEYOND = "expected a number in the range of float64, got one beyond it";
/** Half way between the largest float64 and what would be the next: the first that is infinite. */
const LIMIT = (2n ** 1024n - 2n ** 970n).toString();
const BELOW = (BigInt(LIMIT) - 1n).toString();
const LARGEST = Number.MAX_VALUE;

const refused = (place: string): object => ({ code: "INVALID_ARGUMENT", message: `${place}: ${BEYOND}` });
const array = (body: string): string => `{"data":{"ndarray":${body}}}`;
const message = (body: Uint8Array): unknown => decodeMessage(body).data;

describe("a number beyond float64", () => {
  test.each([
    ["1e400", "data.ndarray[1]"],
    ["-1e309", "data.ndarray[1]"],
    ["9".repeat(400), "data.ndarray[1]"],
    [`-${LIMIT}`, "data.ndarray[1]"],
    [`${LIMIT}.0`, "data.ndarray[1]"],
    [`1${"0".repeat(400)}.5`, "data.ndarray[1]"],
    [`0.${"0".repeat(90)}1e400`, "data.ndarray[1]"],
    ["1.7976931348623159e308", "data.ndarray[1]"],
  ])("is refused with its index, in short and long arrays: %s", (lexeme, place) => {
    for (const space of ["", SPACE, MUCH_SPACE]) {
      expect(bothWays(message, array(`[${space}1.5, ${lexeme}, 2]`))).toEqual(refused(place));
    }
  });

  test("is refused with all its indices, and the keys on the way cut off", () => {
    expect(bothWays(message, array(`[[1,2],[3,1e400]]${SPACE}`))).toEqual(refused("data.ndarray[1][1]"));
    const tensor = `{"data":{"tensor":{"shape":[2],"values":[Infinity, 1e400${SPACE}]}}}`;
    expect(bothWays(message, tensor)).toEqual(refused("data.tensor.values[1]"));
    const json = `{"jsonData":{"é":[{"${"k".repeat(100)}":1e400}]}}`;
    expect(bothWays(message, json)).toEqual(refused(`jsonData.é[0].${"k".repeat(40)}`));
    const deep = "k".repeat(40);
    const nested = `{"jsonData":${`{"${deep}":`.repeat(10)}1e400${"}".repeat(10)}}`;
    expect(bothWays(message, nested)).toEqual(refused(`jsonData.${`${deep}.`.repeat(10)}`.slice(0, 120) + "…"));
  });

  test.each([
    ['{"meta":{"tags":{"a":1e999}},"strData":"x"}', "meta.tags.a"],
    ['{"strData":"x","else":[0,-1e999]}', "else[1]"],
    ['{"data":{"ndarray":["a",1e999]}}', "data.ndarray[1]"],
  ])("is refused wherever it stands: %s", (body, place) => {
    expect(bothWays(message, body)).toEqual(refused(place));
  });

  test("is refused as a reward", () => {
    expect(bothWays(decodeFeedback, '{"reward":1e999}')).toEqual(refused("reward"));
  });

  test("is refused behind a long array, and behind another one, in their body", () => {
    const long = `[${"1.5,".repeat(5000)}2]`;
    const body = (end: string): string => `{"jsonData":1,"a":${long},"é":${long},"b":${end}}`;
    expect(bothWays(message, body("[1e400]"))).toMatchObject(refused("b[0]"));
    expect(bothWays(message, array(`[${"1.5,".repeat(5000)}1e400]`))).toEqual(refused("data.ndarray[5000]"));
    const wide = Uint8Array.from(Buffer.from(`\ufeff${array("[0,1e400]")}`, "utf16le"));
    expect(bothWays(message, wide)).toEqual(refused("data.ndarray[1]"));
  });
});

describe("a number within float64", () => {
  const numbers = (text: string): unknown =>
    bothWays((body) => {
      const { data } = decodeMessage(body);
      return data.kind === "tensors" ? data.tensors[0]!.data : data;
    }, text);
  const bits = (values: readonly number[]): object => ({
    float64: new BigUint64Array(Float64Array.from(values).buffer),
  });

  test.each(["", SPACE])("is read also where it is the last", (space) => {
    const body = array(`[0.5,${space}1.7976931348623157e308,-${BELOW}.0,${BELOW}.9e0]`);
    expect(numbers(body)).toEqual(bits([0.5, LARGEST, -LARGEST, LARGEST]));
  });

  test("is read also where its first part, at a window's end, would be beyond", () => {
    const long = `${"1".repeat(400)}e-390`;
    for (let shift = 0; shift < 420; shift++) {
      const before = " ".repeat(16_384 - 420 + shift);
      expect(numbers(array(`[0.5,${before}${long}]`))).toEqual(bits([0.5, Number(long)]));
    }
  });

  test("or one of the words for what is none, is read", () => {
    const specials = [NaN, Infinity, -Infinity, 0.5];
    for (const space of ["", SPACE]) {
      expect(numbers(array(`[NaN,Infinity,-Infinity,${space}0.5]`))).toEqual(bits(specials));
    }
    const reader = new JsonReader("[-Infinity]");
    expect(reader.value("")).toEqual([-Infinity]);
  });
});
