/**
 * Lays out the files of the container image: what the command needs, and nothing else. The
 * Dockerfile runs it, and so does whoever wants to see what an image would hold, without Docker.
 *
 *     node operator/install/image-tree.mjs FOLDER [--arch amd64|arm64] [--modules node_modules]
 *
 * `dist` must have been built. Fails when the tree is too big or holds what it should not.
 */
import { chmod, cp, mkdir, readFile, readdir, rm, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What Docker calls a processor, and what Node calls it. */
const CPUS = { amd64: "x64", arm64: "arm64" };

/** Bytes of the tree without Node: half of it is the ONNX engine, a quarter the bundler. */
const MAX_BYTES = 40 * 1024 * 1024;

/** Files by package, with their place where it is another one; the command has everything else in its bundle. */
const modules = (cpu) => ({
  "onnxruntime-web": [
    "package.json",
    "dist/ort.wasm.bundle.min.mjs",
    "dist/ort-wasm-simd-threaded.mjs",
    "dist/ort-wasm-simd-threaded.wasm",
  ],
  "@wasmer/wasi": ["package.json", "LICENSE", "dist/Library.cjs.min.js", "dist/Library.esm.min.js"],
  "@redis/client": ["package.json", "dist"],
  esbuild: ["package.json", "LICENSE.md"],
  // The program itself, where installers put it when they may run scripts.
  [`@esbuild/linux-${cpu}`]: [["bin/esbuild", "esbuild/bin/esbuild"]],
});

/** Read by people and compilers only. */
const isLeftOut = (path) => /\.(map|[cm]?ts)$/.test(path) || /(^|\/)(types|\.built|README\.md)$/.test(path);

/** What must not be in an image, whoever put it there. */
const FORBIDDEN =
  /(^|\/)(\.git|\.env|\.npmrc|\.cache|test|tests|examples|bench)(\/|$)|\.(map|ts|pem|key|tsbuildinfo)$|node_modules\/(typescript|vitest|assemblyscript|express|fastify)\//;

const PROGRAMS = [/^app\/dist\/cli\/main\.js$/, /\/bin\/esbuild$/];

/** Every file under a folder, as a path from there. */
async function filesIn(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const others = entries.filter((entry) => !entry.isFile() && !entry.isDirectory());
  if (others.length > 0) throw new Error(`${others[0].name} is neither a file nor a folder`);
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

async function copy(from, to) {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { recursive: true, dereference: true, filter: (path) => !isLeftOut(relative(from, path)) });
}

/** Any user may read everything: OpenShift runs a container as a user that nobody has heard of. */
async function openToAll(folder) {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const isProgram = PROGRAMS.some((program) => program.test(relative(folder, path)));
    await chmod(path, entry.isDirectory() || isProgram ? 0o755 : 0o644);
  }
}

/** @returns bytes and number of files */
async function check(folder) {
  const files = await filesIn(folder);
  const wrong = files.filter((path) => FORBIDDEN.test(path));
  if (wrong.length > 0) throw new Error(`these do not belong in the image: ${wrong.slice(0, 5).join(", ")}`);
  const sizes = await Promise.all(files.map(async (path) => (await stat(join(folder, path))).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes > MAX_BYTES) throw new Error(`the image's files are ${bytes} bytes, expected at most ${MAX_BYTES}`);
  return { bytes, files: files.length };
}

/** Makes the tree anew: `app/` with the command, and where it runs from. */
export async function imageTree(folder, { arch = "amd64", nodeModules = join(ROOT, "node_modules") } = {}) {
  const cpu = CPUS[arch];
  if (cpu === undefined) throw new Error(`expected one of ${Object.keys(CPUS).join(", ")}, got ${arch}`);
  const app = join(folder, "app");
  await rm(app, { recursive: true, force: true });
  for (const path of ["dist", "package.json", "LICENSE"]) await copy(join(ROOT, path), join(app, path));
  for (const [name, paths] of Object.entries(modules(cpu))) {
    const from = join(nodeModules, name);
    for (const path of paths) {
      const [source, target] = Array.isArray(path) ? path : [path, `${name}/${path}`];
      await copy(join(from, source), join(app, "node_modules", target));
    }
  }
  await openToAll(folder);
  return check(folder);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { arch: { type: "string" }, modules: { type: "string" } },
  });
  if (positionals.length !== 1) throw new Error("expected one folder; the head of this file shows the call");
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const { arch, modules: nodeModules } = values;
  const { bytes, files } = await imageTree(positionals[0], {
    ...(arch && { arch }),
    ...(nodeModules && { nodeModules }),
  });
  process.stdout.write(`zerohop ${version}: ${files} files, ${(bytes / 1024 / 1024).toFixed(1)} MiB without Node\n`);
}
