/** Probes and metrics of the operator's own pod. @module */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface HealthOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** All addresses when absent. */
  readonly host?: string;
  /** Whether a restart would not help. */
  readonly isAlive: () => boolean;
  /** Whether it has seen the cluster, or waits for its turn. */
  readonly isReady: () => boolean;
  readonly metrics: () => string;
}

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

const PLAIN = { "content-type": "text/plain; version=0.0.4; charset=utf-8" };

/** Answers `/healthz`, `/readyz` and `/metrics`. @throws Error when the port is taken */
export async function startHealthServer(options: HealthOptions): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?", 1)[0];
    const answer = (isWell: boolean): void =>
      void response.writeHead(isWell ? 200 : 503, PLAIN).end(isWell ? "ok\n" : "not yet\n");
    if (path === "/healthz") answer(options.isAlive());
    else if (path === "/readyz") answer(options.isReady());
    else if (path === "/metrics") response.writeHead(200, PLAIN).end(options.metrics());
    else response.writeHead(404, PLAIN).end("not found\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
