import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { inClusterConnection } from "../../../operator/kube/in-cluster.ts";
import { kubeconfigConnection } from "../../../operator/kube/kubeconfig.ts";

function folder(files: Record<string, string>): string {
  const path = mkdtempSync(join(tmpdir(), "kubeconfig-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}
const config = (user: object): string =>
  JSON.stringify({
    "current-context": "here",
    contexts: [{ name: "here", context: { cluster: "c", user: "u", namespace: "mine" } }],
    clusters: [{ name: "c", cluster: { server: "https://host:6443/", "certificate-authority": "ca.pem" } }],
    users: [{ name: "u", user }],
  });

describe("kubeconfigConnection()", () => {
  it("reads server, authority from a file beside it, certificate from the text, and namespace", async () => {
    const at = folder({
      "ca.pem": "CA",
      config: config({ "client-certificate-data": Buffer.from("CERT").toString("base64"), token: "t" }),
    });
    const connection = await kubeconfigConnection({ KUBECONFIG: join(at, "config") }, () => 0);
    expect(connection).toMatchObject({ server: "https://host:6443", ca: "CA", certificate: "CERT", namespace: "mine" });
    expect(await connection.token?.(false)).toBe("t");
  });

  it("runs a login program for a token, and again when that was refused", async () => {
    const script =
      "console.log(JSON.stringify({status:{token:JSON.parse(process.env.KUBERNETES_EXEC_INFO).kind+process.env.X}}))";
    const exec = { command: process.execPath, args: ["-e", script], env: [{ name: "X", value: "1" }] };
    const at = folder({ "ca.pem": "CA", config: config({ exec }) });
    const { token } = await kubeconfigConnection({ ...process.env, KUBECONFIG: join(at, "config") }, () => 0);
    expect(await token?.(false)).toBe("ExecCredential1");
    expect(await token?.(true)).toBe("ExecCredential1");
  });

  it("names what is missing", async () => {
    const at = folder({ config: config({ token: "t" }) });
    const env = { KUBECONFIG: join(at, "config") };
    await expect(kubeconfigConnection(env, () => 0, "there")).rejects.toThrow('no context called "there"');
    await expect(kubeconfigConnection({ KUBECONFIG: join(at, "no") }, () => 0)).rejects.toThrow("cannot be read");
  });
});

describe("inClusterConnection()", () => {
  it("reads the token again after a minute, and at once when it was refused", async () => {
    const at = folder({ "ca.crt": "CA", namespace: "home\n", token: "one\n" });
    let now = 0;
    const env = { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "443" };
    const { server, namespace, token } = await inClusterConnection(env, () => now, at);
    expect([server, namespace, await token?.(false)]).toEqual(["https://[fd00::1]:443", "home", "one"]);
    writeFileSync(join(at, "token"), "two");
    expect([await token?.(false), await token?.(true)]).toEqual(["one", "two"]);
    writeFileSync(join(at, "token"), "three");
    now = 60_000;
    expect(await token?.(false)).toBe("three");
  });

  it("says so outside of a cluster", async () => {
    await expect(inClusterConnection({}, () => 0)).rejects.toThrow("no pod of a cluster");
  });
});
