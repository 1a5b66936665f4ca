/**
 * What every codec keeps: what it wrote it reads back, whatever it is given it answers or refuses,
 * and a refusal says where.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InferenceError } from "../../runtime/errors.ts";
import type { Message } from "../../runtime/message/message.ts";

export interface CodecUnderTest {
  readonly name: string;
  readonly encode: (message: Message) => string | Uint8Array;
  readonly decode: (body: Uint8Array) => Message;
  /** Messages that the protocol can carry without loss. */
  readonly messages: fc.Arbitrary<Message>;
}

export function describeCodec({ name, encode, decode, messages }: CodecUnderTest): void {
  const bytesOf = (message: Message): Uint8Array => {
    const body = encode(message);
    return typeof body === "string" ? new TextEncoder().encode(body) : body;
  };
  const refuses = (body: Uint8Array): void => {
    try {
      decode(body);
    } catch (error) {
      expect(InferenceError.is(error), String(error)).toBe(true);
      expect((error as InferenceError).httpStatus).toBe(400);
      expect((error as InferenceError).message.length).toBeGreaterThan(10);
    }
  };

  describe(`${name} as a codec`, () => {
    test("reads back what it wrote", () => {
      fc.assert(
        fc.property(messages, (message) => {
          expect(decode(bytesOf(message))).toEqual(message);
        }),
      );
    });

    test("writes the same bytes for what it read back", () => {
      fc.assert(
        fc.property(messages, (message) => {
          const body = bytesOf(message);
          expect(bytesOf(decode(body))).toEqual(body);
        }),
      );
    });

    test("reads or refuses with 400 whatever bytes come", () => {
      fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), refuses));
    });

    test("reads or refuses with 400 what is cut, doubled or spoilt", () => {
      const spoilt = fc.tuple(messages, fc.nat(), fc.nat(255), fc.constantFrom("cut", "double", "change"));
      fc.assert(
        fc.property(spoilt, ([message, place, byte, how]) => {
          const body = bytesOf(message);
          const at = place % body.length;
          if (how === "cut") return refuses(body.slice(0, at));
          if (how === "double") return refuses(Uint8Array.of(...body, ...body.slice(at)));
          return refuses(body.with(at, byte));
        }),
      );
    });
  });
}
