/** Exchanges made of Node's own requests. @module */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Exchange } from "../../http/exchange.ts";

export class NodeExchange implements Exchange {
  readonly method = "POST";
  readonly path: string;
  readonly query: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  #controller: AbortController | undefined = undefined;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
    body: Uint8Array<ArrayBuffer>,
  ) {
    this.path = path;
    this.query = query;
    this.body = body;
    this.#request = request;
    this.#response = response;
  }

  get signal(): AbortSignal {
    if (this.#controller !== undefined) return this.#controller.signal;
    const controller = new AbortController();
    this.#controller = controller;
    if (this.#response.destroyed) controller.abort();
    this.#response.once("close", () => {
      // HTTP/2's responses do not say when they are finished.
      if (!this.#response.writableEnded) controller.abort();
    });
    return controller.signal;
  }

  // From the raw list: Node makes the whole object of headers when it is first asked for it.
  get(name: string): string | undefined {
    const { rawHeaders } = this.#request;
    let found: string | undefined;
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const key = rawHeaders[at]!;
      if (key.length !== name.length || key.toLowerCase() !== name) continue;
      const value = rawHeaders[at + 1]!;
      found = found === undefined ? value : `${found}, ${value}`;
    }
    return found;
  }

  all(): Readonly<Record<string, string>> {
    const entries = Object.entries(this.#request.headers);
    return Object.fromEntries(
      entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
    );
  }
}
