/** What training saw of the features: `[0.5:2]`, `none`, or categories as `-1:3:7`. @module */
import { MAX_SET_WORDS } from "./limits.ts";
import type { LightgbmFeatureInfo } from "./model.ts";
import { refuse } from "./refuse.ts";

const RANGE = /^\[([^:[\]]{1,64}):([^:[\]]{1,64})\]$/;
const CATEGORIES = /^-?\d{1,10}(?::-?\d{1,10})*$/;

/** Nothing is computed from them, so what is not understood counts as nothing. */
export function featureInfos(texts: readonly string[]): LightgbmFeatureInfo[] {
  let total = 0;
  return texts.map((text, feature) => {
    const range = RANGE.exec(text);
    if (range !== null) return { kind: "range", least: numberOf(range[1]!), most: numberOf(range[2]!) };
    if (!CATEGORIES.test(text)) return { kind: "none" };
    const parts = text.split(":");
    total += parts.length;
    if (total > MAX_SET_WORDS)
      refuse(`feature_infos[${feature}]`, `at most ${MAX_SET_WORDS} categories in all`, "more");
    return { kind: "categories", categories: Int32Array.from(parts, Number) };
  });
}

function numberOf(text: string): number {
  if (/^[+-]?inf/i.test(text)) return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}
