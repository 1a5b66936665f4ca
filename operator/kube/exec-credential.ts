/** Tokens from the programs that clouds put into kubeconfig files. @module */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { listIn, recordIn, textIn } from "./object.ts";

/** A login program may ask its cloud, but not for ever. */
const TIMEOUT_MS = 60_000;

/** A token without an expiry is used this long. */
const DEFAULT_LIFE_MS = 10 * 60_000;

/** A token is renewed this long before its end. */
const EARLY_MS = 30_000;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Runs the `exec` program of a kubeconfig user for a token, again when the token ends or was refused.
 * @see Kubernetes documentation, "client-go credential plugins"
 */
export function tokenFromProgram(
  exec: Readonly<Record<string, unknown>>,
  env: Env,
  now: () => number,
): (isRefused: boolean) => Promise<string | undefined> {
  let token: string | undefined;
  let endsAt = Number.NEGATIVE_INFINITY;
  return async (isRefused) => {
    if (!isRefused && now() < endsAt - EARLY_MS) return token;
    const status = recordIn(await run(exec, env), "status");
    token = textIn(status, "token");
    const expiry = Date.parse(textIn(status, "expirationTimestamp") ?? "");
    endsAt = now() + (Number.isNaN(expiry) ? DEFAULT_LIFE_MS : expiry - Date.now());
    return token;
  };
}

async function run(exec: Readonly<Record<string, unknown>>, env: Env): Promise<unknown> {
  const command = textIn(exec, "command");
  if (command === undefined) throw new Error("Kubeconfig: user.exec has no command");
  const added = listIn(exec, "env").map((entry) => [textIn(entry, "name") ?? "", textIn(entry, "value") ?? ""]);
  const info = {
    apiVersion: textIn(exec, "apiVersion") ?? "client.authentication.k8s.io/v1",
    kind: "ExecCredential",
    spec: { interactive: false },
  };
  const { stdout } = await promisify(execFile)(command, listIn(exec, "args").map(String), {
    env: { ...env, ...Object.fromEntries(added), KUBERNETES_EXEC_INFO: JSON.stringify(info) },
    timeout: TIMEOUT_MS,
    maxBuffer: 1 << 20,
  });
  return JSON.parse(stdout) as unknown;
}
