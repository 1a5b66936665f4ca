/** Model files with what their library answers, as test/fixtures/models/make writes them. @module */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../../../fixtures/models");

/** An answer of the library, row after row. */
interface Encoded {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly base64?: string;
  readonly values?: readonly number[];
}

interface Written {
  readonly name: string;
  readonly files: readonly { readonly file: string; readonly format: string }[];
  readonly input: { readonly kind: string; readonly shape: readonly number[]; readonly rows: string };
  readonly outputs: Readonly<Record<string, Encoded>>;
}

/** One file and the truth about it. */
export interface Fixture {
  /** Such as `xgboost/1.4.2/dart.bst`. */
  readonly path: string;
  readonly version: string;
  readonly name: string;
  readonly format: string;
  readonly rows: readonly Float64Array[];
  readonly bytes: () => Uint8Array;
  /** Numbers that the library answered for a row, or undefined when it was not asked. */
  readonly expected: (output: string, row: number) => ArrayLike<number> | undefined;
}

/** Every numeric fixture of a library whose format begins with that of the library's own files. */
export function fixtures(library: "xgboost" | "lightgbm"): Fixture[] {
  return readdirSync(join(ROOT, library)).flatMap((version) =>
    readdirSync(join(ROOT, library, version))
      .filter((file) => file.endsWith(".truth.json"))
      .flatMap((file) => ofTruth(library, version, file)),
  );
}

function ofTruth(library: string, version: string, file: string): Fixture[] {
  const folder = join(ROOT, library, version);
  const truth = JSON.parse(readFileSync(join(folder, file), "utf8")) as Written;
  if (truth.input.kind !== "numeric") return [];
  const [count, width] = truth.input.shape as [number, number];
  const cells = new Float64Array(decode(truth.input.rows));
  const rows = Array.from({ length: count }, (_, row) => cells.subarray(row * width, (row + 1) * width));
  const answers = new Map(Object.entries(truth.outputs).map(([key, encoded]) => [key, numbersOf(encoded)]));
  return truth.files
    .filter(({ format }) => format.startsWith(`${library}-`))
    .map((listed) => ({
      path: `${library}/${version}/${listed.file}`,
      version,
      name: truth.name,
      format: listed.format,
      rows,
      bytes: () => readFileSync(join(folder, listed.file)),
      expected: (output, row) => {
        const numbers = answers.get(output);
        const each = (numbers?.length ?? 0) / count;
        return numbers?.slice(row * each, (row + 1) * each);
      },
    }));
}

function numbersOf({ dtype, base64, values }: Encoded): Float32Array | Float64Array | readonly number[] {
  if (base64 === undefined) return values!;
  return dtype === "float32" ? new Float32Array(decode(base64)) : new Float64Array(decode(base64));
}

function decode(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text, "base64")).buffer;
}
