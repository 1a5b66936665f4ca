/** Sums of Kubernetes quantities such as `100m`, `1.5`, `128Mi`, `1e3`. @module */
import type { ResourceList, Resources } from "../api/pod.ts";

/** Factors in thousandths, so that all sums are of whole numbers. */
const FACTORS: Readonly<Record<string, bigint>> = {
  n: 0n,
  u: 0n,
  m: 1n,
  "": 1000n,
  k: 1000n ** 2n,
  M: 1000n ** 3n,
  G: 1000n ** 4n,
  T: 1000n ** 5n,
  P: 1000n ** 6n,
  E: 1000n ** 7n,
  Ki: 1000n * 1024n,
  Mi: 1000n * 1024n ** 2n,
  Gi: 1000n * 1024n ** 3n,
  Ti: 1000n * 1024n ** 4n,
  Pi: 1000n * 1024n ** 5n,
  Ei: 1000n * 1024n ** 6n,
};

const QUANTITY = /^\+?(\d{1,18})?(?:\.(\d{0,9}))?(?:[eE]([+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i))?$/;

/** A quantity in thousandths, rounded up; undefined when the text is none. */
export function parseQuantity(text: string | number): bigint | undefined {
  const match = QUANTITY.exec(String(text));
  if (match === null || (match[1] === undefined && !match[2])) return undefined;
  const [, whole = "0", part = "", exponent, suffix = ""] = match;
  const digits = BigInt(whole + part);
  let [over, under] = [FACTORS[suffix]!, 10n ** BigInt(part.length)];
  if (suffix === "n") [over, under] = [1n, under * 1_000_000n];
  if (suffix === "u") [over, under] = [1n, under * 1000n];
  const power = Number(exponent ?? 0);
  if (power > 0) over *= 10n ** BigInt(power);
  else under *= 10n ** BigInt(-power);
  return (digits * over + under - 1n) / under;
}

/** As Kubernetes would write it: bytes with a binary suffix where one divides them, else in thousandths. */
export function formatQuantity(thousandths: bigint): string {
  if (thousandths % 1000n !== 0n) return `${thousandths}m`;
  const whole = thousandths / 1000n;
  for (const suffix of ["Ei", "Pi", "Ti", "Gi", "Mi", "Ki"]) {
    const factor = FACTORS[suffix]! / 1000n;
    if (whole >= factor && whole % factor === 0n) return `${whole / factor}${suffix}`;
  }
  return String(whole);
}

/**
 * The sum of what containers ask for, limited only where each of them that asks is limited. One of
 * them alone stays as it is written; a quantity that cannot be read does too, for the API server to
 * refuse.
 */
export function sumResources(parts: readonly Resources[]): Resources {
  const requests = sumLists(parts.map(({ requests: list }) => list));
  const isLimited = (name: string): boolean =>
    parts.every(({ requests: asked, limits: list }) => asked?.[name] === undefined || list?.[name] !== undefined);
  const limits = sumLists(parts.map(({ limits: list }) => list && only(list, isLimited)));
  return { ...(requests && { requests }), ...(limits && { limits }) };
}

function only(list: ResourceList, isKept: (name: string) => boolean): ResourceList {
  return Object.fromEntries(Object.entries(list).filter(([name]) => isKept(name)));
}

function sumLists(some: readonly (ResourceList | undefined)[]): ResourceList | undefined {
  const lists = some.filter((list) => list !== undefined);
  const names = [...new Set(lists.flatMap((list) => Object.keys(list)))];
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name, sum(lists.flatMap((list) => list[name] ?? []))]));
}

function sum(amounts: readonly (string | number)[]): string | number {
  const read = amounts.map(parseQuantity);
  if (amounts.length === 1 || read.includes(undefined)) return amounts.at(-1)!;
  return formatQuantity(read.reduce((total: bigint, amount) => total + amount!, 0n));
}
