/**
 * Code from a cache cannot import() by itself; its loader lends it a function that can, `$import`.
 * The text is rewritten, and then the compiler is asked whether exactly the imports were: text in
 * strings is the compiler's to tell from code.
 */

const OPTIONS = { bundle: true, write: false, format: "cjs", platform: "node", logLevel: "silent", metafile: true };

/**
 * Turns every import() of a bundle into a call of `$import`.
 * @param code a bundle whose other imports are calls of require
 * @throws Error when something else looks like an import, or an import does not look like one
 */
export async function borrowImport(code) {
  const pattern = /(?<![\w$.])import\(/g;
  const found = code.match(pattern)?.length ?? 0;
  const rewritten = code.replace(pattern, "$import(");
  const { text, imports } = await compile(rewritten);
  // The compiler renames code only: what keeps its name stands in a string.
  const borrowed = text.match(/\$borrowed\(/g)?.length ?? 0;
  if (borrowed !== found) {
    throw new Error(`${found} places read "import(", but ${borrowed} are imports: write it differently in strings`);
  }
  if (imports > 0) throw new Error(`${imports} imports are not written as "import(" and were not rewritten`);
  return rewritten;
}

async function compile(code) {
  const { build } = await import("esbuild");
  const { outputFiles, metafile, warnings } = await build({
    ...OPTIONS,
    stdin: { contents: code },
    define: { $import: "$borrowed" },
    external: ["*"],
    // Raised for an import of what is known only when it runs; the others are in the metafile.
    logOverride: { "unsupported-dynamic-import": "warning" },
  });
  const named = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const imports = named.filter(({ kind }) => kind === "dynamic-import").length;
  const unnamed = warnings.filter(({ id }) => id === "unsupported-dynamic-import").length;
  return { text: outputFiles[0].text, imports: imports + unnamed };
}
