/* oxlint-disable unicorn/no-useless-spread -- flags stand in lines by what they are about */
/** A real control plane of the programs that KUBEBUILDER_ASSETS names, on loopback ports of its own. @module */
import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Connection } from "../../../../operator/kube/connection.ts";

export interface ControlPlane {
  readonly connection: Connection;
  /** A kubeconfig file that kubectl and the operator can read. */
  readonly kubeconfig: string;
  /** Whether there is somebody who makes pods of Deployments and collects garbage. */
  readonly hasControllers: boolean;
  /** Ends the API server as a crash would, and starts it again on the same store. */
  restartApiServer(): Promise<void>;
  stop(): Promise<void>;
}

/** Why there is no control plane to test with; undefined when there is one. */
export function missingAssets(): string | undefined {
  const folder = process.env["KUBEBUILDER_ASSETS"];
  if (folder === undefined || folder === "") return "KUBEBUILDER_ASSETS names no control plane";
  const missing = ["etcd", "kube-apiserver"].filter((name) => !existsSync(join(folder, name)));
  return missing.length === 0 ? undefined : `${folder} has no ${missing.join(" and no ")}`;
}

const TOKEN = "test-token";

export async function startControlPlane(): Promise<ControlPlane> {
  const assets = process.env["KUBEBUILDER_ASSETS"]!;
  const folder = mkdtempSync(join(tmpdir(), "zerohop-control-plane-"));
  const at = (name: string): string => join(folder, name);
  const [etcdPort, peerPort, apiPort, controllerPort] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  execFileSync("openssl", ["genrsa", "-out", at("sa.key"), "2048"], { stdio: "ignore" });
  execFileSync("openssl", ["rsa", "-in", at("sa.key"), "-pubout", "-out", at("sa.pub")], { stdio: "ignore" });
  writeFileSync(at("tokens.csv"), `${TOKEN},admin,admin,system:masters\n`);
  const server = `https://127.0.0.1:${apiPort}`;
  const kubeconfig = at("kubeconfig");
  writeFileSync(kubeconfig, kubeconfigFor(server));
  const running = new Set<ChildProcess>();

  function run(program: string, args: readonly string[]): ChildProcess {
    const child = spawn(join(assets, program), args, {
      stdio: process.env["DEBUG_CONTROL_PLANE"] ? "inherit" : "ignore",
    });
    running.add(child);
    child.on("exit", () => running.delete(child));
    return child;
  }
  const end = (child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> =>
    new Promise((resolve) => {
      if (!running.has(child)) return resolve(undefined);
      child.once("exit", resolve);
      child.kill(signal);
    });

  const etcdUrl = `http://127.0.0.1:${etcdPort}`;
  run("etcd", [
    "--data-dir",
    at("etcd"),
    "--listen-client-urls",
    etcdUrl,
    "--advertise-client-urls",
    etcdUrl,
    "--listen-peer-urls",
    `http://127.0.0.1:${peerPort}`,
    "--unsafe-no-fsync",
  ]);
  const version = execFileSync(join(assets, "kube-apiserver"), ["--version"], { encoding: "utf8" });
  const minor = Number(/v1\.(\d+)/.exec(version)?.[1] ?? 99);
  const startApiServer = async (): Promise<ChildProcess> => {
    const child = run("kube-apiserver", [
      ...[`--etcd-servers=${etcdUrl}`, "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1"],
      ...[`--secure-port=${apiPort}`, `--cert-dir=${at("certificates")}`, `--token-auth-file=${at("tokens.csv")}`],
      ...["--authorization-mode=RBAC", "--service-account-issuer=https://kubernetes.default.svc"],
      ...[`--service-account-key-file=${at("sa.pub")}`, `--service-account-signing-key-file=${at("sa.key")}`],
      ...["--service-cluster-ip-range=10.0.0.0/24", "--disable-admission-plugins=ServiceAccount"],
      ...(minor < 24 ? ["--insecure-port=0"] : []),
    ]);
    await untilReady(apiPort, child);
    return child;
  };
  let apiServer = await startApiServer();
  const hasControllers = existsSync(join(assets, "kube-controller-manager"));
  if (hasControllers) {
    run("kube-controller-manager", [
      ...[`--kubeconfig=${kubeconfig}`, "--leader-elect=false", `--secure-port=${controllerPort}`],
      ...["--bind-address=127.0.0.1", `--cert-dir=${at("controller-certificates")}`],
      ...[`--service-account-private-key-file=${at("sa.key")}`, ...(minor < 24 ? ["--port=0"] : [])],
      "--controllers=deployment,replicaset,endpoint,endpointslice,garbagecollector,namespace,horizontalpodautoscaling,disruption",
    ]);
  }

  return {
    connection: { server, isInsecure: true, token: () => Promise.resolve(TOKEN), namespace: "default" },
    kubeconfig,
    hasControllers,
    async restartApiServer() {
      await end(apiServer, "SIGKILL");
      apiServer = await startApiServer();
    },
    async stop() {
      await Promise.all([...running].toReversed().map((child) => end(child, "SIGKILL")));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function kubeconfigFor(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [
      {
        name: "test",
        cluster: {
          server,
          "insecure-skip-tls-verify": true,
        },
      },
    ],
    users: [
      {
        name: "test",
        user: { token: TOKEN },
      },
    ],
    contexts: [
      {
        name: "test",
        context: {
          cluster: "test",
          user: "test",
        },
      },
    ],
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilReady(port: number, child: ChildProcess): Promise<void> {
  const isReady = (): Promise<boolean> =>
    new Promise((resolve) => {
      const asked = request(
        {
          host: "127.0.0.1",
          port,
          path: "/readyz",
          rejectUnauthorized: false,
          headers: { authorization: `Bearer ${TOKEN}` },
        },
        (answer) => resolve(answer.resume().statusCode === 200),
      );
      asked.on("error", () => resolve(false));
      asked.end();
    });
  for (let tries = 0; tries < 300; tries += 1) {
    // oxlint-disable-next-line no-await-in-loop -- waiting is the point
    if (await isReady()) return;
    if (child.exitCode !== null) throw new Error(`kube-apiserver ended with ${child.exitCode}`);
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("kube-apiserver is not ready after a minute");
}
