/** Reading and writing objects of any kind. @module */
import { createDiscovery } from "./discovery.ts";
import type { Discovery } from "./discovery.ts";
import { KubeError, NOT_FOUND } from "./kube-error.ts";
import { listIn, recordIn, textIn } from "./object.ts";
import type { KubeObject } from "./object.ts";
import { apiVersionOf, pathOf, queryOf } from "./resource.ts";
import type { Resource } from "./resource.ts";
import type { Transport } from "./transport.ts";
import { readWatch } from "./watch-stream.ts";
import type { WatchEvent } from "./watch-stream.ts";

/** Which objects of a kind are meant. */
export interface Selection {
  /** All namespaces when absent. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface ObjectList {
  readonly items: readonly KubeObject[];
  /** The state of the store that the list shows; where a watch goes on. */
  readonly resourceVersion: string;
}

export interface ApplyOptions {
  /** Who owns the fields that are sent. */
  readonly fieldManager: string;
  /** Takes fields that others own. Without it they answer with a conflict (409). */
  readonly isForced?: boolean;
  /** Only asks what would come out. */
  readonly isDryRun?: boolean;
  /** `status`, `scale`. */
  readonly part?: string;
}

export interface DeleteOptions {
  /** Deletes this very object and no later one of its name. */
  readonly uid?: string;
  readonly resourceVersion?: string;
  /** What becomes of what it owns. Background when absent. */
  readonly propagation?: "Background" | "Foreground" | "Orphan";
}

/** A change of a JSON document. @see RFC 6902 */
export interface JsonPatchStep {
  readonly op: "add" | "remove" | "replace" | "test";
  readonly path: string;
  readonly value?: unknown;
}

/** All methods throw KubeError when the server refuses or does not answer. */
export interface KubeClient {
  readonly discovery: Discovery;
  /** The object; undefined when there is none. */
  get(resource: Resource, namespace: string | undefined, name: string): Promise<KubeObject | undefined>;
  /** All objects of a selection, fetched page by page. */
  list(resource: Resource, selection?: Selection): Promise<ObjectList>;
  /** What happens after a resource version. Ends when the server ends it. */
  watch(resource: Resource, selection: Selection, from: WatchFrom): AsyncIterable<WatchEvent>;
  create(resource: Resource, object: KubeObject, fieldManager?: string): Promise<KubeObject>;
  /** Makes the object, or makes what it says true of the one that is there. */
  apply(resource: Resource, object: KubeObject, options: ApplyOptions): Promise<KubeObject>;
  /** Replaces the object; a conflict when its resourceVersion is not the newest. */
  replace(resource: Resource, object: KubeObject): Promise<KubeObject>;
  patch(resource: Resource, at: ObjectPlace, steps: readonly JsonPatchStep[], part?: string): Promise<KubeObject>;
  /** Resolves to false when there was no such object. */
  delete(resource: Resource, at: ObjectPlace, options?: DeleteOptions): Promise<boolean>;
  close(): void;
}

export interface ObjectPlace {
  readonly name: string;
  readonly namespace?: string;
}

export interface WatchFrom {
  readonly resourceVersion: string;
  readonly signal: AbortSignal;
  /** After about this long the server ends the watch. */
  readonly timeoutS: number;
}

const PAGE = 500;

export function createClient(transport: Transport): KubeClient {
  const read = async (request: Parameters<Transport["json"]>[0]): Promise<KubeObject> =>
    (await transport.json(request)) as KubeObject;
  const place = (resource: Resource, at: ObjectPlace, part?: string): string =>
    pathOf(resource, at.namespace, at.name, part);
  return {
    discovery: createDiscovery(transport),
    async get(resource, namespace, name) {
      try {
        return await read({ method: "GET", path: pathOf(resource, namespace, name) });
      } catch (error) {
        if (KubeError.is(error, NOT_FOUND)) return undefined;
        throw error;
      }
    },
    list: (resource, selection = {}) => listAll(transport, resource, selection),
    watch(resource, { namespace, labelSelector, fieldSelector }, { resourceVersion, signal, timeoutS }) {
      const query = { watch: true, allowWatchBookmarks: true, resourceVersion, labelSelector, fieldSelector };
      const path = pathOf(resource, namespace) + queryOf({ ...query, timeoutSeconds: timeoutS });
      // A server that keeps quiet for longer than it promised is not there any more.
      return readWatch(transport, { method: "GET", path, signal, timeoutMs: (timeoutS + 15) * 1000 });
    },
    create: (resource, object, fieldManager) =>
      read({
        method: "POST",
        path: pathOf(resource, object.metadata.namespace) + queryOf({ fieldManager }),
        body: object,
      }),
    apply: (resource, object, { fieldManager, isForced, isDryRun, part }) =>
      read({
        method: "PATCH",
        path:
          place(resource, object.metadata, part) +
          queryOf({ fieldManager, force: isForced, dryRun: isDryRun === true ? "All" : undefined }),
        // JSON is YAML, and the server takes both under this name.
        contentType: "application/apply-patch+yaml",
        body: object,
      }),
    replace: (resource, object) => read({ method: "PUT", path: place(resource, object.metadata), body: object }),
    patch: (resource, at, steps, part) =>
      read({
        method: "PATCH",
        path: place(resource, at, part),
        contentType: "application/json-patch+json",
        body: steps,
      }),
    async delete(resource, at, { uid, resourceVersion, propagation = "Background" } = {}) {
      const preconditions = { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) };
      const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: propagation, preconditions };
      try {
        await transport.json({ method: "DELETE", path: place(resource, at), body });
        return true;
      } catch (error) {
        if (KubeError.is(error, NOT_FOUND)) return false;
        throw error;
      }
    },
    close: () => transport.close(),
  };
}

async function listAll(transport: Transport, resource: Resource, selection: Selection): Promise<ObjectList> {
  const { namespace, labelSelector, fieldSelector } = selection;
  const items: KubeObject[] = [];
  let next: string | undefined;
  for (;;) {
    const query = queryOf({ limit: PAGE, continue: next, labelSelector, fieldSelector });
    // oxlint-disable-next-line no-await-in-loop -- each page names the next
    const page = await transport.json({ method: "GET", path: pathOf(resource, namespace) + query });
    // Elements of a list do not say what they are; the list does.
    const named = { apiVersion: apiVersionOf(resource), kind: resource.kind };
    for (const item of listIn(page, "items")) items.push({ ...(item as KubeObject), ...named });
    const meta = recordIn(page, "metadata");
    next = textIn(meta, "continue");
    if (next === undefined || next === "") return { items, resourceVersion: textIn(meta, "resourceVersion") ?? "" };
  }
}
