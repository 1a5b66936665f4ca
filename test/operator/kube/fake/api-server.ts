/**
 * A Kubernetes API server in memory, on a real socket: versions, watches with their past, bookmarks
 * and 410, conflicts, owners of fields, subresources, garbage collection.
 * @module
 */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Connection } from "../../../../operator/kube/connection.ts";
import type { KubeObject } from "../../../../operator/kube/object.ts";
import { patched } from "./json-patch.ts";
import { FAKE_KINDS } from "./kinds.ts";
import type { FakeKind } from "./kinds.ts";
import { matches } from "./selectors.ts";
import { createStore, Refusal } from "./store.ts";
import type { Store } from "./store.ts";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly isWatch: boolean;
}

export interface FakeApi {
  readonly store: Store;
  readonly connection: Connection;
  /** Everything that was asked, in order. */
  readonly asked: Asked[];
  /** Answers the next requests that fit with this status instead. */
  fail(fits: (asked: Asked) => boolean, code: number, times?: number): void;
  /** Takes back all failures that are to come. */
  heal(): void;
  /** Lets the next requests that fit wait until the promise resolves. */
  delay(fits: (asked: Asked) => boolean, until: Promise<unknown>): void;
  /** Says to all watches how far they are. */
  bookmark(): void;
  /** Ends all watches as a server does after their time. */
  endWatches(): void;
  /** Breaks all connections. */
  breakConnections(): void;
  readonly watches: number;
  get(plural: string, key: string): KubeObject | undefined;
  list(plural: string): readonly KubeObject[];
  /** Puts an object as a person or another controller would. */
  put(object: object, manager?: string): KubeObject;
  /** Writes a status as the controller of its kind would. */
  status(plural: string, key: string, status: object): KubeObject;
  remove(plural: string, key: string): void;
}

interface Options {
  readonly token?: string;
  readonly kinds?: readonly FakeKind[];
}

