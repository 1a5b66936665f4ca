/** Handlers that are loaded when a request first needs them, so that a host pays for the protocols it speaks. @module */
import type { Exchange, Handler, PathParameters, Reply, Route } from "./exchange.ts";

/** The routes of a protocol whose handlers are loaded later. */
export interface LoadableRoutes {
  readonly routes: readonly Route[];
  /** Loads the handlers ahead of the first request. */
  readonly load: () => Promise<unknown>;
}

export class LazyHandlers<Handlers> {
  readonly #import: () => Promise<Handlers>;
  #handlers: Handlers | undefined = undefined;
  #loading: Promise<Handlers> | undefined = undefined;

  /** @param load imports the module and makes the handlers; asked again when it failed */
  constructor(load: () => Promise<Handlers>) {
    this.#import = load;
  }

  /** Loads them now, for hosts where no request shall wait for it. */
  load(): Promise<Handlers> {
    this.#loading ??= this.#import().then(
      (handlers) => (this.#handlers = handlers),
      (error: unknown) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }

  /** A handler that answers at once when its own are there. */
  handler(
    answer: (handlers: Handlers, exchange: Exchange, parameters: PathParameters) => Reply | Promise<Reply>,
  ): Handler {
    return (exchange, parameters) => {
      if (this.#handlers !== undefined) return answer(this.#handlers, exchange, parameters);
      return this.load().then((handlers) => answer(handlers, exchange, parameters));
    };
  }
}
