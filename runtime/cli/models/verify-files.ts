/** `--verify` and `--expected`: data files against a compiled module. @module */
import { LinkedKernels } from "../../../wasm-models/backends/wasm/linked.ts";
import type { CompiledModel } from "../../../wasm-models/compile/compile.ts";
import type { Certificate } from "../../../wasm-models/module/metadata.ts";
import { readModule } from "../../../wasm-models/module/read.ts";
import { openTrainedModel } from "../../../wasm-models/module/trained-model.ts";
import { readData } from "./data-file.ts";
import { toleranceOf } from "./tolerance.ts";
import { verifyModel } from "./verify.ts";
import type { Verification } from "./verify.ts";

export interface VerifyFlags {
  /** File of rows. */
  readonly verify: string;
  /** File of what the library answers. */
  readonly expected: string;
  /** That of the output's kind when left out. */
  readonly tolerance?: number;
}

/** Runs the output that the module answers. @throws Error naming the file that does not fit */
export async function verifyFiles({ model, module }: CompiledModel, flags: VerifyFlags): Promise<Verification> {
  const { answers } = readModule(module).metadata;
  const features = model.program.features.map(({ name }) => name);
  const rows = await readData("--verify", flags.verify, { names: features });
  const expected = await readData("--expected", flags.expected, { rows: rows.rows });
  const opened = openTrainedModel(module, await LinkedKernels.load());
  return verifyModel(opened, {
    output: opened.outputs.findIndex(({ name }) => name === answers),
    rows,
    expected,
    tolerance: flags.tolerance ?? toleranceOf(model.program, answers),
    names: { rows: `--verify ${flags.verify}`, expected: `--expected ${flags.expected}` },
  });
}

/** What the module says of it from now on. */
export function certificateOf(
  { model, sourceDigest }: CompiledModel,
  { rows, output, largestRelative, largestUlp }: Verification,
): Certificate {
  return { rows, output, largestRelative, largestUlp, sourceDigest, libraryVersion: model.facts.version ?? null };
}
