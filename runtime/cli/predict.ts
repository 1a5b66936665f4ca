/** `zerohop predict`: one request, to a server or through a manifest. @module */
import { encodeMessage } from "../codecs/seldon-json/encode.ts";
import { decodeMessage } from "../codecs/seldon-json/decode.ts";
import { createRuntime } from "../platform/node/index.ts";
import { createJsonLogger } from "../platform/node/logger.ts";
import { readClientAccess, refuseClientFlags } from "./client/access.ts";
import type { ClientFlags } from "./client/access.ts";
import { PREDICTION_PATHS, predictionUrl } from "./client/prediction-url.ts";
import { refuseStrayUnits } from "./stray-units.ts";

export interface PredictFlags extends ClientFlags {
  readonly data: string;
  readonly names?: string;
  readonly unit?: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 300_000;

/** Prints the answer as JSON; exit code 1 when it is an error. */
export async function predictCommand(target: string, flags: PredictFlags): Promise<void> {
  const server = toServer(target);
  const body = toBody(flags.data === "-" ? await readInput() : flags.data, flags.names);
  return server === undefined ? run(target, body, flags) : post(server, body, flags);
}

async function run(manifest: string, body: string, flags: PredictFlags): Promise<void> {
  refuseClientFlags(flags, "goes to a server, and a manifest has none; give a URL such as http://localhost:8000");
  const { unit = {} } = flags;
  const runtime = await createRuntime(manifest, { units: unit, logger: createJsonLogger("error") });
  try {
    refuseStrayUnits(runtime, unit);
    print(encodeMessage(await runtime.predict(decodeMessage(body))));
  } finally {
    await runtime.close();
  }
}

async function post(server: URL, body: string, flags: PredictFlags): Promise<void> {
  if (flags.unit !== undefined) throw new Error("--unit: a running server has its units; it goes with a manifest");
  const { createPoster } = await import("./client/poster.ts");
  const poster = createPoster(await readClientAccess(flags, process.env));
  try {
    const url = predictionUrl(server, PREDICTION_PATHS.seldon(""));
    const { status, text } = await poster.post(url, body, TIMEOUT_MS);
    print(text);
    if (status < 200 || status >= 300) process.exitCode = 1;
  } finally {
    poster.close();
  }
}

/** The URL of a server; undefined when the target is a manifest. */
function toServer(target: string): URL | undefined {
  if (/^https?:\/\//i.test(target) && URL.canParse(target)) return new URL(target);
  if (!/^[a-z]+:\/\/|^[\w.-]+:\d+(\/|$)/i.test(target)) return undefined;
  throw new Error(`Expected a URL such as http://localhost:8000 or a manifest, got ${target}`);
}

// An array is the data of a message; an object is a message already.
function toBody(data: string, names: string | undefined): string {
  if (data.trimStart().startsWith("[")) {
    const columns =
      names === undefined ? "" : `"names":${JSON.stringify(names.split(",").map((name) => name.trim()))},`;
    return `{"data":{${columns}"ndarray":${data}}}`;
  }
  if (names !== undefined) throw new Error("--names goes with an array; a whole message has its own data.names");
  return data;
}

// As it came: reading it as JavaScript numbers would change large integers.
function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
