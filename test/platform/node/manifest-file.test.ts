import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFiles } from "../../../runtime/platform/node/files.ts";
import { loadManifest } from "../../../runtime/platform/node/manifest-file.ts";
import { failureOf } from "../../support/manifests.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zerohop-manifest-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const SERVED = "apiVersion: machinelearning.seldon.io/v1\nkind: SeldonDeployment\nspec: {}\n";

describe("loadManifest()", () => {
  test("reads YAML and JSON from files and texts, and takes objects", async () => {
    expect(await loadManifest(await file("a.yaml", "graph:\n  name: m\n"))).toEqual({
      manifest: { graph: { name: "m" } },
      folder,
    });
    expect((await loadManifest(await file("a.json", '{"graph":{"name":"m"}}'))).manifest).toEqual({
      graph: { name: "m" },
    });
    expect(await loadManifest('{"graph":{"name":"m"}}')).toEqual({
      manifest: { graph: { name: "m" } },
      folder: undefined,
    });
    expect((await loadManifest("graph: {name: m}\n")).manifest).toEqual({ graph: { name: "m" } });
    const object = { graph: {} };
    expect((await loadManifest(object)).manifest).toBe(object);
  });

  test("finds the one SeldonDeployment among several documents", async () => {
    expect((await loadManifest(`kind: Service\n---\n${SERVED}---\n`)).manifest).toMatchObject({
      kind: "SeldonDeployment",
    });
    expect((await failureOf(() => loadManifest(`${SERVED}---\n${SERVED}`))).message).toContain(
      "expected one SeldonDeployment, got 2 in 2 documents",
    );
    expect((await failureOf(() => loadManifest("kind: A\n---\nkind: B\n"))).message).toContain("got 0 in 2 documents");
    expect((await failureOf(() => loadManifest("- 1\n---\nx\n---\n- 2\n"))).message).toContain("got 0 in 3 documents");
  });

  test.each([
    ["a tab for indentation", "graph:\n\tname: m\n"],
    ["an open bracket", "graph: [\n"],
    ["a duplicate key", "graph: {}\ngraph: {}\n"],
    ["an unknown alias", "graph: *gone\n"],
    ["broken JSON", '{"graph": \n'],
    ["nothing", "\n"],
  ])("refuses %s with the place", async (_, text) => {
    const error = await failureOf(() => loadManifest(text));
    expect(error.message).toMatch(/^The manifest cannot be read:\n {2}manifest: ./);
  });

  test("refuses a missing file by its name", async () => {
    expect((await failureOf(() => loadManifest("gone.yaml"))).message).toBe(
      "The manifest cannot be read:\n  gone.yaml: no such file",
    );
  });
});

describe("createFiles()", () => {
  test("resolves paths and file URLs, and refuses other schemes", async () => {
    const files = createFiles("/models");
    expect(files.resolve("a/b.onnx")).toBe("/models/a/b.onnx");
    expect(files.resolve("/x.onnx")).toBe("/x.onnx");
    expect(files.resolve("file:///x%20y.onnx")).toBe("/x y.onnx");
    expect(() => files.resolve("s3://bucket/x")).toThrow("expected a path or a file:// URL, got s3://");
    expect(() => files.resolve("gs://bucket/x")).toThrow("gs://");
  });

  test("reads and lists, naming what is missing", async () => {
    const files = createFiles(folder);
    const path = await file("bytes.bin", "abc");
    expect(await files.read(path)).toEqual(Uint8Array.from([97, 98, 99]));
    expect(await files.list(folder)).toContain("bytes.bin");
    expect(await files.list(path)).toBeUndefined();
    expect((await failureOf(() => files.read(join(folder, "gone")))).message).toContain("no such file or folder");
    expect((await failureOf(() => files.list(join(folder, "gone")))).message).toContain("Cannot read");
  });
});
