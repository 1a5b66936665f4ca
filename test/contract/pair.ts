/** The recorded request/response pairs, and what a response is compared by. */
import { readdirSync, readFileSync } from "node:fs";
import { JsonReader } from "../../runtime/codecs/json/reader.ts";

export interface Pair {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly bodyBase64?: string;
    readonly port?: "metrics";
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly bodyBase64?: string;
    readonly bodyNotRecorded?: boolean;
  };
}

/** One start of the wrapper with one class. */
export interface Recording {
  /** File name without `.json`. */
  readonly file: string;
  readonly component: string;
  readonly env: Readonly<Record<string, string>>;
  readonly parameters: readonly { readonly name: string; readonly value: string; readonly type: string }[];
  readonly pairs: readonly Pair[];
}

/** A start of the wrapper that ended the process. */
export interface StartFailure {
  readonly name: string;
  readonly interface: string;
  readonly arguments: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const folder = new URL("pairs/", import.meta.url);
const FAILURES = "startup-failures.json";

/** All recordings, by file name. */
export function readRecordings(): readonly Recording[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json") && file !== FAILURES);
  return files.toSorted().map((file) => ({ ...(read(file) as Recording), file: file.slice(0, -".json".length) }));
}

export function readStartFailures(): readonly StartFailure[] {
  return (read(FAILURES) as { failures: readonly StartFailure[] }).failures;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, folder), "utf8"));
}

/** The bytes of a recorded body, undefined when there is none. */
export function bytesOf(part: {
  readonly body?: string;
  readonly bodyBase64?: string;
}): Uint8Array<ArrayBuffer> | undefined {
  if (part.bodyBase64 !== undefined) return Uint8Array.from(Buffer.from(part.bodyBase64, "base64"));
  return part.body === undefined ? undefined : Uint8Array.from(Buffer.from(part.body, "utf8"));
}

/** A response as it is compared: JSON bodies parsed, with integers beyond 2^53 exact. */
export interface Answer {
  readonly status: number;
  /** Media type without parameters. */
  readonly contentType: string;
  readonly body: unknown;
}

/** Reads a response; text that is no JSON stays text. */
export function toAnswer(status: number, contentType: string, bytes: Uint8Array | undefined): Answer {
  const text = Buffer.from(bytes ?? []).toString("utf8");
  return { status, contentType: contentType.split(";")[0]!.trim(), body: parse(text) };
}

/** What the Python wrapper answered. */
export function recordedAnswer(pair: Pair): Answer {
  const { response } = pair;
  return toAnswer(response.status, response.headers["content-type"] ?? "", bytesOf(response));
}

function parse(text: string): unknown {
  try {
    const reader = new JsonReader(text);
    const value = reader.value("");
    reader.end();
    return value;
  } catch {
    return text;
  }
}
