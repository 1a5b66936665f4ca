/**
 * Requests as handlers see them where a key is asked for: what the client shows is meant for this server,
 * and not for the remote units behind it. Whoever names a header still gets it.
 * @module
 */
import type { HeaderSource } from "../graph/run.ts";
import type { RpcContext } from "../grpc/rpc.ts";
import type { Exchange } from "../http/exchange.ts";

class GuardedHeaders<T extends HeaderSource> implements HeaderSource {
  protected readonly given: T;

  constructor(given: T) {
    this.given = given;
  }

  get(name: string): string | undefined {
    return this.given.get(name);
  }

  /** All but the credentials. */
  all(): Readonly<Record<string, string>> {
    const { authorization: _, "x-api-key": __, ...others } = this.given.all();
    return others;
  }
}

export class GuardedExchange extends GuardedHeaders<Exchange> implements Exchange {
  get method(): string {
    return this.given.method;
  }

  get path(): string {
    return this.given.path;
  }

  get query(): string {
    return this.given.query;
  }

  get body(): Uint8Array<ArrayBuffer> {
    return this.given.body;
  }

  get signal(): AbortSignal {
    return this.given.signal;
  }
}

export class GuardedContext extends GuardedHeaders<RpcContext> implements RpcContext {
  get timeoutMs(): number {
    return this.given.timeoutMs;
  }

  get signal(): AbortSignal {
    return this.given.signal;
  }
}