export async function startFakeApi({ token, kinds = FAKE_KINDS }: Options = {}): Promise<FakeApi> {
  const store = createStore();
  const asked: Asked[] = [];
  const watches = new Set<{ response: ServerResponse; kind: FakeKind }>();
  const failures: { fits: (asked: Asked) => boolean; code: number; times: number }[] = [];
  const delays: { fits: (asked: Asked) => boolean; until: Promise<unknown> }[] = [];
  const kindOf = (plural: string): FakeKind => kinds.find((kind) => kind.plural === plural)!;
  const collectionOf = ({ apiVersion, plural }: FakeKind): string =>
    `${apiVersion.split("/").slice(0, -1).join()}/${plural}`;

  function watch(
    kind: FakeKind,
    namespace: string | undefined,
    query: URLSearchParams,
    response: ServerResponse,
  ): void {
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    const from = Number(query.get("resourceVersion"));
    const send = (type: string, object: unknown): void => {
      if (!response.writableEnded) response.write(`${JSON.stringify({ type, object })}\n`);
    };
    if (from < store.oldest) {
      send("ERROR", statusOf(new Refusal(410, "Expired", `too old resource version: ${from} (${store.oldest})`)));
      response.end();
      return;
    }
    const fits = (object: KubeObject | undefined): boolean =>
      object !== undefined &&
      (namespace === undefined || object.metadata.namespace === namespace) &&
      matches(object, query);
    const tell: Parameters<Store["onChange"]>[0] = ({ collection, before, after, version }) => {
      if (collection !== collectionOf(kind)) return;
      if (fits(after)) send(fits(before) ? "MODIFIED" : "ADDED", after);
      else if (fits(before)) {
        send("DELETED", { ...before, metadata: { ...before!.metadata, resourceVersion: String(version) } });
      }
    };
    for (const change of store.changesAfter(from)) tell(change);
    const stop = store.onChange(tell);
    const entry = { response, kind };
    watches.add(entry);
    response.on("close", () => {
      stop();
      watches.delete(entry);
    });
  }

  function list(kind: FakeKind, namespace: string | undefined, query: URLSearchParams): unknown {
    const all = store
      .list(collectionOf(kind))
      .filter(
        (object) => (namespace === undefined || object.metadata.namespace === namespace) && matches(object, query),
      );
    const start = Number(query.get("continue") ?? 0);
    const limit = Number(query.get("limit") ?? all.length) || all.length;
    const next = start + limit < all.length ? { continue: String(start + limit) } : {};
    const items = all.slice(start, start + limit).map(({ apiVersion: _v, kind: _k, ...rest }) => rest);
    return {
      apiVersion: kind.apiVersion,
      kind: `${kind.kind}List`,
      items,
      metadata: {
        resourceVersion: String(store.version),
        ...next,
      },
    };
  }

  function discover(path: string): unknown {
    const groups = [...new Set(kinds.map(({ apiVersion }) => apiVersion).filter((version) => version.includes("/")))];
    if (path === "/apis") {
      return {
        groups: groups.map((apiVersion) => {
          const [name, version] = apiVersion.split("/");
          return { name, versions: [{ groupVersion: apiVersion, version }], preferredVersion: { version } };
        }),
      };
    }
    const apiVersion = path.replace(/^\/apis?\//, "");
    const resources = kinds.filter((kind) => kind.apiVersion === apiVersion);
    if (resources.length === 0) throw new Refusal(404, "NotFound", "the server could not find the requested resource");
    return {
      resources: resources.map(({ plural, kind, isNamespaced }) => ({ name: plural, kind, namespaced: isNamespaced })),
    };
  }

  function answer(request: IncomingMessage, response: ServerResponse, body: string): unknown {
    const url = new URL(request.url!, "http://fake");
    const { searchParams: query, pathname } = url;
    if (/^\/api\/[^/]+$|^\/apis(\/[^/]+\/[^/]+)?$/.test(pathname)) return discover(pathname);
    const [, root, rest = ""] = /^(\/api\/[^/]+|\/apis\/[^/]+\/[^/]+)\/(.*)$/.exec(pathname) ?? [];
    const steps = rest.split("/");
    const isWithin = steps[0] === "namespaces" && steps.length > 2;
    const namespace = isWithin ? steps[1] : undefined;
    const [plural, name, part] = isWithin ? steps.slice(2) : steps;
    const apiVersion = (root ?? "").replace(/^\/apis?\//, "");
    const kindAt = kinds.find((kind) => kind.apiVersion === apiVersion && kind.plural === plural);
    if (kindAt === undefined) throw new Refusal(404, "NotFound", `no such path ${pathname}`);
    const collection = collectionOf(kindAt);
    const key = namespace === undefined ? (name ?? "") : `${namespace}/${name ?? ""}`;
    const manager = query.get("fieldManager") ?? "unknown";
    const isDryRun = query.get("dryRun") === "All";
    const parsed = body === "" ? undefined : JSON.parse(body);
    const found = (): KubeObject => {
      const object = store.get(collection, key);
      if (object === undefined) throw new Refusal(404, "NotFound", `${kindAt.plural} "${name}" not found`);
      return object;
    };
    switch (request.method) {
      case "GET":
        if (query.get("watch") === "true") return watch(kindAt, namespace, query, response);
        return name === undefined ? list(kindAt, namespace, query) : found();
      case "POST":
        if (store.get(collection, key + (name === undefined ? parsed.metadata.name : ""))) {
          throw new Refusal(409, "AlreadyExists", `${kindAt.plural} "${parsed.metadata.name}" already exists`);
        }
        return store.write(collection, parsed, { manager, operation: "Update", isDryRun });
      case "PUT":
        found();
        return store.write(collection, parsed, { manager, operation: "Update", isStatus: part === "status", isDryRun });
      case "PATCH":
        if (request.headers["content-type"]?.startsWith("application/apply-patch") === true) {
          return store.apply(collection, parsed, {
            manager,
            operation: "Apply",
            isForced: query.get("force") === "true",
            isDryRun,
          });
        }
        // Servers before 1.21 read an empty text in a patch as null, and refuse that.
        if (/[:,[]""[,\]}]/.test(body)) throw new Refusal(422, "Invalid", "an empty text in a patch");
        return store.write(collection, patched(found(), parsed), {
          manager,
          operation: "Update",
          isStatus: part === "status",
        });
      case "DELETE":
        return store.remove(collection, key, { ...parsed?.preconditions, propagation: parsed?.propagationPolicy });
      default:
        throw new Refusal(405, "MethodNotAllowed", "no such method");
    }
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url!, "http://fake");
    const question: Asked = {
      method: request.method!,
      path: url.pathname,
      query: url.searchParams,
      isWatch: url.searchParams.get("watch") === "true",
    };
    asked.push(question);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      void (async () => {
        try {
          await delays.find(({ fits }) => fits(question))?.until;
          if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
            throw new Refusal(401, "Unauthorized", "Unauthorized");
          }
          const failure = failures.find(({ fits, times }) => times > 0 && fits(question));
          if (failure !== undefined) {
            failure.times -= 1;
            throw new Refusal(failure.code, "Injected", `injected ${failure.code}`);
          }
          const result = answer(request, response, Buffer.concat(chunks).toString("utf8"));
          if (response.headersSent) return;
          response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(result));
        } catch (error) {
          const refusal = error instanceof Refusal ? error : new Refusal(500, "InternalError", String(error));
          response
            .writeHead(refusal.code, { "content-type": "application/json" })
            .end(JSON.stringify(statusOf(refusal)));
        }
      })();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  return {
    store,
    connection: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, namespace: "default" },
    asked,
    fail: (fits, code, times = 1) => void failures.push({ fits, code, times }),
    heal: () => void failures.splice(0),
    delay: (fits, until) => void delays.push({ fits, until }),
    bookmark() {
      for (const { response, kind } of watches) {
        const object = {
          apiVersion: kind.apiVersion,
          kind: kind.kind,
          metadata: { resourceVersion: String(store.version) },
        };
        response.write(`${JSON.stringify({ type: "BOOKMARK", object })}\n`);
      }
    },
    endWatches() {
      for (const { response } of watches) response.end();
    },
    breakConnections: () => server.closeAllConnections(),
    get watches() {
      return watches.size;
    },
    get: (plural, key) => store.get(collectionOf(kindOf(plural)), key),
    list: (plural) => store.list(collectionOf(kindOf(plural))),
    put(object, manager = "kubectl") {
      const given = object as KubeObject;
      const kind = kinds.find(
        (candidate) => candidate.kind === given.kind && candidate.apiVersion === given.apiVersion,
      )!;
      return store.write(collectionOf(kind), given, { manager, operation: "Update" });
    },
    status(plural, key, status) {
      const collection = collectionOf(kindOf(plural));
      return store.write(
        collection,
        { ...store.get(collection, key)!, status },
        { manager: "controller", operation: "Update", isStatus: true },
      );
    },
    remove: (plural, key) => void store.remove(collectionOf(kindOf(plural)), key),
  };
}

function statusOf({ code, reason, message }: Refusal): object {
  return {
    apiVersion: "v1",
    kind: "Status",
    status: "Failure",
    code,
    reason,
    message,
  };
}
