import { describe, expect, test } from "vitest";
import { decodeMessage } from "../../../runtime/codecs/seldon-json/decode.ts";
import { failureOf, newRun } from "../../support/manifests.ts";
import { load } from "./component-unit.ts";

const SUMS = { predict: (rows: number[][]) => rows.map((row) => [row.reduce((sum, value) => sum + value, 0)]) };

describe("what the language complains about in a component", () => {
  test.each([
    ['{"data":{"ndarray":[1,2,3]}}', "row.reduce is not a function; the component was given INT64[3]"],
    ['{"data":{"tensor":{"shape":[2,0],"values":[]}}}', undefined],
    ['{"data":{"ndarray":["a",1]}}', "row.reduce is not a function; the component was given an ndarray of mixed types"],
    ['{"strData":"x"}', "rows.map is not a function; the component was given strData"],
    ['{"jsonData":{"a":1}}', "rows.map is not a function; the component was given jsonData"],
  ])("says what it was given: %s", async (body, expected) => {
    const unit = await load(SUMS);
    const work = (): unknown => unit.predict!(decodeMessage(body), newRun());
    if (expected === undefined) expect(work).not.toThrow();
    else expect(await failureOf(work)).toMatchObject({ code: "INTERNAL", message: expected });
  });

  test("says so of a promise, of a router and of all that a combiner was given", async () => {
    const text = decodeMessage('{"strData":"x"}');
    const row = decodeMessage('{"data":{"ndarray":[[1]]}}');
    const unit = await load({
      transformInput: (rows: number[]) => Promise.resolve().then(() => rows.map(String)),
      route: (rows: number[]) => rows.map(Number)[0]!,
      aggregate: (all: number[][]) => all.map((rows) => rows.map(Number)),
    });
    const given = "rows.map is not a function; the component was given strData";
    expect(await failureOf(() => unit.transformInput!(text, newRun()))).toMatchObject({ message: given });
    expect(await failureOf(() => unit.route!(text, newRun()))).toMatchObject({ message: given });
    expect(await failureOf(() => unit.aggregate!([row, text], newRun()))).toMatchObject({
      message: "rows.map is not a function; the component was given INT64[1,1] and strData",
    });
  });

  test.each([
    ["an error of its own", new Error("not ready")],
    ["a type error of its own", new TypeError("Expected 4 columns")],
    ["an error with a status", Object.assign(new TypeError("bad"), { statusCode: 418 })],
  ])("but not of %s", async (_, error) => {
    const unit = await load({
      predict: () => {
        throw error;
      },
    });
    const thrown = await failureOf(() => unit.predict!(decodeMessage('{"strData":"x"}'), newRun()));
    expect(thrown.message).toBe(error.message);
  });
});
