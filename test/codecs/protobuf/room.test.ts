import { describe, expect, test } from "vitest";
import { ProtoWriter } from "../../../runtime/codecs/protobuf/writer.ts";

const TAG = 10;
const messageOf = (text: string): number[] => [TAG, text.length, ...Buffer.from(text)];

function write(text: string): Uint8Array {
  const writer = new ProtoWriter();
  writer.string(TAG, text);
  return writer.finish();
}

describe("messages of a writer that takes the last one's memory", () => {
  test("keep what was written while others are", () => {
    const first = write("first");
    const second = write("other");
    expect([...first]).toEqual(messageOf("first"));
    expect([...second]).toEqual(messageOf("other"));
    expect(first.buffer.byteLength).toBe(first.length);
  });

  test("are apart when they are written at the same time", () => {
    const [one, two] = [new ProtoWriter(), new ProtoWriter()];
    one.open(TAG);
    two.open(TAG);
    one.string(TAG, "one");
    two.string(TAG, "two");
    one.close();
    two.close();
    const written = [one.finish(), two.finish()];
    write("x".repeat(50));
    expect(written.map((bytes) => Buffer.from(bytes).toString())).toEqual(["\n\x05\n\x03one", "\n\x05\n\x03two"]);
  });

  test("are whole behind one that was never finished, open messages and all", () => {
    const broken = new ProtoWriter();
    broken.open(TAG);
    broken.string(TAG, "broken");
    expect([...write("whole")]).toEqual(messageOf("whole"));
    expect([...write("again")]).toEqual(messageOf("again"));
  });

  test.each([0, 1, 127, 4080, 4094, 4096, 4097, 9000, 70_000])("are whole with %d bytes of text", (length) => {
    const text = "abc".repeat(length).slice(0, length);
    for (const size of [0, length, 5000]) {
      const writer = new ProtoWriter(size);
      writer.open(TAG);
      writer.open(TAG);
      writer.string(TAG, text);
      writer.close();
      writer.close();
      const bytes = Buffer.from(writer.finish());
      expect(bytes.subarray(bytes.length - length).toString()).toBe(text);
      expect(bytes.length - length).toBeLessThanOrEqual(12);
    }
    expect([...write("small")]).toEqual(messageOf("small"));
  });
});
