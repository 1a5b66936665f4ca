/** Manifests as people write them: YAML or JSON, in a file or as text. @module */
import { dirname, resolve } from "node:path";
import { ManifestError } from "../../graph/manifest-error.ts";
import { readText } from "./files.ts";

export interface ManifestSource {
  /** The parsed manifest, not yet checked. */
  readonly manifest: unknown;
  /** Folder of the file, where relative model paths start; undefined when it was no file. */
  readonly folder: string | undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "expected a file, got a folder",
};

/**
 * Reads a manifest from a path, from YAML or JSON text (anything with a line feed or a brace), or
 * takes an object as it is.
 * @throws ManifestError when the file is missing or does not parse.
 */
export async function loadManifest(source: unknown): Promise<ManifestSource> {
  if (typeof source !== "string") return { manifest: source, folder: undefined };
  if (/[\n{]/.test(source)) return { manifest: await parseManifest(source, "manifest"), folder: undefined };
  const path = resolve(source);
  const text = await readText(path).catch((error: NodeJS.ErrnoException) => {
    const reason = REASONS[error.code ?? ""] ?? error.message;
    throw new ManifestError([{ path: source, message: reason }], "The manifest cannot be read");
  });
  return { manifest: await parseManifest(text, source), folder: dirname(path) };
}

async function parseManifest(text: string, name: string): Promise<unknown> {
  if (/^\s*\{/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      // YAML is a superset and has the better error message.
    }
  }
  const { parseDocuments } = await import("./yaml.ts");
  const { values, error } = parseDocuments(text);
  if (error !== undefined) throw unreadable(name, error);
  if (values.length === 1) return values[0];
  const served = values.filter((value) => (value as { kind?: unknown }).kind === "SeldonDeployment");
  if (served.length === 1) return served[0];
  throw unreadable(name, `expected one SeldonDeployment, got ${served.length} in ${values.length} documents`);
}

function unreadable(name: string, message: string): ManifestError {
  return new ManifestError([{ path: name, message }], "The manifest cannot be read");
}
