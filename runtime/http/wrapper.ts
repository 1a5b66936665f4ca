/**
 * Seldon's language wrapper: one unit as a microservice, on the paths that Seldon's orchestrator
 * and clients call.
 * @see contract section 2.3
 * @module
 */
import { InferenceError } from "../errors.ts";
import type { RuntimeHost } from "../host.ts";
import type { Unit } from "../units/unit.ts";
import type { Exchange, Handler, Reply, Route } from "./exchange.ts";
import { FetchExchange, readLimited } from "./fetch-exchange.ts";
import { createHeaders, toHeaders } from "./headers.ts";
import type { Service } from "./service.ts";
import { WRAPPER_OPENAPI } from "./wrapper-openapi.ts";
import { WrapperReplies } from "./wrapper-reply.ts";
import { readWrapperSettings } from "./wrapper-settings.ts";
import { WrapperVerbs } from "./wrapper-verbs.ts";

export interface WrapperOptions {
  /** Largest request body in bytes. Default 256 MiB. */
  readonly maxBodyBytes?: number;
  /** Called when the unit is closed. */
  readonly onClose?: () => void | Promise<void>;
}

const MAX_BODY_BYTES = 256 * 1024 * 1024;
/** Statuses whose answers have no body. */
const NO_BODY: readonly number[] = [204, 205, 304];
const BOTH = ["GET", "POST"] as const;

/** Serves `unit` by the settings of the host's environment. */
export function createWrapper(unit: Unit, host: RuntimeHost, options: WrapperOptions = {}): Service {
  return new Wrapper(unit, host, options);
}

class Wrapper implements Service {
  readonly routes: readonly Route[];
  readonly maxBodyBytes: number;
  readonly #unit: Unit;
  readonly #host: RuntimeHost;
  readonly #onClose: (() => void | Promise<void>) | undefined;
  readonly #replies: WrapperReplies;
  readonly #byPath: ReadonlyMap<string, Route>;
  #draining = false;

  constructor(unit: Unit, host: RuntimeHost, options: WrapperOptions) {
    this.maxBodyBytes = options.maxBodyBytes ?? MAX_BODY_BYTES;
    this.#onClose = options.onClose;
    this.#unit = unit;
    this.#host = host;
    this.#replies = new WrapperReplies(host);
    this.routes = this.#createRoutes();
    this.#byPath = new Map(this.routes.map((route) => [route.path, route]));
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const reply = await this.#answer(request);
    const isEmpty = request.method === "HEAD" || NO_BODY.includes(reply.status);
    const body = isEmpty ? undefined : reply.body;
    return new Response(body, { status: reply.status, headers: toHeaders(reply.headers) });
  };

  /** Joins doubled slashes, as the Python wrapper's server does. */
  stripPrefix(path: string): string {
    return path.includes("//") ? path.replace(/\/{2,}/g, "/") : path;
  }

  startDraining(): void {
    this.#draining = true;
  }

  async close(): Promise<void> {
    await this.#unit.close?.();
    await this.#onClose?.();
  }

  #createRoutes(): readonly Route[] {
    const verbs = new WrapperVerbs(this.#unit, readWrapperSettings(this.#host.env), this.#replies);
    const predict = verbs.message("predict");
    const feedback = verbs.feedback();
    const versions = ["v0.1", "v1.0"].flatMap((version): Route[] => [
      { methods: ["POST"], path: `/api/${version}/predictions`, handle: predict },
      { methods: ["POST"], path: `/api/${version}/feedback`, handle: feedback },
    ]);
    const get = (path: string, handle: Handler): Route => ({ methods: ["GET"], path, handle });
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
      const none = { name: "", versions: [""], platform: "", inputs: [], outputs: [], custom: {} };
      return this.#replies.json(JSON.stringify((await this.#unit.metadata?.()) ?? none));
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

  async #answer(request: Request): Promise<Reply> {
    const { pathname } = new URL(request.url);
    const path = this.stripPrefix(pathname);
    const route = this.#byPath.get(path);
    if (route === undefined) {
      return this.#replies.failure(
        new InferenceError("NOT_FOUND", `404 Not Found: there is no path ${path.slice(0, 200)}`),
      );
    }
    const { method } = request;
    if (method === "OPTIONS") return { status: 200, headers: createHeaders(this.#host, route.methods), body: "" };
    const asked = method === "HEAD" ? "GET" : method;
    if (!route.methods.some((known) => known === asked)) {
      const expected = `405 Method Not Allowed: expected ${route.methods.join(" or ")}, got ${method}`;
      return this.#replies.failure(new InferenceError("METHOD_NOT_ALLOWED", expected));
    }
    const body = await readLimited(request, this.maxBodyBytes);
    if (InferenceError.is(body)) return this.#replies.failure(body);
    const exchange: Exchange = new FetchExchange(request, path, body);
    return route.handle(exchange, "");
  }
}
