/**
 * One live guest: its memory, its input buffer and its fuel. Calls are synchronous and never
 * overlap. A guest that trapped, ran out of fuel or answered nonsense is not usable again; a fresh
 * instance takes its place.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { EngineVerb } from "../engine.ts";
import type { FramePlan } from "./frame-encode.ts";
import { writeFrame } from "./frame-encode.ts";
import { MemoryViews } from "./memory-views.ts";
import { describeTrap } from "./trap.ts";
import { readUtf8Leniently, utf8Length, writeUtf8 } from "./utf8.ts";
import { ABI_VERSION, ENGINE_VERBS, VERB_EXPORTS } from "./verbs.ts";
import type { WasiSide } from "./wasi.ts";

type GuestFunction = (...values: number[]) => unknown;

/** Reads a guest's result where it lies; must copy what it keeps. */
export type ResultReader<T> = (views: MemoryViews, offset: number, length: number) => T;

const HEADER_BYTES = 12;
const INPUT_STEP = 1024;
const LARGE_INPUT = 2 ** 20;
/** The guest's word for "the request is at fault". */
const STATUS_INVALID = 1;
const MAX_ERROR_BYTES = 1024;

export interface GuestParts {
  readonly memory: WebAssembly.Memory;
  readonly functions: ReadonlyMap<string, GuestFunction>;
  readonly fuel: WebAssembly.Global;
  readonly memoryLimit: number;
  readonly wasi: WasiSide | undefined;
}

export class GuestInstance {
  readonly #parts: GuestParts;
  readonly #views: MemoryViews;
  readonly #verbs: Readonly<Partial<Record<EngineVerb, GuestFunction>>>;
  #input = 0;
  #capacity = 0;
  #usable = true;
  #exhausted = false;

  constructor(parts: GuestParts) {
    this.#parts = parts;
    this.#views = new MemoryViews(parts.memory);
    const present = ENGINE_VERBS.filter((verb) => parts.functions.has(VERB_EXPORTS[verb]));
    this.#verbs = Object.fromEntries(present.map((verb) => [verb, parts.functions.get(VERB_EXPORTS[verb])!]));
  }

  /** False after a trap, an exhausted budget or a nonsense result. */
  get usable(): boolean {
    return this.#usable;
  }

  /** Whether the last call ended because its fuel did. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** Instructions left of the last budget. */
  get fuelLeft(): bigint {
    return this.#parts.fuel.value as bigint;
  }

