/**
 * Reads long arrays of numbers by the scanner in WebAssembly (wasm-models/number-scanner), which
 * rounds every number as JSON.parse does. Hosts that do not compile modules while they run give it
 * one, or read in JavaScript.
 * @module
 */
import { decodeBase64 } from "../base64.ts";
import { MAX_RANK } from "./limits.ts";
import { NumberList } from "./number-list.ts";
import { SCANNER_MODULE } from "./scanner-module.ts";
import { writePowers } from "./scanner-powers.ts";

/** Arrays of fewer bytes than these are read sooner in JavaScript. */
export const LONG = 128;
/** A body of so many bytes is worth compiling the scanner, half a millisecond, at once. */
const LARGE = 8192;
/** So many long arrays in smaller bodies are, too: more will follow. */
const OFTEN = 64;
/** Bytes behind the text that the scanner may look at. */
const PADDING = 64;

/** Numbers of one array that the platform may have to round: where it has to round many it is asked for all. */
const MAX_UNDECIDED = 4096;

const ASCII = new TextDecoder();
const CODE = { quote: 0x22, open: 0x5b, close: 0x5d, braceOpen: 0x7b };

/** What `scan` answers. */
const STATUS = { done: 0, more: 1, giveUp: 2, undecided: 3 };
/** Of `kinds`, when all numbers were integers, some of them beyond 2^53. */
const WIDE_INTEGERS = 2;

interface ScannerExports {
  readonly memory: WebAssembly.Memory;
  begin(maxRank: number): void;
  scan(start: number, end: number, last: number, target: number): number;
  /** Where the scan goes on. */
  readonly position: Global;
  /** Numbers that the last scan wrote. */
  readonly count: Global;
  /** Where a number begins that is not decided. */
  readonly lexeme: Global;
  /** 0 when all numbers so far were integers within 2^53. */
  readonly kinds: Global;
  readonly rank: Global;
  readonly WINDOW: Global;
  readonly INPUT: Global;
  readonly OUTPUT: Global;
  readonly POWERS: Global;
  readonly SIZES: Global;
}

type Global = WebAssembly.Global<"i32">;

/** An array that was scanned. */
export interface ScannedArray {
  readonly list: NumberList;
  readonly shape: readonly number[];
  /** Whether there are numbers, and every one was written as an integer. */
  readonly integers: boolean;
  /** The byte behind the array. */
  readonly end: number;
}

export class NumberScanner {
  readonly #exports: ScannerExports;
  readonly #memory: Uint8Array;
  readonly #input: number;
  readonly #window: number;
  readonly #numbers: Float64Array;
  readonly #sizes: Int32Array;
  /** Numbers in the scanner's memory that the list does not have yet. */
  #filled = 0;
  #undecided = 0;

