/** The ports of `zerohop serve` and `zerohop microservice`, their certificate and their limits. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ChannelCredentials } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { podMessageLimit, readPodAnnotations } from "../../runtime/cli/pod-annotations.ts";
import { Model, Seldon } from "../../runtime/proto/generated/seldon/prediction_pb.js";
import { atEnd, connect } from "../clients/served.ts";
import { failureOf, sleep } from "../support/manifests.ts";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const CERTIFICATES = fileURLToPath(new URL("../clients/certificates/", import.meta.url));
const text = (value: string) => ({ dataOneof: { case: "strData" as const, value } });

let folder: string;
const path = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zerohop-ports-"));
  writeFileSync(path("unit.mjs"), "export default { predict: (what) => `${what} ${process.pid}` };\n");
  const graph = "graph: {name: who, implementation: COMPONENT_SERVER, modelUri: unit.mjs}\n";
  writeFileSync(path("who.yaml"), `name: p\n${graph}`);
  writeFileSync(
    path("v2.yaml"),
    `apiVersion: machinelearning.seldon.io/v1\nkind: SeldonDeployment\nmetadata: {name: d}\nspec:\n  protocol: v2\n  predictors:\n  - name: p\n    ${graph}`,
  );
  writeFileSync(path("limit.yaml"), `name: p\nannotations: {seldon.io/grpc-max-message-size: much}\n${graph}`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Started {
  /** All that it has said. */
  output(): string;
  readonly httpPort: number;
  readonly grpcPort: number;
}

