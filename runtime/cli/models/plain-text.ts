/** Texts out of model files as a terminal may show them: whoever made the file chose them. @module */

const MAX_SHOWN = 80;

/** On one line, without what a terminal or a reader's eye would obey. */
export function plain(text: string, most: number = MAX_SHOWN): string {
  const short = text.length > most ? `${text.slice(0, most)}…` : text;
  return short.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    return `\\u{${character.codePointAt(0)!.toString(16)}}`;
  });
}

/** `1 row`, `1,000 rows`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** `512 bytes`, `38.1 kB`, `2.4 MB`. */
export function sized(bytes: number): string {
  if (bytes < 1000) return counted(bytes, "byte");
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
