/** The headers of answers, and how status and words stand in them when a call has failed. @module */
import type { OutgoingHttpHeaders } from "node:http2";
import type { HeaderList } from "../../../http/exchange.ts";

export const CONTENT_TYPE = "application/grpc";

/** How an answer is sent that is nothing but headers. */
export const WITHOUT_BODY: Readonly<{ endStream: boolean; sendDate: boolean }> = Object.freeze({
  endStream: true,
  sendDate: false,
});

/** Bytes of escaped words: clients give all metadata together 8 KiB. */
const MAX_ESCAPED = 4096;
const PLAIN = /^[\x20-\x24\x26-\x7e]*$/;

/** The whole answer of a call that failed before its first message. */
export function failedHeaders(code: number, message: string, headers: HeaderList): OutgoingHttpHeaders {
  return {
    ...toMetadata(headers),
    ":status": 200,
    "content-type": CONTENT_TYPE,
    "grpc-status": code,
    "grpc-message": escapeMessage(message),
    "grpc-accept-encoding": "identity,gzip,deflate",
  };
}

/** Adds names and values in turn to `target`; a name that comes again gets one more value. */
export function toMetadata(headers: HeaderList, target: OutgoingHttpHeaders = {}): OutgoingHttpHeaders {
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at]!;
    const known = target[name];
    const value = headers[at + 1]!;
    target[name] = known === undefined ? value : ([] as string[]).concat(known as string | string[], value);
  }
  return target;
}

/** Text as `grpc-message` has it: UTF-8 with all but printable ASCII as %XX, cut between characters. */
export function escapeMessage(text: string): string {
  if (text.length <= MAX_ESCAPED && PLAIN.test(text)) return text;
  let escaped = "";
  for (const character of text) {
    const next = PLAIN.test(character) ? character : escapeCharacter(character);
    if (escaped.length + next.length > MAX_ESCAPED) break;
    escaped += next;
  }
  return escaped;
}

function escapeCharacter(character: string): string {
  const bytes = Buffer.from(character);
  let escaped = "";
  for (const byte of bytes) escaped += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  return escaped;
}
