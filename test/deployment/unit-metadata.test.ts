import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRuntime } from "../../runtime/platform/node/index.ts";
import type { Runtime } from "../../runtime/runtime.ts";

const MODEL = `export default class { predict(x: number[][]) { return x; }
  initMetadata() { return { name: "own", versions: ["v1"], platform: "typescript" }; } }`;
const YAML = `
name: iris
versions: [v2, v3]
inputs:
  - messagetype: ndarray
    schema: { names: [len, wid], shape: [2] }
outputs:
  - { name: probability, datatype: FP32, shape: [-1, 3] }
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zerohop-metadata-"));
  await writeFile(join(folder, "Model.ts"), MODEL);
  await writeFile(join(folder, "metadata.yaml"), YAML);
});
afterAll(() => rm(folder, { recursive: true }));

async function withRuntime<T>(env: readonly object[], work: (runtime: Runtime) => Promise<T>): Promise<T> {
  const containers = [{ name: "classifier", image: "iris:2", env }];
  const graph = { name: "classifier", type: "MODEL", modelUri: join(folder, "Model.ts") };
  const predictors = [{ name: "main", graph, componentSpecs: [{ spec: { containers } }] }];
  const runtime = await createRuntime({
    apiVersion: "machinelearning.seldon.io/v1",
    kind: "SeldonDeployment",
    metadata: { name: "flowers" },
    spec: { predictors },
  });
  try {
    return await work(runtime);
  } finally {
    await runtime.close();
  }
}

describe("metadata of a unit", () => {
  it("takes the file beside the model over what the component says", async () => {
    const metadata = await withRuntime([], (runtime) => runtime.plane.unitMetadata("classifier"));
    expect(metadata).toMatchObject({ name: "iris", versions: ["v2", "v3"], platform: "typescript" });
  });

  it("takes the container's MODEL_METADATA over the file", async () => {
    const env = [{ name: "MODEL_METADATA", value: "{ name: from-env, versions: [v9] }" }];
    const metadata = await withRuntime(env, (runtime) => runtime.plane.unitMetadata("classifier"));
    expect(metadata).toMatchObject({ name: "from-env", versions: ["v9"], platform: "typescript" });
    expect(metadata.inputs).toHaveLength(1);
  });

  it("serves on when the metadata is none, and says so when it is asked", async () => {
    const env = [{ name: "MODEL_METADATA", value: "{ name: x, color: red }" }];
    await withRuntime(env, async (runtime) => {
      expect((await runtime.predict([[1, 2]])).data.kind).toBe("tensors");
      await expect(runtime.plane.unitMetadata("classifier")).rejects.toMatchObject({ code: "BAD_METADATA" });
    });
  });

  it("describes the model with named tensors", async () => {
    const model = await withRuntime([], (runtime) => runtime.plane.model(""));
    expect(model).toEqual({
      name: "flowers",
      versions: ["v2", "v3"],
      platform: "typescript",
      inputs: [{ name: "input-0", datatype: "FP64", shape: [-1, 2], columns: ["len", "wid"] }],
      outputs: [{ name: "probability", datatype: "FP32", shape: [-1, 3], columns: [] }],
    });
  });
});