  constructor(module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module).exports as unknown as ScannerExports;
    const { memory, INPUT, OUTPUT, POWERS, SIZES, WINDOW } = this.#exports;
    this.#memory = new Uint8Array(memory.buffer);
    this.#input = INPUT.value;
    this.#window = WINDOW.value;
    this.#numbers = new Float64Array(memory.buffer, OUTPUT.value);
    this.#sizes = new Int32Array(memory.buffer, SIZES.value, MAX_RANK + 1);
    writePowers(new BigUint64Array(memory.buffer), POWERS.value / 8);
  }

  /**
   * Scans the array at byte `from`; undefined when it is none of numbers and nulls alone, or one that
   * needs a closer look: ragged, of more than `maxRank` axes, cut off, with integers beyond 2^53
   * before any fraction, or with a number beyond float64.
   * @throws InferenceError INVALID_ARGUMENT naming `path` for too many numbers.
   */
  scan(bytes: Uint8Array, from: number, maxRank: number, path: string): ScannedArray | undefined {
    const list = new NumberList();
    this.#exports.begin(maxRank);
    this.#filled = 0;
    this.#undecided = 0;
    for (let at = from; at < bytes.length;) {
      const length = this.#load(bytes, at);
      const isMore = this.#scanWindow(length, at + length === bytes.length);
      if (isMore === undefined) return undefined;
      const done = this.#exports.position.value - this.#input;
      // A number that fills a whole window is no number to hurry for.
      if (isMore && done === 0) return undefined;
      at += done;
      if (!isMore) return this.#finish(list, at, path);
      if (this.#filled + this.#window / 2 > this.#numbers.length) this.#empty(list, (bytes.length - at) / 8, path);
    }
    return undefined;
  }

  #load(bytes: Uint8Array, at: number): number {
    const length = Math.min(this.#window, bytes.length - at);
    this.#memory.set(bytes.subarray(at, at + length), this.#input);
    this.#memory.fill(0, this.#input + length, this.#input + length + PADDING);
    return length;
  }

  // Whether the array goes on behind the window; undefined when the scanner gives up.
  #scanWindow(length: number, isLast: boolean): boolean | undefined {
    const { scan, position, count, kinds } = this.#exports;
    const end = this.#input + length;
    for (let start = this.#input; ; start = position.value) {
      const status = scan(start, end, isLast ? 1 : 0, this.#numbers.byteOffset + 8 * this.#filled);
      const isOdd = kinds.value === WIDE_INTEGERS || this.#undecided === MAX_UNDECIDED;
      if (status === STATUS.giveUp || isOdd) return undefined;
      this.#filled += count.value;
      if (status !== STATUS.undecided) return status === STATUS.more;
      const rounded = this.#roundLexeme();
      if (!Number.isFinite(rounded)) return undefined;
      this.#numbers[this.#filled - 1] = rounded;
    }
  }

  // So many digits that only all of them together tell which way to round.
  #roundLexeme(): number {
    this.#undecided++;
    const { lexeme, position } = this.#exports;
    return Number(ASCII.decode(this.#memory.subarray(lexeme.value, position.value)));
  }

  #empty(list: NumberList, ahead: number, path: string): void {
    list.append(this.#numbers.subarray(0, this.#filled), ahead, path);
    this.#filled = 0;
  }

  #finish(list: NumberList, end: number, path: string): ScannedArray {
    this.#empty(list, 0, path);
    const { kinds, rank } = this.#exports;
    const shape: number[] = [];
    for (let axis = 1; axis <= rank.value; axis++) shape.push(this.#sizes[axis]!);
    return { list, shape, integers: kinds.value === 0 && list.length > 0, end };
  }
}

/** Whether an array at byte `at` goes on long enough with nothing but arrays and what stands for numbers. */
export function isLongArray(bytes: Uint8Array, at: number): boolean {
  const end = at + LONG;
  if (end > bytes.length) return false;
  let depth = 0;
  for (let i = at; i < end; i++) {
    const code = bytes[i]!;
    if (code === CODE.open) depth++;
    else if (code === CODE.close && --depth === 0) return false;
    else if (code === CODE.quote || code >= CODE.braceOpen) return false;
  }
  return true;
}

/** What compiling the module gave; null where the host would not. Only a cache: it never changes what is read. */
let shared: NumberScanner | null | undefined;
/** How often it would have been of use. */
let asked = 0;

/** The scanner, for a body of `size` bytes; undefined where it is not to be had, or not worth it yet. */
export function numberScanner(size: number): NumberScanner | undefined {
  if (shared === undefined && (size >= LARGE || ++asked >= OFTEN)) shared = compileScanner();
  return shared ?? undefined;
}

/**
 * Brings a scanner of a module that was compiled beforehand, for hosts that compile nothing while
 * they run. With "none" all arrays are read in JavaScript; "compile" is what happens by itself.
 */
export function useScanner(scanner: NumberScanner | "none" | "compile"): void {
  asked = 0;
  if (scanner === "compile") shared = undefined;
  else shared = scanner === "none" ? null : scanner;
}

function compileScanner(): NumberScanner | null {
  try {
    return new NumberScanner(new WebAssembly.Module(decodeBase64(SCANNER_MODULE, "scanner")));
  } catch {
    return null;
  }
}
