import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

const JSON_KEYS = ["DecodeUs", "JsonParseUs", "DecodeRatio", "EncodeUs", "JsonStringifyUs", "EncodeRatio"];
const PROTOBUF_KEYS = [
  "DecodeUs",
  "ProtobufjsDecodeUs",
  "DecodeRatio",
  "EncodeUs",
  "ProtobufjsEncodeUs",
  "EncodeRatio",
];
/** Keys of a codec's findings by the beginning of their names. */
const CODECS: Readonly<Record<string, readonly string[]>> = {
  seldonNdarray: JSON_KEYS,
  seldonTensor: JSON_KEYS,
  v2Json: JSON_KEYS,
  v2Binary: JSON_KEYS,
  tensorflowJson: JSON_KEYS,
  seldonProto: PROTOBUF_KEYS,
  v2Proto: PROTOBUF_KEYS,
  v2ProtoRaw: PROTOBUF_KEYS,
  tensorflowProto: PROTOBUF_KEYS,
};

describe("npm run bench", () => {
  // Each side checks what it reads and writes before it is timed.
  it("codecs --quick --json prints a number for every codec and size", async () => {
    const bench = ["runtime/build/bench.mjs", "codecs", "--quick", "--json"];
    const { stdout } = await promisify(execFile)(process.execPath, bench, { cwd: root });
    const { bench: name, node, cores, ...found } = JSON.parse(stdout) as Record<string, unknown>;
    expect({ name, node, cores }).toEqual({ name: "codecs", node: process.versions.node, cores: expect.any(Number) });
    const keys = Object.entries(CODECS).flatMap(([codec, ends]) =>
      ["1x4", "100x100"].flatMap((size) => ends.map((end) => codec + size + end)),
    );
    expect(Object.keys(found).toSorted()).toEqual(keys.toSorted());
    for (const key of keys) expect(found[key], key).toSatisfy(Number.isFinite);
  }, 120_000);
});
