/** Elements of a BYTES tensor as they came over a binary protocol. @module */

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Text when every element is UTF-8, else the bytes of all of them. */
export function utf8OrBytes(elements: readonly Uint8Array[]): readonly string[] | readonly Uint8Array[] {
  const texts: string[] = [];
  try {
    for (const element of elements) texts.push(UTF8.decode(element));
  } catch {
    return elements;
  }
  return texts;
}
