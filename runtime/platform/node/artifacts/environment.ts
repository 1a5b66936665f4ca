/** What artifact stores need, from Node. @module */
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { ArtifactHost } from "../../../artifacts/artifact-host.ts";
import type { Logger } from "../../../host.ts";

/** Keys and tokens are small. */
const MAX_TEXT = 256 * 1024;

export function createArtifactHost(env: Readonly<Record<string, string | undefined>>, logger: Logger): ArtifactHost {
  return {
    fetch: (url, init) => fetch(url, init),
    env,
    logger,
    now: () => performance.now(),
    wallClock: () => Date.now(),
    random: Math.random,
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    readText,
    sha256() {
      const hash = createHash("sha256");
      return { update: (chunk) => void hash.update(chunk), digest: () => Promise.resolve(hash.digest("hex")) };
    },
  };
}

async function readText(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, "r");
    try {
      const buffer = Buffer.alloc(MAX_TEXT);
      const { bytesRead } = await file.read(buffer, 0, MAX_TEXT, 0);
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
