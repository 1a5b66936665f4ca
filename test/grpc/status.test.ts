import { describe, expect, test } from "vitest";
import { ERROR_CODES, InferenceError } from "../../runtime/errors.ts";
import type { ErrorCode, Protocol } from "../../runtime/errors.ts";
import { RpcError, statusOf } from "../../runtime/grpc/status.ts";

const answered = (status: number, body: string, protocol: Protocol = "seldon"): InferenceError =>
  new InferenceError("INTERNAL", "said by the runtime", {
    reply: { protocol, status, contentType: "application/json", body },
  });

describe("statusOf()", () => {
  test("gives every code of ours a status that is not UNKNOWN, and its message", () => {
    for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
      const status = statusOf(new InferenceError(code, "why"));
      expect(status.code, code).not.toBe(2);
      expect(status.code, code).toBeGreaterThan(0);
      expect(status.message).toBe("why");
    }
  });

  test("takes whatever else is thrown for INTERNAL", () => {
    expect(statusOf(new TypeError("oops"))).toMatchObject({ code: 13, message: "oops" });
    expect(statusOf("oops")).toMatchObject({ code: 13, message: "oops" });
  });

  test.each([
    [400, 3],
    [401, 16],
    [403, 7],
    [404, 5],
    [413, 8],
    [422, 3],
    [429, 8],
    [500, 13],
    [501, 12],
    [503, 14],
    [504, 4],
    [599, 13],
  ])("maps a unit's own HTTP status %i to %i", (http, grpc) => {
    expect(statusOf(answered(http, "{}")).code).toBe(grpc);
  });

  test.each([
    ['{"status":{"info":"too few rows","code":-1}}', "too few rows"],
    ['{"error":"no such model"}', "no such model"],
    ['"plain"', "plain"],
    [" not JSON \n", "not JSON"],
    ['{"detail":"other"}', '{"detail":"other"}'],
    ["", "said by the runtime"],
  ])("finds the words of a unit's answer in %s", (body, words) => {
    expect(statusOf(answered(400, body)).message).toBe(words);
  });

  test.each([
    ['{"status":{"info":"too few rows"}}', 'Unit "m": too few rows'],
    ['{"error":"Unit \\"m\\": too few rows"}', 'Unit "m": too few rows'],
    ["", 'Unit "m": said by the runtime'],
  ])("names the unit that answered %s, once", (body, words) => {
    expect(statusOf(answered(400, body).at("m")).message).toBe(words);
  });

  test("bounds the text", () => {
    expect(statusOf(answered(500, "x".repeat(200_000))).message.length).toBeLessThanOrEqual(4096);
    expect(statusOf(new Error("x".repeat(200_000))).message.length).toBeLessThanOrEqual(4096);
  });

  test("keeps metadata beside an error", () => {
    const error = new RpcError(new InferenceError("NOT_FOUND", "none", { unit: "u" }), ["seldon-puid", "p"]);
    expect(statusOf(error)).toEqual({ code: 5, message: "none", headers: ["seldon-puid", "p"] });
    expect(InferenceError.is(error)).toBe(true);
  });
});
