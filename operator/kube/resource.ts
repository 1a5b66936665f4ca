/** Kinds of objects as the API server serves them, and the paths of their objects. @module */

/** A kind at one version, as discovery names it. */
export interface Resource {
  /** "" for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The word in the path: `deployments`. */
  readonly plural: string;
  readonly isNamespaced: boolean;
}

/** `apps/v1`, or `v1` for the core group: what objects carry as apiVersion. */
export function apiVersionOf({ group, version }: Pick<Resource, "group" | "version">): string {
  return group === "" ? version : `${group}/${version}`;
}

/** Takes an apiVersion apart. */
export function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** A kind whatever its version: `apps/Deployment`. */
export function kindKey(group: string, kind: string): string {
  return `${group}/${kind}`;
}

/** The path of a collection, or of one object, or of a part of it. */
export function pathOf(resource: Resource, namespace?: string, name?: string, part?: string): string {
  const { group, version, plural, isNamespaced } = resource;
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const within = isNamespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  const of = name === undefined ? "" : `/${encodeURIComponent(name)}`;
  return `${root}${within}/${plural}${of}${part === undefined ? "" : `/${part}`}`;
}

/** A query string, without what is not given. */
export function queryOf(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  if (given.length === 0) return "";
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}
