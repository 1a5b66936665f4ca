/** Elements of a BYTES tensor as they came over a binary protocol. @module */
import { readUtf8 } from "./protobuf/utf8.ts";

/** Text when every element is UTF-8, else the bytes of all of them. */
export function utf8OrBytes(elements: readonly Uint8Array[]): readonly string[] | readonly Uint8Array[] {
  const texts: string[] = [];
  for (const element of elements) {
    const text = readUtf8(element, 0, element.length);
    if (text === undefined) return elements;
    texts.push(text);
  }
  return texts;
}
