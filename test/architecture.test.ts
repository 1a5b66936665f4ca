import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Metafile } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

/**
 * Rooms from left to right: an import may only point to the same room or to one further left.
 * The first prefix that fits a file decides.
 */
const ROOMS: readonly (readonly [room: string, prefixes: readonly string[]])[] = [
  ["errors", ["runtime/errors.ts", "runtime/eventually.ts"]],
  ["proto", ["runtime/proto/"]],
  ["tensor", ["runtime/tensor/"]],
  ["message", ["runtime/message/"]],
  ["codecs", ["runtime/codecs/"]],
  [
    "unit contract",
    [
      "runtime/host.ts",
      "runtime/units/unit.ts",
      "runtime/units/factory.ts",
      "runtime/units/parameters.ts",
      "runtime/units/offload.ts",
      "runtime/units/engine.ts",
      "runtime/units/trained-model.ts",
    ],
  ],
  ["artifacts", ["runtime/artifacts/"]],
  ["graph", ["runtime/graph/"]],
  ["units", ["runtime/units/"]],
  ["deployment", ["runtime/deployment/"]],
  ["data plane", ["runtime/data-plane.ts"]],
  ["http", ["runtime/http/"]],
  ["openapi", ["runtime/openapi/"]],
  ["grpc", ["runtime/grpc/"]],
  ["auth", ["runtime/auth/"]],
  ["service", ["runtime/service.ts"]],
  ["wrapper", ["runtime/wrapper/"]],
  ["runtime", ["runtime/served.ts", "runtime/runtime.ts", "runtime/index.ts"]],
  ["trained models", ["wasm-models/"]],
  ["platform", ["runtime/platform/"]],
  ["operator", ["operator/"]],
  ["cli", ["runtime/cli/"]],
];

/** Rooms that know nothing of each other although they stand side by side. */
const STRANGERS: readonly (readonly [from: string, to: string])[] = [["units", "graph"]];

/** Files of the graph room that the operator shares: they import only each other. */
const SHARED = [
  "spec.ts",
  "fields.ts",
  "normalise.ts",
  "normalise-graph.ts",
  "validate.ts",
  "validate-graph.ts",
  "manifest.ts",
  "manifest-error.ts",
].map((name) => `runtime/graph/${name}`);

/**
 * Minified and gzipped bytes, about 15 % above what they are: of the core with all that it imports
 * at once, and of what each engine that is loaded when needed adds to it.
 */
const BUDGETS: readonly (readonly [entry: string, bytes: number])[] = [
  ["runtime/index.ts", 60_000],
  ["runtime/http/multipart.ts", 1_000],
  ["runtime/http/web-handler.ts", 6_500],
  ["runtime/http/v2/handlers.ts", 9_200],
  ["runtime/http/tensorflow/handlers.ts", 9_200],
  ["runtime/units/component/load.ts", 7_800],
  ["runtime/units/wasm/unit.ts", 17_000],
  ["runtime/units/trained/unit.ts", 5_000],
  ["runtime/units/onnx/unit.ts", 10_200],
  ["runtime/grpc/deployment.ts", 60_000],
  ["runtime/units/remote/open-grpc.ts", 57_000],
  ["runtime/units/remote/open-rest.ts", 15_000],
  ["runtime/grpc/web.ts", 43_000],
  ["runtime/openapi/handlers.ts", 11_700],
];

/** The longest file of each folder, in lines. */
const LENGTHS: readonly (readonly [folder: string, lines: number])[] = [
  ["runtime", 300],
  ["bench", 300],
  ["wasm-models", 300],
  ["operator", 300],
  ["test", 700],
];

function sources(folder: string, endings: RegExp = /\.ts$/): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && endings.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** The chunks that a chunk imports at once, itself first. */
function closure(outputs: Metafile["outputs"], path: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  for (const { path: target, kind, external } of outputs[path]!.imports) {
    if (kind === "import-statement" && external !== true) closure(outputs, target, found);
  }
  return found;
}

function roomOf(file: string): number {
  const room = ROOMS.findIndex(([, prefixes]) => prefixes.some((prefix) => file.startsWith(prefix)));
  expect(room, `${file} belongs to no room`).toBeGreaterThanOrEqual(0);
  return room;
}

