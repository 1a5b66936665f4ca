/** What answers the paths of the documentation; loaded when somebody first looks at it. @module */
import type { DataPlane } from "../data-plane.ts";
import type { RuntimeHost } from "../host.ts";
import type { Exchange, HeaderList, Reply } from "../http/exchange.ts";
import { puidOf } from "../http/headers.ts";
import { createDocument } from "./documents.ts";
import type { DocumentKind } from "./documents.ts";
import { pageFor, startScript } from "./page.ts";

/** Files of the page, which the host keeps. */
const ASSETS: Readonly<Record<string, string>> = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
};
/** The page may load nothing from elsewhere. */
const POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'";
const DAY = "public, max-age=86400";

export class DocumentHandlers {
  readonly #plane: DataPlane;
  readonly #host: RuntimeHost;
  readonly #headers: HeaderList;
  readonly #guarded: boolean;

  /** @param headers of every answer @param guarded whether predictions need a key or a token */
  constructor(plane: DataPlane, host: RuntimeHost, headers: HeaderList, guarded: boolean) {
    this.#plane = plane;
    this.#host = host;
    this.#headers = headers;
    this.#guarded = guarded;
  }

  /** The document. @param server path of the deployment, relative to it */
  async document(exchange: Exchange, kind: DocumentKind, type: string, server: string): Promise<Reply> {
    // JSON is YAML, too.
    const text = JSON.stringify(await createDocument(kind, this.#plane, server, this.#guarded));
    return this.#reply(exchange, 200, type, text);
  }

  page(exchange: Exchange): Reply {
    const { namespace, name } = this.#plane.generation.deployment;
    const html = pageFor(`${namespace}/${name}`);
    return this.#reply(exchange, 200, "text/html; charset=utf-8", html, ["content-security-policy", POLICY]);
  }

  /** The script that shows a document. @param document its name, in the page's own folder */
  start(exchange: Exchange, document: string): Reply {
    return this.#reply(exchange, 200, "text/javascript; charset=utf-8", startScript(document));
  }

  /** The folder without its slash leads to the page. */
  redirect(exchange: Exchange, folder: string): Reply {
    const name = folder.slice(folder.lastIndexOf("/") + 1);
    return this.#reply(exchange, 301, "text/plain", "", ["location", `./${name}/`]);
  }

  async asset(exchange: Exchange, name: string): Promise<Reply> {
    const bytes = await this.#host.readAsset?.(name);
    if (bytes !== undefined) return this.#reply(exchange, 200, ASSETS[name]!, bytes, ["cache-control", DAY]);
    return this.#reply(exchange, 404, "text/plain; charset=utf-8", `${name} is not part of this build`);
  }

  #reply(exchange: Exchange, status: number, type: string, body: Reply["body"], more: HeaderList = []): Reply {
    const own = ["content-type", type, "seldon-puid", puidOf(exchange, this.#host)];
    return { status, headers: this.#headers.concat(own, more), body };
  }
}
