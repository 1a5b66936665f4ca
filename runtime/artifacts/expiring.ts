/** Credentials and tokens that are good for a while. @module */

/** Something with an end; undefined when it has none. */
export interface Expiring {
  readonly expiresAtMs?: number | undefined;
}

/** Milliseconds before its end that a token is no longer used. */
const MARGIN_MS = 120_000;

/** Loads once and again when the end is near; callers at the same time share one load. */
export function refreshed<T extends Expiring>(
  wallClock: () => number,
  load: () => Promise<T | undefined>,
): () => Promise<T | undefined> {
  let loaded: Promise<T | undefined> | undefined;
  let endsAtMs = Infinity;
  return () => {
    if (loaded !== undefined && wallClock() < endsAtMs - MARGIN_MS) return loaded;
    endsAtMs = Infinity;
    const fresh = load().then(
      (value) => {
        endsAtMs = value?.expiresAtMs ?? Infinity;
        return value;
      },
      (error: unknown) => {
        loaded = undefined;
        throw error;
      },
    );
    loaded = fresh;
    return fresh;
  };
}
