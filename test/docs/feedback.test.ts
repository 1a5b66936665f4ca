/** What docs/feedback.md shows works as it shows it. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { describe, expect, test } from "vitest";
import { createMemoryState, DEFAULT_ROUTES } from "../../runtime/deployment/memory-state.ts";
import { createRuntime, identityOf, openState } from "../../runtime/platform/node/index.ts";
import { createTestHost } from "../support/host.ts";

const text = readFileSync(join(import.meta.dirname, "../../docs/feedback.md"), "utf8");
const blocks = (language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map((match) => match[1]!);

const graph = { name: "router", implementation: "THOMPSON_SAMPLING", children: [{ name: "a" }, { name: "b" }] };
const unit = { predict: (X: unknown) => X };
const units = { a: unit, b: unit };
const { logger } = createTestHost();

describe("docs/feedback.md", () => {
  test("shows bodies that teach the router, with the way and with the puid alone", async () => {
    const state = createMemoryState();
    const runtime = await createRuntime({ name: "main", graph }, { units, logger, state });
    state.remember("jk2bq4r0", { predictor: "main", routing: { router: 1 }, rows: 4 });
    const tries: unknown[] = [];
    for (const body of blocks("json")) {
      const headers = { "content-type": "application/json" };
      const request = new Request("http://x/api/v1.0/feedback", { method: "POST", headers, body });
      expect((await runtime.fetch(request)).status).toBe(200);
      tries.push(runtime.exportLearned()["main/router"]);
    }
    await runtime.close();
    // Both are for the rows of the request that is remembered.
    expect(tries).toEqual([
      { tries: [0, 4], successes: [0, 4] },
      { tries: [0, 8], successes: [0, 8] },
    ]);
  });

  test("shows a program that keeps what it learned", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zerohop-docs-"));
    const manifest = join(folder, "deployment.json");
    writeFileSync(manifest, JSON.stringify({ name: "main", graph }));
    // The program with our own package, and the units that its manifest leaves out.
    const lent = Symbol.for(folder);
    const create = (path: string, options: object): unknown => createRuntime(path, { ...options, units, logger });
    Object.assign(globalThis, { [lent]: { createRuntime: create, identityOf, openState } });
    const { code } = await transform(blocks("ts")[0]!, { loader: "ts" });
    const own = code
      .replace(/import (\{[^}]*\}) from "zerohop";/, `const $1 = globalThis[Symbol.for(${JSON.stringify(folder)})];`)
      .replaceAll('"deployment.yaml"', JSON.stringify(manifest))
      .replace("file:./state", `file:${join(folder, "state")}`);
    writeFileSync(join(folder, "program.mjs"), own);
    await import(pathToFileURL(join(folder, "program.mjs")).href);
    Reflect.deleteProperty(globalThis, lent);
    const [namespace] = readdirSync(join(folder, "state"));
    const [deployment] = readdirSync(join(folder, "state", namespace!));
    const kept = await openState(`file:${join(folder, "state")}`, { ...(await identityOf(manifest)), logger });
    expect(deployment).toBeDefined();
    expect(JSON.stringify(kept.known("main/router#2"))).toContain("1");
    await kept.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("says the numbers that hold", () => {
    expect(text).toContain(`the last ${DEFAULT_ROUTES.toLocaleString("en")}`);
  });
});
