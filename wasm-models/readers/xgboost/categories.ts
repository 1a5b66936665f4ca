/** What category codes stood for in training, as 3.1 and later write it (`cats`). @module */
import { EMPTY } from "./document.ts";
import type { Entry } from "./document.ts";
import { MAX_CATEGORY } from "./limits.ts";
import type { XgboostCategories } from "./model.ts";
import { refuse } from "./refuse.ts";

/** @param cats the field; not there in older versions, and empty when nothing was recorded */
export function readCategories(cats: Entry, featureCount: number): XgboostCategories[] {
  const encodings = cats.find("enc");
  if (!encodings.present) return [];
  const entries = encodings.items(featureCount);
  if (entries.length === 0) return [];
  if (entries.length !== featureCount) encodings.fail(`${featureCount} features`, `${entries.length}`);
  let total = 0;
  return entries.map((entry) => {
    const found = readEncoding(entry);
    total += found?.length ?? 0;
    if (total > MAX_CATEGORY) encodings.fail(`at most ${MAX_CATEGORY} categories`, "more");
    return found;
  });
}

function readEncoding(entry: Entry): XgboostCategories {
  const values = entry.get("values");
  const offsets = entry.find("offsets");
  if (!offsets.present) {
    const numbers = values.numbers();
    return numbers.length === 0 ? undefined : Float64Array.from(numbers);
  }
  if (offsets.value === EMPTY || offsets.numbers().length === 0) return undefined;
  return readStrings(offsets.int32s(undefined, 0, 2147483647), values);
}

function readStrings(offsets: Int32Array, values: Entry): string[] {
  const bytes = Uint8Array.from(values.int32s(undefined, -128, 255));
  const text = new TextDecoder();
  const strings: string[] = [];
  for (let index = 1; index < offsets.length; index++) {
    const start = offsets[index - 1]!;
    const end = offsets[index]!;
    if (start > end || end > bytes.length) {
      refuse(`${values.path}, category ${index - 1}`, `a part of ${bytes.length} bytes`, `${start} to ${end}`);
    }
    strings.push(text.decode(bytes.subarray(start, end)));
  }
  return strings;
}
