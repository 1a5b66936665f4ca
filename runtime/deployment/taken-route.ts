/** What is remembered of an answer, so that a reward finds its way without it. @module */

export interface TakenRoute {
  /** Name of the predictor that answered. */
  readonly predictor: string;
  /** Router name to the child taken: -1 all, -2 none. */
  readonly routing: Readonly<Record<string, number>>;
  /** Rows of the request; 1 or more. */
  readonly rows: number;
}

/** Stands for a puid whose answers went different ways: a reward for it would be a guess. */
export const SEVERAL_ROUTES = "several";

/** What a store knows of a puid; undefined when it knows nothing. */
export type RecalledRoute = TakenRoute | typeof SEVERAL_ROUTES | undefined;

/** Longest puid that is remembered, in characters: what clients choose must not fill the memory. */
export const MAX_PUID_LENGTH = 256;

/** Whether both say the same. */
export function isSameRoute(one: TakenRoute, other: TakenRoute): boolean {
  const names = Object.keys(one.routing);
  return (
    one.predictor === other.predictor &&
    one.rows === other.rows &&
    names.length === Object.keys(other.routing).length &&
    names.every((name) => Object.hasOwn(other.routing, name) && other.routing[name] === one.routing[name])
  );
}

/** Joins what is known of a puid with what else is known of it. */
export function joinRoutes(known: RecalledRoute, other: RecalledRoute): RecalledRoute {
  if (known === undefined || other === undefined) return known ?? other;
  if (known === SEVERAL_ROUTES || other === SEVERAL_ROUTES) return SEVERAL_ROUTES;
  return isSameRoute(known, other) ? known : SEVERAL_ROUTES;
}

/** Writes a route as text: the same text for the same route. */
export function writeRoute({ predictor, routing, rows }: TakenRoute): string {
  const names = Object.keys(routing).toSorted();
  return JSON.stringify([predictor, rows, names.map((name) => [name, routing[name]])]);
}

/** Reads what writeRoute() wrote, parsed; undefined when it is something else. */
export function readRoute(parsed: unknown): TakenRoute | undefined {
  if (!Array.isArray(parsed)) return undefined;
  const [predictor, rows, taken] = parsed as readonly unknown[];
  if (typeof predictor !== "string" || !Number.isSafeInteger(rows) || !((rows as number) >= 1)) return undefined;
  if (!Array.isArray(taken) || !taken.every(isBranch)) return undefined;
  return { predictor, rows: rows as number, routing: Object.fromEntries(taken) };
}

function isBranch(value: unknown): value is readonly [string, number] {
  return Array.isArray(value) && typeof value[0] === "string" && Number.isSafeInteger(value[1]);
}
