/** `zerohop predict`: one request, to a server or through a manifest. @module */
import { encodeMessage } from "../codecs/seldon-json/encode.ts";
import { decodeMessage } from "../codecs/seldon-json/decode.ts";
import { createRuntime } from "../platform/node/index.ts";
import { createJsonLogger } from "../platform/node/logger.ts";

export interface PredictFlags {
  readonly data: string;
  readonly names?: string;
  readonly unit: Readonly<Record<string, string>>;
}

const PREDICTIONS = "/api/v1.0/predictions";

/** Prints the answer as JSON; exit code 1 when it is an error. */
export async function predictCommand(target: string, flags: PredictFlags): Promise<void> {
  const body = toBody(flags.data === "-" ? await readInput() : flags.data, flags.names);
  if (/^https?:\/\//.test(target)) return post(target, body);
  const runtime = await createRuntime(target, { units: flags.unit, logger: createJsonLogger("error") });
  try {
    print(encodeMessage(await runtime.predict(decodeMessage(body))));
  } finally {
    await runtime.close();
  }
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

async function post(target: string, body: string): Promise<void> {
  const url = new URL(target);
  if (url.pathname === "/" || url.pathname.endsWith("/")) url.pathname += PREDICTIONS.slice(1);
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  }).catch((error: unknown) => {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`Cannot reach ${url.href}: ${reason}`);
  });
  print(await response.text());
  if (!response.ok) process.exitCode = 1;
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
