/** Puts a check before what is guarded; what is not stays as it is. @module */
import type { RpcTable, StreamRpc, UnaryRpc } from "../grpc/rpc.ts";
import type { Admission, Route } from "../http/exchange.ts";
import type { Authenticator } from "./authenticator.ts";
import { GuardedContext, GuardedExchange } from "./without-credentials.ts";

/** Says to HTTP clients how to show who they are. */
const CHALLENGE = ["www-authenticate", 'Bearer realm="zerohop"'] as const;

/** Routes that admit who the authenticator knows, and do not hand on what it was shown. */
export function guardRoutes(routes: readonly Route[], authenticator: Authenticator | undefined): readonly Route[] {
  if (authenticator === undefined) return routes;
  const admit: Admission = (headers) => authenticator.check(headers);
  return routes.map((route) => (route.guarded ? guardRoute(route, admit) : route));
}

function guardRoute(route: Route, admit: Admission): Route {
  return {
    ...route,
    admit,
    handle: (exchange, parameters) => route.handle(new GuardedExchange(exchange), parameters),
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
    admit,
    handle: (request, context) => rpc.handle(request, new GuardedContext(context)),
  });
  const guardStream = (rpc: StreamRpc): StreamRpc => ({
    ...rpc,
    admit,
    handle: (requests, context) => rpc.handle(requests, new GuardedContext(context)),
  });
  return { ...table, unary: guardEach(table.unary, guardUnary), streams: guardEach(table.streams, guardStream) };
}

function guardEach<T extends UnaryRpc | StreamRpc>(
  rpcs: ReadonlyMap<string, T>,
  guard: (rpc: T) => T,
): ReadonlyMap<string, T> {
  return new Map([...rpcs].map(([path, rpc]) => [path, rpc.guarded ? guard(rpc) : rpc]));
}
