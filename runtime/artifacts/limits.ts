/** How much an artifact may be, and how long its store may take. @module */
import { InferenceError, invalid } from "../errors.ts";

export interface ArtifactLimits {
  /** Bytes of all files together, packed and unpacked alike. */
  readonly maxBytes: number;
  readonly maxFiles: number;
  /** Unpacked bytes to a packed one; small archives (below a mebibyte unpacked) may have more. */
  readonly maxRatio: number;
  /** Milliseconds until a store begins to answer, and between two pieces of a body. */
  readonly timeoutMs: number;
  /** Tries of one request, and of one transfer that gets no further. */
  readonly attempts: number;
  /** Files that are fetched at the same time. */
  readonly parallel: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: ArtifactLimits = {
  maxBytes: 8 * 1024 * MIB,
  maxFiles: 10_000,
  maxRatio: 200,
  timeoutMs: 30_000,
  attempts: 6,
  parallel: 4,
};

const VARIABLES = {
  maxBytes: "ZEROHOP_ARTIFACT_MAX_BYTES",
  maxFiles: "ZEROHOP_ARTIFACT_MAX_FILES",
  timeoutMs: "ZEROHOP_ARTIFACT_TIMEOUT_MS",
  attempts: "ZEROHOP_ARTIFACT_ATTEMPTS",
} as const;

/** @throws InferenceError INVALID_ARGUMENT naming a variable that is not a positive whole number */
export function readLimits(env: Readonly<Record<string, string | undefined>>): ArtifactLimits {
  const limits: Record<string, number> = { ...DEFAULT_LIMITS };
  for (const [field, variable] of Object.entries(VARIABLES)) {
    limits[field] = readCount(env, variable) ?? limits[field]!;
  }
  return limits as unknown as ArtifactLimits;
}

/** A positive whole number in a variable; undefined when it is not set. */
export function readCount(env: Readonly<Record<string, string | undefined>>, variable: string): number | undefined {
  const text = env[variable]?.trim() ?? "";
  if (text === "") return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  if (value < 1) invalid(`${variable}: expected a positive whole number, got text of length ${text.length}`);
  return value;
}

/** Counts down what an artifact may still have. */
export class Allowance {
  readonly limits: ArtifactLimits;
  #bytes = 0;
  #files = 0;

  constructor(limits: ArtifactLimits) {
    this.limits = limits;
  }

  /** @throws InferenceError RESOURCE_EXHAUSTED */
  takeBytes(count: number): void {
    this.#bytes += count;
    if (this.#bytes > this.limits.maxBytes) throw tooLarge(this.limits);
  }

  returnBytes(count: number): void {
    this.#bytes -= count;
  }

  /** @throws InferenceError RESOURCE_EXHAUSTED */
  takeFile(): void {
    if (++this.#files > this.limits.maxFiles) throw tooMany(this.limits);
  }
}

export function tooLarge({ maxBytes }: ArtifactLimits): InferenceError {
  const text = `The artifact has more than ${maxBytes} bytes; raise ${VARIABLES.maxBytes}`;
  return new InferenceError("RESOURCE_EXHAUSTED", text);
}

export function tooMany({ maxFiles }: ArtifactLimits): InferenceError {
  const text = `The artifact has more than ${maxFiles} files; name a folder with fewer, or raise ${VARIABLES.maxFiles}`;
  return new InferenceError("RESOURCE_EXHAUSTED", text);
}
