/** The ways of the last answers, by puid. @module */
import { MAX_PUID_LENGTH, joinRoutes } from "./taken-route.ts";
import type { RecalledRoute, TakenRoute } from "./taken-route.ts";

type Known = Exclude<RecalledRoute, undefined>;

/** Entries of routing that are kept for each answer on average: graphs with more routers remember fewer answers. */
const MAX_BRANCHES_EACH = 4;

/**
 * Two halves, of which the older is forgotten as a whole when the younger is full: taking single
 * entries out of a large map would cost every answer more than all the rest of it.
 */
export class RouteMemory {
  /** Which answers it remembers. */
  readonly reach: string;
  readonly #limit: number;
  #older = new Map<string, Known>();
  #younger = new Map<string, Known>();
  #branches = 0;

  /** @param limit answers that are remembered at least; at most it is twice as many */
  constructor(limit: number) {
    this.#limit = limit;
    this.reach = `the last ${limit} answers`;
  }

  /** Notes an answer; a puid that is too long is passed over. */
  add(puid: string, route: Known): void {
    if (puid.length > MAX_PUID_LENGTH) return;
    const known = this.get(puid);
    this.#younger.set(puid, known === undefined ? route : joinRoutes(known, route)!);
    this.#branches += branchesOf(route);
    if (this.#younger.size < this.#limit && this.#branches < this.#limit * MAX_BRANCHES_EACH) return;
    this.#older = this.#younger;
    this.#younger = new Map();
    this.#branches = 0;
  }

  get(puid: string): RecalledRoute {
    return this.#younger.get(puid) ?? this.#older.get(puid);
  }

  /** All of them, the oldest first. What is added meanwhile may come, too, and what is forgotten. */
  *entries(): Generator<readonly [puid: string, route: Known]> {
    const [older, younger] = [this.#older, this.#younger];
    yield* older;
    yield* younger;
  }
}

function branchesOf(route: TakenRoute | string): number {
  return typeof route === "string" ? 0 : Object.keys(route.routing).length;
}
