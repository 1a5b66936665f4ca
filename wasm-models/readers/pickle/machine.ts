/**
 * The pickle machine: a stack, a memory and values that are put together. It knows what each instruction
 * leaves behind, and executes nothing.
 * @module
 */
import type { Budget } from "./budget.ts";
import { addItems, append, build, create, reduce, setItems } from "./construct.ts";
import type { ReadContext } from "./context.ts";
import type { Cursor } from "./cursor.ts";
import { describe } from "./describe.ts";
import type { GlobalReport } from "./globals.ts";
import { parseInteger } from "./integers.ts";
import { Memo } from "./memo.ts";
import * as op from "./opcodes.ts";
import { readScalar } from "./scalars.ts";
import { decodeUtf8 } from "./text.ts";
import { Tuple } from "./values.ts";
import type { GlobalRef, PickleValue } from "./values.ts";

/** What all pickles inside one file share. */
export interface Shared {
  readonly cursor: Cursor;
  readonly budget: Budget;
  readonly globals: GlobalReport;
}

/** Reads the pickle at the cursor, and stops behind it. */
export function runPickle(shared: Shared, nesting = 0): PickleValue {
  return new Machine(shared, nesting).run();
}

class Machine implements ReadContext {
  readonly cursor: Cursor;
  readonly budget: Budget;
  readonly #shared: Shared;
  readonly #nesting: number;
  readonly #stack: PickleValue[] = [];
  /** Heights of the stack. */
  readonly #marks: number[] = [];
  readonly #memo: Memo;

  constructor(shared: Shared, nesting: number) {
    this.cursor = shared.cursor;
    this.budget = shared.budget;
    this.#shared = shared;
    this.#nesting = nesting;
    this.#memo = new Memo(shared.budget.limits.maxMemo);
  }

