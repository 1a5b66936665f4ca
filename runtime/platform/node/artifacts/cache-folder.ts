/** Where fetched artifacts are kept. @module */
import { mkdir, stat } from "node:fs/promises";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceError } from "../../../errors.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export const CACHE_VARIABLE = "ZEROHOP_ARTIFACT_CACHE";

/**
 * Makes the folder of the cache: the one in ZEROHOP_ARTIFACT_CACHE; else below XDG_CACHE_HOME or
 * ~/.cache; where that cannot be written, as in containers with a read-only root, below the folder
 * for temporary files, unless it is another user's there.
 * @throws InferenceError INVALID_ARGUMENT naming what was tried
 */
export async function openCacheFolder(env: Environment): Promise<string> {
  const tried: string[] = [];
  for (const { path, isShared } of candidates(env)) {
    const reason = await unusable(path, isShared);
    if (reason === undefined) return path;
    tried.push(`${path} (${reason})`);
  }
  const text = `Artifacts cannot be kept in ${tried.join(", ")}; set ${CACHE_VARIABLE} to a folder that can be written`;
  throw new InferenceError("INVALID_ARGUMENT", text);
}

function candidates(env: Environment): readonly { path: string; isShared: boolean }[] {
  const own = env[CACHE_VARIABLE];
  if (own !== undefined && own !== "") return [{ path: own, isShared: false }];
  const home = env["XDG_CACHE_HOME"] ?? join(env["HOME"] ?? homedir(), ".cache");
  const user = process.getuid?.() ?? "user";
  return [
    { path: join(home, "zerohop", "artifacts"), isShared: false },
    { path: join(tmpdir(), `zerohop-artifacts-${user}`), isShared: true },
  ];
}

async function unusable(path: string, isShared: boolean): Promise<string | undefined> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.W_OK | constants.X_OK);
    if (!isShared || process.getuid === undefined) return undefined;
    // Whoever may write there may give us models.
    const { uid, mode } = await stat(path);
    return uid === process.getuid() && (mode & 0o022) === 0 ? undefined : "others can write there";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
