/**
 * What a deployment shows to the network: every protocol's routes in one table and methods in
 * another, guarded where a key is asked for, and the web-standard door to both.
 * @module
 */
import { loadOnce } from "./eventually.ts";
import type { Hono } from "hono/tiny";
import { createAuthenticator } from "./auth/authenticator.ts";
import type { Authenticator, AuthOptions } from "./auth/authenticator.ts";
import { guardRoutes, guardRpcs } from "./auth/guard.ts";
import type { DataPlane } from "./data-plane.ts";
import { messageLimitOf } from "./deployment/settings.ts";
import { createLazyWebRpcs } from "./grpc/lazy-web.ts";
import type { RpcTable } from "./grpc/rpc.ts";
import type { RuntimeHost } from "./host.ts";
import { BodyLimits } from "./http/body-limits.ts";
import type { BodyLimitOptions } from "./http/body-limits.ts";
import { decodeBodies } from "./http/content-encoding.ts";
import { createFallbacks } from "./http/fallbacks.ts";
import { createHealthRoutes } from "./http/health.ts";
import type { AcceptsRequests } from "./http/health.ts";
import type { LoadableRoutes } from "./http/lazy-handlers.ts";
import { stripDeploymentPrefix } from "./http/prefix.ts";
import { RouteTable } from "./http/route-table.ts";
import { createSeldonRoutes } from "./http/seldon.ts";
import { createTensorflowRoutes } from "./http/tensorflow/routes.ts";
import { createV2Routes } from "./http/v2/routes.ts";
import { createDocumentRoutes } from "./openapi/routes.ts";
import type { Service } from "./service.ts";

export interface ServedOptions extends BodyLimitOptions {
  /** Who may ask for predictions; everybody when absent. */
  readonly auth?: AuthOptions | undefined;
}

/** The doors of a deployment; closing them is the business of who serves them. */
export class Served implements Omit<Service, "startDraining" | "close"> {
  readonly table: RouteTable;
  readonly bodies: BodyLimits;
  readonly #plane: DataPlane;
  readonly #host: RuntimeHost;
  readonly #accepts: AcceptsRequests;
  readonly #authenticator: Authenticator | undefined;
  /** The protocols whose handlers are loaded when they are needed. */
  readonly #protocols: readonly LoadableRoutes[];
  /** Made when the first web-standard request comes; Node's own way does without it for POST. */
  readonly #app = loadOnce(() => this.#createApp());
  readonly #rpcs = loadOnce(() => this.#createRpcs());

  /** @param accepts whether new clients may be sent here, for the readiness that protocols tell */
  constructor(plane: DataPlane, host: RuntimeHost, options: ServedOptions, accepts: AcceptsRequests) {
    this.#plane = plane;
    this.#host = host;
    this.#accepts = accepts;
    this.#authenticator = createAuthenticator(options.auth, host);
    this.bodies = new BodyLimits(options, host.env);
    this.#protocols = [createV2Routes(plane, host, accepts), createTensorflowRoutes(plane, host, accepts)];
    const routes = [
      ...createHealthRoutes(plane, host, accepts),
      ...createSeldonRoutes(plane, host),
      ...this.#protocols.flatMap((protocol) => protocol.routes),
      ...createDocumentRoutes(plane, host, this.#authenticator !== undefined),
    ];
    // Who may not ask has nothing unpacked either.
    const guarded = guardRoutes(decodeBodies(routes, this.bodies), this.#authenticator);
    this.table = new RouteTable(
      guarded,
      createFallbacks(host, () => plane.generation.deployment),
    );
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    return (await this.#app()).fetch(request);
  };

  /** Takes the deployment's prefix off a path. */
  stripPrefix(path: string): string {
    return stripDeploymentPrefix(path, this.#plane.generation.deployment);
  }

  loadRpcs(): Promise<RpcTable> {
    // Who warms up for gRPC needs the same codecs over HTTP; a protocol that fails says so to its first client.
    for (const { load } of this.#protocols) load().catch(() => {});
    return this.#rpcs();
  }

  async #createApp(): Promise<Hono> {
    const { createApp } = await import("./http/web-handler.ts");
    return createApp({
      table: this.table,
      bodies: this.bodies,
      stripPrefix: (path) => this.stripPrefix(path),
      callRpc: createLazyWebRpcs(() => this.loadRpcs(), this.bodies, this.#host),
    });
  }

  async #createRpcs(): Promise<RpcTable> {
    const { createDeploymentRpcs } = await import("./grpc/deployment.ts");
    const limit = messageLimitOf(this.#plane.generation.deployment) ?? this.bodies.perBody;
    return guardRpcs(createDeploymentRpcs(this.#plane, this.#host, limit, this.#accepts), this.#authenticator);
  }
}