/** Starts the command and waits until it says where it serves; the file is one of the folder. */
async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Started> {
  const [command, file, ...flags] = args;
  const child = spawn(process.execPath, [MAIN, command!, path(file!), ...flags], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  atEnd(() => child.kill("SIGKILL"));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  for (;;) {
    const rest = /REST +https?:\/\/localhost:(\d+)/.exec(output)?.[1];
    const grpc = /gRPC +localhost:(\d+)/.exec(output)?.[1];
    if (rest !== undefined && grpc !== undefined) {
      return { output: () => output, httpPort: Number(rest), grpcPort: Number(grpc) };
    }
    if (child.exitCode !== null) throw new Error(output);
    await sleep(10);
  }
}

const ask = async (port: number, credentials?: ChannelCredentials): Promise<string> => {
  const { message } = await connect(port, credentials).ask(Seldon.method.predict, text("hello"));
  return String(message.dataOneof.value);
};

describe("zerohop serve", () => {
  test("serves gRPC on a port of its own", async () => {
    const { httpPort, grpcPort } = await start(["serve", "who.yaml", "--http-port", "0", "--grpc-port", "0"]);
    expect(grpcPort).not.toBe(httpPort);
    expect(await ask(grpcPort)).toMatch(/^hello \d+$/);
    expect(await ask(httpPort)).toMatch(/^hello \d+$/);
  });

  test("serves all on one port with --grpc-port none", async () => {
    const { httpPort, grpcPort } = await start(["serve", "who.yaml", "--http-port", "0", "--grpc-port", "none"]);
    expect(grpcPort).toBe(httpPort);
    expect(await ask(grpcPort)).toMatch(/^hello/);
    expect((await fetch(`http://localhost:${httpPort}/ready`)).status).toBe(200);
  });

  test("insists on a port that it was told, and names the flag", async () => {
    const { httpPort } = await start(["serve", "who.yaml", "--http-port", "0", "--grpc-port", "none"]);
    const flags = ["--http-port", "0", "--grpc-port", String(httpPort)];
    const { message } = await failureOf(() => start(["serve", "who.yaml", ...flags]));
    expect(message).toContain(
      `Port ${httpPort} is taken by another process; stop that one or choose another port with --grpc-port`,
    );
  });

  test("shares both ports between processes", async () => {
    const flags = ["--http-port", "0", "--grpc-port", "0", "--workers", "2"];
    const { httpPort, grpcPort } = await start(["serve", "who.yaml", ...flags]);
    for (const port of [httpPort, grpcPort]) {
      const pids = new Set<string>();
      // A channel each, since a channel is one connection to one process.
      for (let i = 0; i < 50 && pids.size < 2; i++) {
        const client = connect(port, undefined, { "grpc.use_local_subchannel_pool": 1 });
        pids.add(String((await client.ask(Seldon.method.predict, text("x"))).message.dataOneof.value));
        client.close();
      }
      expect(pids.size).toBe(2);
    }
  });

  test("speaks TLS with the certificate that the environment names", async () => {
    const env = {
      SELDON_CERT_MOUNT_PATH: CERTIFICATES,
      SELDON_CERT_FILE_NAME: "first.pem",
      SELDON_CERT_KEY_FILE_NAME: "first.key",
    };
    const { output, grpcPort } = await start(["serve", "who.yaml", "--http-port", "0", "--grpc-port", "0"], env);
    expect(output()).toContain("https://localhost:");
    const ca = readFileSync(join(CERTIFICATES, "ca.pem"));
    expect(await ask(grpcPort, ChannelCredentials.createSsl(ca))).toMatch(/^hello/);
  });

  test("shows the paths of the protocol that the manifest promises", async () => {
    const { output } = await start(["serve", "v2.yaml", "--http-port", "0", "--grpc-port", "0"]);
    expect(output()).toMatch(/REST .*\/v2\/models/);
    expect(output()).toMatch(/gRPC .*inference.GRPCInferenceService\/ModelInfer/);
  });

  test("says where a manifest's message limit is no number", async () => {
    const { message } = await failureOf(() => start(["serve", "limit.yaml", "--http-port", "0"]));
    expect(message).toContain('annotations["seldon.io/grpc-max-message-size"]: expected bytes, got "much"');
  });

  test("says what a port may be", async () => {
    const { message } = await failureOf(() => start(["serve", "who.yaml", "--grpc-port", "many"]));
    expect(message).toContain("expected a port from 0 to 65535");
  });
});

describe("zerohop microservice", () => {
  test("serves gRPC where the operator says, and refuses larger messages than it is told", async () => {
    const env = { PREDICTIVE_UNIT_HTTP_SERVICE_PORT: "0", PREDICTIVE_UNIT_GRPC_SERVICE_PORT: "0" };
    const { httpPort, grpcPort } = await start(["microservice", "unit.mjs", "--grpc-max-message-size", "100"], env);
    expect(grpcPort).not.toBe(httpPort);
    const client = connect(grpcPort);
    expect((await client.ask(Model.method.predict, text("x"))).message.dataOneof.value).toMatch(/^x \d+$/);
    expect((await client.failure(Model.method.predict, text("x".repeat(200)))).code).toBe(8);
  });
});

describe("readPodAnnotations()", () => {
  test("reads what Kubernetes writes, whatever else stands there", async () => {
    const lines = [
      'a="1"',
      'b.c/d="say \\"x=y\\""',
      "broken",
      'e="',
      "f=7",
      "=",
      'seldon.io/grpc-max-message-size="1000"',
      "",
    ];
    writeFileSync(path("annotations"), lines.join("\n"));
    const found = await readPodAnnotations(path("annotations"));
    expect([...found.keys()]).toEqual(["a", "b.c/d", "seldon.io/grpc-max-message-size"]);
    expect(found.get("b.c/d")).toBe('say "x=y"');
    expect(await podMessageLimit(path("annotations"))).toBe(1000);
    expect(await podMessageLimit(path("nowhere"))).toBeUndefined();
    writeFileSync(path("annotations"), 'seldon.io/grpc-max-message-size="much"');
    const { message } = await failureOf(() => podMessageLimit(path("annotations")));
    expect(message).toBe('seldon.io/grpc-max-message-size: expected bytes, got "much"');
  });
});
