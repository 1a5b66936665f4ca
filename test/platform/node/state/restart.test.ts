/** What is known after kill -9, and between replicas that are processes of their own. */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { sleep } from "../../../support/manifests.ts";
import { TestRedis } from "../../../support/redis-server.ts";

const root = join(import.meta.dirname, "../../../..");

/** Serves a bandit with two children, of which it is asked over its channel what it knows. */
const PROGRAM = `
  import { createRuntime, openState, serve } from "./runtime/platform/node/index.ts";
  const [url, namespace] = process.argv.slice(2);
  const logger = { log: (level, message, fields) => console.error(level, message, fields?.error?.message ?? "") };
  const graph = { name: "r", implementation: "THOMPSON_SAMPLING", children: [{ name: "a" }, { name: "b" }] };
  const unit = { predict: (X) => X };
  const state = await openState(url, { namespace, deployment: "toy", logger });
  const runtime = await createRuntime({ name: "main", graph }, { state, logger, units: { a: unit, b: unit } });
  const server = await serve(runtime, { port: 0, host: "127.0.0.1" });
  process.on("message", () => process.send({ known: runtime.exportLearned()["main/r"] }));
  process.send({ port: server.port });
`;

/** Packages bundled as CommonJS may call require. */
const BANNER = 'import { createRequire as $require } from "node:module"; const require = $require(import.meta.url);';

interface Arms {
  readonly tries: readonly [number, number];
  readonly successes: readonly [number, number];
}

let folder: string;
let program: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "zerohop-restart-"));
  program = join(folder, "serve.mjs");
  await build({
    stdin: { contents: PROGRAM, resolveDir: root },
    outfile: program,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "error",
    external: ["onnxruntime-web", "@wasmer/wasi", "esbuild"],
    banner: { js: BANNER },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

class Replica {
  readonly #child: ChildProcess;
  readonly #url: string;

  constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#url = `http://127.0.0.1:${port}/api/v1.0`;
  }

  static async start(url: string, namespace: string): Promise<Replica> {
    const child = fork(program, [url, namespace], { stdio: ["ignore", "inherit", "pipe", "ipc"] });
    children.push(child);
    let said = "";
    child.stderr!.on("data", (chunk) => (said += String(chunk)));
    const [note] = (await Promise.race([once(child, "message"), once(child, "exit")])) as [{ port?: number }];
    if (note?.port === undefined) throw new Error(`It did not start: ${said}`);
    return new Replica(child, note.port);
  }

  async predict(rows: number): Promise<{ readonly puid: string; readonly branch: 0 | 1 }> {
    const body = { data: { ndarray: Array.from({ length: rows }, () => [1]) } };
    const { meta } = (await this.#post("predictions", body)) as { meta: { puid: string; routing: { r: 0 | 1 } } };
    return { puid: meta.puid, branch: meta.routing.r };
  }

  reward(puid: string, reward: number): Promise<unknown> {
    return this.#post("feedback", { reward, response: { meta: { puid } } });
  }

  async known(): Promise<Arms> {
    this.#child.send({});
    const [{ known }] = (await once(this.#child, "message")) as [{ known: Arms }];
    return known;
  }

  async kill(): Promise<void> {
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }

  async #post(path: string, body: unknown): Promise<unknown> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${this.#url}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    return response.json();
  }
}

/** Rewards 20 answers of one replica at the other; what both have to know then. */
async function learn(one: Replica, other: Replica): Promise<Arms> {
  const tries: [number, number] = [0, 0];
  const successes: [number, number] = [0, 0];
  for (let rows = 1; rows <= 20; rows++) {
    const { puid, branch } = await one.predict(rows);
    await other.reward(puid, branch);
    tries[branch] += rows;
    successes[branch] += branch * rows;
  }
  return { tries, successes };
}

async function agree(replicas: readonly Replica[], expected: Arms): Promise<void> {
  for (let round = 0; round < 300; round++) {
    const all = await Promise.all(replicas.map((replica) => replica.known()));
    if (all.every((known) => JSON.stringify(known) === JSON.stringify(expected))) return;
    await sleep(20);
  }
  expect(await Promise.all(replicas.map((replica) => replica.known()))).toEqual(replicas.map(() => expected));
}

describe("a server that is killed", () => {
  test("knows what it knew, from its folder", async () => {
    const url = `file:${join(folder, "state")}`;
    const first = await Replica.start(url, "lab");
    const known = await learn(first, first);
    const { puid, branch } = await first.predict(3);
    // Ways of answers are written behind them.
    await sleep(200);
    await first.kill();
    const next = await Replica.start(url, "lab");
    expect(await next.known()).toEqual(known);
    await next.reward(puid, 1);
    const tries = known.tries.map((count, child) => count + (child === branch ? 3 : 0));
    expect((await next.known()).tries).toEqual(tries);
    await expect(Replica.start(url, "lab")).rejects.toThrow(/It did not start: .*is used by process \d+ on/s);
  });

  test.each([
    ["a Redis for tests", undefined],
    ...(process.env["REDIS_URL"] === undefined ? [] : [["a real Redis", process.env["REDIS_URL"]] as const]),
  ] as const)("knows what all replicas knew, from %s", async (_, real) => {
    const server = await new TestRedis().start();
    const [url, namespace] = [real ?? server.url, randomUUID()];
    const replicas = [await Replica.start(url, namespace), await Replica.start(url, namespace)] as const;
    const known = await learn(...replicas);
    await agree(replicas, known);
    const { puid } = await replicas[0].predict(1);
    // Ways of answers are written behind them.
    await sleep(200);
    await Promise.all(replicas.map((replica) => replica.kill()));
    const next = await Replica.start(url, namespace);
    await agree([next], known);
    await next.reward(puid, 0);
    const { tries } = await next.known();
    expect(tries[0] + tries[1]).toBe(211);
    await server.stop();
  });
});
