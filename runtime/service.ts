/** What a server of any platform needs to serve: a deployment, or one unit as a microservice. @module */
import type { BodyLimits } from "./http/body-limits.ts";
import type { RpcTable } from "./grpc/rpc.ts";
import type { RouteTable } from "./http/route-table.ts";

export interface Service {
  /** For hosts that take requests from sockets by themselves. */
  readonly table: RouteTable;
  readonly bodies: BodyLimits;
  /** For hosts that speak Request and Response. */
  readonly fetch: (request: Request) => Promise<Response>;
  stripPrefix(path: string): string;
  /** The gRPC methods; loaded when somebody first calls one. */
  loadRpcs(): Promise<RpcTable>;
  /** Turns readiness off. */
  startDraining(): void;
  close(): Promise<void>;
}
