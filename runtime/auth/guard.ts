/** Puts a check before what is guarded; what is not stays as it is. @module */
import { InferenceError } from "../errors.ts";
import { andThen, isPromise } from "../eventually.ts";
import type { RpcTable, UnaryRpc } from "../grpc/rpc.ts";
import type { Reply, Route } from "../http/exchange.ts";
import type { Authenticator } from "./authenticator.ts";

/** Says to HTTP clients how to show who they are. */
const CHALLENGE = ["www-authenticate", 'Bearer realm="zerohop"'] as const;

export function guardRoutes(routes: readonly Route[], authenticator: Authenticator | undefined): readonly Route[] {
  if (authenticator === undefined) return routes;
  return routes.map((route) => (route.guarded === true ? guardRoute(route, authenticator) : route));
}

function guardRoute(route: Route, authenticator: Authenticator): Route {
  const refuse = (error: unknown): Reply => {
    const failure = InferenceError.from(error);
    const reply = route.fail(failure);
    return failure.code === "UNAUTHENTICATED" ? { ...reply, headers: reply.headers.concat(CHALLENGE) } : reply;
  };
  return {
    ...route,
    handle(exchange, parameters) {
      let checked: void | Promise<void>;
      try {
        checked = authenticator.check(exchange);
      } catch (error) {
        return refuse(error);
      }
      if (!isPromise(checked)) return route.handle(exchange, parameters);
      return checked.then(() => route.handle(exchange, parameters), refuse);
    },
  };
}

export function guardRpcs(table: RpcTable, authenticator: Authenticator | undefined): RpcTable {
  if (authenticator === undefined) return table;
  const unary = [...table.unary].map(([path, rpc]): [string, UnaryRpc] => {
    if (!rpc.guarded) return [path, rpc];
    return [
      path,
      {
        ...rpc,
        handle: (request, context) => andThen(authenticator.check(context), () => rpc.handle(request, context)),
      },
    ];
  });
  const streams = [...table.streams].map(([path, rpc]) => {
    if (!rpc.guarded) return [path, rpc] as const;
    const handle: typeof rpc.handle = async function* (requests, context) {
      await authenticator.check(context);
      yield* rpc.handle(requests, context);
    };
    return [path, { ...rpc, handle }] as const;
  });
  return { ...table, unary: new Map(unary), streams: new Map(streams) };
}
