/** Puts the TypeScript twin of a recorded component behind the wrapper, and asks it. */
import { toHeaders } from "../../runtime/http/headers.ts";
import { existsSync } from "node:fs";
import { request as httpRequest } from "node:http";
import type { Agent } from "node:http";
import { fileURLToPath } from "node:url";
import { loadMicroservice, microserviceHost } from "../../runtime/cli/microservice.ts";
import type { RuntimeHost } from "../../runtime/host.ts";
import type { Exchange, Reply } from "../../runtime/http/exchange.ts";
import type { Service } from "../../runtime/service.ts";
import { createWrapper } from "../../runtime/wrapper/wrapper.ts";
import { bytesOf, toAnswer } from "./pair.ts";
import type { Answer, Pair, Recording } from "./pair.ts";

const components = new URL("../fixtures/components/", import.meta.url);
/** Of components that only gRPC can ask. */
const twins = new URL("twins/", import.meta.url);

/** The file of a component's twin. */
export function twinOf(component: string): string {
  const own = new URL(`${component}.ts`, twins);
  return fileURLToPath(existsSync(own) ? own : new URL(`${component}.ts`, components));
}

/** A quiet host; the twins are imported by the test runner, not bundled each time. */
export function quietHost(env: Readonly<Record<string, string>>): RuntimeHost {
  return {
    ...microserviceHost(env, "ERROR"),
    logger: { log: () => {} },
    importComponent: async (path) => import(path) as Promise<Readonly<Record<string, unknown>>>,
  };
}

/** Starts the twin of a recording. */
export async function startTwin(recording: Pick<Recording, "component" | "env" | "parameters">): Promise<Service> {
  const host = quietHost(recording.env);
  const parameters = JSON.stringify(recording.parameters);
  return createWrapper(await loadMicroservice(twinOf(recording.component), { parameters }, host), host);
}

/** Sends a pair's request in-process, the way the server of Node does. */
export async function askInProcess(service: Service, pair: Pair): Promise<Answer> {
  const { method, path, headers } = pair.request;
  const [pathname = "", query = ""] = path.split(/\?(.*)/s);
  const known = service.stripPrefix(pathname);
  const { route, ...found } = service.table.find("POST", known);
  const body = bytesOf(pair.request);
  if (method === "POST" && route !== undefined) {
    return ofReply(
      await route.handle(
        new PairExchange(known, query, headers, body ?? new Uint8Array(0)),
        "parameters" in found ? found.parameters : {},
      ),
    );
  }
  const hasBody = method !== "GET" && method !== "HEAD" && body !== undefined;
  const response = await service.fetch(
    new Request(`http://component.example${path}`, { method, headers, ...(hasBody && { body }) }),
  );
  return toAnswer(
    response.status,
    response.headers.get("content-type") ?? "",
    new Uint8Array(await response.arrayBuffer()),
  );
}

function ofReply({ status, headers, body }: Reply): Answer {
  const bytes = typeof body === "string" ? Buffer.from(body, "utf8") : body;
  return toAnswer(status, toHeaders(headers).get("content-type") ?? "", bytes);
}

/** Sends a pair's request over a real socket. @param agent keeps the connection */
export function askBySocket(port: number, pair: Pair, agent: Agent): Promise<Answer> {
  const { method, path, headers } = pair.request;
  const body = bytesOf(pair.request);
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": body.length };
    const call = httpRequest({ port, method, path, headers: { ...headers, ...length }, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve(toAnswer(response.statusCode!, response.headers["content-type"] ?? "", Buffer.concat(chunks))),
      );
    });
    call.on("error", reject);
    call.end(body);
  });
}

class PairExchange implements Exchange {
  readonly method = "POST";
  readonly path: string;
  readonly query: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(path: string, query: string, headers: Readonly<Record<string, string>>, body: Uint8Array<ArrayBuffer>) {
    this.path = path;
    this.query = query;
    this.body = body;
    this.#headers = headers;
  }

  get(name: string): string | undefined {
    return this.#headers[name];
  }

  all(): Readonly<Record<string, string>> {
    return this.#headers;
  }

  readonly signal = new AbortController().signal;
}
