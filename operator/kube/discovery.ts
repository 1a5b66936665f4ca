/** Which kinds an API server serves, at which versions. @module */
import { KubeError, NOT_FOUND } from "./kube-error.ts";
import { listIn, recordIn, textIn } from "./object.ts";
import { splitApiVersion } from "./resource.ts";
import type { Resource } from "./resource.ts";
import type { Transport } from "./transport.ts";

export interface Discovery {
  /** The kind at exactly this version; undefined when the server does not serve it. */
  find(apiVersion: string, kind: string): Promise<Resource | undefined>;
  /** The versions of a group, the server's favourite first; none when the group is not there. */
  versions(group: string): Promise<readonly string[]>;
  /** Forgets what was found, so that kinds that came or went are noticed. */
  refresh(): void;
}

/** Asks once for each group version and remembers, also that there is none. */
export function createDiscovery(transport: Transport): Discovery {
  let groups: Promise<ReadonlyMap<string, readonly string[]>> | undefined;
  const resources = new Map<string, Promise<readonly Resource[]>>();

  async function resourcesAt(apiVersion: string): Promise<readonly Resource[]> {
    const known = resources.get(apiVersion);
    if (known !== undefined) return known;
    const asked = askResources(transport, apiVersion);
    resources.set(apiVersion, asked);
    asked.catch(() => resources.delete(apiVersion));
    return asked;
  }

  return {
    async find(apiVersion, kind) {
      return (await resourcesAt(apiVersion)).find((resource) => resource.kind === kind);
    },
    async versions(group) {
      groups ??= askGroups(transport);
      groups.catch(() => (groups = undefined));
      return (await groups).get(group) ?? [];
    },
    refresh() {
      groups = undefined;
      resources.clear();
    },
  };
}

async function askGroups(transport: Transport): Promise<ReadonlyMap<string, readonly string[]>> {
  const answer = await transport.json({ method: "GET", path: "/apis" });
  const found = new Map<string, readonly string[]>();
  for (const group of listIn(answer, "groups")) {
    const preferred = textIn(recordIn(group, "preferredVersion"), "version");
    const versions = listIn(group, "versions").map((entry) => textIn(entry, "version") ?? "");
    const sorted = versions.toSorted((left, right) => Number(right === preferred) - Number(left === preferred));
    found.set(textIn(group, "name") ?? "", sorted);
  }
  return found.set("", ["v1"]);
}

async function askResources(transport: Transport, apiVersion: string): Promise<readonly Resource[]> {
  const { group, version } = splitApiVersion(apiVersion);
  const path = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  let answer: unknown;
  try {
    answer = await transport.json({ method: "GET", path });
  } catch (error) {
    if (KubeError.is(error, NOT_FOUND)) return [];
    throw error;
  }
  return listIn(answer, "resources")
    .map((entry) => ({
      group,
      version,
      kind: textIn(entry, "kind") ?? "",
      plural: textIn(entry, "name") ?? "",
      isNamespaced: recordIn({ entry }, "entry")["namespaced"] === true,
    }))
    .filter(({ plural }) => !plural.includes("/"));
}
