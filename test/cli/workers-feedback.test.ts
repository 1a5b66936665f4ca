/** Rewards where several processes answer behind one port. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serving } from "./zerohop-process.ts";

/** A model that tells which process runs it. */
const UNIT = `export default { predict: (X) => X, tags: () => ({ pid: process.pid }), sendFeedback: () => [] };\n`;
const model = (name: string): object => ({ name, implementation: "COMPONENT_SERVER", modelUri: "unit.mjs" });
const predictor = (name: string, graph: object, traffic = 50): object => ({ name, graph, traffic });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zerohop-rewards-"));
  writeFileSync(join(folder, "unit.mjs"), UNIT);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Answer {
  readonly meta: { readonly puid: string; readonly tags?: { readonly pid?: number } };
}

async function post(url: string, path: string, body: object): Promise<{ status: number; answer: Answer }> {
  // A new connection each time, so that another process may take it.
  const headers = { "content-type": "application/json", connection: "close" };
  const response = await fetch(`${url}/api/v1.0/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, answer: (await response.json()) as Answer };
}

describe("zerohop serve --workers", () => {
  test.each<[string, readonly object[]]>([
    [
      "a bandit",
      [predictor("main", { name: "r", implementation: "EPSILON_GREEDY", children: [model("a"), model("b")] }, 100)],
    ],
    ["one of two equal predictors", [predictor("main", model("m")), predictor("canary", model("m"))]],
  ])("rewards %s by the puid of any process's answer", async (_, predictors) => {
    const manifest = join(folder, `${predictors.length}.json`);
    const envelope = {
      apiVersion: "machinelearning.seldon.io/v1",
      kind: "SeldonDeployment",
      metadata: { name: "toy" },
    };
    writeFileSync(manifest, JSON.stringify({ ...envelope, spec: { predictors } }));
    const { url, stop } = await serving(["serve", manifest, "--http-port", "0", "--workers", "3"]);
    const pids = new Set<number | undefined>();
    const statuses: number[] = [];
    for (let i = 0; i < 40; i++) {
      const { answer } = await post(url, "predictions", { data: { ndarray: [[1]] } });
      pids.add(answer.meta.tags?.pid);
      const { puid } = answer.meta;
      statuses.push((await post(url, "feedback", { reward: 1, response: { meta: { puid } } })).status);
    }
    expect(statuses).toEqual(Array.from({ length: 40 }, () => 200));
    expect(pids.size).toBeGreaterThan(1);
    expect((await post(url, "feedback", { reward: 1, response: { meta: { puid: "nobody's" } } })).status).toBe(400);
    await stop();
  });
});
