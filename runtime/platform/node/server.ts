/**
 * Serves over HTTP and gRPC on Node, and stops without losing a request.
 * @module
 */
import type { RequestListener } from "node:http";
import type { Socket } from "node:net";
import type { Service } from "../../service.ts";
import type { Http2Side } from "./grpc-server/http2-side.ts";
import { createListener } from "./listener.ts";
import { Port } from "./port.ts";
import { Running } from "./running.ts";
import type { Certificates, TlsOptions } from "./tls.ts";

export interface ServeOptions {
  /** For HTTP/1.1 and HTTP/2 alike: REST, gRPC, Connect and gRPC-Web. */
  readonly port: number;
  /** A second port for the same. Default none. */
  readonly grpcPort?: number | undefined;
  /** Whether to go without the second port when it is taken. Default false. */
  readonly isGrpcPortOptional?: boolean | undefined;
  /** Address to listen on. Default all of them. */
  readonly host?: string | undefined;
  /** The certificate of both ports. Default none: plain text. */
  readonly tls?: TlsOptions | undefined;
  /** Largest gRPC message in bytes, either way. Default what the service says. */
  readonly maxMessageBytes?: number | undefined;
  /** Milliseconds for which requests are still accepted after stop() while ready says 503. */
  readonly drainDelayMs?: number | undefined;
  /** Milliseconds that requests still running after the delay may take. Default 15,000. */
  readonly gracefulMs?: number | undefined;
}

export interface NodeServer {
  readonly port: number;
  /** The second port; the first when there is none. */
  readonly grpcPort: number;
  /** Drains: not ready at once, closed to new connections after the delay, done when the last request is. */
  stop(): Promise<void>;
}

/** As Seldon's orchestrator. */
const GRACEFUL_MS = 15_000;
/** Milliseconds after the start until what only gRPC needs is loaded, first requests being served meanwhile. */
const WARM_UP_MS = 100;
/** Milliseconds in which clients of HTTP/2 may take leave. */
const LEAVE_MS = 1000;

/**
 * Starts listening.
 * @throws Error that says what to do when a port is taken or not allowed, or the certificate cannot be used.
 */
export async function serve(service: Service, options: ServeOptions): Promise<NodeServer> {
  const server = new PlatformServer(service, options);
  await server.open();
  return server;
}

class PlatformServer implements NodeServer {
  readonly #service: Service;
  readonly #options: ServeOptions;
  readonly #running = new Running();
  readonly #web: RequestListener;
  readonly #ports: Port[] = [];
  #certificates: Certificates | undefined = undefined;
  #http2: Promise<Http2Side> | undefined = undefined;
  #warmUp: NodeJS.Timeout | undefined = undefined;
  #isDraining = false;
  #stopped: Promise<void> | undefined = undefined;

  constructor(service: Service, options: ServeOptions) {
    this.#service = service;
    this.#options = options;
    this.#web = createListener(service);
  }

  get port(): number {
    return this.#ports[0]!.number;
  }

  get grpcPort(): number {
    return this.#ports.at(-1)!.number;
  }

  async open(): Promise<void> {
    const { port, grpcPort, tls } = this.#options;
    if (tls !== undefined) this.#certificates = await (await import("./tls.ts")).Certificates.read(tls);
    const hasSecond = grpcPort !== undefined && (grpcPort !== port || port === 0);
    // Begun in this order, by which worker processes find the free ports that they share.
    const opening: Promise<Port | undefined>[] = [this.#listen(port, "--http-port")];
    if (hasSecond) opening.push(this.#listenForGrpc(grpcPort));
    const failed: unknown[] = [];
    for (const result of await Promise.allSettled(opening)) {
      if (result.status === "rejected") failed.push(result.reason);
      else if (result.value !== undefined) this.#ports.push(result.value);
    }
    if (failed.length > 0) {
      await this.#destroy();
      throw failed[0];
    }
    this.#warmUp = setTimeout(() => {
      // What fails is told to the first client.
      this.#loadHttp2()
        .then((side) => side.load())
        .catch(() => {});
    }, WARM_UP_MS).unref();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    const { drainDelayMs, gracefulMs } = this.#options;
    this.#isDraining = true;
    clearTimeout(this.#warmUp);
    this.#service.startDraining();
    // What could not be loaded has nobody to take leave of.
    const http2 = await this.#http2?.catch(() => undefined);
    http2?.sessions.announceEnd();
    if (drainDelayMs) await new Promise((resolve) => setTimeout(resolve, drainDelayMs));
    for (const port of this.#ports) port.close();
    const sessions = (http2 ?? (await this.#http2?.catch(() => undefined)))?.sessions;
    sessions?.close();
    await this.#running.idle(gracefulMs ?? GRACEFUL_MS);
    await sessions?.gone(LEAVE_MS);
    // What is left has no request on it, or one that has had its time.
    await this.#destroy();
    await this.#service.close();
  }

  #listen(port: number, flag: string): Promise<Port> {
    const { host } = this.#options;
    return Port.open({
      port,
      host,
      flag,
      certificates: this.#certificates,
      http1: (request, response) => {
        if (this.#isDraining) response.shouldKeepAlive = false;
        this.#running.enter();
        response.once("close", () => this.#running.leave());
        this.#web(request, response);
      },
      http2: (socket) => this.#openHttp2(socket),
    });
  }

  async #listenForGrpc(port: number): Promise<Port | undefined> {
    try {
      return await this.#listen(port, "--grpc-port");
    } catch (error) {
      if (this.#options.isGrpcPortOptional === true) return undefined;
      throw error;
    }
  }

  #openHttp2(socket: Socket): void {
    // A client of HTTP/1.1 may close its half of a connection; one of HTTP/2 has gone then.
    socket.allowHalfOpen = false;
    // Until somebody has it, it may break.
    socket.on("error", () => {});
    this.#loadHttp2().then(
      (side) => side.open(socket),
      () => socket.destroy(),
    );
  }

  #loadHttp2(): Promise<Http2Side> {
    this.#http2 ??= import("./grpc-server/http2-side.ts").then(({ Http2Side }) => {
      const { maxMessageBytes } = this.#options;
      return new Http2Side(this.#service, { web: this.#web, running: this.#running, maxMessageBytes });
    });
    return this.#http2;
  }

  async #destroy(): Promise<void> {
    this.#certificates?.close();
    await Promise.all(this.#ports.map((port) => port.destroy()));
  }
}
