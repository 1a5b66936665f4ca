/**
 * Serves over HTTP on Node, and stops without losing a request.
 * @module
 */
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Service } from "../../service.ts";
import { createListener } from "./listener.ts";

export interface ServeOptions {
  readonly port: number;
  /** Address to listen on. Default all of them. */
  readonly host?: string | undefined;
  /** Milliseconds for which requests are still accepted after stop() while ready says 503. */
  readonly drainDelayMs?: number | undefined;
  /** Milliseconds that requests still running after the delay may take. Default 15,000. */
  readonly gracefulMs?: number | undefined;
}

export interface NodeServer {
  readonly port: number;
  /** Drains: not ready at once, closed to new connections after the delay, done when the last request is. */
  stop(): Promise<void>;
}

/** As Seldon's orchestrator: idle connections live for 65 s. */
const KEEP_ALIVE_MS = 65_000;
const MAX_HEADER_BYTES = 32 * 1024;
/** As Seldon's orchestrator. */
const GRACEFUL_MS = 15_000;

/**
 * Starts listening.
 * @throws Error that says what to do when the port is taken or not allowed.
 */
export async function serve(service: Service, options: ServeOptions): Promise<NodeServer> {
  let draining = false;
  let running = 0;
  let onIdle = (): void => {};
  const listener = createListener(service);
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => {
      if (draining) response.shouldKeepAlive = false;
      running++;
      response.once("close", () => {
        running--;
        if (running === 0) onIdle();
      });
      listener(request, response);
    },
  );
  await listen(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      draining = true;
      service.startDraining();
      if (options.drainDelayMs) await new Promise((resolve) => setTimeout(resolve, options.drainDelayMs));
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      if (running > 0) {
        const timer = setTimeout(() => onIdle(), options.gracefulMs ?? GRACEFUL_MS);
        await new Promise<void>((resolve) => (onIdle = resolve));
        clearTimeout(timer);
      }
      // What is left has no request on it, or one that has had its time.
      server.closeAllConnections();
      await closed;
      await service.close();
    },
  };
}

function listen(server: Server, { port, host }: ServeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, port)));
    server.listen({ port, ...(host !== undefined && { host }) }, resolve);
  });
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new Error(
      `Port ${port} is taken by another process; stop that one or choose another port with --http-port`,
      { cause: error },
    );
  }
  if (error.code === "EACCES") {
    return new Error(`Port ${port} is not allowed for this user; choose one above 1023 with --http-port`, {
      cause: error,
    });
  }
  return error;
}
