/** Several processes behind one port: signals, crashes, and what routers learned meanwhile. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { sleep } from "../support/manifests.ts";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const PREDICTIONS = "/api/v1.0/predictions";

/** Tells who serves; ends its process when told to, and at its start while the file "broken" is there. */
const UNIT = `import { existsSync } from "node:fs";
if (existsSync(new URL("broken", import.meta.url))) process.exit(7);
export default { predict: (what) => { if (what === "die") process.exit(8); return String(process.pid); } };
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zerohop-workers-"));
  writeFileSync(join(folder, "unit.mjs"), UNIT);
  writeFileSync(
    join(folder, "who.yaml"),
    "name: p\ngraph: {name: who, implementation: COMPONENT_SERVER, modelUri: unit.mjs}\n",
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
});

interface Supervised {
  readonly child: ChildProcess;
  readonly url: string;
  output(): string;
}

async function start(): Promise<Supervised> {
  const args = [MAIN, "serve", join(folder, "who.yaml"), "--http-port", "0", "--workers", "2"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const port = await until(() => /http:\/\/localhost:(\d+)/.exec(output)?.[1]);
  return { child, url: `http://localhost:${port}`, output: () => output };
}

async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let round = 0; round < 1000; round++) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(20);
  }
  throw new Error("It never came");
}

async function ask(url: string, what = "who"): Promise<string> {
  const headers = { "content-type": "application/json", connection: "close" };
  const response = await fetch(url + PREDICTIONS, { method: "POST", headers, body: JSON.stringify({ strData: what }) });
  return ((await response.json()) as { strData: string }).strData;
}

/** The processes that serve now; a process that has just died takes no requests. */
async function pids(url: string, count: number): Promise<readonly string[]> {
  return until(async () => {
    const found = new Set<string>();
    for (let i = 0; i < 4 * count; i++) found.add(await ask(url).catch(() => ""));
    found.delete("");
    return found.size === count ? [...found] : undefined;
  });
}

describe("zerohop serve --workers", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("ends with 0 when the first process alone gets %s", async (signal) => {
    const { child } = await start();
    const exit = once(child, "exit");
    child.kill(signal);
    expect(await exit).toEqual([0, null]);
  });

  test("drains once when a terminal sends SIGINT to all processes", async () => {
    const { child, url } = await start();
    const exit = once(child, "exit");
    for (const pid of await pids(url, 2)) process.kill(Number(pid), "SIGINT");
    child.kill("SIGINT");
    expect(await exit).toEqual([0, null]);
  });

  test("survives kill -9 of a worker, and starts that fail", async () => {
    const { child, url, output } = await start();
    const [first, other] = await pids(url, 2);
    writeFileSync(join(folder, "broken"), "");
    process.kill(Number(first), "SIGKILL");
    await until(() => /ended \(SIGKILL\); starting another in 1 s/.exec(output())?.[0]);
    // The one that shall replace it does not come up: the other one serves on.
    await until(() => /ended \(7\); starting another in 1 s/.exec(output())?.[0]);
    expect(await ask(url)).toBe(other);
    await until(() => /ended \(7\); starting another in 2 s/.exec(output())?.[0]);
    rmSync(join(folder, "broken"));
    const now = await pids(url, 2);
    expect(now).toContain(other);
    expect(now).not.toContain(first);
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    expect(await exit).toEqual([0, null]);
  });
});
