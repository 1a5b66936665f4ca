/**
 * Where the V2 routes answer otherwise than MLServer and KServe, on purpose. The replay fails for a
 * pair that differs and is not here, and for an entry that no pair needs. What holds for all is not
 * listed: data is flat, refusals have words of their own, and what a server failed on is refused (400).
 */
import { isDeepStrictEqual } from "node:util";
import type { V2Answer } from "./v2-pair.ts";

interface Difference {
  readonly why: string;
  /** Status and what the body has in it, by pair; `*` stands for both servers. */
  readonly pairs: Readonly<Record<string, string>>;
}

const DIFFERENCES: readonly Difference[] = [
//@@
];

const used = new Set<string>();
const expected = new Map(DIFFERENCES.flatMap(({ pairs }) => Object.entries(pairs)));

/** What is wrong with an answer; undefined when it is the recorded one or differs as agreed. */
export function verdictOf(id: string, recorded: V2Answer, actual: V2Answer): string | undefined {
  const common = id.replace(/^\w+\.rest/, "*");
  const key = expected.has(id) ? id : common;
  const text = expected.get(key);
  if (text === undefined) return isSame(recorded, actual) ? undefined : `${show(recorded)}\n  got ${show(actual)}`;
  used.add(key);
  if (isSame(recorded, actual) && key === id) return "does not differ any more; take it off the list";
  return isSame(recorded, actual) || isAsAgreed(text, actual) ? undefined : `${text}\n  got ${show(actual)}`;
}

/** Entries that no pair needed. */
export function unusedDifferences(): readonly string[] {
  return [...expected.keys()].filter((key) => !used.has(key));
}

function isAsAgreed(text: string, actual: V2Answer): boolean {
  const [status, ...words] = text.split(" ");
  return actual.status === Number(status) && show(actual).includes(words.join(" "));
}

function isSame(recorded: V2Answer, actual: V2Answer): boolean {
  const { status } = recorded;
  if (status >= 400 && actual.status >= 400) {
    const refused = status === 422 || status === 500 ? 400 : status;
    return actual.status === status || actual.status === refused;
  }
  return isDeepStrictEqual(recorded, actual);
}

function show({ status, body, binary }: V2Answer): string {
  const text = JSON.stringify(body, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
  return `${status} ${text} ${binary}`.trim();
}
