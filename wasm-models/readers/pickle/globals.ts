/** Which names a file refers to, and which of them a model may be expected to. @module */
import { MAX_NAME } from "../limits.ts";
import { GlobalRef } from "./values.ts";

/** A class or function that the file names. */
export interface GlobalUse {
  readonly module: string;
  readonly name: string;
  /** How often the file names it. */
  readonly count: number;
  /** False for what has no business in a model file, such as `os.system`. */
  readonly expected: boolean;
}

/** What Python 3 calls the modules and types of Python 2. */
const MODULES: ReadonlyMap<string, string> = new Map([
  ["__builtin__", "builtins"],
  ["copy_reg", "copyreg"],
  ["UserDict", "collections"],
]);
const TYPES: ReadonlyMap<string, string> = new Map([
  ["unicode", "str"],
  ["basestring", "str"],
  ["unichr", "chr"],
  ["long", "int"],
  ["xrange", "range"],
]);

/** Libraries whose classes are in models. */
const LIBRARIES = new Set(
  "numpy scipy sklearn pandas joblib xgboost lightgbm catboost imblearn category_encoders".split(" "),
);
/** Parts of them that run, load or build what they are given. */
const RISKY = /(^|\.)(testing|f2py|distutils|ctypeslib|npyio|_datasource|memmapping|__\w+__)(\.|$)/;
/** Functions that evaluate, load or look things up. */
const RISKY_NAME =
  /^(load|loads|dump|dumps|open|fromfile|memmap|eval|exec|query|runstring|getattr|apply|read_\w+|\w*_pickle|__\w+__)$/;

const NAMES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    builtins:
      "set frozenset slice complex bytes bytearray object list dict tuple str int float bool range type NoneType Ellipsis NotImplemented",
    collections: "OrderedDict defaultdict deque Counter",
    copyreg: "_reconstructor __newobj__",
    _codecs: "encode",
    functools: "partial",
    datetime: "date datetime time timedelta timezone",
    decimal: "Decimal",
    uuid: "UUID",
  }).map(([module, names]) => [module, new Set(names.split(" "))]),
);

/** Modules of scikit-learn that were compiled without the package they are in. */
const CYTHON = /^(__pyx_unpickle_)?Cy[A-Z]\w*$/;

/** Whether a model of the known libraries may refer to it. */
export function isExpected(module: string, name: string): boolean {
  if (NAMES.get(module)?.has(name) === true || (module === "_loss" && CYTHON.test(name))) return true;
  if (!LIBRARIES.has(module.split(".", 1)[0]!)) return false;
  // A name with dots would walk through a module to whatever that has imported.
  if (!/^\w+$|^[A-Z]\w*(\.[A-Z]\w*)+$/.test(name)) return false;
  return !RISKY.test(module) && !RISKY_NAME.test(name);
}

/** Makes references, and counts them. */
export class GlobalReport {
  readonly #uses = new Map<string, { ref: GlobalRef; count: number }>();

  /** @returns undefined when a name is empty or longer than any name */
  refer(module: string, name: string): GlobalRef | undefined {
    if (!isName(module) || !isName(name)) return undefined;
    const key = `${module} ${name}`;
    const known = this.#uses.get(key);
    if (known !== undefined) {
      known.count++;
      return known.ref;
    }
    const today = MODULES.get(module) ?? module;
    const ref = new GlobalRef(today, (module === "__builtin__" ? TYPES.get(name) : undefined) ?? name);
    this.#uses.set(key, { ref, count: 1 });
    return ref;
  }

  /** In the order in which the file names them first. */
  list(): readonly GlobalUse[] {
    return Array.from(this.#uses.values(), ({ ref: { module, name }, count }) => {
      return { module, name, count, expected: isExpected(module, name) };
    });
  }
}

function isName(name: string): boolean {
  return name.length > 0 && name.length <= MAX_NAME;
}
