/** Whether a client reads of our answer what it read of the recorded one. */
import { isDeepStrictEqual } from "node:util";
import type { JsonValue } from "../../runtime/message/json-value.ts";
import { AgreedDifferences } from "./agreed-differences.ts";
import { CLIENT_DIFFERENCES } from "./v2-client-differences.ts";
import type { Reading } from "./v2-http-readers.ts";
import type { WireTensor } from "./v2-tensors.ts";

const differences = new AgreedDifferences(CLIENT_DIFFERENCES);

/** What is wrong with a reading; undefined when it is the recorded one or differs as agreed. */
export function clientVerdict(id: string, recorded: Reading, actual: Reading): string | undefined {
  return differences.verdict(id, sameReading(recorded, actual), shown(recorded), shown(actual));
}

/** Entries that no pair needed. */
export function unusedClientDifferences(): readonly string[] {
  return differences.unused;
}

/** `reads` and what a client returned, or `raises`, the status and the words. */
function shown(reading: Reading): string {
  if ("raised" in reading) return `raises [${reading.raised.status}] ${reading.raised.words}`;
  return `reads ${text("value" in reading ? reading.value : plain(reading.tensors))}`;
}

function sameReading(recorded: Reading, actual: Reading): boolean {
  if ("raised" in recorded && "raised" in actual) {
    const { status, words } = recorded.raised;
    return status === actual.raised.status && actual.raised.words.includes(words);
  }
  if ("tensors" in recorded && "tensors" in actual) {
    return isDeepStrictEqual(plain(recorded.tensors), plain(actual.tensors));
  }
  return "value" in recorded && "value" in actual && isDeepStrictEqual(recorded.value, actual.value);
}

/** Tensors by name; the order is the server's. */
export function plain(tensors: readonly Omit<WireTensor, "isBinary">[]): JsonValue {
  const entries = tensors.map(({ name, datatype, shape, values }) => [name, [datatype, [...shape], [...values]]]);
  return Object.fromEntries(entries) as JsonValue;
}

function text(value: JsonValue): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? `${item}n` : item));
}
