/** What a server of any platform needs to serve: a deployment, or one unit as a microservice. @module */
import type { Route } from "./exchange.ts";

export interface Service {
  /** Every route, for hosts that dispatch the hot ones by themselves. */
  readonly routes: readonly Route[];
  /** Largest request body in bytes. */
  readonly maxBodyBytes: number;
  readonly fetch: (request: Request) => Promise<Response>;
  stripPrefix(path: string): string;
  /** Turns readiness off. */
  startDraining(): void;
  close(): Promise<void>;
}
