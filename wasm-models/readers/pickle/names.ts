/** The names of Python's own library that stand for plain values. @module */
import type { Interpreter, ReadContext } from "./context.ts";
import { membersOf } from "./members.ts";
import { latin1Bytes } from "./text.ts";
import { Complex, GlobalRef, Instance, Slice, Tuple } from "./values.ts";
import type { PickleValue } from "./values.ts";

export const PYTHON_NAMES: ReadonlyMap<string, Interpreter> = new Map<string, Interpreter>([
  ["_codecs.encode", encode],
  ["builtins.bytes", makeBytes],
  ["builtins.bytearray", makeBytes],
  ["builtins.set", makeSet],
  ["builtins.frozenset", makeSet],
  ["builtins.slice", ([a, b, c]) => (c === undefined ? undefined : new Slice(a!, b!, c))],
  ["builtins.complex", makeComplex],
  ["builtins.list", ([items], context) => (items === undefined ? [] : copyOf(items, context))],
  ["builtins.tuple", makeTuple],
  ["builtins.dict", makeDict],
  ["collections.OrderedDict", makeDict],
  ["collections.Counter", makeDict],
  ["collections.defaultdict", ([, ...rest], context) => makeDict(rest, context)],
  ["copyreg._reconstructor", reconstruct],
]);

/** How protocols below 3 write bytes: as text of which each character is a byte. */
function encode([text, encoding]: readonly PickleValue[], { budget }: ReadContext): PickleValue | undefined {
  if (typeof text !== "string" || (encoding !== "latin1" && encoding !== "latin-1")) return undefined;
  budget.operations(text.length >>> 6);
  return latin1Bytes(text);
}

function makeBytes(args: readonly PickleValue[], context: ReadContext): PickleValue | undefined {
  const [value] = args;
  if (args.length === 0) return new Uint8Array(0);
  if (value instanceof Uint8Array && args.length === 1) return value;
  return encode(args, context);
}

function makeSet([items]: readonly PickleValue[], context: ReadContext): PickleValue | undefined {
  const members = items === undefined ? [] : copyOf(items, context);
  return members === undefined ? undefined : new Set(members);
}

function makeTuple([items]: readonly PickleValue[], context: ReadContext): PickleValue | undefined {
  const members = items === undefined ? [] : copyOf(items, context);
  return members === undefined ? undefined : new Tuple(members);
}

function makeComplex([real, imaginary = 0]: readonly PickleValue[]): PickleValue | undefined {
  const areNumbers = typeof real === "number" && typeof imaginary === "number";
  return areNumbers ? new Complex(real, imaginary) : undefined;
}

/** Out of nothing, another dictionary, or pairs. */
function makeDict(args: readonly PickleValue[], context: ReadContext): PickleValue | undefined {
  const [source] = args;
  if (args.length > 1) return undefined;
  if (source === undefined) return new Map();
  if (source instanceof Map) {
    spend(source.size, context);
    return new Map(source);
  }
  const pairs = copyOf(source, context);
  const entries = new Map<PickleValue, PickleValue>();
  for (const pair of pairs ?? []) {
    const items = pair instanceof Tuple ? pair.items : pair;
    if (!Array.isArray(items) || items.length !== 2) return undefined;
    entries.set((items as PickleValue[])[0]!, (items as PickleValue[])[1]!);
  }
  return pairs === undefined ? undefined : entries;
}

/** `(class, base, state of the base)`: how protocols below 2 make an object of a class. */
function reconstruct(args: readonly PickleValue[], context: ReadContext): PickleValue | undefined {
  const [type, base, state] = args;
  if (!(type instanceof GlobalRef) || !(base instanceof GlobalRef) || args.length !== 3) return undefined;
  context.budget.nodes(1);
  const made = new Instance(type, base.qualifiedName === "builtins.object" ? [] : [state!], true);
  if (state instanceof Map) {
    spend(state.size, context);
    made.entries = new Map(state);
  } else if (state !== null && state !== undefined) {
    const items = copyOf(state, context);
    if (items !== undefined) made.items = items;
  }
  return made;
}

function copyOf(value: PickleValue, context: ReadContext): PickleValue[] | undefined {
  if (value instanceof Instance) return undefined;
  const size = value instanceof Set ? value.size : 0;
  spend(size, context);
  const members = membersOf(value);
  if (members === undefined) return undefined;
  spend(members.length, context);
  return [...members];
}

function spend(count: number, { budget }: ReadContext): void {
  budget.operations(count);
  budget.nodes(Math.ceil(count / 8));
}
