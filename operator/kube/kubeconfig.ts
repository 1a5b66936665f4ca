/** The connection that a kubeconfig file describes. @module */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import type { Connection } from "./connection.ts";
import { tokenFromProgram } from "./exec-credential.ts";
import { tokenFromFile } from "./in-cluster.ts";
import { isRecord, listIn, recordIn, textIn } from "./object.ts";

type Fields = Readonly<Record<string, unknown>>;

/** An entry and the folder of its file, which its paths start from. */
interface Entry {
  readonly fields: Fields;
  readonly folder: string;
}

/**
 * Reads the files that `KUBECONFIG` names, or `~/.kube/config`, as kubectl merges them: the first
 * file that says something wins.
 * @throws Error naming the file or entry that is missing or wrong
 */
export async function kubeconfigConnection(
  env: Readonly<Record<string, string | undefined>>,
  now: () => number,
  contextName?: string,
): Promise<Connection> {
  const named = (env["KUBECONFIG"] ?? "").split(delimiter).filter((path) => path !== "");
  const paths = named.length > 0 ? named : [join(homedir(), ".kube", "config")];
  const files: { readonly root: Fields; readonly folder: string }[] = [];
  for (const path of paths) {
    // oxlint-disable-next-line no-await-in-loop -- a handful of files, in order
    files.push({ root: await readRoot(path), folder: dirname(resolve(path)) });
  }
  const current = contextName ?? files.map(({ root }) => textIn(root, "current-context")).find(Boolean);
  if (current === undefined) throw new Error(`${paths.join(", ")}: no current-context`);
  const entry = (list: string, field: string, name: string): Entry => {
    for (const { root, folder } of files) {
      const found = listIn(root, list).find((candidate) => textIn(candidate, "name") === name);
      if (found !== undefined) return { fields: recordIn(found, field), folder };
    }
    throw new Error(`${paths.join(", ")}: no ${field} called "${name}"`);
  };
  const context = entry("contexts", "context", current).fields;
  const cluster = entry("clusters", "cluster", textIn(context, "cluster") ?? "");
  const user = textIn(context, "user");
  return {
    ...(await clusterOf(cluster)),
    ...(user === undefined ? {} : await userOf(entry("users", "user", user), env, now)),
    namespace: textIn(context, "namespace") ?? "default",
  };
}

async function readRoot(path: string): Promise<Fields> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new Error(`Kubeconfig ${path} cannot be read`, { cause });
  }
  const root: unknown = parse(text);
  if (!isRecord(root)) throw new Error(`Kubeconfig ${path} holds no mapping`);
  return root;
}

async function clusterOf(entry: Entry): Promise<Omit<Connection, "namespace">> {
  const server = textIn(entry.fields, "server");
  if (server === undefined) throw new Error("Kubeconfig: the cluster has no server");
  const ca = await material(entry, "certificate-authority");
  const serverName = textIn(entry.fields, "tls-server-name");
  return {
    server: server.replace(/\/+$/, ""),
    ...(ca === undefined ? {} : { ca }),
    ...(serverName === undefined ? {} : { serverName }),
    ...(entry.fields["insecure-skip-tls-verify"] === true ? { isInsecure: true } : {}),
  };
}

async function userOf(
  entry: Entry,
  env: Readonly<Record<string, string | undefined>>,
  now: () => number,
): Promise<Partial<Connection>> {
  const certificate = await material(entry, "client-certificate");
  const key = await material(entry, "client-key");
  const token = textIn(entry.fields, "token");
  const tokenFile = textIn(entry.fields, "tokenFile");
  const program = entry.fields["exec"];
  return {
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
    ...(isRecord(program) ? { token: tokenFromProgram(program, env, now) } : {}),
    ...(tokenFile === undefined ? {} : { token: tokenFromFile(resolve(entry.folder, tokenFile), now) }),
    ...(token === undefined ? {} : { token: () => Promise.resolve(token) }),
  };
}

/** A certificate or key, inline in base64 or in a file. */
async function material({ fields, folder }: Entry, field: string): Promise<string | undefined> {
  const inline = textIn(fields, `${field}-data`);
  if (inline !== undefined) return Buffer.from(inline, "base64").toString("utf8");
  const path = textIn(fields, field);
  return path === undefined ? undefined : readFile(resolve(folder, path), "utf8");
}
