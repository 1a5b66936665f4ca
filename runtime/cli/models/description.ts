/** What a model file is and holds, for people and for programs. @module */
import type { ModelMetadata } from "../../../wasm-models/module/metadata.ts";
import type { GlobalUse } from "../../../wasm-models/readers/pickle/index.ts";
import type { Provenance } from "../../../wasm-models/module/metadata.ts";

/** The printed form and `--json` show the same. */
export interface Description {
  readonly file: string;
  readonly bytes: number;
  /** In hex, of the file. */
  readonly sha256: string;
  /** Undefined when it is of no kind that is known. */
  readonly format: string | undefined;
  readonly provenance: Provenance;
  /** Undefined when it cannot be compiled. */
  readonly model: ModelMetadata | undefined;
  /** Why it cannot be compiled, and what to do. */
  readonly refused: string | undefined;
  /** Of a pickle: every class and function that it refers to, in that order. */
  readonly globals: readonly GlobalUse[] | undefined;
  /** Bytes of the module, also when none was written. */
  readonly moduleBytes: number | undefined;
}

/** As a program reads it; what is not known is left out. */
export function toJson(description: Description): string {
  const { file, bytes, sha256, format, provenance, model, refused, globals, moduleBytes } = description;
  return JSON.stringify(
    {
      file,
      bytes,
      sha256,
      format,
      compiles: model !== undefined,
      refused,
      library: model?.library,
      libraryVersion: model?.libraryVersion ?? undefined,
      estimator: model?.estimator,
      features: model?.features,
      outputs: model?.outputs,
      answers: model?.answers,
      warnings: model?.warnings,
      ...(moduleBytes === undefined ? {} : { module: { bytes: moduleBytes } }),
      sourceSha256: model?.sourceDigest === sha256 ? undefined : model?.sourceDigest,
      certificate: model?.certificate,
      provenance: Object.keys(provenance).length === 0 ? undefined : provenance,
      globals,
    },
    undefined,
    2,
  );
}
