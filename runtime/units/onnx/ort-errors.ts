/**
 * Turns what onnxruntime throws into something a person can act on. It throws texts with numeric
 * codes and paths of its build machine, bare pointers of C++ exceptions, and WASM traps.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { OnnxRuntime } from "./onnx-runtime.ts";

const MAX_DETAIL = 240;

interface OrtFailure {
  /** OrtErrorCode; undefined when the library gave none. */
  readonly code: number | undefined;
  readonly detail: string;
}

/** OrtErrorCode of a call whose arguments do not fit. */
const INVALID_ARGUMENT = 2;

/** What each known reason for not loading asks of the user. */
const LOAD_ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /protobuf parsing failed|No graph was found/i,
    "the file is not an ONNX model, or only a part of one; fetch or export it again",
  ],
  [
    /No Op registered for (\S+)/i,
    "it uses an operator that onnxruntime-web does not have; export it with standard operators",
  ],
  [
    /not a registered function\/op/i,
    "it uses an operator that onnxruntime-web does not have; export it with standard operators",
  ],
  [
    /under development and support|[Oo]pset \d+/,
    "its opset is newer than this onnxruntime-web; export it with a lower target opset",
  ],
  [
    /Unsupported model IR version/i,
    "its ONNX IR version is newer than this onnxruntime-web; export it with an older onnx package",
  ],
  [/external data/i, "its weights are in other files; save it as one file"],
  [
    /failed to allocate|bad_alloc|out of memory/i,
    "it does not fit the 4 GiB of a WASM memory; use a smaller or quantized model",
  ],
  [
    /unsupported data type/i,
    "an input or output has a datatype without a counterpart in the protocol; cast it inside the model",
  ],
];

/** Why a model cannot be loaded. */
export function loadError(error: unknown, runtime: OnnxRuntime): InferenceError {
  if (InferenceError.is(error)) return error;
  noteTrap(error, runtime);
  const { detail } = failure(error);
  const advice = LOAD_ADVICE.find(([pattern]) => pattern.test(detail))?.[1];
  const reason = advice ?? "onnxruntime-web refused it; check it with onnx.checker";
  return new InferenceError("INVALID_ARGUMENT", `Cannot load the ONNX model: ${reason} (${detail})`, { cause: error });
}

/** Why a run failed. */
export function runError(error: unknown, runtime: OnnxRuntime): InferenceError {
  if (InferenceError.is(error)) return error;
  const trap = noteTrap(error, runtime);
  if (trap) {
    return new InferenceError(
      "INTERNAL",
      "The ONNX model crashed onnxruntime-web, which can run nothing more in this thread",
      {
        cause: error,
      },
    );
  }
  const { code, detail } = failure(error);
  if (/bad_alloc|out of memory|failed to allocate|Failed to allocate/i.test(detail) || typeof error === "number") {
    return new InferenceError("RESOURCE_EXHAUSTED", "The ONNX model ran out of memory, send smaller batches", {
      cause: error,
    });
  }
  const message = `The ONNX model could not run on this input, check shapes and value ranges: ${detail}`;
  return new InferenceError(code === INVALID_ARGUMENT ? "INVALID_ARGUMENT" : "INTERNAL", message, { cause: error });
}

/** Refuses a call on a thread whose onnxruntime has crashed. */
export function assertUsable(runtime: OnnxRuntime): void {
  if (runtime.broken === undefined) return;
  throw new InferenceError(
    "UNAVAILABLE",
    `onnxruntime-web has crashed earlier (${runtime.broken}), only a restart helps`,
  );
}

function noteTrap(error: unknown, runtime: OnnxRuntime): boolean {
  // A trap or an exhausted stack leaves locks and allocations as they were in the middle of a call.
  const trap =
    error instanceof WebAssembly.RuntimeError || (error instanceof RangeError && /call stack/i.test(error.message));
  if (trap) runtime.markBroken(error.message.slice(0, MAX_DETAIL));
  return trap;
}

function failure(error: unknown): OrtFailure {
  if (typeof error === "number") return { code: undefined, detail: "a C++ exception without a message" };
  const text = error instanceof Error ? error.message : String(error);
  const coded = /ERROR_CODE: (\d+), ERROR_MESSAGE: ([\s\S]*)/.exec(text);
  return { code: coded === null ? undefined : Number(coded[1]), detail: tidy(coded?.[2] ?? text) };
}

// `/build/path/file.cc:12 type function(args) [ONNXRuntimeError] : 1 : FAIL : what happened`
function tidy(detail: string): string {
  const own = detail
    .replace(/^[\s\S]*\[ONNXRuntimeError\] : \d+ : \w+ : /, "")
    .replace(/\S*\/\S+\.(?:cc|h|cpp|hpp):\d+ .*?\)(?: const)?(?=\s)\s*/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/\.$/, "");
  return own.length > MAX_DETAIL ? `${own.slice(0, MAX_DETAIL)}…` : own;
}
