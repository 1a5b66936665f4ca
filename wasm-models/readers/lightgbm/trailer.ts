/** What stands behind the trees: parameters of training, and the categories of pandas. @module */
import type { Lines, Span } from "./lines.ts";
import { MAX_PARAMETERS, MAX_SET_WORDS } from "./limits.ts";
import type { LightgbmCategory, LightgbmModel } from "./model.ts";
import { refuse } from "./refuse.ts";

const PANDAS = "pandas_categorical:";

export function readTrailer(lines: Lines): Pick<LightgbmModel, "parameters" | "pandasCategories"> {
  const parameters = new Map<string, string>();
  let categories: Span | undefined;
  let inside = false;
  while (lines.advance()) {
    if (lines.is("parameters:")) inside = true;
    else if (lines.is("end of parameters")) inside = false;
    else if (lines.startsWith(PANDAS)) categories = { start: lines.start + PANDAS.length, end: lines.end };
    else if (inside) addParameter(parameters, lines);
  }
  return {
    parameters,
    pandasCategories: categories === undefined ? undefined : readCategories(lines.text(categories)),
  };
}

/** `[learning_rate: 0.1]`. */
function addParameter(parameters: Map<string, string>, lines: Lines): void {
  if (lines.end - lines.start > 65_536) return;
  const found = /^\[([^:\]]{1,100}):\s?(.*)\]$/.exec(lines.text());
  if (found === null) return;
  if (parameters.size >= MAX_PARAMETERS) refuse("parameters", `at most ${MAX_PARAMETERS}`, "more");
  parameters.set(found[1]!, found[2]!);
}

/** A list of lists; `null` when the table had no such column. */
function readCategories(text: string): LightgbmCategory[][] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("pandas_categorical", "JSON", "another text");
  }
  if (value === null) return undefined;
  let total = 0;
  const listed = (found: unknown, place: string): unknown[] => {
    if (!Array.isArray(found)) return refuse(place, "a list", found === null ? "null" : `a ${typeof found}`);
    total += found.length;
    return total > MAX_SET_WORDS ? refuse(place, `at most ${MAX_SET_WORDS} categories in all`, "more") : found;
  };
  return listed(value, "pandas_categorical").map((column, index) => {
    const place = `pandas_categorical[${index}]`;
    return listed(column, place).map((category) => {
      const known = category === null || ["string", "number", "boolean"].includes(typeof category);
      return known ? (category as LightgbmCategory) : refuse(place, "strings and numbers", `a ${typeof category}`);
    });
  });
}
