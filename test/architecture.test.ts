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
    ],
  ],
  ["graph", ["runtime/graph/"]],
  ["units", ["runtime/units/"]],
  ["deployment", ["runtime/deployment/"]],
  ["data plane", ["runtime/data-plane.ts"]],
  ["http", ["runtime/http/"]],
  ["runtime", ["runtime/runtime.ts", "runtime/index.ts"]],
  ["platform", ["runtime/platform/"]],
  ["cli", ["runtime/cli/"]],
];

/** Rooms that know nothing of each other although they stand side by side. */
const STRANGERS: readonly (readonly [from: string, to: string])[] = [["units", "graph"]];

/** Files of the graph room that the operator shares: they import only each other. */
const SHARED = ["spec.ts", "fields.ts", "validate.ts", "validate-graph.ts", "manifest.ts", "manifest-error.ts"].map(
  (name) => `runtime/graph/${name}`,
);

/** Minified and gzipped bytes of the core alone, engines left out as they are loaded when needed. */
const CORE_BUDGET_BYTES = 60_000;

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
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
  let bundle: Uint8Array;

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
      external: ["onnxruntime-web", "@wasmer/wasi"],
    });
    core = result.metafile;
    bundle = result.outputFiles.find((file) => file.path.endsWith("/out/index.js"))!.contents;
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

  it("has no import cycles", () => {
    const done = new Set<string>();
    const visit = (file: string, above: readonly string[]): void => {
      expect(above.includes(file), [...above, file].join(" -> ")).toBe(false);
      if (done.has(file)) return;
      for (const target of importsOf(file)) visit(target, [...above, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
  });

  it("keeps the core free of platform modules", () => {
    const external = Object.values(core.inputs).flatMap(({ imports }) =>
      imports.filter((entry) => entry.external).map((entry) => entry.path),
    );
    expect(external.filter((path) => !/^(onnxruntime-web|@wasmer\/wasi)/.test(path))).toEqual([]);
    expect(
      Object.keys(core.inputs).filter((file) => file.startsWith("runtime/platform") || file.startsWith("runtime/cli")),
    ).toEqual([]);
  });

  it("keeps the core within its size budget", () => {
    expect(gzipSync(bundle).length).toBeLessThanOrEqual(CORE_BUDGET_BYTES);
  });

  it("keeps files short", () => {
    const long = files.filter((file) => readFileSync(join(root, file), "utf8").split("\n").length > 300);
    expect(long).toEqual([]);
  });
});
