/** The files of the container image, laid out without Docker; `npm test` has built dist before. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

const SCRIPT = join(import.meta.dirname, "../../../operator/install/image-tree.mjs");

describe("image-tree.mjs", () => {
  let folder: string;
  let said: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "zerohop-image-"));
    said = execFileSync(process.execPath, [SCRIPT, folder, "--arch", process.arch === "arm64" ? "arm64" : "amd64"], {
      encoding: "utf8",
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("lays out a tree within its size, and says how big it is", () => {
    expect(said).toMatch(/^zerohop \d+\.\d+\.\d+: \d+ files, [\d.]+ MiB without Node\n$/);
    expect(Number(/([\d.]+) MiB/.exec(said)![1])).toBeGreaterThan(20);
  });

  it("holds what is needed and nothing else", () => {
    expect(readdirSync(join(folder, "app")).toSorted()).toEqual(["LICENSE", "dist", "node_modules", "package.json"]);
    const modules = readdirSync(join(folder, "app/node_modules"));
    expect(modules.toSorted()).toEqual(["@redis", "@wasmer", "esbuild", "onnxruntime-web"]);
  });

  it("lets any user read it and nobody but its owner write it", () => {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o7777;
      const expected = entry.isDirectory() ? [0o755] : [0o644, 0o755];
      expect(expected, `${entry.name} has mode ${mode.toString(8)}`).toContain(mode);
    }
  });

  it("runs without anything around it", () => {
    const main = join(folder, "app/dist/cli/main.js");
    const text = execFileSync(process.execPath, [main, "operator", "manifests"], {
      encoding: "utf8",
      cwd: "/",
      env: {},
      maxBuffer: 1 << 24,
    });
    expect(text).toContain("kind: CustomResourceDefinition");
  });

  it("has what compiles components and runs ONNX models", async () => {
    const onnx = join(import.meta.dirname, "../../fixtures/onnx/add.onnx");
    const manifest = join(folder, "manifest.json");
    const child = { name: "add", implementation: "ONNX_SERVER", modelUri: onnx };
    writeFileSync(
      manifest,
      JSON.stringify({ name: "p", graph: { name: "own", type: "TRANSFORMER", children: [child] } }),
    );
    writeFileSync(join(folder, "own.ts"), "export default { transformInput: (rows: number[][]): number[][] => rows };");
    const args = ["serve", manifest, "--unit", `own=${join(folder, "own.ts")}`, "--http-port", "0", "--grpc-port", "0"];
    const serving = spawn(process.execPath, [join(folder, "app/dist/cli/main.js"), ...args], { cwd: "/", env: {} });
    onTestFinished(() => void serving.kill("SIGKILL"));
    const text = await new Promise<string>((resolve) => {
      let said = "";
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        if (said.includes("Ready")) resolve(said);
      };
      serving.stdout.on("data", hear);
      serving.stderr.on("data", hear);
      serving.once("exit", () => resolve(said));
    });
    expect(text).toContain("[component] own");
    expect(text).toMatch(/Ready +http:/);
  });

  it("refuses packages that hold what does not belong in an image", () => {
    const modules = join(folder, "modules");
    cpSync(join(folder, "app/node_modules"), modules, { recursive: true });
    const cpu = process.arch === "arm64" ? "arm64" : "x64";
    cpSync(join(modules, "esbuild/bin"), join(modules, `@esbuild/linux-${cpu}/bin`), { recursive: true });
    mkdirSync(join(modules, "@redis/client/dist/test"));
    writeFileSync(join(modules, "@redis/client/dist/test/a.js"), "");
    chmodSync(modules, 0o755);
    const arch = process.arch === "arm64" ? "arm64" : "amd64";
    const { status, stderr } = spawnSync(
      process.execPath,
      [SCRIPT, join(folder, "other"), "--arch", arch, "--modules", modules],
      { encoding: "utf8" },
    );
    expect(status).toBe(1);
    expect(stderr).toContain("these do not belong in the image: app/node_modules/@redis/client/dist/test/a.js");
  });
});
