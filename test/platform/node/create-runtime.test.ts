/** The runtime of the Node entry: what it opens, closes and reads. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRuntime } from "../../../runtime/platform/node/index.ts";
import { openRuntime } from "../../../runtime/platform/node/open-runtime.ts";
import type { Runtime } from "../../../runtime/runtime.ts";
import { failureOf } from "../../support/manifests.ts";

const SIMPLE = { name: "p", graph: { name: "m", implementation: "SIMPLE_MODEL" } };
const UNIT = "name: p\ngraph: {name: m, implementation: COMPONENT_SERVER, modelUri: unit.mjs}\n";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zerohop-runtime-"));
  for (const name of ["old", "new"]) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "d.yaml"), UNIT);
    await writeFile(join(folder, name, "unit.mjs"), `export default { predict: () => "${name}" };`);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const closed: string[] = [];
beforeEach(() => void closed.splice(0));

/** Threads that are only asked for. */
const pool = {
  open(): never {
    throw new Error("asked for a thread");
  },
  close: async () => void closed.push("pool"),
};

async function said(runtime: Runtime): Promise<unknown> {
  return (await runtime.predict("x")).data;
}

describe("openRuntime()", () => {
  test("closes its threads and calls the caller's onClose", async () => {
    const runtime = await openRuntime(SIMPLE, { onClose: async () => void closed.push("caller") }, pool);
    await runtime.close();
    expect(closed).toEqual(["caller", "pool"]);
  });

  test("closes its threads also when the caller's onClose fails", async () => {
    const runtime = await openRuntime(SIMPLE, { onClose: () => Promise.reject(new Error("mine")) }, pool);
    expect((await failureOf(() => runtime.close())).message).toBe("mine");
    expect(closed).toEqual(["pool"]);
  });

  test("closes its threads when the manifest cannot be served", async () => {
    await failureOf(() => openRuntime({ graph: {} }, {}, pool));
    expect(closed).toEqual(["pool"]);
  });

  test("has threads also when offload is given as undefined", async () => {
    const graph = { ...SIMPLE.graph, implementation: "COMPONENT_SERVER", modelUri: join(folder, "old/unit.mjs") };
    const parameters = [{ name: "zerohop.thread", value: "worker", type: "STRING" }];
    const error = await failureOf(() =>
      openRuntime({ name: "p", graph: { ...graph, parameters } }, { offload: undefined }, pool),
    );
    expect(error.message).toContain("asked for a thread");
  });
});

describe("swap() of a runtime on Node", () => {
  test("takes a path; model paths start at the folder of the new manifest", async () => {
    const runtime = await createRuntime(join(folder, "old/d.yaml"));
    expect(await said(runtime)).toEqual({ kind: "text", text: "old" });
    await runtime.swap(join(folder, "new/d.yaml"));
    expect(await said(runtime)).toEqual({ kind: "text", text: "new" });
    await runtime.close();
  });

  test("takes text and objects; model paths start where the first manifest was", async () => {
    const runtime = await createRuntime(join(folder, "old/d.yaml"));
    await runtime.swap(join(folder, "new/d.yaml"));
    await runtime.swap(UNIT);
    expect(await said(runtime)).toEqual({ kind: "text", text: "old" });
    await runtime.swap(SIMPLE);
    expect((await runtime.predict([[1]])).names).toEqual(["class0", "class1", "class2"]);
    await runtime.close();
  });

  test("leaves model paths at the folder that was asked for", async () => {
    const runtime = await createRuntime(join(folder, "old/d.yaml"), { folder: join(folder, "new") });
    await runtime.swap(join(folder, "old/d.yaml"));
    expect(await said(runtime)).toEqual({ kind: "text", text: "new" });
    await runtime.close();
  });

  test("keeps the graph when the file cannot be read", async () => {
    const runtime = await createRuntime(SIMPLE);
    expect((await failureOf(() => runtime.swap("gone.yaml"))).message).toContain("gone.yaml: no such file");
    expect(runtime.deployment.predictors[0]!.graph.name).toBe("m");
    await runtime.close();
  });
});
