/**
 * Imports components: JavaScript as it is, TypeScript bundled on the fly with its dependencies.
 * @module
 */
import { createHash } from "node:crypto";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";

/** Lets bundled CommonJS packages call `require`. */
const REQUIRE_BANNER =
  'import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);';

/**
 * Imports a module by absolute path; a changed file is imported anew.
 * @throws Error with the compiler's message and place for TypeScript that does not parse.
 */
export async function importComponent(path: string): Promise<Readonly<Record<string, unknown>>> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new Error(`Cannot read ${path}: no such file`);
  const target = /\.[cm]?ts$/.test(path) ? await bundle(path) : path;
  const url = pathToFileURL(target);
  url.searchParams.set("v", String(found.mtimeMs));
  return (await import(/* @vite-ignore */ url.href)) as Readonly<Record<string, unknown>>;
}

async function bundle(path: string): Promise<string> {
  const esbuild = await import("esbuild");
  try {
    const result = await esbuild.build({
      entryPoints: [path],
      bundle: true,
      write: false,
      platform: "node",
      format: "esm",
      target: "node20",
      sourcemap: "inline",
      logLevel: "silent",
      banner: { js: REQUIRE_BANNER },
      plugins: [sharedPackage],
    });
    const { contents } = result.outputFiles[0]!;
    const folder = join(tmpdir(), `zerohop-components-${process.getuid?.() ?? 0}`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const digest = createHash("sha256").update(contents).digest("hex").slice(0, 16);
    const target = join(folder, `${basename(path).replace(/\.[cm]?ts$/, "")}-${digest}.mjs`);
    await writeFile(target, contents, { mode: 0o600 });
    return target;
  } catch (error) {
    throw new Error(`Cannot compile ${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    // The compiler is a process of its own and is not needed again.
    await esbuild.stop();
  }
}

/** A component's `import "zerohop"` is the running copy, so that its classes are the same ones. */
const sharedPackage: Plugin = {
  name: "zerohop",
  setup(build) {
    build.onResolve({ filter: /^zerohop$/ }, () => {
      const own = createRequire(import.meta.url).resolve("zerohop");
      return { path: pathToFileURL(own).href, external: true };
    });
  },
};
