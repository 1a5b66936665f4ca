/** What early stopping left in the attributes of a model. @module */

/** @returns the best iteration, or undefined when there was no early stopping */
export function iterationOf(attributes: ReadonlyMap<string, string>): number | undefined {
  const text = attributes.get("best_iteration");
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
