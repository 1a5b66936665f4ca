/** Where the state of a deployment is kept, by URL. @module */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createMemoryState, DEFAULT_ROUTES } from "../../../deployment/memory-state.ts";
import type { StateStore } from "../../../deployment/state-store.ts";
import type { OpenStateOptions } from "./identity.ts";

/** Seconds for which a shared store remembers an answer. */
const DEFAULT_ROUTE_SECONDS = 3600;
const MAX_ROUTES = 1_000_000;
/** A month. */
const MAX_ROUTE_SECONDS = 31 * 24 * 3600;

/**
 * Opens the store that a URL names: `memory:`, `file:FOLDER`, `redis://[USER:PASSWORD@]HOST[:PORT][/DB]`
 * or `rediss://` for TLS. The first two take `?routes=N`, answers that are remembered; the others
 * `?route-seconds=N`, how long they are.
 * @throws Error saying what is wrong with the URL, or why it cannot be opened; never with a password.
 * A Redis that does not answer is no error: it is tried again and again.
 */
export async function openState(url: string, options: OpenStateOptions): Promise<StateStore> {
  const [target = "", query = ""] = url.split(/\?(.*)/s);
  const parameters = new URLSearchParams(query);
  const take = (name: string, otherwise: number, most: number): number => {
    const text = parameters.get(name);
    parameters.delete(name);
    return text === null ? otherwise : toCount(name, text, most);
  };
  switch (schemeOf(target)) {
    case "memory": {
      const maxRoutes = take("routes", DEFAULT_ROUTES, MAX_ROUTES);
      refuseRest(parameters, "routes");
      return createMemoryState(maxRoutes);
    }
    case "file": {
      const maxRoutes = take("routes", DEFAULT_ROUTES, MAX_ROUTES);
      refuseRest(parameters, "routes");
      const { openFileState } = await import("./file-state.ts");
      const folder = join(folderOf(target), safeName(options.namespace), safeName(options.deployment));
      return openFileState({ folder, maxRoutes, logger: options.logger });
    }
    case "redis":
    case "rediss": {
      const routeSeconds = take("route-seconds", DEFAULT_ROUTE_SECONDS, MAX_ROUTE_SECONDS);
      refuseRest(parameters, "route-seconds");
      const { openRedisState } = await import("./redis-state.ts");
      return openRedisState({ ...options, url: redisUrl(target), routeSeconds });
    }
    default:
      throw new TypeError(
        `state: expected memory:, file:FOLDER, redis://HOST:PORT or rediss://HOST:PORT, got ${shownScheme(target)}`,
      );
  }
}

/** Whether processes of one server can each open the store themselves; others are opened by the first one alone. */
export function isForMany(url: string): boolean {
  return /^rediss?:/i.test(url);
}

function schemeOf(url: string): string {
  return (/^([a-z]+):/i.exec(url)?.[1] ?? "").toLowerCase();
}

// Not the whole of it: what stands behind may be a password.
function shownScheme(url: string): string {
  const scheme = schemeOf(url);
  return scheme === "" ? "no scheme" : `${scheme.slice(0, 20)}:`;
}

function folderOf(url: string): string {
  if (/^file:\/\//i.test(url)) return fileURLToPath(url);
  const folder = url.slice("file:".length);
  if (folder === "") throw new TypeError("state: expected a folder behind file:, got nothing");
  return resolve(folder);
}

function redisUrl(target: string): string {
  let host = "";
  try {
    host = new URL(target).hostname;
  } catch {
    // Said below, without what was given: it may hold a password.
  }
  if (host === "") throw new TypeError("state: expected redis://[USER:PASSWORD@]HOST[:PORT][/DB], got another form");
  return target;
}

function safeName(name: string): string {
  // Encoded, the only names that lead elsewhere are these.
  return encodeURIComponent(name === "" || /^\.+$/.test(name) ? `_${name}` : name);
}

function toCount(name: string, text: string, most: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= most) return count;
  throw new TypeError(`state: expected ${name} from 1 to ${most}, got ${JSON.stringify(text.slice(0, 20))}`);
}

function refuseRest(parameters: URLSearchParams, known: string): void {
  const [name] = parameters.keys();
  if (name !== undefined) throw new TypeError(`state: expected ?${known}=N, got ${JSON.stringify(name.slice(0, 40))}`);
}
