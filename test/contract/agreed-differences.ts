/**
 * A list of differences that are there on purpose, and whether it is kept: a pair that differs and is
 * not on the list fails, and so does an entry that no pair needs.
 */

/** A row of docs/differences.md. */
export interface Difference {
  readonly id: string;
  /** What the servers do that were recorded. */
  readonly published: string;
  readonly zerohop: string;
  readonly why: string;
  /** Environment variable and value that bring the old behaviour back. */
  readonly switch?: readonly [name: string, value: string];
  /** By `file/name`: the first word of what we answer, and words that are in the rest of it. */
  readonly pairs: Readonly<Record<string, string>>;
}

export class AgreedDifferences {
  readonly #agreed: ReadonlyMap<string, string>;
  readonly #commonOf: (id: string) => string;
  readonly #needed = new Set<string>();

  /** @param commonOf the key that stands for a pair of several servers, as in `*.infer/name` */
  constructor(list: readonly Difference[], commonOf: (id: string) => string = (id) => id) {
    const entries = list.flatMap(({ pairs }) => Object.entries(pairs));
    this.#agreed = new Map(entries);
    this.#commonOf = commonOf;
    if (this.#agreed.size !== entries.length) throw new Error("A pair is on the list of differences twice");
  }

  /**
   * What is wrong with an answer; undefined when it is the recorded one or differs as agreed.
   * @param recorded the answers as text, for people and for the words of the list
   */
  verdict(id: string, isSame: boolean, recorded: string, actual: string): string | undefined {
    const key = this.#agreed.has(id) ? id : this.#commonOf(id);
    const agreed = this.#agreed.get(key);
    if (agreed === undefined) return isSame ? undefined : `${recorded}\n  got ${actual}`;
    // One of several servers may do as we do.
    if (isSame) return key === id ? "does not differ any more; take it off the list" : undefined;
    this.#needed.add(key);
    const [first = "", ...words] = agreed.trim().split(" ");
    const isAsAgreed = actual.startsWith(`${first} `) && actual.slice(first.length).includes(words.join(" "));
    return isAsAgreed || actual === agreed ? undefined : `${agreed}\n  got ${actual}`;
  }

  /** Entries that no pair needed. */
  get unused(): readonly string[] {
    return [...this.#agreed.keys()].filter((key) => !this.#needed.has(key));
  }
}
