import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ArrivingBytes } from "../../runtime/http/arriving-bytes.ts";

/** Bytes that the heap has more of after `work`, whose result stays alive. */
function heapOf(work: () => unknown): number {
  const before = process.memoryUsage().heapUsed;
  const kept = work();
  const grown = process.memoryUsage().heapUsed - before;
  expect(kept).toBeDefined();
  return grown;
}

describe("ArrivingBytes", () => {
  test("gives back what came, in whatever pieces", () => {
    const piece = fc.uint8Array({ maxLength: 4000 }).map((bytes) => new Uint8Array(bytes));
    const pieces = fc.oneof(fc.array(piece), fc.array(fc.constant(Uint8Array.of(7, 8, 9)), { maxLength: 1500 }));
    fc.assert(
      fc.property(pieces, pieces, (first, rest) => {
        const bytes = new ArrivingBytes();
        for (const one of first) bytes.add(one);
        expect(Buffer.from(bytes.whole())).toEqual(Buffer.concat(first));
        for (const one of rest) bytes.add(one);
        expect(bytes.size).toBe(Buffer.concat([...first, ...rest]).length);
        expect(Buffer.from(bytes.whole())).toEqual(Buffer.concat([...first, ...rest]));
      }),
    );
  });

  test("copies nothing where there is one piece", () => {
    const bytes = new ArrivingBytes();
    const piece = Uint8Array.of(1, 2);
    bytes.add(piece);
    expect(bytes.whole()).toBe(piece);
  });

  test("keeps few objects however small the pieces are", () => {
    const count = 1_000_000;
    const bytes = new ArrivingBytes();
    const grown = heapOf(() => {
      for (let at = 0; at < count; at++) bytes.add(Uint8Array.of(at));
      return bytes;
    });
    // Each alone would take more than a hundred bytes; garbage that was not collected yet is counted, too.
    expect(grown).toBeLessThan(60 * count);
    expect(bytes.whole()).toHaveLength(count);
  });

  test("puts a place of the joined bytes at a multiple of eight", () => {
    for (const place of [0, 1, 7, 8, 103]) {
      const bytes = new ArrivingBytes();
      for (let at = 0; at < 120; at += 40) bytes.add(Uint8Array.from({ length: 40 }, (_, index) => at + index));
      const whole = bytes.whole(place);
      expect(Array.from(whole)).toEqual(Array.from({ length: 120 }, (_, index) => index));
      expect((whole.byteOffset + place) % 8).toBe(0);
    }
  });
});