/** Every import of a file, types included, as paths from the root. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g)];
  return found.map((match) => relative(root, join(root, file, "..", match[1]!)));
}

describe("architecture", () => {
  const files = sources("runtime");
  let core: Metafile;
  /** Gzipped bytes by chunk. */
  let sizes: ReadonlyMap<string, number>;

  beforeAll(async () => {
    const result = await build({
      absWorkingDir: root,
      entryPoints: ["runtime/index.ts"],
      bundle: true,
      write: false,
      minify: true,
      metafile: true,
      splitting: true,
      outdir: "out",
      format: "esm",
      platform: "browser",
      conditions: ["workerd", "worker", "browser"],
      external: ["onnxruntime-web", "@wasmer/wasi", "jose"],
    });
    core = result.metafile;
    sizes = new Map(result.outputFiles.map(({ path, contents }) => [relative(root, path), gzipSync(contents).length]));
  });

  it("lets imports point to the left only", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => roomOf(target) > roomOf(file))
        .map((target) => `${file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("keeps units and graph strangers", () => {
    const name = (file: string): string => ROOMS[roomOf(file)]![0];
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => STRANGERS.some(([from, to]) => name(file) === from && name(target) === to))
        .map((target) => `${file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("lets the manifest's part of the graph stand alone", () => {
    const wrong = SHARED.flatMap((file) => importsOf(file).filter((target) => !SHARED.includes(target)));
    expect(wrong).toEqual([]);
  });

  it("lets the operator know only the manifest's part of the runtime, and nobody but the command know the operator", () => {
    const foreign = sources("operator").flatMap((file) =>
      importsOf(file)
        .filter((target) => !target.startsWith("operator/") && !SHARED.includes(target))
        .map((target) => `${file} -> ${target}`),
    );
    const users = files
      .filter((file) => !file.startsWith("runtime/cli/"))
      .filter((file) => importsOf(file).some((target) => target.startsWith("operator/")));
    expect([...foreign, ...users]).toEqual([]);
  });

  it("has no import cycles", () => {
    const done = new Set<string>();
    const visit = (file: string, above: readonly string[]): void => {
      expect(above.includes(file), [...above, file].join(" -> ")).toBe(false);
      if (done.has(file)) return;
      for (const target of importsOf(file)) visit(target, [...above, file]);
      done.add(file);
    };
    for (const file of [...files, ...sources("operator")]) visit(file, []);
  });

  it("keeps the core free of platform modules", () => {
    const external = Object.values(core.inputs).flatMap(({ imports }) =>
      imports.filter((entry) => entry.external).map((entry) => entry.path),
    );
    expect(external.filter((path) => !/^(onnxruntime-web|@wasmer\/wasi|jose$)/.test(path))).toEqual([]);
    expect(
      Object.keys(core.inputs).filter((file) => file.startsWith("runtime/platform") || file.startsWith("runtime/cli")),
    ).toEqual([]);
  });

  const chunksOf = (entry: string): Set<string> => {
    const own = Object.entries(core.outputs).find(([, { entryPoint }]) => entryPoint === entry);
    expect(own, `${entry} is no chunk of its own`).toBeDefined();
    return closure(core.outputs, own![0]);
  };

  it.each(BUDGETS)("keeps %s within its size budget", (entry, budget) => {
    const [coreEntry] = BUDGETS[0]!;
    const shared = entry === coreEntry ? new Set<string>() : chunksOf(coreEntry);
    const added = [...chunksOf(entry)].filter((chunk) => !shared.has(chunk));
    const bytes = added.reduce((sum, chunk) => sum + sizes.get(chunk)!, 0);
    expect(bytes).toBeLessThanOrEqual(budget);
    // A budget that nothing comes near proves nothing.
    expect(bytes).toBeGreaterThan(budget / 2);
  });

  it("loads nothing later that has no budget", () => {
    const later = Object.values(core.outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
    expect(later.toSorted()).toEqual(BUDGETS.map(([entry]) => entry).toSorted());
  });

  it.each(LENGTHS)("keeps the files of %s short", (folder, lines) => {
    const all = sources(folder, /\.(ts|mts|js|mjs)$/).filter((file) => !/node_modules\/|proto\/generated\//.test(file));
    expect(all.length).toBeGreaterThan(0);
    expect(all.filter((file) => readFileSync(join(root, file), "utf8").split("\n").length > lines)).toEqual([]);
  });
});
