/** Requests that bring credentials: their answers hold secrets, so nothing of them is shown. @module */
import { InferenceError } from "../errors.ts";
import { sendForText } from "./answer-text.ts";
import type { SendOptions, StoreRequest, Transport } from "./transport.ts";

const MAX_TOKEN_BYTES = 256 * 1024;

/**
 * Sends the request and reads JSON of the answer.
 * @param who the server, in words
 * @throws InferenceError PERMISSION_DENIED when it refuses, UNAVAILABLE when it cannot be reached
 */
export async function requestJson(
  transport: Transport,
  who: string,
  request: StoreRequest,
  options: SendOptions = {},
): Promise<Readonly<Record<string, unknown>>> {
  const text = await requestText(transport, who, request, options);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // What came is not to be shown.
  }
  throw new InferenceError("UNAVAILABLE", `${who}: expected a JSON object, got text of length ${text.length}`);
}

/** The same for answers that are not JSON. */
export async function requestText(
  transport: Transport,
  who: string,
  request: StoreRequest,
  options: SendOptions = {},
): Promise<string> {
  const answer = await sendForText(transport, () => request, { ...options, maxBytes: MAX_TOKEN_BYTES });
  if (answer.status >= 200 && answer.status < 300) return answer.text;
  const code = answer.status >= 500 || answer.status === 429 ? "UNAVAILABLE" : "PERMISSION_DENIED";
  const word = /"error"\s*:\s*"([\w.-]{1,60})"|<Code>([\w.-]{1,60})<\/Code>/.exec(answer.text);
  const reason = word === null ? "" : ` ${word[1] ?? word[2]}`;
  throw new InferenceError(code, `${who}: expected credentials, got status ${answer.status}${reason}`);
}

/** When a token ends that is good for some seconds; an answer without that is believed for five minutes. */
export function endOf(nowMs: number, seconds: unknown): number {
  const good = Number(seconds);
  return nowMs + (Number.isFinite(good) && good > 0 ? good : 300) * 1000;
}

/** A form as a body. */
export function form(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString();
}

export const FORM_HEADERS: Readonly<Record<string, string>> = { "content-type": "application/x-www-form-urlencoded" };
