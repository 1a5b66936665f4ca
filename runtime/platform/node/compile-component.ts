/**
 * Compiles a TypeScript component to one JavaScript module. Every build is a compiler process of its
 * own that ends with it: builds cannot disturb each other, nor anybody else who uses esbuild here.
 * @module
 */
import { execFile } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";

/** Largest compiled component. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/**
 * Bundles the file with its dependencies. To the code, `import.meta` and `require` are those of the
 * source file, so that it finds what lies beside it.
 * @param packages URLs that stand for packages and are left out of the bundle
 * @throws Error with the compiler's message and place
 */
export async function compileTypeScript(path: string, packages: Readonly<Record<string, string>>): Promise<Buffer> {
  const url = JSON.stringify(pathToFileURL(path).href);
  const [program, ...first] = compiler();
  return run(program, dirname(path), [
    ...first,
    path,
    "--bundle",
    "--platform=node",
    "--format=esm",
    "--target=node20",
    "--sourcemap=inline",
    "--log-level=error",
    "--color=false",
    // Lets bundled CommonJS packages call `require`.
    `--banner:js=import { createRequire as $createRequire } from "node:module"; const require = $createRequire(${url});`,
    `--define:import.meta.url=${url}`,
    `--define:import.meta.filename=${JSON.stringify(path)}`,
    `--define:import.meta.dirname=${JSON.stringify(dirname(path))}`,
    ...Object.entries(packages).map(([name, target]) => `--alias:${name}=${target}`),
    "--external:file:*",
  ]).catch((error: Error) => Promise.reject(new Error(`Cannot compile ${path}:\n${error.message}`, { cause: error })));
}

function run(program: string, cwd: string, args: readonly string[]): Promise<Buffer> {
  const options = { cwd, encoding: "buffer", maxBuffer: MAX_OUTPUT_BYTES, windowsHide: true } as const;
  return new Promise((resolve, reject) => {
    execFile(program, args, options, (error, output, messages) => {
      if (error === null) return resolve(output);
      const said = messages.toString("utf8").trim();
      reject(said === "" ? error : new Error(said, { cause: error }));
    });
  });
}

/** The command of esbuild: a native program or, as some installers leave it, a script. */
function compiler(): readonly [program: string, ...args: string[]] {
  const command = createRequire(import.meta.url).resolve("esbuild/bin/esbuild");
  return isScript(command) ? [process.execPath, command] : [command];
}

function isScript(path: string): boolean {
  const start = Buffer.alloc(2);
  const file = openSync(path, "r");
  try {
    readSync(file, start);
  } finally {
    closeSync(file);
  }
  return start.toString("latin1") === "#!";
}
