/** Units that block must not hold up anybody else: the real pool, through the public entry. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRuntime } from "../../../runtime/platform/node/index.ts";
import type { Runtime } from "../../../runtime/runtime.ts";

const GUEST = fileURLToPath(new URL("../../fixtures/wasm/slow.wasm", import.meta.url));
const MODEL = fileURLToPath(new URL("../../fixtures/onnx/slow.onnx", import.meta.url));

/** A component that computes for 300 ms and says in which thread. */
const BUSY = `import { isMainThread } from "node:worker_threads";
export default class Busy {
  predict(rows) {
    const until = Date.now() + 300;
    while (Date.now() < until);
    return rows.map(() => [isMainThread ? 1 : 0]);
  }
  route() { return 1; }
  aggregate(Xs) { return Xs[1]; }
  initMetadata() { return { name: "busy", custom: { thread: String(!isMainThread) } }; }
}
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zerohop-slow-"));
  writeFileSync(join(folder, "busy.mjs"), BUSY);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(graph: Record<string, unknown>): Promise<Runtime> {
  return createRuntime({ name: "p", graph }, { folder });
}

/** Ticks of a timer of 5 ms while `work` runs: none when it blocks the thread. */
async function ticksDuring(work: () => Promise<unknown>): Promise<number> {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  await work();
  clearInterval(timer);
  return ticks;
}

const THREAD = [{ name: "zerohop.thread", value: "worker", type: "STRING" }];

describe("while a slow unit runs, the serving thread goes on", () => {
  it.each([
    ["a WASM guest that uses up its slice", { implementation: "WASM_SERVER", modelUri: GUEST }, [[200]]],
    ["an ONNX model measured as slow", { implementation: "ONNX_SERVER", modelUri: MODEL }, [[1.5]]],
    [
      "a component with zerohop.thread=worker",
      { implementation: "COMPONENT_SERVER", modelUri: "busy.mjs", parameters: THREAD },
      [[1]],
    ],
  ])("%s", async (_, unit, data) => {
    const runtime = await open({ name: "slow", ...unit });
    // The guest's first call spends its slice on the serving thread and starts a worker.
    await runtime.predict(data);
    const ticks = await ticksDuring(() => runtime.predict(data));
    await runtime.close();
    expect(ticks).toBeGreaterThan(5);
  });
});

describe("a component in worker threads", () => {
  it("has every verb and says what it is", async () => {
    const busy = { implementation: "COMPONENT_SERVER", modelUri: "busy.mjs", parameters: THREAD };
    const graph = {
      name: "join",
      type: "COMBINER",
      ...busy,
      children: [
        { name: "one", implementation: "SIMPLE_MODEL" },
        {
          name: "choose",
          type: "ROUTER",
          ...busy,
          children: [
            { name: "a", implementation: "SIMPLE_MODEL" },
            { name: "b", type: "MODEL", ...busy },
          ],
        },
      ],
    };
    const runtime = await open(graph);
    const answer = await runtime.predict([[5]]);
    expect(answer.meta.routing).toMatchObject({ choose: 1 });
    expect(answer.data).toMatchObject({ tensors: [{ shape: [1, 1], data: Float64Array.of(0) }] });
    expect((await runtime.metadata()).models["b"]).toMatchObject({ name: "busy", custom: { thread: "true" } });
    await runtime.close();
  });

  it("fails to load with the reason and the unit's path", async () => {
    writeFileSync(
      join(folder, "broken.mjs"),
      "export default class { constructor() { throw new Error('no weights'); } predict() {} }",
    );
    const unit = { implementation: "COMPONENT_SERVER", modelUri: "broken.mjs", parameters: THREAD };
    await expect(open({ name: "x", ...unit })).rejects.toThrow(/graph: unit "x": .*no weights/);
  });
});
