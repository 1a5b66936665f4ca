/** `zerohop compile`: from a model file to a module that needs no library. @module */
import { rename, rm, writeFile } from "node:fs/promises";
import { basename, extname, join, dirname } from "node:path";
import { compileModel } from "../../wasm-models/compile/compile.ts";
import type { CompiledModel } from "../../wasm-models/compile/compile.ts";
import { writeModule } from "../../wasm-models/module/write.ts";
import type { WriteOptions } from "../../wasm-models/module/write.ts";
import { InferenceError } from "../errors.ts";
import { DIFFERENT, NOT_COMPILED } from "./models/compile-exit-codes.ts";
import { describeCompiled } from "./models/describe-model.ts";
import { formatDescription } from "./models/description-text.ts";
import { findModel, readModel } from "./models/model-path.ts";
import type { ModelPath } from "./models/model-path.ts";
import { refuseForeignFile } from "./models/output-file.ts";
import { formatParity } from "./models/parity-report.ts";
import { plain, sized } from "./models/plain-text.ts";
import { provenanceOf } from "./models/provenance.ts";
import { startProgress } from "./models/progress.ts";
import type { Progress } from "./models/progress.ts";
import { certificateOf, verifyFiles } from "./models/verify-files.ts";

const MAX_REASON = 400;

export interface CompileFlags {
  readonly output?: string;
  readonly method?: string;
  readonly to: "wasm" | "onnx";
  readonly precision?: "f32";
  readonly verify?: string;
  readonly expected?: string;
  readonly tolerance?: number;
}

/** Prints what is inside and writes the module; the exit codes are in compile-exit-codes.ts. */
export async function compileCommand(path: string, flags: CompileFlags): Promise<void> {
  try {
    const { text, code } = await compile(path, flags);
    process.stdout.write(text);
    process.exitCode = code;
  } catch (error) {
    process.exitCode = NOT_COMPILED;
    throw error;
  }
}

/** What is printed, and the exit code. */
interface Outcome {
  readonly text: string;
  readonly code: number;
}

async function compile(path: string, flags: CompileFlags): Promise<Outcome> {
  if ((flags.verify === undefined) !== (flags.expected === undefined)) {
    throw new Error("--verify and --expected go together: rows, and what the library answers to them");
  }
  const found = await findModel(path);
  const target = flags.output ?? defaultTarget(found.path, flags.to);
  if (flags.output === undefined) await refuseForeignFile(target);
  const { fd, isTTY } = process.stderr;
  const progress = startProgress(basename(found.path), { fd, isTerminal: isTTY });
  try {
    return await compileTo(target, found, flags, progress);
  } finally {
    await progress.end();
  }
}

async function compileTo(
  target: string,
  found: ModelPath,
  { verify, expected, tolerance, method, to, precision }: CompileFlags,
  progress: Progress,
): Promise<Outcome> {
  const bytes = await readModel(found.path);
  progress.stage("compiling");
  const provenance = await provenanceOf(found.path, found.folder);
  const kept: WriteOptions = { provenance, ...(precision === undefined ? {} : { precision }) };
  let compiled = await compileOf(found.path, bytes, kept, method);
  let text = `${formatDescription(await describeCompiled(bytes, found, compiled))}\n`;
  if (verify !== undefined) {
    progress.stage("verifying");
    const files = { verify, expected: expected!, ...(tolerance === undefined ? {} : { tolerance }) };
    const verified = await verifyFiles(compiled, files);
    text += `${formatParity(verified)}\n`;
    if (verified.wrong > 0) {
      return { text: `${text}Not written: ${verified.output} differs by more than the tolerance\n`, code: DIFFERENT };
    }
    const certificate = certificateOf(compiled, verified);
    compiled = written(compiled, { ...kept, answers: verified.output, certificate });
  }
  progress.stage("writing");
  const file = to === "onnx" ? await onnxOf(found.path, compiled, method) : compiled.module;
  await writeWhole(target, file);
  return { text: `${text}Wrote ${target}, ${sized(file.length)}\n`, code: 0 };
}

/** @throws Error naming the file and what in it cannot be compiled, or the outputs that there are */
async function compileOf(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  kept: WriteOptions,
  method?: string,
): Promise<CompiledModel> {
  const compiled = await compileModel(bytes, kept).catch((error: unknown) => {
    throw InferenceError.is(error)
      ? new Error(`${path}: ${plain(error.message, MAX_REASON)}`, { cause: error })
      : error;
  });
  const names = compiled.model.program.outputs.map(({ name }) => name);
  if (method === undefined) return compiled;
  if (!names.includes(method)) throw new Error(`--method ${method}: the model answers ${names.join(", ")}`);
  return written(compiled, { ...kept, answers: method });
}

function written(compiled: CompiledModel, options: WriteOptions): CompiledModel {
  const { model, sourceDigest } = compiled;
  return { ...compiled, module: writeModule(model, { ...options, sourceDigest }) };
}

/** Beside the model, with its name. */
function defaultTarget(path: string, to: CompileFlags["to"]): string {
  return join(dirname(path), `${basename(path, extname(path))}.${to}`);
}

/** @throws Error naming the file and what ONNX has no operator for */
async function onnxOf(path: string, { model, sourceDigest }: CompiledModel, method?: string): Promise<Uint8Array> {
  const { emitOnnx } = await import("../../wasm-models/backends/onnx/emit.ts");
  try {
    return emitOnnx(model, { sourceDigest, ...(method === undefined ? {} : { outputs: [method] }) });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error(`${path}: ${plain(error.message, MAX_REASON)}`, { cause: error });
  }
}

/** Never half a file under its name. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    await writeFile(part, bytes);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
