/** From an imported model to one compiled module that carries its metadata. @module */
import { compileBlob } from "../backends/wasm/blob.ts";
import type { Refusal } from "../backends/wasm/blob.ts";
import { assembleModule } from "../backends/wasm/standalone.ts";
import { textColumn } from "./text-columns.ts";
import { inFloat32 } from "../ir/precision.ts";
import type { ImportedModel } from "../ir/program.ts";
import { METADATA_SECTION, METADATA_VERSION, encodeLabel } from "./metadata.ts";
import type { Certificate, ModelMetadata, Provenance, RefusalMetadata } from "./metadata.ts";
import { guestMetadata } from "./guest-metadata.ts";

export interface WriteOptions {
  /** The output that the module answers by itself; the best one for its kind when left out. */
  readonly answers?: string;
  /** SHA-256 of the source in hex. */
  readonly sourceDigest?: string;
  readonly certificate?: Certificate;
  readonly provenance?: Provenance;
  /** "f32" computes matrix products in float32: faster, and not the library's bits. */
  readonly precision?: "f32";
}

/** Probabilities where there are some, then what is predicted, then the rest. */
const PREFERRED = ["predict_proba", "predict", "transform", "decision_function"];

/** @throws RangeError when there is no such output, or the model is too large for 32 bits */
export function writeModule(model: ImportedModel, options: WriteOptions = {}): Uint8Array<ArrayBuffer> {
  const { facts } = model;
  const program = options.precision === "f32" ? inFloat32(model.program) : model.program;
  const names = program.outputs.map(({ name }) => name);
  const answers = options.answers ?? PREFERRED.find((name) => names.includes(name)) ?? names[0]!;
  if (!names.includes(answers)) throw new RangeError(`The model answers ${names.join(", ")}, not ${answers}`);
  const blob = compileBlob(program);
  return assembleModule(blob, names.indexOf(answers), program.features.length, (address) => {
    const metadata: ModelMetadata = {
      version: METADATA_VERSION,
      blob: { address, length: blob.bytes.length },
      features: program.features,
      columns: blob.boundary.columns,
      numbers: blob.boundary.numbers,
      texts: blob.boundary.texts.map(textColumn),
      outputs: blob.outputs.map(({ name, columns, axes, datatype, labels, names: columnNames }) => ({
        name,
        columns,
        axes,
        datatype,
        ...(labels === undefined ? {} : { labels: labels.map((list) => list.map(encodeLabel)) }),
        ...(columnNames === undefined ? {} : { names: columnNames }),
      })),
      answers,
      arenaBytes: blob.arenaBytes,
      refusals: blob.refusals.map(refusal),
      library: facts.library,
      libraryVersion: facts.version ?? null,
      estimator: facts.estimator,
      warnings: facts.warnings,
      ...(options.sourceDigest === undefined ? {} : { sourceDigest: options.sourceDigest }),
      ...(options.provenance === undefined ? {} : { provenance: options.provenance }),
      ...(options.precision === undefined ? {} : { precision: options.precision }),
      ...(options.certificate === undefined ? {} : { certificate: options.certificate }),
    };
    return { section: METADATA_SECTION, metadata: JSON.stringify(metadata), guest: guestMetadata(metadata) };
  });
}

const ALLOWED = {
  finite: "a finite number",
  "not-infinite": "a number that is not infinite",
  "non-negative": "a number that is not negative",
  float32: "a number that fits float32",
} as const;

function refusal({ output, instruction, op }: Refusal): RefusalMetadata {
  const expected = op.kind === "check" ? ALLOWED[op.allowed] : "a known category";
  return { output, instruction, expected, by: op.kind === "check" ? op.by : op.kind };
}
