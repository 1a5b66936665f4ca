/**
 * Values that may or may not be promises. The graph is synchronous as long as its units are, so
 * nothing waits that need not.
 * @module
 */

/** Whether there is something to wait for: a promise, or any other object with a `then`. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

/** A promise as the language has it; what has no more than a `then` becomes one. */
export function toPromise<T>(value: PromiseLike<T>): Promise<T> {
  return value instanceof Promise ? (value as Promise<T>) : Promise.resolve(value);
}

/** Continues with `next` at once when there is nothing to wait for. */
export function andThen<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return isPromise(value) ? toPromise(value).then(next) : next(value);
}

/** Loads at the first call and keeps what came; what failed is tried again by the next call. */
export function loadOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    if (loaded !== undefined) return loaded;
    const loading = load();
    loaded = loading;
    loading.catch(() => {
      if (loaded === loading) loaded = undefined;
    });
    return loading;
  };
}
