/** Puts a check before what is guarded; credentials that a client shows go no further, wherever it shows them. @module */
import type { RpcTable, StreamRpc, UnaryRpc } from "../grpc/rpc.ts";
import type { Admission, Route } from "../http/exchange.ts";
import type { Authenticator } from "./authenticator.ts";
import { GuardedContext, GuardedExchange } from "./without-credentials.ts";

/** Says to HTTP clients how to show who they are. */
const CHALLENGE = ["www-authenticate", 'Bearer realm="zerohop"'] as const;

/** Routes that hand on no credentials; those that are guarded admit who the authenticator knows. */
export function guardRoutes(routes: readonly Route[], authenticator: Authenticator | undefined): readonly Route[] {
  if (authenticator === undefined) return routes;
  const admit: Admission = (headers) => authenticator.check(headers);
  return routes.map((route) => {
    // Clients show their key on every path, and some open ones ask a unit, too.
    const discreet: Route = {
      ...route,
      handle: (exchange, parameters) => route.handle(new GuardedExchange(exchange), parameters),
    };
    return route.guarded ? guardRoute(discreet, admit) : discreet;
  });
}

function guardRoute(route: Route, admit: Admission): Route {
  return {
    ...route,
    admit,
    fail(error) {
      const reply = route.fail(error);
      return error.code === "UNAUTHENTICATED" ? { ...reply, headers: reply.headers.concat(CHALLENGE) } : reply;
    },
  };
}

/** The same for methods. */
export function guardRpcs(table: RpcTable, authenticator: Authenticator | undefined): RpcTable {
  if (authenticator === undefined) return table;
  const admit: Admission = (headers) => authenticator.check(headers);
  const guardUnary = (rpc: UnaryRpc): UnaryRpc => ({
    ...rpc,
    ...(rpc.guarded && { admit }),
    handle: (request, context) => rpc.handle(request, new GuardedContext(context)),
  });
  const guardStream = (rpc: StreamRpc): StreamRpc => ({
    ...rpc,
    ...(rpc.guarded && { admit }),
    handle: (requests, context) => rpc.handle(requests, new GuardedContext(context)),
  });
  return { ...table, unary: guardEach(table.unary, guardUnary), streams: guardEach(table.streams, guardStream) };
}

function guardEach<T extends UnaryRpc | StreamRpc>(
  rpcs: ReadonlyMap<string, T>,
  guard: (rpc: T) => T,
): ReadonlyMap<string, T> {
  return new Map([...rpcs].map(([path, rpc]) => [path, guard(rpc)]));
}