  /** The verbs that the guest exports. */
  get verbs(): readonly EngineVerb[] {
    return ENGINE_VERBS.filter((verb) => this.#verbs[verb] !== undefined);
  }

  /** Runs a verb on a frame; `read` takes the result before the next call. */
  run<T>(verb: EngineVerb, plan: FramePlan, fuel: bigint, read: ResultReader<T>): T {
    const call = this.#verbs[verb]!;
    this.#usable = false;
    this.#parts.fuel.value = fuel;
    let header: unknown;
    try {
      if (plan.bytes > this.#capacity) this.#grow(plan.bytes);
      writeFrame(plan, this.#views, this.#input);
      header = call(this.#input, plan.bytes);
    } catch (error) {
      throw this.#fault(error, VERB_EXPORTS[verb], fuel);
    } finally {
      this.#parts.wasi?.drain();
    }
    return this.#take(header, VERB_EXPORTS[verb], read);
  }

  /** What a fresh instance runs before its first call: `_initialize`, `zh_abi` and `zh_init`. */
  start(fuel: bigint, parameters: string): void {
    this.#parts.fuel.value = fuel;
    this.#guarded("_initialize", fuel, () => this.#parts.functions.get("_initialize")?.());
    const version = this.#guarded("zh_abi", fuel, () => this.#parts.functions.get("zh_abi")!());
    if (version !== ABI_VERSION) {
      throw new InferenceError(
        "INVALID_ARGUMENT",
        `The module speaks guest ABI ${String(version)}, expected ${ABI_VERSION}`,
      );
    }
    const init = this.#parts.functions.get("zh_init");
    if (init === undefined) return;
    const bytes = utf8Length(parameters);
    const header = this.#guarded("zh_init", fuel, () => {
      const at = this.#allocate(bytes);
      writeUtf8(parameters, this.#views.bytes, at);
      return init(at, bytes);
    });
    if (header !== 0) this.#take(header, "zh_init", () => undefined);
  }

  /** The JSON text of `zh_meta`, or undefined when the guest has none. */
  meta(fuel: bigint): string | undefined {
    const call = this.#parts.functions.get("zh_meta");
    if (call === undefined) return undefined;
    this.#parts.fuel.value = fuel;
    const header = this.#guarded("zh_meta", fuel, () => call());
    return this.#take(header, "zh_meta", (views, at, length) => readUtf8Leniently(views.bytes, at, length));
  }

  /** Lets go of what the garbage collector cannot see. */
  close(): void {
    this.#usable = false;
    this.#parts.wasi?.close();
  }

  /** Runs anything that calls the guest, and words its failure. */
  #guarded<T>(name: string, fuel: bigint, body: () => T): T {
    this.#usable = false;
    try {
      const result = body();
      this.#usable = true;
      return result;
    } catch (error) {
      throw this.#fault(error, name, fuel);
    } finally {
      this.#parts.wasi?.drain();
    }
  }

  #grow(bytes: number): void {
    // Room to spare for small inputs only: a large one must fit the guest's memory as it is.
    const capacity = Math.ceil((bytes < LARGE_INPUT ? bytes * 1.25 : bytes) / INPUT_STEP) * INPUT_STEP;
    if (this.#capacity > 0) this.#parts.functions.get("zh_free")!(this.#input, this.#capacity);
    this.#capacity = 0;
    this.#input = this.#allocate(capacity);
    this.#capacity = capacity;
  }

  #allocate(bytes: number): number {
    const at = (this.#parts.functions.get("zh_alloc")!(bytes) as number) >>> 0;
    this.#views.refresh();
    if (at === 0) nonsense(`could not allocate ${bytes} bytes for its input (zerohop.memory)`);
    if (at % 16 !== 0) nonsense(`allocated its input at ${at}, which is not a multiple of 16`);
    if (at + bytes > this.#views.bytes.length) nonsense(`allocated ${bytes} bytes at ${at}, beyond its memory`);
    return at;
  }

  #take<T>(header: unknown, name: string, read: ResultReader<T>): T {
    this.#usable = false;
    this.#views.refresh();
    const { words, bytes } = this.#views;
    if (typeof header !== "number") nonsense(`returned ${typeof header} from ${name} instead of an i32`);
    const at = header >>> 0;
    if (at === 0 || at % 4 !== 0 || at + HEADER_BYTES > bytes.length) {
      nonsense(`returned ${at} from ${name}, which cannot be a result header in ${bytes.length} bytes of memory`);
    }
    const status = words[at >>> 2]!;
    const offset = words[(at >>> 2) + 1]!;
    const length = words[(at >>> 2) + 2]!;
    if (offset + length > bytes.length) {
      nonsense(`returned ${length} bytes at ${offset} from ${name}, beyond its ${bytes.length} bytes of memory`);
    }
    if (status !== 0) {
      this.#usable = true;
      const text = readUtf8Leniently(bytes, offset, Math.min(length, MAX_ERROR_BYTES));
      throw new InferenceError(status === STATUS_INVALID ? "INVALID_ARGUMENT" : "INTERNAL", text || `Status ${status}`);
    }
    const result = read(this.#views, offset, length);
    this.#usable = true;
    return result;
  }

  // A guest that ran out of instructions says so by its fuel, whatever the trap was called.
  #fault(error: unknown, name: string, fuel: bigint): InferenceError {
    this.#exhausted = this.fuelLeft < 0n;
    return describeTrap(error, {
      verb: name,
      fuel,
      exhausted: this.#exhausted,
      memoryBytes: this.#parts.memory.buffer.byteLength,
      memoryLimit: this.#parts.memoryLimit,
    });
  }
}

function nonsense(what: string): never {
  throw new InferenceError("INTERNAL", `Guest ${what}`);
}
