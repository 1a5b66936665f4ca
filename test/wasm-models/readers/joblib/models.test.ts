import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inspectModelPickle, readModelPickle } from "../../../../wasm-models/readers/joblib/read.ts";
import { openField } from "../../../../wasm-models/readers/pickle/fields.ts";
import { ModelFileError } from "../../../../wasm-models/readers/pickle/model-file-error.ts";
import { Instance } from "../../../../wasm-models/readers/pickle/values.ts";

const models = join(import.meta.dirname, "../../../fixtures/models");
const files = readdirSync(models, { recursive: true, withFileTypes: true })
  .filter(({ name, parentPath }) => /\.(joblib|pkl)$/.test(name) && !parentPath.endsWith("hostile"))
  .map(({ name, parentPath }) => join(parentPath, name));

interface Hostile {
  readonly file: string;
  readonly format: string;
  /** inert: read or refused, without effect. */
  readonly expected: "refused" | "inert";
  readonly globals?: readonly string[];
}

const hostile = (JSON.parse(readFileSync(join(models, "hostile", "index.json"), "utf8")) as readonly Hostile[]).filter(
  ({ file }) => file.endsWith(".pkl"),
);

describe("readModelPickle()", () => {
  it("reads every model of the fixtures, which refer to nothing that is not expected", async () => {
    expect(files.length).toBeGreaterThan(100);
    const wrong: string[] = [];
    for (const file of files) {
      const { root, globals, trailingBytes } = await readModelPickle(new Uint8Array(readFileSync(file)));
      const odd = globals.filter(({ expected }) => !expected).map(({ module, name }) => `${module}.${name}`);
      if (!(root instanceof Instance) || trailingBytes > 0 || odd.length > 0) wrong.push(`${file} ${odd.join()}`);
    }
    expect(wrong).toEqual([]);
  });

  const forests = files.filter((file) => /\/decision-tree(\.\w+)?\.(joblib|pkl)$/.test(file));
  it("gives the same tree whatever it is written with", async () => {
    const byVersion = new Map<string, Set<string>>();
    for (const file of forests) {
      const { root } = await readModelPickle(new Uint8Array(readFileSync(file)));
      const tree = openField(root).object("tree_");
      const columns = ["left_child", "right_child", "feature", "threshold"].map((name) =>
        tree.column("nodes", name).array(),
      );
      expect(columns.map(({ shape }) => shape)).toEqual(columns.map(() => [tree.integer("node_count")]));
      const values = tree.array("values", { dims: 3 });
      const version = file.split("/").at(-2)!;
      byVersion.set(version, (byVersion.get(version) ?? new Set()).add(JSON.stringify([columns, values])));
    }
    expect(forests.length).toBeGreaterThan(byVersion.size);
    expect([...byVersion.values()].map(({ size }) => size)).toEqual([...byVersion].map(() => 1));
  });
});

describe("inspectModelPickle()", () => {
  it.each(hostile.map((entry) => [entry.expected, entry.file, entry] as const))(
    "finds %s: %s",
    async (_, __, entry) => {
      const bytes = new Uint8Array(readFileSync(join(models, "hostile", entry.file)));
      const { globals, file, error } = await inspect(bytes);
      if (entry.expected === "refused") expect(error).toBeInstanceOf(ModelFileError);
      else expect(file === undefined).toBe(error !== undefined);
      const found = new Set(globals.map(({ module, name }) => `${module}.${name}`));
      for (const name of entry.globals ?? []) expect(found).toContain(name.replace("__builtin__", "builtins"));
    },
  );

  it.each(["os-system.pkl", "getattr-chain.pkl", "numpy-load.pkl", "exec-dotted.pkl", "estimator-of-evil.pkl"])(
    "flags what %s refers to",
    async (name) => {
      const { globals } = await inspect(new Uint8Array(readFileSync(join(models, "hostile", name))));
      expect(globals.some(({ expected }) => !expected)).toBe(true);
    },
  );
});

async function inspect(bytes: Uint8Array): ReturnType<typeof inspectModelPickle> {
  try {
    return await inspectModelPickle(bytes);
  } catch (error) {
    if (!(error instanceof ModelFileError)) throw error;
    return { globals: [], file: undefined, error };
  }
}
