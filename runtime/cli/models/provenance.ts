/** Where a model file comes from, as far as the files around it say: MLflow, DVC, git. Nothing is executed. @module */
import type { Provenance } from "../../../wasm-models/module/metadata.ts";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { parseYaml } from "../../platform/node/yaml.ts";
import { readMlmodel } from "./mlmodel.ts";
import { plain } from "./plain-text.ts";

const MAX_DEPTH = 40;
const MAX_TEXT = 4_194_304;

/** @param folder that the model is kept in: an MLflow folder may have the file further down */
export async function provenanceOf(path: string, folder: string): Promise<Provenance> {
  const [gitRevision, mlflowRun, dvcHash] = await Promise.all([gitOf(folder), mlflowOf(folder), dvcOf(path)]);
  return {
    ...(gitRevision === undefined ? {} : { gitRevision }),
    ...(mlflowRun === undefined ? {} : { mlflowRun }),
    ...(dvcHash === undefined ? {} : { dvcHash }),
  };
}

async function mlflowOf(folder: string): Promise<string | undefined> {
  const run = await readMlmodel(folder).then(
    ({ runId }) => runId,
    () => undefined,
  );
  return run === undefined ? undefined : plain(run);
}

/** `model.joblib.dvc` beside the file, or `folder.dvc` beside its folder. */
async function dvcOf(path: string): Promise<string | undefined> {
  for (const tracked of [resolve(path), dirname(resolve(path))]) {
    const hash = hashIn(await textOf(`${tracked}.dvc`), basename(tracked));
    if (hash !== undefined) return hash;
  }
  return undefined;
}

function hashIn(text: string | undefined, name: string): string | undefined {
  if (text === undefined) return undefined;
  try {
    const { outs } = parseYaml(text) as { outs?: readonly { md5?: unknown; path?: unknown }[] };
    const md5 = outs?.find((out) => out.path === name)?.md5;
    return typeof md5 === "string" ? plain(md5) : undefined;
  } catch {
    return undefined;
  }
}

const REVISION = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** As git finds it: `.git` in the folder or above is a folder, or a file that names one. */
async function gitOf(folder: string): Promise<string | undefined> {
  let at = resolve(folder);
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const file = await textOf(join(at, ".git"));
    const named = file === undefined ? undefined : /^gitdir: (.+)/.exec(file)?.[1]?.trim();
    const git = named === undefined ? join(at, ".git") : resolve(at, named);
    const head = (await textOf(join(git, "HEAD")))?.trim();
    if (head !== undefined) return revisionOf(git, head);
    if (dirname(at) === at) return undefined;
    at = dirname(at);
  }
  return undefined;
}

async function revisionOf(git: string, head: string): Promise<string | undefined> {
  if (REVISION.test(head)) return head;
  const ref = /^ref: (refs\/[\w./-]+)$/.exec(head)?.[1];
  if (ref === undefined || ref.includes("..")) return undefined;
  // The branches of a worktree are kept in the repository that it belongs to.
  const shared = resolve(git, ((await textOf(join(git, "commondir"))) ?? ".").trim());
  const loose = (await textOf(join(shared, ref)))?.trim();
  if (loose !== undefined) return REVISION.test(loose) ? loose : undefined;
  const packed = (await textOf(join(shared, "packed-refs")))?.split("\n") ?? [];
  const revision = packed.find((line) => line.endsWith(` ${ref}`))?.split(" ")[0];
  return revision !== undefined && REVISION.test(revision) ? revision : undefined;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, "utf8");
    return text.length > MAX_TEXT ? undefined : text;
  } catch {
    return undefined;
  }
}
