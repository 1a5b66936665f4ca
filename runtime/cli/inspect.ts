/** `zerohop inspect`: what a model file holds, whether it can be compiled or not. @module */
import { basename } from "node:path";
import { formatDescription } from "./models/description-text.ts";
import { toJson } from "./models/description.ts";
import type { Description } from "./models/description.ts";
import { describeModel } from "./models/describe-model.ts";
import { findModel, readModel } from "./models/model-path.ts";
import { startProgress } from "./models/progress.ts";

export interface InspectFlags {
  readonly json?: boolean;
}

/** It cannot be compiled, or refers to what has no business in a model. */
const DOUBTFUL = 1;
const NOT_READ = 2;

/** Prints the description; the exit code says whether the file can be compiled. */
export async function inspectCommand(path: string, flags: InspectFlags): Promise<void> {
  try {
    const description = await inspect(path);
    process.stdout.write(flags.json === true ? `${toJson(description)}\n` : formatDescription(description));
    if (isDoubtful(description)) process.exitCode = DOUBTFUL;
  } catch (error) {
    process.exitCode = NOT_READ;
    throw error;
  }
}

async function inspect(path: string): Promise<Description> {
  const found = await findModel(path);
  const { fd, isTTY } = process.stderr;
  const progress = startProgress(basename(found.path), { fd, isTerminal: isTTY });
  try {
    const bytes = await readModel(found.path);
    progress.stage("compiling");
    return await describeModel(bytes, found);
  } finally {
    await progress.end();
  }
}

function isDoubtful({ model, globals }: Description): boolean {
  return model === undefined || globals?.some(({ expected }) => !expected) === true;
}