  nested(): PickleValue {
    const most = this.budget.limits.maxNestedPickles;
    if (this.#nesting >= most) this.cursor.refuse(`at most ${most} pickles inside each other`, "more");
    return runPickle(this.#shared, this.#nesting + 1);
  }

  run(): PickleValue {
    const { cursor, budget } = this;
    for (;;) {
      budget.operations(1);
      cursor.opcode = 0;
      const opcode = cursor.uint8();
      if (opcode === op.STOP) return this.#pop();
      cursor.opcode = opcode;
      const scalar = readScalar(opcode, cursor);
      if (scalar === undefined) this.#step(opcode);
      else this.#stack.push(scalar);
    }
  }

  #step(opcode: number): void {
    switch (opcode) {
      case op.MARK:
        return this.#mark();
      case op.MEMOIZE:
        return this.#put(this.#memo.size);
      case op.BINPUT:
        return this.#put(this.cursor.uint8());
      case op.LONG_BINPUT:
        return this.#put(this.cursor.uint32());
      case op.PUT:
        return this.#put(this.#index());
      case op.BINGET:
        return this.#get(this.cursor.uint8());
      case op.LONG_BINGET:
        return this.#get(this.cursor.uint32());
      case op.GET:
        return this.#get(this.#index());
      case op.PROTO:
        return this.#protocol(this.cursor.uint8());
      case op.FRAME:
        // Raw bytes of arrays lie between frames, so their lengths bound nothing.
        this.cursor.take(8);
        return;
      case op.POP:
        // As in Python: right after a mark it is the mark that goes.
        if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
        else this.#pop();
        return;
      case op.POP_MARK:
        this.#aboveMark();
        return;
      default:
        return this.#container(opcode);
    }
  }

  #container(opcode: number): void {
    switch (opcode) {
      case op.EMPTY_TUPLE:
        return this.#push(new Tuple([]));
      case op.TUPLE1:
        return this.#push(new Tuple([this.#pop()]));
      case op.TUPLE2:
        return this.#push(new Tuple(this.#popTwo()));
      case op.TUPLE3: {
        const last = this.#pop();
        return this.#push(new Tuple([...this.#popTwo(), last]));
      }
      case op.TUPLE:
        return this.#push(new Tuple(this.#aboveMark()));
      case op.EMPTY_LIST:
        return this.#push([]);
      case op.LIST:
        return this.#push(this.#aboveMark());
      case op.EMPTY_DICT:
        return this.#push(new Map());
      case op.DICT: {
        const entries = new Map<PickleValue, PickleValue>();
        setItems(entries, this.#aboveMark(), this);
        return this.#push(entries);
      }
      case op.EMPTY_SET:
        return this.#push(new Set());
      case op.FROZENSET:
        return this.#push(new Set(this.#aboveMark()));
      case op.APPEND: {
        const item = this.#pop();
        return append(this.#top(), [item], this);
      }
      case op.APPENDS: {
        const items = this.#aboveMark();
        return append(this.#top(), items, this);
      }
      case op.ADDITEMS: {
        const items = this.#aboveMark();
        return addItems(this.#top(), items, this);
      }
      case op.SETITEM: {
        const pair = this.#popTwo();
        return setItems(this.#top(), pair, this);
      }
      case op.SETITEMS: {
        const items = this.#aboveMark();
        return setItems(this.#top(), items, this);
      }
      default:
        return this.#object(opcode);
    }
  }

  #object(opcode: number): void {
    switch (opcode) {
      case op.GLOBAL: {
        const module = this.#nameLine();
        return this.#push(this.#global(module, this.#nameLine()));
      }
      case op.STACK_GLOBAL: {
        const [module, name] = this.#popTwo();
        return this.#push(this.#global(module, name));
      }
      case op.REDUCE: {
        const [callee, args] = this.#popTwo();
        return this.#push(reduce(callee, args, this));
      }
      case op.NEWOBJ: {
        const [type, args] = this.#popTwo();
        return this.#push(create(type, args, this));
      }
      case op.NEWOBJ_EX: {
        const named = this.#pop();
        const [type, args] = this.#popTwo();
        return this.#push(create(type, args, this, named));
      }
      case op.BUILD: {
        const state = this.#pop();
        const built = build(this.#top(), state, this);
        this.#stack[this.#stack.length - 1] = built;
        return;
      }
      case op.INST: {
        const module = this.#nameLine();
        const type = this.#global(module, this.#nameLine());
        return this.#push(reduce(type, new Tuple(this.#aboveMark()), this));
      }
      case op.OBJ: {
        const [type, ...args] = this.#aboveMark();
        return this.#push(reduce(type ?? null, new Tuple(args), this));
      }
      case op.DUP: {
        const value = this.#pop();
        this.#stack.push(value);
        return this.#push(value);
      }
      default:
        return this.#refuse(opcode);
    }
  }

  #refuse(opcode: number): never {
    switch (opcode) {
      case op.PERSID:
      case op.BINPERSID:
        return this.cursor.refuse("values inside of the file", "a persistent id, which refers to something outside");
      case op.EXT1:
      case op.EXT2:
      case op.EXT4:
        return this.cursor.refuse("names in the file", "a number of the extension registry");
      case op.NEXT_BUFFER:
      case op.READONLY_BUFFER:
        return this.cursor.refuse("arrays inside of the file", "an out-of-band buffer");
      default:
        return this.cursor.refuse("an instruction of pickle", `0x${opcode.toString(16)}`);
    }
  }

  #push(value: PickleValue): void {
    this.budget.nodes(1);
    this.#stack.push(value);
  }

  /** What is above the last mark is all that an instruction can take. */
  #pop(): PickleValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) this.cursor.refuse("a value on the stack", "none");
    return this.#stack.pop()!;
  }

  #popTwo(): [PickleValue, PickleValue] {
    const second = this.#pop();
    return [this.#pop(), second];
  }

  #top(): PickleValue | undefined {
    return this.#stack.length > (this.#marks.at(-1) ?? 0) ? this.#stack.at(-1) : undefined;
  }

  #mark(): void {
    const { maxDepth } = this.budget.limits;
    if (this.#marks.length >= maxDepth) this.cursor.refuse(`at most ${maxDepth} marks`, "more");
    this.#marks.push(this.#stack.length);
  }

  #aboveMark(): PickleValue[] {
    const height = this.#marks.pop();
    if (height === undefined) return this.cursor.refuse("a mark on the stack", "none");
    return this.#stack.splice(height);
  }

  #put(index: number): void {
    const value = this.#top();
    if (value === undefined) return this.cursor.refuse("a value to remember", "none");
    if (!this.#memo.set(index, value)) this.cursor.refuse(`at most ${this.#memo.limit} remembered values`, "more");
  }

  #get(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) return this.cursor.refuse("a remembered value", "none of that number");
    this.#stack.push(value);
  }

  #index(): number {
    const index = parseInteger(this.cursor.line(20));
    const isIndex = typeof index === "number" && index >= 0;
    return isIndex ? index : this.cursor.refuse("a number of the memory", "other text");
  }

  #nameLine(): string {
    const line = this.cursor.line();
    return decodeUtf8(line, 0, line.length) ?? this.cursor.refuse("a name", "other bytes");
  }

  #global(module: PickleValue, name: PickleValue): GlobalRef {
    if (typeof module !== "string" || typeof name !== "string") {
      return this.cursor.refuse("two names", `${describe(module)} and ${describe(name)}`);
    }
    return this.#shared.globals.refer(module, name) ?? this.cursor.refuse("a short name", "a long or empty one");
  }

  #protocol(version: number): void {
    if (version > 5) this.cursor.refuse("protocol 0 to 5", `${version}`);
  }
}
