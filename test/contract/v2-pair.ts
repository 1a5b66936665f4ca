/** What was recorded of Open Inference servers over REST, and what an answer is compared by. */
import { readFileSync, readdirSync } from "node:fs";
import { parseJson } from "../../runtime/codecs/json/reader.ts";
import { isJsonObject } from "../../runtime/message/json-value.ts";
import type { JsonValue } from "../../runtime/message/json-value.ts";
import { bytesOf } from "./pair.ts";
import type { Pair } from "./pair.ts";

/** An answer to compare: the JSON without what is null or empty, and the binary tensors behind it. */
export interface V2Answer {
  readonly status: number;
  /** Text when it is no JSON. */
  readonly body: JsonValue;
  /** In base64. */
  readonly binary: string;
}

const folder = new URL("pairs-v2/", import.meta.url);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const LENGTH = "inference-header-content-length";

/** The recordings of servers over REST by file name without `.json`. */
export function readV2Recordings(): ReadonlyMap<string, readonly Pair[]> {
  const files = readdirSync(folder).filter((file) => /^(kserve|mlserver)\.rest\..*json$/.test(file));
  return new Map(
    files.toSorted().map((file) => {
      const { pairs } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { pairs: readonly Pair[] };
      return [file.slice(0, -".json".length), pairs];
    }),
  );
}

export function recordedV2Answer({ response }: Pair): V2Answer {
  return toV2Answer(response.status, response.headers[LENGTH], bytesOf(response) ?? new Uint8Array(0));
}

/** Reads an answer. @param length the header that says where the JSON ends */
export function toV2Answer(status: number, length: string | null | undefined, bytes: Uint8Array): V2Answer {
  const end = typeof length === "string" ? Number(length) : bytes.length;
  const text = Buffer.from(bytes.subarray(0, end)).toString("utf8");
  return { status, body: readBody(text), binary: Buffer.from(bytes.subarray(end)).toString("base64") };
}

function readBody(text: string): JsonValue {
  try {
    return plain(parseJson(text));
  } catch {
    return text;
  }
}

// Servers write what they do not have in different ways, and make ids up.
function plain(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => plain(item));
  if (typeof value === "string" && UUID.test(value)) return "an id made up";
  if (!isJsonObject(value)) return value;
  const single = value["datatype"] === "FP32";
  const entries = Object.entries(value).map(
    ([key, item]) => [key, key === "data" ? flat(item, single) : plain(item)] as const,
  );
  return Object.fromEntries(entries.filter(([, item]) => item !== null && !isEmpty(item)));
}

// Values as text, which tells integers of any size: 1 and 1.0 are the same, and so are 0 and -0.
function flat(value: JsonValue, single: boolean): JsonValue {
  if (Array.isArray(value)) return value.flatMap((item: JsonValue) => flat(item, single));
  if (typeof value === "number" || (typeof value === "bigint" && single)) {
    return String((single ? Math.fround(Number(value)) : value) || 0);
  }
  return typeof value === "bigint" ? String(value) : value;
}

function isEmpty(value: JsonValue): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0;
}
