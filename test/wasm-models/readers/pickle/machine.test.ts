import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../../../wasm-models/readers/limits.ts";
import { ModelFileError } from "../../../../wasm-models/readers/pickle/model-file-error.ts";
import { inspectPickle, openPickle } from "../../../../wasm-models/readers/pickle/open.ts";
import { GlobalRef, Instance, NdArray, Tuple } from "../../../../wasm-models/readers/pickle/values.ts";
import type { PickleValue } from "../../../../wasm-models/readers/pickle/values.ts";

/** A program as text: each character is a byte. */
function open(program: string, limits: Partial<typeof DEFAULT_LIMITS> = {}): PickleValue {
  return openPickle(bytes(program), { ...DEFAULT_LIMITS, ...limits }).root;
}

function bytes(program: string): Uint8Array {
  return Uint8Array.from(program, (character) => character.charCodeAt(0));
}

describe("openPickle() makes data of what would be code", () => {
  it.each([
    ["REDUCE", "cos\nsystem\n(S'true'\ntR."],
    ["INST", "(S'true'\nios\nsystem\n."],
    ["OBJ", "(cos\nsystem\nS'true'\no."],
    ["STACK_GLOBAL", "\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x04true\x85R."],
  ])("%s", (_, program) => {
    const call = open(program) as Instance;
    expect(call).toBeInstanceOf(Instance);
    expect([call.qualifiedName, call.args, call.isNew]).toEqual(["os.system", ["true"], false]);
    expect(inspectPickle(bytes(program)).globals).toEqual([
      { module: "os", name: "system", count: 1, expected: false },
    ]);
  });

  it("NEWOBJ_EX, with arguments by name", () => {
    const made = open("\x80\x04csubprocess\nPopen\n)}\x8c\x04argsNs\x92.") as Instance;
    expect([made.qualifiedName, made.isNew, made.namedArgs]).toEqual([
      "subprocess.Popen",
      true,
      new Map([["args", null]]),
    ]);
  });

  it("a call of the result of a call", () => {
    const call = open("cfunctools\npartial\n(cos\nsystem\ntR)R.") as Instance;
    const inner = call.callee as Instance;
    expect([call.qualifiedName, inner.qualifiedName, inner.args[0]]).toEqual([
      "",
      "functools.partial",
      new GlobalRef("os", "system"),
    ]);
  });

  it("state, items and entries of objects", () => {
    const made = open("ca\nB\n)\x81}\x8c\x01xK\x05sbK\x01a\x8c\x01kK\x02s.") as Instance;
    expect(made.attribute("x")).toBe(5);
    expect(made.attribute("toString")).toBeUndefined();
    expect(made.items).toEqual([1]);
    expect(made.entries).toEqual(new Map([["k", 2]]));
  });

  it("keys that mean something to JavaScript", () => {
    const entries = open("}(\x8c\x09__proto__}\x8c\x08pollutedI01\ns\x8c\x0bconstructorK\x01u.") as Map<
      string,
      PickleValue
    >;
    expect([...entries.keys()]).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(entries)).toBe(Map.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe("openPickle()", () => {
  it("keeps one value one value, and allows circles", () => {
    const [first, second] = open("(]q\x00h\x00t.") instanceof Tuple ? (open("(]q\x00h\x00t.") as Tuple).items : [];
    expect(first).toBe(second);
    const list = open("]q\x00h\x00a.") as PickleValue[];
    expect(list[0]).toBe(list);
  });

  it("takes away a mark that nothing lies above", () => {
    expect(open("K\x01(0.")).toBe(1);
    expect(open("K\x01(K\x02K\x031.")).toBe(1);
    expect(open("K\x012\x86.")).toEqual(new Tuple([1, 1]));
  });

  it("duplicates and remembers None as any value", () => {
    expect(open("N2\x86.")).toEqual(new Tuple([null, null]));
    expect(open("Nq\x000h\x00.")).toBe(null);
  });

  it("remembers under any numbers, and goes on behind the last", () => {
    const program = "(K\x01q\x01K\x02q\x00K\x03q\x01K\x04q\x09K\x05\x94h\x00h\x01h\x09h\x03t.";
    expect((open(program) as Tuple).items.slice(5)).toEqual([2, 3, 4, 5]);
  });

  it("counts names, and calls Python 2's by their names of today", () => {
    const { globals } = openPickle(bytes("(c__builtin__\nxrange\nc__builtin__\nxrange\nccopy_reg\n_reconstructor\nt."));
    expect(globals).toEqual([
      { module: "builtins", name: "range", count: 2, expected: true },
      { module: "copyreg", name: "_reconstructor", count: 1, expected: true },
    ]);
  });

  it("says how many bytes lie behind the end", () => {
    expect(openPickle(bytes("N.rest")).trailingBytes).toBe(4);
  });

  it.each([
    ["a persistent id", "Pid\n.", "a persistent id, which refers to something outside"],
    ["a persistent id of protocol 1", "NQ.", "a persistent id, which refers to something outside"],
    ["the extension registry", "\x82\x01.", "a number of the extension registry"],
    ["a buffer outside of the file", "\x97.", "an out-of-band buffer"],
    ["a newer protocol", "\x80\x06N.", "6"],
    ["no instruction", "\xff.", "0xff"],
    ["a value that is missing", "0.", "none"],
    ["values below a mark", "K\x01(R.", "none"],
    ["a mark that is missing", "t.", "none"],
    ["a memory that is empty", "h\x00.", "none of that number"],
    ["a list that is none", "N(K\x01e.", "None"],
    ["a dict that is none", "](K\x01K\x02u.", "list of 0"],
    ["a key without value", "}(K\x01u.", "a key without"],
    ["a call of a number", "K\x01)R.", "int"],
    ["arguments that are no tuple", "cos\nsystem\n]R.", "list of 0"],
    ["state of a number", "K\x01}b.", "int"],
    ["another state", "ca\nB\n)\x81}b}b.", "another one"],
    ["a name that is a number", "K\x01K\x02\x93.", "int and int"],
    ["an empty name", "c\nsystem\n.", "a long or empty one"],
    ["a long name", `c${"a".repeat(513)}\nb\n.`, "a long or empty one"],
    ["an integer that is text", "Ione\n.", "other text"],
    ["a float that is text", "F0x10\n.", "other text"],
    ["an integer without end", `I${"1".repeat(2601)}\n.`, "2601"],
    ["a string without quotes", "Sabc\n.", "other text"],
    ["text that is not UTF-8", "X\x01\0\0\0\xff.", "other bytes"],
    ["a text longer than the file", "X\xff\xff\xff\xffab.", "3"],
    ["no end", "N", "0"],
  ])("refuses %s", (_, program, got) => {
    const { error, file } = inspectPickle(bytes(program));
    expect(file).toBeUndefined();
    expect(error).toBeInstanceOf(ModelFileError);
    expect(error!.got).toBe(got);
    expect(error!.code).toBe("INVALID_ARGUMENT");
    expect(error!.message).toMatch(/^Pickle, byte \d+/);
  });

  it("names the instruction at which it ends", () => {
    expect(() => open("N}s.")).toThrow("Pickle, byte 3 (SETITEM): expected a dict to fill, got nothing");
  });

  it.each([
    ["operations", { maxOperations: 4 }, "NNNNN."],
    [
      "operations",
      { maxOperations: 999 },
      `(${"I1\n".repeat(100)}lq\x00${"c__builtin__\nlist\nh\x00\x85R0".repeat(10)}N.`,
    ],
    ["objects", { maxNodes: 2 }, "]]]."],
    ["remembered values", { maxMemo: 4 }, "Nq\x04."],
    ["marks", { maxDepth: 2 }, "(((N."],
    ["values inside each other", { maxDepth: 3 }, `N${"\x85".repeat(5)}.`],
    ["values inside each other", { maxDepth: 3 }, "]]]]]aaaa."],
    ["bytes", { maxBytes: 3 }, "NNN."],
  ])("stops at its limit of %s", (what, limits, program) => {
    expect(() => open(program, limits)).toThrow(new RegExp(`expected at most \\d+ ${what}`));
  });

  it("makes no array larger than the file again and again", () => {
    // One text of 64 KiB under a number, and arrays of its bytes.
    const array = "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R";
    const state = "(K\x01M\x00\xff\x85cnumpy\ndtype\nU\x02u1\x85RI00\nh\x00tb";
    const program = `T\x00\xff\x00\x00${"a".repeat(0xff00)}q\x000`;
    expect((open(`${program}${array}${state}.`) as NdArray).length).toBe(0xff00);
    expect(() => open(`${program}${`${array}${state}0`.repeat(40)}N.`)).toThrow(
      "arrays that are no larger than the file",
    );
  });
});
