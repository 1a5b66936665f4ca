/**
 * Makes `runtime/proto/generated` from the .proto files beside it; `--check` only compares. The
 * compiler and its plugin are fetched when they are needed: nobody else has to install them.
 *
 *     node runtime/build/generate-proto.mjs
 */
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { root } from "./places.mjs";

const PACKAGES = ["@bufbuild/buf@1.75.0", "@bufbuild/protoc-gen-es@2.13.0"];
const SOURCES = join(root, "runtime/proto");
const GENERATED = join(SOURCES, "generated");

/** Text of every file under `folder` by its path there. */
async function filesIn(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [relative(folder, file), await readFile(file, "utf8")])));
}

async function generate(folder, work) {
  const plugin = { local: "protoc-gen-es", out: folder, opt: ["target=js+dts", "import_extension=js"] };
  const template = join(work, "buf.gen.json");
  await writeFile(template, JSON.stringify({ version: "v2", plugins: [plugin] }));
  await writeFile(join(work, "buf.json"), JSON.stringify({ version: "v2", modules: [{ path: SOURCES }] }));
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const packages = PACKAGES.map((name) => `--package=${name}`);
  const command = [
    "exec",
    "--yes",
    "--loglevel=error",
    ...packages,
    "--",
    "buf",
    "generate",
    SOURCES,
    "--template",
    template,
  ];
  const result = spawnSync(npm, command, { stdio: "inherit", cwd: work });
  if (result.status !== 0) throw new Error("buf generate failed; the lines above say why");
}

const work = await mkdtemp(join(tmpdir(), "zerohop-proto-"));
try {
  const isCheck = process.argv.includes("--check");
  const target = isCheck ? join(work, "generated") : GENERATED;
  if (!isCheck) await rm(GENERATED, { recursive: true, force: true });
  await generate(target, work);
  if (isCheck) {
    const [have, want] = [await filesIn(GENERATED), await filesIn(target)];
    const stale = [...new Set([...have.keys(), ...want.keys()])].filter((path) => have.get(path) !== want.get(path));
    for (const path of stale) console.error(`runtime/proto/generated/${path} is not what the .proto files give`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
