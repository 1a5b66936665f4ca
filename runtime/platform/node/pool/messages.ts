/**
 * What the serving thread and a worker say to each other. All of it is structured-cloneable, and a
 * worker has one call at a time.
 * @module
 */
import { InferenceError } from "../../../errors.ts";
import type { ErrorCode, UnitReply } from "../../../errors.ts";
import type { LogLevel } from "../../../host.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import type { EngineVerb } from "../../../units/engine.ts";
import type { OffloadSource } from "../../../units/offload.ts";

/** An OffloadSource whose bytes all threads look at together. */
export interface SharedSource extends Omit<OffloadSource, "bytes"> {
  readonly bytes: Uint8Array<SharedArrayBuffer>;
}

/** Which engine a call is for; the source comes along until the worker has built it. */
interface EngineAddress {
  readonly call: number;
  readonly engine: number;
  readonly source: SharedSource | undefined;
}

export type ToWorker =
  | (EngineAddress & { readonly kind: "run"; readonly verb: EngineVerb; readonly tensors: readonly Tensor[] })
  | (EngineAddress & { readonly kind: "describe" })
  | { readonly kind: "close"; readonly engine: number };

export type FromWorker =
  | { readonly kind: "answer"; readonly call: number; readonly value: unknown }
  | {
      readonly kind: "failure";
      readonly call: number;
      readonly error: PlainError;
      /** Whether the engine exists in the worker now. */
      readonly built: boolean;
      /** Whether the worker is of no use any more. */
      readonly fatal: boolean;
    }
  | {
      readonly kind: "log";
      readonly level: LogLevel;
      readonly message: string;
      readonly fields: Readonly<Record<string, unknown>>;
    };

/** An InferenceError between threads. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly unit: string | undefined;
  readonly reply: UnitReply | undefined;
  /** The cause in words, for the log. */
  readonly cause: string | undefined;
}

/** Makes any error ready to leave its thread. */
export function toPlainError(thrown: unknown): PlainError {
  const { code, message, unit, reply, cause } = InferenceError.from(thrown);
  // A cause that is no error (onnxruntime throws numbers) has nothing to say.
  const words = cause instanceof Error ? (cause.stack ?? cause.message) : undefined;
  return { code, message, unit, reply, cause: words };
}

/** The error as it was thrown on the other thread. */
export function fromPlainError({ code, message, unit, reply, cause }: PlainError): InferenceError {
  return new InferenceError(code, message, { unit, reply, cause });
}
