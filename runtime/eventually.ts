/**
 * Values that may or may not be promises. The graph is synchronous as long as its units are, so
 * nothing waits that need not.
 * @module
 */

export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

/** Continues with `next` at once when there is nothing to wait for. */
export function andThen<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return isPromise(value) ? value.then(next) : next(value);
}
