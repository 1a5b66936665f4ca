/** The connection of a process that runs in a pod of the cluster. @module */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Connection } from "./connection.ts";

/** Where the kubelet mounts the pod's ServiceAccount. */
const FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Tokens live about an hour and the kubelet renews them well before; rereading is cheap. */
const TOKEN_MS = 60_000;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Connects as the pod's ServiceAccount. The token is read again every minute, because the kubelet
 * replaces it, and at once when it was refused.
 * @throws Error when the process is in no pod or the pod has no ServiceAccount mounted
 */
export async function inClusterConnection(env: Env, now: () => number, folder: string = FOLDER): Promise<Connection> {
  const host = env["KUBERNETES_SERVICE_HOST"];
  const port = env["KUBERNETES_SERVICE_PORT"];
  if (host === undefined || port === undefined) {
    throw new Error("KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set: this is no pod of a cluster");
  }
  const ca = await readFile(join(folder, "ca.crt"), "utf8");
  const namespace = (await readFile(join(folder, "namespace"), "utf8").catch(() => "default")).trim();
  return {
    server: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
    ca,
    namespace,
    token: tokenFromFile(join(folder, "token"), now),
  };
}

/** Reads a token that somebody else keeps fresh in a file. */
export function tokenFromFile(path: string, now: () => number): (isRefused: boolean) => Promise<string> {
  let token = "";
  let readAt = Number.NEGATIVE_INFINITY;
  return async (isRefused) => {
    if (isRefused || now() - readAt >= TOKEN_MS) {
      token = (await readFile(path, "utf8")).trim();
      readAt = now();
    }
    return token;
  };
}
