/** Short answers as text: listings, tokens, what an error says. @module */
import { InferenceError } from "../errors.ts";
import { publicUri } from "./artifact-uri.ts";
import { BrokenTransfer, networkReason } from "./failure.ts";
import { backOffMs, pause } from "./transport.ts";
import type { SendOptions, StoreRequest, Transport } from "./transport.ts";

const MAX_TEXT = 16 * 1024 * 1024;
const MAX_ERROR_TEXT = 64 * 1024;

export interface TextAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * Sends a request and reads its answer to the end, again when that breaks off.
 * @throws InferenceError UNAVAILABLE, CANCELLED
 */
export async function sendForText(
  transport: Transport,
  prepare: () => StoreRequest | Promise<StoreRequest>,
  options: SendOptions & { readonly maxBytes?: number } = {},
): Promise<TextAnswer> {
  const attempts = options.attempts ?? transport.limits.attempts;
  for (let attempt = 1; ; attempt++) {
    let url = "";
    const response = await transport.send(async () => {
      const request = await prepare();
      url = request.url.href;
      return request;
    }, options);
    try {
      const text = await readText(transport, response, options.maxBytes ?? MAX_TEXT);
      return { status: response.status, headers: response.headers, text };
    } catch (cause) {
      if (!(cause instanceof BrokenTransfer) || attempt >= attempts) {
        const text = `"${publicUri(url)}": the answer cannot be read: ${(cause as Error).message}`;
        throw new InferenceError("UNAVAILABLE", text, { cause });
      }
    }
    await pause(transport.host, backOffMs(attempt, transport.host.random()), options.signal);
  }
}

async function readText({ host, limits }: Transport, response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  let isLate = false;
  const cancel = host.after(limits.timeoutMs, () => {
    isLate = true;
    void reader.cancel().catch(() => {});
  });
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new BrokenTransfer(networkReason(cause), cause);
      });
      if (isLate) throw new BrokenTransfer(`not complete within ${limits.timeoutMs} ms`);
      if (done) return text + decoder.decode();
      length += value.length;
      if (length > maxBytes) throw new Error(`it has more than ${maxBytes} bytes`);
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    cancel();
    await reader.cancel().catch(() => {});
  }
}

/** What a bad answer says about itself; empty when that cannot be read or is long. */
export async function errorText(transport: Transport, response: Response): Promise<string> {
  return readText(transport, response, MAX_ERROR_TEXT).catch(() => "");
}
