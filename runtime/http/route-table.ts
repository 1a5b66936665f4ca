/**
 * Finds the route of a request: one table and one set of rules for every host.
 * @module
 */
import { RegExpRouter } from "hono/router/reg-exp-router";
import { SmartRouter } from "hono/router/smart-router";
import { TrieRouter } from "hono/router/trie-router";
import type { HeaderList, PathParameters, Reply, Route } from "./exchange.ts";

/** What is answered when no route takes the request. */
export interface Fallbacks {
  /** @param sent path and query as the client sent them, before a prefix was taken off */
  readonly notFound: (sent: string) => Reply;
  /** @param allowed the methods that the path has @param sent as for notFound */
  readonly methodNotAllowed: (method: string, allowed: readonly string[], sent: string) => Reply;
  /** Headers of the answer to OPTIONS. */
  readonly options: (allowed: readonly string[]) => HeaderList;
}

export type Found =
  | { readonly route: Route; readonly parameters: PathParameters }
  | { readonly route: undefined; readonly reply: Reply };

const NONE: PathParameters = Object.freeze({});
const METHODS = ["GET", "POST"] as const;

export class RouteTable {
  /** All that there are, in the order in which they are tried. */
  readonly routes: readonly Route[];
  readonly #router = new SmartRouter<Route>({ routers: [new RegExpRouter(), new TrieRouter()] });
  readonly #fallbacks: Fallbacks;
  /** By method and path, for paths without parameters: nothing to search and nothing to make. */
  readonly #exact: ReadonlyMap<string, ReadonlyMap<string, Found>>;

  constructor(routes: readonly Route[], fallbacks: Fallbacks) {
    this.routes = routes;
    this.#fallbacks = fallbacks;
    const patterns = routes.filter(({ path }) => !isExact(path));
    for (const route of patterns) for (const method of route.methods) this.#router.add(method, route.path, route);
    this.#exact = new Map(METHODS.map((method) => [method, exactPaths(routes, method)]));
  }

  /** The route for a method and path, or the answer when there is none. HEAD is GET without a body. */
  find(method: string, path: string, sent: string = path): Found {
    const found = this.#match(method === "HEAD" ? "GET" : method, path);
    if (found !== undefined) return found;
    const allowed = METHODS.filter((known) => this.#match(known, path) !== undefined);
    if (allowed.length === 0) return { route: undefined, reply: this.#fallbacks.notFound(sent) };
    if (method !== "OPTIONS")
      return { route: undefined, reply: this.#fallbacks.methodNotAllowed(method, allowed, sent) };
    return { route: undefined, reply: { status: 200, headers: this.#fallbacks.options(allowed), body: "" } };
  }

  #match(method: string, path: string): Found | undefined {
    const exact = this.#exact.get(method)?.get(path);
    if (exact !== undefined) return exact;
    // A slash at the end is part of a path here, and no such path exists.
    if (path.length > 1 && path.endsWith("/")) return undefined;
    const result = this.#router.match(method, path);
    const first = result[0][0];
    if (first === undefined) return undefined;
    const [route, found] = first;
    const stash = result[1];
    const parameters: Record<string, string> = {};
    for (const name in found) {
      // The routers give either values or their places in a list.
      const value: string | number = found[name]!;
      parameters[name] = unescape(typeof value === "number" ? stash![value]! : value);
    }
    return { route, parameters };
  }
}

// What is no escape stays as it is: no model and no unit has such a name.
function unescape(part: string): string {
  if (!part.includes("%")) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

// A colon within a part of a path is one.
function isExact(path: string): boolean {
  return !path.includes("/:");
}

function exactPaths(routes: readonly Route[], method: "GET" | "POST"): ReadonlyMap<string, Found> {
  const fixed = routes.filter((route) => route.methods.includes(method) && isExact(route.path));
  return new Map(fixed.map((route) => [route.path, { route, parameters: NONE }]));
}
