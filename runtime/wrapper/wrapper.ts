/**
 * Seldon's language wrapper: one unit as a microservice, on the paths that Seldon's orchestrator
 * and clients call.
 * @see contract section 2.3
 * @module
 */
import { loadOnce } from "../eventually.ts";
import { RequestLimit } from "../deployment/request-limit.ts";
import type { RequestLimitOptions } from "../deployment/request-limit.ts";
import { InferenceError } from "../errors.ts";
import type { RuntimeHost } from "../host.ts";
import type { Unit } from "../units/unit.ts";
import { BodyLimits } from "../http/body-limits.ts";
import type { Handler, Reply, Route } from "../http/exchange.ts";
import { createHeaders } from "../http/headers.ts";
import { RouteTable } from "../http/route-table.ts";
import { createLazyWebRpcs } from "../grpc/lazy-web.ts";
import type { RpcTable } from "../grpc/rpc.ts";
import type { Service } from "../service.ts";
import { createApp } from "../http/web-handler.ts";
import { WRAPPER_OPENAPI } from "./openapi.ts";
import { NO_METADATA } from "./no-metadata.ts";
import { WrapperReplies } from "./reply.ts";
import { RestVerbs } from "./rest-verbs.ts";
import { readWrapperSettings } from "./settings.ts";
import type { WrapperSettings } from "./settings.ts";
import { UnitVerbs } from "./verbs.ts";

export interface WrapperOptions extends RequestLimitOptions {
  /** Largest request body in bytes. Default 32 MiB. */
  readonly maxBodyBytes?: number;
  /** Called when the unit is closed. */
  readonly onClose?: () => void | Promise<void>;
}

/** All of them fail alike, and none is guarded: the wrapper stands behind its orchestrator. */
type WrapperRoute = Omit<Route, "fail" | "guarded">;

const BOTH = ["GET", "POST"] as const;

/** Serves `unit` by the settings of the host's environment. */
export function createWrapper(unit: Unit, host: RuntimeHost, options: WrapperOptions = {}): Service {
  return new Wrapper(unit, host, options);
}

class Wrapper implements Service {
  readonly table: RouteTable;
  readonly bodies: BodyLimits;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly #unit: Unit;
  readonly #host: RuntimeHost;
  readonly #onClose: (() => void | Promise<void>) | undefined;
  readonly #replies: WrapperReplies;
  readonly #settings: WrapperSettings;
  readonly #verbs: UnitVerbs;
  readonly #rpcs = loadOnce(() => this.#createRpcs());
  #draining = false;

  constructor(unit: Unit, host: RuntimeHost, options: WrapperOptions) {
    this.bodies = new BodyLimits(options, host.env);
    this.#onClose = options.onClose;
    this.#unit = unit;
    this.#host = host;
    this.#replies = new WrapperReplies(host);
    this.#settings = readWrapperSettings(host.env);
    this.#verbs = new UnitVerbs(unit, this.#settings, host, new RequestLimit(options, host.env));
    this.table = this.#createTable();
    const app = createApp({
      table: this.table,
      bodies: this.bodies,
      stripPrefix: (path) => this.stripPrefix(path),
      callRpc: createLazyWebRpcs(() => this.loadRpcs(), this.bodies, host),
    });
    this.fetch = async (request) => app.fetch(request);
  }

  /** Joins doubled slashes, as the Python wrapper's server does. */
  stripPrefix(path: string): string {
    return path.includes("//") ? path.replace(/\/{2,}/g, "/") : path;
  }

  startDraining(): void {
    this.#draining = true;
  }

  loadRpcs(): Promise<RpcTable> {
    return this.#rpcs();
  }

  async #createRpcs(): Promise<RpcTable> {
    const { createWrapperRpcs } = await import("./rpcs.ts");
    return createWrapperRpcs({
      unit: this.#unit,
      verbs: this.#verbs,
      settings: this.#settings,
      host: this.#host,
      accepts: () => !this.#draining,
      maxMessageBytes: this.bodies.perBody,
    });
  }

  async close(): Promise<void> {
    this.#verbs.hurry();
    await this.#unit.close?.();
    await this.#onClose?.();
  }

  #createTable(): RouteTable {
    const fail = (error: InferenceError): Reply => this.#replies.failure(error);
    const routes = this.#createRoutes().map((route): Route => ({ ...route, fail, guarded: false }));
    return new RouteTable(routes, {
      notFound: (path) =>
        fail(new InferenceError("NOT_FOUND", `404 Not Found: there is no path ${path.slice(0, 200)}`)),
      methodNotAllowed: (method, allowed) => {
        const expected = `405 Method Not Allowed: expected ${allowed.join(" or ")}, got ${method}`;
        return fail(new InferenceError("METHOD_NOT_ALLOWED", expected));
      },
      options: (allowed) => createHeaders(this.#host, allowed),
    });
  }

  #createRoutes(): readonly WrapperRoute[] {
    const verbs = new RestVerbs(this.#verbs, this.#settings, this.#replies);
    const predict = verbs.message("predict");
    const feedback = verbs.feedback();
    const versions = ["v0.1", "v1.0"].flatMap((version): WrapperRoute[] => [
      { methods: ["POST"], path: `/api/${version}/predictions`, handle: predict },
      { methods: ["POST"], path: `/api/${version}/feedback`, handle: feedback },
    ]);
    const get = (path: string, handle: Handler): WrapperRoute => ({ methods: ["GET"], path, handle });
    return [
      { methods: BOTH, path: "/predict", handle: predict },
      { methods: BOTH, path: "/send-feedback", handle: feedback },
      ...versions,
      { methods: BOTH, path: "/transform-input", handle: verbs.message("transformInput") },
      { methods: BOTH, path: "/transform-output", handle: verbs.message("transformOutput") },
      { methods: BOTH, path: "/route", handle: verbs.message("route") },
      { methods: BOTH, path: "/aggregate", handle: verbs.aggregate() },
      ...["/health/status", "/api/v1.0/health/status"].map((path) => get(path, verbs.health())),
      ...["/metadata", "/api/v1.0/metadata"].map((path) => get(path, () => this.#metadata())),
      get("/health/ping", () => this.#replies.text("pong", "text/html; charset=utf-8")),
      get("/seldon.json", () => this.#replies.json(JSON.stringify(WRAPPER_OPENAPI))),
      get("/live", () => this.#replies.text("", "text/plain; charset=utf-8")),
      get("/ready", () => this.#ready()),
    ];
  }

  #metadata(): Reply | Promise<Reply> {
    return this.#replies.of(async () => {
      return this.#replies.json(JSON.stringify((await this.#unit.metadata?.()) ?? NO_METADATA));
    });
  }

  async #ready(): Promise<Reply> {
    try {
      if (!this.#draining) await this.#unit.ready?.();
    } catch (error) {
      this.#host.logger.log("warn", "not ready", { error });
      return this.#replies.text("", "text/plain; charset=utf-8", 503);
    }
    return this.#replies.text("", "text/plain; charset=utf-8", this.#draining ? 503 : 200);
  }
}
