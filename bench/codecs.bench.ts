/**
 * What reading and writing a body costs, against what people would do instead. README.md says how
 * to read it.
 * @module
 */
import { SHAPES } from "./codecs-case.ts";
import type { CodecCase, Shape } from "./codecs-case.ts";
import { CODEC_CASES } from "./codecs-cases.ts";
import { alternate, median, ratioOf } from "./harness.ts";
import type { Bench, BenchOptions, Finding } from "./harness.ts";
import type { CodecSettings } from "./peers/codecs.ts";
import { withPeers } from "./processes.ts";

export const codecs: Bench = {
  name: "codecs",
  summary: "reading and writing bodies of each protocol, against JSON.parse and protobufjs on the same bodies",
  async run(options) {
    const findings: Finding[] = [];
    for (const codec of CODEC_CASES) {
      for (const shape of options.quick ? SHAPES.slice(0, 2) : SHAPES)
        findings.push(...(await compare(codec, shape, options)));
    }
    return findings;
  },
};

async function compare(codec: CodecCase, shape: Shape, { quick, progress }: BenchOptions): Promise<Finding[]> {
  return withPeers(async (start) => {
    const settings = (side: CodecSettings["side"]): CodecSettings => ({ key: codec.key, shape, side });
    const own = await start("peers/codecs", settings("own"));
    const other = await start("peers/codecs", settings("other"));
    const words = `${codec.title}, ${shape.join("x")}`;
    const findings: Finding[] = [];
    // First all reading, then all writing: the one leaves its garbage to the other.
    for (const verb of ["decode", "encode"] as const) {
      const sides = (durationMs: number) => ({
        own: () => own.ask<number>(verb, durationMs),
        other: () => other.ask<number>(verb, durationMs),
      });
      await alternate(1, sides(quick ? 20 : 500), () => progress(`codecs: ${words}, ${verb}`));
      const results = await alternate(quick ? 1 : 9, sides(quick ? 10 : 150));
      findings.push(...findingsOf(codec, shape, verb, results));
    }
    return findings;
  });
}

/** How findings spell a verb, of this side and of the other one. */
const SPELLING = {
  decode: {
    key: "Decode",
    words: "to read",
    json: ["JsonParse", "JSON.parse"],
    protobufjs: ["ProtobufjsDecode", "protobufjs"],
  },
  encode: {
    key: "Encode",
    words: "to write",
    json: ["JsonStringify", "JSON.stringify"],
    protobufjs: ["ProtobufjsEncode", "protobufjs"],
  },
} as const;

function findingsOf(
  { key, title, peer }: CodecCase,
  shape: Shape,
  verb: "decode" | "encode",
  { own, other }: Readonly<Record<"own" | "other", readonly number[]>>,
): Finding[] {
  const prefix = `${key}${shape.join("x")}`;
  const words = `${SPELLING[verb].words}, ${title}, ${shape.join("x")}`;
  const [peerKey, peerName] = SPELLING[verb][peer];
  const us = (value: number): number => value;
  return [
    { key: `${prefix}${SPELLING[verb].key}Us`, value: median(own), text: `us ${words}` },
    { key: `${prefix}${peerKey}Us`, value: median(other), text: `us ${words}, by ${peerName}` },
    { key: `${prefix}${SPELLING[verb].key}Ratio`, value: ratioOf(other, own, us), text: `times faster ${words}` },
  ];
}
