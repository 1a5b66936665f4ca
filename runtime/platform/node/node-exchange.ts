/** Exchanges made of Node's own requests. @module */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { HeaderSource } from "../../graph/run.ts";
import type { Exchange } from "../../http/exchange.ts";

/** The headers of a request, before its body is there. */
export class NodeHeaders implements HeaderSource {
  readonly #request: IncomingMessage;

  constructor(request: IncomingMessage) {
    this.#request = request;
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

export class NodeExchange extends NodeHeaders implements Exchange {
  readonly method = "POST";
  readonly path: string;
  readonly query: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly #response: ServerResponse;
  #controller: AbortController | undefined = undefined;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
    body: Uint8Array<ArrayBuffer>,
  ) {
    super(request);
    this.path = path;
    this.query = query;
    this.body = body;
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
}
