/**
 * Records the compiled code of the command: serves a small model in a process of its own, asks it
 * once, and writes down what V8 compiled on the way. A start then skips the compiler.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const self = fileURLToPath(import.meta.url);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** Writes dist/cli/program.cache; a failure costs nothing but speed, so it is only reported. */
export function recordCodeCache() {
  const result = spawnSync(process.execPath, [self], { cwd: root, encoding: "utf8", timeout: 30_000 });
  if (result.status !== 0) console.error(`No code cache, starts will be slower: ${result.stderr || result.error}`);
}

async function record() {
  const { loadProgram, cachePath } = createRequire(import.meta.url)(join(root, "dist/cli/cached-program.js"));
  const program = join(root, "dist/cli/program.js");
  const folder = mkdtempSync(join(tmpdir(), "zerohop-build-"));
  const manifest = join(folder, "model.yaml");
  writeFileSync(
    manifest,
    `name: model\ngraph: {name: model, implementation: WASM_SERVER, modelUri: ${JSON.stringify(join(root, "examples/breast-cancer/models/linear.wasm"))}}\n`,
  );
  const { main, record: compiled } = loadProgram(program);
  const port = await freePort();
  await main(["serve", manifest, "--http-port", String(port)]);
  const body = JSON.stringify({ data: { ndarray: [Array.from({ length: 30 }, () => 0.5)] } });
  const init = { method: "POST", headers: { "content-type": "application/json" }, body };
  const response = await fetch(`http://127.0.0.1:${port}/api/v1.0/predictions`, init);
  if (!response.ok) throw new Error(await response.text());
  writeFileSync(cachePath(program), compiled());
  rmSync(folder, { recursive: true });
  process.exit(0);
}

async function freePort() {
  const { createServer } = await import("node:net");
  const server = createServer();
  await new Promise((resolve) => server.listen(0, resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

if (process.argv[1] === self) await record();
