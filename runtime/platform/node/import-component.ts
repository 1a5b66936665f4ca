/**
 * Imports components: JavaScript as it is, TypeScript bundled on the fly with its dependencies.
 * Nothing is written to disk, so a folder or a whole file system may be read-only.
 * @module
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { compileTypeScript } from "./compile-component.ts";
import { modifiedMs } from "./files.ts";

/**
 * Imports a module by absolute path; a changed file is imported anew.
 * @throws Error with the compiler's message and place for TypeScript that does not parse.
 */
export async function importComponent(path: string): Promise<Readonly<Record<string, unknown>>> {
  const changedMs = await modifiedMs(path);
  if (changedMs === undefined) throw new Error(`Cannot read ${path}: no such file`);
  const url = pathToFileURL(path);
  if (/\.[cm]?ts$/.test(path))
    return importCode(await compileTypeScript(path, sharedPackage()), `${url.href}?compiled`);
  url.searchParams.set("v", String(changedMs));
  return (await import(/* @vite-ignore */ url.href)) as Readonly<Record<string, unknown>>;
}

/** Imports code that is no file. Node keeps modules by their URL, so the same code is imported once. */
async function importCode(code: Buffer, name: string): Promise<Readonly<Record<string, unknown>>> {
  // The name stands in stack traces; without it they would show the whole code.
  const named = Buffer.concat([code, Buffer.from(`\n//# sourceURL=${name}\n`)]);
  const url = `data:text/javascript;base64,${named.toString("base64")}`;
  return (await import(/* @vite-ignore */ url)) as Readonly<Record<string, unknown>>;
}

/**
 * Where a compiled component finds this package: the built library, one copy for all components.
 * Under the command line and in other bundles the running code is a second copy, so what a component
 * returns or throws is recognised by its structure, never by its class.
 */
function sharedPackage(): Readonly<Record<string, string>> {
  const manifest = pathToFileURL(createRequire(import.meta.url).resolve("zerohop/package.json"));
  const urlOf = (file: string): string => new URL(`./dist/${file}`, manifest).href;
  return { "zerohop/core": urlOf("index.js"), zerohop: urlOf("platform/node/index.js") };
}
