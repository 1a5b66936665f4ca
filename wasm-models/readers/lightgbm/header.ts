/** What stands in front of the trees. @module */
import type { Lines, Span } from "./lines.ts";
import { MAX_FEATURES, MAX_GROUPS } from "./limits.ts";
import type { LightgbmFeatureInfo, LightgbmModel, LightgbmObjective } from "./model.ts";
import { countNumbers, integer } from "./numbers.ts";
import { refuse } from "./refuse.ts";
import { featureInfos } from "./feature-infos.ts";

export type LightgbmHeader = Omit<LightgbmModel, "trees" | "pandasCategories" | "parameters">;

/** Reads until the first tree, which stays the current line, or the end of trees. */
export function readHeader(lines: Lines): LightgbmHeader {
  if (!lines.advance() || !lines.is("tree")) refuse("line 1", "tree", "another line");
  const fields = new Map<string, Span>();
  let averageOutput = false;
  while (lines.advance() && !lines.startsWith("Tree=") && !lines.is("end of trees")) {
    if (lines.is("average_output")) averageOutput = true;
    for (const key of KEYS) {
      const value = lines.value(key);
      if (value !== undefined) fields.set(key, value);
    }
  }
  const number = (key: string, least: number, most: number, otherwise?: number): number => {
    const span = fields.get(key);
    if (span !== undefined) return integer(lines, span, least, most, key);
    return otherwise ?? refuse(key, "a number", "nothing");
  };
  const text = (key: string): string | undefined => {
    const span = fields.get(key);
    return span === undefined ? undefined : lines.text(span);
  };
  const classCount = number("num_class", 1, MAX_GROUPS);
  const featureCount = number("max_feature_idx", -1, MAX_FEATURES - 1) + 1;
  const names = fields.get("feature_names");
  const infos = fields.get("feature_infos");
  return {
    version: text("version"),
    objective: objectiveOf(text("objective")),
    featureCount,
    classCount,
    groups: number("num_tree_per_iteration", 1, MAX_GROUPS, classCount),
    averageOutput,
    featureNames: names === undefined ? [] : words(lines, names, featureCount, "feature_names"),
    featureInfos: infos === undefined ? [] : readInfos(lines, infos, featureCount),
  };
}

const KEYS = [
  "version",
  "num_class",
  "num_tree_per_iteration",
  "max_feature_idx",
  "objective",
  "feature_names",
  "feature_infos",
] as const;

function words(lines: Lines, span: Span, count: number, place: string): string[] {
  const found = countNumbers(lines, span);
  if (found !== count) refuse(place, `${count} of them`, `${found}`);
  return count === 0
    ? []
    : lines
        .text(span)
        .split(" ")
        .filter((word) => word !== "");
}

function readInfos(lines: Lines, span: Span, count: number): LightgbmFeatureInfo[] {
  return featureInfos(words(lines, span, count, "feature_infos"));
}

/** `binary sigmoid:1`; undefined for an empty line. */
function objectiveOf(text: string | undefined): LightgbmObjective | undefined {
  const [name, ...rest] = (text ?? "").split(" ", 100).filter((word) => word !== "");
  if (name === undefined) return undefined;
  const pairs = rest.map((word): [string, string] => {
    const colon = word.indexOf(":");
    return colon === -1 ? [word, ""] : [word.slice(0, colon), word.slice(colon + 1)];
  });
  return { name, parameters: new Map(pairs) };
}
