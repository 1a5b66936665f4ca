/**
 * Artifacts in memory, for platforms without files: workers at the edge, browsers. Nothing outlives
 * the artifact that `open` returns.
 * @module
 */
import { InferenceError, invalid } from "../errors.ts";
import type { Artifact, Artifacts } from "../host.ts";
import { bytesSource } from "./archive/archive-source.ts";
import { joined } from "./artifact-host.ts";
import type { ArtifactHost } from "./artifact-host.ts";
import type { ArtifactSink } from "./artifact-store.ts";
import { parseArtifactUri, publicUri } from "./artifact-uri.ts";
import { collectArtifact } from "./collect.ts";
import type { Workplace } from "./collect.ts";
import { namesIn } from "./file-names.ts";
import { readLimits } from "./limits.ts";
import type { ArtifactLimits } from "./limits.ts";
import { localPath } from "./local-path.ts";
import { isRemoteName, openStore } from "./registry.ts";
import { createTransport } from "./transport.ts";

/** Fetches artifacts anew each time; paths are refused. */
export function createMemoryArtifacts(host: ArtifactHost, limits: ArtifactLimits = readLimits(host.env)): Artifacts {
  const transport = createTransport(host, limits);
  return {
    async open(text, { unit, signal } = {}) {
      const uri = parseArtifactUri(text, (name) => isRemoteName(name, host.env));
      if (localPath(uri, host.env) !== undefined) {
        throw new InferenceError("UNIMPLEMENTED", `Cannot read "${publicUri(uri.text)}": this platform has no files`);
      }
      const store = openStore(uri, transport);
      const listing = await store.list(uri.text, signal);
      const begin = (): Promise<MemoryWorkplace> => Promise.resolve(memoryWorkplace());
      const collected = await collectArtifact(uri, store, listing, begin, { host, limits, unit, signal });
      return memoryArtifact(uri.text, collected.kind, collected.sha256, collected.workplace.contents);
    },
  };
}

interface MemoryWorkplace extends Workplace {
  readonly contents: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

function memoryWorkplace(): MemoryWorkplace {
  const contents = new Map<string, Uint8Array<ArrayBuffer>>();
  const packed = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    contents,
    files: memorySink(contents),
    packed: memorySink(packed),
    openPacked: (path) => Promise.resolve({ ...bytesSource(packed.get(path)!), close: () => Promise.resolve() }),
    discard: () => Promise.resolve(),
  };
}

function memorySink(contents: Map<string, Uint8Array<ArrayBuffer>>): ArtifactSink {
  return {
    create(path) {
      let chunks: Uint8Array[] = [];
      return Promise.resolve({
        // A piece may be part of a buffer that is used again.
        write: async (chunk) => void chunks.push(chunk.slice()),
        restart: async () => void (chunks = []),
        close: async () => void contents.set(path, joined(chunks)),
      });
    },
  };
}

function memoryArtifact(
  uri: string,
  kind: "file" | "folder",
  sha256: string,
  contents: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
): Artifact {
  const paths = [...contents.keys()];
  return {
    uri: publicUri(uri),
    sha256,
    list: async (folder = "") => (kind === "file" ? undefined : namesIn(paths, folder)),
    async read(path) {
      if (path === undefined && kind === "folder")
        invalid(`"${publicUri(uri)}": expected the name of a file, got none`);
      const bytes = contents.get(path ?? paths[0]!);
      if (bytes !== undefined) return bytes;
      throw new InferenceError("NOT_FOUND", `"${publicUri(uri)}": no such file: ${publicUri(path!)}`);
    },
  };
}
