import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Analyzer } from "../../../wasm-models/ir/ops.ts";
import { compileAnalyzer } from "../../../wasm-models/text/analyzer.ts";
import { ENGLISH_STOP_WORDS } from "../../../wasm-models/text/english-stop-words.ts";

/** As scikit-learn's CountVectorizer is told. */
interface Options {
  readonly analyzer?: string;
  readonly lowercase?: boolean;
  readonly strip_accents?: string;
  readonly token_pattern?: string;
  readonly stop_words?: readonly string[];
  readonly ngram_range?: readonly number[];
}

/** What scikit-learn finds: see make.py. */
interface Recorded {
  readonly texts: readonly string[];
  /** By options, the terms of each text. */
  readonly cases: readonly (readonly [Options, readonly (readonly string[])[]])[];
}

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, "python.json"), "utf8")) as Recorded;

const WORDS: Analyzer = {
  unit: "word",
  lowercase: true,
  accents: undefined,
  pattern: "(?u)\\b\\w\\w+\\b",
  stopWords: [],
  ngrams: [1, 1],
};

function analyzerOf(options: Options): Analyzer {
  const [shortest = 1, longest = 1] = options.ngram_range ?? [];
  return {
    unit: (options.analyzer ?? "word") as Analyzer["unit"],
    lowercase: options.lowercase ?? true,
    accents: options.strip_accents as Analyzer["accents"],
    pattern: options.token_pattern ?? WORDS.pattern,
    stopWords: options.stop_words ?? [],
    ngrams: [shortest, longest],
  };
}

function terms(analyzer: Partial<Analyzer>, text: string): readonly string[] {
  const found: string[] = [];
  compileAnalyzer({ ...WORDS, ...analyzer })(text, (term) => found.push(term));
  return found;
}

describe("compileAnalyzer()", () => {
  test.each(recorded.cases.map(([options, expected]) => [JSON.stringify(options), options, expected] as const))(
    "finds what scikit-learn finds with %s",
    (_, options, expected) => {
      expect(recorded.texts.map((text) => terms(analyzerOf(options), text))).toEqual(expected);
    },
  );

  test("finds words of several scripts, and numbers that are no digits", () => {
    expect(terms({}, "Größe 太好了 ½x Ⅷa naïve _a 😀ab")).toEqual(["größe", "太好了", "½x", "ⅷa", "naïve", "_a", "ab"]);
  });

  test("leaves stop words out before it makes runs", () => {
    expect(terms({ stopWords: ["of"], ngrams: [2, 2] }, "state of the art")).toEqual(["state the", "the art"]);
  });

  test("knows 318 English stop words", () => {
    expect(new Set(ENGLISH_STOP_WORDS).size).toBe(318);
    expect(terms({ stopWords: ENGLISH_STOP_WORDS }, "the film was dull")).toEqual(["film", "dull"]);
  });

  test("drops marks that combine and keeps those that do not", () => {
    // U+20DD encloses and has no combining class; U+0334 has the lowest one, U+0345 the highest.
    expect(terms({ accents: "unicode", pattern: "\\S+" }, "a\u0334e\u0345o\u0301 x\u20dd")).toEqual(["aeo", "x\u20dd"]);
  });

  test.each([
    ["(?i)\\w+", "the flag (?i)"],
    ["(\\w)\\1", "\\1 in a token pattern"],
    ["\\w+(?=,)", "a group of the kind (?="],
    ["(?<!x)\\w", "a group of the kind (?<"],
    ["(?P=x)a", "a group of the kind (?P"],
    ["(a)(b)", "a token pattern of 2 groups"],
    ["\\w*", "matches nothing at all"],
    ["a++", "a repetition of a repetition"],
    ["a**", "a repetition of a repetition"],
    ["a{3}{2}", "a repetition of a repetition"],
    ["\\b+a", "a repeated place"],
    ["a{2,1}", "a repetition of 2 to 1 times"],
    ["a{5000}", "a repetition of 5000 to 5000 times"],
    ["*a", "nothing before *"],
    ["(a", "lacks a )"],
    ["a)", "a ) too many"],
    ["[a", "ends too early"],
    ["[z-a]", "a bad range"],
    ["\\q", "\\q in a token pattern"],
    ["\\xg1", "without 2 hexadecimal digits"],
    ["\\U00110000", "without 8 hexadecimal digits"],
    ["a".repeat(501), "501 characters"],
    ["(?:a{100}){100}", "more than 500 steps"],
    [`${"(".repeat(60)}a${")".repeat(60)}`, "groups in groups"],
    ["(?:(?:(?:){1000}){1000}){1000}a", "too many repetitions"],
  ])("refuses %s", (pattern, message) => {
    expect(() => compileAnalyzer({ ...WORDS, pattern })).toThrow(message);
    expect(() => compileAnalyzer({ ...WORDS, pattern })).toThrow(RangeError);
  });

  test.each([[[0, 1]], [[2, 1]], [[1, 101]], [[NaN, 1]]] as const)("refuses runs of %s", (ngrams) => {
    expect(() => compileAnalyzer({ ...WORDS, ngrams })).toThrow(RangeError);
  });

  test.each(["(a*)*b", "(?:a|aa)+b", "(?:a+)+b", "a.*b.*c.*d", "(?:a?){200}b", "(?:\\w+\\s?)*;", "a{400}b"])(
    "takes time that grows with the text, and no faster, for %s",
    (pattern) => {
      const analyse = compileAnalyzer({ ...WORDS, pattern });
      // A machine without memory would need more steps than there are atoms for most of these.
      expect(() => analyse("a".repeat(5_000), () => undefined)).not.toThrow();
    },
  );

  test("refuses a text that is too long for a long pattern, and names the length", () => {
    const analyse = compileAnalyzer({ ...WORDS, pattern: "(?:a?){200}b" });
    expect(() => analyse("c".repeat(1_000_000), () => undefined)).toThrow("The text of 1000000 characters is too long");
  });
});
