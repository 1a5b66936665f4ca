/** Counts as people read them. @module */

/** "1 tree", "6,274 nodes". */
export function ofPlural(count: number, noun: string): string {
  return `${String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ",")} ${noun}${count === 1 ? "" : "s"}`;
}
