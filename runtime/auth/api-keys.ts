/** Compares keys without telling by the time it takes how much of one was right. @module */

/** Fewest characters of a key. */
export const MIN_LENGTH = 16;

/**
 * @returns whether a text is one of the keys
 * @throws TypeError when there is no key, or one that could be guessed
 */
export function createKeyCheck(keys: readonly string[]): (text: string) => boolean {
  if (keys.length === 0) throw new TypeError("API keys: expected at least one key");
  const short = keys.findIndex((key) => key.length < MIN_LENGTH);
  if (short !== -1) throw new TypeError(`API keys: expected at least ${MIN_LENGTH} characters in key ${short + 1}`);
  const encoder = new TextEncoder();
  const known = keys.map((key) => encoder.encode(key));
  return (text) => {
    const given = encoder.encode(text);
    let found = 0;
    // Every key is compared to its end, whatever was found before.
    for (const key of known) found |= equal(key, given);
    return found === 1;
  };
}

/** 1 when both are the same, else 0; takes as long as `key` is. */
function equal(key: Uint8Array, given: Uint8Array): number {
  let difference = key.length ^ given.length;
  for (let at = 0; at < key.length; at++) difference |= key[at]! ^ (given[at] ?? 0);
  return difference === 0 ? 1 : 0;
}
