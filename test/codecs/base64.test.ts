import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase64, encodeBase64 } from "../../runtime/codecs/base64.ts";

const bytes = fc.uint8Array({ maxLength: 200 });

describe("decodeBase64()", () => {
  test("gives back what encodeBase64 wrote, and agrees with the platform", () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const text = encodeBase64(value);
        expect(text).toBe(Buffer.from(value).toString("base64"));
        expect(decodeBase64(text, "x")).toEqual(new Uint8Array(value));
      }),
    );
  });

  test("takes unpadded and URL-safe text", () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const text = Buffer.from(value).toString("base64url");
        expect(decodeBase64(text, "x")).toEqual(new Uint8Array(value));
      }),
    );
  });

  test("takes text that is wrapped in lines", () => {
    expect(decodeBase64("aGVs\r\nbG8=\n", "x")).toEqual(new TextEncoder().encode("hello"));
  });

  test.each(["A", "AAAAA", "A===", "A=AA", "AA=A", "====", "AA-\u00a0", "äAAA", "AA*="])(
    "refuses %j, naming the field",
    (text) => {
      expect(() => decodeBase64(text, "binData")).toThrow("binData: expected base64 text");
    },
  );
});
