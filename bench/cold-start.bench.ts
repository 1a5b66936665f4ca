/**
 * From starting the process to the first right answer over HTTP. README.md says how to read it.
 * @module
 */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { alternate, medianOf, ratioOf } from "./harness.ts";
import type { Bench, BenchOptions } from "./harness.ts";
import { bodyOf, openConnection, writeRequest } from "./http-client.ts";
import { predictionOf } from "./load-order.ts";
import { residentMiB, stopProcess } from "./processes.ts";

export const coldStart: Bench = {
  name: "cold-start",
  summary: "process start to first prediction: a WASM model and an ONNX model against a bare node:http server",
  async run(options) {
    const commands = prepareCommands(options);
    const sides = {
      bare: () => startOnce(commands.bare),
      wasm: () => startOnce(commands.wasm),
      onnx: () => startOnce(commands.onnx),
    };
    await alternate(1, sides, () => options.progress("cold-start: filling the file cache"));
    const rounds = options.quick ? 2 : 15;
    const { bare, wasm, onnx } = await alternate(rounds, sides, (round) => {
      options.progress(`cold-start: round ${round + 1} of ${rounds}`);
    });
    const ms = (start: Start): number => start.ms;
    const memory = (start: Start): number => start.residentMiB;
    return [
      { key: "bareMs", value: medianOf(bare, ms), text: "ms to the first answer, bare server" },
      { key: "wasmMs", value: medianOf(wasm, ms), text: "ms to the first prediction, WASM model" },
      { key: "wasmRatio", value: ratioOf(wasm, bare, ms), text: "times the bare server, WASM model" },
      { key: "onnxMs", value: medianOf(onnx, ms), text: "ms to the first prediction, ONNX model" },
      { key: "bareRssMiB", value: medianOf(bare, memory), text: "MiB resident after it, bare server" },
      { key: "wasmRssMiB", value: medianOf(wasm, memory), text: "MiB resident after it, WASM model" },
      { key: "onnxRssMiB", value: medianOf(onnx, memory), text: "MiB resident after it, ONNX model" },
    ];
  },
};

/** What is started, and what its first answer must be. */
interface Command {
  readonly row: readonly number[];
  /** First number of the answer. */
  readonly expected: number;
  readonly args: (port: number) => readonly string[];
}

/** Models computed in single precision; scikit-learn, which the expected answers are from, in double. */
const TOLERANCE = 1e-6;

function prepareCommands({ root, folder }: BenchOptions): Readonly<Record<"bare" | "wasm" | "onnx", Command>> {
  const example = join(root, "examples/breast-cancer");
  const known = JSON.parse(readFileSync(join(example, "data/expected.json"), "utf8")) as Known;
  const row = known.scaled[0]!;
  const serve = (name: string, model: string, parameters: readonly object[] = []): Command["args"] => {
    const manifest = join(folder, `${name}.yaml`);
    writeFileSync(manifest, manifestOf(name, join(example, "models", model), parameters));
    return (port) => [join(root, "dist/cli/main.js"), "serve", manifest, "--http-port", String(port)];
  };
  const bareEntry = fileURLToPath(new URL("peers/bare.mjs", import.meta.url));
  const answer = { data: { names: ["t:0", "t:1"], ndarray: [known.linear[0]!] }, meta: {} };
  const bare = (port: number) => [bareEntry, JSON.stringify({ answers: [[row[0], answer]], headers: {}, port })];
  const probabilities = [{ name: "outputs", value: "probabilities", type: "STRING" }];
  return {
    bare: { row, expected: known.linear[0]![0]!, args: bare },
    wasm: { row, expected: known.linear[0]![0]!, args: serve("wasm", "linear.wasm") },
    onnx: { row, expected: known.forest[0]![0]!, args: serve("onnx", "forest.onnx", probabilities) },
  };
}

/** The part of the example's expected answers that is used here. */
interface Known {
  readonly scaled: readonly (readonly number[])[];
  readonly linear: readonly (readonly number[])[];
  readonly forest: readonly (readonly number[])[];
}

// In YAML, as people write manifests; the implementation follows from the file's ending.
function manifestOf(name: string, modelUri: string, parameters: readonly object[]): string {
  return `apiVersion: machinelearning.seldon.io/v1
kind: SeldonDeployment
metadata:
  name: ${name}
spec:
  predictors:
    - name: default
      graph:
        name: classifier
        modelUri: ${JSON.stringify(modelUri)}
        parameters: ${JSON.stringify(parameters)}
`;
}

interface Start {
  readonly ms: number;
  readonly residentMiB: number;
}

/** Milliseconds after which a process that has not answered is given up. */
const PATIENCE_MS = 20_000;

async function startOnce({ row, expected, args }: Command): Promise<Start> {
  const port = await freePort();
  const { method, path, body } = predictionOf(row, []);
  const request = writeRequest(method, path, body);
  const began = performance.now();
  const child = spawn(process.execPath, args(port), { stdio: ["ignore", "ignore", 2] });
  try {
    const answer = await firstAnswer(
      port,
      request,
      () => child.exitCode === null && performance.now() < began + PATIENCE_MS,
    );
    const ms = performance.now() - began;
    const { data } = JSON.parse(bodyOf(answer)) as { data: { ndarray: number[][] } };
    if (Math.abs(data.ndarray[0]![0]! - expected) > TOLERANCE) throw new Error(`A wrong first answer: ${answer}`);
    return { ms, residentMiB: residentMiB(child.pid!) };
  } finally {
    await stopProcess(child);
  }
}

async function firstAnswer(port: number, request: Buffer, isAlive: () => boolean): Promise<string> {
  while (isAlive()) {
    // Refused until the server listens.
    const connection = await openConnection(port).catch(() => undefined);
    if (connection !== undefined) return connection.exchange(request).finally(() => connection.close());
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error("A server ended or did not answer in time");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
