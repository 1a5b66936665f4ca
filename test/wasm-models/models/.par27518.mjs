var __defProp = Object.defineProperty;
var __export = (target, all2) => {
  for (var name in all2)
    __defProp(target, name, { get: all2[name], enumerable: true });
};

// test/wasm-models/models/truth.ts
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
var MODELS = join(import.meta.dirname, "../../fixtures/models");
function truths(library, version) {
  const folder = join(MODELS, library, version);
  return readdirSync(folder).filter((name) => name.endsWith(".truth.json")).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
}
function versions(library) {
  return readdirSync(join(MODELS, library)).toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
}
function fileOf({ library, version }, file) {
  return new Uint8Array(readFileSync(join(MODELS, library, version, file)));
}
function floats(base64) {
  return new Float64Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer);
}
function cellsOf({ kind, shape, rows }) {
  if (typeof rows !== "string") {
    const list = rows;
    return list.map((row) => Array.isArray(row) ? row : [row]);
  }
  if (kind !== "numeric") throw new Error(`Rows of ${kind} are no bits`);
  const data = floats(rows);
  const width = shape[1] ?? 1;
  return Array.from({ length: shape[0] }, (_, row) => Array.from(data.subarray(row * width, (row + 1) * width)));
}
function valuesOf(output) {
  if (output.values !== void 0) return output.values;
  const bytes = Uint8Array.from(Buffer.from(output.base64, "base64"));
  return Array.from(output.dtype === "float32" ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer));
}

// wasm-models/backends/boundary.ts
function boundaryOf({ features: features4, ops }) {
  const numbers = features4.flatMap(({ kind }, feature) => kind === "number" ? [feature] : []);
  const texts2 = [];
  let column = numbers.length;
  ops.forEach((op, value) => {
    if (op.kind !== "category" && op.kind !== "terms") return;
    const columns = op.kind === "terms" ? op.columns : 1;
    texts2.push({ value, op, column, columns });
    column += columns;
  });
  return { columns: column, numbers, texts: texts2 };
}

// wasm-models/ir/forest.ts
var MISSING = {
  /** NaN is compared as it is: never smaller, so it goes right. */
  compared: 0,
  /** NaN goes to the node's default side. */
  nan: 1,
  /** NaN counts as 0 and is compared. */
  asZero: 2,
  /** NaN and |x| <= float32(1e-35) go to the node's default side. */
  zero: 3
};
var MISSING_BITS = 3;
var DEFAULT_LEFT = 4;
var CATEGORICAL = 8;
var MEMBERS_RIGHT = 16;
function treeCount(forest2) {
  return forest2.roots.length;
}
function leafCount(forest2) {
  return forest2.values.length / forest2.arity;
}

// wasm-models/ir/check-forest.ts
function need(condition, message) {
  if (!condition) throw new RangeError(`trees: ${message}`);
}
function checkForest(forest2, width, outputs) {
  const nodes = forest2.left.length;
  const { roots, left, right, arity } = forest2;
  need(
    right.length === nodes && forest2.feature.length === nodes && forest2.threshold.length === nodes,
    "columns of nodes differ in length"
  );
  need(forest2.flags.length === nodes, "columns of nodes differ in length");
  need(forest2.targets.length === roots.length, "targets and roots differ in length");
  need(Number.isInteger(arity) && arity >= 1 && forest2.values.length % arity === 0, `leaves of ${arity} numbers`);
  checkSets(forest2);
  if (forest2.linear !== void 0) checkLinear(forest2, width);
  const leaves = leafCount(forest2);
  const seen = new Uint8Array(nodes);
  const stack = [];
  for (let tree = 0; tree < roots.length; tree++) {
    const target = forest2.targets[tree];
    need(target >= 0 && target + arity <= outputs, `tree ${tree} adds to column ${target} of ${outputs}`);
    stack.push(roots[tree]);
    while (stack.length > 0) {
      const node = stack.pop();
      need(node >= 0 && node < nodes, `tree ${tree} has a child ${node}, there are ${nodes} nodes`);
      need(seen[node] === 0, `node ${node} of tree ${tree} is reached twice`);
      seen[node] = 1;
      if (left[node] < 0) {
        need(-1 - left[node] < leaves, `node ${node} names leaf ${-1 - left[node]} of ${leaves}`);
        continue;
      }
      need(forest2.feature[node] >= 0 && forest2.feature[node] < width, `node ${node} asks for a column outside`);
      if ((forest2.flags[node] & CATEGORICAL) !== 0) {
        const set = forest2.threshold[node];
        need(Number.isInteger(set) && set >= 0 && set < forest2.setStart.length - 1, `node ${node} names set ${set}`);
      } else {
        const threshold = forest2.threshold[node];
        need(!Number.isNaN(threshold), `node ${node} compares with NaN`);
        need(threshold > -Infinity || forest2.comparison === "le", `node ${node} asks for less than -Infinity`);
      }
      stack.push(right[node], left[node]);
    }
  }
}
function checkSets({ sets, setStart }) {
  need(setStart.length >= 1 && setStart[0] === 0, "sets do not begin at 0");
  for (let set = 1; set < setStart.length; set++) need(setStart[set] >= setStart[set - 1], `set ${set} is negative`);
  need(setStart[setStart.length - 1] === sets.length, "sets do not end where they should");
}
function checkLinear(forest2, width) {
  const { constant, start, feature, weight } = forest2.linear;
  const leaves = leafCount(forest2);
  need(forest2.arity === 1 && constant.length === leaves && start.length === leaves + 1, "linear leaves do not match");
  need(
    start[0] === 0 && start[leaves] === feature.length && feature.length === weight.length,
    "linear terms do not match"
  );
  for (let leaf = 0; leaf < leaves; leaf++) need(start[leaf + 1] >= start[leaf], `linear leaf ${leaf} is negative`);
  for (const column of feature)
    need(column >= 0 && column < width, `a linear leaf asks for column ${column} of ${width}`);
}

// wasm-models/ir/widths.ts
var MAX_COLUMNS = 4194304;
function need2(condition, message) {
  if (!condition) throw new RangeError(message);
}
function all(length, size, what) {
  need2(length === size, `${what}: expected ${size} numbers, got ${length}`);
}
function widthOf(op, of) {
  const width = unchecked(op, of);
  need2(Number.isInteger(width) && width >= 0 && width <= MAX_COLUMNS, `${op.kind}: ${width} columns are too many`);
  return width;
}
function unchecked(op, of) {
  switch (op.kind) {
    case "numbers":
      return op.features.length;
    case "category":
    case "log-sum-exp":
      return 1;
    case "terms":
      return op.columns;
    case "constant":
      return op.row.length;
    case "select": {
      const width = of(op.input);
      need2(
        op.columns.every((column) => column >= 0 && column < width),
        `select: a column outside of 0..${width - 1}`
      );
      return op.columns.length;
    }
    case "concat":
      return op.inputs.reduce((sum, input) => sum + of(input), 0);
    case "unary":
    case "softmax":
    case "normalise":
    case "check":
      return of(op.input);
    case "binary": {
      const left = of(op.left);
      const right = of(op.right);
      need2(left === right || left === 1 || right === 1, `${op.function}: ${left} columns with ${right}`);
      return left === 1 ? right : left;
    }
    case "replace":
      all(op.row.length, of(op.input), "replace");
      return op.row.length;
    case "linear":
      all(op.weights.length, of(op.input) * op.columns, "linear weights");
      all(op.bias.length, op.columns, "linear bias");
      return op.columns;
    case "distance":
      return rowsOf(op.points, of(op.input), "distance");
    case "kernel":
      return rowsOf(op.vectors, of(op.input), "kernel");
    case "quadratic":
      all(op.centres.length, of(op.input) * op.bias.length, "quadratic centres");
      all(op.weights.length, op.centres.length, "quadratic weights");
      return op.bias.length;
    case "nearest":
      all(op.targets.length, of(op.distances) * op.columns, "nearest targets");
      need2(op.k >= 1 && op.k <= of(op.distances), `nearest: ${op.k} of ${of(op.distances)} points`);
      return op.columns;
    case "trees":
      checkForest(op.forest, of(op.input), op.base.length);
      return op.base.length;
    case "leaves":
      checkForest(op.forest, of(op.input), leafCount(op.forest));
      return treeCount(op.forest);
    case "reduce":
      need2(of(op.input) >= 1, `${op.function}: nothing to reduce`);
      return 1;
    case "codes":
      all(op.categories.length, of(op.input), "codes");
      return op.categories.length;
    case "bins":
      all(op.edges.length, of(op.input), "bins");
      return op.edges.length;
    case "one-hot":
      all(op.sizes.length, of(op.input), "one-hot");
      return op.sizes.reduce((sum, size) => sum + size, 0);
    case "lookup":
      need2(of(op.input) === 1, `lookup: expected 1 column, got ${of(op.input)}`);
      rowsOf(op.table, op.columns, "lookup");
      return op.columns;
    case "polynomial": {
      const width = of(op.input);
      need2(
        op.terms.every((term) => term.every((column) => column >= 0 && column < width)),
        `polynomial: a column outside of 0..${width - 1}`
      );
      return op.terms.length;
    }
    case "interpolate":
      all(op.xs.length, of(op.input), "interpolate");
      need2(
        op.xs.every((xs, column) => xs.length > 0 && xs.length === op.ys[column]?.length),
        "interpolate: points do not match"
      );
      return op.xs.length;
    case "weighted-median":
      all(op.weights.length, of(op.input), "weighted-median");
      return 1;
    case "votes":
    case "coupling":
      all(of(op.input), op.classes * (op.classes - 1) / 2, op.kind);
      return op.classes;
    default:
      throw new RangeError(`There is no operation ${op.kind}`);
  }
}
function rowsOf(data, width, what) {
  need2(width > 0 && data.length % width === 0, `${what}: ${data.length} numbers are no rows of ${width}`);
  return data.length / width;
}
function widthsOf(ops) {
  const widths = [];
  ops.forEach((op, index) => {
    widths.push(
      widthOf(op, (value) => {
        const width = value < index ? widths[value] : void 0;
        return width ?? fail(`${op.kind}: operand ${value} is not there yet`);
      })
    );
  });
  return widths;
}
function fail(message) {
  throw new RangeError(message);
}

// wasm-models/backends/wasm/arena.ts
var ALIGNMENT = 16;
var RESERVED = 64;
var Arena = class {
  /** Taken blocks, ascending. */
  #taken = [];
  #size = RESERVED;
  /** Bytes of the whole arena so far. */
  get size() {
    return this.#size;
  }
  /** The first gap that is large enough. */
  take(bytes) {
    const size = Math.max(ALIGNMENT, bytes + ALIGNMENT - 1 & -ALIGNMENT);
    let at = RESERVED;
    let index = 0;
    for (; index < this.#taken.length; index++) {
      const block = this.#taken[index];
      if (block.at - at >= size) break;
      at = block.end;
    }
    this.#taken.splice(index, 0, { at, end: at + size });
    this.#size = Math.max(this.#size, at + size);
    return at;
  }
  free(at) {
    const index = this.#taken.findIndex((block) => block.at === at);
    if (index >= 0) this.#taken.splice(index, 1);
  }
};

// wasm-models/backends/wasm/blob-writer.ts
var MAX_BLOB_BYTES = 1073741824;
var ALIGNMENT2 = 16;
var BlobWriter = class {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  get length() {
    return this.#length;
  }
  /** Room of so many zero bytes; gives its address. */
  reserve(bytes) {
    const at = this.#length + ALIGNMENT2 - 1 & -ALIGNMENT2;
    const end = at + bytes;
    if (end > MAX_BLOB_BYTES) throw new RangeError(`The model needs more than ${MAX_BLOB_BYTES} bytes`);
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(MAX_BLOB_BYTES, Math.max(end, this.#bytes.length * 2)));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#length = end;
    return at;
  }
  setU32(address, value) {
    this.#view.setUint32(address, value, true);
  }
  setU16(address, value) {
    this.#view.setUint16(address, value, true);
  }
  setU8(address, value) {
    this.#bytes[address] = value;
  }
  setF32(address, value) {
    this.#view.setFloat32(address, value, true);
  }
  setF64(address, value) {
    this.#view.setFloat64(address, value, true);
  }
  f64(values) {
    const at = this.reserve(values.length * 8);
    for (let index = 0; index < values.length; index++) this.#view.setFloat64(at + index * 8, values[index], true);
    return at;
  }
  u32(values) {
    const at = this.reserve(values.length * 4);
    for (let index = 0; index < values.length; index++) this.#view.setUint32(at + index * 4, values[index], true);
    return at;
  }
  /** A copy of what was written. */
  finish() {
    return this.#bytes.slice(0, this.#length);
  }
};

// wasm-models/backends/wasm/opcodes.ts
var OPCODES = {
  select: 1,
  copy: 2,
  unary: 3,
  binary: 4,
  binaryRow: 5,
  replace: 6,
  check: 7,
  linear: 8,
  distance: 9,
  quadratic: 10,
  kernel: 11,
  nearest: 12,
  trees: 13,
  leaves: 14,
  reduce: 15,
  softmax: 16,
  "log-sum-exp": 17,
  normalise: 18,
  codes: 19,
  bins: 20,
  "one-hot": 21,
  lookup: 22,
  polynomial: 23,
  interpolate: 24,
  "weighted-median": 25,
  votes: 26,
  coupling: 27,
  constant: 28
};
var UNARY = {
  negate: 0,
  absolute: 1,
  square: 2,
  sqrt: 3,
  reciprocal: 4,
  exp: 5,
  expm1: 6,
  log: 7,
  log1p: 8,
  log2: 9,
  log10: 10,
  tanh: 11,
  sigmoid: 12,
  sublinear: 13,
  relu: 14,
  sign: 15,
  floor: 16,
  ceil: 17,
  round: 18,
  float32: 19,
  isNaN: 20
};
var BINARY = {
  add: 0,
  subtract: 1,
  multiply: 2,
  divide: 3,
  min: 4,
  max: 5,
  le: 6,
  lt: 7,
  equal: 8
};
var CHECKS = {
  finite: 0,
  "not-infinite": 1,
  "non-negative": 2,
  float32: 3
};
var METRICS = {
  euclidean: 0,
  "squared-euclidean": 1,
  manhattan: 2,
  chebyshev: 3,
  minkowski: 4,
  cosine: 5
};
var KERNELS = { linear: 0, polynomial: 1, rbf: 2, sigmoid: 3 };
var REDUCES = {
  sum: 0,
  mean: 1,
  min: 2,
  max: 3,
  argmax: 4,
  argmin: 5
};
var NORMS = { l1: 0, l2: 1, max: 2, sum: 3 };

// wasm-models/backends/wasm/tables.ts
function writeCategories(blob, categories) {
  const rows = categories.map((given) => {
    const order = Array.from(given, (_, index) => index).toSorted((a, b) => compare(given[a], given[b]));
    const kept = order.filter((index, at) => at === 0 || !Object.is(given[order[at - 1]] + 0, given[index] + 0));
    const numbers = kept.map((index) => given[index]);
    return [blob.f64(numbers), blob.f64(kept), kept.length, Number.isNaN(numbers.at(-1)) ? 1 : 0];
  });
  return blob.u32(rows.flat());
}
function writeIntervals(blob, edges) {
  return blob.u32(edges.flatMap((given) => [blob.f64(given), given.length, 0, 0]));
}
function writeLines(blob, xs, ys) {
  return blob.u32(xs.flatMap((given, column) => [blob.f64(given), blob.f64(ys[column]), given.length, 0]));
}
function writeTerms(blob, terms) {
  return blob.u32(terms.flatMap((term) => [term.length, ...term]));
}
function compare(a, b) {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  return Number.isNaN(b) ? -1 : a - b;
}

// wasm-models/backends/wasm/forest-form.ts
var MANY_NODES = 6e4;
var MAX_WAY = 65535;
var MAX_NARROW_LEAVES = 8388608;
var MAX_NARROW_SLOTS = 16384;
var MAX_PACKED = 256;
function chooseForm(forest2, slots, laid) {
  const packable = laid.longest * 4 <= MAX_WAY && slots.count < MAX_PACKED && slots.fills.every((fill) => fill.thresholds.length < MAX_PACKED);
  if (packable && (forest2.compared === "f64" || laid.nodes.length > MANY_NODES))
    return { nodes: "packed", binned: true };
  if (laid.longest * 8 <= MAX_WAY && slots.count < MAX_NARROW_SLOTS && leafCount(forest2) <= MAX_NARROW_LEAVES) {
    return { nodes: "narrow", binned: forest2.compared === "f64" };
  }
  return { nodes: "wide", binned: false };
}

// wasm-models/backends/wasm/float-neighbours.ts
var view = new DataView(new ArrayBuffer(8));
function below(x) {
  if (Number.isNaN(x) || x === -Infinity) return x;
  if (x === 0) return -Number.MIN_VALUE;
  view.setFloat64(0, x);
  const bits = view.getBigInt64(0);
  view.setBigInt64(0, x > 0 ? bits - 1n : bits + 1n);
  return view.getFloat64(0);
}
function floor32(x) {
  const rounded = Math.fround(x);
  return rounded > x ? below32(rounded) : rounded;
}
function below32(x) {
  if (Number.isNaN(x) || x === -Infinity) return x;
  if (x === 0) return -1401298464324817e-60;
  view.setFloat32(0, x);
  const bits = view.getInt32(0);
  view.setInt32(0, x > 0 ? bits - 1 : bits + 1);
  return view.getFloat32(0);
}
function largestBelow(threshold, precision) {
  if (precision === "f64") return below(threshold);
  const floor = floor32(threshold);
  return floor === threshold ? below32(floor) : floor;
}

// wasm-models/backends/wasm/slots.ts
function findSlots(forest2) {
  const nodes = forest2.left.length;
  const slotOf = new Int32Array(nodes);
  const fillOf = new Int32Array(nodes).fill(-1);
  const limitOf = new Float64Array(nodes);
  const drafts = [];
  const known = /* @__PURE__ */ new Map();
  let count = 1;
  for (let node = 0; node < nodes; node++) {
    if (forest2.left[node] < 0) continue;
    const flags = forest2.flags[node];
    const key = keyOf(forest2, node);
    let index = known.get(key);
    if (index === void 0) known.set(key, index = drafts.push(draftOf(forest2, node)) - 1);
    const draft = drafts[index];
    fillOf[node] = index;
    draft.nodes++;
    const left = draft.kind === "set" || draft.kind === "as-zero" || goesLeft(flags);
    if (left && draft.left < 0) draft.left = count++;
    if (!left && draft.right < 0) draft.right = count++;
    slotOf[node] = left ? draft.left : draft.right;
    if (draft.kind !== "set") limitOf[node] = limit(forest2, forest2.threshold[node]);
  }
  const thresholds = collect(drafts, fillOf, limitOf);
  const fills = drafts.map((draft, index) => ({ ...draft, thresholds: thresholds[index] }));
  return { fills, count, slotOf, limitOf, fillOf };
}
function keyOf({ flags, feature, threshold }, node) {
  const rules = flags[node];
  const column = feature[node] * 64;
  if ((rules & CATEGORICAL) === 0) return column + (rules & MISSING_BITS);
  return (threshold[node] + 1) * 2 ** 32 + column + (rules & 31);
}
function goesLeft(flags) {
  return (flags & DEFAULT_LEFT) !== 0 && (flags & MISSING_BITS) !== MISSING.compared;
}
function draftOf(forest2, node) {
  const flags = forest2.flags[node];
  const rule = flags & MISSING_BITS;
  const draft = { column: forest2.feature[node], left: -1, right: -1, nodes: 0 };
  if ((flags & CATEGORICAL) !== 0) {
    const missing = rule === MISSING.compared ? "no-member" : goesLeft(flags) ? "left" : "right";
    const membersRight = (flags & MEMBERS_RIGHT) !== 0;
    return { ...draft, kind: "set", set: forest2.threshold[node], membersRight, missing };
  }
  const kind = rule === MISSING.asZero ? "as-zero" : rule === MISSING.zero ? "zero" : "nan";
  return { ...draft, kind, set: -1, membersRight: false, missing: "no-member" };
}
function limit(forest2, threshold) {
  if (forest2.comparison === "lt") return largestBelow(threshold, forest2.compared);
  return forest2.compared === "f32" ? floor32(threshold) : threshold;
}
function collect(drafts, fillOf, limitOf) {
  const all2 = drafts.map(({ kind, nodes }) => new Float64Array(kind === "set" ? 0 : nodes));
  const ends = new Int32Array(drafts.length);
  for (let node = 0; node < fillOf.length; node++) {
    const index = fillOf[node];
    if (index >= 0 && drafts[index].kind !== "set") all2[index][ends[index]++] = limitOf[node];
  }
  return all2.map(distinct);
}
function distinct(values) {
  values.sort();
  let end = 0;
  for (const value of values) if (end === 0 || values[end - 1] !== value) values[end++] = value;
  return values.subarray(0, end);
}

// wasm-models/backends/wasm/tree-nodes.ts
function layNodes(forest2, order) {
  const nodes = new Int32Array(forest2.left.length);
  const deltas = new Int32Array(forest2.left.length);
  const first = new Int32Array(order.length);
  const depth = new Int32Array(order.length);
  let end = 0;
  let longest = 1;
  for (let tree = 0; tree < order.length; tree++) {
    let at = end;
    first[tree] = at;
    nodes[end++] = forest2.roots[order[tree]];
    for (let level = end; at < end; at++) {
      if (at === level) {
        depth[tree]++;
        level = end;
      }
      const node = nodes[at];
      if (forest2.left[node] < 0) {
        deltas[at] = 1;
        continue;
      }
      nodes[end++] = forest2.left[node];
      nodes[end++] = forest2.right[node];
      deltas[at] = end - 1 - at;
      if (deltas[at] > longest) longest = deltas[at];
    }
  }
  return { nodes: nodes.subarray(0, end), deltas: deltas.subarray(0, end), first, depth, longest };
}

// wasm-models/backends/wasm/write-forest.ts
var HEADER_BYTES = 80;
var FILL_BYTES = 32;
var RUN_BYTES = 16384;
var LANES = 8;
var FORMS = { narrow: 0, packed: 1, wide: 2 };
var NODE_BYTES = { narrow: 8, packed: 4, wide: 16 };
var SLOT_BYTES = { narrow: 4, packed: 1, wide: 8 };
var SUM_F32 = 1;
var VALUE_IN_NODE = 2;
var BINNED = 4;
var ROUND_F32 = 8;
var HAS_LINEAR = 16;
var KINDS = { nan: 0, "as-zero": 1, zero: 2, set: 8 };
var MEMBERS_RIGHT2 = 16;
var NAN_LEFT = 32;
var NAN_RIGHT = 64;
function writeForest(blob, forest2, wanted) {
  const order = Array.from(forest2.roots, (_, tree) => tree);
  if (wanted === "values" && forest2.arity === 1) order.sort((a, b) => forest2.targets[a] - forest2.targets[b] || a - b);
  const slots = findSlots(forest2);
  const laid = layNodes(forest2, order);
  const form = chooseForm(forest2, slots, laid);
  const inNode = wanted === "values" && form.nodes === "narrow" && holdsValues(forest2);
  const slotsBytes = (slots.count + 1) * SLOT_BYTES[form.nodes] + 7 & -8;
  const address = blob.reserve(HEADER_BYTES);
  const walked = orderByDepth(laid);
  const words3 = [
    FORMS[form.nodes],
    order.length,
    slotsBytes,
    writeFills(blob, forest2, slots, form),
    slots.fills.length,
    writeNodes(blob, forest2, slots, laid, form, inNode),
    writeTable(blob, laid, form),
    ...writeEights(blob, laid, form, walked),
    ...writeRuns(blob, forest2, laid, form, order),
    blob.f64(forest2.values),
    form.nodes === "packed" ? blob.u32(Array.from(laid.nodes, (node) => leafOf(forest2, node))) : 0,
    forest2.arity,
    flagsOf(forest2, form, inNode),
    forest2.linear === void 0 ? 0 : writeLinear(blob, forest2.linear),
    writePositions(blob, order.length, walked)
  ];
  for (let index = 0; index < words3.length; index++) blob.setU32(address + index * 4, words3[index]);
  return { address, groupBytes: slotsBytes * LANES, trees: order.length };
}
function holdsValues(forest2) {
  if (forest2.summed !== "f32" || forest2.arity !== 1 || forest2.linear !== void 0) return false;
  return forest2.values.every((value) => Math.fround(value) === value);
}
function leafOf(forest2, node) {
  return forest2.left[node] < 0 ? -1 - forest2.left[node] : 0;
}
function flagsOf(forest2, form, inNode) {
  let flags = forest2.summed === "f32" ? SUM_F32 : 0;
  if (inNode) flags |= VALUE_IN_NODE;
  if (form.binned) flags |= BINNED;
  if (forest2.compared === "f32") flags |= ROUND_F32;
  return forest2.linear === void 0 ? flags : flags | HAS_LINEAR;
}
function writeFills(blob, forest2, slots, form) {
  const tables = slots.fills.map((fill) => writeTableOf(blob, forest2, fill, form));
  const address = blob.reserve(slots.fills.length * FILL_BYTES);
  const place2 = (slot) => (slot < 0 ? slots.count : slot) * SLOT_BYTES[form.nodes];
  slots.fills.forEach((fill, index) => {
    const { table, length } = tables[index];
    const sides = [place2(fill.left), place2(fill.right)];
    const words3 = [kindOf(fill), fill.column * 8, ...sides, table, length, fill.thresholds.length];
    words3.forEach((word, at) => blob.setU32(address + index * FILL_BYTES + at * 4, word));
  });
  return address;
}
function kindOf(fill) {
  if (fill.kind !== "set") return KINDS[fill.kind];
  const missing = fill.missing === "left" ? NAN_LEFT : fill.missing === "right" ? NAN_RIGHT : 0;
  return KINDS.set | missing | (fill.membersRight ? MEMBERS_RIGHT2 : 0);
}
function writeTableOf(blob, { sets, setStart }, fill, form) {
  if (fill.kind === "set") {
    const bits = sets.subarray(setStart[fill.set], setStart[fill.set + 1]);
    return { table: blob.u32(bits), length: bits.length };
  }
  if (!form.binned) return { table: 0, length: 0 };
  let half = 1;
  while (half * 2 - 1 < fill.thresholds.length) half *= 2;
  const padded = new Float64Array(half * 2 - 1).fill(Infinity);
  padded.set(fill.thresholds);
  return { table: blob.f64(padded), length: half * 8 };
}
function writeNodes(blob, forest2, slots, laid, form, inNode) {
  const size = NODE_BYTES[form.nodes];
  const address = blob.reserve(laid.nodes.length * size);
  for (let place2 = 0, at = address; place2 < laid.nodes.length; place2++, at += size) {
    const node = laid.nodes[place2];
    const leaf = forest2.left[node] < 0;
    const slot = slots.slotOf[node];
    const right = laid.deltas[place2] * size;
    let limit2 = slots.limitOf[node];
    if (form.binned && !leaf) limit2 = rankOf(limit2, slots.fills[slots.fillOf[node]].thresholds);
    if (form.nodes === "packed") {
      blob.setU8(at, slot);
      blob.setU8(at + 1, leaf ? 0 : limit2);
      blob.setU16(at + 2, right);
    } else if (form.nodes === "narrow") {
      if (!leaf) blob.setF32(at, limit2);
      else if (inNode) blob.setF32(at, forest2.values[leafOf(forest2, node)]);
      else blob.setU32(at, 1065353216 + leafOf(forest2, node));
      blob.setU16(at + 4, slot * SLOT_BYTES.narrow);
      blob.setU16(at + 6, right);
    } else {
      if (!leaf) blob.setF64(at, limit2);
      else {
        blob.setU32(at, leafOf(forest2, node));
        blob.setU32(at + 4, 1072693248);
      }
      blob.setU32(at + 8, slot * SLOT_BYTES.wide);
      blob.setU32(at + 12, right);
    }
  }
  return address;
}
function rankOf(value, ascending2) {
  let low = 0;
  let high = ascending2.length;
  while (low < high) {
    const middle = low + high >> 1;
    if (ascending2[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
function writeTable(blob, { first, depth }, { nodes }) {
  const words3 = new Uint32Array(first.length * 2);
  for (let tree = 0; tree < first.length; tree++) {
    words3[tree * 2] = first[tree] * NODE_BYTES[nodes];
    words3[tree * 2 + 1] = depth[tree];
  }
  return blob.u32(words3);
}
function orderByDepth({ depth }) {
  const order = Array.from(depth, (_, tree) => tree);
  order.sort((a, b) => depth[a] - depth[b] || a - b);
  while (order.length % LANES !== 0) order.push(order.at(-1));
  return order;
}
function writeEights(blob, { first, depth }, { nodes }, walked) {
  const words3 = [];
  for (let at = 0; at < walked.length; at += LANES) {
    words3.push(depth[walked[at + LANES - 1]]);
    for (let lane = 0; lane < LANES; lane++) words3.push(first[walked[at + lane]] * NODE_BYTES[nodes]);
  }
  return [blob.u32(words3), walked.length / LANES];
}
function writePositions(blob, trees, walked) {
  const positions = new Uint32Array(trees);
  walked.forEach((tree, at) => positions[tree] = at * 4);
  return blob.u32(positions);
}
function writeRuns(blob, forest2, { first, nodes }, form, order) {
  const words3 = [];
  const limit2 = RUN_BYTES / NODE_BYTES[form.nodes];
  for (let tree = 0; tree < order.length; ) {
    const target = forest2.targets[order[tree]];
    let end = tree + 1;
    while (end < order.length && forest2.targets[order[end]] === target && (first[end + 1] ?? nodes.length) - first[tree] <= limit2)
      end++;
    words3.push(tree, end - tree, target);
    tree = end;
  }
  return [blob.u32(words3), words3.length / 3];
}
function writeLinear(blob, { constant, start, feature, weight }) {
  return blob.u32([blob.f64(constant), blob.u32(start), blob.u32(feature), blob.f64(weight)]);
}

// wasm-models/backends/wasm/instructions.ts
var CALLER = 4294967295;
var LANES2 = 8;
function emit(emission, value) {
  const { program, places, widths, boundary } = emission;
  const op = program.ops[value];
  switch (op.kind) {
    case "numbers":
      return columnsOf(
        emission,
        value,
        op.features.map((feature) => boundary.numbers.indexOf(feature))
      );
    case "category":
    case "terms": {
      const { column, columns } = boundary.texts.find((text) => text.value === value);
      return columnsOf(
        emission,
        value,
        Array.from({ length: columns }, (_, at) => column + at)
      );
    }
    case "concat": {
      const out = place(emission, value);
      let at = 0;
      return op.inputs.map((input) => {
        const words3 = [OPCODES.copy, out, widths[value], places.get(input), widths[input], 0, 0, 0, 0, at];
        at += widths[input];
        return { words: words3, refuses: false };
      });
    }
    case "check": {
      const input = places.get(op.input);
      places.set(value, input);
      const words3 = [OPCODES.check, 0, widths[value], input, widths[value], 0, 0, 0, 0, CHECKS[op.allowed]];
      return [{ words: words3, refuses: true }];
    }
    case "binary":
      return [binary(emission, value, op)];
    default: {
      let known = emission.shared.get(value);
      if (known === void 0) emission.shared.set(value, known = constantsOf(emission, op));
      return [plain(emission, value, op, known)];
    }
  }
}
function place({ arena, places, widths, tile }, value) {
  const at = arena.take(widths[value] * 8 * tile);
  places.set(value, at);
  return at;
}
function columnsOf(emission, value, columns) {
  const width = emission.boundary.columns;
  if (columns.length === width && columns.every((column, at) => column === at)) {
    emission.places.set(value, CALLER);
    return [];
  }
  const out = place(emission, value);
  const words3 = [OPCODES.select, out, columns.length, CALLER, width, 0, 0, emission.blob.u32(columns)];
  return [{ words: words3, refuses: false }];
}
function binary(emission, value, op) {
  const { program, places, widths, blob } = emission;
  const code = BINARY[op.function];
  const right = program.ops[op.right];
  const left = program.ops[op.left];
  const columns = widths[value];
  const constant = right.kind === "constant" ? right : left.kind === "constant" ? left : void 0;
  if (constant === void 0 || right.kind === "constant" && left.kind === "constant") {
    const from2 = [
      materialised(emission, op.left),
      widths[op.left],
      materialised(emission, op.right),
      widths[op.right]
    ];
    return { words: [OPCODES.binary, place(emission, value), columns, ...from2, 0, 0, code], refuses: false };
  }
  const other = constant === right ? op.left : op.right;
  const from = [places.get(other), widths[other], 0, 0, blob.f64(constant.row), 0];
  const side = constant === right ? 0 : 1;
  const words3 = [OPCODES.binaryRow, place(emission, value), columns, ...from, code, side, constant.row.length];
  return { words: words3, refuses: false };
}
function materialised({ places }, value) {
  const at = places.get(value);
  if (at === void 0) throw new RangeError(`Value ${value} is not there`);
  return at;
}
function plain(emission, value, op, known) {
  const { places, widths, arena } = emission;
  const input = "input" in op ? op.input : op.kind === "nearest" ? op.distances : void 0;
  const from = input === void 0 ? [0, 0] : [places.get(input), widths[input]];
  const out = place(emission, value);
  const scratch = known.scratch === void 0 ? 0 : arena.take(known.scratch);
  if (known.scratch !== void 0) arena.free(scratch);
  const { a = 0, b = 0, c = 0, d = 0, e = 0, p = 0, q = 0 } = known;
  const words3 = [OPCODES[op.kind], out, widths[value], ...from, scratch, 0, a, b, c, d, e];
  return { words: words3, p, q, refuses: op.kind === "codes" && op.unknown === "refuse" || op.kind === "lookup" };
}
function constantsOf({ blob, tile }, op) {
  switch (op.kind) {
    case "constant":
      return { a: blob.f64(op.row) };
    case "select":
      return { a: blob.u32(op.columns) };
    case "unary":
      return { c: UNARY[op.function] };
    case "replace":
      return { a: blob.f64(op.row), p: op.match };
    case "linear":
      return { a: blob.f64(op.weights), b: blob.f64(op.bias) };
    case "distance":
      return { a: blob.f64(op.points), c: METRICS[op.metric], p: op.power ?? 2 };
    case "quadratic":
      return { a: blob.f64(op.centres), b: blob.f64(op.weights), c: blob.f64(op.bias) };
    case "kernel":
      return { a: blob.f64(op.vectors), c: KERNELS[op.function], d: op.degree, p: op.gamma, q: op.constant };
    case "nearest":
      return { a: blob.f64(op.targets), c: op.k, d: op.weights === "distance" ? 1 : 0, scratch: op.k * 4 };
    case "trees": {
      const base = blob.f64(op.base);
      return { ...forest(blob, tile, op, "values"), b: base };
    }
    case "leaves":
      return forest(blob, tile, op, "leaves");
    case "reduce":
      return { c: REDUCES[op.function] };
    case "normalise":
      return { c: NORMS[op.norm], p: op.tiny ?? 0 };
    case "codes":
      return {
        a: writeCategories(blob, op.categories),
        c: op.unknown === "refuse" ? 1 : 0,
        p: op.unknown === "refuse" ? NaN : op.unknown
      };
    case "bins":
      return { a: writeIntervals(blob, op.edges) };
    case "one-hot":
      return { a: blob.u32(op.sizes) };
    case "lookup":
      return { a: blob.f64(op.table), c: op.table.length / op.columns };
    case "polynomial":
      return { a: writeTerms(blob, op.terms) };
    case "interpolate":
      return { a: writeLines(blob, op.xs, op.ys) };
    case "weighted-median":
      return { a: blob.f64(op.weights), scratch: op.weights.length * 4 };
    case "coupling":
      return { scratch: (op.classes * op.classes + op.classes) * 8 };
    default:
      return {};
  }
}
function forest(blob, tile, op, wanted) {
  const { address, groupBytes, trees } = writeForest(blob, op.forest, wanted);
  const slotBytes = Math.ceil(tile / LANES2) * groupBytes + 15 & -16;
  return { a: address, c: slotBytes, scratch: slotBytes + (trees + LANES2) * 4 };
}

// wasm-models/ir/needed.ts
function operandsOf(op) {
  switch (op.kind) {
    case "numbers":
    case "category":
    case "terms":
    case "constant":
      return [];
    case "concat":
      return op.inputs;
    case "binary":
      return [op.left, op.right];
    case "nearest":
      return [op.distances];
    default:
      return [op.input];
  }
}
function neededBy(program, wanted) {
  const needed = new Set(wanted);
  for (let value = program.ops.length - 1; value >= 0; value--) {
    if (needed.has(value)) for (const operand of operandsOf(program.ops[value])) needed.add(operand);
  }
  return [...needed].toSorted((a, b) => a - b);
}

// wasm-models/backends/wasm/blob.ts
var MAGIC = 827148378;
var VERSION = 1;
var HEADER_BYTES2 = 32;
var OUTPUT_BYTES = 16;
var INSTRUCTION_BYTES = 64;
var MAX_TILE = 128;
var ARENA_GOAL = 524288;
function compileBlob(program) {
  const widths = widthsOf(program.ops);
  const boundary = boundaryOf(program);
  const blob = new BlobWriter();
  blob.reserve(HEADER_BYTES2);
  const table = blob.reserve(program.outputs.length * OUTPUT_BYTES);
  const tile = tileOf(program, widths);
  const shared2 = /* @__PURE__ */ new Map();
  const refusals = [];
  let arenaBytes = 0;
  program.outputs.forEach((output, index) => {
    const arena = new Arena();
    const needed = neededBy(program, [output.value]);
    const lastUse = lastUses(program, needed, output.value);
    const places = /* @__PURE__ */ new Map();
    const words3 = [];
    const folded = foldedConstants(program, needed, output.value);
    for (const value of needed) {
      if (folded.has(value)) continue;
      const emitted = emit({ blob, program, widths, boundary, tile, arena, places, shared: shared2 }, value);
      for (const one of emitted) {
        if (one.refuses) refusals.push({ output: index, instruction: words3.length, op: program.ops[value] });
        words3.push(one);
      }
      for (const [done, last] of lastUse) {
        const at = places.get(done);
        if (last === value && at !== void 0 && at !== CALLER) arena.free(at);
      }
    }
    const first = blob.reserve(words3.length * INSTRUCTION_BYTES);
    words3.forEach((one, at) => writeInstruction(blob, first + at * INSTRUCTION_BYTES, one));
    const row = [first, words3.length, places.get(output.value), widths[output.value]];
    row.forEach((word, at) => blob.setU32(table + index * OUTPUT_BYTES + at * 4, word));
    arenaBytes = Math.max(arenaBytes, arena.size);
  });
  const header = [MAGIC, blob.length, VERSION, boundary.columns, tile, arenaBytes, program.outputs.length, table];
  header.forEach((word, at) => blob.setU32(at * 4, word));
  const outputs = program.outputs.map((output) => ({ ...output, columns: widths[output.value] }));
  return { bytes: blob.finish(), boundary, outputs, arenaBytes, refusals };
}
function writeInstruction(blob, address, { words: words3, p = 0, q = 0 }) {
  words3.forEach((word, at) => blob.setU32(address + at * 4, word));
  blob.setF64(address + 48, p);
  blob.setF64(address + 56, q);
}
function rootOf({ ops }, value) {
  let op = ops[value];
  while (op.kind === "check") op = ops[value = op.input];
  return value;
}
function lastUses(program, needed, output) {
  const last = /* @__PURE__ */ new Map();
  for (const value of needed) {
    for (const operand of operandsOf(program.ops[value])) last.set(rootOf(program, operand), value);
  }
  last.delete(rootOf(program, output));
  return last;
}
function foldedConstants(program, needed, output) {
  const isConstant = (value) => program.ops[value].kind === "constant";
  const folded = new Set(needed.filter((value) => isConstant(value) && value !== output));
  for (const value of needed) {
    const op = program.ops[value];
    if (op.kind === "binary" && isConstant(op.left) !== isConstant(op.right)) continue;
    for (const operand of operandsOf(op)) folded.delete(operand);
  }
  return folded;
}
function tileOf(program, widths) {
  const widest = program.ops.reduce(
    (most, op, value) => Math.max(most, widths[value] * (op.kind === "trees" ? 4 : 1)),
    1
  );
  let tile = MAX_TILE;
  while (tile > 1 && widest * 8 * tile > ARENA_GOAL) tile >>= 1;
  return tile;
}

// runtime/errors.ts
var BAD_DATA = "MICROSERVICE_BAD_DATA";
var INTERNAL = "MICROSERVICE_INTERNAL_ERROR";
var ERROR_CODES = {
  INVALID_ARGUMENT: { http: 400, grpc: 3, reason: BAD_DATA },
  UNAUTHENTICATED: { http: 401, grpc: 16, reason: BAD_DATA },
  PERMISSION_DENIED: { http: 403, grpc: 7, reason: BAD_DATA },
  NOT_FOUND: { http: 404, grpc: 5, reason: BAD_DATA },
  METHOD_NOT_ALLOWED: { http: 405, grpc: 12, reason: BAD_DATA },
  PAYLOAD_TOO_LARGE: { http: 413, grpc: 8, reason: BAD_DATA },
  CANCELLED: { http: 499, grpc: 1, reason: INTERNAL },
  INTERNAL: { http: 500, grpc: 13, reason: INTERNAL },
  BAD_METRIC: { http: 500, grpc: 13, reason: "MICROSERVICE_BAD_METRIC" },
  BAD_METADATA: { http: 500, grpc: 13, reason: "MICROSERVICE_BAD_METADATA" },
  UNIMPLEMENTED: { http: 501, grpc: 12, reason: INTERNAL },
  UNAVAILABLE: { http: 503, grpc: 14, reason: INTERNAL },
  RESOURCE_EXHAUSTED: { http: 503, grpc: 8, reason: INTERNAL },
  DEADLINE_EXCEEDED: { http: 504, grpc: 4, reason: INTERNAL }
};
var BRAND = "zerohop.InferenceError";
var InferenceError = class _InferenceError extends Error {
  code;
  unit;
  reply;
  brand = BRAND;
  constructor(code, message, options = {}) {
    super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
    this.name = "InferenceError";
    this.code = code;
    this.unit = options.unit;
    this.reply = options.reply;
  }
  /** HTTP status of the answer to the client. */
  get httpStatus() {
    return this.reply?.status ?? ERROR_CODES[this.code].http;
  }
  /** Recognises an InferenceError structurally, also across two copies of the package. */
  static is(error) {
    return error instanceof Error && error.brand === BRAND;
  }
  /** Turns anything that was thrown into an InferenceError; an unknown one becomes INTERNAL. */
  static from(error, unit) {
    if (_InferenceError.is(error)) return error.unit === void 0 ? error.at(unit) : error;
    if (isAbort(error)) return new _InferenceError("CANCELLED", "The request was cancelled", { unit, cause: error });
    const text = error instanceof Error ? error.message : String(error);
    return new _InferenceError("INTERNAL", text, { unit, cause: error });
  }
  /** The same error with the unit that raised it in front of its message. */
  at(unit) {
    if (unit === void 0) return this;
    const message = `Unit "${unit}": ${this.message}`;
    return new _InferenceError(this.code, message, { unit, reply: this.reply, cause: this.cause ?? this });
  }
};
function invalid(message, options) {
  throw new InferenceError("INVALID_ARGUMENT", message, options);
}
function isAbort(error) {
  return error instanceof Error && error.name === "AbortError";
}

// wasm-models/text/accents.ts
var ASCII = /^[\u0000-\u007f]*$/;
var NOT_ASCII = /[^\u0000-\u007f]+/g;
var MARKS = /\p{M}/gu;
var LOWEST = "\u0334";
var HIGHEST = "\u0345";
function isCombining(mark) {
  if (mark === LOWEST || mark === HIGHEST) return true;
  const isSorted = (marks) => marks.normalize("NFD") === marks;
  return !isSorted(mark + LOWEST) || !isSorted(HIGHEST + mark);
}
function stripAccents(text, accents) {
  if (ASCII.test(text)) return text;
  const decomposed = text.normalize("NFKD");
  if (accents === "ascii") return decomposed.replace(NOT_ASCII, "");
  return decomposed.replace(MARKS, (mark) => isCombining(mark) ? "" : mark);
}

// wasm-models/text/characters.ts
var WORD = /[\p{L}\p{N}_]/u;
var DIGIT = /\p{Nd}/u;
var isWord = (code) => WORD.test(String.fromCodePoint(code));
var isDigit = (code) => DIGIT.test(String.fromCodePoint(code));
var isSpace = (code) => code < 128 ? code >= 9 && code <= 13 || code >= 28 && code <= 32 : code === 133 || code === 160 || code === 5760 || code >= 8192 && code <= 8202 || code === 8232 || code === 8233 || code === 8239 || code === 8287 || code === 12288;
var isAsciiWord = (code) => code < 128 && isWord(code);
var isAsciiDigit = (code) => code >= 48 && code <= 57;
var isAsciiSpace = (code) => code === 32 || code >= 9 && code <= 13;
var UNKNOWN = 0;
var OUT = 1;
var IN = 2;
function remembered(contains) {
  const ascii = Uint8Array.from({ length: 128 }, (_, code) => contains(code) ? IN : OUT);
  let others;
  return (code) => {
    if (code < 128) return ascii[code] === IN;
    if (code > 65535) return contains(code);
    others ??= new Uint8Array(65536);
    if (others[code] === UNKNOWN) others[code] = contains(code) ? IN : OUT;
    return others[code] === IN;
  };
}
var SURROGATE = /[\ud800-\udfff]/;
var Characters = class {
  length;
  #text;
  /** Undefined when no code point takes two halves. */
  #points;
  constructor(text) {
    this.#text = text;
    this.#points = SURROGATE.test(text) ? Array.from(text) : void 0;
    this.length = this.#points?.length ?? text.length;
  }
  at(index) {
    return this.#points === void 0 ? this.#text.charCodeAt(index) : this.#points[index].codePointAt(0);
  }
  slice(from, to) {
    return this.#points === void 0 ? this.#text.slice(from, to) : this.#points.slice(from, to).join("");
  }
};

// wasm-models/text/ngrams.ts
function wordRuns(words3, [shortest, longest], found) {
  if (longest === 1) return words3.forEach((word) => found(word));
  for (let size = shortest; size <= Math.min(longest, words3.length); size++) {
    for (let at = 0; at + size <= words3.length; at++) {
      let run = words3[at];
      for (let next2 = at + 1; next2 < at + size; next2++) run += ` ${words3[next2]}`;
      found(run);
    }
  }
}
function characterRuns(text, [shortest, longest], found) {
  const characters = new Characters(withSingleSpaces(text));
  for (let size = shortest; size <= Math.min(longest, characters.length); size++) {
    for (let at = 0; at + size <= characters.length; at++) found(characters.slice(at, at + size));
  }
}
function characterRunsInWords(text, [shortest, longest], found) {
  for (const word of words(text)) {
    const characters = new Characters(` ${word} `);
    for (let size = shortest; size <= longest; size++) {
      for (let at = 0; at === 0 || at + size <= characters.length; at++) {
        found(characters.slice(at, Math.min(at + size, characters.length)));
      }
      if (size >= characters.length) break;
    }
  }
}
function withSingleSpaces(text) {
  let result = "";
  let kept = 0;
  for (let at = 0; at < text.length; at++) {
    if (!isSpace(text.charCodeAt(at))) continue;
    let end = at + 1;
    while (end < text.length && isSpace(text.charCodeAt(end))) end++;
    if (end - at > 1) {
      result += `${text.slice(kept, at)} `;
      kept = end;
    }
    at = end;
  }
  return kept === 0 ? text : result + text.slice(kept);
}
function words(text) {
  const result = [];
  let start = -1;
  for (let at = 0; at <= text.length; at++) {
    const isWhite = at === text.length || isSpace(text.charCodeAt(at));
    if (!isWhite && start < 0) start = at;
    else if (isWhite && start >= 0) {
      result.push(text.slice(start, at));
      start = -1;
    }
  }
  return result;
}

// wasm-models/text/pattern-cursor.ts
var CONTROLS = /* @__PURE__ */ new Map([
  ["a", 7],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["v", 11]
]);
var HEX_DIGITS = /* @__PURE__ */ new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8]
]);
var QUANTIFIER = /^\{(\d*)(?:(,)(\d*))?\}/;
var FEW = 3;
var PatternCursor = class {
  #characters;
  /** What \w, \d and \s are. */
  #classes;
  #at = 0;
  constructor(pattern, classes) {
    this.#characters = Array.from(pattern);
    this.#classes = classes;
  }
  /** undefined at the end. */
  peek() {
    return this.#characters[this.#at];
  }
  /** Goes on if this is what comes. */
  take(expected) {
    if (this.peek() !== expected) return false;
    this.#at++;
    return true;
  }
  /** @throws RangeError at the end */
  next() {
    const character = this.#characters[this.#at++];
    if (character === void 0) throw new RangeError("a token pattern that ends too early");
    return character;
  }
  /** How often what was before may come; undefined when no quantifier is here. */
  quantifier() {
    if (this.take("*")) return [0, Infinity];
    if (this.take("+")) return [1, Infinity];
    if (this.take("?")) return [0, 1];
    const [text, low, comma, high] = this.#braces() ?? [];
    if (text === void 0) return void 0;
    this.#at += text.length;
    const least = Number(low);
    if (comma === void 0) return [least, least];
    return [least, high === "" ? Infinity : Number(high)];
  }
  /** A brace that begins no quantifier is a character like any other. */
  #braces() {
    if (this.peek() !== "{") return void 0;
    const found = QUANTIFIER.exec(this.#characters.slice(this.#at, this.#at + 24).join(""));
    return found === null || found[0] === "{}" ? void 0 : found;
  }
  hasQuantifier() {
    const next2 = this.peek();
    return next2 === "*" || next2 === "+" || next2 === "?" || this.#braces() !== void 0;
  }
  /** A class by its letter, such as w or W. */
  classOf(letter) {
    const positive = this.#classes.get(letter.toLowerCase());
    if (positive === void 0 || letter === letter.toLowerCase()) return positive;
    return (code) => !positive(code);
  }
  /** The character that a letter after \ stands for. @throws RangeError for references and the like */
  codeOf(letter) {
    const control = CONTROLS.get(letter);
    if (control !== void 0) return control;
    const digits = HEX_DIGITS.get(letter);
    if (digits !== void 0) {
      const text = Array.from({ length: digits }, () => this.next()).join("");
      const code = /^[0-9a-fA-F]+$/.test(text) ? Number.parseInt(text, 16) : NaN;
      if (!(code <= 1114111)) throw new RangeError(`\\${letter} without ${digits} hexadecimal digits`);
      return code;
    }
    if (/[a-zA-Z0-9]/.test(letter)) throw new RangeError(`\\${letter} in a token pattern`);
    return letter.codePointAt(0);
  }
  /** What stands in brackets; the opening one is behind. */
  set() {
    const isNegated = this.take("^");
    const members = [];
    for (let first = true; first || this.peek() !== "]"; first = false) members.push(this.#members());
    this.#at++;
    const contains = (code) => members.some((has) => has(code)) !== isNegated;
    return members.length > FEW ? remembered(contains) : contains;
  }
  /** One character, a range or a class. */
  #members() {
    const low = this.#member();
    if (typeof low !== "number") return low;
    if (this.peek() !== "-" || this.#characters[this.#at + 1] === "]") return (code) => code === low;
    this.#at++;
    const high = this.#member();
    if (typeof high !== "number" || high < low) throw new RangeError("a set in a token pattern with a bad range");
    return (code) => code >= low && code <= high;
  }
  #member() {
    const character = this.next();
    if (character !== "\\") return character.codePointAt(0);
    const letter = this.next();
    if (letter === "b") return 8;
    return this.classOf(letter) ?? this.codeOf(letter);
  }
};

// wasm-models/text/pattern-parser.ts
var MAX_LENGTH = 500;
var MAX_DEPTH = 50;
var MAX_REPEAT = 1e3;
var PLACES = /* @__PURE__ */ new Map([
  ["b", "boundary"],
  ["B", "no-boundary"],
  ["A", "start"],
  ["Z", "end"]
]);
function parsePattern(pattern) {
  if (pattern.length > MAX_LENGTH) throw new RangeError(`a token pattern of ${pattern.length} characters`);
  const flags = /^\(\?([a-zA-Z]+)\)/.exec(pattern)?.[1] ?? "";
  const other = Array.from(flags).find((flag) => flag !== "u" && flag !== "a");
  if (other !== void 0) throw new RangeError(`the flag (?${other}) of a token pattern`);
  const isAscii = flags.includes("a");
  const word = remembered(isAscii ? isAsciiWord : isWord);
  const classes = /* @__PURE__ */ new Map([
    ["w", word],
    ["d", remembered(isAscii ? isAsciiDigit : isDigit)],
    ["s", remembered(isAscii ? isAsciiSpace : isSpace)]
  ]);
  const rest = pattern.slice(flags === "" ? 0 : flags.length + 3);
  const parser = new Parser(new PatternCursor(rest, classes));
  return { root: parser.whole(), groups: parser.groups, isWord: word };
}
var Parser = class {
  #cursor;
  #depth = 0;
  groups = 0;
  constructor(cursor) {
    this.#cursor = cursor;
  }
  whole() {
    const root = this.#either();
    if (this.#cursor.peek() !== void 0) throw new RangeError("a token pattern with a ) too many");
    return root;
  }
  #either() {
    if (++this.#depth > MAX_DEPTH) throw new RangeError(`a token pattern of more than ${MAX_DEPTH} groups in groups`);
    const options = [this.#sequence()];
    while (this.#cursor.take("|")) options.push(this.#sequence());
    this.#depth--;
    return options.length === 1 ? options[0] : { kind: "either", options };
  }
  #sequence() {
    const parts = [];
    for (; ; ) {
      const next2 = this.#cursor.peek();
      if (next2 === void 0 || next2 === "|" || next2 === ")") break;
      parts.push(this.#repeated(this.#atom()));
    }
    return parts.length === 1 ? parts[0] : { kind: "sequence", parts };
  }
  #repeated(what) {
    const range = this.#cursor.quantifier();
    if (range === void 0) return what;
    if (what.kind === "place") throw new RangeError("a repeated place in a token pattern");
    const isLazy = this.#cursor.take("?");
    if (this.#cursor.hasQuantifier()) throw new RangeError("a repetition of a repetition in a token pattern");
    const [least, most] = range;
    if (least > most || (most === Infinity ? least : most) > MAX_REPEAT) {
      throw new RangeError(`a repetition of ${least} to ${most} times in a token pattern`);
    }
    return { kind: "repeat", what, least, most, isLazy };
  }
  #atom() {
    const character = this.#cursor.next();
    switch (character) {
      case "(":
        return this.#group();
      case "[":
        return { kind: "set", contains: this.#cursor.set(), isWordClass: false };
      case "\\":
        return this.#escaped();
      case ".":
        return { kind: "set", contains: (code) => code !== 10, isWordClass: false };
      case "^":
        return { kind: "place", place: "start" };
      case "$":
        return { kind: "place", place: "last-line-end" };
      case "*":
      case "+":
      case "?":
        throw new RangeError(`a token pattern with nothing before ${character}`);
      default:
        return only(character.codePointAt(0));
    }
  }
  #group() {
    let captures = true;
    if (this.#cursor.take("?")) {
      const kind = this.#cursor.next();
      if (kind === "P" && this.#cursor.take("<")) {
        while (this.#cursor.next() !== ">") ;
      } else if (kind === ":") captures = false;
      else throw new RangeError(`a group of the kind (?${kind} in a token pattern`);
    }
    if (captures) this.groups++;
    const inside2 = this.#either();
    if (!this.#cursor.take(")")) throw new RangeError("a token pattern that lacks a )");
    return captures ? { kind: "group", inside: inside2 } : inside2;
  }
  #escaped() {
    const letter = this.#cursor.next();
    const place2 = PLACES.get(letter);
    if (place2 !== void 0) return { kind: "place", place: place2 };
    const contains = this.#cursor.classOf(letter);
    if (contains !== void 0) return { kind: "set", contains, isWordClass: letter === "w" };
    return only(this.#cursor.codeOf(letter));
  }
};
function only(wanted) {
  return { kind: "set", contains: (code) => code === wanted, isWordClass: false };
}

// wasm-models/text/pattern.ts
function leastWidth(pattern) {
  switch (pattern.kind) {
    case "set":
      return 1;
    case "place":
      return 0;
    case "sequence":
      return pattern.parts.reduce((sum, part) => sum + leastWidth(part), 0);
    case "either":
      return Math.min(...pattern.options.map(leastWidth));
    case "group":
      return leastWidth(pattern.inside);
    default:
      return pattern.least * leastWidth(pattern.what);
  }
}

// wasm-models/text/pattern-program.ts
var MAX_INSTRUCTIONS = 500;
var MAX_WRITTEN = 1e4;
function programOf({ root, groups, isWord: isWord2 }) {
  const writer = new Writer();
  writer.write(root);
  writer.add({ kind: "found" });
  return { instructions: writer.instructions, splits: writer.splits, hasGroup: groups === 1, isWord: isWord2 };
}
var Writer = class {
  instructions = [];
  splits = 0;
  #written = 0;
  add(instruction) {
    if (this.instructions.length >= MAX_INSTRUCTIONS) {
      throw new RangeError(`a token pattern of more than ${MAX_INSTRUCTIONS} steps`);
    }
    return this.instructions.push(instruction) - 1;
  }
  write(pattern) {
    if (++this.#written > MAX_WRITTEN) throw new RangeError("a token pattern of too many repetitions");
    switch (pattern.kind) {
      case "set":
        this.add({ kind: "take", contains: pattern.contains });
        break;
      case "place":
        this.add(pattern);
        break;
      case "sequence":
        for (const part of pattern.parts) this.write(part);
        break;
      case "either":
        this.#either(pattern.options);
        break;
      case "group":
        this.add({ kind: "mark", slot: 0 });
        this.write(pattern.inside);
        this.add({ kind: "mark", slot: 1 });
        break;
      default:
        this.#repeat(pattern);
    }
  }
  #either(options) {
    const ends = [];
    options.forEach((option, at) => {
      if (at === options.length - 1) return this.write(option);
      const split2 = this.#split();
      this.write(option);
      const jump = { kind: "jump", to: 0 };
      ends.push(jump);
      this.add(jump);
      split2.second = this.instructions.length;
    });
    for (const jump of ends) jump.to = this.instructions.length;
  }
  #repeat({ what, least, most, isLazy }) {
    for (let copy = 0; copy < least; copy++) this.write(what);
    if (most === Infinity) {
      const split2 = this.#split();
      const start = this.instructions.length - 1;
      this.write(what);
      this.add({ kind: "jump", to: start });
      this.#leave(split2, isLazy);
      return;
    }
    const splits = [];
    for (let copy = least; copy < most; copy++) {
      splits.push(this.#split());
      this.write(what);
    }
    for (const split2 of splits) this.#leave(split2, isLazy);
  }
  /** A split into what follows it. */
  #split() {
    const first = this.instructions.length + 1;
    const split2 = { kind: "split", first, second: 0, index: this.splits++ };
    this.add(split2);
    return split2;
  }
  /** The way out is here; a lazy repetition tries it first. */
  #leave(split2, isLazy) {
    split2.second = this.instructions.length;
    if (isLazy) [split2.first, split2.second] = [split2.second, split2.first];
  }
};

// wasm-models/text/pattern-search.ts
var MAX_STEPS = 67108864;
var NEWLINE = 10;
function searchFor(program) {
  return (text, found) => {
    if (program.instructions.length * text.length > MAX_STEPS)
      invalid(`The text of ${text.length} characters is too long for the token pattern`);
    const failed = new Uint8Array(Math.ceil(program.splits * (text.length + 1) / 8));
    new Run(program, text, failed).all(found);
  };
}
var Run = class {
  #program;
  #text;
  #failed;
  /** Ways not taken yet, two numbers each: instruction (or -1 - slot) and position (or mark to put back). */
  #ways = [];
  #marks = [-1, -1];
  constructor(program, text, failed) {
    this.#program = program;
    this.#text = text;
    this.#failed = failed;
  }
  all(found) {
    const { hasGroup } = this.#program;
    for (let start = 0; start < this.#text.length; ) {
      this.#marks.fill(-1);
      const end = this.#from(start);
      if (end < 0) {
        start++;
        continue;
      }
      if (!hasGroup) found(start, end);
      else found(Math.max(this.#marks[0], 0), Math.max(this.#marks[1], this.#marks[0], 0));
      start = end;
    }
  }
  /** Where the first way ends, -1 when none does. */
  #from(start) {
    const { instructions } = this.#program;
    const ways = this.#ways;
    ways.length = 0;
    let at = 0;
    let position = start;
    for (; ; ) {
      const instruction = instructions[at];
      let goesOn = true;
      if (instruction.kind === "take") {
        goesOn = position < this.#text.length && instruction.contains(this.#text.at(position));
        position++;
        at++;
      } else if (instruction.kind === "split") {
        goesOn = this.#isNew(instruction.index, position);
        if (goesOn) ways.push(instruction.second, position);
        at = instruction.first;
      } else if (instruction.kind === "place") {
        goesOn = this.#isAt(instruction.place, position);
        at++;
      } else if (instruction.kind === "jump") at = instruction.to;
      else if (instruction.kind === "mark") {
        ways.push(-1 - instruction.slot, this.#marks[instruction.slot]);
        this.#marks[instruction.slot] = position;
        at++;
      } else return position;
      while (!goesOn) {
        if (ways.length === 0) return -1;
        position = ways.pop();
        at = ways.pop();
        if (at >= 0) goesOn = true;
        else this.#marks[at === -1 ? 0 : 1] = position;
      }
    }
  }
  /** Whether a split was not yet reached here; then it counts as reached. */
  #isNew(split2, position) {
    const bit = split2 * (this.#text.length + 1) + position;
    const mask = 1 << (bit & 7);
    if ((this.#failed[bit >>> 3] & mask) !== 0) return false;
    this.#failed[bit >>> 3] |= mask;
    return true;
  }
  #isAt(place2, position) {
    const { length } = this.#text;
    if (place2 === "start") return position === 0;
    if (place2 === "end") return position === length;
    if (place2 === "last-line-end") {
      return position === length || position === length - 1 && this.#text.at(position) === NEWLINE;
    }
    const { isWord: isWord2 } = this.#program;
    const before = position > 0 && isWord2(this.#text.at(position - 1));
    const after = position < length && isWord2(this.#text.at(position));
    return before !== after === (place2 === "boundary");
  }
};

// wasm-models/text/tokens.ts
function compileTokens(pattern) {
  const parsed = parsePattern(pattern);
  if (parsed.groups > 1) throw new RangeError(`a token pattern of ${parsed.groups} groups, where one can be meant`);
  if (leastWidth(parsed.root) === 0) throw new RangeError("a token pattern that matches nothing at all");
  const run = runOf(parsed.root);
  if (run !== void 0) {
    const contains = remembered(run.contains);
    return (text) => runs(text, contains, run.least);
  }
  const search2 = searchFor(programOf(parsed));
  return (text) => {
    const tokens = [];
    const characters = new Characters(text);
    search2(characters, (from, to) => tokens.push(characters.slice(from, to)));
    return tokens;
  };
}
function runOf(root) {
  const parts = root.kind === "sequence" ? root.parts : [root];
  const isBoundary = (part) => part?.kind === "place" && part.place === "boundary";
  const from = isBoundary(parts[0]) ? 1 : 0;
  const to = parts.length - (parts.length > 1 && isBoundary(parts.at(-1)) ? 1 : 0);
  const taken = parts.slice(from, to);
  const last = taken.at(-1);
  if (last?.kind !== "repeat" || last.most !== Infinity || last.isLazy || last.what.kind !== "set") return void 0;
  const set = last.what;
  const before = taken.slice(0, -1);
  const isPlain2 = before.length === 0 && to - from === parts.length;
  const isWords = set.isWordClass && before.every((part) => part.kind === "set" && part.isWordClass);
  if (!isPlain2 && !isWords) return void 0;
  return { contains: set.contains, least: before.length + last.least };
}
function runs(text, contains, least) {
  const tokens = [];
  let start = 0;
  let count = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at);
    const next2 = at + (code > 65535 ? 2 : 1);
    if (contains(code)) count++;
    else {
      if (count >= least && count > 0) tokens.push(text.slice(start, at));
      start = next2;
      count = 0;
    }
    at = next2;
  }
  if (count >= least && count > 0) tokens.push(text.slice(start));
  return tokens;
}

// wasm-models/text/analyzer.ts
var MAX_RUN = 100;
function compileAnalyzer(analyzer) {
  const { unit, ngrams, lowercase, accents } = analyzer;
  const [shortest, longest] = ngrams;
  if (!(shortest >= 1 && shortest <= longest && longest <= MAX_RUN)) {
    throw new RangeError(`runs of ${shortest} to ${longest} where 1 to ${MAX_RUN} are possible`);
  }
  const prepare = (text) => {
    const lower = lowercase ? text.toLowerCase() : text;
    return accents === void 0 ? lower : stripAccents(lower, accents);
  };
  if (unit === "char") return (text, found) => characterRuns(prepare(text), ngrams, found);
  if (unit === "char_wb") return (text, found) => characterRunsInWords(prepare(text), ngrams, found);
  const tokenise = compileTokens(analyzer.pattern);
  const stops = new Set(analyzer.stopWords);
  return (text, found) => {
    const tokens = tokenise(prepare(text));
    wordRuns(stops.size === 0 ? tokens : tokens.filter((token) => !stops.has(token)), ngrams, found);
  };
}

// wasm-models/module/rows.ts
var RowFiller = class {
  #layout;
  #texts;
  /** @throws RangeError when texts are taken apart in a way that is not supported */
  constructor(layout) {
    this.#layout = layout;
    this.#texts = layout.texts.map((text) => ({ ...text, write: this.#writerOf(text) }));
  }
  /**
   * @param into gets the row from `at` on, as many numbers as the boundary has columns
   * @throws InferenceError INVALID_ARGUMENT naming the column that is no number, no text or no category
   */
  fill(cells, into, at) {
    const { numbers } = this.#layout;
    for (let column = 0; column < numbers.length; column++) {
      const feature = numbers[column];
      into[at + column] = this.#number(cells(feature), feature);
    }
    for (const { feature, column, write } of this.#texts) write(cells(feature), into, at + column);
  }
  #number(cell, feature) {
    if (typeof cell === "number") return cell;
    if (cell === null) return NaN;
    if (typeof cell === "string") return invalid(`${this.#name(feature)}: expected a number, got text`);
    return Number(cell);
  }
  #name(feature) {
    const name = this.#layout.features[feature]?.name;
    return name === void 0 ? `Column ${feature}` : `Column "${name}"`;
  }
  #writerOf(text) {
    return text.kind === "category" ? this.#categoryWriter(text) : this.#termsWriter(text);
  }
  #categoryWriter(text) {
    const { feature, categories, fill, missing, unknown } = text;
    const indices = new Map(categories.map((category, index) => [category, index]));
    return (cell, into, at) => {
      const name = isMissing(cell) ? fill : String(cell);
      const index = name === void 0 ? missing : indices.get(name);
      if (index !== void 0) into[at] = index;
      else if (unknown !== "refuse") into[at] = unknown ?? NaN;
      else invalid(`${this.#name(feature)}: expected one of ${categories.length} known categories, got another`);
    };
  }
  #termsWriter(text) {
    const { feature, columns, binary: binary2 } = text;
    const analyse = compileAnalyzer(text.analyzer);
    const vocabulary = new Map(text.terms.map((term, column) => [term, column]));
    return (cell, into, at) => {
      if (typeof cell !== "string") {
        invalid(`${this.#name(feature)}: expected a text, got ${cell === null ? "null" : typeof cell}`);
      }
      into.fill(0, at, at + columns);
      analyse(cell, (term) => {
        const column = vocabulary.get(term);
        if (column !== void 0) into[at + column] = binary2 ? 1 : into[at + column] + 1;
      });
    };
  }
};
function isMissing(cell) {
  return cell === null || typeof cell === "number" && Number.isNaN(cell);
}

// wasm-models/module/text-columns.ts
function textColumn({ op, column, columns }) {
  const { feature } = op;
  if (op.kind === "category") {
    const unknown = typeof op.unknown === "number" && Number.isNaN(op.unknown) ? null : op.unknown;
    return {
      kind: "category",
      feature,
      column,
      categories: op.categories,
      ...op.fill === void 0 ? {} : { fill: op.fill },
      ...op.missing === void 0 ? {} : { missing: op.missing },
      unknown
    };
  }
  const terms = Array.from({ length: columns }, () => "");
  for (const [term, at] of op.vocabulary) terms[at] = term;
  return { kind: "terms", feature, column, columns, analyzer: op.analyzer, terms, binary: op.binary };
}

// wasm-models/interpreter/math.ts
var LN2_HIGH = 0.6931471803691238;
var LN2_LOW = 19082149292705877e-26;
var view2 = new DataView(new ArrayBuffer(8));
function power2(k2) {
  view2.setUint32(0, k2 + 1023 << 20);
  view2.setUint32(4, 0);
  return view2.getFloat64(0);
}
function scale(value, k2) {
  if (k2 > 1023) return value * power2(1023) * power2(k2 - 1023);
  if (k2 < -1022) return value * power2(k2 + 1e3) * power2(-1e3);
  return value * power2(k2);
}
function roundEven(x) {
  if (!(Math.abs(x) < 4503599627370496)) return x;
  const sign = x < 0 || Object.is(x, -0) ? -1 : 1;
  return sign * (Math.abs(x) + 4503599627370496 - 4503599627370496);
}
var TAIL = [6227020800, 479001600, 39916800, 3628800, 362880, 40320, 5040, 720, 120, 24, 6];
function tail(r) {
  let sum = 1 / 87178291200;
  for (const factorial of TAIL) sum = sum * r + 1 / factorial;
  sum = sum * r + 0.5;
  return sum * r * r;
}
function exp(x) {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k2 = roundEven(x * Math.LOG2E);
  const high = x - k2 * LN2_HIGH;
  const low = k2 * LN2_LOW;
  const r = high - low;
  const lost = high - r - low;
  return scale(1 + (r + (tail(r) + lost)), k2);
}
function expm1(x) {
  if (Number.isNaN(x) || x === 0) return x;
  if (x > -0.35 && x < 0.35) return x + tail(x);
  if (x > 709.782712893384) return Infinity;
  if (x < -40) return -1;
  const k2 = roundEven(x * Math.LOG2E);
  const high = x - k2 * LN2_HIGH;
  const low = k2 * LN2_LOW;
  const r = high - low;
  const part = r + (tail(r) + (high - r - low));
  if (k2 > 1e3) return scale(1 + part, k2) - 1;
  const factor = power2(k2);
  return factor * part + (factor - 1);
}
var ODD = [23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3];
function atanhTail(s) {
  const z = s * s;
  let sum = 2 / 25;
  for (const odd of ODD) sum = sum * z + 2 / odd;
  return sum * z * s;
}
function logOf(f, k2, more) {
  const s = f / (2 + f);
  const rest = atanhTail(s) - s * f + (k2 * LN2_LOW + more);
  return k2 * LN2_HIGH + (f + rest);
}
function split(x) {
  view2.setFloat64(0, x);
  const upper = view2.getUint32(0);
  let k2 = (upper >>> 20) - 1023;
  view2.setUint32(0, upper & 1048575 | 1023 << 20);
  let m = view2.getFloat64(0);
  if (m > Math.SQRT2) {
    m *= 0.5;
    k2++;
  }
  return [m, k2];
}
function log(x) {
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x <= 0) return x === 0 ? -Infinity : NaN;
  const tiny = x < 22250738585072014e-324;
  const [m, k2] = split(tiny ? x * 18014398509481984 : x);
  return logOf(m - 1, tiny ? k2 - 54 : k2, 0);
}
function log1p(x) {
  if (Number.isNaN(x) || x === Infinity || x === 0) return x;
  if (x <= -1) return x === -1 ? -Infinity : NaN;
  if (x > -0.2928 && x < 0.4142) return logOf(x, 0, 0);
  const u = 1 + x;
  const lost = x < 1 ? x - (u - 1) : 1 - (u - x);
  const [m, k2] = split(u);
  return logOf(m - 1, k2, lost / u);
}
function tanh(x) {
  if (Number.isNaN(x) || x === 0) return x;
  const size = Math.abs(x);
  if (size > 22) return x > 0 ? 1 : -1;
  let value;
  if (size < 0.5) {
    const e = expm1(2 * size);
    value = e / (e + 2);
  } else value = 1 - 2 / (exp(2 * size) + 1);
  return x > 0 ? value : -value;
}
function sigmoid(x) {
  return 1 / (1 + exp(-x));
}

// wasm-models/interpreter/across.ts
function fold(row, name) {
  let result = row[0];
  for (let at = 1; at < row.length; at++) {
    result = name === "sum" ? result + row[at] : name === "min" ? Math.min(result, row[at]) : Math.max(result, row[at]);
  }
  return result;
}
function reduce(name, row) {
  if (name === "mean") return fold(row, "sum") / row.length;
  if (name !== "argmax" && name !== "argmin") return fold(row, name);
  const values = Array.from(row);
  const missing = values.findIndex(Number.isNaN);
  return missing >= 0 ? missing : values.indexOf(fold(row, name === "argmax" ? "max" : "min"));
}
function softmax(row) {
  const largest2 = fold(row, "max");
  const powers = Float64Array.from(row, (value) => exp(value - largest2));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}
function logSumExp(row) {
  const largest2 = fold(row, "max");
  const shift = Math.abs(largest2) === Infinity ? 0 : largest2;
  return log(Array.from(row).reduce((sum, value) => sum + exp(value - shift), 0)) + shift;
}
function normalise({ norm, tiny = 0 }, row) {
  let size = 0;
  for (const value of Array.from(row)) {
    if (norm === "l1") size += Math.abs(value);
    else if (norm === "l2") size += value * value;
    else if (norm === "max") size = Math.max(size, Math.abs(value));
    else size += value;
  }
  if (norm === "l2") size = Math.sqrt(size);
  return Float64Array.from(row, (value) => value / (size === 0 || size < tiny ? 1 : size));
}
function weightedMedian({ weights }, row) {
  const order = Array.from(row, (_, at) => at).toSorted((a, b) => row[a] - row[b] || a - b);
  const total = weights.reduce((sum2, weight) => sum2 + weight, 0);
  let sum = 0;
  for (const at of order) if ((sum += weights[at]) >= 0.5 * total) return row[at];
  return row[order.at(-1)];
}

// wasm-models/interpreter/elementwise.ts
var UNARY2 = {
  negate: (x) => -x,
  absolute: Math.abs,
  square: (x) => x * x,
  sqrt: Math.sqrt,
  reciprocal: (x) => 1 / x,
  exp,
  expm1,
  log,
  log1p,
  log2: (x) => log(x) * Math.LOG2E,
  log10: (x) => log(x) * Math.LOG10E,
  tanh,
  sigmoid,
  sublinear: (x) => x === 0 ? 0 : 1 + log(x),
  relu: (x) => x > 0 || Number.isNaN(x) ? x : 0,
  sign: (x) => x > 0 ? 1 : x < 0 ? -1 : x,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundEven,
  float32: Math.fround,
  isNaN: (x) => Number.isNaN(x) ? 1 : 0
};
var BINARY2 = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  min: Math.min,
  max: Math.max,
  le: (a, b) => a <= b ? 1 : 0,
  lt: (a, b) => a < b ? 1 : 0,
  equal: (a, b) => a === b ? 1 : 0
};

// wasm-models/interpreter/encode.ts
function codes(op, row) {
  const found = new Float64Array(row.length);
  for (let column = 0; column < row.length; column++) {
    const x = row[column];
    const at = op.categories[column].findIndex(
      (category) => category === x || Number.isNaN(category) && Number.isNaN(x)
    );
    if (at < 0 && op.unknown === "refuse") return column;
    found[column] = at < 0 ? Number(op.unknown) : at;
  }
  return found;
}
function bins({ edges }, row) {
  return Float64Array.from(row, (x, column) => edges[column].reduce((count, edge) => count + (x < edge ? 0 : 1), 0));
}
function oneHot({ sizes }, row) {
  const parts = sizes.map((size, column) => {
    const hot = new Float64Array(size);
    const x = row[column];
    if (x >= 0 && x < size) hot[Math.trunc(x)] = 1;
    return hot;
  });
  return Float64Array.from(parts.flatMap((part) => Array.from(part)));
}
function interpolate({ xs, ys }, row) {
  return Float64Array.from(row, (x, column) => lineAt(x, xs[column], ys[column]));
}
function lineAt(x, xs, ys) {
  if (Number.isNaN(x)) return x;
  if (x <= xs[0]) return ys[0];
  if (x >= xs.at(-1)) return ys.at(-1);
  const right = xs.findIndex((point) => point >= x);
  if (xs[right] === x) return ys[right];
  const slope = (ys[right] - ys[right - 1]) / (xs[right] - xs[right - 1]);
  return slope * (x - xs[right - 1]) + ys[right - 1];
}

// wasm-models/interpreter/forest.ts
var ZERO = Math.fround(1e-35);
function leafOf2(forest2, tree, row) {
  let node = forest2.roots[tree];
  while (forest2.left[node] >= 0) node = goesLeft2(forest2, node, row) ? forest2.left[node] : forest2.right[node];
  return -1 - forest2.left[node];
}
function goesLeft2(forest2, node, row) {
  const flags = forest2.flags[node];
  const rule = flags & MISSING_BITS;
  let x = row[forest2.feature[node]];
  const isDefaultLeft = (flags & DEFAULT_LEFT) !== 0;
  if ((flags & CATEGORICAL) !== 0) {
    if (Number.isNaN(x) && rule !== MISSING.compared) return isDefaultLeft;
    return isMember(forest2, forest2.threshold[node], x, flags) !== ((flags & MEMBERS_RIGHT) !== 0);
  }
  if (forest2.compared === "f32") x = Math.fround(x);
  if (rule === MISSING.asZero && Number.isNaN(x)) x = 0;
  if (rule === MISSING.zero && (Number.isNaN(x) || Math.abs(x) <= ZERO)) return isDefaultLeft;
  if (rule === MISSING.nan && Number.isNaN(x)) return isDefaultLeft;
  return forest2.comparison === "le" ? x <= forest2.threshold[node] : x < forest2.threshold[node];
}
function isMember({ sets, setStart }, set, x, flags) {
  const category = (flags & MEMBERS_RIGHT) !== 0 ? x : Math.trunc(x);
  if (!(category >= 0)) return false;
  const whole = Math.trunc(category);
  const word = setStart[set] + Math.floor(whole / 32);
  return word < setStart[set + 1] && (sets[word] >>> whole % 32 & 1) === 1;
}
function sumTrees(forest2, base, row) {
  const sums = base.slice();
  const round2 = forest2.summed === "f32" ? Math.fround : (x) => x;
  for (let tree = 0; tree < forest2.roots.length; tree++) {
    const leaf = leafOf2(forest2, tree, row);
    for (let at = 0; at < forest2.arity; at++) {
      const column = forest2.targets[tree] + at;
      const value = forest2.linear === void 0 ? forest2.values[leaf * forest2.arity + at] : linearLeaf(forest2, leaf, row);
      sums[column] = round2(round2(sums[column]) + round2(value));
    }
  }
  return sums;
}
function linearLeaf(forest2, leaf, row) {
  const { constant, start, feature, weight } = forest2.linear;
  let sum = constant[leaf];
  for (let at = start[leaf]; at < start[leaf + 1]; at++) {
    const x = row[feature[at]];
    if (Number.isNaN(x)) return forest2.values[leaf];
    sum += x * weight[at];
  }
  return sum;
}

// wasm-models/interpreter/pairs.ts
function pairs(classes) {
  return Array.from({ length: classes }, (_, i) => i).flatMap(
    (i) => Array.from({ length: classes - i - 1 }, (_, at) => [i, i + 1 + at])
  );
}
function votes(classes, decisions2) {
  const counts2 = new Float64Array(classes);
  pairs(classes).forEach(([i, j], at) => counts2[decisions2[at] > 0 ? i : j]++);
  return counts2;
}
function coupling(classes, given) {
  const r = Array.from({ length: classes }, () => new Float64Array(classes));
  pairs(classes).forEach(([i, j], at) => {
    const value = Math.min(Math.max(given[at], 1e-7), 1 - 1e-7);
    r[i][j] = value;
    r[j][i] = 1 - value;
  });
  const q = Array.from(
    { length: classes },
    (_, t) => Float64Array.from({ length: classes }, (_0, j) => j === t ? 0 : -r[j][t] * r[t][j])
  );
  for (let t = 0; t < classes; t++) for (let j = 0; j < classes; j++) if (j !== t) q[t][t] += r[j][t] * r[j][t];
  return solve(classes, q);
}
function solve(classes, q) {
  const p = new Float64Array(classes).fill(1 / classes);
  const qp = new Float64Array(classes);
  for (let round2 = 0; round2 < Math.max(100, classes); round2++) {
    let whole = 0;
    for (let t = 0; t < classes; t++) {
      qp[t] = q[t].reduce((sum, value, j) => sum + value * p[j], 0);
      whole += p[t] * qp[t];
    }
    if (qp.reduce((worst, value) => Math.max(worst, Math.abs(value - whole)), 0) < 5e-3 / classes) break;
    for (let t = 0; t < classes; t++) {
      const diagonal = q[t][t];
      const change = (whole - qp[t]) / diagonal;
      p[t] += change;
      whole = (whole + change * (change * diagonal + 2 * qp[t])) / (1 + change) / (1 + change);
      for (let j = 0; j < classes; j++) {
        qp[j] = (qp[j] + change * q[t][j]) / (1 + change);
        p[j] /= 1 + change;
      }
    }
  }
  return p;
}

// wasm-models/interpreter/points.ts
function pointsOf(data, width) {
  return Array.from({ length: data.length / width }, (_, at) => data.subarray(at * width, (at + 1) * width));
}
function dot(a, b) {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}
function squared(a, b) {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] - b[at]) * (a[at] - b[at]);
  return sum;
}
function power(x, p) {
  return x === 0 ? 0 : exp(p * log(x));
}
function integerPower(base, exponent) {
  let result = 1;
  for (let square = base; exponent > 0; exponent >>= 1, square *= square) if ((exponent & 1) === 1) result *= square;
  return result;
}
function distanceOf({ metric, power: p = 2 }, a, b) {
  const sizes = Array.from(a, (value, at) => Math.abs(value - b[at]));
  switch (metric) {
    case "euclidean":
      return Math.sqrt(squared(a, b));
    case "squared-euclidean":
      return squared(a, b);
    case "manhattan":
      return sizes.reduce((sum, size) => sum + size, 0);
    case "chebyshev":
      return sizes.reduce((most, size) => Math.max(most, size), 0);
    case "minkowski":
      return power(
        sizes.reduce((sum, size) => sum + power(size, p), 0),
        1 / p
      );
    default: {
      const size = Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b));
      return size === 0 ? 1 : 1 - dot(a, b) / size;
    }
  }
}
function distances(op, row) {
  return pointsOf(op.points, row.length).map((point) => distanceOf(op, row, point));
}
function quadratic(op, row) {
  return Array.from(op.bias, (bias, o) => {
    let sum = bias;
    for (let i = 0; i < row.length; i++) {
      const difference = row[i] - op.centres[o * row.length + i];
      sum += difference * difference * op.weights[o * row.length + i];
    }
    return sum;
  });
}
function kernels(op, row) {
  return pointsOf(op.vectors, row.length).map((vector) => {
    if (op.function === "rbf") return exp(-op.gamma * squared(row, vector));
    const product = dot(row, vector);
    if (op.function === "linear") return product;
    const shifted = op.gamma * product + op.constant;
    return op.function === "sigmoid" ? tanh(shifted) : integerPower(shifted, op.degree);
  });
}
function nearest(op, far) {
  const order = Array.from(far, (_, point) => point).toSorted((a, b) => far[a] - far[b] || a - b);
  const chosen = order.slice(0, op.k);
  const byDistance = op.weights === "distance";
  const exact = byDistance && far[chosen[0]] === 0;
  const sums = new Float64Array(op.columns);
  let total = 0;
  for (const point of chosen) {
    const weight = !byDistance ? 1 : exact ? far[point] === 0 ? 1 : 0 : 1 / far[point];
    total += weight;
    for (let at = 0; at < op.columns; at++) sums[at] += weight * op.targets[point * op.columns + at];
  }
  return sums.map((sum) => sum / total);
}

// wasm-models/interpreter/interpreter.ts
var RefusedRow = class extends Error {
  op;
  column;
  constructor(op, column) {
    super(`The model refuses column ${column} at ${op.kind}`);
    this.name = "RefusedRow";
    this.op = op;
    this.column = column;
  }
};
function interpret(program, value, row) {
  const boundary = boundaryOf(program);
  const values = /* @__PURE__ */ new Map();
  for (const at of neededBy(program, [value])) {
    const op = program.ops[at];
    if (op.kind === "numbers") {
      values.set(
        at,
        op.features.map((feature) => row[boundary.numbers.indexOf(feature)])
      );
    } else if (op.kind === "category" || op.kind === "terms") {
      const { column, columns } = boundary.texts.find((text) => text.value === at);
      values.set(at, Array.from(row).slice(column, column + columns));
    } else
      values.set(
        at,
        compute(op, (operand) => values.get(operand))
      );
  }
  return Float64Array.from(values.get(value));
}
function compute(op, of) {
  switch (op.kind) {
    case "constant":
      return op.row;
    case "select": {
      const x = of(op.input);
      return Float64Array.from(op.columns, (column) => x[column]);
    }
    case "concat":
      return op.inputs.flatMap((input) => Array.from(of(input)));
    case "unary":
      return Array.from(of(op.input), UNARY2[op.function]);
    case "binary": {
      const left = of(op.left);
      const right = of(op.right);
      const length = left.length === 1 ? right.length : left.length;
      const at = (x, column) => x[x.length === 1 ? 0 : column];
      return Array.from({ length }, (_, column) => BINARY2[op.function](at(left, column), at(right, column)));
    }
    case "replace":
      return Array.from(
        of(op.input),
        (x, column) => x === op.match || Number.isNaN(x) && Number.isNaN(op.match) ? op.row[column] : x
      );
    case "check": {
      const x = of(op.input);
      const column = Array.from(x).findIndex((value) => !isAllowed(op.allowed, value));
      if (column >= 0) throw new RefusedRow(op, column);
      return x;
    }
    case "linear": {
      const x = of(op.input);
      return Float64Array.from(op.bias, (bias, o) => {
        let sum = bias;
        for (let i = 0; i < x.length; i++) sum += x[i] * op.weights[i * op.columns + o];
        return sum;
      });
    }
    case "distance":
      return distances(op, of(op.input));
    case "quadratic":
      return quadratic(op, of(op.input));
    case "kernel":
      return kernels(op, of(op.input));
    case "nearest":
      return nearest(op, of(op.distances));
    case "trees":
      return sumTrees(op.forest, op.base, of(op.input));
    case "leaves":
      return Array.from(op.forest.roots, (_, tree) => leafOf2(op.forest, tree, of(op.input)));
    case "reduce":
      return [reduce(op.function, of(op.input))];
    case "softmax":
      return softmax(of(op.input));
    case "log-sum-exp":
      return [logSumExp(of(op.input))];
    case "normalise":
      return normalise(op, of(op.input));
    case "codes": {
      const found = codes(op, of(op.input));
      if (typeof found === "number") throw new RefusedRow(op, found);
      return found;
    }
    case "bins":
      return bins(op, of(op.input));
    case "one-hot":
      return oneHot(op, of(op.input));
    case "lookup": {
      const index = of(op.input)[0];
      if (!(index >= 0 && index < op.table.length / op.columns)) throw new RefusedRow(op, 0);
      const at = Math.trunc(index) * op.columns;
      return op.table.subarray(at, at + op.columns);
    }
    case "polynomial": {
      const x = of(op.input);
      return op.terms.map((term) => term.reduce((product, column) => product * x[column], 1));
    }
    case "interpolate":
      return interpolate(op, of(op.input));
    case "weighted-median":
      return [weightedMedian(op, of(op.input))];
    case "votes":
      return votes(op.classes, of(op.input));
    default:
      return coupling(op.classes, of(op.input));
  }
}
function isAllowed(allowed, x) {
  if (allowed === "non-negative") return !(x < 0);
  if (allowed === "not-infinite") return Math.abs(x) !== Infinity;
  if (allowed === "float32") return Math.abs(Math.fround(x)) !== Infinity;
  return Number.isFinite(x);
}

// test/wasm-models/models/parity.ts
var TOLERANCES = {
  equal: 0,
  "tree-f32": 0,
  "tree-f64": 1e-12,
  "link-f32": 2e-7,
  "link-f64": 1e-12,
  "dense-f64": 1e-10,
  "dense-f32": 1e-5,
  "knn-distance": 1e-5
};
function compareWithTruth(program, truth, kernels2) {
  const rows = filled(program, cellsOf(truth.input));
  const compared = [];
  const differences = [];
  let largest2 = 0;
  for (const [name, theirs] of Object.entries(truth.outputs)) {
    const index = program.outputs.findIndex((output2) => output2.name === name);
    const output = program.outputs[index];
    if (output === void 0 || theirs.dtype === "list") continue;
    compared.push(name);
    for (const backend of ["interpreter", "kernels"]) {
      const ours = backend === "kernels" ? byKernels(program, index, rows, kernels2) : byInterpreter(program, output, rows);
      const result = compareOutput(name, backend, output, ours, theirs);
      differences.push(...result.differences);
      largest2 = Math.max(largest2, result.largest);
    }
  }
  return { compared, differences, largest: largest2 };
}
function refusedRows(program, truth) {
  if (truth.refused === void 0) return { rows: 0, accepted: [] };
  const cells = cellsOf(truth.refused.rows);
  const accepted = cells.flatMap((row, index) => {
    try {
      const [values] = filled(program, [row]);
      for (const { value } of program.outputs) interpret(program, value, values);
      return [truth.refused.messages[index] ?? ""];
    } catch {
      return [];
    }
  });
  return { rows: cells.length, accepted };
}
function filled(program, cells) {
  const boundary = boundaryOf(program);
  const { columns, numbers, texts: texts2 } = boundary;
  const filler = new RowFiller({ columns, numbers, texts: texts2.map(textColumn), features: program.features });
  return cells.map((row) => {
    const values = new Float64Array(boundary.columns);
    filler.fill((feature) => row[feature] ?? null, values, 0);
    return values;
  });
}
function byInterpreter(program, output, rows) {
  return rows.flatMap((row) => {
    try {
      return Array.from(interpret(program, output.value, row));
    } catch (error) {
      if (!(error instanceof RefusedRow)) throw error;
      throw new Error(`row ${rows.indexOf(row)} was refused by ${error.op.kind}`, { cause: error });
    }
  });
}
function byKernels(program, index, rows, kernels2) {
  const blob = compileBlob(program);
  const { columns } = blob.outputs[index];
  const width = blob.boundary.columns;
  const at = kernels2.take(blob.bytes.length);
  const x = kernels2.take(rows.length * width * 8);
  const out = kernels2.take(rows.length * columns * 8);
  const arena = kernels2.take(blob.arenaBytes);
  new Uint8Array(kernels2.memory.buffer).set(blob.bytes, at);
  const input = new Float64Array(kernels2.memory.buffer, x, rows.length * width);
  rows.forEach((row, r) => input.set(row, r * width));
  const status = kernels2.run(at, index, x, rows.length, out, arena);
  if (status !== 0) throw new Error(`the kernels answer status ${status}`);
  return Array.from(new Float64Array(kernels2.memory.buffer, out, rows.length * columns));
}
function compareOutput(name, backend, output, ours, theirs) {
  const expected = valuesOf(theirs);
  const columns = theirs.shape.length === 1 ? 1 : theirs.shape.slice(1).reduce((product, size) => product * size, 1);
  const differences = [];
  let largest2 = 0;
  if (ours.length !== expected.length) {
    return {
      differences: [{ output: name, backend, row: -1, column: ours.length, ours: null, theirs: expected.length }],
      largest: largest2
    };
  }
  const tolerance = TOLERANCES[theirs.tolerance] ?? 0;
  expected.forEach((value, index) => {
    const column = index % columns;
    const mine = labelled(output, ours[index], column);
    const difference = relative(mine, value);
    if (difference > tolerance) {
      differences.push({ output: name, backend, row: Math.floor(index / columns), column, ours: mine, theirs: value });
    } else largest2 = Math.max(largest2, difference);
  });
  return { differences, largest: largest2 };
}
function labelled({ labels }, value, column) {
  if (labels === void 0) return value;
  return labels[column]?.[value] ?? null;
}
function relative(ours, theirs) {
  if (typeof ours === "bigint" || typeof theirs === "bigint")
    return BigInt(Number(ours)) === BigInt(Number(theirs)) ? 0 : 1;
  if (typeof ours !== "number") return ours === theirs ? 0 : 1;
  const other = theirs === null ? NaN : Number(theirs);
  if (Object.is(ours, other) || ours === other) return 0;
  const size = Math.max(Math.abs(ours), Math.abs(other), 1e-300);
  const difference = Math.abs(ours - other);
  if (Number.isNaN(difference)) return Infinity;
  return difference <= 1e-15 ? 0 : difference / size;
}

// wasm-models/readers/pickle/model-file-error.ts
var ModelFileError = class extends InferenceError {
  /** Where: `Pipeline.steps[1].coef_`, or `Pickle, byte 17`. */
  path;
  expected;
  /** A type or a shape, never the payload. */
  got;
  constructor(path, expected, got) {
    super("INVALID_ARGUMENT", `${path}: expected ${expected}, got ${got}`);
    this.path = path;
    this.expected = expected;
    this.got = got;
  }
};
function shown(name) {
  const short = name.length > 80 ? `${name.slice(0, 80)}\u2026` : name;
  return /^[\w.]+$/.test(short) ? short : JSON.stringify(short);
}

// wasm-models/readers/joblib/xxhash32.ts
var PRIME1 = 2654435761;
var PRIME2 = 2246822519;
var PRIME3 = 3266489917;
var PRIME4 = 668265263;
var PRIME5 = 374761393;
function xxhash32(bytes) {
  const view3 = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let hash = PRIME5;
  if (bytes.length >= 16) {
    let a = PRIME1 + PRIME2 | 0;
    let b = PRIME2 | 0;
    let c = 0;
    let d = -PRIME1 | 0;
    for (; at + 16 <= bytes.length; at += 16) {
      a = round(a, view3.getUint32(at, true));
      b = round(b, view3.getUint32(at + 4, true));
      c = round(c, view3.getUint32(at + 8, true));
      d = round(d, view3.getUint32(at + 12, true));
    }
    hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
  }
  hash = hash + bytes.length | 0;
  for (; at + 4 <= bytes.length; at += 4) {
    hash = Math.imul(rotate(hash + Math.imul(view3.getUint32(at, true), PRIME3) | 0, 17), PRIME4);
  }
  for (; at < bytes.length; at++) hash = Math.imul(rotate(hash + Math.imul(bytes[at], PRIME5) | 0, 11), PRIME1);
  hash = Math.imul(hash ^ hash >>> 15, PRIME2);
  hash = Math.imul(hash ^ hash >>> 13, PRIME3);
  return (hash ^ hash >>> 16) >>> 0;
}
function round(lane, word) {
  return Math.imul(rotate(lane + Math.imul(word, PRIME2) | 0, 13), PRIME1);
}
function rotate(value, bits) {
  return value << bits | value >>> 32 - bits;
}

// wasm-models/readers/joblib/lz4.ts
var MAGIC2 = 407708164;
var SKIPPABLE = 407710288;
var FIRST_ROOM = 2 ** 16;
var SHORT = 48;
function decodeLz4(bytes, most) {
  return new Lz4Decoder(bytes, most).decode();
}
var Lz4Decoder = class {
  #bytes;
  #view;
  #most;
  #at = 0;
  #out;
  #length = 0;
  constructor(bytes, most) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#most = most;
    this.#out = new Uint8Array(Math.min(most, FIRST_ROOM));
  }
  /** Frames one after another. */
  decode() {
    do {
      const magic = this.#uint32();
      if ((magic & 4294967280) >>> 0 === SKIPPABLE) this.#take(this.#uint32());
      else if (magic === MAGIC2) this.#frame();
      else this.#damaged();
    } while (this.#at < this.#bytes.length);
    return this.#out.subarray(0, this.#length);
  }
  #frame() {
    const header = this.#header();
    const start = this.#length;
    for (let size = this.#uint32(); size !== 0; size = this.#uint32()) {
      const isRaw = size >>> 31 === 1;
      const length = size & 2147483647;
      if (length > header.maxBlock) this.#damaged();
      const from = this.#take(length);
      const before = this.#length;
      if (isRaw) this.#copy(from, length);
      else this.#block(from, from + length, header.isLinked ? start : before);
      if (this.#length - before > header.maxBlock) this.#damaged();
      if (header.hasBlockChecksums) this.#check(this.#bytes.subarray(from, from + length));
    }
    if (header.hasChecksum) this.#check(this.#out.subarray(start, this.#length));
  }
  #header() {
    const start = this.#at;
    const flags = this.#uint8();
    const block = this.#uint8() >>> 4 & 7;
    const hasDictionary = (flags & 1) !== 0;
    if (flags >>> 6 !== 1 || block < 4 || hasDictionary) this.#damaged("a frame without dictionary, of version 1");
    if ((flags & 8) !== 0) this.#take(8);
    const end = this.#at;
    const checksum = xxhash32(this.#bytes.subarray(start, end)) >>> 8 & 255;
    if (this.#uint8() !== checksum) this.#damaged();
    return {
      isLinked: (flags & 32) === 0,
      hasBlockChecksums: (flags & 16) !== 0,
      hasChecksum: (flags & 4) !== 0,
      maxBlock: 2 ** (8 + 2 * block)
    };
  }
  /** @param start the first byte of what was unpacked that this block may refer to */
  #block(from, end, start) {
    const bytes = this.#bytes;
    let at = from;
    while (at < end) {
      const token = bytes[at++];
      let literals = token >>> 4;
      if (literals === 15) [literals, at] = this.#more(literals, at, end);
      if (literals > end - at) this.#damaged();
      this.#copy(at, literals);
      at += literals;
      if (at === end) return;
      if (end - at < 2) this.#damaged();
      const offset = bytes[at] | bytes[at + 1] << 8;
      at += 2;
      let length = token & 15;
      if (length === 15) [length, at] = this.#more(length, at, end);
      if (offset === 0 || offset > this.#length - start) this.#damaged();
      this.#repeat(offset, length + 4);
    }
  }
  /** A length goes on as long as its bytes are 255. */
  #more(length, at, end) {
    for (; ; ) {
      if (at >= end) this.#damaged();
      const byte = this.#bytes[at++];
      length += byte;
      if (byte !== 255) return [length, at];
    }
  }
  #copy(from, length) {
    this.#grow(length);
    const out = this.#out;
    const bytes = this.#bytes;
    const to = this.#length;
    if (length > SHORT) out.set(bytes.subarray(from, from + length), to);
    else for (let index = 0; index < length; index++) out[to + index] = bytes[from + index];
    this.#length += length;
  }
  #repeat(offset, length) {
    this.#grow(length);
    const out = this.#out;
    const to = this.#length;
    if (offset >= length && length > SHORT) out.copyWithin(to, to - offset, to - offset + length);
    else for (let index = to; index < to + length; index++) out[index] = out[index - offset];
    this.#length += length;
  }
  #grow(length) {
    const needed = this.#length + length;
    if (needed <= this.#out.length) return;
    if (needed > this.#most) {
      throw new ModelFileError("Model file", `at most ${this.#most} bytes when it is unpacked (lz4)`, "more");
    }
    const larger = new Uint8Array(Math.min(this.#most, Math.max(needed, this.#out.length * 2)));
    larger.set(this.#out.subarray(0, this.#length));
    this.#out = larger;
  }
  #check(content) {
    if (this.#uint32() !== xxhash32(content)) this.#damaged();
  }
  #uint8() {
    return this.#view.getUint8(this.#take(1));
  }
  #uint32() {
    return this.#view.getUint32(this.#take(4), true);
  }
  #take(length) {
    if (length > this.#bytes.length - this.#at) this.#damaged();
    const start = this.#at;
    this.#at += length;
    return start;
  }
  #damaged(expected = "a whole lz4 frame") {
    throw new ModelFileError("Model file", expected, "a damaged or different one");
  }
};

// wasm-models/readers/joblib/inflate.ts
async function inflate(bytes, format, most) {
  const name = format === "gzip" ? "gzip" : "zlib";
  const stream = new DecompressionStream(format);
  const writer = stream.writable.getWriter();
  writer.write(bytes).catch(ignore);
  writer.close().catch(ignore);
  const reader = stream.readable.getReader();
  const chunks = [];
  let length = 0;
  for (; ; ) {
    const chunk = await next(reader, name);
    if (chunk === void 0) return join2(chunks, length);
    length += chunk.length;
    if (length > most) {
      reader.cancel().catch(ignore);
      throw new ModelFileError("Model file", `at most ${most} bytes when it is unpacked (${name})`, "more");
    }
    chunks.push(chunk);
  }
}
async function next(reader, name) {
  try {
    const { done, value } = await reader.read();
    return done ? void 0 : value;
  } catch {
    throw new ModelFileError("Model file", `a whole ${name} stream`, "a damaged one");
  }
}
function join2(chunks, length) {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
function ignore() {
}

// wasm-models/readers/decompress.ts
var MAGIC3 = [
  ["gzip", [31, 139]],
  ["lz4", [4, 34, 77, 24]],
  ["bz2", [66, 90, 104]],
  ["xz", [253, 55, 122, 88, 90, 0]],
  ["lzma", [93, 0]],
  ["joblib-zf", [90, 70]],
  ["zip", [80, 75, 3, 4]]
];
var REFUSED = {
  bz2: 'bz2 compression (load it in Python and dump it with compress=("zlib", 3))',
  xz: 'xz compression (load it in Python and dump it with compress=("zlib", 3))',
  lzma: 'lzma compression (load it in Python and dump it with compress=("zlib", 3))',
  "joblib-zf": "a file of joblib before 0.10 (load it with that version, and dump it with a newer one)",
  zip: "a zip archive, as skops and PyTorch write (export a joblib file or ONNX)"
};
function sniffCompression(bytes) {
  const found = MAGIC3.find(([, magic]) => magic.every((byte, index) => bytes[index] === byte));
  if (found !== void 0) return found[0];
  return isZlib(bytes) ? "zlib" : void 0;
}
function inflatedLimit(size, limits) {
  return Math.min(limits.maxInflatedBytes, Math.max(limits.freeInflatedBytes, size * limits.maxInflateRatio));
}
async function decompress(bytes, limits) {
  if (bytes.length > limits.maxBytes) {
    throw new ModelFileError("Model file", `at most ${limits.maxBytes} bytes`, `${bytes.length}`);
  }
  const compression = sniffCompression(bytes);
  const most = inflatedLimit(bytes.length, limits);
  switch (compression) {
    case void 0:
      return bytes;
    case "zlib":
      return inflate(bytes, "deflate", most);
    case "gzip":
      return inflate(bytes, "gzip", most);
    case "lz4":
      return decodeLz4(bytes, most);
    default:
      throw new ModelFileError("Model file", "zlib, gzip, lz4 or no compression", REFUSED[compression]);
  }
}
function isZlib(bytes) {
  const second = bytes[1] ?? 0;
  return bytes[0] === 120 && (30720 + second) % 31 === 0 && (second & 32) === 0;
}

// wasm-models/readers/limits.ts
var DEFAULT_LIMITS = {
  maxBytes: 2 ** 31,
  maxInflatedBytes: 2 ** 31,
  maxInflateRatio: 250,
  freeInflatedBytes: 2 ** 24,
  maxOperations: 5e7,
  maxNodes: 5e6,
  maxMemo: 2e7,
  maxDepth: 200,
  maxNestedPickles: 8,
  maxFieldReads: 2e6
};
var MAX_NAME = 512;
var MAX_INTEGER = 1024;
var MAX_NUMBER_LINE = 2600;
var MAX_DIMENSIONS = 64;
var MAX_ELEMENT_BYTES = 16777216;
var MAX_RECORD_FIELDS = 4096;

// wasm-models/readers/pickle/budget.ts
var FREE_ARRAY_BYTES = 2 ** 20;
var Budget = class {
  limits;
  #cursor;
  #operations;
  #nodes;
  #arrayBytes;
  constructor(limits, cursor) {
    this.limits = limits;
    this.#cursor = cursor;
    this.#operations = limits.maxOperations;
    this.#nodes = limits.maxNodes;
    this.#arrayBytes = cursor.bytes.length * 2 + FREE_ARRAY_BYTES;
  }
  /** Steps of the machine, or values that are copied. */
  operations(count) {
    this.#operations -= count;
    if (this.#operations < 0) this.#cursor.refuse(`at most ${this.limits.maxOperations} operations`, "more");
  }
  /** Values that take memory of their own. */
  nodes(count) {
    this.#nodes -= count;
    if (this.#nodes < 0) this.#cursor.refuse(`at most ${this.limits.maxNodes} objects`, "more");
  }
  /** Bytes that an array is made of. */
  arrayBytes(count) {
    this.#arrayBytes -= count;
    if (this.#arrayBytes < 0) this.#cursor.refuse("arrays that are no larger than the file", "larger ones");
  }
};

// wasm-models/readers/pickle/values.ts
var Tuple = class {
  items;
  constructor(items) {
    this.items = items;
  }
};
var Slice = class {
  start;
  stop;
  step;
  constructor(start, stop, step) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
};
var Complex = class {
  real;
  imaginary;
  constructor(real, imaginary) {
    this.real = real;
    this.imaginary = imaginary;
  }
};
var GlobalRef = class {
  module;
  name;
  constructor(module, name) {
    this.module = module;
    this.name = name;
  }
  /** `sklearn.tree._tree.Tree` */
  get qualifiedName() {
    return `${this.module}.${this.name}`;
  }
};
var Instance = class {
  /** The class or the function; another Instance when the file calls the result of a call. */
  callee;
  args;
  /** Whether Python would only have made an object of the class, not called it. */
  isNew;
  /** Arguments by name. */
  namedArgs;
  /** What `__setstate__` would have got; undefined when there was none. */
  state = void 0;
  /** What a subclass of list or set holds. */
  items = void 0;
  /** What a subclass of dict holds. */
  entries = void 0;
  constructor(callee, args, isNew, namedArgs = null) {
    this.callee = callee;
    this.args = args;
    this.isNew = isNew;
    this.namedArgs = namedArgs;
  }
  /** Of the class, `""` when it is itself the result of a call. */
  get module() {
    return this.callee instanceof GlobalRef ? this.callee.module : "";
  }
  get name() {
    return this.callee instanceof GlobalRef ? this.callee.name : "";
  }
  get qualifiedName() {
    return this.callee instanceof GlobalRef ? this.callee.qualifiedName : "";
  }
  /** A value of its `__dict__`, or of its slots. */
  attribute(name) {
    const { state } = this;
    if (state instanceof Map) return state.get(name);
    if (!(state instanceof Tuple) || state.items.length !== 2) return void 0;
    const [fields, slots] = state.items;
    const value = fields instanceof Map ? fields.get(name) : void 0;
    return value === void 0 && slots instanceof Map ? slots.get(name) : value;
  }
};
var DtypeRef = class {
  dtype;
  isBuilt = false;
  constructor(dtype) {
    this.dtype = dtype;
  }
};
var Records = class {
  /** Elements of the array. */
  length;
  names;
  #read;
  constructor(length, names, read) {
    this.length = length;
    this.names = names;
    this.#read = read;
  }
  /** @returns undefined when there is no such field */
  field(name) {
    return this.names.includes(name) ? this.#read(name) : void 0;
  }
};
var NdArray = class {
  dtype;
  shape;
  data;
  /** Whether the file had it column-major. */
  fortran;
  /** `numpy.matrix` and the like; undefined for a plain array. */
  subclass;
  constructor(dtype, shape, data, fortran = false, subclass) {
    this.dtype = dtype;
    this.shape = shape;
    this.data = data;
    this.fortran = fortran;
    this.subclass = subclass;
  }
  /** Elements of all dimensions. */
  get length() {
    return this.shape.reduce((product, size) => product * size, 1);
  }
};

// wasm-models/readers/pickle/check-depth.ts
function checkDepth(root, maxDepth) {
  const seen = /* @__PURE__ */ new Set();
  let level = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) throw new ModelFileError("Pickle", `at most ${maxDepth} values inside each other`, "more");
    const next2 = [];
    for (const value of level) {
      if (typeof value !== "object" || value === null || seen.has(value)) continue;
      seen.add(value);
      addChildren(value, next2);
    }
    level = next2;
  }
}
function addChildren(value, found) {
  if (value instanceof Uint8Array) return;
  if (Array.isArray(value)) addAll(value, found);
  else if (value instanceof Tuple) addAll(value.items, found);
  else if (value instanceof Set) addAll(value, found);
  else if (value instanceof Map) addEntries(value, found);
  else if (value instanceof NdArray) addAll(value.dtype.kind === "O" ? value.data : [], found);
  else if (value instanceof Instance) {
    add(value.callee, found);
    add(value.namedArgs, found);
    add(value.state ?? null, found);
    addAll(value.args, found);
    addAll(value.items ?? [], found);
    if (value.entries !== void 0) addEntries(value.entries, found);
  }
}
function addEntries(entries, found) {
  for (const [key, value] of entries) {
    add(key, found);
    add(value, found);
  }
}
function addAll(values, found) {
  for (const value of values) add(value, found);
}
function add(value, found) {
  if (typeof value === "object" && value !== null) found.push(value);
}

// wasm-models/readers/pickle/opcodes.ts
var opcodes_exports = {};
__export(opcodes_exports, {
  ADDITEMS: () => ADDITEMS,
  APPEND: () => APPEND,
  APPENDS: () => APPENDS,
  BINBYTES: () => BINBYTES,
  BINBYTES8: () => BINBYTES8,
  BINFLOAT: () => BINFLOAT,
  BINGET: () => BINGET,
  BININT: () => BININT,
  BININT1: () => BININT1,
  BININT2: () => BININT2,
  BINPERSID: () => BINPERSID,
  BINPUT: () => BINPUT,
  BINSTRING: () => BINSTRING,
  BINUNICODE: () => BINUNICODE,
  BINUNICODE8: () => BINUNICODE8,
  BUILD: () => BUILD,
  BYTEARRAY8: () => BYTEARRAY8,
  DICT: () => DICT,
  DUP: () => DUP,
  EMPTY_DICT: () => EMPTY_DICT,
  EMPTY_LIST: () => EMPTY_LIST,
  EMPTY_SET: () => EMPTY_SET,
  EMPTY_TUPLE: () => EMPTY_TUPLE,
  EXT1: () => EXT1,
  EXT2: () => EXT2,
  EXT4: () => EXT4,
  FLOAT: () => FLOAT,
  FRAME: () => FRAME,
  FROZENSET: () => FROZENSET,
  GET: () => GET,
  GLOBAL: () => GLOBAL,
  INST: () => INST,
  INT: () => INT,
  LIST: () => LIST,
  LONG: () => LONG,
  LONG1: () => LONG1,
  LONG4: () => LONG4,
  LONG_BINGET: () => LONG_BINGET,
  LONG_BINPUT: () => LONG_BINPUT,
  MARK: () => MARK,
  MEMOIZE: () => MEMOIZE,
  NEWFALSE: () => NEWFALSE,
  NEWOBJ: () => NEWOBJ,
  NEWOBJ_EX: () => NEWOBJ_EX,
  NEWTRUE: () => NEWTRUE,
  NEXT_BUFFER: () => NEXT_BUFFER,
  NONE: () => NONE,
  OBJ: () => OBJ,
  PERSID: () => PERSID,
  POP: () => POP,
  POP_MARK: () => POP_MARK,
  PROTO: () => PROTO,
  PUT: () => PUT,
  READONLY_BUFFER: () => READONLY_BUFFER,
  REDUCE: () => REDUCE,
  SETITEM: () => SETITEM,
  SETITEMS: () => SETITEMS,
  SHORT_BINBYTES: () => SHORT_BINBYTES,
  SHORT_BINSTRING: () => SHORT_BINSTRING,
  SHORT_BINUNICODE: () => SHORT_BINUNICODE,
  STACK_GLOBAL: () => STACK_GLOBAL,
  STOP: () => STOP,
  STRING: () => STRING,
  TUPLE: () => TUPLE,
  TUPLE1: () => TUPLE1,
  TUPLE2: () => TUPLE2,
  TUPLE3: () => TUPLE3,
  UNICODE: () => UNICODE
});
var MARK = 40;
var EMPTY_TUPLE = 41;
var STOP = 46;
var POP = 48;
var POP_MARK = 49;
var DUP = 50;
var BINBYTES = 66;
var SHORT_BINBYTES = 67;
var FLOAT = 70;
var BINFLOAT = 71;
var INT = 73;
var BININT = 74;
var BININT1 = 75;
var LONG = 76;
var BININT2 = 77;
var NONE = 78;
var PERSID = 80;
var BINPERSID = 81;
var REDUCE = 82;
var STRING = 83;
var BINSTRING = 84;
var SHORT_BINSTRING = 85;
var UNICODE = 86;
var BINUNICODE = 88;
var EMPTY_LIST = 93;
var APPEND = 97;
var BUILD = 98;
var GLOBAL = 99;
var DICT = 100;
var APPENDS = 101;
var GET = 103;
var BINGET = 104;
var INST = 105;
var LONG_BINGET = 106;
var LIST = 108;
var OBJ = 111;
var PUT = 112;
var BINPUT = 113;
var LONG_BINPUT = 114;
var SETITEM = 115;
var TUPLE = 116;
var SETITEMS = 117;
var EMPTY_DICT = 125;
var PROTO = 128;
var NEWOBJ = 129;
var EXT1 = 130;
var EXT2 = 131;
var EXT4 = 132;
var TUPLE1 = 133;
var TUPLE2 = 134;
var TUPLE3 = 135;
var NEWTRUE = 136;
var NEWFALSE = 137;
var LONG1 = 138;
var LONG4 = 139;
var SHORT_BINUNICODE = 140;
var BINUNICODE8 = 141;
var BINBYTES8 = 142;
var EMPTY_SET = 143;
var ADDITEMS = 144;
var FROZENSET = 145;
var NEWOBJ_EX = 146;
var STACK_GLOBAL = 147;
var MEMOIZE = 148;
var FRAME = 149;
var BYTEARRAY8 = 150;
var NEXT_BUFFER = 151;
var READONLY_BUFFER = 152;

// wasm-models/readers/pickle/instruction-names.ts
var NAMES = new Map(Object.entries(opcodes_exports).map(([name, code]) => [code, name]));
function instructionName(opcode) {
  return NAMES.get(opcode) ?? "";
}

// wasm-models/readers/pickle/text.ts
var SHORT2 = 24;
var CHUNK = 8192;
var fatal = { fatal: true, ignoreBOM: true };
function decodeUtf8(bytes, start, end) {
  if (end - start <= SHORT2) {
    const short = decodeShort(bytes, start, end);
    if (short !== void 0) return short;
  }
  const view3 = bytes.subarray(start, end);
  try {
    return new TextDecoder("utf-8", fatal).decode(view3);
  } catch {
    return decodeSurrogates(view3);
  }
}
function latin1(bytes) {
  if (bytes.length <= CHUNK) return String.fromCharCode(...bytes);
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}
function latin1Bytes(text) {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 255) return void 0;
    bytes[index] = code;
  }
  return bytes;
}
function decodeRawUnicode(line) {
  return latin1(line).replaceAll(/(?<!\\)(?:\\\\)*\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8}))/g, (whole, short, long) => {
    const digits = short ?? long;
    const code = Number.parseInt(digits, 16);
    const before = whole.slice(0, whole.length - digits.length - 2);
    return code > 1114111 ? whole : before + String.fromCodePoint(code);
  });
}
var ESCAPES = /* @__PURE__ */ new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "	"],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"]
]);
function decodeQuoted(line) {
  const text = latin1(line).trim();
  const quote = text[0];
  if (text.length < 2 || quote !== "'" && quote !== '"' || !text.endsWith(quote)) return void 0;
  return text.slice(1, -1).replaceAll(/\\(?:x([\da-fA-F]{2})|([0-7]{1,3})|(.))/gs, (whole, hex, octal, letter) => {
    if (hex !== void 0) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal !== void 0) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
    return ESCAPES.get(letter) ?? whole;
  });
}
function decodeShort(bytes, start, end) {
  const codes2 = [];
  for (let at = start; at < end; at++) {
    const code = bytes[at];
    if (code > 127) return void 0;
    codes2.push(code);
  }
  return String.fromCharCode.apply(void 0, codes2);
}
function decodeSurrogates(bytes) {
  const decoder = new TextDecoder("utf-8", fatal);
  let text = "";
  let start = 0;
  try {
    for (let at = 0; at + 2 < bytes.length; at++) {
      if (bytes[at] !== 237 || bytes[at + 1] < 160 || bytes[at + 1] > 191) continue;
      text += decoder.decode(bytes.subarray(start, at));
      text += String.fromCharCode(53248 | (bytes[at + 1] & 63) << 6 | bytes[at + 2] & 63);
      start = at + 3;
      at += 2;
    }
    return text + decoder.decode(bytes.subarray(start));
  } catch {
    return void 0;
  }
}

// wasm-models/readers/pickle/cursor.ts
var NEWLINE2 = 10;
var Cursor = class {
  bytes;
  view;
  at = 0;
  /** The instruction that is being read, for errors. */
  opcode = 0;
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get left() {
    return this.bytes.length - this.at;
  }
  /** @throws ModelFileError always, with the place in the stream */
  refuse(expected, got) {
    const name = instructionName(this.opcode);
    throw new ModelFileError(`Pickle, byte ${this.at}${name === "" ? "" : ` (${name})`}`, expected, got);
  }
  /** Passes over `length` bytes. @returns where they begin */
  take(length) {
    if (length > this.left) this.refuse(`${length} more bytes`, `${this.left}`);
    const start = this.at;
    this.at += length;
    return start;
  }
  uint8() {
    return this.view.getUint8(this.take(1));
  }
  uint16() {
    return this.view.getUint16(this.take(2), true);
  }
  int32() {
    return this.view.getInt32(this.take(4), true);
  }
  uint32() {
    return this.view.getUint32(this.take(4), true);
  }
  /** A length of 64 bits; more than the file has is refused when it is taken. */
  uint64() {
    const start = this.take(8);
    return this.view.getUint32(start, true) + this.view.getUint32(start + 4, true) * 2 ** 32;
  }
  float64() {
    return this.view.getFloat64(this.take(8), false);
  }
  /** A view, not a copy. */
  slice(length) {
    const start = this.take(length);
    return this.bytes.subarray(start, start + length);
  }
  utf8(length) {
    const start = this.take(length);
    return decodeUtf8(this.bytes, start, start + length) ?? this.refuse("UTF-8 text", "other bytes");
  }
  latin1(length) {
    return latin1(this.slice(length));
  }
  /** The bytes up to the end of the line, which is passed over. */
  line(limit2 = this.left) {
    const end = this.bytes.indexOf(NEWLINE2, this.at);
    if (end < 0) this.refuse("the end of a line", "the end of the file");
    if (end - this.at > limit2) this.refuse(`a line of at most ${limit2} bytes`, `${end - this.at}`);
    const line = this.bytes.subarray(this.at, end);
    this.at = end + 1;
    return line;
  }
};

// wasm-models/readers/pickle/globals.ts
var MODULES = /* @__PURE__ */ new Map([
  ["__builtin__", "builtins"],
  ["copy_reg", "copyreg"],
  ["UserDict", "collections"]
]);
var TYPES = /* @__PURE__ */ new Map([
  ["unicode", "str"],
  ["basestring", "str"],
  ["unichr", "chr"],
  ["long", "int"],
  ["xrange", "range"]
]);
var LIBRARIES = new Set(
  "numpy scipy sklearn pandas joblib xgboost lightgbm catboost imblearn category_encoders".split(" ")
);
var RISKY = /(^|\.)(testing|f2py|distutils|ctypeslib|npyio|_datasource|memmapping|__\w+__)(\.|$)/;
var RISKY_NAME = /^(load|loads|dump|dumps|open|fromfile|memmap|eval|exec|query|runstring|getattr|apply|read_\w+|\w*_pickle|__\w+__)$/;
var NAMES2 = new Map(
  Object.entries({
    builtins: "set frozenset slice complex bytes bytearray object list dict tuple str int float bool range type NoneType Ellipsis NotImplemented",
    collections: "OrderedDict defaultdict deque Counter",
    copyreg: "_reconstructor __newobj__",
    _codecs: "encode",
    functools: "partial",
    datetime: "date datetime time timedelta timezone",
    decimal: "Decimal",
    uuid: "UUID"
  }).map(([module, names]) => [module, new Set(names.split(" "))])
);
var CYTHON = /^(__pyx_unpickle_)?Cy[A-Z]\w*$/;
function isExpected(module, name) {
  if (NAMES2.get(module)?.has(name) === true || module === "_loss" && CYTHON.test(name)) return true;
  if (!LIBRARIES.has(module.split(".", 1)[0])) return false;
  if (!/^\w+$|^[A-Z]\w*(\.[A-Z]\w*)+$/.test(name)) return false;
  return !RISKY.test(module) && !RISKY_NAME.test(name);
}
var GlobalReport = class {
  #uses = /* @__PURE__ */ new Map();
  /** @returns undefined when a name is empty or longer than any name */
  refer(module, name) {
    if (!isName(module) || !isName(name)) return void 0;
    const key = `${module} ${name}`;
    const known = this.#uses.get(key);
    if (known !== void 0) {
      known.count++;
      return known.ref;
    }
    const today = MODULES.get(module) ?? module;
    const ref = new GlobalRef(today, (module === "__builtin__" ? TYPES.get(name) : void 0) ?? name);
    this.#uses.set(key, { ref, count: 1 });
    return ref;
  }
  /** In the order in which the file names them first. */
  list() {
    return Array.from(this.#uses.values(), ({ ref: { module, name }, count }) => {
      return { module, name, count, expected: isExpected(module, name) };
    });
  }
};
function isName(name) {
  return name.length > 0 && name.length <= MAX_NAME;
}

// wasm-models/readers/pickle/describe.ts
function describe(value) {
  switch (typeof value) {
    case "undefined":
      return "nothing";
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    case "string":
      return "str";
    default:
      return value === null ? "None" : describeObject(value);
  }
}
function describeArray(array) {
  const { length } = array.shape;
  return `${array.dtype.name} array of ${length} dimension${length === 1 ? "" : "s"}`;
}
function describeObject(value) {
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (value instanceof Map) return `dict of ${value.size}`;
  if (value instanceof Set) return `set of ${value.size}`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (value instanceof Tuple) return `tuple of ${value.items.length}`;
  if (value instanceof NdArray) return describeArray(value);
  if (value instanceof Instance) return value.qualifiedName === "" ? "result of a call" : shown(value.qualifiedName);
  if (value instanceof GlobalRef) return `name ${shown(value.qualifiedName)}`;
  if (value instanceof DtypeRef) return "dtype";
  if (value instanceof Slice) return "slice";
  return value instanceof Complex ? "complex" : "something else";
}

// wasm-models/readers/numpy/dtype.ts
var NAMES3 = {
  b: "bool",
  i: "int",
  u: "uint",
  f: "float",
  c: "complex",
  S: "bytes",
  U: "str",
  O: "object",
  M: "datetime64",
  m: "timedelta64",
  V: "void"
};
var SIZES = {
  b: [1],
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  f: [2, 4, 8, 12, 16],
  c: [8, 16, 24, 32],
  M: [8],
  m: [8]
};
var Dtype = class {
  kind;
  /** Bytes of an element; of an object, what the file says. */
  size;
  bigEndian;
  /** Of a record, in order. */
  fields;
  subarray;
  /** Whether it, or a part of it, is Python objects, which are never in the bytes of an array. */
  hasObjects;
  constructor(kind, size, bigEndian = false, fields, subarray) {
    this.kind = kind;
    this.size = size;
    this.bigEndian = bigEndian;
    this.fields = fields;
    this.subarray = subarray;
    const parts = fields === void 0 ? [] : Array.from(fields.values(), ({ dtype }) => dtype);
    this.hasObjects = kind === "O" || subarray?.dtype.hasObjects === true || parts.some((part) => part.hasObjects);
  }
  /** As numpy calls it: `float64`, `int32`, `bool`, `str`, `object`, `record`. */
  get name() {
    if (this.fields !== void 0) return "record";
    if (this.subarray !== void 0) return `array of ${this.subarray.dtype.name}`;
    return "iufc".includes(this.kind) ? NAMES3[this.kind] + String(this.size * 8) : NAMES3[this.kind];
  }
  /** Whether its elements become numbers of a typed array: bool, int, uint and float up to 64 bits. */
  get isNumeric() {
    return this.fields === void 0 && this.subarray === void 0 && "biuf".includes(this.kind) && this.size <= 8;
  }
};
var DESCRIPTION = /^([<>|=]?)([?biufcSaUOMmV])(\d{0,10})(?:\[[\w/]{1,16}\])?$/;
function parseDtype(description) {
  const parts = DESCRIPTION.exec(description);
  if (parts === null) return void 0;
  const [, order, letter, digits] = parts;
  if (letter === "?" || letter === "b" && digits === "") {
    return digits === "" ? new Dtype(letter === "?" ? "b" : "i", 1) : void 0;
  }
  const kind = letter === "a" ? "S" : letter;
  const count = digits === "" ? kind === "O" || kind === "M" || kind === "m" ? 8 : 0 : Number(digits);
  const size = kind === "U" ? count * 4 : count;
  if (size > MAX_ELEMENT_BYTES) return void 0;
  const sizes = SIZES[kind];
  if (sizes !== void 0 && !sizes.includes(size)) return void 0;
  return new Dtype(kind, size, order === ">");
}

// runtime/tensor/half.ts
function fromFloat16(bits) {
  const sign = bits & 32768 ? -1 : 1;
  const exponent = bits >> 10 & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

// wasm-models/readers/numpy/elements.ts
function decodeElements(dtype, layout) {
  if (dtype.fields !== void 0) return records(dtype, layout);
  switch (dtype.kind) {
    case "U":
      return texts(dtype, layout);
    case "S":
      return byteStrings(dtype, layout);
    case "b":
      return gather(dtype, layout).map((value) => value === 0 ? 0 : 1);
    case "f":
      return floats2(dtype, layout);
    default:
      return numbersOrRaw(dtype, layout);
  }
}
function floats2(dtype, layout) {
  if (dtype.size !== 2) return numbersOrRaw(dtype, layout);
  const bits = new Uint16Array(gather(dtype, layout).buffer);
  return Float32Array.from(bits, fromFloat16);
}
function numbersOrRaw(dtype, layout) {
  const bytes = gather(dtype, layout);
  const { buffer } = bytes;
  switch (`${dtype.kind}${dtype.size}`) {
    case "i1":
      return new Int8Array(buffer);
    case "i2":
      return new Int16Array(buffer);
    case "i4":
      return new Int32Array(buffer);
    case "i8":
    case "M8":
    case "m8":
      return new BigInt64Array(buffer);
    case "u2":
      return new Uint16Array(buffer);
    case "u4":
      return new Uint32Array(buffer);
    case "u8":
      return new BigUint64Array(buffer);
    case "f4":
      return new Float32Array(buffer);
    case "f8":
      return new Float64Array(buffer);
    default:
      return bytes;
  }
}
function gather(dtype, layout) {
  const { bytes, start, stride, count } = layout;
  const { size } = dtype;
  const copy = stride === size ? bytes.slice(start, start + size * count) : new Uint8Array(size * count);
  if (stride !== size) {
    for (let index = 0, from = start, to = 0; index < count; index++, from += stride) {
      for (let byte = 0; byte < size; byte++) copy[to++] = bytes[from + byte];
    }
  }
  if (dtype.bigEndian) swap(copy, dtype.kind === "c" ? size / 2 : size);
  return copy;
}
function swap(bytes, size) {
  if (size < 2) return;
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}
function texts(dtype, { bytes, start, stride, count }) {
  const view3 = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, index) => {
    const from = start + index * stride;
    let end = from + dtype.size;
    while (end > from && view3.getUint32(end - 4, true) === 0) end -= 4;
    let text = "";
    for (let at = from; at < end; at += 4) {
      const code = view3.getUint32(at, !dtype.bigEndian);
      text += String.fromCodePoint(code > 1114111 ? 65533 : code);
    }
    return text;
  });
}
function byteStrings(dtype, { bytes, start, stride, count }) {
  return Array.from({ length: count }, (_, index) => {
    const from = start + index * stride;
    let end = from + dtype.size;
    while (end > from && bytes[end - 1] === 0) end--;
    return bytes.slice(from, end);
  });
}
function records(dtype, { bytes, start, stride, count }) {
  const fields = dtype.fields;
  return new Records(count, [...fields.keys()], (name) => {
    const { dtype: inner, offset } = fields.get(name);
    const base = inner.subarray?.dtype ?? inner;
    const shape = inner.subarray?.shape ?? [];
    const from = start + offset;
    const each = shape.reduce((product, size) => product * size, 1);
    const layout = { bytes, start: from, stride, count };
    const dense = each === 1 ? layout : { bytes: compact(layout, inner.size), start: 0, stride: base.size, count: count * each };
    return new NdArray(base, [count, ...shape], decodeElements(base, dense));
  });
}
function compact({ bytes, start, stride, count }, size) {
  const copy = new Uint8Array(size * count);
  for (let index = 0; index < count; index++) {
    copy.set(bytes.subarray(start + index * stride, start + index * stride + size), index * size);
  }
  return copy;
}

// wasm-models/readers/numpy/order.ts
function fromFortran(bytes, shape, size) {
  const indices = fortranIndices(shape);
  const copy = new Uint8Array(bytes.length);
  if (size === 8) {
    const from = new BigUint64Array(bytes.slice().buffer);
    const to = new BigUint64Array(copy.buffer);
    for (let index = 0; index < to.length; index++) to[index] = from[indices[index]];
    return copy;
  }
  for (let index = 0, to = 0; index < indices.length; index++) {
    const from = indices[index] * size;
    for (let byte = 0; byte < size; byte++) copy[to++] = bytes[from + byte];
  }
  return copy;
}
function fortranIndices(shape) {
  const count = shape.reduce((product, size) => product * size, 1);
  const indices = new Float64Array(count);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  const at = shape.map(() => 0);
  let from = 0;
  for (let index = 0; index < count; index++) {
    indices[index] = from;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++at[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      at[axis] = 0;
    }
  }
  return indices;
}

// wasm-models/readers/numpy/build-array.ts
function readShape(value, { cursor }) {
  const items = value instanceof Tuple ? value.items : Array.isArray(value) ? value : [value];
  if (items.length > MAX_DIMENSIONS) cursor.refuse(`at most ${MAX_DIMENSIONS} dimensions`, `${items.length}`);
  let count = 1;
  for (const size of items) {
    if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) {
      return cursor.refuse("a shape of sizes", describe(size));
    }
    count *= size;
  }
  if (!Number.isSafeInteger(count)) cursor.refuse("a shape of fewer elements", "too many");
  return items;
}
function readDtype(value, { cursor }) {
  if (value instanceof DtypeRef) return value.dtype;
  if (value instanceof Instance && value.name.includes("StringDType")) return new Dtype("O", 16);
  return value instanceof Instance && value.name === "_convert_to_stringdtype_kwargs" ? new Dtype("O", 16) : cursor.refuse("a dtype", describe(value));
}
function elementsOf(bytes, dtype, shape, isFortran, { cursor, budget }) {
  if (dtype.hasObjects) cursor.refuse("a list of objects", "bytes");
  if (dtype.subarray !== void 0) cursor.refuse("a dtype without inner shape", "one with");
  const count = shape.reduce((product, size) => product * size, 1);
  const expected = count * dtype.size;
  if (bytes.length !== expected) cursor.refuse(`${expected} bytes of ${dtype.name}`, `${bytes.length}`);
  budget.arrayBytes(bytes.length);
  if (dtype.kind === "S" || dtype.kind === "U" || dtype.size === 0) budget.nodes(count);
  const isTransposed = isFortran && shape.length > 1 && count > 0;
  const ordered = isTransposed ? fromFortran(bytes, shape, dtype.size) : bytes;
  return decodeElements(dtype, { bytes: ordered, start: 0, stride: dtype.size, count });
}
function objectsOf(list, shape, { cursor, budget }) {
  const count = shape.reduce((product, size) => product * size, 1);
  if (list.length !== count) cursor.refuse(`${count} objects`, `${list.length}`);
  budget.nodes(count);
  return [...list];
}
function rawBytes(value) {
  return typeof value === "string" ? latin1Bytes(value) : value instanceof Uint8Array ? value : void 0;
}

// wasm-models/readers/numpy/convert.ts
function toFloat64s(array) {
  const { data, dtype } = array;
  if (dtype.kind === "O") return fromObjects(data);
  if (!dtype.isNumeric) return void 0;
  if (data instanceof Float64Array) return data;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return fromBigints(data);
  return Float64Array.from(data);
}
function toInt32s(array) {
  const { data, dtype } = array;
  if (data instanceof Int32Array) return data;
  if (dtype.isNumeric && dtype.kind === "f") return void 0;
  const numbers = toFloat64s(array);
  if (numbers === void 0) return void 0;
  const integers2 = Int32Array.from(numbers);
  return numbers.every((value, index) => value === integers2[index]) ? integers2 : void 0;
}
function toLabels(array) {
  const { data, dtype } = array;
  if (dtype.kind === "U") return data;
  if (dtype.kind === "b" && data instanceof Uint8Array) return Array.from(data, (value) => value !== 0);
  if (dtype.kind === "O") {
    const values = data;
    return values.every(isLabel) ? values : void 0;
  }
  if (!dtype.isNumeric) return void 0;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Array.from(data, toSafe);
  return Array.from(data);
}
function toStrings(values) {
  return values.every((value) => typeof value === "string") ? values : void 0;
}
function toSafe(value) {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
function isLabel(value) {
  return value === null || ["string", "number", "bigint", "boolean"].includes(typeof value);
}
function fromObjects(values) {
  const numbers = values.every((value) => typeof value === "number" || typeof value === "boolean");
  return numbers ? Float64Array.from(values, Number) : void 0;
}
function fromBigints(data) {
  const numbers = new Float64Array(data.length);
  for (let index = 0; index < data.length; index++) {
    const number = Number(data[index]);
    if (!Number.isSafeInteger(number)) return void 0;
    numbers[index] = number;
  }
  return numbers;
}

// wasm-models/readers/numpy/interpret.ts
var ARRAYS = /* @__PURE__ */ new Set([
  "numpy.ndarray",
  "numpy.matrix",
  "numpy.matrixlib.defmatrix.matrix",
  "numpy.memmap",
  "numpy.core.memmap.memmap",
  "numpy._core.memmap.memmap",
  "numpy.core.multiarray.ndarray"
]);
var NUMPY_NAMES = /* @__PURE__ */ new Map([
  ["numpy.dtype", makeDtype],
  ["numpy.core.multiarray.dtype", makeDtype],
  ["numpy.core.multiarray._reconstruct", makeArray],
  ["numpy._core.multiarray._reconstruct", makeArray],
  ["numpy.core.multiarray.scalar", makeScalar],
  ["numpy._core.multiarray.scalar", makeScalar],
  ["numpy.core.numeric._frombuffer", fromBuffer],
  ["numpy._core.numeric._frombuffer", fromBuffer]
]);
function isArrayClass(value) {
  return value instanceof GlobalRef && ARRAYS.has(value.qualifiedName);
}
function buildArray(array, state, context) {
  const items = state instanceof Tuple ? state.items : [];
  const [shapeValue, dtypeValue, isFortran, raw] = items.slice(items.length === 5 ? 1 : 0);
  if (items.length < 4 || items.length > 5 || typeof isFortran === "object") {
    context.cursor.refuse("the state of an array", describe(state));
  }
  const shape = readShape(shapeValue, context);
  const dtype = readDtype(dtypeValue, context);
  const fortran = isFortran === true || isFortran === 1;
  if (Array.isArray(raw)) {
    array.data = objectsOf(raw, shape, context);
    array.dtype = dtype.kind === "O" ? dtype : new Dtype("O", 8);
  } else {
    const bytes = rawBytes(raw) ?? context.cursor.refuse("the bytes of an array", describe(raw));
    array.data = elementsOf(bytes, dtype, shape, fortran, context);
    array.dtype = dtype;
  }
  array.shape = shape;
  array.fortran = fortran;
}
function makeDtype([description], { cursor }) {
  if (typeof description !== "string") return void 0;
  return new DtypeRef(parseDtype(description) ?? cursor.refuse("a dtype of numpy", "another one"));
}
function makeArray([type]) {
  if (!isArrayClass(type)) return void 0;
  const subclass = type.name === "ndarray" ? void 0 : type.name;
  return new NdArray(new Dtype("i", 1), [0], new Int8Array(0), false, subclass);
}
function fromBuffer(args, context) {
  const [raw, dtypeValue, shapeValue, order] = args;
  if (!(raw instanceof Uint8Array) || !(dtypeValue instanceof DtypeRef)) return void 0;
  const shape = readShape(shapeValue, context);
  const { dtype } = dtypeValue;
  return new NdArray(dtype, shape, elementsOf(raw, dtype, shape, order === "F", context), order === "F");
}
function makeScalar(args, context) {
  const [type, raw] = args;
  if (!(type instanceof DtypeRef) || raw === void 0) return void 0;
  const { dtype } = type;
  if (dtype.kind === "O") return raw;
  const bytes = rawBytes(raw);
  if (bytes === void 0 || dtype.hasObjects) return void 0;
  const readable = dtype.isNumeric || "SU".includes(dtype.kind) || dtype.kind === "c" && dtype.size === 16;
  if (!readable) return void 0;
  const data = elementsOf(bytes, dtype, [], false, context);
  if (dtype.kind === "c") {
    const parts = new Float64Array(data.buffer);
    return new Complex(parts[0], parts[1]);
  }
  if (dtype.kind === "S") return data[0];
  return toLabels(new NdArray(dtype, [1], data))[0];
}

// wasm-models/readers/joblib/wrapper.ts
var MODULE = /^(sklearn\.externals\.)?joblib\.numpy_pickle(_compat)?$/;
var OLD = /* @__PURE__ */ new Set(["NDArrayWrapper", "ZNDArrayWrapper"]);
function isArrayWrapper(value) {
  return value instanceof Instance && value.name === "NumpyArrayWrapper" && MODULE.test(value.module);
}
function readWrappedArray(wrapper, context) {
  const { cursor, budget } = context;
  const dtype = readDtype(wrapper.attribute("dtype"), context);
  if (dtype.hasObjects) {
    const array2 = context.nested();
    return array2 instanceof NdArray || array2 instanceof Instance ? array2 : cursor.refuse("an array", describe(array2));
  }
  const shape = readShape(wrapper.attribute("shape"), context);
  const order = wrapper.attribute("order");
  if (order !== "C" && order !== "F") cursor.refuse("order C or F", "another one");
  if ((wrapper.attribute("numpy_array_alignment_bytes") ?? null) !== null) cursor.take(cursor.uint8());
  const bytes = cursor.slice(shape.reduce((product, size) => product * size, 1) * dtype.size);
  const array = new NdArray(dtype, shape, elementsOf(bytes, dtype, shape, order === "F", context), order === "F");
  const subclass = wrapper.attribute("subclass");
  if (subclass === void 0 || isArrayClass(subclass)) return array;
  budget.nodes(1);
  return new Instance(subclass, [array], true);
}
function refuseOldWrapper(value, { cursor }) {
  if (!(value instanceof Instance) || !OLD.has(value.name) || !MODULE.test(value.module)) return;
  cursor.refuse(
    "a file of joblib 0.10 or newer (load it with the old version, and dump it with a newer one)",
    "an array in a file of its own"
  );
}

// wasm-models/readers/numpy/dtype-state.ts
function buildDtype(ref, state, context) {
  const { cursor } = context;
  if (ref.isBuilt) cursor.refuse("one state of a dtype", "another one");
  if (!(state instanceof Tuple) || state.items.length < 6)
    return cursor.refuse("the state of a dtype", describe(state));
  const [version, order, inner, names, fields, itemSize] = state.items;
  if (version !== 3 && version !== 4) cursor.refuse("a dtype of version 3 or 4", "another one");
  const { kind } = ref.dtype;
  const size = "SUV".includes(kind) ? readSize(itemSize, ref.dtype.size, context) : ref.dtype.size;
  if (kind === "U" && size % 4 !== 0) cursor.refuse("text of 4 bytes a character", `${size} bytes`);
  const columns = names instanceof Tuple ? readFields(names, fields, size, context) : void 0;
  const subarray = inner instanceof Tuple ? readSubarray(inner, size, context) : void 0;
  ref.dtype = new Dtype(kind, size, order === ">", columns, subarray);
  ref.isBuilt = true;
}
function readSize(value, known, { cursor }) {
  if (value === -1) return known;
  const isSize = typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_ELEMENT_BYTES;
  return isSize ? value : cursor.refuse("the size of an element", describe(value));
}
function readFields(names, fields, size, { cursor }) {
  if (!(fields instanceof Map)) return cursor.refuse("fields by name", describe(fields));
  if (names.items.length > MAX_RECORD_FIELDS) cursor.refuse(`at most ${MAX_RECORD_FIELDS} fields`, "more");
  const found = /* @__PURE__ */ new Map();
  for (const name of names.items) {
    const field = fields.get(name);
    const [ref, offset] = field instanceof Tuple ? field.items : [];
    if (typeof name !== "string" || !(ref instanceof DtypeRef) || typeof offset !== "number") {
      return cursor.refuse("a dtype and an offset of each field", describe(field));
    }
    const { dtype } = ref;
    if (!Number.isInteger(offset) || offset < 0 || offset + dtype.size > size) {
      cursor.refuse(`a field inside of ${size} bytes`, "one outside");
    }
    found.set(name, { dtype, offset });
  }
  return found;
}
function readSubarray({ items }, size, context) {
  const [ref, shapeValue] = items;
  const shape = readShape(shapeValue, context);
  const count = shape.reduce((product, length) => product * length, 1);
  const isRight = ref instanceof DtypeRef && ref.dtype.subarray === void 0 && ref.dtype.size > 0 && ref.dtype.size * count === size;
  return isRight ? { dtype: ref.dtype, shape } : context.cursor.refuse(`an inner array of ${size} bytes`, "another one");
}

// wasm-models/readers/pickle/members.ts
function membersOf(value) {
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  if (value instanceof Set) return [...value];
  if (value instanceof Instance) return value.items;
  if (value instanceof NdArray && "OU".includes(value.dtype.kind)) return value.data;
  return void 0;
}
function entriesOf(value) {
  if (value instanceof Map) return value;
  return value instanceof Instance ? value.entries : void 0;
}
function asArray(value) {
  if (value instanceof NdArray) return value;
  const items = value instanceof Tuple ? value.items : value;
  return Array.isArray(items) ? new NdArray(new Dtype("O", 8), [items.length], items) : void 0;
}
function keyPath(key) {
  if (typeof key === "number") return `[${key}]`;
  return typeof key === "string" && /^\w{1,80}$/.test(key) ? `.${key}` : "[...]";
}

// wasm-models/readers/pickle/names.ts
var PYTHON_NAMES = /* @__PURE__ */ new Map([
  ["_codecs.encode", encode],
  ["builtins.bytes", makeBytes],
  ["builtins.bytearray", makeBytes],
  ["builtins.set", makeSet],
  ["builtins.frozenset", makeSet],
  ["builtins.slice", ([a, b, c]) => c === void 0 ? void 0 : new Slice(a, b, c)],
  ["builtins.complex", makeComplex],
  ["builtins.list", ([items], context) => items === void 0 ? [] : copyOf(items, context)],
  ["builtins.tuple", makeTuple],
  ["builtins.dict", makeDict],
  ["collections.OrderedDict", makeDict],
  ["collections.Counter", makeDict],
  ["collections.defaultdict", ([, ...rest], context) => makeDict(rest, context)],
  ["copyreg._reconstructor", reconstruct]
]);
function encode([text, encoding], { budget }) {
  if (typeof text !== "string" || encoding !== "latin1" && encoding !== "latin-1") return void 0;
  budget.operations(text.length >>> 6);
  return latin1Bytes(text);
}
function makeBytes(args, context) {
  const [value] = args;
  if (args.length === 0) return new Uint8Array(0);
  if (value instanceof Uint8Array && args.length === 1) return value;
  return encode(args, context);
}
function makeSet([items], context) {
  const members = items === void 0 ? [] : copyOf(items, context);
  return members === void 0 ? void 0 : new Set(members);
}
function makeTuple([items], context) {
  const members = items === void 0 ? [] : copyOf(items, context);
  return members === void 0 ? void 0 : new Tuple(members);
}
function makeComplex([real, imaginary = 0]) {
  const areNumbers = typeof real === "number" && typeof imaginary === "number";
  return areNumbers ? new Complex(real, imaginary) : void 0;
}
function makeDict(args, context) {
  const [source] = args;
  if (args.length > 1) return void 0;
  if (source === void 0) return /* @__PURE__ */ new Map();
  if (source instanceof Map) {
    spend(source.size, context);
    return new Map(source);
  }
  const pairs2 = copyOf(source, context);
  const entries = /* @__PURE__ */ new Map();
  for (const pair of pairs2 ?? []) {
    const items = pair instanceof Tuple ? pair.items : pair;
    if (!Array.isArray(items) || items.length !== 2) return void 0;
    entries.set(items[0], items[1]);
  }
  return pairs2 === void 0 ? void 0 : entries;
}
function reconstruct(args, context) {
  const [type, base, state] = args;
  if (!(type instanceof GlobalRef) || !(base instanceof GlobalRef) || args.length !== 3) return void 0;
  context.budget.nodes(1);
  const made = new Instance(type, base.qualifiedName === "builtins.object" ? [] : [state], true);
  if (state instanceof Map) {
    spend(state.size, context);
    made.entries = new Map(state);
  } else if (state !== null && state !== void 0) {
    const items = copyOf(state, context);
    if (items !== void 0) made.items = items;
  }
  return made;
}
function copyOf(value, context) {
  if (value instanceof Instance) return void 0;
  const size = value instanceof Set ? value.size : 0;
  spend(size, context);
  const members = membersOf(value);
  if (members === void 0) return void 0;
  spend(members.length, context);
  return [...members];
}
function spend(count, { budget }) {
  budget.operations(count);
  budget.nodes(Math.ceil(count / 8));
}

// wasm-models/readers/pickle/construct.ts
function reduce2(callee, args, context) {
  const items = argumentsOf(args, context);
  if (callee instanceof GlobalRef) {
    const name = callee.qualifiedName;
    const known = (NUMPY_NAMES.get(name) ?? PYTHON_NAMES.get(name))?.(items, context);
    if (known !== void 0) return known;
    if (name === "copyreg.__newobj__" && items[0] instanceof GlobalRef) {
      return new Instance(items[0], items.slice(1), true);
    }
  } else if (!(callee instanceof Instance)) {
    return context.cursor.refuse("a class or function", describe(callee));
  }
  return new Instance(callee, items, false);
}
function create(type, args, context, namedArgs = null) {
  const items = argumentsOf(args, context);
  const isClass = type instanceof GlobalRef || type instanceof Instance;
  return isClass ? new Instance(type, items, true, namedArgs) : context.cursor.refuse("a class", describe(type));
}
function build(target, state, context) {
  if (target instanceof NdArray) {
    buildArray(target, state, context);
    return target;
  }
  if (target instanceof DtypeRef) {
    buildDtype(target, state, context);
    return target;
  }
  if (!(target instanceof Instance)) return context.cursor.refuse("an object to build", describe(target));
  if (target.state !== void 0) context.cursor.refuse("one state of an object", "another one");
  target.state = state;
  refuseOldWrapper(target, context);
  return isArrayWrapper(target) ? readWrappedArray(target, context) : target;
}
function append(target, items, context) {
  const list = target instanceof Instance ? target.items ??= [] : target;
  if (!Array.isArray(list)) return context.cursor.refuse("a list to append to", describe(target));
  for (const item of items) list.push(item);
}
function addItems(target, items, context) {
  if (target instanceof Instance) return append(target, items, context);
  if (!(target instanceof Set)) return context.cursor.refuse("a set to add to", describe(target));
  for (const item of items) target.add(item);
}
function setItems(target, items, context) {
  const entries = target instanceof Instance ? target.entries ??= /* @__PURE__ */ new Map() : target;
  if (!(entries instanceof Map)) return context.cursor.refuse("a dict to fill", describe(target));
  if (items.length % 2 !== 0) context.cursor.refuse("a value for each key", "a key without");
  for (let index = 0; index < items.length; index += 2) entries.set(items[index], items[index + 1]);
}
function argumentsOf(args, { cursor }) {
  return args instanceof Tuple ? args.items : cursor.refuse("arguments in a tuple", describe(args));
}

// wasm-models/readers/pickle/integers.ts
function decodeInteger(bytes) {
  if (bytes.length <= 6) return decodeSmall(bytes);
  let digits = "";
  for (let at = bytes.length - 1; at >= 0; at--) digits += bytes[at].toString(16).padStart(2, "0");
  return toSafe(BigInt.asIntN(bytes.length * 8, BigInt(`0x${digits}`)));
}
function parseInteger(line) {
  const text = latin1(line).trim();
  return /^[+-]?\d+$/.test(text) ? toSafe(BigInt(text.replace(/^\+/, ""))) : void 0;
}
function parseFloat64(line) {
  const text = latin1(line).trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const named = /^([+-]?)(nan|inf|infinity)$/i.exec(text);
  if (named === null) return void 0;
  if (named[2].toLowerCase() === "nan") return Number.NaN;
  return named[1] === "-" ? -Infinity : Infinity;
}
function decodeSmall(bytes) {
  let value = 0;
  for (let at = bytes.length - 1; at >= 0; at--) value = value * 256 + bytes[at];
  const isNegative = bytes.length > 0 && bytes.at(-1) > 127;
  return isNegative ? value - 2 ** (bytes.length * 8) : value;
}

// wasm-models/readers/pickle/memo.ts
var Memo = class {
  /** Numbers lie below it, and no more values than that are kept. */
  limit;
  #dense = [];
  #others = /* @__PURE__ */ new Map();
  constructor(limit2) {
    this.limit = limit2;
  }
  /** Values that are remembered, which is the number that the next one gets by itself. */
  get size() {
    return this.#dense.length + this.#others.size;
  }
  /** @returns false when it is full, or the number too large */
  set(index, value) {
    if (index >= this.limit || this.size >= this.limit) return false;
    if (index < this.#dense.length) this.#dense[index] = value;
    else if (index > this.#dense.length) this.#others.set(index, value);
    else {
      this.#dense.push(value);
      this.#others.delete(index);
    }
    return true;
  }
  /** @returns undefined when there is none */
  get(index) {
    return index < this.#dense.length ? this.#dense[index] : this.#others.get(index);
  }
};

// wasm-models/readers/pickle/scalars.ts
function readScalar(opcode, cursor) {
  switch (opcode) {
    case NONE:
      return null;
    case NEWTRUE:
      return true;
    case NEWFALSE:
      return false;
    case BININT1:
      return cursor.uint8();
    case BININT2:
      return cursor.uint16();
    case BININT:
      return cursor.int32();
    case LONG1:
      return integer(cursor.uint8(), cursor);
    case LONG4:
      return integer(cursor.int32(), cursor);
    case BINFLOAT:
      return cursor.float64();
    case SHORT_BINUNICODE:
      return cursor.utf8(cursor.uint8());
    case BINUNICODE:
      return cursor.utf8(cursor.uint32());
    case BINUNICODE8:
      return cursor.utf8(cursor.uint64());
    case SHORT_BINBYTES:
      return cursor.slice(cursor.uint8());
    case BINBYTES:
      return cursor.slice(cursor.uint32());
    case BINBYTES8:
    case BYTEARRAY8:
      return cursor.slice(cursor.uint64());
    case SHORT_BINSTRING:
      return cursor.latin1(cursor.uint8());
    case BINSTRING:
      return cursor.latin1(cursor.uint32());
    default:
      return readLine(opcode, cursor);
  }
}
function readLine(opcode, cursor) {
  switch (opcode) {
    case INT:
      return intOrBool(cursor);
    case LONG: {
      const line = cursor.line(MAX_NUMBER_LINE);
      const digits = line.at(-1) === 76 ? line.subarray(0, -1) : line;
      return parseInteger(digits) ?? cursor.refuse("an integer", "other text");
    }
    case FLOAT:
      return parseFloat64(cursor.line(MAX_NUMBER_LINE)) ?? cursor.refuse("a float", "other text");
    case STRING:
      return decodeQuoted(cursor.line()) ?? cursor.refuse("text in quotes", "other text");
    case UNICODE:
      return decodeRawUnicode(cursor.line());
    default:
      return void 0;
  }
}
function intOrBool(cursor) {
  const line = cursor.line(MAX_NUMBER_LINE);
  const text = latin1(line);
  if (text === "01") return true;
  if (text === "00") return false;
  return parseInteger(line) ?? cursor.refuse("an integer", "other text");
}
function integer(length, cursor) {
  if (length < 0 || length > MAX_INTEGER) cursor.refuse(`an integer of at most ${MAX_INTEGER} bytes`, `${length}`);
  return decodeInteger(cursor.slice(length));
}

// wasm-models/readers/pickle/machine.ts
function runPickle(shared2, nesting = 0) {
  return new Machine(shared2, nesting).run();
}
var Machine = class {
  cursor;
  budget;
  #shared;
  #nesting;
  #stack = [];
  /** Heights of the stack. */
  #marks = [];
  #memo;
  constructor(shared2, nesting) {
    this.cursor = shared2.cursor;
    this.budget = shared2.budget;
    this.#shared = shared2;
    this.#nesting = nesting;
    this.#memo = new Memo(shared2.budget.limits.maxMemo);
  }
  nested() {
    const most = this.budget.limits.maxNestedPickles;
    if (this.#nesting >= most) this.cursor.refuse(`at most ${most} pickles inside each other`, "more");
    return runPickle(this.#shared, this.#nesting + 1);
  }
  run() {
    const { cursor, budget } = this;
    for (; ; ) {
      budget.operations(1);
      cursor.opcode = 0;
      const opcode = cursor.uint8();
      if (opcode === STOP) return this.#pop();
      cursor.opcode = opcode;
      const scalar = readScalar(opcode, cursor);
      if (scalar === void 0) this.#step(opcode);
      else this.#stack.push(scalar);
    }
  }
  #step(opcode) {
    switch (opcode) {
      case MARK:
        return this.#mark();
      case MEMOIZE:
        return this.#put(this.#memo.size);
      case BINPUT:
        return this.#put(this.cursor.uint8());
      case LONG_BINPUT:
        return this.#put(this.cursor.uint32());
      case PUT:
        return this.#put(this.#index());
      case BINGET:
        return this.#get(this.cursor.uint8());
      case LONG_BINGET:
        return this.#get(this.cursor.uint32());
      case GET:
        return this.#get(this.#index());
      case PROTO:
        return this.#protocol(this.cursor.uint8());
      case FRAME:
        this.cursor.take(8);
        return;
      case POP:
        if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
        else this.#pop();
        return;
      case POP_MARK:
        this.#aboveMark();
        return;
      default:
        return this.#container(opcode);
    }
  }
  #container(opcode) {
    switch (opcode) {
      case EMPTY_TUPLE:
        return this.#push(new Tuple([]));
      case TUPLE1:
        return this.#push(new Tuple([this.#pop()]));
      case TUPLE2:
        return this.#push(new Tuple(this.#popTwo()));
      case TUPLE3: {
        const last = this.#pop();
        return this.#push(new Tuple([...this.#popTwo(), last]));
      }
      case TUPLE:
        return this.#push(new Tuple(this.#aboveMark()));
      case EMPTY_LIST:
        return this.#push([]);
      case LIST:
        return this.#push(this.#aboveMark());
      case EMPTY_DICT:
        return this.#push(/* @__PURE__ */ new Map());
      case DICT: {
        const entries = /* @__PURE__ */ new Map();
        setItems(entries, this.#aboveMark(), this);
        return this.#push(entries);
      }
      case EMPTY_SET:
        return this.#push(/* @__PURE__ */ new Set());
      case FROZENSET:
        return this.#push(new Set(this.#aboveMark()));
      case APPEND: {
        const item = this.#pop();
        return append(this.#top(), [item], this);
      }
      case APPENDS: {
        const items = this.#aboveMark();
        return append(this.#top(), items, this);
      }
      case ADDITEMS: {
        const items = this.#aboveMark();
        return addItems(this.#top(), items, this);
      }
      case SETITEM: {
        const pair = this.#popTwo();
        return setItems(this.#top(), pair, this);
      }
      case SETITEMS: {
        const items = this.#aboveMark();
        return setItems(this.#top(), items, this);
      }
      default:
        return this.#object(opcode);
    }
  }
  #object(opcode) {
    switch (opcode) {
      case GLOBAL: {
        const module = this.#nameLine();
        return this.#push(this.#global(module, this.#nameLine()));
      }
      case STACK_GLOBAL: {
        const [module, name] = this.#popTwo();
        return this.#push(this.#global(module, name));
      }
      case REDUCE: {
        const [callee, args] = this.#popTwo();
        return this.#push(reduce2(callee, args, this));
      }
      case NEWOBJ: {
        const [type, args] = this.#popTwo();
        return this.#push(create(type, args, this));
      }
      case NEWOBJ_EX: {
        const named = this.#pop();
        const [type, args] = this.#popTwo();
        return this.#push(create(type, args, this, named));
      }
      case BUILD: {
        const state = this.#pop();
        const built = build(this.#top(), state, this);
        this.#stack[this.#stack.length - 1] = built;
        return;
      }
      case INST: {
        const module = this.#nameLine();
        const type = this.#global(module, this.#nameLine());
        return this.#push(reduce2(type, new Tuple(this.#aboveMark()), this));
      }
      case OBJ: {
        const [type, ...args] = this.#aboveMark();
        return this.#push(reduce2(type ?? null, new Tuple(args), this));
      }
      case DUP: {
        const value = this.#pop();
        this.#stack.push(value);
        return this.#push(value);
      }
      default:
        return this.#refuse(opcode);
    }
  }
  #refuse(opcode) {
    switch (opcode) {
      case PERSID:
      case BINPERSID:
        return this.cursor.refuse("values inside of the file", "a persistent id, which refers to something outside");
      case EXT1:
      case EXT2:
      case EXT4:
        return this.cursor.refuse("names in the file", "a number of the extension registry");
      case NEXT_BUFFER:
      case READONLY_BUFFER:
        return this.cursor.refuse("arrays inside of the file", "an out-of-band buffer");
      default:
        return this.cursor.refuse("an instruction of pickle", `0x${opcode.toString(16)}`);
    }
  }
  #push(value) {
    this.budget.nodes(1);
    this.#stack.push(value);
  }
  /** What is above the last mark is all that an instruction can take. */
  #pop() {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) this.cursor.refuse("a value on the stack", "none");
    return this.#stack.pop();
  }
  #popTwo() {
    const second = this.#pop();
    return [this.#pop(), second];
  }
  #top() {
    return this.#stack.length > (this.#marks.at(-1) ?? 0) ? this.#stack.at(-1) : void 0;
  }
  #mark() {
    const { maxDepth } = this.budget.limits;
    if (this.#marks.length >= maxDepth) this.cursor.refuse(`at most ${maxDepth} marks`, "more");
    this.#marks.push(this.#stack.length);
  }
  #aboveMark() {
    const height = this.#marks.pop();
    if (height === void 0) return this.cursor.refuse("a mark on the stack", "none");
    return this.#stack.splice(height);
  }
  #put(index) {
    const value = this.#top();
    if (value === void 0) return this.cursor.refuse("a value to remember", "none");
    if (!this.#memo.set(index, value)) this.cursor.refuse(`at most ${this.#memo.limit} remembered values`, "more");
  }
  #get(index) {
    const value = this.#memo.get(index);
    if (value === void 0) return this.cursor.refuse("a remembered value", "none of that number");
    this.#stack.push(value);
  }
  #index() {
    const index = parseInteger(this.cursor.line(20));
    const isIndex = typeof index === "number" && index >= 0;
    return isIndex ? index : this.cursor.refuse("a number of the memory", "other text");
  }
  #nameLine() {
    const line = this.cursor.line();
    return decodeUtf8(line, 0, line.length) ?? this.cursor.refuse("a name", "other bytes");
  }
  #global(module, name) {
    if (typeof module !== "string" || typeof name !== "string") {
      return this.cursor.refuse("two names", `${describe(module)} and ${describe(name)}`);
    }
    return this.#shared.globals.refer(module, name) ?? this.cursor.refuse("a short name", "a long or empty one");
  }
  #protocol(version) {
    if (version > 5) this.cursor.refuse("protocol 0 to 5", `${version}`);
  }
};

// wasm-models/readers/pickle/open.ts
function openPickle(bytes, limits = DEFAULT_LIMITS) {
  return open(bytes, limits, new GlobalReport());
}
function open(bytes, limits, globals) {
  if (bytes.length > limits.maxBytes) {
    throw new ModelFileError("Pickle", `at most ${limits.maxBytes} bytes`, `${bytes.length}`);
  }
  const cursor = new Cursor(bytes);
  const root = runPickle({ cursor, budget: new Budget(limits, cursor), globals });
  checkDepth(root, limits.maxDepth);
  return { root, globals: globals.list(), trailingBytes: cursor.left };
}

// wasm-models/readers/joblib/read.ts
async function readModelPickle(bytes, limits = DEFAULT_LIMITS) {
  return openPickle(await decompress(bytes, limits), limits);
}

// wasm-models/readers/numpy/sparse.ts
var CLASSES = /* @__PURE__ */ new Map([
  ["csr_matrix", "csr"],
  ["csr_array", "csr"],
  ["csc_matrix", "csc"],
  ["csc_array", "csc"]
]);
function readSparse(field) {
  const format = field.module.startsWith("scipy.sparse") ? CLASSES.get(field.className) : void 0;
  if (format === void 0) return field.refuse("a csr or csc matrix");
  const [first, second] = field.any("_shape", "shape").tuple(2);
  const shape = [first.integer(), second.integer()];
  const [outer, inner] = format === "csr" ? shape : [shape[1], shape[0]];
  if (outer < 0 || inner < 0) field.refuse("a shape of sizes", "negative ones");
  const indptr = field.integers("indptr", { shape: [outer + 1] }).data;
  const indices = field.integers("indices", { dims: 1 }).data;
  const { data } = field.array("data", { shape: [indices.length] });
  if (indptr[0] !== 0 || indptr.at(-1) > indices.length || indptr.some((at, index) => at < (indptr[index - 1] ?? 0))) {
    field.at("indptr").refuse("offsets that grow from 0 to the number of indices", "others");
  }
  if (indices.some((index) => index < 0 || index >= inner)) {
    field.at("indices").refuse(`indices below ${inner}`, "others");
  }
  return { format, shape, indptr, indices, data };
}

// wasm-models/readers/numpy/expectation.ts
function fits({ dtype, shape }, like) {
  if (like.dtype !== void 0 && dtype.name !== like.dtype) return false;
  if (like.dims !== void 0 && shape.length !== like.dims) return false;
  const wanted = like.shape;
  if (wanted === void 0) return true;
  return wanted.length === shape.length && wanted.every((size, index) => size === -1 || size === shape[index]);
}
function expectation(like, kind) {
  const type = like.dtype ?? kind;
  const array = type === "" ? "array" : `${type} array`;
  if (like.shape !== void 0) return `${array} of shape ${shownShape(like.shape)}`;
  if (like.dims === void 0) return array;
  return `${array} of ${like.dims} dimension${like.dims === 1 ? "" : "s"}`;
}
function shapeOf({ dtype, shape }) {
  return `${dtype.name} array of shape ${shownShape(shape)}`;
}
function shownShape(shape) {
  return `[${shape.map((size) => size === -1 ? "any" : String(size)).join(", ")}]`;
}

// wasm-models/readers/pickle/fields.ts
function openField(value, path, limits = DEFAULT_LIMITS) {
  const reads = { left: limits.maxFieldReads, maxDepth: limits.maxDepth };
  return new Field(value, path ?? (value instanceof Instance ? shown(value.name) : "Model"), 0, reads);
}
var Field = class _Field {
  value;
  path;
  #depth;
  #reads;
  /** @see openField */
  constructor(value, path, depth, reads) {
    this.value = value;
    this.path = path;
    this.#depth = depth;
    this.#reads = reads;
    if (depth > reads.maxDepth) this.refuse(`at most ${reads.maxDepth} values inside each other`, "more");
    if (--reads.left < 0) this.refuse("a model of fewer parts", "too many");
  }
  /** `LogisticRegression`; "" when it is no object. */
  get className() {
    return this.value instanceof Instance ? this.value.name : "";
  }
  /** `sklearn.linear_model._logistic`; "" when it is no object. */
  get module() {
    return this.value instanceof Instance ? this.value.module : "";
  }
  get isNone() {
    return this.value === null;
  }
  /** @throws ModelFileError always */
  refuse(expected, got = describe(this.value)) {
    throw new ModelFileError(this.path, expected, got);
  }
  /** The same value, called otherwise. */
  as(path) {
    return new _Field(this.value, path, this.#depth, this.#reads);
  }
  /** Whether the object has the attribute; it may be None. */
  has(name) {
    return this.#raw(name) !== void 0;
  }
  /** An attribute of the object, or an entry of the dictionary; it may be None. */
  at(name) {
    const value = this.#raw(name);
    if (value === void 0) throw new ModelFileError(`${this.path}.${name}`, "a value", "nothing");
    return this.#inside(value, `.${name}`);
  }
  /** undefined when there is none, or None. */
  optional(name) {
    const value = this.#raw(name);
    return value === void 0 || value === null ? void 0 : this.#inside(value, `.${name}`);
  }
  /** The first of these that is there and not None: versions call things differently. */
  any(...names) {
    for (const name of names) {
      const found = this.optional(name);
      if (found !== void 0) return found;
    }
    throw new ModelFileError(`${this.path}.${names[0]}`, names.join(" or "), "nothing");
  }
  /** What the class was called with, such as the sizes of a Tree. */
  arg(index) {
    const value = this.value instanceof Instance ? this.value.args[index] : void 0;
    if (value === void 0) throw new ModelFileError(`${this.path}.args[${index}]`, "an argument", "nothing");
    return this.#inside(value, `.args[${index}]`);
  }
  /** An object of any class; the field itself without a name. */
  object(name) {
    const field = this.#field(name);
    return field.value instanceof Instance ? field : field.refuse("an object");
  }
  number(name) {
    const { value, path } = this.#scalar(name);
    if (typeof value === "number") return value;
    throw new ModelFileError(path, "a number", describe(value));
  }
  /** A safe integer. */
  integer(name) {
    const { value, path } = this.#scalar(name);
    if (typeof value === "number" && Number.isSafeInteger(value)) return value;
    throw new ModelFileError(path, "an integer", describe(value));
  }
  boolean(name) {
    const { value, path } = this.#scalar(name);
    if (typeof value === "boolean") return value;
    throw new ModelFileError(path, "a bool", describe(value));
  }
  string(name) {
    const { value, path } = this.#scalar(name);
    if (typeof value === "string") return value;
    throw new ModelFileError(path, "a str", describe(value));
  }
  bytes(name) {
    const field = this.#field(name);
    return field.value instanceof Uint8Array ? field.value : field.refuse("bytes");
  }
  /** A class or function that is referred to, as `numpy.log1p`. */
  globalName(name) {
    const field = this.#field(name);
    return field.value instanceof GlobalRef ? field.value.qualifiedName : field.refuse("a function or class");
  }
  /** Numbers of any type, as float64; a list of numbers has one dimension. */
  array(name, like = {}) {
    const field = this.#field(name);
    const array = field.ndarray(void 0, like, "numeric");
    const data = toFloat64s(array) ?? field.refuse(expectation(like, "numeric"));
    return { shape: array.shape, data, dtype: Array.isArray(field.value) ? "list" : array.dtype.name };
  }
  /** Integers or booleans that fit 32 bits. */
  integers(name, like = {}) {
    const field = this.#field(name);
    const array = field.ndarray(void 0, like, "integer");
    return { shape: array.shape, data: toInt32s(array) ?? field.refuse(expectation(like, "32-bit integer")) };
  }
  /** Classes or categories: a list, or an array of one dimension. */
  labels(name) {
    const field = this.#field(name);
    return toLabels(field.ndarray(void 0, { dims: 1 }, "label")) ?? field.refuse("text, numbers, bools or None");
  }
  /** A list of text, or an array of one dimension. */
  strings(name) {
    const field = this.#field(name);
    const { data, dtype } = field.ndarray(void 0, { dims: 1 }, "text");
    const values = dtype.kind === "U" || dtype.kind === "O" ? toStrings(data) : void 0;
    return values ?? field.refuse("a list of str");
  }
  /** An array with the type that the file has; lists and tuples become arrays of objects. */
  ndarray(name, like = {}, kind = "") {
    const field = this.#field(name);
    const array = asArray(field.value);
    if (array === void 0) return field.refuse(expectation(like, kind));
    if (!fits(array, like)) field.refuse(expectation(like, kind), like.shape ? shapeOf(array) : describeArray(array));
    return array;
  }
  /** One field of a structured array, such as `left_child` of a tree's nodes. */
  column(name, column) {
    const field = this.at(name);
    const data = field.value instanceof NdArray ? field.value.data : void 0;
    if (!(data instanceof Records)) return field.refuse("record array");
    const values = data.field(column);
    if (values === void 0) throw new ModelFileError(field.path, `a field ${column}`, shown(data.names.join()));
    return field.#inside(values, `.${column}`);
  }
  /** Members of a list, a tuple, a set or an array of objects, row-major. */
  list(name) {
    const field = this.#field(name);
    const values = membersOf(field.value) ?? field.refuse("a list");
    return values.map((value, index) => field.#inside(value, `[${index}]`));
  }
  /** A list of exactly so many. */
  tuple(length, name) {
    const field = this.#field(name);
    const members = membersOf(field.value);
    return members?.length === length ? field.list() : field.refuse(`${length} values`);
  }
  /** `[(name, object, ...)]` as in `Pipeline.steps`. */
  named(name) {
    return this.list(name).map((member) => {
      const [first, second, ...rest] = member.list();
      if (first === void 0 || second === void 0) return member.refuse("a name and an object");
      return { name: first.string(), object: second.as(member.path), rest };
    });
  }
  /** Entries of a dictionary in order. */
  dict(name) {
    const field = this.#field(name);
    const entries = entriesOf(field.value) ?? field.refuse("a dict");
    return new Map(Array.from(entries, ([key, value]) => [key, field.#inside(value, keyPath(key))]));
  }
  /** A dictionary from text to integers, such as a vocabulary. */
  indices(name) {
    const field = this.#field(name);
    const entries = entriesOf(field.value) ?? field.refuse("a dict of str to int");
    for (const [key, value] of entries) {
      if (typeof key !== "string") field.refuse("str as keys", describe(key));
      if (!Number.isSafeInteger(value)) field.refuse("integers as values", describe(value));
    }
    return entries;
  }
  #field(name) {
    return name === void 0 ? this : this.at(name);
  }
  #inside(value, step) {
    return new _Field(value, this.path + step, this.#depth + 1, this.#reads);
  }
  #raw(name) {
    if (this.value instanceof Instance) return this.value.attribute(name);
    return this.value instanceof Map ? this.value.get(name) : void 0;
  }
  /** An array of no dimensions, or of one element, is what it holds. */
  #scalar(name) {
    const { value, path } = this.#field(name);
    if (!(value instanceof NdArray) || value.shape.length > 0) return { value, path };
    return { value: toLabels(value)?.[0] ?? value, path };
  }
};

// wasm-models/ir/builder.ts
var MAX_OPS = 1e5;
var Builder = class {
  #ops = [];
  #widths = [];
  #kinds;
  #names;
  #numbers = /* @__PURE__ */ new Map();
  /** @param names of the request's columns; undefined for a column without one */
  constructor(names) {
    this.#names = names;
    this.#kinds = names.map(() => "unused");
  }
  /** Columns of the request. */
  get featureCount() {
    return this.#names.length;
  }
  featureName(feature) {
    return this.#names[feature] ?? `column ${feature}`;
  }
  width(value) {
    const width = this.#widths[value];
    if (width === void 0) throw new RangeError(`There is no value ${value} yet`);
    return width;
  }
  /** Adds any operation; the methods below are the comfortable way. */
  add(op) {
    if (this.#ops.length >= MAX_OPS) throw new RangeError(`The model needs more than ${MAX_OPS} operations`);
    this.#widths.push(widthOf(op, (value) => this.width(value)));
    return this.#ops.push(op) - 1;
  }
  /** Numeric columns of the request; asking twice gives the same value. */
  numbers(features4) {
    const key = features4.join();
    const known = this.#numbers.get(key);
    if (known !== void 0) return known;
    for (const feature of features4) this.#use(feature, "number");
    const value = this.add({ kind: "numbers", features: features4 });
    this.#numbers.set(key, value);
    return value;
  }
  /** A string column as an index. */
  category(op) {
    this.#use(op.feature, "string");
    return this.add({ kind: "category", ...op });
  }
  /** A text column as counts of terms. */
  terms(feature, analyzer, vocabulary, binary2) {
    this.#use(feature, "string");
    return this.add({ kind: "terms", feature, analyzer, vocabulary, columns: vocabulary.size, binary: binary2 });
  }
  constant(row) {
    return this.add({ kind: "constant", row: Float64Array.from(row) });
  }
  select(input, columns) {
    return this.add({ kind: "select", input, columns: Int32Array.from(columns) });
  }
  concat(inputs) {
    return inputs.length === 1 ? inputs[0] : this.add({ kind: "concat", inputs });
  }
  unary(name, input) {
    return this.add({ kind: "unary", function: name, input });
  }
  /** @param right a value, a row by column, or one number for all */
  binary(name, left, right) {
    const other = typeof right === "number" ? right : this.constant("scalar" in right ? [right.scalar] : right);
    return this.add({ kind: "binary", function: name, left, right: other });
  }
  /** @param weights input-major: `weights[i * columns + o]` */
  linear(input, weights, bias) {
    const row = Float64Array.from(bias);
    return this.add({ kind: "linear", input, columns: row.length, weights, bias: row });
  }
  trees(input, forest2, base) {
    return this.add({ kind: "trees", input, forest: forest2, base: Float64Array.from(base) });
  }
  reduce(name, input) {
    return this.add({ kind: "reduce", function: name, input });
  }
  softmax(input) {
    return this.add({ kind: "softmax", input });
  }
  /** The finished program. Every output's value must be there. */
  finish(outputs) {
    for (const { value } of outputs) this.width(value);
    const features4 = this.#names.map((name, index) => ({ name, kind: this.#kinds[index] }));
    return { features: features4, ops: this.#ops, outputs };
  }
  #use(feature, kind) {
    const before = this.#kinds[feature];
    if (before === void 0) throw new RangeError(`The model asks for column ${feature} of ${this.#names.length}`);
    if (before !== "unused" && before !== kind) {
      throw new RangeError(`${this.featureName(feature)} is used as a ${before} and as a ${kind}`);
    }
    this.#kinds[feature] = kind;
  }
};

// wasm-models/importers/sklearn/estimator.ts
function versionOf(model) {
  const text = model.optional("_sklearn_version")?.string() ?? "";
  const [major = "0", minor = "0"] = text.split(".");
  return [Number.parseInt(major, 10) || 0, Number.parseInt(minor, 10) || 0];
}
function isBefore(model, major, minor) {
  const [a, b] = versionOf(model);
  return a < major || a === major && b < minor;
}
function checked(importing, model, input, allowNaN) {
  const allowed = allowNaN ? "not-infinite" : "finite";
  return importing.builder.add({ kind: "check", input: input.value(), allowed, by: model.className });
}

// wasm-models/importers/sklearn/frame.ts
var Frame = class _Frame {
  #builder;
  /** Columns of the request; undefined once they were computed with. */
  columns;
  #value;
  constructor(builder, columns, value) {
    this.#builder = builder;
    this.columns = columns;
    this.#value = value;
  }
  static ofColumns(builder, columns) {
    return new _Frame(builder, columns, void 0);
  }
  static ofValue(builder, value) {
    return new _Frame(builder, void 0, value);
  }
  get width() {
    return this.columns?.length ?? this.#builder.width(this.#value);
  }
  /** The columns as numbers. @throws RangeError when one of them is used as a text elsewhere */
  value() {
    return this.#value ?? this.#builder.numbers(this.columns.map(({ feature }) => feature));
  }
  /** Chosen columns, still unread if they were. */
  select(chosen) {
    if (this.columns === void 0) return _Frame.ofValue(this.#builder, this.#builder.select(this.#value, chosen));
    return _Frame.ofColumns(
      this.#builder,
      chosen.map((column) => this.columns[column])
    );
  }
  /** All columns of several frames as one value. */
  static join(builder, frames) {
    if (frames.length === 1) return frames[0];
    const parts = frames.filter(({ width }) => width > 0);
    return _Frame.ofValue(builder, builder.concat(parts.map((frame) => frame.value())));
  }
};

// wasm-models/importers/sklearn/binary-members.ts
function binaryMember(importing, member, input) {
  const { builder } = importing;
  if (member.className === "_ConstantPredictor") {
    const value = builder.constant(member.array("y_", { shape: [1] }).data);
    return { predict: () => value, score: value, share: value, decision: value, isClassifier: false };
  }
  const prediction = importing.predict(member, input);
  if (prediction.kind === "regressor") {
    const value = prediction.predict();
    return { predict: () => value, score: value, share: void 0, decision: void 0, isClassifier: false };
  }
  const classes = prediction.classes?.[0] ?? member.refuse("a classifier or a regressor", member.className);
  if (classes.length !== 2) member.refuse("a classifier of 2 classes", `${classes.length}`);
  const shares2 = prediction.probabilities?.();
  const share = shares2 === void 0 ? void 0 : builder.select(shares2, [1]);
  const decision = prediction.decision?.();
  return {
    predict: () => prediction.predict(),
    score: decision ?? share ?? member.refuse("a classifier with scores", member.className),
    share,
    decision,
    isClassifier: true
  };
}
function thresholdOf({ decision, isClassifier }) {
  return decision !== void 0 && isClassifier ? 0 : 0.5;
}
var constantPredictor = {
  className: "_ConstantPredictor",
  predict: (model, _input, { builder }) => ({
    kind: "regressor",
    predict: () => builder.constant(model.array("y_", { shape: [1] }).data)
  })
};

// wasm-models/importers/sklearn/scores.ts
function classesOf(model) {
  const classes = model.labels("classes_");
  if (classes.some((label) => label === null)) model.at("classes_").refuse("classes that are not None");
  if (classes.length < 1) model.at("classes_").refuse("classes", "none");
  return classes;
}
function fromScores({ builder }, scores2) {
  if (builder.width(scores2) > 1) return builder.reduce("argmax", scores2);
  return builder.binary("lt", builder.constant([0]), scores2);
}

// wasm-models/importers/sklearn/member-classes.ts
function classCodes(member, classes) {
  return codesOf(member, classesOf(member), classes);
}
function codesOf(member, given, classes) {
  const labels = given ?? member.refuse("a classifier of one target", member.className);
  return Int32Array.from(labels, (label) => {
    const code = classes.findIndex((known) => isSameLabel(known, label));
    return code >= 0 ? code : member.refuse("classes of the ensemble", "another");
  });
}
function numbered(classes) {
  return classes.map((_, code) => code);
}
function isSameLabel(a, b) {
  if (typeof a === "string" || typeof b === "string") return a === b;
  return Number(a) === Number(b);
}
function sharesOf(importing, member, prediction, classes) {
  const { builder } = importing;
  const given = prediction.probabilities?.() ?? member.refuse("a classifier with probabilities", member.className);
  const codes2 = codesOf(member, prediction.classes?.[0], classes);
  if (codes2.length === classes.length && codes2.every((code, at) => code === at)) return given;
  const zero = builder.constant([0]);
  return builder.concat(
    classes.map((_, code) => {
      const at = codes2.indexOf(code);
      return at < 0 ? zero : builder.select(given, [at]);
    })
  );
}
function byClass({ builder }, prediction, rows) {
  const columns = rows[0]?.length ?? 1;
  const table = new Float64Array(rows.length * columns);
  rows.forEach((row, at) => table.set(row, at * columns));
  return builder.add({ kind: "lookup", input: prediction.predict(), table, columns });
}
function voteOf(importing, member, prediction, classes, weight) {
  const codes2 = codesOf(member, prediction.classes?.[0], classes);
  const rows = Array.from(codes2, (voted) => classes.map((_, at) => at === voted ? weight : 0));
  return byClass(importing, prediction, rows);
}
function sumOf({ builder }, values) {
  return values.reduce((sum, value) => builder.binary("add", sum, value));
}

// wasm-models/importers/sklearn/members.ts
function membersOf2(model) {
  const members = model.list("estimators_").filter(({ value }) => value !== "drop");
  return members.length > 0 ? members : model.at("estimators_").refuse("estimators", "none");
}
var memberTree = {
  children: (model) => membersOf2(model).map((member, at) => ({ role: namesOf(model)[at] ?? `estimators_[${at}]`, model: member })),
  detail: (model) => {
    const count = membersOf2(model).length;
    return `${count} estimator${count === 1 ? "" : "s"}`;
  }
};
function namesOf(model) {
  if (model.optional("estimators") === void 0 || model.at("estimators").className !== "") return [];
  return model.named("estimators").filter(({ object }) => object.value !== "drop" && !object.isNone).map(({ name }) => name);
}
function memberFeatures(model, importing) {
  return model.optional("n_features_in_")?.integer() ?? importing.features(membersOf2(model)[0]);
}
function weightsOf(model) {
  const given = model.optional("weights")?.array(void 0, { dims: 1 }).data;
  if (given === void 0) return void 0;
  const all2 = model.named("estimators");
  if (all2.length !== given.length) model.at("weights").refuse(`${all2.length} numbers`, String(given.length));
  return given.filter((_, at) => all2[at].object.value !== "drop");
}

// wasm-models/importers/sklearn/tree-columns.ts
var MAX_NODES = 5e7;
function buildForest(parts, arity, leafValues) {
  const nodes = parts.map(({ tree }) => tree.integer("node_count"));
  const total = nodes.reduce((sum, count) => sum + count, 0);
  if (!(total <= MAX_NODES) || nodes.some((count) => count < 1))
    parts[0]?.tree.refuse(`1 to ${MAX_NODES} nodes`, String(total));
  const columns = {
    left: new Int32Array(total),
    right: new Int32Array(total),
    feature: new Int32Array(total),
    threshold: new Float64Array(total),
    flags: new Uint8Array(total)
  };
  const values = [];
  const roots = [];
  let allowsNaN = false;
  let first = 0;
  parts.forEach(({ tree }, index) => {
    roots.push(first);
    allowsNaN = addTree(tree, nodes[index], first, columns, values, arity, leafValues) || allowsNaN;
    first += nodes[index];
  });
  const forest2 = {
    ...columns,
    roots: Int32Array.from(roots),
    targets: Int32Array.from(parts, ({ target }) => target),
    setStart: new Int32Array(1),
    sets: new Uint32Array(0),
    arity,
    values: Float64Array.from(values),
    comparison: "le",
    compared: "f32",
    summed: "f64"
  };
  return { forest: forest2, allowsNaN };
}
function addTree(tree, count, first, columns, values, arity, leafValues) {
  const shape = [count];
  const left = tree.column("nodes", "left_child").integers(void 0, { shape }).data;
  const right = tree.column("nodes", "right_child").integers(void 0, { shape }).data;
  const feature = tree.column("nodes", "feature").integers(void 0, { shape }).data;
  const threshold = tree.column("nodes", "threshold").array(void 0, { shape }).data;
  const names = tree.at("nodes").ndarray().data.names ?? [];
  const hasMissing = names.includes("missing_go_to_left");
  const missing = hasMissing ? tree.column("nodes", "missing_go_to_left").integers(void 0, { shape }).data : void 0;
  const given = tree.array("values", { shape: [count, -1, -1] });
  const [outputs, classes] = [given.shape[1], given.shape[2]];
  const width = outputs * classes;
  for (let node = 0; node < count; node++) {
    const at = first + node;
    if (left[node] < 0) {
      columns.left[at] = -1 - values.length / arity;
      const leaf = leafValues(given.data.subarray(node * width, (node + 1) * width), outputs, classes);
      for (let index = 0; index < arity; index++) values.push(leaf[index]);
      continue;
    }
    columns.left[at] = first + inside(tree, left[node], count);
    columns.right[at] = first + inside(tree, right[node], count);
    columns.feature[at] = feature[node];
    columns.threshold[at] = threshold[node];
    columns.flags[at] = MISSING.nan | (missing !== void 0 && missing[node] !== 0 ? DEFAULT_LEFT : 0);
  }
  return missing?.some((value) => value !== 0) ?? false;
}
function inside(tree, child2, count) {
  if (child2 < 1 || child2 >= count) tree.at("nodes").refuse(`children of 1 to ${count - 1}`, String(child2));
  return child2;
}
var classShares = (values, outputs, classes) => {
  const shares2 = values.slice();
  for (let first = 0; first < outputs * classes; first += classes) {
    let sum = 0;
    for (let at = first; at < first + classes; at++) sum += values[at];
    if (sum !== 0) for (let at = first; at < first + classes; at++) shares2[at] = values[at] / sum;
  }
  return shares2;
};

// wasm-models/importers/sklearn/tree-models.ts
function treeInput(importing, model, input) {
  return importing.builder.add({ kind: "check", input: input.value(), allowed: "float32", by: model.className });
}
function withoutNaN(importing, by, input, allowsNaN) {
  return allowsNaN ? input : importing.builder.add({ kind: "check", input, allowed: "finite", by });
}
function treeShares(importing, models, input) {
  const { builder } = importing;
  const counts2 = classCounts(models[0]);
  const widest = Math.max(...counts2);
  const parts = models.map((model) => ({ tree: model.object("tree_"), target: 0 }));
  const { forest: forest2, allowsNaN } = buildForest(parts, counts2.length * widest, classShares);
  const rows = withoutNaN(importing, models[0].className, input, allowsNaN);
  const sums = builder.trees(rows, forest2, new Float64Array(counts2.length * widest));
  if (counts2.length === 1) return [sums];
  return counts2.map(
    (count, target) => builder.select(
      sums,
      Array.from({ length: count }, (_, at) => target * widest + at)
    )
  );
}
function classCounts(model) {
  const { value } = model.at("n_classes_");
  const counts2 = typeof value === "number" ? [value] : Array.from(model.integers("n_classes_").data);
  if (counts2.length === 0 || counts2.some((count) => count < 1))
    model.at("n_classes_").refuse("1 class or more by target");
  return counts2;
}
function fromShares({ builder }, model, shares2) {
  return {
    kind: "classifier",
    classes: shares2.length === 1 ? [classesOf(model)] : model.list("classes_").map((target) => target.labels()),
    predict: () => builder.concat(shares2.map((value) => builder.reduce("argmax", value))),
    ...shares2.length === 1 ? { probabilities: () => shares2[0] } : {}
  };
}
function regressorTrees(importing, models, input) {
  const outputs = models[0].optional("n_outputs_")?.integer() ?? 1;
  const parts = models.map((model) => ({ tree: model.object("tree_"), target: 0 }));
  const { forest: forest2, allowsNaN } = buildForest(parts, outputs, (values) => values);
  const rows = withoutNaN(importing, models[0].className, input, allowsNaN);
  return importing.builder.trees(rows, forest2, new Float64Array(outputs));
}

// wasm-models/importers/sklearn/member-trees.ts
var CLASSIFIERS = ["DecisionTreeClassifier", "ExtraTreeClassifier"];
var REGRESSORS = ["DecisionTreeRegressor", "ExtraTreeRegressor"];
function areTrees(members, kind) {
  const names = kind === "classifier" ? CLASSIFIERS : REGRESSORS;
  return members.every((member) => names.includes(member.className) && member.integer("n_outputs_") === 1);
}
function memberSums(importing, model, members, input, { columns, arity, allows = "known" }) {
  const { builder } = importing;
  const built = members.map(({ tree, target, leaf }) => buildForest([{ tree, target }], arity, leaf));
  const forest2 = joined(
    built.map((each, index) => ({ forest: each.forest, features: members[index].features })),
    model,
    input.width
  );
  const allowsNaN = built.some((each) => each.allowsNaN);
  return builder.trees(
    rowsOf2(importing, model, input, allows === "anything" ? allows : allowsNaN),
    forest2,
    new Float64Array(columns)
  );
}
function rowsOf2(importing, model, input, allows) {
  if (allows === "anything") return input.value();
  const rows = treeInput(importing, model, input);
  return allows ? rows : importing.builder.add({ kind: "check", input: rows, allowed: "finite", by: model.className });
}
function joined(parts, model, width) {
  const total = parts.reduce((sum, { forest: forest2 }) => sum + forest2.left.length, 0);
  const first = parts[0].forest;
  const result = {
    ...first,
    roots: new Int32Array(parts.length),
    targets: Int32Array.from(parts, ({ forest: forest2 }) => forest2.targets[0]),
    left: new Int32Array(total),
    right: new Int32Array(total),
    feature: new Int32Array(total),
    threshold: new Float64Array(total),
    flags: new Uint8Array(total),
    values: new Float64Array(parts.reduce((sum, { forest: forest2 }) => sum + forest2.values.length, 0))
  };
  let node = 0;
  let value = 0;
  parts.forEach(({ forest: forest2, features: features4 }, tree) => {
    const leaf = value / first.arity;
    result.roots[tree] = node;
    result.threshold.set(forest2.threshold, node);
    result.flags.set(forest2.flags, node);
    result.values.set(forest2.values, value);
    for (let at = 0; at < forest2.left.length; at++) {
      const isLeaf = forest2.left[at] < 0;
      result.left[node + at] = isLeaf ? forest2.left[at] - leaf : forest2.left[at] + node;
      if (isLeaf) continue;
      result.right[node + at] = forest2.right[at] + node;
      result.feature[node + at] = renamed(forest2.feature[at], features4, model, width);
    }
    node += forest2.left.length;
    value += forest2.values.length;
  });
  return result;
}
function renamed(feature, features4, model, width) {
  const column = features4 === void 0 ? feature : features4[feature];
  if (column !== void 0 && column >= 0 && column < width) return column;
  return model.at("estimators_").refuse(`columns below ${width}`, String(column ?? feature));
}

// wasm-models/importers/sklearn/estimators/adaboost.ts
var EPSILON = 2 ** -52;
function weightedOf(model) {
  const models = membersOf2(model);
  const weights = model.array("estimator_weights_", { dims: 1 }).data;
  if (weights.length < models.length) model.at("estimator_weights_").refuse(`${models.length} numbers or more`);
  return { models, weights };
}
function rowsOf3(importing, model, input) {
  return Frame.ofValue(importing.builder, checked(importing, model, input, false));
}
function votesOf(model, classes) {
  const against = isBefore(model, 1, 3) ? 0 : -1 / (classes - 1);
  return (voted, weight) => Float64Array.from({ length: classes }, (_, at) => at === voted ? weight : against * weight);
}
function samme(importing, model, input, classes) {
  const { models, weights } = weightedOf(model);
  const votes2 = votesOf(model, classes.length);
  if (areTrees(models, "classifier")) {
    const members = models.map((member, index) => {
      const codes2 = classCodes(member, classes);
      const leaf = (values) => votes2(codes2[values.indexOf(Math.max(...values))] ?? -1, weights[index]);
      return { tree: member.object("tree_"), target: 0, leaf };
    });
    return memberSums(importing, model, members, input, { columns: classes.length, arity: classes.length });
  }
  return sumOf(
    importing,
    models.map((member, index) => {
      const prediction = importing.predict(member, input);
      const codes2 = codesOf(member, prediction.classes?.[0], classes);
      return byClass(
        importing,
        prediction,
        Array.from(codes2, (voted) => votes2(voted, weights[index]))
      );
    })
  );
}
function sammeR(importing, model, input, classes) {
  const { builder } = importing;
  const models = membersOf2(model);
  const count = classes.length;
  if (areTrees(models, "classifier")) {
    const leaf = (values) => {
      if (values.length !== count)
        return model.at("estimators_").refuse(`trees of ${count} classes`, String(values.length));
      const logs = Float64Array.from(classShares(values, 1, count), (share) => Math.log(Math.max(share, EPSILON)));
      const mean2 = 1 / count * logs.reduce((sum, log2) => sum + log2, 0);
      return logs.map((log2) => (count - 1) * (log2 - mean2));
    };
    const members = models.map((member) => ({ tree: member.object("tree_"), target: 0, leaf }));
    return memberSums(importing, model, members, input, { columns: count, arity: count });
  }
  return sumOf(
    importing,
    models.map((member) => {
      const shares2 = sharesOf(importing, member, importing.predict(member, input), classes);
      const logs = builder.unary("log", builder.binary("max", shares2, { scalar: EPSILON }));
      const mean2 = builder.binary("multiply", builder.reduce("sum", logs), { scalar: 1 / count });
      return builder.binary("multiply", builder.binary("subtract", logs, mean2), { scalar: count - 1 });
    })
  );
}
var adaBoostClassifier = {
  className: "AdaBoostClassifier",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    if (classes.length < 2) model.at("classes_").refuse("2 classes or more", "1");
    const rows = rowsOf3(importing, model, input);
    const isReal = model.optional("algorithm")?.value === "SAMME.R";
    const sums = (isReal ? sammeR : samme)(importing, model, rows, classes);
    const total = weightedOf(model).weights.reduce((sum, weight) => sum + weight, 0);
    const shares2 = builder.binary("divide", sums, { scalar: total });
    const isBinary = classes.length === 2;
    const decision = isBinary ? builder.linear(shares2, Float64Array.of(-1, 1), [0]) : shares2;
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => fromScores(importing, decision),
      decision: () => decision,
      probabilities: () => {
        if (!isBinary) return builder.softmax(builder.binary("divide", decision, { scalar: classes.length - 1 }));
        const both = builder.concat([builder.unary("negate", decision), decision]);
        return builder.softmax(builder.binary("divide", both, { scalar: 2 }));
      }
    };
  },
  ...memberTree
};
var adaBoostRegressor = {
  className: "AdaBoostRegressor",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const { models, weights } = weightedOf(model);
    const rows = rowsOf3(importing, model, input);
    const columns = models.length;
    const predictions2 = areTrees(models, "regressor") ? memberSums(
      importing,
      model,
      models.map((member, target) => ({ tree: member.object("tree_"), target, leaf: (values) => values })),
      rows,
      { columns, arity: 1 }
    ) : builder.concat(models.map((member) => importing.predict(member, rows).predict()));
    const median = builder.add({ kind: "weighted-median", input: predictions2, weights: weights.slice(0, columns) });
    return { kind: "regressor", predict: () => median };
  },
  ...memberTree
};

// wasm-models/importers/sklearn/estimators/bagging.ts
function bagsOf(model) {
  const members = membersOf2(model);
  const features4 = model.list("estimators_features_");
  if (features4.length !== members.length)
    model.at("estimators_features_").refuse(`those of ${members.length} estimators`);
  return members.map((member, at) => ({
    model: member,
    features: features4[at].integers(void 0, { dims: 1 }).data
  }));
}
function ask(importing, { model, features: features4 }, input) {
  const isAll = features4.length === input.width && features4.every((column, at) => column === at);
  return importing.predict(model, isAll ? input : input.select(Array.from(features4)));
}
function sharesSum(importing, model, input, codes2) {
  const bags = bagsOf(model);
  if (!areTrees(membersOf2(model), "classifier")) {
    return sumOf(
      importing,
      bags.map((bag) => {
        const prediction = ask(importing, bag, input);
        if (prediction.probabilities === void 0) return voteOf(importing, bag.model, prediction, codes2, 1);
        return sharesOf(importing, bag.model, prediction, codes2);
      })
    );
  }
  const members = bags.map(({ model: member, features: features4 }) => {
    const known = classCodes(member, codes2);
    const leaf = (values) => {
      const row = new Float64Array(codes2.length);
      const shares2 = classShares(values, 1, known.length);
      known.forEach((code, at) => row[code] = shares2[at]);
      return row;
    };
    return { tree: member.object("tree_"), target: 0, features: features4, leaf };
  });
  return memberSums(importing, model, members, input, { columns: codes2.length, arity: codes2.length });
}
var baggingClassifier = {
  className: "BaggingClassifier",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const members = membersOf2(model);
    const sum = sharesSum(importing, model, input, numbered(classes));
    const shares2 = builder.binary("divide", sum, { scalar: members.length });
    const decisions2 = areTrees(members, "classifier") ? [] : bagsOf(model).map((bag) => ask(importing, bag, input).decision);
    const asked = decisions2.filter((decision) => decision !== void 0);
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => builder.reduce("argmax", shares2),
      probabilities: () => shares2,
      ...asked.length === members.length ? {
        decision: () => {
          const total = sumOf(
            importing,
            asked.map((decision) => decision())
          );
          return builder.binary("divide", total, { scalar: members.length });
        }
      } : {}
    };
  },
  ...memberTree
};
var baggingRegressor = {
  className: "BaggingRegressor",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const bags = bagsOf(model);
    const sum = areTrees(membersOf2(model), "regressor") ? memberSums(
      importing,
      model,
      bags.map(({ model: member, features: features4 }) => ({
        tree: member.object("tree_"),
        target: 0,
        features: features4,
        leaf: (values) => values
      })),
      input,
      { columns: 1, arity: 1 }
    ) : sumOf(
      importing,
      bags.map((bag) => ask(importing, bag, input).predict())
    );
    const mean2 = builder.binary("divide", sum, { scalar: bags.length });
    return { kind: "regressor", isMatrix: builder.width(mean2) > 1, predict: () => mean2 };
  },
  ...memberTree
};

// wasm-models/readers/lightgbm/model.ts
var CATEGORICAL_BIT = 1;
var DEFAULT_LEFT_BIT = 2;
var MISSING_SHIFT = 2;
var ZERO_THRESHOLD = Math.fround(1e-35);

// wasm-models/readers/lightgbm/refuse.ts
function refuse(place2, expected, got) {
  throw new ModelFileError(place2 === "" ? "LightGBM model" : `LightGBM model, ${place2}`, expected, got);
}

// wasm-models/readers/lightgbm/check-trees.ts
function checkTrees(trees, featureCount) {
  const largest2 = trees.reduce((most, { leafValue }) => Math.max(most, leafValue.length), 0);
  const seen = new Uint8Array(2 * largest2);
  const stack = new Int32Array(largest2);
  for (let index = 0; index < trees.length; index++) {
    checkSets2(trees[index], index);
    checkLinear2(trees[index], index, featureCount);
    checkTree(trees[index], index, featureCount, seen, stack);
  }
}
function checkTree(tree, index, featureCount, seen, stack) {
  const { left, right, feature, decision, threshold, setStart } = tree;
  const splits = left.length;
  if (splits === 0) return;
  seen.fill(0, 0, 2 * splits + 1);
  seen[0] = 1;
  let top = 1;
  stack[0] = 0;
  const visit = (split2, child2, field) => {
    const slot = child2 >= 0 ? child2 : splits - 1 - child2;
    if (slot === 0 || slot > 2 * splits) fail2(index, split2, field, "a split or a leaf of this tree", String(child2));
    if (seen[slot] === 1) fail2(index, split2, field, "what nothing else leads to", String(child2));
    seen[slot] = 1;
    if (child2 >= 0) stack[top++] = child2;
  };
  while (top > 0) {
    const split2 = stack[--top];
    visit(split2, left[split2], "left_child");
    visit(split2, right[split2], "right_child");
    if (feature[split2] >= featureCount) {
      fail2(index, split2, "split_feature", `a feature of 0 to ${featureCount - 1}`, String(feature[split2]));
    }
    const bound = threshold[split2];
    if ((decision[split2] & CATEGORICAL_BIT) === 0) {
      if (Number.isNaN(bound)) fail2(index, split2, "threshold", "a number", "NaN");
      if (decision[split2] >> 2 > 2) fail2(index, split2, "decision_type", "at most 11", String(decision[split2]));
    } else if (!Number.isInteger(bound) || bound < 0 || bound >= setStart.length - 1) {
      fail2(index, split2, "threshold", `a set of 0 to ${setStart.length - 2}`, String(bound));
    }
  }
}
function checkSets2({ setStart }, index) {
  if (setStart[0] !== 0) refuse(`tree ${index}, cat_boundaries[0]`, "0", String(setStart[0]));
  for (let set = 1; set < setStart.length; set++) {
    if (setStart[set] >= setStart[set - 1]) continue;
    refuse(`tree ${index}, cat_boundaries[${set}]`, `at least ${setStart[set - 1]}`, String(setStart[set]));
  }
}
function checkLinear2({ linear: linear3 }, index, featureCount) {
  if (linear3 === void 0) return;
  for (let term = 0; term < linear3.feature.length; term++) {
    const feature = linear3.feature[term];
    if (feature < featureCount) continue;
    refuse(`tree ${index}, leaf_features[${term}]`, `a feature of 0 to ${featureCount - 1}`, String(feature));
  }
}
function fail2(tree, split2, field, expected, got) {
  return refuse(`tree ${tree}, split ${split2}, ${field}`, expected, got);
}

// wasm-models/readers/lightgbm/limits.ts
var MAX_TREES = 2e5;
var MAX_LEAVES = 5e7;
var MAX_FEATURES = 262144;
var MAX_GROUPS = 65536;
var MAX_SET_WORDS = 16777216;
var MAX_LINE = 268435456;
var MAX_TEXT = 67108864;
var MAX_PARAMETERS = 1e4;
var MAX_NUMBER = 64;

// wasm-models/readers/lightgbm/numbers.ts
var SPACE = 32;
var MINUS = 45;
var WORDS = /* @__PURE__ */ new Map([
  ["inf", Number.POSITIVE_INFINITY],
  ["+inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["infinity", Number.POSITIVE_INFINITY],
  ["-infinity", Number.NEGATIVE_INFINITY],
  ["nan", Number.NaN],
  ["-nan", Number.NaN]
]);
function countNumbers({ bytes }, { start, end }) {
  let count = 0;
  let inside2 = false;
  for (let at = start; at < end; at++) {
    const space = bytes[at] === SPACE;
    if (!space && !inside2) count++;
    inside2 = !space;
  }
  return count;
}
function floats3(lines, span, count, place2) {
  checkCount(lines, span, count, place2);
  const numbers = new Float64Array(count);
  const text = lines.text(span);
  const { bytes } = lines;
  let at = span.start;
  for (let index = 0; index < count; index++) {
    while (bytes[at] === SPACE) at++;
    const start = at;
    let plain2 = true;
    for (; at < span.end && bytes[at] !== SPACE; at++) if (!isPlain(bytes[at])) plain2 = false;
    if (at - start > MAX_NUMBER) refuse(`${place2}[${index}]`, `at most ${MAX_NUMBER} characters`, `${at - start}`);
    const token = text.slice(start - span.start, at - span.start);
    const value = plain2 ? Number(token) : WORDS.get(token.toLowerCase());
    if (value === void 0 || plain2 && Number.isNaN(value)) {
      refuse(`${place2}[${index}]`, "a number", "something else");
    }
    numbers[index] = value;
  }
  return numbers;
}
function integers(lines, span, count, least, most, place2) {
  checkCount(lines, span, count, place2);
  const numbers = new Float64Array(count);
  const { bytes } = lines;
  let at = span.start;
  for (let index = 0; index < count; index++) {
    while (bytes[at] === SPACE) at++;
    const start = at;
    const negative = bytes[at] === MINUS;
    if (negative) at++;
    let value = 0;
    for (let code = bytes[at]; at < span.end && code >= 48 && code <= 57; code = bytes[++at]) {
      value = value * 10 + (code - 48);
    }
    const digits = at - start - (negative ? 1 : 0);
    if (digits === 0 || digits > 15 || at < span.end && bytes[at] !== SPACE) {
      refuse(`${place2}[${index}]`, "an integer", "something else");
    }
    if (negative) value = -value;
    if (value < least || value > most) refuse(`${place2}[${index}]`, `${least} to ${most}`, String(value));
    numbers[index] = value;
  }
  return numbers;
}
function integer2(lines, span, least, most, place2) {
  return integers(lines, span, 1, least, most, place2)[0];
}
function checkCount(lines, span, count, place2) {
  const found = countNumbers(lines, span);
  if (found !== count) refuse(place2, `${count} numbers`, `${found}`);
}
function isPlain(code) {
  return code >= 48 && code <= 57 || code === 46 || code === MINUS || code === 43 || (code | 32) === 101;
}

// wasm-models/readers/lightgbm/feature-infos.ts
var RANGE = /^\[([^:[\]]{1,64}):([^:[\]]{1,64})\]$/;
var CATEGORIES = /^-?\d{1,10}(?::-?\d{1,10})*$/;
function featureInfos(texts2) {
  let total = 0;
  return texts2.map((text, feature) => {
    const range = RANGE.exec(text);
    if (range !== null) return { kind: "range", least: numberOf(range[1]), most: numberOf(range[2]) };
    if (!CATEGORIES.test(text)) return { kind: "none" };
    const parts = text.split(":");
    total += parts.length;
    if (total > MAX_SET_WORDS)
      refuse(`feature_infos[${feature}]`, `at most ${MAX_SET_WORDS} categories in all`, "more");
    return { kind: "categories", categories: Int32Array.from(parts, Number) };
  });
}
function numberOf(text) {
  if (/^[+-]?inf/i.test(text)) return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}

// wasm-models/readers/lightgbm/header.ts
function readHeader(lines) {
  if (!lines.advance() || !lines.is("tree")) refuse("line 1", "tree", "another line");
  const fields = /* @__PURE__ */ new Map();
  let averageOutput = false;
  while (lines.advance() && !lines.startsWith("Tree=") && !lines.is("end of trees")) {
    if (lines.is("average_output")) averageOutput = true;
    for (const key of KEYS) {
      const value = lines.value(key);
      if (value !== void 0) fields.set(key, value);
    }
  }
  const number = (key, least, most, otherwise) => {
    const span = fields.get(key);
    if (span !== void 0) return integer2(lines, span, least, most, key);
    return otherwise ?? refuse(key, "a number", "nothing");
  };
  const text = (key) => {
    const span = fields.get(key);
    return span === void 0 ? void 0 : lines.text(span);
  };
  const classCount = number("num_class", 1, MAX_GROUPS);
  const featureCount = number("max_feature_idx", -1, MAX_FEATURES - 1) + 1;
  const names = fields.get("feature_names");
  const infos = fields.get("feature_infos");
  return {
    version: text("version"),
    objective: objectiveOf(text("objective")),
    featureCount,
    classCount,
    groups: number("num_tree_per_iteration", 1, MAX_GROUPS, classCount),
    averageOutput,
    featureNames: names === void 0 ? [] : words2(lines, names, featureCount, "feature_names"),
    featureInfos: infos === void 0 ? [] : readInfos(lines, infos, featureCount)
  };
}
var KEYS = [
  "version",
  "num_class",
  "num_tree_per_iteration",
  "max_feature_idx",
  "objective",
  "feature_names",
  "feature_infos"
];
function words2(lines, span, count, place2) {
  const found = countNumbers(lines, span);
  if (found !== count) refuse(place2, `${count} of them`, `${found}`);
  return count === 0 ? [] : lines.text(span).split(" ").filter((word) => word !== "");
}
function readInfos(lines, span, count) {
  return featureInfos(words2(lines, span, count, "feature_infos"));
}
function objectiveOf(text) {
  const [name, ...rest] = (text ?? "").split(" ", 100).filter((word) => word !== "");
  if (name === void 0) return void 0;
  const pairs2 = rest.map((word) => {
    const colon = word.indexOf(":");
    return colon === -1 ? [word, ""] : [word.slice(0, colon), word.slice(colon + 1)];
  });
  return { name, parameters: new Map(pairs2) };
}

// wasm-models/readers/lightgbm/lines.ts
var NEWLINE3 = 10;
var RETURN = 13;
var Lines = class {
  bytes;
  #text = new TextDecoder();
  /** Of the current line. */
  start = 0;
  end = 0;
  number = 0;
  #next = 0;
  constructor(bytes) {
    this.bytes = bytes;
  }
  /** Goes to the next line. @returns whether there is one */
  advance() {
    const { bytes } = this;
    if (this.#next >= bytes.length) return false;
    this.start = this.#next;
    const found = bytes.indexOf(NEWLINE3, this.start);
    const stop = found === -1 ? bytes.length : found;
    this.#next = stop + 1;
    this.end = stop > this.start && bytes[stop - 1] === RETURN ? stop - 1 : stop;
    this.number++;
    const length = this.end - this.start;
    if (length > MAX_LINE) refuse(`line ${this.number}`, `at most ${MAX_LINE} bytes`, `${length}`);
    return true;
  }
  get isEmpty() {
    return this.start === this.end;
  }
  is(text) {
    return this.end - this.start === text.length && this.startsWith(text);
  }
  startsWith(text) {
    if (this.end - this.start < text.length) return false;
    for (let index = 0; index < text.length; index++) {
      if (this.bytes[this.start + index] !== text.charCodeAt(index)) return false;
    }
    return true;
  }
  /** What stands behind `key=`, or undefined when the line is another. */
  value(key) {
    if (!this.startsWith(key) || this.bytes[this.start + key.length] !== 61) return void 0;
    return { start: this.start + key.length + 1, end: this.end };
  }
  text(span = this) {
    const length = span.end - span.start;
    if (length > MAX_TEXT) refuse(`line ${this.number}`, `at most ${MAX_TEXT} bytes of text`, `${length}`);
    return this.#text.decode(this.bytes.subarray(span.start, span.end));
  }
};

// wasm-models/readers/lightgbm/objectives.ts
var IDENTITY = { kind: "identity" };
var EXP = { kind: "exp" };
var SIGMOID = { kind: "sigmoid", scale: 1 };
var LINKS = /* @__PURE__ */ new Map([
  ["regression", void 0],
  ["regression_l2", void 0],
  ["regression_l1", void 0],
  ["huber", IDENTITY],
  ["fair", IDENTITY],
  ["quantile", void 0],
  ["mape", void 0],
  ["poisson", EXP],
  ["gamma", EXP],
  ["tweedie", EXP],
  ["binary", void 0],
  ["multiclass", { kind: "softmax" }],
  ["multiclassova", void 0],
  ["cross_entropy", SIGMOID],
  ["xentropy", SIGMOID],
  ["cross_entropy_lambda", { kind: "softplus" }],
  ["xentlambda", { kind: "softplus" }],
  ["lambdarank", IDENTITY],
  ["rank_xendcg", IDENTITY]
]);
function linkOf(objective) {
  if (objective === void 0) return IDENTITY;
  const { name, parameters } = objective;
  if (!LINKS.has(name)) refuse("objective", `one of ${[...LINKS.keys()].join(", ")}`, shown(name));
  const fixed = LINKS.get(name);
  if (fixed !== void 0) return fixed;
  if (name === "binary" || name === "multiclassova") return { kind: "sigmoid", scale: scaleOf(parameters) };
  return parameters.has("sqrt") ? { kind: "signed-square" } : IDENTITY;
}
function scaleOf(parameters) {
  const text = parameters.get("sigmoid");
  if (text === void 0) return 1;
  const scale2 = /^[\d.eE+-]{1,32}$/.test(text) ? Number(text) : Number.NaN;
  return scale2 > 0 && scale2 < Number.POSITIVE_INFINITY ? scale2 : refuse("objective, sigmoid", "a number above 0", shown(text));
}

// wasm-models/readers/lightgbm/trailer.ts
var PANDAS = "pandas_categorical:";
function readTrailer(lines) {
  const parameters = /* @__PURE__ */ new Map();
  let categories;
  let inside2 = false;
  while (lines.advance()) {
    if (lines.is("parameters:")) inside2 = true;
    else if (lines.is("end of parameters")) inside2 = false;
    else if (lines.startsWith(PANDAS)) categories = { start: lines.start + PANDAS.length, end: lines.end };
    else if (inside2) addParameter(parameters, lines);
  }
  return {
    parameters,
    pandasCategories: categories === void 0 ? void 0 : readCategories(lines.text(categories))
  };
}
function addParameter(parameters, lines) {
  if (lines.end - lines.start > 65536) return;
  const found = /^\[([^:\]]{1,100}):\s?(.*)\]$/.exec(lines.text());
  if (found === null) return;
  if (parameters.size >= MAX_PARAMETERS) refuse("parameters", `at most ${MAX_PARAMETERS}`, "more");
  parameters.set(found[1], found[2]);
}
function readCategories(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("pandas_categorical", "JSON", "another text");
  }
  if (value === null) return void 0;
  let total = 0;
  const listed = (found, place2) => {
    if (!Array.isArray(found)) return refuse(place2, "a list", found === null ? "null" : `a ${typeof found}`);
    total += found.length;
    return total > MAX_SET_WORDS ? refuse(place2, `at most ${MAX_SET_WORDS} categories in all`, "more") : found;
  };
  return listed(value, "pandas_categorical").map((column, index) => {
    const place2 = `pandas_categorical[${index}]`;
    return listed(column, place2).map((category) => {
      const known = category === null || ["string", "number", "boolean"].includes(typeof category);
      return known ? category : refuse(place2, "strings and numbers", `a ${typeof category}`);
    });
  });
}

// wasm-models/readers/lightgbm/tree-block.ts
var KEYS2 = [
  "num_leaves",
  "num_cat",
  "split_feature",
  "threshold",
  "decision_type",
  "left_child",
  "right_child",
  "leaf_value",
  "leaf_count",
  "internal_count",
  "cat_boundaries",
  "cat_threshold",
  "is_linear",
  "leaf_const",
  "num_features",
  "leaf_features",
  "leaf_coeff"
];
var TreeBlock = class {
  lines;
  index;
  #spans = /* @__PURE__ */ new Map();
  /** Reads on to the next tree or the end of trees; `Tree=` is the current line. */
  constructor(lines, index) {
    this.lines = lines;
    this.index = index;
    while (lines.advance() && !lines.startsWith("Tree=") && !lines.is("end of trees")) {
      if (lines.isEmpty) continue;
      for (const key of KEYS2) {
        const value = lines.value(key);
        if (value === void 0) continue;
        this.#spans.set(key, value);
        break;
      }
    }
  }
  has(key) {
    return this.#spans.has(key);
  }
  place(key) {
    return `tree ${this.index}, ${key}`;
  }
  /** Whether the line is there and says nothing. */
  isEmpty(key) {
    const span = this.#spans.get(key);
    return span !== void 0 && span.start === span.end;
  }
  /** @param otherwise when there is no such line */
  integer(key, least, most, otherwise) {
    if (otherwise !== void 0 && !this.has(key)) return otherwise;
    return integer2(this.lines, this.#span(key), least, most, this.place(key));
  }
  integers(key, count, least, most) {
    return integers(this.lines, this.#span(key, count), count, least, most, this.place(key));
  }
  floats(key, count) {
    return floats3(this.lines, this.#span(key, count), count, this.place(key));
  }
  /** A line of nothing may be missing. */
  #span(key, count) {
    const span = this.#spans.get(key);
    if (span !== void 0) return span;
    return count === 0 ? { start: 0, end: 0 } : refuse(this.place(key), "a line", "none");
  }
};

// wasm-models/readers/lightgbm/linear.ts
function readLinear(block, leaves) {
  const counts2 = block.integers("num_features", leaves, 0, MAX_FEATURES);
  const start = new Int32Array(leaves + 1);
  let total = 0;
  for (let leaf = 0; leaf < leaves; leaf++) {
    total += counts2[leaf];
    start[leaf + 1] = Math.min(total, 2147483647);
  }
  return {
    constant: block.floats("leaf_const", leaves),
    start,
    feature: Int32Array.from(block.integers("leaf_features", total, 0, MAX_FEATURES - 1)),
    coefficient: block.floats("leaf_coeff", total)
  };
}

// wasm-models/readers/lightgbm/tree.ts
var MAX_UINT32 = 4294967295;
var MAX_COUNT = 2 ** 48;
function readTree(block, left) {
  const leaves = block.integer("num_leaves", 1, Math.min(left.leaves, MAX_LEAVES));
  left.leaves -= leaves;
  const splits = leaves - 1;
  const setCount = block.integer("num_cat", 0, splits, 0);
  const setStart = setCount === 0 ? new Int32Array(1) : Int32Array.from(block.integers("cat_boundaries", setCount + 1, 0, MAX_SET_WORDS));
  const words3 = setStart[setCount];
  if (words3 > left.words) refuse(block.place("cat_threshold"), `at most ${MAX_SET_WORDS} numbers in all`, "more");
  left.words -= words3;
  return {
    left: Int32Array.from(block.integers("left_child", splits, -leaves, splits - 1)),
    right: Int32Array.from(block.integers("right_child", splits, -leaves, splits - 1)),
    feature: Int32Array.from(block.integers("split_feature", splits, 0, MAX_FEATURES - 1)),
    threshold: block.floats("threshold", splits),
    // Without the line all splits are numeric and know no missing values.
    decision: block.has("decision_type") ? Uint8Array.from(block.integers("decision_type", splits, 0, 255)) : new Uint8Array(splits),
    setStart,
    sets: setCount === 0 ? new Uint32Array(0) : Uint32Array.from(block.integers("cat_threshold", words3, 0, MAX_UINT32)),
    leafValue: block.floats("leaf_value", leaves),
    leafCount: readCounts(block, "leaf_count", leaves),
    internalCount: readCounts(block, "internal_count", splits),
    linear: block.integer("is_linear", 0, 1, 0) === 1 ? readLinear(block, leaves) : void 0
  };
}
function readCounts(block, key, count) {
  return block.has(key) && !block.isEmpty(key) ? block.integers(key, count, 0, MAX_COUNT) : new Float64Array(0);
}

// wasm-models/readers/lightgbm/read.ts
function readLightgbm(bytes) {
  const lines = new Lines(bytes);
  const header = readHeader(lines);
  const trees = readTrees(lines);
  if (trees.length % header.groups !== 0) {
    refuse("trees", `a multiple of ${header.groups} (num_tree_per_iteration)`, `${trees.length}`);
  }
  checkTrees(trees, header.featureCount);
  const model = { ...header, trees, ...readTrailer(lines) };
  checkObjective(model);
  return model;
}
function readTrees(lines) {
  const trees = [];
  const left = { leaves: MAX_LEAVES, words: MAX_SET_WORDS };
  while (lines.startsWith("Tree=")) {
    if (trees.length >= MAX_TREES) refuse("trees", `at most ${MAX_TREES}`, "more");
    trees.push(readTree(new TreeBlock(lines, trees.length), left));
  }
  if (!lines.is("end of trees")) refuse(`line ${lines.number}`, "end of trees", "the end of the file");
  return trees;
}
function checkObjective({ objective, classCount, groups }) {
  linkOf(objective);
  if (objective === void 0) return;
  const several = objective.name === "multiclass" || objective.name === "multiclassova";
  const expected = several ? classCount : 1;
  const told = objective.parameters.get("num_class");
  if (several && told !== void 0 && told !== `${classCount}`) {
    refuse("objective, num_class", `${classCount} as num_class`, shown(told));
  }
  if (groups !== expected) refuse("num_tree_per_iteration", `${expected} for ${objective.name}`, `${groups}`);
}

// wasm-models/importers/lightgbm-columns.ts
function lightgbmColumns(builder, model) {
  const features4 = Array.from({ length: model.featureCount }, (_, feature) => feature);
  if (features4.length === 0) refuse("max_feature_idx", "at least one feature", "none");
  const known = categoriesOf(model);
  if (known.size === 0) return { input: builder.numbers(features4), warnings: [] };
  const columns = features4.map((feature) => {
    const categories = known.get(feature);
    return categories === void 0 ? builder.numbers([feature]) : categorical(builder, feature, categories);
  });
  const names = [...known.keys()].map((feature) => builder.featureName(feature)).slice(0, 20);
  return {
    input: builder.concat(columns),
    warnings: [`${names.join(", ")}: categories are expected as they were in training, not their codes`]
  };
}
function categorical(builder, feature, categories) {
  if (categories.every((category) => typeof category === "string")) {
    return builder.category({ feature, categories, missing: Number.NaN, unknown: Number.NaN });
  }
  if (!categories.every((category) => typeof category === "number" || typeof category === "boolean")) {
    refuse(`pandas_categorical, ${builder.featureName(feature)}`, "only strings, or only numbers", "both");
  }
  return builder.add({
    kind: "codes",
    input: builder.numbers([feature]),
    categories: [Float64Array.from(categories, Number)],
    unknown: Number.NaN
  });
}
function categoriesOf(model) {
  const listed = model.pandasCategories ?? [];
  if (listed.length === 0) return /* @__PURE__ */ new Map();
  const told = toldFeatures(model);
  const seen = model.featureInfos.flatMap(({ kind }, feature) => kind === "categories" ? [feature] : []);
  const features4 = told.length === listed.length ? told : seen;
  if (features4.length !== listed.length) {
    refuse("pandas_categorical", `categories of ${features4.length} columns`, `${listed.length}`);
  }
  return new Map(features4.map((feature, index) => [feature, listed[index]]));
}
function toldFeatures({ parameters, featureCount }) {
  const text = parameters.get("categorical_feature") ?? parameters.get("categorical_column") ?? "";
  if (!/^\d{1,9}(?:,\d{1,9})*$/.test(text)) return [];
  const features4 = text.split(",").map(Number);
  return features4.every((feature) => feature < featureCount) ? features4.toSorted((a, b) => a - b) : [];
}

// wasm-models/importers/lightgbm-forest.ts
var RULES = [MISSING.asZero, MISSING.zero, MISSING.nan];
var BELOW_ZERO = -10000000180025096e-51;
function lightgbmForest(all2, count, groups) {
  const trees = all2.slice(0, count);
  const total = (of) => trees.reduce((sum, tree) => sum + of(tree), 0);
  const leaves = total((tree) => tree.leafValue.length);
  const nodes = leaves + total((tree) => tree.left.length);
  const forest2 = {
    roots: new Int32Array(trees.length),
    targets: Int32Array.from(trees, (_, index) => index % groups),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    flags: new Uint8Array(nodes),
    setStart: new Int32Array(total((tree) => tree.setStart.length - 1) + 1),
    sets: new Uint32Array(total((tree) => tree.sets.length)),
    arity: 1,
    values: new Float64Array(leaves),
    comparison: "le",
    compared: "f64",
    summed: "f64",
    ...trees.some(({ linear: linear3 }) => linear3 !== void 0) ? { linear: linearLeaves(trees, leaves) } : {}
  };
  const next2 = { node: 0, leaf: 0, set: 0, word: 0 };
  trees.forEach((tree, index) => {
    forest2.roots[index] = next2.node;
    addTree2(forest2, tree, next2);
  });
  return forest2;
}
function addTree2(forest2, tree, next2) {
  const splits = tree.left.length;
  const first = next2.node;
  const place2 = (child2) => first + (child2 >= 0 ? child2 : splits - 1 - child2);
  for (let split2 = 0; split2 < splits; split2++) {
    const decision = tree.decision[split2];
    const at = first + split2;
    forest2.left[at] = place2(tree.left[split2]);
    forest2.right[at] = place2(tree.right[split2]);
    forest2.feature[at] = tree.feature[split2];
    if ((decision & CATEGORICAL_BIT) === 0) {
      forest2.threshold[at] = withoutTiny(tree.threshold[split2]);
      forest2.flags[at] = RULES[decision >> MISSING_SHIFT] | ((decision & DEFAULT_LEFT_BIT) === 0 ? 0 : DEFAULT_LEFT);
    } else {
      forest2.threshold[at] = next2.set + tree.threshold[split2];
      forest2.flags[at] = MISSING.compared | CATEGORICAL;
    }
  }
  for (let leaf = 0; leaf < tree.leafValue.length; leaf++) forest2.left[first + splits + leaf] = -1 - next2.leaf - leaf;
  forest2.values.set(tree.leafValue, next2.leaf);
  forest2.sets.set(tree.sets, next2.word);
  for (let set = 1; set < tree.setStart.length; set++)
    forest2.setStart[next2.set + set] = next2.word + tree.setStart[set];
  next2.node += splits + tree.leafValue.length;
  next2.leaf += tree.leafValue.length;
  next2.set += tree.setStart.length - 1;
  next2.word += tree.sets.length;
}
function withoutTiny(threshold) {
  if (Math.abs(threshold) > ZERO_THRESHOLD) return threshold;
  return threshold < 0 ? BELOW_ZERO : ZERO_THRESHOLD;
}
function linearLeaves(trees, leaves) {
  const terms = trees.reduce((sum, { linear: linear3 }) => sum + (linear3?.feature.length ?? 0), 0);
  const result = {
    constant: new Float64Array(leaves),
    start: new Int32Array(leaves + 1),
    feature: new Int32Array(terms),
    weight: new Float64Array(terms)
  };
  let leaf = 0;
  let term = 0;
  for (const { linear: linear3, leafValue } of trees) {
    result.constant.set(linear3?.constant ?? leafValue, leaf);
    if (linear3 !== void 0) {
      result.feature.set(linear3.feature, term);
      result.weight.set(linear3.coefficient, term);
    }
    for (let index = 1; index <= leafValue.length; index++) {
      result.start[leaf + index] = term + (linear3?.start[index] ?? 0);
    }
    leaf += leafValue.length;
    term += linear3?.feature.length ?? 0;
  }
  return result;
}

// wasm-models/importers/lightgbm.ts
function lightgbmScores(builder, model, input, iterations) {
  const forest2 = lightgbmForest(model.trees, treesOf(model, iterations), model.groups);
  const rows = forest2.linear === void 0 ? input : withoutTiny2(builder, input);
  return builder.trees(rows, forest2, new Float64Array(model.groups));
}
function lightgbmAnswer(builder, model, scores2, iterations) {
  const count = treesOf(model, iterations) / model.groups;
  const averaged = model.averageOutput && count > 0;
  const x = averaged ? builder.binary("divide", scores2, { scalar: count }) : scores2;
  const link = linkOf(model.objective);
  switch (link.kind) {
    case "identity":
      return x;
    case "sigmoid":
      return builder.unary("sigmoid", link.scale === 1 ? x : builder.binary("multiply", x, { scalar: link.scale }));
    case "softmax":
      return builder.softmax(x);
    case "exp":
      return builder.unary("exp", x);
    case "softplus":
      return builder.unary("log1p", builder.unary("exp", x));
    default:
      return builder.binary("multiply", builder.unary("sign", x), builder.unary("square", x));
  }
}
function treesOf({ trees, groups }, iterations) {
  return iterations === void 0 ? trees.length : Math.min(trees.length, iterations * groups);
}
function withoutTiny2(builder, input) {
  const kept = builder.binary("lt", builder.constant([ZERO_THRESHOLD]), builder.unary("absolute", input));
  return builder.binary("multiply", input, kept);
}

// wasm-models/importers/sklearn/links.ts
function twoClasses({ builder }, share) {
  return builder.concat([builder.binary("subtract", builder.constant([1]), share), share]);
}
function fromSums(importing, sums) {
  const { builder } = importing;
  if (builder.width(sums) > 1) return builder.softmax(sums);
  return twoClasses(importing, builder.unary("sigmoid", sums));
}
function sigmoid32({ builder }, input) {
  const power3 = builder.unary("float32", builder.unary("exp", builder.unary("negate", input)));
  const denominator = builder.unary("float32", builder.binary("add", power3, { scalar: 1 }));
  return builder.unary("float32", builder.unary("reciprocal", denominator));
}

// wasm-models/importers/sklearn/request-columns.ts
function isWholeRequest({ builder }, input) {
  const { columns } = input;
  if (columns === void 0 || columns.length !== builder.featureCount) return false;
  return columns.every(({ feature, fill }, at) => feature === at && fill === void 0);
}
function checkColumns(model, input, featureCount) {
  if (input.width !== featureCount) model.refuse(`${featureCount} columns`, String(input.width));
}

// wasm-models/importers/sklearn/estimators/lightgbm.ts
function readLightgbmBooster(booster2) {
  const handle = booster2.any("_handle", "handle");
  return readLightgbm(typeof handle.value === "string" ? new TextEncoder().encode(handle.value) : handle.bytes());
}
function ask2(importing, model, booster2, input) {
  const { builder } = importing;
  const read = readLightgbmBooster(booster2);
  checkColumns(model, input, read.featureCount);
  const hasCategories = (read.pandasCategories ?? []).length > 0;
  if (hasCategories && !isWholeRequest(importing, input)) model.refuse("numbers behind other steps", "categories");
  const rows = hasCategories ? lightgbmColumns(builder, read).input : input.value();
  const best2 = booster2.optional("best_iteration")?.integer() ?? 0;
  const iterations = best2 > 0 ? best2 : void 0;
  const scores2 = lightgbmScores(builder, read, rows, iterations);
  return { scores: scores2, answer: lightgbmAnswer(builder, read, scores2, iterations) };
}
function classified(importing, model, { scores: scores2, answer }) {
  const { builder } = importing;
  const objective = model.optional("_objective");
  if (objective !== void 0 && typeof objective.value !== "string") {
    objective.refuse("an objective of the library: sums of another one are no probabilities");
  }
  const field = model.any("_classes", "classes_");
  const classes = field.labels().map((label) => label ?? field.refuse("classes that are not None"));
  const columns = builder.width(answer);
  if (classes.length !== Math.max(2, columns)) field.refuse(`${Math.max(2, columns)} classes`, String(classes.length));
  const shares2 = columns > 1 ? answer : twoClasses(importing, answer);
  return {
    kind: "classifier",
    classes: [classes],
    predict: () => builder.reduce("argmax", shares2),
    probabilities: () => shares2,
    // 4.7 and later have a decision function, and are known by what else they keep.
    ...model.has("_fitted_with_feature_names") ? { decision: () => scores2 } : {}
  };
}
function lightgbmWrapper(className, kind) {
  return {
    className,
    features: (model) => model.any("_n_features", "_n_features_in", "n_features_in_").integer(),
    predict: (model, input, importing) => {
      const asked = ask2(importing, model, model.object("_Booster"), input);
      if (kind === "classifier") return classified(importing, model, asked);
      const { answer } = asked;
      return { kind, isMatrix: importing.builder.width(answer) > 1, predict: () => answer };
    },
    detail: (model) => String(model.optional("_objective")?.value ?? "default objective")
  };
}
function bareLightgbm(importing, model, input) {
  const { answer } = ask2(importing, model, model, input);
  return { kind: "regressor", isMatrix: importing.builder.width(answer) > 1, predict: () => answer };
}

// wasm-models/readers/xgboost/refuse.ts
function refuse2(place2, expected, got) {
  throw new ModelFileError(place2 === "" ? "XGBoost model" : `XGBoost model, ${place2}`, expected, got);
}

// wasm-models/readers/xgboost/objectives.ts
var IDENTITY2 = { link: "identity", margin: "identity" };
var LOGISTIC = { link: "sigmoid", margin: "logit" };
var LOG = { link: "exp", margin: "log" };
var XGBOOST_OBJECTIVES = /* @__PURE__ */ new Map([
  ["reg:squarederror", IDENTITY2],
  ["reg:linear", IDENTITY2],
  ["reg:squaredlogerror", IDENTITY2],
  ["reg:pseudohubererror", IDENTITY2],
  ["reg:absoluteerror", IDENTITY2],
  ["reg:quantileerror", IDENTITY2],
  ["reg:expectileerror", IDENTITY2],
  ["reg:logistic", LOGISTIC],
  ["binary:logistic", LOGISTIC],
  ["binary:logitraw", IDENTITY2],
  ["binary:hinge", { link: "hinge", margin: "identity" }],
  ["multi:softmax", { link: "argmax", margin: "identity" }],
  ["multi:softprob", { link: "softmax", margin: "identity" }],
  ["rank:pairwise", IDENTITY2],
  ["rank:ndcg", IDENTITY2],
  ["rank:map", IDENTITY2],
  ["count:poisson", LOG],
  ["reg:gamma", LOG],
  ["reg:tweedie", LOG],
  ["survival:cox", LOG],
  ["survival:aft", LOG],
  ["gpu:reg:linear", IDENTITY2],
  ["gpu:reg:logistic", LOGISTIC],
  ["gpu:binary:logistic", LOGISTIC],
  ["gpu:binary:logitraw", IDENTITY2]
]);
function ruleOf(objective) {
  const rule = XGBOOST_OBJECTIVES.get(objective);
  return rule ?? refuse2("objective", `one of ${[...XGBOOST_OBJECTIVES.keys()].join(", ")}`, shown(objective));
}

// wasm-models/readers/xgboost/base64.ts
var ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
var OTHER = 255;
var EQUALS = 61;
function readBase64(bytes) {
  const values = new Uint8Array(256).fill(OTHER);
  for (let value = 0; value < 64; value++) values[ALPHABET.charCodeAt(value)] = value;
  const decoded = new Uint8Array(Math.ceil(bytes.length / 4) * 3);
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let at = 0; at < bytes.length; at++) {
    const code = bytes[at];
    if (code === EQUALS) break;
    if (code === 32 || code >= 9 && code <= 13) continue;
    const value = values[code];
    if (value === OTHER) refuse2(`base64 character ${at}`, "a letter of base64", `byte 0x${code.toString(16)}`);
    held = (held << 6 | value) & 65535;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    decoded[length++] = held >> bits & 255;
  }
  return decoded.subarray(0, length);
}

// wasm-models/readers/xgboost/limits.ts
var MAX_TREES2 = 2e5;
var MAX_NODES2 = 5e7;
var MAX_FEATURES2 = 262144;
var MAX_GROUPS2 = 65536;
var MAX_WEIGHTS = 5e7;
var MAX_CATEGORY = 16777216;
var MAX_SET_WORDS2 = 16777216;
var MAX_STRING = 1048576;
var MAX_ATTRIBUTES = 1e4;
var MAX_DEPTH2 = 32;
var BYTES_PER_CONTAINER = 8;
var FREE_CONTAINERS = 1e4;

// wasm-models/readers/xgboost/check-trees.ts
function checkTrees2(trees, featureCount) {
  const largest2 = trees.reduce((most, tree) => Math.max(most, tree.left.length), 0);
  const walk = { seen: new Uint8Array(largest2), stack: new Int32Array(largest2), words: 0 };
  for (let index = 0; index < trees.length; index++) checkTree2(trees[index], index, featureCount, walk);
}
function checkTree2(tree, index, featureCount, walk) {
  const { left, right, feature, condition, sets } = tree;
  const { seen, stack } = walk;
  const count = left.length;
  if (count === 0) refuse2(`tree ${index}`, "at least one node", "none");
  seen.fill(0, 0, count);
  seen[0] = 1;
  let top = 1;
  stack[0] = 0;
  const visit = (node, child2, field) => {
    if (child2 < 1 || child2 >= count) fail3(index, node, field, `a node of 1 to ${count - 1}`, String(child2));
    if (seen[child2] === 1) fail3(index, node, field, "a node that nothing else leads to", String(child2));
    seen[child2] = 1;
    stack[top++] = child2;
  };
  while (top > 0) {
    const node = stack[--top];
    if (left[node] === -1) continue;
    visit(node, left[node], "left_children");
    visit(node, right[node], "right_children");
    const column = feature[node];
    if (column < 0 || column >= featureCount) {
      fail3(index, node, "split_indices", `a feature of 0 to ${featureCount - 1}`, String(column));
    }
    if (sets !== void 0 && sets.categorical[node] === 1) walk.words += checkSet(tree, index, node);
    else if (Number.isNaN(condition[node])) fail3(index, node, "split_conditions", "a number", "NaN");
    if (walk.words > MAX_SET_WORDS2) fail3(index, node, "categories", `sets of ${MAX_SET_WORDS2 * 32} bits`, "more");
  }
}
function checkSet({ sets }, index, node) {
  const { start, size, members } = sets;
  const from = start[node];
  const end = from + size[node];
  if (from < 0 || size[node] < 0 || end > members.length) {
    fail3(index, node, "categories_segments", `a part of ${members.length} categories`, `${from} to ${end}`);
  }
  let largest2 = -1;
  for (let at = from; at < end; at++) {
    const member = members[at];
    if (member < 0 || member >= MAX_CATEGORY) {
      fail3(index, node, "categories", `a category of 0 to ${MAX_CATEGORY - 1}`, String(member));
    }
    largest2 = Math.max(largest2, member);
  }
  return largest2 + 32 >>> 5;
}
function fail3(tree, node, field, expected, got) {
  return refuse2(`tree ${tree}, node ${node}, ${field}`, expected, got);
}

// wasm-models/readers/xgboost/document.ts
var EMPTY = new Float64Array(0);
var UNREAD = /* @__PURE__ */ new Set(["base_weights", "loss_changes", "parents", "Config"]);
var Entry = class _Entry {
  /** Such as `learner.gradient_booster`; empty for the outermost. */
  path;
  value;
  constructor(path, value) {
    this.path = path;
    this.value = value;
  }
  get present() {
    return this.value !== void 0;
  }
  /** A field of this object; not there when the object has none of that name. */
  get(key) {
    const path = this.path === "" ? key : `${this.path}.${key}`;
    return new _Entry(path, this.#object().get(key));
  }
  /** A field, or not there when this is none itself. */
  find(key) {
    return this.value instanceof Map ? this.get(key) : new _Entry(this.path, void 0);
  }
  text() {
    return typeof this.value === "string" ? this.value : this.fail("a string");
  }
  /** An integer, also when it is written as a string. */
  integer(least, most) {
    const { value } = this;
    const number = typeof value === "string" && /^[+-]?\d{1,16}$/.test(value) ? Number(value) : value;
    if (typeof number === "number" && Number.isInteger(number) && number >= least && number <= most) return number;
    return this.fail(`an integer of ${least} to ${most}`, typeof number === "number" ? String(number) : void 0);
  }
  /** Entries of a list that holds no numbers. */
  items(most) {
    const { value } = this;
    if (value instanceof Float64Array && value.length === 0) return [];
    if (!Array.isArray(value)) return this.fail("a list");
    if (value.length > most) return this.fail(`at most ${most} of them`, `${value.length}`);
    return value.map((item, index) => new _Entry(`${this.path}[${index}]`, item));
  }
  texts(most) {
    return this.items(most).map((item) => item.text());
  }
  /** Every string of an object; what is none is left out. */
  textFields(most) {
    const found = /* @__PURE__ */ new Map();
    for (const [key, value] of this.#object()) {
      if (typeof value === "string") found.set(key, value);
      if (found.size > most) this.fail(`at most ${most} of them`, "more");
    }
    return found;
  }
  /** Names of an object's fields. */
  keys() {
    return this.#object().keys();
  }
  numbers() {
    const { value } = this;
    return ArrayBuffer.isView(value) ? value : this.fail("a list of numbers");
  }
  /** @param length that it has to have; undefined for any */
  float32s(length) {
    const numbers = this.#sized(length);
    return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
  }
  /** Integers from `least` to `most`; both have to fit 32 bits. */
  int32s(length, least, most) {
    const numbers = this.#sized(length);
    const result = new Int32Array(numbers.length);
    for (let index = 0; index < numbers.length; index++) {
      const number = numbers[index];
      if (!Number.isInteger(number) || number < least || number > most) {
        refuse2(`${this.path}[${index}]`, `an integer of ${least} to ${most}`, String(number));
      }
      result[index] = number;
    }
    return result;
  }
  /** Refuses this value; without `got` its type is named. */
  fail(expected, got) {
    return refuse2(this.path, expected, got ?? typeOf(this.value));
  }
  #sized(length) {
    const numbers = this.numbers();
    if (length !== void 0 && numbers.length !== length) this.fail(`${length} numbers`, `${numbers.length}`);
    return numbers;
  }
  #object() {
    return this.value instanceof Map ? this.value : this.fail("an object");
  }
};
function typeOf(value) {
  if (value === void 0) return "nothing";
  if (value === null) return "null";
  if (value instanceof Map) return "an object";
  if (ArrayBuffer.isView(value)) return `a list of ${value.length} numbers`;
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

// wasm-models/readers/xgboost/categories.ts
function readCategories2(cats, featureCount) {
  const encodings = cats.find("enc");
  if (!encodings.present) return [];
  const entries = encodings.items(featureCount);
  if (entries.length === 0) return [];
  if (entries.length !== featureCount) encodings.fail(`${featureCount} features`, `${entries.length}`);
  let total = 0;
  return entries.map((entry) => {
    const found = readEncoding(entry);
    total += found?.length ?? 0;
    if (total > MAX_CATEGORY) encodings.fail(`at most ${MAX_CATEGORY} categories`, "more");
    return found;
  });
}
function readEncoding(entry) {
  const values = entry.get("values");
  const offsets = entry.find("offsets");
  if (!offsets.present) {
    const numbers = values.numbers();
    return numbers.length === 0 ? void 0 : Float64Array.from(numbers);
  }
  if (offsets.value === EMPTY || offsets.numbers().length === 0) return void 0;
  return readStrings(offsets.int32s(void 0, 0, 2147483647), values);
}
function readStrings(offsets, values) {
  const bytes = Uint8Array.from(values.int32s(void 0, -128, 255));
  const text = new TextDecoder();
  const strings = [];
  for (let index = 1; index < offsets.length; index++) {
    const start = offsets[index - 1];
    const end = offsets[index];
    if (start > end || end > bytes.length) {
      refuse2(`${values.path}, category ${index - 1}`, `a part of ${bytes.length} bytes`, `${start} to ${end}`);
    }
    strings.push(text.decode(bytes.subarray(start, end)));
  }
  return strings;
}

// wasm-models/readers/xgboost/document-trees.ts
var MIN_INT32 = -2147483648;
var MAX_INT32 = 2147483647;
function readTrees2(model, weightDrop, groups, featureCount) {
  const parameters = model.get("gbtree_model_param");
  const entries = model.get("trees").items(MAX_TREES2);
  const count = parameters.get("num_trees").integer(0, MAX_TREES2);
  if (count !== entries.length) model.get("trees").fail(`${count} trees`, `${entries.length}`);
  let nodes = 0;
  const trees = entries.map((entry, index) => {
    const tree = readTree2(entry, index);
    nodes += tree.left.length;
    if (nodes > MAX_NODES2) refuse2(`tree ${index}`, `at most ${MAX_NODES2} nodes in all`, "more");
    return tree;
  });
  const parallel = parameters.get("num_parallel_tree");
  return {
    kind: "trees",
    trees,
    treeInfo: model.get("tree_info").int32s(count, 0, groups - 1),
    weightDrop: weightDrop.present ? weightDrop.float32s(count) : void 0,
    // 0 is written for 1 by some versions.
    parallelTrees: parallel.present ? Math.max(1, parallel.integer(0, MAX_TREES2)) : 1,
    categories: readCategories2(model.get("cats"), featureCount)
  };
}
function readTree2(entry, index) {
  const parameters = entry.get("tree_param");
  const leafSize = parameters.get("size_leaf_vector").integer(0, MAX_INT32);
  if (leafSize > 1) {
    refuse2(
      `tree ${index}, size_leaf_vector`,
      `leaves of one number (train with multi_strategy="one_output_per_tree")`,
      `leaves of ${leafSize}`
    );
  }
  const left = entry.get("left_children").int32s(void 0, -1, MAX_INT32);
  const count = left.length;
  const told = parameters.get("num_nodes").integer(0, MAX_NODES2);
  if (told !== count) refuse2(`tree ${index}, left_children`, `${told} nodes`, `${count}`);
  const hessian = entry.get("sum_hessian");
  return {
    left,
    right: entry.get("right_children").int32s(count, MIN_INT32, MAX_INT32),
    feature: entry.get("split_indices").int32s(count, MIN_INT32, MAX_INT32),
    condition: entry.get("split_conditions").float32s(count),
    defaultLeft: Uint8Array.from(entry.get("default_left").int32s(count, 0, 1)),
    sumHessian: hessian.float32s(count),
    sets: readSets(entry, count)
  };
}
function readSets(entry, count) {
  const types = entry.get("split_type");
  if (!types.present) return void 0;
  const categorical3 = Uint8Array.from(types.int32s(count, 0, 1));
  const nodes = entry.get("categories_nodes").int32s(void 0, 0, count - 1);
  const starts = entry.get("categories_segments").int32s(nodes.length, 0, MAX_INT32);
  const sizes = entry.get("categories_sizes").int32s(nodes.length, 0, MAX_INT32);
  const members = entry.get("categories").int32s(void 0, MIN_INT32, MAX_INT32);
  if (nodes.length === 0 && !categorical3.includes(1)) return void 0;
  const start = new Int32Array(count).fill(-1);
  const size = new Int32Array(count);
  for (let at = 0; at < nodes.length; at++) {
    start[nodes[at]] = starts[at];
    size[nodes[at]] = sizes[at];
  }
  return { categorical: categorical3, start, size, members };
}

// wasm-models/readers/xgboost/attributes.ts
function iterationOf(attributes) {
  const text = attributes.get("best_iteration");
  return text !== void 0 && /^\d{1,9}$/.test(text) ? Number(text) : void 0;
}

// wasm-models/readers/xgboost/document-model.ts
var MAX_INT322 = 2147483647;
function modelOfDocument(document) {
  const outermost = new Entry("", document);
  const root = outermost.find("Model").present ? outermost.get("Model") : outermost;
  const learner = root.get("learner");
  const parameters = learner.get("learner_model_param");
  const classCount = parameters.get("num_class").integer(0, MAX_GROUPS2);
  const targets = parameters.get("num_target");
  const targetCount = targets.present ? targets.integer(0, MAX_GROUPS2) : 1;
  if (classCount > 1 && targetCount > 1) {
    parameters.get("num_target").fail("one target where there are several classes", `${targetCount}`);
  }
  const groups = Math.max(1, classCount, targetCount);
  const featureCount = parameters.get("num_feature").integer(0, MAX_FEATURES2);
  const attributes = optional(learner, "attributes")?.textFields(MAX_ATTRIBUTES) ?? /* @__PURE__ */ new Map();
  return {
    version: readVersion(root.get("version")),
    objective: readObjective(learner.get("objective")),
    booster: readBooster(learner.get("gradient_booster"), groups, featureCount),
    featureCount,
    groups,
    classCount,
    targetCount,
    baseScore: readBaseScore(parameters.get("base_score"), groups),
    featureNames: readNames(learner, "feature_names", featureCount),
    featureTypes: readNames(learner, "feature_types", featureCount),
    attributes,
    bestIteration: iterationOf(attributes)
  };
}
function readVersion(entry) {
  const [major = 1, minor = 0, patch = 0] = entry.int32s(void 0, 0, MAX_INT322);
  return [major, minor, patch];
}
function readObjective(entry) {
  const parameters = /* @__PURE__ */ new Map();
  for (const group of entry.keys()) {
    const fields = entry.get(group);
    if (!(fields.value instanceof Map)) continue;
    for (const [key, value] of fields.textFields(MAX_ATTRIBUTES)) parameters.set(key, value);
  }
  return { name: entry.get("name").text(), parameters };
}
function readBooster(entry, groups, featureCount) {
  const name = entry.get("name").text();
  switch (name) {
    case "gbtree":
      return readTrees2(entry.get("model"), entry.get("model").get("weight_drop"), groups, featureCount);
    case "dart": {
      const nested = entry.get("gbtree");
      const model = nested.present ? nested.get("model") : entry.get("model");
      const outer = entry.get("weight_drop");
      return readTrees2(model, outer.present ? outer : model.get("weight_drop"), groups, featureCount);
    }
    case "gblinear": {
      const length = (featureCount + 1) * groups;
      if (length > MAX_WEIGHTS) refuse2("gradient_booster", `at most ${MAX_WEIGHTS} weights`, `${length}`);
      return { kind: "linear", weights: entry.get("model").get("weights").float32s(length) };
    }
    default:
      return entry.get("name").fail("gbtree, dart or gblinear", shown(name));
  }
}
function readBaseScore(entry, groups) {
  const text = entry.text().trim();
  const listed = /^\[(.*)\]$/.exec(text);
  const parts = (listed?.[1] ?? text).split(",", groups + 1);
  if (parts.length !== 1 && parts.length !== groups) entry.fail(`1 or ${groups} numbers`, `${parts.length}`);
  const values = Float32Array.from(parts, (part) => part.trim() === "" ? Number.NaN : Number(part));
  if (!values.every(Number.isFinite)) entry.fail("finite numbers", "another text");
  return { values, space: "output" };
}
function readNames(learner, key, featureCount) {
  const names = optional(learner, key)?.texts(featureCount) ?? [];
  if (names.length !== 0 && names.length !== featureCount) {
    learner.get(key).fail(`${featureCount} names`, `${names.length}`);
  }
  return names;
}
function optional(entry, key) {
  const found = entry.get(key);
  return found.present ? found : void 0;
}

// wasm-models/readers/xgboost/containers.ts
var Containers = class {
  #left;
  #depth = 0;
  /** @param size bytes of the document */
  constructor(size) {
    this.#left = FREE_CONTAINERS + Math.floor(size / BYTES_PER_CONTAINER);
  }
  /** Goes into a list or an object. */
  enter(at) {
    if (++this.#depth > MAX_DEPTH2) refuse2(`byte ${at}`, `at most ${MAX_DEPTH2} lists and objects in each other`, "more");
    if (--this.#left < 0) refuse2(`byte ${at}`, "fewer lists and objects for a file of this size", "more");
  }
  leave() {
    this.#depth--;
  }
};

// wasm-models/readers/xgboost/json-numbers.ts
var MINUS2 = 45;
var PLUS = 43;
var DOT = 46;
var MAX_LENGTH2 = 64;
var EXACT = 2 ** 53;
var POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
var WORDS2 = [
  ["NaN", Number.NaN],
  ["nan", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["inf", Number.POSITIVE_INFINITY],
  ["true", 1],
  ["false", 0]
];
var JsonNumbers = class {
  #bytes;
  #scratch = new Float64Array(256);
  #count = 0;
  constructor(bytes) {
    this.#bytes = bytes;
  }
  clear() {
    this.#count = 0;
  }
  /** The number that was read last. */
  get last() {
    return this.#scratch[this.#count - 1];
  }
  /** All since `clear`, as an array of their own. */
  taken() {
    return this.#count === 0 ? EMPTY : this.#scratch.slice(0, this.#count);
  }
  /**
   * Reads the number at `at`; true and false are 1 and 0.
   * @returns where it ends
   */
  push(at) {
    if (this.#count === this.#scratch.length) {
      const grown = new Float64Array(this.#count * 2);
      grown.set(this.#scratch);
      this.#scratch = grown;
    }
    const bytes = this.#bytes;
    let end = at;
    const negative = bytes[end] === MINUS2;
    if (negative) end++;
    let digits = 0;
    let mantissa = 0;
    let fraction = 0;
    for (; isDigit2(bytes[end]); end++, digits++) mantissa = mantissa * 10 + (bytes[end] - 48);
    if (bytes[end] === DOT) {
      for (end++; isDigit2(bytes[end]); end++, digits++, fraction++) mantissa = mantissa * 10 + (bytes[end] - 48);
    }
    if (digits === 0) return this.#word(at, end, negative);
    let exponent = 0;
    if ((bytes[end] | 32) === 101) {
      const down = bytes[end + 1] === MINUS2;
      end += down || bytes[end + 1] === PLUS ? 2 : 1;
      if (!isDigit2(bytes[end])) this.#fail(at);
      for (; isDigit2(bytes[end]); end++) exponent = Math.min(exponent * 10 + (bytes[end] - 48), 1e5);
      if (down) exponent = -exponent;
    }
    this.#keep(this.#value(at, end, mantissa, exponent - fraction, negative));
    return end;
  }
  #value(at, end, mantissa, power3, negative) {
    if (mantissa < EXACT && power3 >= -22 && power3 <= 22) {
      const value = power3 < 0 ? mantissa / POWERS[-power3] : mantissa * POWERS[power3];
      return negative ? -value : value;
    }
    if (end - at > MAX_LENGTH2) this.#fail(at);
    return Number(String.fromCharCode(...this.#bytes.subarray(at, end)));
  }
  #word(at, start, negative) {
    for (const [word, value] of WORDS2) {
      let index = 0;
      while (index < word.length && this.#bytes[start + index] === word.charCodeAt(index)) index++;
      if (index < word.length) continue;
      this.#keep(negative ? -value : value);
      return start + word.length;
    }
    return this.#fail(at);
  }
  #keep(value) {
    this.#scratch[this.#count++] = value;
  }
  #fail(at) {
    const code = this.#bytes[at];
    return refuse2(`byte ${at}`, "a number", code === void 0 ? "the end of the file" : `byte 0x${code.toString(16)}`);
  }
};
function isDigit2(code) {
  return code !== void 0 && code >= 48 && code <= 57;
}

// wasm-models/readers/xgboost/json.ts
var QUOTE = 34;
var BACKSLASH = 92;
var COMMA = 44;
var COLON = 58;
var OPEN_LIST = 91;
var CLOSE_LIST = 93;
var OPEN_OBJECT = 123;
var CLOSE_OBJECT = 125;
function readJson(bytes) {
  const reader = new JsonReader(bytes);
  const value = reader.value();
  reader.end();
  return value;
}
var JsonReader = class {
  #bytes;
  #numbers;
  #containers;
  #text = new TextDecoder();
  #at = 0;
  constructor(bytes) {
    this.#bytes = bytes;
    this.#numbers = new JsonNumbers(bytes);
    this.#containers = new Containers(bytes.length);
  }
  value() {
    switch (this.#next()) {
      case OPEN_OBJECT:
        return this.#object();
      case OPEN_LIST:
        return this.#list();
      case QUOTE:
        return this.#string();
      case 116:
        return this.#word("true", true);
      case 102:
        return this.#word("false", false);
      case 110:
        return this.#word("null", null);
      default:
        return this.#number();
    }
  }
  end() {
    const code = this.#next();
    if (code !== void 0 && code !== 0) this.#fail("the end of the document", "more");
  }
  #object() {
    this.#containers.enter(this.#at++);
    const fields = /* @__PURE__ */ new Map();
    if (this.#next() === CLOSE_OBJECT) this.#at++;
    else {
      for (let code = COMMA; code === COMMA; code = this.#separator(CLOSE_OBJECT)) {
        if (this.#next() !== QUOTE) this.#fail("a field's name");
        const name = this.#string();
        if (this.#next() !== COLON) this.#fail("a colon");
        this.#at++;
        if (UNREAD.has(name)) this.#pass();
        else fields.set(name, this.value());
      }
    }
    this.#containers.leave();
    return fields;
  }
  #list() {
    this.#at++;
    const code = this.#next();
    if (code === CLOSE_LIST) {
      this.#at++;
      return EMPTY;
    }
    this.#containers.enter(this.#at - 1);
    const list = isNumber(code) ? this.#numberList() : this.#items([]);
    this.#containers.leave();
    return list;
  }
  /** @param items that were read already */
  #items(items) {
    for (let code = COMMA; code === COMMA; code = this.#separator(CLOSE_LIST)) {
      items.push(this.value());
    }
    return items;
  }
  #numberList() {
    const numbers = this.#numbers;
    numbers.clear();
    for (let code = COMMA; code === COMMA; code = this.#separator(CLOSE_LIST)) {
      if (!isNumber(this.#next())) return this.#items(Array.from(numbers.taken()));
      this.#at = numbers.push(this.#at);
    }
    return numbers.taken();
  }
  #number() {
    this.#numbers.clear();
    this.#at = this.#numbers.push(this.#at);
    return this.#numbers.last;
  }
  /** Reads what nothing needs: of a list of numbers only where it ends is looked for. */
  #pass() {
    if (this.#next() === OPEN_LIST) {
      const bytes = this.#bytes;
      let at = this.#at + 1;
      while (at < bytes.length && !stopsPassing(bytes[at])) at++;
      if (bytes[at] === CLOSE_LIST) {
        this.#at = at + 1;
        return;
      }
    }
    this.value();
  }
  #string() {
    const bytes = this.#bytes;
    const start = ++this.#at;
    let escaped = false;
    let end = start;
    for (; end < bytes.length && bytes[end] !== QUOTE; end++) {
      if (bytes[end] !== BACKSLASH) continue;
      escaped = true;
      end++;
    }
    if (end >= bytes.length) this.#fail("the end of a string", "the end of the file");
    if (end - start > MAX_STRING) this.#fail(`a string of at most ${MAX_STRING} bytes`, `${end - start}`);
    this.#at = end + 1;
    const text = this.#text.decode(bytes.subarray(start, end));
    if (!escaped) return text;
    try {
      return JSON.parse(`"${text}"`);
    } catch {
      return refuse2(`byte ${start}`, "a string in JSON", "another escape");
    }
  }
  #word(word, value) {
    for (let index = 0; index < word.length; index++) {
      if (this.#bytes[this.#at + index] !== word.charCodeAt(index)) this.#fail(word);
    }
    this.#at += word.length;
    return value;
  }
  /** Passes over what is behind an item: a comma, or the closing bracket. */
  #separator(close) {
    const code = this.#next();
    if (code !== COMMA && code !== close) this.#fail(`a comma or "${String.fromCharCode(close)}"`);
    this.#at++;
    return code;
  }
  /** The next byte that is no white space; it stays the next. */
  #next() {
    const bytes = this.#bytes;
    let code = bytes[this.#at];
    while (code === 32 || code === 10 || code === 13 || code === 9) code = bytes[++this.#at];
    return code;
  }
  #fail(expected, got) {
    const code = this.#bytes[this.#at];
    const byte = code === void 0 ? "the end of the file" : `byte 0x${code.toString(16).padStart(2, "0")}`;
    return refuse2(`byte ${this.#at}`, expected, got ?? byte);
  }
};
function isNumber(code) {
  return code !== OPEN_LIST && code !== OPEN_OBJECT && code !== QUOTE;
}
function stopsPassing(code) {
  return code === CLOSE_LIST || code === OPEN_LIST || code === OPEN_OBJECT || code === QUOTE;
}

// wasm-models/readers/xgboost/legacy-cursor.ts
var LegacyCursor = class {
  view;
  #bytes;
  #text = new TextDecoder();
  at = 0;
  constructor(bytes) {
    this.#bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get left() {
    return this.#bytes.length - this.at;
  }
  /** Passes over `length` bytes. @returns where they begin */
  take(length, field) {
    if (length > this.left) refuse2(field, `${length} bytes`, `${this.left} bytes to the end of the file`);
    const start = this.at;
    this.at += length;
    return start;
  }
  /** A count of things of at least `width` bytes each, which have to be in the file. */
  count(field, width, most) {
    const start = this.take(8, field);
    const value = this.view.getUint32(start, true) + this.view.getUint32(start + 4, true) * 4294967296;
    const limit2 = Math.min(most, Math.floor(this.left / width));
    if (value > limit2) refuse2(field, `at most ${limit2}`, String(value));
    return value;
  }
  string(field) {
    const length = this.count(`length of ${field}`, 1, MAX_STRING);
    const start = this.take(length, field);
    return this.#text.decode(this.#bytes.subarray(start, start + length));
  }
  float32s(count, field) {
    const start = this.take(count * 4, field);
    return new Float32Array(this.#bytes.slice(start, start + count * 4).buffer);
  }
  int32s(count, field) {
    const start = this.take(count * 4, field);
    return new Int32Array(this.#bytes.slice(start, start + count * 4).buffer);
  }
};

// wasm-models/readers/xgboost/legacy-trees.ts
var BOOSTER_BYTES = 160;
var TREE_BYTES = 148;
var NODE_BYTES2 = 20;
var STAT_BYTES = 16;
function legacyTrees(cursor, groups, dart) {
  const start = cursor.take(BOOSTER_BYTES, "gbtree parameters");
  const count = integer3(cursor, start, "num_trees", Math.min(MAX_TREES2, Math.floor(cursor.left / TREE_BYTES)));
  const parallel = integer3(cursor, start + 4, "num_parallel_tree", MAX_TREES2);
  const trees = [];
  let nodes = 0;
  for (let index = 0; index < count; index++) {
    const tree = readTree3(cursor, index);
    nodes += tree.left.length;
    if (nodes > MAX_NODES2) refuse2(`tree ${index}`, `at most ${MAX_NODES2} nodes in all`, "more");
    trees.push(tree);
  }
  const treeInfo = cursor.int32s(count, "tree_info");
  for (let index = 0; index < count; index++) {
    const group = treeInfo[index];
    if (group < 0 || group >= groups) refuse2(`tree ${index}, tree_info`, `a group of 0 to ${groups - 1}`, `${group}`);
  }
  return {
    kind: "trees",
    trees,
    treeInfo,
    weightDrop: dart ? readWeights(cursor, count) : void 0,
    parallelTrees: Math.max(1, parallel),
    categories: []
  };
}
function readTree3(cursor, index) {
  const { view: view3 } = cursor;
  const start = cursor.take(TREE_BYTES, `tree ${index}`);
  const roots = view3.getInt32(start, true);
  if (roots !== 1) refuse2(`tree ${index}, num_roots`, "1", String(roots));
  const limit2 = Math.min(MAX_NODES2, Math.floor(cursor.left / (NODE_BYTES2 + STAT_BYTES)));
  const count = integer3(cursor, start + 4, `tree ${index}, num_nodes`, limit2);
  const leafSize = view3.getInt32(start + 20, true);
  if (leafSize > 1) refuse2(`tree ${index}, size_leaf_vector`, "leaves of one number", `leaves of ${leafSize}`);
  const left = new Int32Array(count);
  const right = new Int32Array(count);
  const feature = new Int32Array(count);
  const condition = new Float32Array(count);
  const defaultLeft = new Uint8Array(count);
  const sumHessian = new Float32Array(count);
  const nodes = cursor.take(count * NODE_BYTES2, `nodes of tree ${index}`);
  const stats = cursor.take(count * STAT_BYTES, `statistics of tree ${index}`);
  for (let node = 0; node < count; node++) {
    const at = nodes + node * NODE_BYTES2;
    left[node] = view3.getInt32(at + 4, true);
    right[node] = view3.getInt32(at + 8, true);
    const split2 = view3.getUint32(at + 12, true);
    feature[node] = split2 & 2147483647;
    defaultLeft[node] = split2 >>> 31;
    condition[node] = view3.getFloat32(at + 16, true);
    sumHessian[node] = view3.getFloat32(stats + node * STAT_BYTES + 4, true);
  }
  return { left, right, feature, condition, defaultLeft, sumHessian, sets: void 0 };
}
function readWeights(cursor, trees) {
  if (trees === 0) return new Float32Array(0);
  const count = cursor.count("number of weight_drop", 4, MAX_TREES2);
  if (count !== trees) refuse2("weight_drop", `${trees} numbers`, `${count}`);
  return cursor.float32s(count, "weight_drop");
}
function integer3({ view: view3 }, at, field, most) {
  const value = view3.getInt32(at, true);
  return value >= 0 && value <= most ? value : refuse2(field, `an integer of 0 to ${most}`, String(value));
}

// wasm-models/readers/xgboost/legacy.ts
var LEARNER_BYTES = 136;
var LINEAR_BYTES = 136;
function readLegacy(bytes) {
  const cursor = new LegacyCursor(bytes);
  const learner = readLearner(cursor);
  const { groups, featureCount } = learner;
  const objective = cursor.string("objective");
  const name = cursor.string("booster");
  const booster2 = readBooster2(cursor, name, groups, featureCount);
  const attributes = learner.hasAttributes ? readPairs(cursor) : /* @__PURE__ */ new Map();
  return {
    version: learner.version,
    objective: { name: objective, parameters: /* @__PURE__ */ new Map() },
    booster: booster2,
    featureCount,
    groups,
    classCount: learner.classCount,
    targetCount: learner.targetCount,
    baseScore: {
      values: Float32Array.of(learner.baseScore),
      space: learner.version[0] === 0 ? "margin" : "output"
    },
    featureNames: [],
    featureTypes: [],
    attributes,
    bestIteration: iterationOf(attributes)
  };
}
function readLearner(cursor) {
  const start = cursor.take(LEARNER_BYTES, "learner parameters");
  const { view: view3 } = cursor;
  const integer4 = (offset, field, most) => {
    const value = view3.getInt32(start + offset, true);
    return value >= 0 && value <= most ? value : refuse2(field, `an integer of 0 to ${most}`, String(value));
  };
  const baseScore = view3.getFloat32(start, true);
  if (!Number.isFinite(baseScore)) refuse2("base_score", "a finite number", String(baseScore));
  const classCount = integer4(8, "num_class", MAX_GROUPS2);
  const major = integer4(20, "major version", 99);
  const targetCount = Math.max(1, integer4(28, "num_target", MAX_GROUPS2));
  if (classCount > 1 && targetCount > 1) {
    refuse2("num_target", "one target where there are several classes", `${targetCount}`);
  }
  return {
    baseScore,
    featureCount: integer4(4, "num_feature", MAX_FEATURES2),
    classCount,
    targetCount,
    groups: Math.max(1, classCount, targetCount),
    hasAttributes: integer4(12, "contain_extra_attrs", 1) === 1,
    version: [major, major === 0 ? 0 : integer4(24, "minor version", 999), 0]
  };
}
function readBooster2(cursor, name, groups, features4) {
  switch (name) {
    case "gbtree":
      return legacyTrees(cursor, groups, false);
    case "dart":
      return legacyTrees(cursor, groups, true);
    case "gblinear": {
      cursor.take(LINEAR_BYTES, "gblinear parameters");
      const expected = (features4 + 1) * groups;
      const count = cursor.count("number of weights", 4, MAX_WEIGHTS);
      if (count !== expected) refuse2("weights", `${expected} numbers`, `${count}`);
      return { kind: "linear", weights: cursor.float32s(count, "weights") };
    }
    default:
      return refuse2("booster", "gbtree, dart or gblinear", shown(name));
  }
}
function readPairs(cursor) {
  const pairs2 = /* @__PURE__ */ new Map();
  const count = cursor.count("number of attributes", 16, MAX_ATTRIBUTES);
  for (let index = 0; index < count; index++) {
    const key = cursor.string(`attribute ${index}`);
    pairs2.set(key, cursor.string(`attribute ${index}`));
  }
  return pairs2;
}

// wasm-models/readers/xgboost/margins.ts
function marginsOf(model) {
  const { values, space } = model.baseScore;
  const { margin } = ruleOf(model.objective.name);
  const margins = new Float32Array(model.groups);
  for (let group = 0; group < margins.length; group++) {
    const value = values[values.length === 1 ? 0 : group];
    margins[group] = space === "margin" ? value : toMargin(value, margin, model.objective.name);
  }
  return margins;
}
function addsBaseLast({ version }) {
  return version[0] === 0;
}
function toMargin(value, margin, objective) {
  if (margin === "identity") return value;
  if (margin === "log")
    return value > 0 ? Math.log(value) : refuse2("base_score", `more than 0 for ${objective}`, `${value}`);
  if (!(value > 0 && value < 1)) refuse2("base_score", `between 0 and 1 for ${objective}`, String(value));
  return -Math.log(Math.fround(Math.fround(1 / value) - 1));
}

// wasm-models/readers/xgboost/sniff.ts
var BINARY_HEADER = "binf";
var BASE64_HEADER = "bs64	";
var SNAPSHOT_HEADER = "CONFIG-offset:";
var LEAST_HEADERLESS = 152;
var OBJECTIVE_AT = 136;
function sniffXgboost(bytes) {
  if (startsWith(bytes, BINARY_HEADER)) return "binary";
  if (startsWith(bytes, BASE64_HEADER)) return "base64";
  if (startsWith(bytes, SNAPSHOT_HEADER)) return "snapshot";
  const first = firstOf(bytes);
  if (first === void 0) return void 0;
  if (bytes[first] === 123) return sniffObject(bytes, first);
  return isHeaderless(bytes) ? "headerless" : void 0;
}
function sniffObject(bytes, first) {
  const next2 = bytes[first + 1];
  if (next2 === 34 || next2 === 125 || isSpace2(next2)) return "json";
  return first === 0 && next2 !== void 0 && "iUIlL#$N".includes(String.fromCharCode(next2)) ? "ubjson" : void 0;
}
function isHeaderless(bytes) {
  if (bytes.length < LEAST_HEADERLESS) return false;
  const view3 = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view3.getUint32(OBJECTIVE_AT, true);
  if (view3.getUint32(OBJECTIVE_AT + 4, true) !== 0 || length < 3 || length > 64) return false;
  if (bytes.length < OBJECTIVE_AT + 8 + length) return false;
  const name = bytes.subarray(OBJECTIVE_AT + 8, OBJECTIVE_AT + 8 + length);
  return name.every((code) => code > 32 && code < 127);
}
function startsWith(bytes, text) {
  if (bytes.length < text.length) return false;
  for (let index = 0; index < text.length; index++) if (bytes[index] !== text.charCodeAt(index)) return false;
  return true;
}
function firstOf(bytes) {
  for (let at = 0; at < bytes.length && at < 1024; at++) if (!isSpace2(bytes[at])) return at;
  return void 0;
}
function isSpace2(code) {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

// wasm-models/readers/xgboost/ubjson.ts
var CLOSE_LIST2 = 93;
var CLOSE_OBJECT2 = 125;
var TYPE = 36;
var COUNT = 35;
var NO_OP = 78;
var STRING2 = 83;
var WIDTHS = {
  105: 1,
  // i: int8
  85: 1,
  // U: uint8
  73: 2,
  // I: int16
  108: 4,
  // l: int32
  76: 8,
  // L: int64
  100: 4,
  // d: float32
  68: 8
  // D: float64
};
function readUbjson(bytes) {
  return new UbjsonReader(bytes).document();
}
var UbjsonReader = class {
  #bytes;
  #view;
  #containers;
  #text = new TextDecoder();
  #at = 0;
  constructor(bytes) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#containers = new Containers(bytes.length);
  }
  document() {
    const value = this.#value(this.#marker());
    while (this.#bytes[this.#at] === NO_OP || this.#bytes[this.#at] === 0) this.#at++;
    if (this.#at < this.#bytes.length) this.#fail("the end of the document", `${this.#bytes.length - this.#at} bytes`);
    return value;
  }
  #value(marker) {
    if (WIDTHS[marker] !== void 0) return this.#number(marker);
    switch (marker) {
      case 123:
        return this.#object();
      case 91:
        return this.#list();
      case STRING2:
        return this.#string();
      case 67:
        return this.#textOf(1);
      case 84:
        return true;
      case 70:
        return false;
      case 90:
        return null;
      case 72:
        return Number(this.#string());
      default:
        this.#at--;
        return this.#fail("a value");
    }
  }
  #object() {
    this.#containers.enter(this.#at - 1);
    const { type, count } = this.#header();
    const fields = /* @__PURE__ */ new Map();
    for (let index = 0; index !== count; index++) {
      if (count === void 0 && this.#peek() === CLOSE_OBJECT2) {
        this.#at++;
        break;
      }
      const name = this.#string();
      const value = this.#value(type ?? this.#marker());
      if (!UNREAD.has(name)) fields.set(name, value);
    }
    this.#containers.leave();
    return fields;
  }
  #list() {
    const start = this.#at - 1;
    const { type, count } = this.#header();
    if (type !== void 0 && WIDTHS[type] !== void 0) return this.#typed(type, count);
    if (count === 0) return EMPTY;
    this.#containers.enter(start);
    const items = [];
    for (let index = 0; index !== count; index++) {
      if (count === void 0 && this.#peek() === CLOSE_LIST2) {
        this.#at++;
        break;
      }
      items.push(this.#value(type ?? this.#marker()));
    }
    this.#containers.leave();
    if (items.length === 0) return EMPTY;
    return items.every((item) => typeof item === "number") ? Float64Array.from(items) : items;
  }
  /** What a list or object says about its items: all of one type, and how many. */
  #header() {
    let type;
    if (this.#peek() === TYPE) {
      this.#at++;
      type = this.#marker();
      if (WIDTHS[type] === void 0 && type !== STRING2) this.#fail("a list of numbers or strings");
      if (this.#peek() !== COUNT) this.#fail("a count behind the type");
    }
    if (this.#peek() !== COUNT) return { type, count: void 0 };
    this.#at++;
    const count = this.#size("items", WIDTHS[type ?? STRING2] ?? 1);
    return { type, count };
  }
  /** @returns a copy in the machine's byte order; int64 becomes float64 where that is exact */
  #typed(type, count) {
    if (count === 0) return EMPTY;
    const view3 = this.#view;
    const start = this.#at;
    this.#at += count * WIDTHS[type];
    switch (type) {
      case 105:
        return new Int8Array(this.#bytes.slice(start, this.#at).buffer);
      case 85:
        return this.#bytes.slice(start, this.#at);
      case 73: {
        const list = new Int16Array(count);
        for (let index = 0; index < count; index++) list[index] = view3.getInt16(start + 2 * index);
        return list;
      }
      case 108: {
        const list = new Int32Array(count);
        for (let index = 0; index < count; index++) list[index] = view3.getInt32(start + 4 * index);
        return list;
      }
      case 100: {
        const list = new Float32Array(count);
        for (let index = 0; index < count; index++) list[index] = view3.getFloat32(start + 4 * index);
        return list;
      }
      default: {
        const list = new Float64Array(count);
        const wide = type === 76;
        for (let index = 0; index < count; index++) {
          list[index] = wide ? int64(view3, start + 8 * index) : view3.getFloat64(start + 8 * index);
        }
        return list;
      }
    }
  }
  #number(marker) {
    const at = this.#take(WIDTHS[marker], "a number");
    switch (marker) {
      case 105:
        return this.#view.getInt8(at);
      case 85:
        return this.#view.getUint8(at);
      case 73:
        return this.#view.getInt16(at);
      case 108:
        return this.#view.getInt32(at);
      case 76:
        return int64(this.#view, at);
      case 100:
        return this.#view.getFloat32(at);
      default:
        return this.#view.getFloat64(at);
    }
  }
  #string() {
    return this.#textOf(this.#size("bytes", 1, MAX_STRING));
  }
  #textOf(length) {
    const at = this.#take(length, "a string");
    return this.#text.decode(this.#bytes.subarray(at, at + length));
  }
  /** A count of what takes `width` bytes each and has to be in the file. */
  #size(what, width, most = Number.MAX_SAFE_INTEGER) {
    const start = this.#at;
    const marker = this.#marker();
    if (WIDTHS[marker] === void 0 || marker === 100 || marker === 68) this.#fail("a length");
    const size = this.#number(marker);
    const left = Math.min(most, Math.floor((this.#bytes.length - this.#at) / width));
    if (size < 0 || size > left) refuse2(`byte ${start}`, `at most ${left} ${what}`, String(size));
    return size;
  }
  #marker() {
    let marker = this.#bytes[this.#take(1, "a value")];
    while (marker === NO_OP) marker = this.#bytes[this.#take(1, "a value")];
    return marker;
  }
  #peek() {
    while (this.#bytes[this.#at] === NO_OP) this.#at++;
    return this.#bytes[this.#at];
  }
  #take(length, what) {
    const at = this.#at;
    if (this.#bytes.length - at < length) this.#fail(what, "the end of the file");
    this.#at += length;
    return at;
  }
  #fail(expected, got) {
    const code = this.#bytes[this.#at];
    const byte = code === void 0 ? "the end of the file" : `byte 0x${code.toString(16).padStart(2, "0")}`;
    return refuse2(`byte ${this.#at}`, expected, got ?? byte);
  }
};
function int64(view3, at) {
  return view3.getInt32(at) * 4294967296 + view3.getUint32(at + 4);
}

// wasm-models/readers/xgboost/read.ts
function readXgboost(bytes) {
  const model = readUnchecked(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (model.booster.kind === "trees") checkTrees2(model.booster.trees, model.featureCount);
  marginsOf(model);
  return model;
}
function readUnchecked(bytes) {
  switch (sniffXgboost(bytes)) {
    case "json":
      return modelOfDocument(readJson(bytes));
    case "ubjson":
      return modelOfDocument(readUbjson(bytes));
    case "base64":
      return readBinary(readBase64(bytes.subarray(BASE64_HEADER.length)));
    case "snapshot":
      return readSnapshot(bytes);
    default:
      return readBinary(bytes);
  }
}
function readBinary(bytes) {
  switch (sniffXgboost(bytes)) {
    case "binary":
      return readLegacy(bytes.subarray(BINARY_HEADER.length));
    case "headerless":
      return readLegacy(bytes);
    default:
      return refuse2("", "JSON, UBJSON or the binary format", `${bytes.length} bytes of none of them`);
  }
}
function readSnapshot(bytes) {
  const start = SNAPSHOT_HEADER.length + 8;
  if (bytes.length < start) refuse2("snapshot", `${start} bytes`, `${bytes.length}`);
  const view3 = new DataView(bytes.buffer, bytes.byteOffset + SNAPSHOT_HEADER.length, 8);
  const length = view3.getUint32(0, true) + view3.getUint32(4, true) * 4294967296;
  const left = bytes.length - start;
  if (length > left) refuse2("snapshot", `a model of at most ${left} bytes`, `${length}`);
  return readBinary(bytes.subarray(start, start + length));
}

// wasm-models/importers/xgboost-forest.ts
function xgboostForest(booster2, count) {
  const trees = booster2.trees.slice(0, count);
  const places = trees.map(placesOf);
  const nodes = places.reduce((sum, { size }) => sum + size, 0);
  const leaves = places.reduce((sum, each) => sum + each.leaves, 0);
  const sets = new SetWriter(trees);
  const forest2 = {
    roots: new Int32Array(trees.length),
    targets: booster2.treeInfo.slice(0, count),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    flags: new Uint8Array(nodes),
    setStart: sets.start,
    sets: sets.words,
    arity: 1,
    values: new Float64Array(leaves),
    comparison: "lt",
    compared: "f32",
    summed: "f32"
  };
  let first = 0;
  let leaf = 0;
  trees.forEach((tree, index) => {
    forest2.roots[index] = first;
    addTree3(forest2, tree, places[index].place, first, leaf, booster2.weightDrop?.[index] ?? 1, sets);
    first += places[index].size;
    leaf += places[index].leaves;
  });
  return forest2;
}
function addTree3(forest2, tree, place2, first, firstLeaf, weight, sets) {
  let leaf = firstLeaf;
  for (let node = 0; node < place2.length; node++) {
    if (place2[node] < 0) continue;
    const at = first + place2[node];
    if (tree.left[node] === -1) {
      forest2.values[leaf] = Math.fround(tree.condition[node] * weight);
      forest2.left[at] = -1 - leaf++;
      continue;
    }
    const categorical3 = tree.sets?.categorical[node] === 1;
    forest2.left[at] = first + place2[tree.left[node]];
    forest2.right[at] = first + place2[tree.right[node]];
    forest2.feature[at] = tree.feature[node];
    forest2.threshold[at] = categorical3 ? sets.add(tree, node) : tree.condition[node];
    const side = tree.defaultLeft[node] === 1 ? DEFAULT_LEFT : 0;
    forest2.flags[at] = MISSING.nan | side | (categorical3 ? CATEGORICAL | MEMBERS_RIGHT : 0);
  }
}
function placesOf({ left, right }) {
  const place2 = new Int32Array(left.length).fill(-1);
  const stack = [0];
  while (stack.length > 0) {
    const node = stack.pop();
    place2[node] = 0;
    if (left[node] !== -1) stack.push(left[node], right[node]);
  }
  let size = 0;
  let leaves = 0;
  for (let node = 0; node < place2.length; node++) {
    if (place2[node] === -1) continue;
    place2[node] = size++;
    if (left[node] === -1) leaves++;
  }
  return { place: place2, size, leaves };
}
var SetWriter = class {
  start;
  words;
  #count = 0;
  constructor(trees) {
    let count = 0;
    let words3 = 0;
    for (const tree of trees) {
      if (tree.sets === void 0) continue;
      for (let node = 0; node < tree.left.length; node++) {
        if (tree.sets.categorical[node] !== 1 || tree.left[node] === -1) continue;
        count++;
        words3 += wordsOf(membersOf3(tree, node));
      }
    }
    this.start = new Int32Array(count + 1);
    this.words = new Uint32Array(words3);
  }
  /** @returns the number of the set */
  add(tree, node) {
    const members = membersOf3(tree, node);
    const set = this.#count++;
    const first = this.start[set];
    this.start.fill(first + wordsOf(members), set + 1);
    for (const member of members) this.words[first + (member >>> 5)] |= 1 << (member & 31);
    return set;
  }
};
function membersOf3({ sets }, node) {
  const { start, size, members } = sets;
  return members.subarray(start[node], start[node] + size[node]);
}
function wordsOf(members) {
  return members.reduce((most, member) => Math.max(most, member), -1) + 32 >>> 5;
}

// wasm-models/importers/xgboost.ts
var MAX_STEPS2 = 2e3;
function xgboostColumns(builder, model) {
  if (model.featureCount === 0) refuse2("num_feature", "at least one feature", "0");
  const categories = model.booster.kind === "trees" ? model.booster.categories : [];
  const features4 = Array.from({ length: model.featureCount }, (_, feature) => feature);
  if (categories.every((known) => known === void 0)) return builder.numbers(features4);
  return builder.concat(
    features4.map((feature) => {
      const known = categories[feature];
      if (known === void 0) return builder.numbers([feature]);
      if (!(known instanceof Float64Array)) {
        return builder.category({ feature, categories: known, missing: Number.NaN, unknown: "refuse" });
      }
      const input = builder.numbers([feature]);
      const codes2 = builder.add({
        kind: "codes",
        input,
        categories: [Float64Array.of(...known, Number.NaN)],
        unknown: "refuse"
      });
      return builder.add({ kind: "replace", input: codes2, match: known.length, row: Float64Array.of(Number.NaN) });
    })
  );
}
function xgboostMargins(builder, model, input, iterations) {
  const { booster: booster2, groups, featureCount } = model;
  const base = marginsOf(model);
  if (booster2.kind === "linear") {
    const start = Array.from(
      base,
      (value, group) => Math.fround(value + booster2.weights[featureCount * groups + group])
    );
    return linearMargins(builder, builder.unary("float32", input), booster2.weights, start);
  }
  const each = groups * booster2.parallelTrees;
  const count = iterations === void 0 ? booster2.trees.length : Math.min(iterations * each, booster2.trees.length);
  const forest2 = xgboostForest(booster2, count);
  const rows = forest2.setStart.length > 1 ? builder.unary("float32", input) : input;
  if (!addsBaseLast(model)) return builder.trees(rows, forest2, base);
  return builder.unary("float32", builder.binary("add", builder.trees(rows, forest2, new Float64Array(groups)), base));
}
function linearMargins(builder, input, weights, start) {
  const groups = start.length;
  const featureCount = builder.width(input);
  const present = builder.add({ kind: "replace", input, match: Number.NaN, row: new Float64Array(featureCount) });
  if (featureCount > MAX_STEPS2) {
    const matrix = Float64Array.from(weights.subarray(0, featureCount * groups));
    return builder.unary("float32", builder.linear(present, matrix, start));
  }
  let sum = builder.constant(start);
  for (let feature = 0; feature < featureCount; feature++) {
    const row = Float64Array.from(weights.subarray(feature * groups, (feature + 1) * groups));
    const product = builder.unary("float32", builder.binary("multiply", builder.select(present, [feature]), row));
    sum = builder.unary("float32", builder.binary("add", sum, product));
  }
  return sum;
}
function xgboostAnswer(builder, model, margin) {
  const { link } = ruleOf(model.objective.name);
  if (link === "identity") return margin;
  if (link === "softmax") return builder.softmax(margin);
  if (link === "argmax") return builder.reduce("argmax", margin);
  if (link === "hinge") return builder.binary("lt", builder.constant([0]), margin);
  return builder.unary(link, margin);
}

// wasm-models/importers/sklearn/estimators/xgboost.ts
function readBooster3(booster2) {
  return readXgboost(booster2.bytes("handle"));
}
function rowsOf4(importing, model, booster2, input) {
  const { builder } = importing;
  checkColumns(model, input, booster2.featureCount);
  const known = booster2.booster.kind === "trees" ? booster2.booster.categories : [];
  const hasCategories = known.some((categories) => categories !== void 0);
  if (hasCategories && !isWholeRequest(importing, input)) model.refuse("numbers behind other steps", "categories");
  const rows = hasCategories ? xgboostColumns(builder, booster2) : input.value();
  const missing = model.optional("missing")?.number() ?? Number.NaN;
  if (Number.isNaN(missing)) return rows;
  const row = new Float64Array(builder.width(rows)).fill(Number.NaN);
  const rounded = builder.unary("float32", rows);
  return builder.add({ kind: "replace", input: rounded, match: Math.fround(missing), row });
}
function iterationsOf(model, booster2) {
  if (booster2.booster.kind === "linear") return void 0;
  const [major, minor] = booster2.version;
  const isOld = major === 0 || major === 1 && minor < 4;
  if (isOld && model.className === "XGBRanker") return void 0;
  const state = model.at("_Booster");
  const trees = state.optional("best_ntree_limit")?.integer();
  if (trees !== void 0) return Math.ceil(trees / booster2.booster.parallelTrees);
  const best2 = state.optional("best_iteration")?.integer() ?? booster2.bestIteration;
  return best2 === void 0 ? void 0 : best2 + 1;
}
function ask3(importing, model, input) {
  const { builder } = importing;
  const booster2 = readBooster3(model.object("_Booster"));
  const rows = rowsOf4(importing, model, booster2, input);
  const margin = xgboostMargins(builder, booster2, rows, iterationsOf(model, booster2));
  return { booster: booster2, margin, answer: answerOf(importing, booster2, margin) };
}
function answerOf(importing, booster2, margin) {
  if (ruleOf(booster2.objective.name).link === "sigmoid") return sigmoid32(importing, margin);
  return importing.builder.unary("float32", xgboostAnswer(importing.builder, booster2, margin));
}
function labelsOf(model) {
  const encoder = model.optional("_le");
  if (encoder?.has("classes_") === true) return classesOf(encoder);
  if (model.has("classes_")) return classesOf(model);
  const count = model.integer("n_classes_");
  if (!(count >= 2 && count <= 1e6)) model.at("n_classes_").refuse("2 classes or more", String(count));
  return Array.from({ length: count }, (_, at) => at);
}
function classified2(importing, model, { booster: booster2, margin, answer }) {
  const { builder } = importing;
  const above2 = () => builder.binary("lt", builder.constant([0.5]), answer);
  if (ruleOf(booster2.objective.name).link === "argmax") {
    return {
      kind: "classifier",
      classes: [labelsOf(model)],
      isSingle: true,
      predict: () => answer,
      probabilities: () => builder.unary("float32", builder.softmax(margin))
    };
  }
  const columns = builder.width(answer);
  if (columns > 1 && !booster2.objective.name.startsWith("multi:")) {
    const classes = Array.from({ length: columns }, () => [0, 1]);
    return { kind: "classifier", classes, isMatrix: true, isSingle: true, predict: above2, probabilities: () => answer };
  }
  const labels = labelsOf(model);
  if (labels.length !== Math.max(2, columns)) model.refuse(`${Math.max(2, columns)} classes`, String(labels.length));
  return {
    kind: "classifier",
    classes: [labels],
    isSingle: true,
    predict: () => columns > 1 ? builder.reduce("argmax", answer) : above2(),
    probabilities: () => columns > 1 ? answer : builder.unary("float32", twoClasses(importing, answer))
  };
}
function xgboostWrapper(className, kind) {
  return {
    className,
    features: (model) => model.optional("n_features_in_")?.integer() ?? model.optional("_features_count")?.integer() ?? readBooster3(model.object("_Booster")).featureCount,
    predict: (model, input, importing) => {
      const asked = ask3(importing, model, input);
      if (kind === "classifier") return classified2(importing, model, asked);
      return { kind, isMatrix: importing.builder.width(asked.answer) > 1, isSingle: true, predict: () => asked.answer };
    },
    detail: (model) => `${model.optional("objective")?.value ?? "default objective"}`
  };
}
function bareXgboost(importing, model, input) {
  const { builder } = importing;
  const booster2 = readBooster3(model);
  checkColumns(model, input, booster2.featureCount);
  const rows = isWholeRequest(importing, input) ? xgboostColumns(builder, booster2) : input.value();
  const answer = answerOf(importing, booster2, xgboostMargins(builder, booster2, rows));
  return { kind: "regressor", isMatrix: builder.width(answer) > 1, isSingle: true, predict: () => answer };
}

// wasm-models/importers/sklearn/estimators/booster.ts
function isXgboost(model) {
  if (model.module.startsWith("xgboost")) return true;
  return model.module.startsWith("lightgbm") ? false : model.refuse("a Booster of XGBoost or LightGBM", model.module);
}
var booster = {
  className: "Booster",
  features: (model) => (isXgboost(model) ? readBooster3(model) : readLightgbmBooster(model)).featureCount,
  predict: (model, input, importing) => (isXgboost(model) ? bareXgboost : bareLightgbm)(importing, model, input),
  detail: (model) => isXgboost(model) ? "XGBoost" : "LightGBM"
};

// wasm-models/importers/sklearn/calibrators.ts
var EPSILON2 = 1e-12;
function calibrated(importing, calibrator, score, single) {
  if (calibrator.className === "IsotonicRegression") return isotonic(importing, calibrator, score);
  if (calibrator.className !== "_SigmoidCalibration") {
    return calibrator.refuse("a sigmoid or isotonic calibrator", calibrator.className);
  }
  const { builder } = importing;
  const [a, b] = [calibrator.number("a_"), calibrator.number("b_")];
  if (single) {
    const scaled = builder.unary("float32", builder.binary("multiply", score, { scalar: Math.fround(a) }));
    const moved2 = builder.unary("float32", builder.binary("add", scaled, { scalar: Math.fround(b) }));
    return sigmoid32(importing, builder.unary("negate", moved2));
  }
  const moved = builder.binary("add", builder.binary("multiply", score, { scalar: a }), { scalar: b });
  return builder.unary("sigmoid", builder.unary("negate", moved));
}
function isotonic({ builder }, calibrator, score) {
  const xs = calibrator.any("X_thresholds_", "_necessary_X_").array(void 0, { dims: 1 });
  const ys = calibrator.any("y_thresholds_", "_necessary_y_").array(void 0, { shape: xs.shape }).data;
  if (calibrator.string("out_of_bounds") !== "clip") calibrator.at("out_of_bounds").refuse("clip");
  for (let at = 1; at < xs.data.length; at++) {
    if (!(xs.data[at] > xs.data[at - 1])) calibrator.refuse("thresholds that ascend", "others");
  }
  const rounded = xs.dtype === "float32";
  const input = rounded ? builder.unary("float32", score) : score;
  const checked2 = builder.add({ kind: "check", input, allowed: "finite", by: calibrator.className });
  const line = builder.add({ kind: "interpolate", input: checked2, xs: [xs.data], ys: [ys] });
  return rounded ? builder.unary("float32", line) : line;
}
function tempered({ builder }, calibrator, scores2, areShares) {
  const isSingle = builder.width(scores2) === 1;
  let logits = scores2;
  if (areShares) {
    const both = isSingle ? builder.concat([builder.binary("subtract", builder.constant([1]), scores2), scores2]) : scores2;
    logits = builder.unary("log", builder.binary("add", both, { scalar: EPSILON2 }));
  } else if (isSingle) logits = builder.concat([builder.unary("negate", scores2), scores2]);
  return builder.softmax(builder.binary("multiply", logits, { scalar: calibrator.number("beta_") }));
}

// wasm-models/importers/sklearn/estimators/calibrated.ts
function partsOf(model) {
  const parts = model.list("calibrated_classifiers_");
  return parts.length > 0 ? parts : model.at("calibrated_classifiers_").refuse("classifiers", "none");
}
function classifierOf(part) {
  return part.any("estimator", "base_estimator").object();
}
function sharesOf2(importing, model, part, input, classes) {
  const { builder } = importing;
  const classifier = classifierOf(part);
  const prediction = importing.predict(classifier, input);
  const isBinary = classes.length === 2;
  const decision = prediction.decision?.();
  const given = decision ?? prediction.probabilities?.() ?? classifier.refuse("scores", classifier.className);
  const scores2 = decision === void 0 && isBinary ? builder.select(given, [1]) : given;
  const calibrators = part.any("calibrators", "calibrators_").list();
  if (part.optional("method")?.string() === "temperature") {
    if (prediction.classes?.[0]?.length !== classes.length) classifier.refuse(`${classes.length} classes`, "others");
    return tempered(importing, calibrators[0] ?? part.refuse("a calibrator", "none"), scores2, decision === void 0);
  }
  const codes2 = codesOf(classifier, prediction.classes?.[0], classes);
  if (codes2.length !== classes.length && codes2.length < 3) classifier.refuse("3 classes or more", `${codes2.length}`);
  const count = isBinary ? 1 : codes2.length;
  if (calibrators.length !== count || builder.width(scores2) !== count) {
    part.refuse(`${count} scores and calibrators`, `${builder.width(scores2)} and ${calibrators.length}`);
  }
  const single = prediction.isSingle === true && decision === void 0 && isBefore(model, 1, 5);
  const columns = calibrators.map(
    (calibrator, at) => calibrated(importing, calibrator, builder.select(scores2, [at]), single)
  );
  if (isBinary) return atMostOne(importing, twoClasses(importing, columns[0]));
  const zero = builder.constant([0]);
  const all2 = builder.concat(classes.map((_, code) => columns[codes2.indexOf(code)] ?? zero));
  const shares2 = builder.add({ kind: "normalise", input: all2, norm: "sum" });
  const none = builder.binary("equal", builder.reduce("sum", all2), { scalar: 0 });
  const even = builder.binary("multiply", none, { scalar: 1 / classes.length });
  return atMostOne(importing, builder.binary("add", shares2, even));
}
function atMostOne({ builder }, shares2) {
  return builder.binary("min", shares2, { scalar: 1 });
}
var calibratedClassifier = {
  className: "CalibratedClassifierCV",
  features: (model, importing) => model.optional("n_features_in_")?.integer() ?? importing.features(classifierOf(partsOf(model)[0])),
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const parts = partsOf(model).map((part) => sharesOf2(importing, model, part, input, classes));
    const shares2 = builder.binary("divide", sumOf(importing, parts), { scalar: parts.length });
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => builder.reduce("argmax", shares2),
      probabilities: () => shares2
    };
  },
  children: (model) => partsOf(model).map((part, at) => ({ role: `calibrated_classifiers_[${at}]`, model: classifierOf(part) })),
  detail: (model) => `${model.string("method")}, ${partsOf(model).length} classifiers`
};
var frozenEstimator = {
  className: "FrozenEstimator",
  features: (model, importing) => importing.features(model.object("estimator")),
  predicts: (model, importing) => importing.predicts(model.object("estimator")),
  transform: (model, input, importing) => importing.transform(model.object("estimator"), input),
  predict: (model, input, importing) => importing.predict(model.object("estimator"), input),
  children: (model) => [{ role: "estimator", model: model.object("estimator") }]
};

// wasm-models/importers/sklearn/estimators/chain.ts
function chained(importing, model, input, said) {
  const { builder } = importing;
  const members = membersOf2(model);
  const order = Array.from(model.integers("order_", { shape: [members.length] }).data);
  if (members.some((_, target) => !order.includes(target))) model.at("order_").refuse("every target once");
  let columns = checked(importing, model, input, false);
  const predictions2 = members.map((member) => {
    const prediction = importing.predict(member, Frame.ofValue(builder, columns));
    columns = builder.concat([columns, said(member, prediction)]);
    return prediction;
  });
  return members.map((_, target) => predictions2[order.indexOf(target)]);
}
function saidBy(importing, method) {
  const { builder } = importing;
  return (member, prediction) => {
    const classes = prediction.classes?.[0] ?? member.refuse("a classifier", member.className);
    if (method === "predict") {
      const values = classes.map(
        (label) => typeof label === "string" ? member.refuse("classes that are numbers") : label
      );
      return byClass(
        importing,
        prediction,
        values.map((value) => [Number(value)])
      );
    }
    if (classes.length !== 2) member.refuse("2 classes", `${classes.length}`);
    const shares2 = method === "predict_proba" ? prediction.probabilities?.() : void 0;
    if (shares2 !== void 0) return builder.select(shares2, [1]);
    return (method === "decision_function" ? prediction.decision?.() : void 0) ?? member.refuse("a known method", method);
  };
}
var classifierChain = {
  className: "ClassifierChain",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const method = model.optional("chain_method_")?.string() ?? "predict";
    const targets = chained(importing, model, input, saidBy(importing, method));
    const areBinary = targets.every(({ classes }) => classes?.[0]?.length === 2);
    const shares2 = areBinary ? targets.map(({ probabilities: probabilities3 }) => probabilities3) : [];
    const decisions2 = areBinary ? targets.map(({ decision }) => decision) : [];
    return {
      kind: "classifier",
      classes: targets.map(({ classes }) => classes[0]),
      isMatrix: true,
      predict: () => builder.concat(targets.map((target) => target.predict())),
      ...areBinary && shares2.every((share) => share !== void 0) ? { probabilities: () => builder.concat(shares2.map((share) => builder.select(share(), [1]))) } : {},
      ...areBinary && decisions2.every((decision) => decision !== void 0) ? { decision: () => builder.concat(decisions2.map((decision) => decision())) } : {}
    };
  },
  features: memberFeatures,
  ...memberTree
};
var regressorChain = {
  className: "RegressorChain",
  predict: (model, input, importing) => {
    const targets = chained(importing, model, input, (_, prediction) => prediction.predict());
    return {
      kind: "regressor",
      isMatrix: true,
      predict: () => importing.builder.concat(targets.map((target) => target.predict()))
    };
  },
  features: memberFeatures,
  ...memberTree
};

// wasm-models/importers/sklearn/estimators/dummy.ts
var dummyClassifier = {
  className: "DummyClassifier",
  predict: (model, _input, { builder }) => {
    const targets = targetsOf(model);
    const only4 = targets.length === 1 ? targets[0] : void 0;
    return {
      kind: "classifier",
      classes: targets.map(({ classes }) => classes),
      predict: () => builder.constant(targets.map(({ shares: shares2 }) => shares2.indexOf(Math.max(...shares2)))),
      ...only4 === void 0 ? {} : { probabilities: () => builder.constant(only4.shares) }
    };
  },
  detail: (model) => strategyOf(model).string()
};
var dummyRegressor = {
  className: "DummyRegressor",
  predict: (model, _input, { builder }) => {
    const constant = model.array("constant_").data;
    return { kind: "regressor", isMatrix: constant.length > 1, predict: () => builder.constant(constant) };
  },
  detail: (model) => model.at("strategy").string()
};
function strategyOf(model) {
  return model.any("_strategy", "strategy");
}
function targetsOf(model) {
  const outputs = model.integer("n_outputs_");
  const of = (name) => outputs === 1 ? [model.at(name)] : model.list(name);
  const classes = of("classes_");
  const priors = of("class_prior_");
  if (classes.length !== priors.length) model.at("class_prior_").refuse(`those of ${classes.length} targets`);
  return classes.map((field, index) => {
    const labels = field.labels().map((label) => label ?? field.refuse("classes that are not None"));
    return { classes: labels, shares: sharesOf3(model, priors[index], labels, index) };
  });
}
function sharesOf3(model, field, classes, target) {
  const prior = field.array(void 0, { shape: [classes.length] }).data;
  const strategy = strategyOf(model);
  const name = strategy.string();
  if (name === "prior") return prior;
  if (name === "most_frequent") return only2(prior.length, prior.indexOf(Math.max(...prior)));
  if (name !== "constant") {
    return strategy.refuse("prior, most_frequent or constant; what answers at random cannot be compiled", name);
  }
  const constant = model.at("constant");
  const given = isLabel(constant.value) ? constant.value : constant.list()[target]?.value;
  const at = classes.findIndex((label) => isSame(label, given));
  return at < 0 ? constant.refuse("one of the classes", "another") : only2(prior.length, at);
}
function isSame(label, given) {
  return typeof label === "string" ? label === given : typeof given !== "string" && Number(label) === Number(given);
}
function only2(length, at) {
  const row = new Float64Array(length);
  row[at] = 1;
  return row;
}

// wasm-models/importers/sklearn/boosting-start.ts
var EPSILON_32 = 2 ** -23;
var EPSILON_64 = 2 ** -52;
function classifierStart(importing, model, rows, groups) {
  const { builder } = importing;
  const init = model.at("init_");
  if (init.value === "zero") return new Float64Array(groups);
  const least = isBefore(model, 1, 8) ? EPSILON_32 : EPSILON_64;
  const half = model.string("loss") === "exponential" ? 0.5 : 1;
  const isCentred = !isBefore(model, 1, 4);
  if (init.className === "DummyClassifier") {
    const shares3 = targetsOf(init)[0].shares.map((share) => Math.min(Math.max(share, least), 1 - least));
    if (groups === 1) return Float64Array.of(half * Math.log(shares3[1] / (1 - shares3[1])));
    const logs2 = shares3.map((share) => Math.log(share));
    const mean2 = logs2.reduce((sum, log2) => sum + log2, 0) / groups;
    return isCentred ? logs2.map((log2) => log2 - mean2) : logs2;
  }
  const start = importing.predict(init, float32s(importing, rows));
  const given = start.probabilities?.() ?? init.refuse("a starting model with probabilities", init.className);
  const raised = builder.binary("max", given, { scalar: least });
  const shares2 = builder.binary("min", raised, { scalar: 1 - least });
  if (groups === 1) {
    const second = builder.select(shares2, [1]);
    const odds = builder.binary("divide", second, builder.binary("subtract", builder.constant([1]), second));
    return builder.binary("multiply", builder.unary("log", odds), { scalar: half });
  }
  const logs = builder.unary("log", shares2);
  return isCentred ? builder.binary("subtract", logs, builder.reduce("mean", logs)) : logs;
}
function regressorStart(importing, model, rows) {
  const init = model.at("init_");
  if (init.value === "zero") return new Float64Array(1);
  if (init.className === "DummyRegressor") return Float64Array.of(init.array("constant_").data[0]);
  return importing.predict(init, float32s(importing, rows)).predict();
}
function float32s({ builder }, rows) {
  return Frame.ofValue(builder, builder.unary("float32", rows));
}

// wasm-models/importers/sklearn/estimators/gradient-boosting.ts
function treesOf2(model) {
  const trees = model.list("estimators_");
  return trees.length > 0 ? trees : model.at("estimators_").refuse("trees", "none");
}
function rowsOf5(importing, model, input) {
  const rows = treeInput(importing, model, input);
  return importing.builder.add({ kind: "check", input: rows, allowed: "finite", by: model.className });
}
function sumsOf({ builder }, model, rows, groups, start) {
  const rate = model.number("learning_rate");
  const parts = treesOf2(model).map((tree, index) => ({ tree: tree.object("tree_"), target: index % groups }));
  const { forest: forest2 } = buildForest(parts, 1, (values) => [rate * values[0]]);
  if (start instanceof Float64Array) return builder.trees(rows, forest2, start);
  return builder.binary("add", start, builder.trees(rows, forest2, new Float64Array(groups)));
}
function detail(model) {
  const trees = treesOf2(model);
  const nodes = trees.reduce((sum, tree) => sum + tree.at("tree_").integer("node_count"), 0);
  return `${trees.length} trees, ${nodes} nodes`;
}
var gradientBoostingClassifier = {
  className: "GradientBoostingClassifier",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const groups = classes.length === 2 ? 1 : classes.length;
    const rows = rowsOf5(importing, model, input);
    const sums = sumsOf(importing, model, rows, groups, classifierStart(importing, model, rows, groups));
    const isExponential = model.string("loss") === "exponential";
    const scaled = isExponential ? builder.binary("multiply", sums, { scalar: 2 }) : sums;
    const probabilities3 = () => fromSums(importing, scaled);
    const byProbability = isBefore(model, 1, 4) && !isExponential;
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => {
        if (byProbability) return builder.reduce("argmax", probabilities3());
        return groups > 1 ? builder.reduce("argmax", sums) : builder.binary("le", builder.constant([0]), sums);
      },
      decision: () => sums,
      probabilities: probabilities3
    };
  },
  detail
};
var gradientBoostingRegressor = {
  className: "GradientBoostingRegressor",
  predict: (model, input, importing) => {
    const rows = rowsOf5(importing, model, input);
    const sums = sumsOf(importing, model, rows, 1, regressorStart(importing, model, rows));
    return { kind: "regressor", predict: () => sums };
  },
  detail
};

// wasm-models/importers/sklearn/hist-trees.ts
var MAX_NODES3 = 5e7;
var WORDS3 = 8;
function histForest(predictors, groups, known) {
  const counts2 = predictors.map((predictor) => predictor.column("nodes", "left").ndarray().length);
  const total = counts2.reduce((sum, count) => sum + count, 0);
  if (!(total <= MAX_NODES3)) predictors[0]?.refuse(`at most ${MAX_NODES3} nodes`, String(total));
  const sets = [];
  const forest2 = {
    roots: new Int32Array(predictors.length),
    targets: Int32Array.from(predictors, (_, index) => index % groups),
    left: new Int32Array(total),
    right: new Int32Array(total),
    feature: new Int32Array(total),
    threshold: new Float64Array(total),
    flags: new Uint8Array(total),
    arity: 1,
    values: new Float64Array(total),
    comparison: "le",
    compared: "f64",
    summed: "f64"
  };
  let first = 0;
  predictors.forEach((predictor, index) => {
    forest2.roots[index] = first;
    addTree4(forest2, predictor, first, counts2[index], known, sets);
    first += counts2[index];
  });
  const starts = Int32Array.from({ length: sets.length / WORDS3 + 1 }, (_, set) => set * WORDS3);
  return { ...forest2, setStart: starts, sets: Uint32Array.from(sets) };
}
function addTree4(forest2, predictor, first, count, known, sets) {
  const shape = [count];
  const names = predictor.at("nodes").ndarray().data.names ?? [];
  const integers2 = (name) => names.includes(name) ? predictor.column("nodes", name).integers(void 0, { shape }).data : new Int32Array(count);
  const [left, right, feature, isLeaf] = [
    integers2("left"),
    integers2("right"),
    integers2("feature_idx"),
    integers2("is_leaf")
  ];
  const [missingLeft, categorical3, bitset] = [
    integers2("missing_go_to_left"),
    integers2("is_categorical"),
    integers2("bitset_idx")
  ];
  const threshold = predictor.column("nodes", names.includes("num_threshold") ? "num_threshold" : "threshold");
  const thresholds = threshold.array(void 0, { shape }).data;
  const values = predictor.column("nodes", "value").array(void 0, { shape }).data;
  const leftSets = categorical3.includes(1) ? predictor.array("raw_left_cat_bitsets", { shape: [-1, WORDS3] }).data : void 0;
  for (let node = 0; node < count; node++) {
    const at = first + node;
    if (isLeaf[node] !== 0) {
      forest2.left[at] = -1 - at;
      forest2.values[at] = values[node];
      continue;
    }
    const children = [first + child(predictor, left[node], count), first + child(predictor, right[node], count)];
    const isLeft = missingLeft[node] !== 0;
    forest2.feature[at] = feature[node];
    if (categorical3[node] === 0) {
      [forest2.left[at], forest2.right[at]] = [children[0], children[1]];
      forest2.threshold[at] = thresholds[node];
      forest2.flags[at] = MISSING.nan | (isLeft ? DEFAULT_LEFT : 0);
      continue;
    }
    const all2 = known[feature[node]] ?? predictor.at("nodes").refuse("categories of a categorical column", "none");
    const from = bitset[node] * WORDS3;
    if (!(from >= 0 && from + WORDS3 <= leftSets.length)) predictor.at("raw_left_cat_bitsets").refuse("more sets");
    [forest2.left[at], forest2.right[at]] = isLeft ? [children[0], children[1]] : [children[1], children[0]];
    forest2.threshold[at] = sets.length / WORDS3;
    forest2.flags[at] = MISSING.nan | DEFAULT_LEFT | CATEGORICAL | MEMBERS_RIGHT;
    for (let word = 0; word < WORDS3; word++) {
      const bits = leftSets[from + word] >>> 0;
      sets.push((isLeft ? all2[word] & ~bits : bits) >>> 0);
    }
  }
}
function child(predictor, node, count) {
  if (node < 1 || node >= count) predictor.at("nodes").refuse(`children of 1 to ${count - 1}`, String(node));
  return node;
}
function categoryBits(categories) {
  const bits = new Uint32Array(WORDS3);
  for (const category of categories.array(void 0, { dims: 1 }).data) {
    if (!(Number.isInteger(category) && category >= 0 && category < WORDS3 * 32)) {
      categories.refuse("categories of 0 to 255", String(category));
    }
    bits[category >>> 5] |= 1 << (category & 31);
  }
  return bits;
}

// wasm-models/importers/sklearn/estimators/hist-gradient-boosting.ts
function rowsOf6(importing, model, input) {
  const preprocessor = model.optional("_preprocessor");
  if (preprocessor === void 0) return input.value();
  const mask = model.integers("is_categorical_", { shape: [input.width] }).data;
  const columns = Array.from(mask.keys());
  const encoder = preprocessor.named("transformers_").find(({ name }) => name === "encoder");
  if (encoder === void 0) return preprocessor.refuse("an encoder of categories", "none");
  const codes2 = importing.transform(encoder.object, input.select(columns.filter((column) => mask[column] === 1)));
  const rest = input.select(columns.filter((column) => mask[column] === 0));
  return Frame.join(importing.builder, [codes2, rest]).value();
}
function knownOf(model) {
  const mapper = model.any("_bin_mapper", "bin_mapper_");
  const mask = mapper.optional("is_categorical_")?.integers().data;
  if (mask === void 0) return [];
  const thresholds = mapper.list("bin_thresholds_");
  return Array.from(mask, (flag, column) => {
    if (flag === 0) return void 0;
    return categoryBits(thresholds[column] ?? mapper.at("bin_thresholds_").refuse("those of all columns", "fewer"));
  });
}
function predictorsOf(model, groups) {
  return model.list("_predictors").flatMap((iteration) => iteration.tuple(groups));
}
function sumsOf2(importing, model, input, groups) {
  const { builder } = importing;
  const given = model.at("_baseline_prediction");
  const base = typeof given.value === "number" ? Float64Array.of(given.value) : given.array().data;
  if (base.length !== groups) given.refuse(`${groups} numbers`, String(base.length));
  const predictors = predictorsOf(model, groups);
  if (predictors.length === 0) return builder.constant(base);
  return builder.trees(rowsOf6(importing, model, input), histForest(predictors, groups, knownOf(model)), base);
}
function detail2(model) {
  const trees = predictorsOf(model, model.integer("n_trees_per_iteration_"));
  const nodes = trees.reduce((sum, tree) => sum + tree.column("nodes", "left").ndarray().length, 0);
  return `${trees.length} trees, ${nodes} nodes`;
}
var histGradientBoostingClassifier = {
  className: "HistGradientBoostingClassifier",
  predict: (model, input, importing) => {
    const classes = classesOf(model);
    const sums = sumsOf2(importing, model, input, classes.length <= 2 ? 1 : classes.length);
    const probabilities3 = () => fromSums(importing, sums);
    return {
      kind: "classifier",
      classes: [classes],
      // Older versions compare probabilities, which may be equal where the sums are not.
      predict: () => isBefore(model, 1, 5) ? importing.builder.reduce("argmax", probabilities3()) : fromScores(importing, sums),
      decision: () => sums,
      probabilities: probabilities3
    };
  },
  detail: detail2
};
var histGradientBoostingRegressor = {
  className: "HistGradientBoostingRegressor",
  predict: (model, input, importing) => {
    const sums = sumsOf2(importing, model, input, 1);
    const isLog2 = ["poisson", "gamma"].includes(model.string("loss"));
    return { kind: "regressor", predict: () => isLog2 ? importing.builder.unary("exp", sums) : sums };
  },
  detail: detail2
};

// wasm-models/importers/sklearn/estimators/isolation-forest.ts
var EULER = 0.5772156649015329;
function averagePath(rows) {
  if (rows <= 1) return 0;
  return rows === 2 ? 1 : 2 * (Math.log(rows - 1) + EULER) - 2 * (rows - 1) / rows;
}
function leafPaths(tree) {
  const count = tree.integer("node_count");
  const shape = [count];
  const left = tree.column("nodes", "left_child").integers(void 0, { shape }).data;
  const right = tree.column("nodes", "right_child").integers(void 0, { shape }).data;
  const rows = tree.column("nodes", "n_node_samples").integers(void 0, { shape }).data;
  const depth = new Int32Array(count).fill(1);
  const paths = [];
  for (let node = 0; node < count; node++) {
    if (left[node] < 0) paths.push(depth[node] + averagePath(rows[node]) - 1);
    for (const child2 of [left[node], right[node]]) {
      if (child2 > node && child2 < count) depth[child2] = depth[node] + 1;
    }
  }
  return Float64Array.from(paths);
}
function scores(importing, model, input) {
  const { builder } = importing;
  const trees = model.list("estimators_");
  if (trees.length === 0) model.at("estimators_").refuse("trees", "none");
  const length = trees.length * averagePath(model.any("_max_samples", "max_samples_").integer());
  if (length === 0) return builder.constant([-0.5]);
  const chosen = model.list("estimators_features_");
  const isAll = model.integer("_max_features") === input.width;
  const members = trees.map((member, index) => {
    const tree = member.object("tree_");
    const paths = leafPaths(tree);
    let leaf = 0;
    const features4 = isAll ? void 0 : chosen[index]?.integers(void 0, { dims: 1 }).data;
    return { tree, target: 0, features: features4, leaf: () => [paths[leaf++]] };
  });
  const allows = isBefore(model, 1, 6) ? "known" : "anything";
  const depth = memberSums(importing, model, members, input, { columns: 1, arity: 1, allows });
  const halvings = builder.binary("multiply", depth, { scalar: -Math.LN2 / length });
  return builder.unary("negate", builder.unary("exp", halvings));
}
var isolationForest = {
  className: "IsolationForest",
  predict: (model, input, importing) => {
    const { builder } = importing;
    const samples = scores(importing, model, input);
    const decision = builder.binary("subtract", samples, { scalar: model.number("offset_") });
    const outside = builder.binary("lt", decision, { scalar: 0 });
    return {
      kind: "outlier-detector",
      predict: () => builder.binary("subtract", builder.constant([1]), builder.binary("multiply", outside, { scalar: 2 })),
      decision: () => decision,
      scoreSamples: () => samples
    };
  },
  detail: (model) => `${model.list("estimators_").length} trees`
};

// wasm-models/importers/sklearn/estimators/multi-output.ts
var multiOutputClassifier = {
  className: "MultiOutputClassifier",
  features: memberFeatures,
  predict: (model, input, importing) => {
    const members = membersOf2(model);
    const predictions2 = members.map((member) => importing.predict(member, input));
    return {
      kind: "classifier",
      classes: predictions2.map(({ classes }, at) => classes?.[0] ?? members[at].refuse("a classifier")),
      isMatrix: true,
      predict: () => importing.builder.concat(predictions2.map((prediction) => prediction.predict()))
    };
  },
  ...memberTree
};
var multiOutputRegressor = {
  className: "MultiOutputRegressor",
  features: memberFeatures,
  predict: (model, input, importing) => {
    const predictions2 = membersOf2(model).map((member) => importing.predict(member, input));
    return {
      kind: "regressor",
      isMatrix: true,
      predict: () => importing.builder.concat(predictions2.map((prediction) => prediction.predict()))
    };
  },
  ...memberTree
};

// wasm-models/importers/sklearn/estimators/one-vs-one.ts
function fromPairs({ builder }, members, classes) {
  const pairs2 = members.length;
  const signs = new Float64Array(pairs2 * classes);
  const lost = new Float64Array(classes);
  let pair = 0;
  for (let first = 0; first < classes; first++) {
    for (let second = first + 1; second < classes; second++, pair++) {
      signs[pair * classes + first] = -1;
      signs[pair * classes + second] = 1;
      lost[first] += 1;
    }
  }
  const predicted = builder.concat(members.map((member) => member.predict()));
  const votes2 = builder.linear(predicted, signs, lost);
  const scores2 = builder.concat(members.map(({ score }) => score));
  const sums = builder.linear(scores2, signs, new Float64Array(classes));
  const sizes = builder.binary("add", builder.unary("absolute", sums), { scalar: 1 });
  const squeezed = builder.binary("divide", sums, builder.binary("multiply", sizes, { scalar: 3 }));
  return builder.binary("add", votes2, squeezed);
}
var oneVsOneClassifier = {
  className: "OneVsOneClassifier",
  features: memberFeatures,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const indices = model.optional("pairwise_indices_");
    if (indices !== void 0) indices.refuse("estimators that take columns, not similarities");
    const members = membersOf2(model).map((member) => binaryMember(importing, member, input));
    const pairs2 = classes.length * (classes.length - 1) / 2;
    if (members.length !== pairs2) model.at("estimators_").refuse(`${pairs2} estimators`, String(members.length));
    const all2 = fromPairs(importing, members, classes.length);
    const isBinary = classes.length === 2;
    const threshold = isBefore(model, 1, 2) ? 0 : thresholdOf(members[0]);
    const decision = isBinary ? builder.select(all2, [1]) : all2;
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => {
        if (isBinary) return builder.binary("lt", builder.constant([threshold]), decision);
        return builder.reduce("argmax", decision);
      },
      decision: () => decision
    };
  },
  ...memberTree
};
var outputCodeClassifier = {
  className: "OutputCodeClassifier",
  features: memberFeatures,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const members = membersOf2(model);
    const points = model.array("code_book_", { shape: [classes.length, members.length] }).data;
    const scores2 = builder.concat(members.map((member) => binaryMember(importing, member, input).score));
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => {
        const distances3 = builder.add({ kind: "distance", input: scores2, points, metric: "squared-euclidean" });
        return builder.reduce("argmin", distances3);
      }
    };
  },
  ...memberTree
};

// wasm-models/importers/sklearn/estimators/one-vs-rest.ts
function largest({ builder }, model, members) {
  const scores2 = members.map(({ score }) => score);
  if (!isBefore(model, 1, 8)) return builder.reduce("argmax", builder.concat(scores2));
  const fromEnd = builder.reduce("argmax", builder.concat(scores2.toReversed()));
  return builder.binary("subtract", builder.constant([members.length - 1]), fromEnd);
}
function above({ builder }, members) {
  const scores2 = builder.concat(members.map(({ score }) => score));
  return builder.binary("lt", builder.constant([thresholdOf(members[0])]), scores2);
}
function normalised({ builder }, model, shares2) {
  if (isBefore(model, 1, 7)) return builder.binary("divide", shares2, builder.reduce("sum", shares2));
  return builder.add({ kind: "normalise", input: shares2, norm: "sum" });
}
var oneVsRestClassifier = {
  className: "OneVsRestClassifier",
  features: memberFeatures,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const type = model.at("label_binarizer_").string("y_type_");
    const isMultilabel = type.startsWith("multilabel");
    const members = membersOf2(model).map((member) => binaryMember(importing, member, input));
    const isBinary = members.length === 1 && !isMultilabel;
    if (!isBinary && members.length !== classes.length) {
      model.at("estimators_").refuse(`${classes.length} estimators`, String(members.length));
    }
    const shares2 = members.map(({ share }) => share).filter((share) => share !== void 0);
    const decisions2 = members.map(({ decision }) => decision).filter((decision) => decision !== void 0);
    return {
      kind: "classifier",
      classes: isMultilabel ? classes.map(() => [0, 1]) : [classes],
      isMatrix: isMultilabel,
      predict: () => type === "multiclass" ? largest(importing, model, members) : above(importing, members),
      ...shares2.length === members.length ? {
        probabilities: () => {
          if (isMultilabel) return builder.concat(shares2);
          const both = isBinary ? twoClasses(importing, shares2[0]) : builder.concat(shares2);
          return normalised(importing, model, both);
        }
      } : {},
      ...decisions2.length === members.length ? { decision: () => builder.concat(decisions2) } : {}
    };
  },
  ...memberTree
};

// wasm-models/importers/sklearn/estimators/stacking.ts
function answered(importing, member, method, input, isBinary) {
  const { builder } = importing;
  const prediction = importing.predict(member, input);
  if (method === "predict_proba") {
    const shares2 = prediction.probabilities?.() ?? member.refuse("a classifier with probabilities", member.className);
    return isBinary ? builder.select(shares2, [1]) : shares2;
  }
  if (method === "decision_function") {
    return prediction.decision?.() ?? member.refuse("a classifier with a decision function", member.className);
  }
  if (method !== "predict") return member.refuse("predict, predict_proba or decision_function", method);
  const labels = prediction.classes;
  if (labels === void 0) return prediction.predict();
  if (labels.length > 1) return member.refuse("a classifier of one target", `${labels.length} targets`);
  const values = labels[0].map((label) => [
    typeof label === "string" ? member.refuse("classes that are numbers") : Number(label)
  ]);
  return byClass(importing, prediction, values);
}
function stacked(importing, model, input, isBinary) {
  const members = membersOf2(model);
  const methods = model.list("stack_method_").filter(({ isNone }) => !isNone);
  if (methods.length !== members.length) model.at("stack_method_").refuse(`those of ${members.length} estimators`);
  const parts = members.map((member, at) => answered(importing, member, methods[at].string(), input, isBinary));
  if (model.boolean("passthrough")) parts.push(input.value());
  return Frame.ofValue(importing.builder, importing.builder.concat(parts));
}
var shared = {
  features: memberFeatures,
  children: (model) => [
    ...memberTree.children(model),
    { role: "final_estimator_", model: model.object("final_estimator_") }
  ],
  detail: memberTree.detail
};
var stackingClassifier = {
  className: "StackingClassifier",
  predict: (model, input, importing) => {
    const classes = classesOf(model);
    const rows = stacked(importing, model, input, classes.length === 2);
    const last = model.object("final_estimator_");
    const final = importing.predict(last, rows);
    const labels = final.classes?.[0] ?? last.refuse("a classifier", last.className);
    const named = labels.map((code) => classes[Number(code)] ?? last.refuse("numbers of classes", String(code)));
    return { ...final, classes: [named], transform: () => rows.value() };
  },
  ...shared
};
var stackingRegressor = {
  className: "StackingRegressor",
  predict: (model, input, importing) => {
    const rows = stacked(importing, model, input, false);
    const final = importing.predict(model.object("final_estimator_"), rows);
    return { ...final, transform: () => rows.value() };
  },
  ...shared
};

// wasm-models/importers/sklearn/estimators/threshold.ts
function estimatorOf(model) {
  return model.any("estimator_", "estimator").object();
}
function positiveOf(told, classes) {
  if (told === void 0) return 1;
  const { value } = told;
  const at = isLabel(value) && value !== null ? classes.findIndex((label) => isSameLabel(label, value)) : -1;
  return at >= 0 ? at : told.refuse("one of the classes", "another");
}
function thresholdClassifier(className, threshold, positive) {
  return {
    className,
    features: (model, importing) => importing.features(estimatorOf(model)),
    predict: (model, input, importing) => {
      const { builder } = importing;
      const prediction = importing.predict(estimatorOf(model), input);
      const classes = prediction.classes?.[0] ?? [];
      if (classes.length !== 2) model.refuse("a classifier of 2 classes", `${classes.length}`);
      const at = positiveOf(positive(model), classes);
      const method = model.string("response_method");
      const shares2 = method === "decision_function" ? void 0 : prediction.probabilities?.();
      const decision = method === "predict_proba" ? void 0 : prediction.decision?.();
      const given = shares2 ?? decision ?? model.refuse("a classifier with scores", method);
      const score = shares2 !== void 0 ? builder.select(shares2, [at]) : at === 1 ? given : builder.unary("negate", given);
      const limit2 = threshold(model);
      const least = limit2.value === "auto" ? shares2 === void 0 ? 0 : 0.5 : limit2.number();
      return {
        ...prediction,
        predict: () => {
          const isPositive = builder.binary("le", builder.constant([least]), score);
          return at === 1 ? isPositive : builder.binary("subtract", builder.constant([1]), isPositive);
        }
      };
    },
    children: (model) => [{ role: "estimator_", model: estimatorOf(model) }],
    detail: (model) => `threshold ${String(threshold(model).value)}`
  };
}
var fixedThreshold = thresholdClassifier(
  "FixedThresholdClassifier",
  (model) => model.at("threshold"),
  (model) => model.optional("pos_label")
);
var tunedThreshold = thresholdClassifier(
  "TunedThresholdClassifierCV",
  (model) => model.at("best_threshold_"),
  (model) => model.at("_curve_scorer").at("_kwargs").optional("pos_label")
);

// wasm-models/importers/sklearn/estimators/function-transformer.ts
var FUNCTIONS = /* @__PURE__ */ new Map([
  ["abs", "absolute"],
  ["absolute", "absolute"],
  ["ceil", "ceil"],
  ["exp", "exp"],
  ["expm1", "expm1"],
  ["fabs", "absolute"],
  ["floor", "floor"],
  ["log", "log"],
  ["log10", "log10"],
  ["log1p", "log1p"],
  ["log2", "log2"],
  ["negative", "negate"],
  ["reciprocal", "reciprocal"],
  ["rint", "round"],
  ["sign", "sign"],
  ["sqrt", "sqrt"],
  ["square", "square"],
  ["tanh", "tanh"]
]);
var functionTransformer = {
  className: "FunctionTransformer",
  transform: (model, input, { builder }) => {
    const func = model.optional("func");
    if (func === void 0) return input;
    const name = func.globalName();
    const known = /^numpy(\.|$)/.test(name) ? FUNCTIONS.get(name.slice(name.lastIndexOf(".") + 1)) : void 0;
    if (known === void 0) return func.refuse(`a function of numpy (${[...FUNCTIONS.keys()].join(", ")})`, name);
    if ((model.optional("kw_args")?.dict().size ?? 0) > 0) model.at("kw_args").refuse("no arguments for the function");
    return Frame.ofValue(builder, builder.unary(known, input.value()));
  }
};

// wasm-models/importers/sklearn/estimators/transformed-target.ts
var BACK = /* @__PURE__ */ new Map([
  ["StandardScaler", ["scale_", "mean_"]],
  ["RobustScaler", ["scale_", "center_"]],
  ["MaxAbsScaler", ["scale_", void 0]]
]);
function back(importing, transformer, value) {
  const { builder } = importing;
  const row = (name) => transformer.optional(name)?.array(void 0, { shape: [builder.width(value)] }).data;
  if (transformer.className === "FunctionTransformer") return inverse(importing, transformer, value);
  if (transformer.className === "MinMaxScaler") {
    const moved = builder.binary("subtract", value, row("min_") ?? transformer.refuse("min_"));
    return builder.binary("divide", moved, row("scale_") ?? transformer.refuse("scale_"));
  }
  const names = BACK.get(transformer.className);
  if (names === void 0) {
    return transformer.refuse(
      `FunctionTransformer, MinMaxScaler, ${[...BACK.keys()].join(", ")}`,
      transformer.className
    );
  }
  const [scale2, offset] = [row(names[0]), names[1] === void 0 ? void 0 : row(names[1])];
  const scaled = scale2 === void 0 ? value : builder.binary("multiply", value, scale2);
  return offset === void 0 ? scaled : builder.binary("add", scaled, offset);
}
function inverse({ builder }, transformer, value) {
  const func = transformer.optional("inverse_func");
  if (func === void 0) return value;
  const name = func.globalName();
  const known = /^numpy(\.|$)/.test(name) ? FUNCTIONS.get(name.slice(name.lastIndexOf(".") + 1)) : void 0;
  return builder.unary(known ?? func.refuse(`a function of numpy (${[...FUNCTIONS.keys()].join(", ")})`, name), value);
}
var transformedTarget = {
  className: "TransformedTargetRegressor",
  features: (model, importing) => model.optional("n_features_in_")?.integer() ?? importing.features(model.object("regressor_")),
  predict: (model, input, importing) => {
    const value = importing.predict(model.object("regressor_"), input).predict();
    return {
      kind: "regressor",
      isMatrix: model.integer("_training_dim") > 1,
      predict: () => back(importing, model.object("transformer_"), value)
    };
  },
  children: (model) => [{ role: "regressor_", model: model.object("regressor_") }],
  detail: (model) => `back by ${model.object("transformer_").className}`
};

// wasm-models/importers/sklearn/estimators/voting.ts
function average(importing, model, values) {
  const { builder } = importing;
  const weights = weightsOf(model);
  if (weights === void 0) return builder.binary("divide", sumOf(importing, values), { scalar: values.length });
  if (weights.length !== values.length) model.at("weights").refuse(`${values.length} numbers`, String(weights.length));
  const weighted3 = values.map((value, at) => builder.binary("multiply", value, { scalar: weights[at] }));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return builder.binary("divide", sumOf(importing, weighted3), { scalar: total });
}
function soft(importing, model, input, codes2) {
  return membersOf2(model).map((member) => sharesOf(importing, member, importing.predict(member, input), codes2));
}
var votingClassifier = {
  className: "VotingClassifier",
  features: memberFeatures,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const codes2 = numbered(classes);
    if (model.string("voting") === "soft") {
      const all2 = soft(importing, model, input, codes2);
      const shares2 = average(importing, model, all2);
      return {
        kind: "classifier",
        classes: [classes],
        predict: () => builder.reduce("argmax", shares2),
        probabilities: () => shares2,
        ...model.boolean("flatten_transform") ? { transform: () => builder.concat(all2) } : {}
      };
    }
    const members = membersOf2(model);
    const predictions2 = members.map((member) => importing.predict(member, input));
    const weights = weightsOf(model);
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => {
        const votes2 = members.map(
          (member, at) => voteOf(importing, member, predictions2[at], codes2, weights?.[at] ?? 1)
        );
        return builder.reduce("argmax", sumOf(importing, votes2));
      },
      transform: () => builder.concat(
        members.map((member, at) => {
          const known = codesOf(member, predictions2[at].classes?.[0], codes2);
          return byClass(
            importing,
            predictions2[at],
            Array.from(known, (code) => [code])
          );
        })
      )
    };
  },
  ...memberTree
};
var votingRegressor = {
  className: "VotingRegressor",
  features: memberFeatures,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const all2 = membersOf2(model).map((member) => importing.predict(member, input).predict());
    return {
      kind: "regressor",
      predict: () => average(importing, model, all2),
      transform: () => builder.concat(all2)
    };
  },
  ...memberTree
};

// wasm-models/importers/sklearn/ensembles.ts
var ENSEMBLES = [
  adaBoostClassifier,
  adaBoostRegressor,
  baggingClassifier,
  baggingRegressor,
  booster,
  calibratedClassifier,
  classifierChain,
  constantPredictor,
  fixedThreshold,
  frozenEstimator,
  dummyClassifier,
  dummyRegressor,
  gradientBoostingClassifier,
  gradientBoostingRegressor,
  histGradientBoostingClassifier,
  histGradientBoostingRegressor,
  isolationForest,
  lightgbmWrapper("LGBMClassifier", "classifier"),
  lightgbmWrapper("LGBMModel", "regressor"),
  lightgbmWrapper("LGBMRanker", "regressor"),
  lightgbmWrapper("LGBMRegressor", "regressor"),
  multiOutputClassifier,
  multiOutputRegressor,
  oneVsOneClassifier,
  oneVsRestClassifier,
  outputCodeClassifier,
  regressorChain,
  stackingClassifier,
  stackingRegressor,
  transformedTarget,
  tunedThreshold,
  votingClassifier,
  votingRegressor,
  xgboostWrapper("XGBClassifier", "classifier"),
  xgboostWrapper("XGBModel", "regressor"),
  xgboostWrapper("XGBRFClassifier", "classifier"),
  xgboostWrapper("XGBRFRegressor", "regressor"),
  xgboostWrapper("XGBRanker", "regressor"),
  xgboostWrapper("XGBRegressor", "regressor")
];

// wasm-models/importers/sklearn/estimators/decision-tree.ts
function decisionTreeClassifier(className) {
  return {
    className,
    predict: (model, input, importing) => {
      return fromShares(importing, model, treeShares(importing, [model], treeInput(importing, model, input)));
    },
    detail: (model) => `${model.at("tree_").integer("node_count")} nodes`
  };
}
function decisionTreeRegressor(className) {
  return {
    className,
    predict: (model, input, importing) => {
      const trees = regressorTrees(importing, [model], treeInput(importing, model, input));
      return { kind: "regressor", isMatrix: importing.builder.width(trees) > 1, predict: () => trees };
    },
    detail: (model) => `${model.at("tree_").integer("node_count")} nodes`
  };
}

// wasm-models/importers/sklearn/estimators/forest.ts
function membersOf4(model) {
  const members = model.list("estimators_");
  return members.length > 0 ? members : model.refuse("a forest with trees", "none");
}
function detail3(model) {
  const members = membersOf4(model);
  const nodes = members.reduce((sum, member) => sum + member.at("tree_").integer("node_count"), 0);
  return `${members.length} trees, ${nodes} nodes`;
}
function forestClassifier(className) {
  return {
    className,
    predict: (model, input, importing) => {
      const { builder } = importing;
      const members = membersOf4(model);
      const sums = treeShares(importing, members, treeInput(importing, model, input));
      const shares2 = sums.map((sum) => builder.binary("divide", sum, { scalar: members.length }));
      return fromShares(importing, model, shares2);
    },
    detail: detail3
  };
}
function forestRegressor(className) {
  return {
    className,
    predict: (model, input, importing) => {
      const { builder } = importing;
      const members = membersOf4(model);
      const sums = regressorTrees(importing, members, treeInput(importing, model, input));
      const means = builder.binary("divide", sums, { scalar: members.length });
      return { kind: "regressor", isMatrix: builder.width(means) > 1, predict: () => means };
    },
    detail: detail3
  };
}

// wasm-models/importers/sklearn/linear-scores.ts
var MAX_COEFFICIENTS = 5e7;
function linearScores({ builder }, model, input) {
  const width = builder.width(input);
  const coef = coefficients(model);
  const outputs = coef.shape.length === 1 ? 1 : coef.shape[0] ?? 0;
  if (coef.shape.at(-1) !== width || coef.shape.length > 2) {
    model.at("coef_").refuse(`coefficients of ${width} columns`, `shape [${coef.shape.join(", ")}]`);
  }
  const weights = new Float64Array(width * outputs);
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < width; i++) weights[i * outputs + o] = coef.data[o * width + i];
  const given = model.at("intercept_");
  const bias = typeof given.value === "number" ? new Float64Array(outputs).fill(given.value) : given.array().data;
  return builder.linear(input, weights, bias.length === 1 ? new Float64Array(outputs).fill(bias[0]) : bias);
}
function coefficients(model) {
  const field = model.at("coef_");
  if (!field.module.startsWith("scipy.sparse")) return field.array();
  const { format, shape, indptr, indices, data } = readSparse(field);
  const [rows, columns] = shape;
  if (rows * columns > MAX_COEFFICIENTS)
    field.refuse(`at most ${MAX_COEFFICIENTS} coefficients`, String(rows * columns));
  const dense = new Float64Array(rows * columns);
  for (let outer = 0; outer + 1 < indptr.length; outer++) {
    for (let at = indptr[outer]; at < indptr[outer + 1]; at++) {
      const place2 = format === "csr" ? outer * columns + indices[at] : indices[at] * columns + outer;
      dense[place2] += data[at];
    }
  }
  return { shape, data: dense };
}

// wasm-models/importers/sklearn/linear-features.ts
function linearFeatures(model) {
  return model.optional("n_features_in_")?.integer() ?? coefficients(model).shape.at(-1) ?? 0;
}

// wasm-models/importers/sklearn/estimators/generalised-linear.ts
function isLog(model) {
  const link = model.optional("link")?.string() ?? "log";
  if (link === "auto") return (model.optional("power") ?? model.at("family").at("_power")).number() > 0;
  return link === "log" || link !== "identity" && model.at("link").refuse("auto, log or identity", link);
}
function generalised(className) {
  return {
    className,
    features: linearFeatures,
    predict: (model, input, importing) => ({
      kind: "regressor",
      predict: () => {
        const scores2 = linearScores(importing, model, checked(importing, model, input, false));
        return isLog(model) ? importing.builder.unary("exp", scores2) : scores2;
      }
    }),
    detail: (model) => `${coefficients(model).data.length} coefficients`
  };
}
var GENERALISED_LINEAR = [
  generalised("PoissonRegressor"),
  generalised("GammaRegressor"),
  generalised("TweedieRegressor")
];

// wasm-models/importers/sklearn/posteriors.ts
function checkScores({ builder }, model, classes, scores2) {
  const width = builder.width(scores2);
  if (width !== (classes.length === 2 ? 1 : classes.length)) {
    model.refuse(`scores of ${classes.length} classes`, `${width} of them`);
  }
}
function posteriors({ builder }, scores2) {
  const whole = builder.add({ kind: "log-sum-exp", input: scores2 });
  return builder.unary("exp", builder.binary("subtract", scores2, whole));
}
function discriminant(importing, classes, scores2) {
  const { builder } = importing;
  return {
    kind: "classifier",
    classes,
    predict: () => builder.reduce("argmax", scores2),
    probabilities: () => builder.softmax(scores2),
    decision: () => builder.width(scores2) === 2 ? builder.binary("subtract", builder.select(scores2, [1]), builder.select(scores2, [0])) : scores2
  };
}

// wasm-models/importers/sklearn/estimators/linear-classifier.ts
function linear(className, toProbabilities) {
  return {
    className,
    features: linearFeatures,
    predict: (model, input, importing) => {
      const scores2 = linearScores(importing, model, checked(importing, model, input, false));
      const classes = classesOf(model);
      checkScores(importing, model, classes, scores2);
      const probabilities3 = toProbabilities?.(importing, model, scores2);
      return {
        kind: "classifier",
        classes: [classes],
        predict: () => fromScores(importing, scores2),
        decision: () => scores2,
        ...probabilities3 === void 0 ? {} : { probabilities: probabilities3 }
      };
    },
    detail: (model) => `${classesOf(model).length} classes, ${coefficients(model).data.length} coefficients`
  };
}
function sgdProbabilities(importing, model, scores2) {
  const { builder } = importing;
  const loss = model.string("loss");
  if (loss === "log" || loss === "log_loss") return () => shares(importing, builder.unary("sigmoid", scores2), (p) => p);
  if (loss !== "modified_huber") return void 0;
  return () => {
    const clipped = builder.binary("min", builder.binary("max", scores2, { scalar: -1 }), { scalar: 1 });
    const halves = builder.binary("divide", builder.binary("add", clipped, { scalar: 1 }), { scalar: 2 });
    return shares(
      importing,
      halves,
      (p) => builder.binary("add", p, builder.binary("equal", builder.reduce("sum", p), { scalar: 0 }))
    );
  };
}
function shares({ builder }, each, rescue) {
  if (builder.width(each) > 1) return builder.add({ kind: "normalise", input: rescue(each), norm: "sum" });
  return builder.concat([builder.binary("subtract", builder.constant([1]), each), each]);
}
function ridge(className) {
  const classesOfRidge = (model) => classesOf(model.at("_label_binarizer"));
  return {
    className,
    features: linearFeatures,
    predict: (model, input, importing) => {
      const scores2 = linearScores(importing, model, checked(importing, model, input, false));
      const kind = model.at("_label_binarizer").string("y_type_");
      if (kind.startsWith("multilabel")) {
        return {
          kind: "classifier",
          isMatrix: true,
          classes: Array.from({ length: importing.builder.width(scores2) }, () => [0, 1]),
          predict: () => importing.builder.binary("lt", importing.builder.constant([0]), scores2),
          decision: () => scores2
        };
      }
      const classes = classesOfRidge(model);
      checkScores(importing, model, classes, scores2);
      return {
        kind: "classifier",
        classes: [classes],
        predict: () => fromScores(importing, scores2),
        decision: () => scores2
      };
    },
    detail: (model) => `${classesOfRidge(model).length} classes, ${coefficients(model).data.length} coefficients`
  };
}
var LINEAR_CLASSIFIERS = [
  linear("LinearSVC"),
  linear("SGDClassifier", sgdProbabilities),
  linear("Perceptron"),
  linear("PassiveAggressiveClassifier"),
  ridge("RidgeClassifier"),
  ridge("RidgeClassifierCV")
];

// wasm-models/importers/sklearn/estimators/linear-regression.ts
function linearRegressor(className) {
  return {
    className,
    predict: (model, input, importing) => {
      const isMatrix = coefficients(model).shape.length === 2;
      return {
        kind: "regressor",
        isMatrix,
        predict: () => linearScores(importing, model, checked(importing, model, input, false))
      };
    },
    detail: (model) => `${coefficients(model).data.length} coefficients`
  };
}

// wasm-models/importers/sklearn/estimators/logistic-regression.ts
function logisticRegression(className) {
  return {
    className,
    predict: (model, input, importing) => {
      const scores2 = linearScores(importing, model, checked(importing, model, input, false));
      const classes = classesOf(model);
      return {
        kind: "classifier",
        classes: [classes],
        predict: () => fromScores(importing, scores2),
        decision: () => scores2,
        probabilities: () => probabilities(importing, model, scores2)
      };
    },
    detail: (model) => `${classesOf(model).length} classes, ${coefficients(model).data.length} coefficients`
  };
}
function isOneVsRest(model, columns) {
  const setting = model.optional("multi_class")?.string();
  const solver = model.optional("solver")?.string();
  if (setting === "ovr") return true;
  if (setting === "multinomial") return false;
  return columns === 1 || solver === "liblinear" || solver === "newton-cholesky" && isBefore(model, 1, 6);
}
function probabilities({ builder }, model, scores2) {
  const columns = builder.width(scores2);
  if (isOneVsRest(model, columns)) {
    const shares2 = builder.unary("sigmoid", scores2);
    if (columns > 1) return builder.add({ kind: "normalise", input: shares2, norm: "sum" });
    const rest = builder.binary("subtract", builder.constant([1]), shares2);
    return builder.concat([rest, shares2]);
  }
  if (columns > 1) return builder.softmax(scores2);
  return builder.softmax(builder.concat([builder.unary("negate", scores2), scores2]));
}

// wasm-models/importers/sklearn/estimators/pipeline.ts
function stepsOf(model) {
  const steps = model.named("steps");
  if (steps.length === 0) model.refuse("a pipeline with steps", "none");
  return steps.filter(({ object }) => !object.isNone && object.value !== "passthrough");
}
function through(steps, input, importing) {
  return steps.reduce((frame, { object }) => importing.transform(object, frame), input);
}
var pipeline = {
  className: "Pipeline",
  features: (model, importing) => {
    const steps = stepsOf(model);
    const first = steps.find(
      ({ object }) => object.className !== "FunctionTransformer" || object.has("n_features_in_")
    );
    return importing.features((first ?? steps[0] ?? model.refuse("a step that does something", "none")).object);
  },
  predicts: (model, importing) => {
    const last = stepsOf(model).at(-1);
    return last !== void 0 && last.object.value === model.named("steps").at(-1).object.value && importing.predicts(last.object);
  },
  transform: (model, input, importing) => through(stepsOf(model), input, importing),
  predict: (model, input, importing) => {
    const steps = stepsOf(model);
    const last = steps.at(-1) ?? model.refuse("a step that predicts", "none");
    return importing.predict(last.object, through(steps.slice(0, -1), input, importing));
  },
  children: (model) => stepsOf(model).map(({ name, object }) => ({ role: name, model: object }))
};

// wasm-models/importers/sklearn/estimators/feature-union.ts
function weighted(builder, frame, weight) {
  if (weight === void 0 || weight.isNone) return frame;
  return Frame.ofValue(builder, builder.binary("multiply", frame.value(), { scalar: weight.number() }));
}
function membersOf5(model) {
  return model.named("transformer_list").filter(({ object }) => object.value !== "drop" && !object.isNone);
}
var featureUnion = {
  className: "FeatureUnion",
  features: (model, importing) => {
    const first = membersOf5(model).find(({ object }) => object.value !== "passthrough");
    return importing.features(first?.object ?? model.refuse("a transformer that does something", "none"));
  },
  transform: (model, input, importing) => {
    const { builder } = importing;
    const weights = model.optional("transformer_weights")?.dict();
    const parts = membersOf5(model).map(({ name, object }) => {
      const part = object.value === "passthrough" ? input : importing.transform(object, input);
      return weighted(builder, part, weights?.get(name));
    });
    if (parts.length === 0) return model.refuse("a union with transformers", "none");
    return Frame.join(builder, parts);
  },
  children: (model) => membersOf5(model).filter(({ object }) => object.value !== "passthrough").map(({ name, object }) => ({ role: name, model: object }))
};

// wasm-models/importers/sklearn/estimators/column-transformer.ts
function branchesOf(model) {
  return model.named("transformers_").map(({ name, object, rest }) => ({
    name,
    object,
    columns: rest[0] ?? model.at("transformers_").refuse("columns with each transformer", "none")
  }));
}
function isActive({ object }) {
  return object.value !== "drop" && !object.isNone;
}
var columnTransformer = {
  className: "ColumnTransformer",
  features: (model) => model.any("n_features_in_", "_n_features").integer(),
  transform: (model, input, importing) => {
    const { builder } = importing;
    const names = namesOf2(model, importing);
    const weights = model.optional("transformer_weights")?.dict();
    const parts = branchesOf(model).filter(isActive).map(({ name, object, columns }) => {
      const chosen = columnsOf2(model, name, columns, input.width, names);
      if (chosen.length === 0) return void 0;
      const part = input.select(chosen);
      const done = object.value === "passthrough" ? part : importing.transform(object, part);
      return weighted(builder, done, weights?.get(name));
    }).filter((part) => part !== void 0);
    if (parts.length === 0) return model.refuse("a transformer with columns", "none");
    return Frame.join(builder, parts);
  },
  children: (model) => branchesOf(model).filter(isActive).filter(({ object }) => object.value !== "passthrough").map(({ name, object }) => ({ role: name, model: object }))
};
function namesOf2(model, importing) {
  const given = model.optional("feature_names_in_") ?? model.optional("_feature_names_in");
  return given?.strings() ?? pandasNames(model.optional("_df_columns")) ?? importing.featureNames;
}
function pandasNames(index) {
  return index?.className === "_new_Index" ? index.arg(1).optional("data")?.strings() : void 0;
}
function columnsOf2(model, name, asked, width, names) {
  const known = model.optional("_transformer_to_input_indices")?.dict().get(name);
  const chosen = known === void 0 ? resolve(asked, width, names) : Array.from(known.integers().data);
  for (const column of chosen)
    if (!(column >= 0 && column < width)) asked.refuse(`columns below ${width}`, String(column));
  return chosen;
}
function resolve(asked, width, names) {
  const { value } = asked;
  if (typeof value === "string") return [byName(asked, names)];
  if (typeof value === "number") return [value < 0 ? value + width : value];
  if (value instanceof Slice) return resolveSlice(asked, value, width, names);
  if (value instanceof NdArray && value.dtype.kind === "b") {
    return Array.from(asked.integers().data).flatMap((flag, column) => flag === 1 ? [column] : []);
  }
  if (value instanceof NdArray && value.dtype.kind !== "O" && value.dtype.kind !== "U") {
    return Array.from(asked.integers().data, (column) => column < 0 ? column + width : column);
  }
  const members = asked.list();
  if (members.every((member) => typeof member.value === "string"))
    return members.map((member) => byName(member, names));
  if (members.every((member) => typeof member.value === "boolean")) {
    return members.flatMap((member, column) => member.value === true ? [column] : []);
  }
  return Array.from(asked.integers().data, (column) => column < 0 ? column + width : column);
}
function byName(field, names) {
  const column = names.indexOf(field.string());
  return column >= 0 ? column : field.refuse("a column that the model knows", "another");
}
function resolveSlice(asked, { start, stop, step }, width, names) {
  const end = (value, otherwise, after) => {
    if (value === null) return otherwise;
    if (typeof value === "string") {
      const column = names.indexOf(value);
      return column >= 0 ? column + after : asked.refuse("a column that the model knows", "another");
    }
    if (typeof value !== "number") return asked.refuse("a slice of names or numbers");
    return Math.max(0, Math.min(width, value < 0 ? value + width : value));
  };
  const by = step === null ? 1 : Number(step);
  if (!(Number.isInteger(by) && by > 0)) asked.refuse("a slice that goes forward");
  const chosen = [];
  for (let column = end(start, 0, 0); column < end(stop, width, 1); column += by) chosen.push(column);
  return chosen;
}

// wasm-models/importers/sklearn/estimators/decomposition.ts
function weightsOf2(model, width) {
  const { shape, data } = model.array("components_", { shape: [-1, width] });
  const count = shape[0];
  const weights = new Float64Array(data.length);
  for (let o = 0; o < count; o++) for (let i = 0; i < width; i++) weights[i * count + o] = data[o * width + i];
  return { weights, count };
}
function pca(className) {
  return {
    className,
    features: (model) => model.ndarray("components_", { dims: 2 }).shape[1],
    transform: (model, input, importing) => {
      const { builder } = importing;
      let value = checked(importing, model, input, false);
      const mean2 = model.optional("mean_");
      if (mean2 !== void 0)
        value = builder.binary("subtract", value, mean2.array(void 0, { shape: [input.width] }).data);
      const { weights, count } = weightsOf2(model, input.width);
      const projected2 = builder.linear(value, weights, new Float64Array(count));
      if (!model.boolean("whiten")) return Frame.ofValue(builder, projected2);
      const variances = model.array("explained_variance_", { shape: [count] }).data;
      return Frame.ofValue(builder, builder.binary("divide", projected2, variances.map(Math.sqrt)));
    },
    detail: (model) => `${model.ndarray("components_", { dims: 2 }).shape[0]} components`
  };
}
var truncatedSvd = {
  className: "TruncatedSVD",
  features: (model) => model.ndarray("components_", { dims: 2 }).shape[1],
  transform: (model, input, importing) => {
    const { weights, count } = weightsOf2(model, input.width);
    const value = checked(importing, model, input, false);
    return Frame.ofValue(importing.builder, importing.builder.linear(value, weights, new Float64Array(count)));
  },
  detail: (model) => `${model.ndarray("components_", { dims: 2 }).shape[0]} components`
};

// wasm-models/importers/sklearn/estimators/discriminant-analysis.ts
var linearDiscriminantAnalysis = {
  className: "LinearDiscriminantAnalysis",
  features: (model) => model.optional("n_features_in_")?.integer() ?? model.ndarray("coef_", { dims: 2 }).shape[1],
  predict: (model, input, importing) => {
    const { builder } = importing;
    const value = checked(importing, model, input, false);
    const scores2 = linearScores(importing, model, value);
    const classes = classesOf(model);
    checkScores(importing, model, classes, scores2);
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => fromScores(importing, scores2),
      decision: () => scores2,
      probabilities: () => {
        if (builder.width(scores2) > 1) return builder.softmax(scores2);
        const second = builder.unary("sigmoid", scores2);
        return builder.concat([builder.binary("subtract", builder.constant([1]), second), second]);
      },
      ...model.string("solver") === "lsqr" ? {} : { transform: () => projected(importing, model, value) }
    };
  },
  transform: (model, input, importing) => {
    if (model.string("solver") === "lsqr") model.at("solver").refuse("svd or eigen, which can transform", "lsqr");
    return Frame.ofValue(importing.builder, projected(importing, model, checked(importing, model, input, false)));
  },
  detail: (model) => `${classesOf(model).length} classes`
};
function projected({ builder }, model, input) {
  const width = builder.width(input);
  const { shape, data } = model.array("scalings_", { shape: [width, -1] });
  const given = shape[1];
  const count = Math.min(given, model.integer("_max_components"));
  if (count < 1) model.at("_max_components").refuse("at least 1", String(count));
  const weights = Float64Array.from(
    { length: width * count },
    (_, at) => data[Math.floor(at / count) * given + at % count]
  );
  const isCentred = model.string("solver") === "svd";
  const centre = isCentred ? model.array("xbar_", { shape: [width] }).data : void 0;
  const value = centre === void 0 ? input : builder.binary("subtract", input, centre);
  return builder.linear(value, weights, new Float64Array(count));
}
var quadraticDiscriminantAnalysis = {
  className: "QuadraticDiscriminantAnalysis",
  features: (model) => model.optional("n_features_in_")?.integer() ?? model.ndarray("means_", { dims: 2 }).shape[1],
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classesOf(model);
    const value = checked(importing, model, input, false);
    const width = builder.width(value);
    const means = model.array("means_", { shape: [classes.length, width] }).data;
    const priors = model.array("priors_", { shape: [classes.length] }).data;
    const rotations = model.list("rotations_");
    const scalings = model.list("scalings_");
    if (rotations.length !== classes.length || scalings.length !== classes.length) {
      model.refuse(`axes of ${classes.length} classes`, `${rotations.length} and ${scalings.length}`);
    }
    const sums = scalings.map((scaling, row) => {
      const variances = scaling.array(void 0, { dims: 1 }).data;
      const axes = rotations[row].array(void 0, { shape: [width, variances.length] }).data;
      const weights = axes.map((axis, at) => axis * (1 / Math.sqrt(variances[at % variances.length])));
      const centred = builder.binary("subtract", value, means.subarray(row * width, (row + 1) * width));
      const along = builder.linear(centred, weights, new Float64Array(variances.length));
      const norm = builder.reduce("sum", builder.unary("square", along));
      return builder.binary("add", norm, { scalar: variances.reduce((sum, variance) => sum + log(variance), 0) });
    });
    const halves = builder.binary("multiply", builder.concat(sums), { scalar: -0.5 });
    return discriminant(importing, [classes], builder.binary("add", halves, priors.map(log)));
  },
  detail: (model) => `${classesOf(model).length} classes`
};

// wasm-models/importers/sklearn/estimators/k-bins-discretizer.ts
var kBinsDiscretizer = {
  className: "KBinsDiscretizer",
  features: (model) => model.list("bin_edges_").length,
  transform: (model, input, importing) => {
    const { builder } = importing;
    const edges = model.list("bin_edges_").map((field) => field.array(void 0, { dims: 1 }).data);
    const counts2 = Array.from(model.integers("n_bins_", { shape: [input.width] }).data);
    let value = checked(importing, model, input, false);
    if (isBefore(model, 1, 1)) {
      const share = builder.binary("multiply", builder.unary("absolute", value), { scalar: 1e-5 });
      value = builder.binary("add", value, builder.binary("add", share, { scalar: 1e-8 }));
    }
    const inner = edges.map((list) => list.slice(1, -1));
    const bins2 = builder.add({ kind: "bins", input: value, edges: inner });
    if (model.string("encode") === "ordinal") return Frame.ofValue(builder, bins2);
    return Frame.ofValue(builder, builder.add({ kind: "one-hot", input: bins2, sizes: counts2 }));
  }
};

// wasm-models/importers/sklearn/estimators/k-means.ts
function distances2(importing, model, input) {
  const points = model.array("cluster_centers_", { shape: [-1, input.width] }).data;
  const value = checked(importing, model, input, false);
  return importing.builder.add({ kind: "distance", input: value, points, metric: "euclidean" });
}
function kMeans(className) {
  return {
    className,
    features: (model) => model.ndarray("cluster_centers_", { dims: 2 }).shape[1],
    transform: (model, input, importing) => Frame.ofValue(importing.builder, distances2(importing, model, input)),
    predict: (model, input, importing) => {
      const far = distances2(importing, model, input);
      return { kind: "clusterer", predict: () => importing.builder.reduce("argmin", far), transform: () => far };
    },
    detail: (model) => `${model.ndarray("cluster_centers_", { dims: 2 }).shape[0]} clusters`
  };
}

// wasm-models/importers/sklearn/estimators/mlp.ts
var MAX_LAYERS = 1e3;
var ACTIVATIONS = /* @__PURE__ */ new Map([
  ["identity", "identity"],
  ["logistic", "sigmoid"],
  ["tanh", "tanh"],
  ["relu", "relu"]
]);
function forward(importing, model, input) {
  const { builder } = importing;
  const weights = model.list("coefs_");
  const offsets = model.list("intercepts_");
  if (weights.length < 1 || weights.length > MAX_LAYERS || offsets.length !== weights.length) {
    model.at("coefs_").refuse(`1 to ${MAX_LAYERS} layers with intercepts`, `${weights.length} and ${offsets.length}`);
  }
  const hidden = model.string("activation");
  const last = model.string("out_activation_");
  return weights.reduce(
    (value, layer, at) => {
      const { shape, data } = layer.array(void 0, { shape: [builder.width(value), -1] });
      const bias = offsets[at].array(void 0, { shape: [shape[1]] }).data;
      const sums = builder.linear(value, data, bias);
      const name = at === weights.length - 1 ? last : hidden;
      if (name === "softmax" && at === weights.length - 1) return builder.softmax(sums);
      const activation = ACTIVATIONS.get(name) ?? model.at("activation").refuse([...ACTIVATIONS.keys()].join(), name);
      return activation === "identity" ? sums : builder.unary(activation, sums);
    },
    checked(importing, model, input, false)
  );
}
function detail4(model) {
  return `layers of ${model.list("intercepts_").map((offsets) => offsets.ndarray(void 0, { dims: 1 }).shape[0]).join(", ")}`;
}
function features(model) {
  return model.list("coefs_")[0]?.ndarray(void 0, { dims: 2 }).shape[0] ?? model.refuse("layers", "none");
}
var mlpRegressor = {
  className: "MLPRegressor",
  features,
  predict: (model, input, importing) => {
    const answer = forward(importing, model, input);
    return { kind: "regressor", isMatrix: importing.builder.width(answer) > 1, predict: () => answer };
  },
  detail: detail4
};
var mlpClassifier = {
  className: "MLPClassifier",
  features,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const answer = forward(importing, model, input);
    const width = builder.width(answer);
    const isOver = () => builder.binary("lt", builder.constant([0.5]), answer);
    if (model.at("_label_binarizer").string("y_type_").startsWith("multilabel")) {
      const classes2 = Array.from({ length: width }, () => [0, 1]);
      return { kind: "classifier", isMatrix: true, classes: classes2, predict: isOver, probabilities: () => answer };
    }
    const classes = classesOf(model);
    checkScores(importing, model, classes, answer);
    return {
      kind: "classifier",
      classes: [classes],
      predict: () => width === 1 ? isOver() : builder.reduce("argmax", answer),
      probabilities: () => width === 1 ? builder.concat([builder.binary("subtract", builder.constant([1]), answer), answer]) : answer
    };
  },
  detail: detail4
};

// wasm-models/importers/sklearn/dense.ts
var MAX_ELEMENTS = 5e7;
function readMatrix(field) {
  if (!field.module.startsWith("scipy.sparse")) {
    const { shape: shape2, data: data2 } = field.array(void 0, { dims: 2 });
    return { rows: shape2[0], columns: shape2[1], data: data2 };
  }
  const { format, shape, indptr, indices, data: values } = readSparse(field);
  const [rows, columns] = shape;
  if (rows * columns > MAX_ELEMENTS) field.refuse(`at most ${MAX_ELEMENTS} elements`, String(rows * columns));
  const data = new Float64Array(rows * columns);
  for (let outer = 0; outer + 1 < indptr.length; outer++) {
    for (let at = indptr[outer]; at < indptr[outer + 1]; at++) {
      const place2 = format === "csr" ? outer * columns + indices[at] : indices[at] * columns + outer;
      data[place2] += values[at];
    }
  }
  return { rows, columns, data };
}
function transposed({ rows, columns, data }) {
  const result = new Float64Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) result[column * rows + row] = data[row * columns + column];
  }
  return result;
}

// wasm-models/importers/sklearn/estimators/naive-bayes.ts
function naiveBayes(className, joint) {
  return {
    className,
    predict: (model, input, importing) => {
      const classes = classesOf(model);
      const scores2 = joint(importing, model, checked(importing, model, input, false), classes.length);
      return {
        kind: "classifier",
        classes: [classes],
        predict: () => importing.builder.reduce("argmax", scores2),
        probabilities: () => posteriors(importing, scores2)
      };
    },
    features: (model) => model.optional("n_features_in_")?.integer() ?? widthOf2(model),
    detail: (model) => `${classesOf(model).length} classes`
  };
}
function widthOf2(model) {
  const table = model.any("theta_", "feature_log_prob_");
  return table.ndarray().shape[1] ?? table.list().length;
}
function gaussian({ builder }, model, input, classes) {
  const shape = [classes, builder.width(input)];
  const centres = model.array("theta_", { shape }).data;
  const variances = model.any("var_", "sigma_").array(void 0, { shape }).data;
  const priors = model.array("class_prior_", { shape: [classes] }).data;
  const bias = priors.map((prior, row) => {
    const own = variances.subarray(row * shape[1], (row + 1) * shape[1]);
    return log(prior) - 0.5 * own.reduce((sum, variance) => sum + log(2 * Math.PI * variance), 0);
  });
  const weights = variances.map((variance) => -0.5 / variance);
  return builder.add({ kind: "quadratic", input, centres, weights, bias });
}
function logarithms(model, classes, width) {
  return model.array("feature_log_prob_", { shape: [classes, width] }).data;
}
function linear2({ builder }, input, rows, added) {
  const weights = transposed({ rows: added.length, columns: builder.width(input), data: rows });
  const products = builder.linear(input, weights, new Float64Array(added.length));
  return builder.binary("add", products, added);
}
function priorsOf(model, classes) {
  return model.array("class_log_prior_", { shape: [classes] }).data;
}
function multinomial(importing, model, input, classes) {
  const rows = logarithms(model, classes, importing.builder.width(input));
  return linear2(importing, input, rows, priorsOf(model, classes));
}
function complement(importing, model, input, classes) {
  const rows = logarithms(model, classes, importing.builder.width(input));
  return linear2(importing, input, rows, classes === 1 ? priorsOf(model, 1) : new Float64Array(classes));
}
function bernoulli(importing, model, input, classes) {
  const { builder } = importing;
  const width = builder.width(input);
  const threshold = model.optional("binarize")?.number();
  const ones = threshold === void 0 ? input : builder.binary("lt", builder.constant([threshold]), input);
  const there = logarithms(model, classes, width);
  const absent = there.map((value) => log(1 - exp(value)));
  const added = priorsOf(model, classes).map(
    (prior, row) => prior + absent.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value, 0)
  );
  return linear2(
    importing,
    ones,
    there.map((value, at) => value - absent[at]),
    added
  );
}
function categorical2({ builder }, model, input, classes) {
  const tables = model.list("feature_log_prob_").map(readMatrix);
  if (tables.length !== builder.width(input)) {
    model.at("feature_log_prob_").refuse(`tables of ${builder.width(input)} columns`, String(tables.length));
  }
  const sum = tables.reduce((total, table, column) => {
    if (table.rows !== classes) model.at("feature_log_prob_").refuse(`${classes} rows`, String(table.rows));
    const index = builder.select(input, [column]);
    const row = builder.add({ kind: "lookup", input: index, table: transposed(table), columns: classes });
    return total === void 0 ? row : builder.binary("add", total, row);
  }, void 0);
  return builder.binary("add", sum ?? builder.constant(new Float64Array(classes)), priorsOf(model, classes));
}
var NAIVE_BAYES = [
  naiveBayes("GaussianNB", gaussian),
  naiveBayes("MultinomialNB", multinomial),
  naiveBayes("ComplementNB", complement),
  naiveBayes("BernoulliNB", bernoulli),
  naiveBayes("CategoricalNB", categorical2)
];

// wasm-models/importers/sklearn/estimators/nearest-centroid.ts
var nearestCentroid = {
  className: "NearestCentroid",
  features: (model) => model.ndarray("centroids_", { dims: 2 }).shape[1],
  predict: (model, input, importing) => {
    const { builder } = importing;
    const metric = model.string("metric");
    if (metric !== "euclidean" && metric !== "manhattan") {
      return model.at("metric").refuse("euclidean or manhattan", metric);
    }
    const classes = classesOf(model);
    const points = readMatrix(model.at("centroids_"));
    if (points.rows !== classes.length) model.at("centroids_").refuse(`${classes.length} rows`, String(points.rows));
    const value = checked(importing, model, input, false);
    const priors = model.optional("class_prior_")?.array(void 0, { shape: [classes.length] }).data;
    const nearest3 = () => builder.reduce("argmin", builder.add({ kind: "distance", input: value, points: points.data, metric }));
    if (priors === void 0) return { kind: "classifier", classes: [classes], predict: nearest3 };
    const scores2 = scoresOf(importing, model, value, points.data, metric, priors);
    const scored = discriminant(importing, [classes], scores2);
    const isUniform = priors.every((prior) => Math.abs(prior - 1 / classes.length) <= 1e-8 + 1e-5 / classes.length);
    const predict = isUniform ? nearest3 : scored.predict;
    return metric === "euclidean" ? { ...scored, predict } : { kind: "classifier", classes: [classes], predict };
  },
  detail: (model) => `${classesOf(model).length} classes`
};
function scoresOf({ builder }, model, input, centroids, metric, priors) {
  const width = builder.width(input);
  const deviations = model.array("within_class_std_dev_", { shape: [width] }).data.map((deviation) => deviation === 0 ? 1 : deviation);
  const points = centroids.map((value, at) => value / deviations[at % width]);
  const scaled = builder.binary("divide", input, deviations);
  const distances3 = builder.add({ kind: "distance", input: scaled, points, metric });
  const squares = builder.unary("negate", builder.unary("square", distances3));
  return builder.binary(
    "add",
    squares,
    priors.map((prior) => 2 * log(prior))
  );
}

// wasm-models/importers/sklearn/distances.ts
var TINY = 10 * Number.EPSILON;
var METRICS2 = /* @__PURE__ */ new Map([
  ["euclidean", "euclidean"],
  ["l2", "euclidean"],
  ["sqeuclidean", "squared-euclidean"],
  ["manhattan", "manhattan"],
  ["cityblock", "manhattan"],
  ["l1", "manhattan"],
  ["chebyshev", "chebyshev"],
  ["infinity", "chebyshev"],
  ["minkowski", "minkowski"],
  ["p", "minkowski"],
  ["cosine", "cosine"]
]);
function metricOf(model) {
  const field = model.any("effective_metric_", "metric");
  const metric = typeof field.value === "string" ? METRICS2.get(field.value) : void 0;
  const known = "euclidean, sqeuclidean, manhattan, chebyshev, minkowski or cosine";
  if (metric === void 0)
    return field.refuse(`${known}; train with one of these`, typeof field.value === "string" ? field.value : void 0);
  const parameters = model.optional("effective_metric_params_");
  if (parameters?.optional("w") !== void 0) parameters.at("w").refuse("a metric without weights");
  if (metric !== "minkowski") return { metric };
  const power3 = (parameters?.optional("p") ?? model.at("p")).number();
  if (!(power3 > 0)) return model.at("p").refuse("a power above 0", String(power3));
  return { metric, power: power3 };
}
function distancesTo(importing, model, input, points) {
  const chosen = metricOf(model);
  return chosen.metric === "cosine" ? cosineDistances(importing, input, points, isBefore(model, 1, 0) ? 0 : TINY) : importing.builder.add({ kind: "distance", input, points: points.data, ...chosen });
}
function cosineDistances({ builder }, input, points, tiny) {
  const { rows, columns, data } = points;
  const units = data.slice();
  for (let row = 0; row < rows; row++) {
    const own = units.subarray(row * columns, (row + 1) * columns);
    const size = Math.sqrt(own.reduce((sum, x) => sum + x * x, 0));
    if (size > 0 && size >= tiny) own.forEach((x, column) => own[column] = x / size);
  }
  const unit = builder.add({ kind: "normalise", input, norm: "l2", tiny });
  const weights = transposed({ rows, columns, data: units });
  const products = builder.linear(unit, weights, new Float64Array(rows));
  return builder.binary("max", builder.binary("subtract", builder.constant([1]), products), { scalar: 0 });
}

// wasm-models/importers/sklearn/estimators/neighbours.ts
var MAX_TARGETS = 5e7;
function nearest2(importing, model, input, targets, points, columns) {
  const { builder } = importing;
  const rows = readMatrix(model.at("_fit_X"));
  if (rows.columns !== input.width || rows.rows !== points) {
    model.at("_fit_X").refuse(`${points} rows of ${input.width} columns`, `${rows.rows} of ${rows.columns}`);
  }
  const weights = model.optional("weights");
  const name = weights?.value ?? "uniform";
  if (name !== "uniform" && name !== "distance") return model.at("weights").refuse("uniform or distance");
  const value = checked(importing, model, input, false);
  const distances3 = distancesTo(importing, model, value, rows);
  return builder.add({
    kind: "nearest",
    distances: distances3,
    k: model.integer("n_neighbors"),
    weights: name,
    targets,
    columns
  });
}
function targetsOf2(model) {
  const { shape, data } = model.array("_y");
  if (shape.length > 2) model.at("_y").refuse("one or two dimensions", String(shape.length));
  return { points: shape[0], outputs: shape[1] ?? 1, data };
}
function classLists(model) {
  if (model.optional("outputs_2d_")?.boolean() !== true) return [classesOf(model)];
  return model.list("classes_").map((field) => field.labels());
}
var kNeighborsClassifier = {
  className: "KNeighborsClassifier",
  features: features2,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const classes = classLists(model);
    const { points, outputs, data } = targetsOf2(model);
    if (outputs !== classes.length) model.at("_y").refuse(`${classes.length} outputs`, String(outputs));
    const columns = classes.reduce((sum, { length }) => sum + length, 0);
    if (points * columns > MAX_TARGETS) model.refuse(`at most ${MAX_TARGETS} points times classes`, "more");
    const hot = new Float64Array(points * columns);
    for (let output = 0, first = 0; output < outputs; first += classes[output++].length) {
      for (let point = 0; point < points; point++) {
        const index = data[point * outputs + output];
        const isIndex = Number.isInteger(index) && index >= 0 && index < classes[output].length;
        if (!isIndex) model.at("_y").refuse("indices of classes", "others");
        hot[point * columns + first + index] = 1;
      }
    }
    const shares2 = nearest2(importing, model, input, hot, points, columns);
    let at = 0;
    const byOutput = classes.map(({ length }) => {
      const first = at;
      at += length;
      return classes.length === 1 ? shares2 : builder.select(
        shares2,
        Array.from({ length }, (_, column) => first + column)
      );
    });
    return {
      kind: "classifier",
      classes,
      predict: () => builder.concat(byOutput.map((each) => builder.reduce("argmax", each))),
      ...classes.length === 1 ? { probabilities: () => shares2 } : {}
    };
  },
  detail: detail5
};
var kNeighborsRegressor = {
  className: "KNeighborsRegressor",
  features: features2,
  predict: (model, input, importing) => {
    const { points, outputs, data } = targetsOf2(model);
    return {
      kind: "regressor",
      isMatrix: model.ndarray("_y").shape.length === 2,
      predict: () => nearest2(importing, model, input, data, points, outputs)
    };
  },
  detail: detail5
};
function features2(model) {
  return model.optional("n_features_in_")?.integer() ?? readMatrix(model.at("_fit_X")).columns;
}
function detail5(model) {
  return `${model.integer("n_neighbors")} nearest of ${model.ndarray("_y").shape[0]} points`;
}

// wasm-models/importers/sklearn/categories.ts
function categoriesOf2(model, width) {
  const columns = model.list("categories_");
  if (columns.length !== width)
    model.at("categories_").refuse(`categories of ${width} columns`, String(columns.length));
  return columns.map(readCategories3);
}
function readCategories3(field) {
  const labels = field.labels();
  const isMissing2 = (label) => label === null || typeof label === "number" && Number.isNaN(label);
  const at = labels.findIndex(isMissing2);
  const there = labels.filter((label) => !isMissing2(label));
  const base = { count: labels.length, missing: at < 0 ? void 0 : at };
  if (there.length > 0 && there.every((label) => typeof label === "string")) {
    return {
      ...base,
      texts: labels.map((label) => typeof label === "string" ? label : "\0"),
      numbers: void 0
    };
  }
  if (there.some((label) => typeof label === "string")) return field.refuse("texts or numbers, not both");
  const numbers = Float64Array.from(labels, (label) => isMissing2(label) ? NaN : Number(label));
  return { ...base, texts: void 0, numbers };
}
function indexOf({ builder }, model, input, column, categories, unknown) {
  if (categories.numbers !== void 0) {
    const one = input.select([column]).value();
    return builder.add({ kind: "codes", input: one, categories: [categories.numbers], unknown });
  }
  const request = input.columns?.[column];
  if (request === void 0) return model.refuse("texts as they are in the request", "numbers");
  const { feature, fill } = request;
  return builder.category({
    feature,
    categories: categories.texts,
    unknown,
    ...fill === void 0 ? {} : { fill },
    ...categories.missing === void 0 ? {} : { missing: categories.missing }
  });
}

// wasm-models/importers/sklearn/estimators/one-hot-encoder.ts
var oneHotEncoder = {
  className: "OneHotEncoder",
  features: (model) => model.list("categories_").length,
  transform: (model, input, importing) => {
    const { builder } = importing;
    const unknown = model.string("handle_unknown");
    const groups = groupsOf(model, input.width);
    const dropped = droppedOf(model, input.width);
    const columns = categoriesOf2(model, input.width).map((categories, column) => {
      const group = groups[column];
      const infrequent = group === void 0 ? -1 : group.lastIndexOf(Math.max(...group));
      const ignores = unknown === "ignore" || unknown === "warn" && isBefore(model, 1, 7);
      const other = unknown === "error" ? "refuse" : ignores ? -1 : infrequent;
      const index = indexOf(importing, model, input, column, categories, other);
      const hot = builder.add({ kind: "one-hot", input: index, sizes: [categories.count] });
      return without(importing, grouped(importing, hot, group), dropped[column]);
    });
    return Frame.ofValue(builder, builder.concat(columns));
  },
  detail: (model) => `${model.list("categories_").length} columns`
};
function groupsOf(model, width) {
  const given = model.optional("_default_to_infrequent_mappings")?.list();
  if (given === void 0) return Array.from({ length: width }, () => void 0);
  return given.map((field) => field.isNone ? void 0 : field.integers(void 0, { dims: 1 }).data);
}
function droppedOf(model, width) {
  const given = model.optional("_drop_idx_after_grouping") ?? model.optional("drop_idx_");
  if (given === void 0) return Array.from({ length: width }, () => void 0);
  return given.ndarray().dtype.kind === "O" ? given.list().map((field) => field.isNone ? void 0 : field.integer()) : Array.from(given.integers().data);
}
function grouped({ builder }, hot, group) {
  if (group === void 0) return hot;
  const groups = Math.max(...group) + 1;
  const weights = new Float64Array(group.length * groups);
  group.forEach((to, category) => weights[category * groups + to] = 1);
  return builder.linear(hot, weights, new Float64Array(groups));
}
function without({ builder }, hot, dropped) {
  if (dropped === void 0) return hot;
  const kept = Array.from({ length: builder.width(hot) }, (_, column) => column).filter((column) => column !== dropped);
  return builder.select(hot, kept);
}

// wasm-models/importers/sklearn/estimators/ordinal-encoder.ts
var ordinalEncoder = {
  className: "OrdinalEncoder",
  features: (model) => model.list("categories_").length,
  transform: (model, input, importing) => {
    const { builder } = importing;
    const replaces = model.optional("handle_unknown")?.string() === "use_encoded_value";
    const unknown = replaces ? numberOrNaN(model.at("unknown_value")) ?? NaN : NaN;
    const missing = numberOrNaN(model.optional("encoded_missing_value")) ?? NaN;
    const groups = model.optional("_default_to_infrequent_mappings")?.list();
    const columns = categoriesOf2(model, input.width).map((categories, column) => {
      const group = groups?.[column]?.isNone === false ? groups[column].integers(void 0, { dims: 1 }).data : void 0;
      const codes2 = Array.from(
        { length: categories.count },
        (_, index2) => index2 === categories.missing ? missing : group?.[index2] ?? index2
      );
      const index = indexOf(importing, model, input, column, categories, replaces ? -1 : "refuse");
      const table = Float64Array.from([unknown, ...codes2]);
      return builder.add({ kind: "lookup", input: builder.binary("add", index, { scalar: 1 }), table, columns: 1 });
    });
    return Frame.ofValue(builder, builder.concat(columns));
  },
  detail: (model) => `${model.list("categories_").length} columns`
};
function numberOrNaN(field) {
  return field === void 0 || field.isNone ? void 0 : field.number();
}
var labelEncoder = {
  className: "LabelEncoder",
  features: () => 1,
  transform: (model, input, importing) => {
    const categories = readCategories3(model.at("classes_"));
    return Frame.ofValue(importing.builder, indexOf(importing, model, input, 0, categories, "refuse"));
  }
};
var labelBinarizer = {
  className: "LabelBinarizer",
  features: () => 1,
  transform: (model, input, importing) => {
    const { builder } = importing;
    const categories = readCategories3(model.at("classes_"));
    const index = indexOf(importing, model, input, 0, categories, -1);
    const hot = builder.add({ kind: "one-hot", input: index, sizes: [categories.count] });
    const kept = categories.count === 2 ? builder.select(hot, [1]) : hot;
    const [low, high] = [model.number("neg_label"), model.number("pos_label")];
    if (low === 0 && high === 1) return Frame.ofValue(builder, kept);
    const scaled = builder.binary("multiply", kept, { scalar: high - low });
    return Frame.ofValue(builder, builder.binary("add", scaled, { scalar: low }));
  }
};

// wasm-models/importers/sklearn/estimators/polynomial-features.ts
var MAX_TERMS = 1e5;
var polynomialFeatures = {
  className: "PolynomialFeatures",
  features: (model) => model.any("n_features_in_", "n_input_features_", "_n_features").integer(),
  transform: (model, input, importing) => {
    const [lowest, highest] = degreesOf(model);
    const isInteraction = model.boolean("interaction_only");
    const terms = model.boolean("include_bias") ? [[]] : [];
    for (let degree = Math.max(1, lowest); degree <= highest; degree++) {
      addTerms(model, terms, input.width, degree, isInteraction);
    }
    const products = terms.map((term) => term.toReversed());
    const value = checked(importing, model, input, false);
    return Frame.ofValue(
      importing.builder,
      importing.builder.add({ kind: "polynomial", input: value, terms: products })
    );
  },
  detail: (model) => `degree ${degreesOf(model).at(-1)}`
};
function degreesOf(model) {
  const degree = model.at("degree");
  if (typeof degree.value === "number") return [0, degree.integer()];
  const [lowest, highest] = degree.tuple(2);
  return [lowest.integer(), highest.integer()];
}
function addTerms(model, terms, width, degree, isInteraction) {
  const grow = (term, first) => {
    if (term.length === degree) {
      if (terms.push(term) > MAX_TERMS) model.refuse(`at most ${MAX_TERMS} terms`, "more");
      return;
    }
    for (let column = first; column < width; column++) grow([...term, column], isInteraction ? column + 1 : column);
  };
  if (degree > 64) model.at("degree").refuse("a degree up to 64", String(degree));
  grow([], 0);
}

// wasm-models/importers/sklearn/estimators/scalers.ts
function scaler(className, allowsNaN, scale2) {
  return {
    className,
    transform: (model, input, importing) => Frame.ofValue(importing.builder, scale2(importing, model, checked(importing, model, input, allowsNaN)))
  };
}
function apply({ builder }, model, value, operation, attribute) {
  const row = model.optional(attribute);
  return row === void 0 ? value : builder.binary(operation, value, row.array(void 0, { shape: [builder.width(value)] }).data);
}
var standardScaler = scaler("StandardScaler", true, (importing, model, value) => {
  const centred = model.boolean("with_mean") ? apply(importing, model, value, "subtract", "mean_") : value;
  return model.boolean("with_std") ? apply(importing, model, centred, "divide", "scale_") : centred;
});
var minMaxScaler = scaler("MinMaxScaler", true, (importing, model, value) => {
  const { builder } = importing;
  const scaled = apply(importing, model, value, "multiply", "scale_");
  const moved = apply(importing, model, scaled, "add", "min_");
  if (model.optional("clip")?.boolean() !== true) return moved;
  const [low, high] = model.tuple(2, "feature_range");
  return builder.binary("min", builder.binary("max", moved, { scalar: low.number() }), { scalar: high.number() });
});
var maxAbsScaler = scaler(
  "MaxAbsScaler",
  true,
  (importing, model, value) => apply(importing, model, value, "divide", "scale_")
);
var robustScaler = scaler("RobustScaler", true, (importing, model, value) => {
  const centred = model.boolean("with_centering") ? apply(importing, model, value, "subtract", "center_") : value;
  return model.boolean("with_scaling") ? apply(importing, model, centred, "divide", "scale_") : centred;
});
var normalizer = scaler("Normalizer", false, ({ builder }, model, input) => {
  const norm = model.string("norm");
  if (norm !== "l1" && norm !== "l2" && norm !== "max") return model.at("norm").refuse("l1, l2 or max", norm);
  return builder.add({ kind: "normalise", input, norm, tiny: isBefore(model, 1, 0) ? 0 : 10 * Number.EPSILON });
});
var binarizer = scaler(
  "Binarizer",
  false,
  ({ builder }, model, value) => builder.binary("lt", builder.constant([model.number("threshold")]), value)
);

// wasm-models/importers/sklearn/estimators/search.ts
function search(className) {
  return {
    className,
    features: (model, importing) => importing.features(model.object("best_estimator_")),
    predicts: (model, importing) => importing.predicts(model.object("best_estimator_")),
    transform: (model, input, importing) => importing.transform(model.object("best_estimator_"), input),
    predict: (model, input, importing) => importing.predict(model.object("best_estimator_"), input),
    children: (model) => [{ role: "best_estimator_", model: model.object("best_estimator_") }]
  };
}

// wasm-models/importers/sklearn/selected-columns.ts
var columnsWhere = (flags) => flags.flatMap((flag, column) => flag ? [column] : []);
function ascending(values) {
  return values.map((_, at) => at).toSorted((a, b) => values[a] - values[b] || a - b);
}
function chosenByTest(model, width) {
  const shape = [width];
  const scores2 = Array.from(
    model.array("scores_", { shape }).data,
    (score) => Number.isNaN(score) ? -Number.MAX_VALUE : score
  );
  const pvalues = model.optional("pvalues_")?.array(void 0, { shape }).data ?? new Float64Array();
  const isGeneric = model.className === "GenericUnivariateSelect";
  const mode = isGeneric ? model.string("mode") : MODES[model.className] ?? "";
  const parameter = (name) => isGeneric ? model.at("param") : model.at(name);
  switch (mode) {
    case "k_best":
      return best(scores2, parameter("k"));
    case "percentile":
      return percentile(scores2, parameter("percentile").number());
    case "fpr":
      return columnsWhere(Array.from(pvalues, (p) => p < parameter("alpha").number()));
    case "fwe":
      return columnsWhere(Array.from(pvalues, (p) => p < parameter("alpha").number() / width));
    case "fdr":
      return byDiscovery(pvalues, parameter("alpha").number());
    default:
      return model.refuse("a known mode", mode);
  }
}
var MODES = {
  SelectKBest: "k_best",
  SelectPercentile: "percentile",
  SelectFpr: "fpr",
  SelectFwe: "fwe",
  SelectFdr: "fdr"
};
function best(scores2, k2) {
  if (k2.value === "all") return scores2.map((_, column) => column);
  const count = k2.integer();
  return count <= 0 ? [] : ascending(scores2).slice(-count).toSorted((a, b) => a - b);
}
function percentile(scores2, share) {
  if (share >= 100) return scores2.map((_, column) => column);
  if (share <= 0) return [];
  const threshold = quantile(scores2, (100 - share) / 100);
  const flags = scores2.map((score) => score > threshold);
  const ties = scores2.flatMap((score, column) => score === threshold ? [column] : []);
  const room = Math.trunc(scores2.length * share / 100) - flags.filter(Boolean).length;
  for (const column of ties.slice(0, Math.max(0, room))) flags[column] = true;
  return columnsWhere(flags);
}
function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low);
}
function byDiscovery(pvalues, alpha) {
  const sorted = pvalues.toSorted();
  let limit2 = -1;
  sorted.forEach((p, at) => {
    if (p <= alpha / sorted.length * (at + 1)) limit2 = p;
  });
  return limit2 < 0 ? [] : columnsWhere(Array.from(pvalues, (p) => p <= limit2));
}
function chosenByModel(model, width) {
  const estimator = model.any("estimator_", "estimator");
  const importances = importancesOf(model, estimator, width);
  const threshold = thresholdOf2(model, estimator, importances);
  const limit2 = model.optional("max_features_") ?? model.optional("max_features");
  const flags = importances.map(() => true);
  if (limit2 !== void 0) {
    const order = importances.map((_, at) => at).toSorted((a, b) => importances[b] - importances[a] || a - b);
    for (const column of order.slice(limit2.integer())) flags[column] = false;
  }
  return columnsWhere(flags.map((flag, column) => flag && importances[column] >= threshold));
}
function importancesOf(model, estimator, width) {
  if (estimator.has("coef_")) {
    const { shape, data } = coefficients(estimator);
    const order = model.optional("norm_order")?.number() ?? 1;
    const rows = shape.length === 1 ? 1 : shape[0];
    if (rows * width !== data.length) estimator.at("coef_").refuse(`coefficients of ${width} columns`);
    return Array.from({ length: width }, (_, column) => {
      const sizes = Array.from({ length: rows }, (_0, row) => Math.abs(data[row * width + column]));
      if (rows === 1) return sizes[0];
      if (order === 1) return sizes.reduce((sum, size) => sum + size, 0);
      if (order === Infinity) return Math.max(...sizes);
      if (order === 2) return Math.sqrt(sizes.reduce((sum, size) => sum + size * size, 0));
      return model.at("norm_order").refuse("1, 2 or inf");
    });
  }
  if (estimator.has("estimators_")) return forestImportances(estimator, width);
  if (estimator.has("tree_")) return treeImportances(estimator.object("tree_"), width);
  return estimator.refuse("an estimator with coef_ or feature importances");
}
function forestImportances(estimator, width) {
  const trees = estimator.list("estimators_").filter((tree) => tree.object("tree_").integer("node_count") > 1);
  const sums = Array.from({ length: width }, () => 0);
  for (const tree of trees) {
    treeImportances(tree.object("tree_"), width).forEach((value, column) => sums[column] += value);
  }
  const means = sums.map((sum) => sum / Math.max(1, trees.length));
  const total = means.reduce((sum, value) => sum + value, 0);
  return total === 0 ? means : means.map((value) => value / total);
}
function treeImportances(tree, width) {
  const numbers = (name) => tree.column("nodes", name).array().data;
  const [left, right, feature] = [numbers("left_child"), numbers("right_child"), numbers("feature")];
  const [impurity, weight] = [numbers("impurity"), numbers("weighted_n_node_samples")];
  const sums = Array.from({ length: width }, () => 0);
  const part = (node) => (weight[node] ?? 0) * (impurity[node] ?? 0);
  for (let node = 0; node < left.length; node++) {
    if (left[node] < 0 || !(feature[node] < width)) continue;
    sums[feature[node]] += part(node) - part(left[node]) - part(right[node]);
  }
  const scaled = sums.map((sum) => sum / weight[0]);
  const total = scaled.reduce((sum, value) => sum + value, 0);
  return total > 0 ? scaled.map((value) => value / total) : scaled;
}
function thresholdOf2(model, estimator, importances) {
  const given = model.optional("threshold");
  if (given === void 0) {
    const isSparse = /Lasso/.test(estimator.className) || estimator.optional("penalty")?.value === "l1";
    return isSparse ? 1e-5 : mean(importances);
  }
  if (typeof given.value === "number") return given.value;
  const match = /^\s*(?:([\d.eE+-]+)\s*\*)?\s*(mean|median)\s*$/.exec(given.string());
  if (match === null) return given.refuse("mean, median, or a number times one of them");
  const base = match[2] === "mean" ? mean(importances) : quantile(importances, 0.5);
  return base * Number(match[1] ?? 1);
}
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

// wasm-models/importers/sklearn/estimators/selection.ts
function selector(className, choose, more = {}) {
  return {
    className,
    transform: (model, input, importing) => {
      const value = checked(importing, model, input, className !== "SelectKBest" && className !== "SelectPercentile");
      return Frame.ofValue(importing.builder, importing.builder.select(value, choose(model, input.width, importing)));
    },
    ...more
  };
}
var supported = (model, width) => {
  const flags = model.integers("support_", { shape: [width] }).data;
  return Array.from(flags.keys()).filter((column) => flags[column] === 1);
};
var varied = (model, width) => {
  const variances = model.array("variances_", { shape: [width] }).data;
  const threshold = model.number("threshold");
  return Array.from(variances.keys()).filter((column) => variances[column] > threshold);
};
var eliminator = {
  predicts: (model, importing) => importing.predicts(model.object("estimator_")),
  predict: (model, input, importing) => {
    const frame = Frame.ofValue(
      importing.builder,
      importing.builder.select(input.value(), supported(model, input.width, importing))
    );
    return {
      ...importing.predict(model.object("estimator_"), frame),
      transform: () => frame.value()
    };
  },
  children: (model) => [{ role: "estimator_", model: model.object("estimator_") }]
};
var byScores = { features: (model) => model.ndarray("scores_", { dims: 1 }).length };
var SELECTORS = [
  ...["SelectKBest", "SelectPercentile", "SelectFpr", "SelectFdr", "SelectFwe", "GenericUnivariateSelect"].map(
    (name) => selector(name, chosenByTest, byScores)
  ),
  selector("SelectFromModel", chosenByModel, {
    features: (model, importing) => model.optional("n_features_in_")?.integer() ?? importing.features(model.any("estimator_", "estimator"))
  }),
  selector("RFE", supported, eliminator),
  selector("RFECV", supported, eliminator),
  selector("SequentialFeatureSelector", supported),
  selector("VarianceThreshold", varied, { features: (model) => model.ndarray("variances_", { dims: 1 }).length })
];

// wasm-models/importers/sklearn/estimators/simple-imputer.ts
var simpleImputer = {
  className: "SimpleImputer",
  features: (model) => model.ndarray("statistics_", { dims: 1 }).length,
  transform: (model, input, importing) => {
    const statistics = model.labels("statistics_");
    if (statistics.length !== input.width) {
      model.at("statistics_").refuse(`${input.width} statistics`, String(statistics.length));
    }
    return statistics.some((value) => typeof value === "string") ? imputeTexts(model, input, importing, statistics) : imputeNumbers(
      model,
      input,
      importing,
      Float64Array.from(statistics, (value) => Number(value ?? NaN))
    );
  },
  detail: (model) => model.string("strategy")
};
function missingValue(model) {
  const field = model.at("missing_values");
  if (field.isNone) return NaN;
  return typeof field.value === "string" ? field.refuse("NaN or a number as missing value") : field.number();
}
function imputeTexts(model, input, { builder }, statistics) {
  if (input.columns === void 0) return model.refuse("texts as they are in the request", "numbers");
  if (!Number.isNaN(missingValue(model))) model.at("missing_values").refuse("NaN or None among texts");
  if (model.optional("add_indicator")?.boolean() === true) {
    model.at("add_indicator").refuse("no indicator beside texts", "True");
  }
  const columns = input.columns.map((column, index) => ({ ...column, fill: column.fill ?? String(statistics[index]) }));
  return Frame.ofColumns(builder, columns);
}
function imputeNumbers(model, input, importing, statistics) {
  const { builder } = importing;
  const match = missingValue(model);
  const value = checked(importing, model, input, Number.isNaN(match));
  const filled2 = builder.add({ kind: "replace", input: value, match, row: statistics });
  const kept = Array.from(statistics.keys()).filter((column) => !Number.isNaN(statistics[column]));
  const parts = kept.length === statistics.length ? [filled2] : [builder.select(filled2, kept)];
  const indicator = model.optional("indicator_");
  if (indicator !== void 0) parts.push(indicate(importing, indicator, value, match));
  return Frame.ofValue(builder, builder.concat(parts));
}
function indicate({ builder }, indicator, value, match) {
  const chosen = builder.select(value, indicator.integers("features_", { dims: 1 }).data);
  return Number.isNaN(match) ? builder.unary("isNaN", chosen) : builder.binary("equal", chosen, { scalar: match });
}
var missingIndicator = {
  className: "MissingIndicator",
  transform: (model, input, importing) => {
    const { builder } = importing;
    const match = missingValue(model);
    const value = checked(importing, model, input, Number.isNaN(match));
    const flags = indicate(importing, model, value, match);
    const isStrict = model.boolean("error_on_new") && model.string("features") === "missing-only" && Number.isNaN(match);
    if (!isStrict) return Frame.ofValue(builder, flags);
    const known = new Set(model.integers("features_", { dims: 1 }).data);
    const others = Array.from({ length: input.width }, (_, column) => column).filter((column) => !known.has(column));
    const rest = builder.add({
      kind: "check",
      input: builder.select(value, others),
      allowed: "finite",
      by: model.className
    });
    return Frame.ofValue(builder, builder.concat([flags, builder.select(rest, [])]));
  }
};

// wasm-models/importers/sklearn/support-vectors.ts
var FUNCTIONS2 = /* @__PURE__ */ new Map([
  ["linear", "linear"],
  ["poly", "polynomial"],
  ["rbf", "rbf"],
  ["sigmoid", "sigmoid"]
]);
function kernelOf(model) {
  const kernel = model.at("kernel");
  const found = FUNCTIONS2.get(kernel.value);
  if (found !== void 0) return found;
  if (kernel.value === "precomputed") return kernel.refuse("linear, poly, rbf or sigmoid", "precomputed distances");
  return kernel.refuse("linear, poly, rbf or sigmoid (a function of your own is Python, which is never run)");
}
function supportVectors(model, width) {
  const vectors = readMatrix(model.at("support_vectors_"));
  const coefficients2 = readMatrix(model.any("_dual_coef_", "dual_coef_"));
  if (vectors.columns !== width && vectors.rows > 0) {
    model.at("support_vectors_").refuse(`vectors of ${width} columns`, String(vectors.columns));
  }
  if (coefficients2.columns !== vectors.rows) {
    model.refuse(`coefficients of ${vectors.rows} support vectors`, String(coefficients2.columns));
  }
  return { vectors, coefficients: coefficients2 };
}
function slice({ vectors, coefficients: coefficients2 }, from, to) {
  const { rows, columns, data } = coefficients2;
  const part = new Float64Array(rows * (to - from));
  for (let row = 0; row < rows; row++) {
    part.set(data.subarray(row * columns + from, row * columns + to), row * (to - from));
  }
  const chosen = vectors.data.subarray(from * vectors.columns, to * vectors.columns);
  return {
    vectors: { rows: to - from, columns: vectors.columns, data: chosen },
    coefficients: { rows, columns: to - from, data: part }
  };
}
function kernelSums(importing, model, support, input) {
  const { builder } = importing;
  const { vectors, coefficients: coefficients2 } = support;
  const name = kernelOf(model);
  const nothing = new Float64Array(coefficients2.rows);
  if (vectors.rows === 0) return builder.constant(nothing);
  if (name === "linear") return builder.linear(input, collapsed(support), nothing);
  const usesConstant = name === "polynomial" || name === "sigmoid";
  const degree = name === "polynomial" ? model.integer("degree") : 0;
  if (!(degree >= 0 && degree <= 1e3)) model.at("degree").refuse("0 to 1000", String(degree));
  const similarity = builder.add({
    kind: "kernel",
    input,
    vectors: vectors.data,
    function: name,
    gamma: model.any("_gamma", "gamma").number(),
    constant: usesConstant ? model.number("coef0") : 0,
    degree
  });
  return builder.linear(similarity, transposed(coefficients2), nothing);
}
function collapsed({ vectors, coefficients: coefficients2 }) {
  const weights = new Float64Array(vectors.columns * coefficients2.rows);
  for (let output = 0; output < coefficients2.rows; output++) {
    for (let vector = 0; vector < vectors.rows; vector++) {
      const coefficient = coefficients2.data[output * vectors.rows + vector];
      for (let column = 0; column < vectors.columns; column++) {
        weights[column * coefficients2.rows + output] += coefficient * vectors.data[vector * vectors.columns + column];
      }
    }
  }
  return weights;
}
function describeSupport(model) {
  const vectors = model.at("support_vectors_");
  const rows = vectors.module.startsWith("scipy.sparse") ? vectors.any("_shape", "shape").tuple(2)[0].integer() : vectors.ndarray(void 0, { dims: 2 }).shape[0];
  return `${rows} support vectors, ${kernelOf(model)} kernel`;
}

// wasm-models/importers/sklearn/estimators/svc.ts
var MAX_CLASSES = 1e3;
function svc(className) {
  return {
    className,
    features: (model) => model.optional("n_features_in_")?.integer() ?? model.tuple(2, "shape_fit_")[1].integer(),
    predict: (model, input, importing) => {
      const { builder } = importing;
      const classes = classesOf(model);
      const count = classes.length;
      if (count < 2 || count > MAX_CLASSES) model.at("classes_").refuse(`2 to ${MAX_CLASSES} classes`, String(count));
      const pairs2 = decisions(importing, model, checked(importing, model, input, false), count);
      const perClass = model.string("decision_function_shape") === "ovr" && count > 2;
      const breaksTies = model.optional("break_ties")?.boolean() === true && count > 2;
      if (breaksTies && !perClass) model.at("break_ties").refuse("False with decision_function_shape='ovo'", "True");
      const scores2 = () => perClass ? scoresOfPairs(importing, pairs2, count) : pairs2;
      const probabilityA = model.any("_probA", "probA_").array(void 0, { dims: 1 }).data;
      return {
        kind: "classifier",
        classes: [classes],
        predict: () => builder.reduce(
          "argmax",
          breaksTies ? scores2() : builder.add({ kind: "votes", input: pairs2, classes: count })
        ),
        decision: () => count === 2 ? builder.unary("negate", pairs2) : scores2(),
        ...probabilityA.length === 0 ? {} : { probabilities: () => probabilities2(importing, model, pairs2, count, probabilityA) }
      };
    },
    detail: (model) => `${classesOf(model).length} classes, ${describeSupport(model)}`
  };
}
function pairsOf(classes) {
  return Array.from({ length: classes }, (_, i) => i).flatMap(
    (i) => Array.from({ length: classes - i - 1 }, (_, at) => [i, i + 1 + at])
  );
}
function decisions(importing, model, input, classes) {
  const { builder } = importing;
  const counts2 = model.any("_n_support", "n_support_").integers(void 0, { shape: [classes] }).data;
  const support = supportVectors(model, builder.width(input));
  if (support.coefficients.rows !== classes - 1) {
    model.at("_dual_coef_").refuse(`${classes - 1} rows`, String(support.coefficients.rows));
  }
  if (counts2.some((count) => count < 0) || counts2.reduce((sum, n) => sum + n, 0) !== support.vectors.rows) {
    model.refuse(`${support.vectors.rows} support vectors by class`, "another number of them");
  }
  let at = 0;
  const sides = builder.concat(
    Array.from(counts2, (count) => kernelSums(importing, model, slice(support, at, at += count), input))
  );
  const pairs2 = pairsOf(classes);
  const side = (own, other) => own * (classes - 1) + (other > own ? other - 1 : other);
  const first = builder.select(
    sides,
    pairs2.map(([i, j]) => side(i, j))
  );
  const second = builder.select(
    sides,
    pairs2.map(([i, j]) => side(j, i))
  );
  const intercept = model.any("_intercept_", "intercept_").array(void 0, { shape: [pairs2.length] }).data;
  return builder.binary("add", builder.binary("add", first, second), intercept);
}
function scoresOfPairs({ builder }, pairs2, classes) {
  const order = pairsOf(classes);
  const against = builder.binary("lt", pairs2, { scalar: 0 });
  const turned = new Float64Array(order.length * classes);
  order.forEach(([i, j], pair) => {
    turned[pair * classes + i] = -1;
    turned[pair * classes + j] = 1;
  });
  const most = Float64Array.from({ length: classes }, (_, i) => classes - 1 - i);
  const votes2 = builder.linear(against, turned, most);
  const sums = builder.linear(
    pairs2,
    turned.map((weight) => -weight),
    new Float64Array(classes)
  );
  const size = builder.binary("add", builder.unary("absolute", sums), { scalar: 1 });
  return builder.binary("add", votes2, builder.binary("divide", sums, builder.binary("multiply", size, { scalar: 3 })));
}
function probabilities2({ builder }, model, pairs2, classes, slopes) {
  const width = builder.width(pairs2);
  if (slopes.length !== width) model.refuse(`${width} sigmoids, one a pair`, String(slopes.length));
  const offsets = model.any("_probB", "probB_").array(void 0, { shape: [width] }).data;
  const shifted = builder.binary("add", builder.binary("multiply", pairs2, slopes), offsets);
  const first = builder.unary("sigmoid", builder.unary("negate", shifted));
  return builder.add({ kind: "coupling", input: first, classes });
}

// wasm-models/importers/sklearn/estimators/svr.ts
function features3(model) {
  return model.optional("n_features_in_")?.integer() ?? model.tuple(2, "shape_fit_")[1].integer();
}
function sumOf2(importing, model, input) {
  const support = supportVectors(model, input.width);
  if (support.coefficients.rows !== 1) model.refuse("one row of coefficients", String(support.coefficients.rows));
  const sums = kernelSums(importing, model, support, checked(importing, model, input, false));
  const intercept = model.any("_intercept_", "intercept_").array(void 0, { shape: [1] }).data;
  return importing.builder.binary("add", sums, intercept);
}
function svr(className) {
  return {
    className,
    features: features3,
    predict: (model, input, importing) => ({ kind: "regressor", predict: () => sumOf2(importing, model, input) }),
    detail: describeSupport
  };
}
var oneClassSvm = {
  className: "OneClassSVM",
  features: features3,
  predict: (model, input, importing) => {
    const { builder } = importing;
    const sum = sumOf2(importing, model, input);
    return {
      kind: "outlier-detector",
      predict: () => {
        const inside2 = builder.binary("lt", builder.constant([0]), sum);
        return builder.binary("subtract", builder.binary("multiply", inside2, { scalar: 2 }), { scalar: 1 });
      },
      decision: () => sum
    };
  },
  detail: describeSupport
};

// wasm-models/text/english-stop-words.ts
var WORDS4 = "a about above across after afterwards again against all almost alone along already also although always am among amongst amoungst amount an and another any anyhow anyone anything anyway anywhere are around as at back be became because become becomes becoming been before beforehand behind being below beside besides between beyond bill both bottom but by call can cannot cant co con could couldnt cry de describe detail do done down due during each eg eight either eleven else elsewhere empty enough etc even ever every everyone everything everywhere except few fifteen fifty fill find fire first five for former formerly forty found four from front full further get give go had has hasnt have he hence her here hereafter hereby herein hereupon hers herself him himself his how however hundred i ie if in inc indeed interest into is it its itself keep last latter latterly least less ltd made many may me meanwhile might mill mine more moreover most mostly move much must my myself name namely neither never nevertheless next nine no nobody none noone nor not nothing now nowhere of off often on once one only onto or other others otherwise our ours ourselves out over own part per perhaps please put rather re same see seem seemed seeming seems serious several she should show side since sincere six sixty so some somehow someone something sometime sometimes somewhere still such system take ten than that the their them themselves then thence there thereafter thereby therefore therein thereupon these they thick thin third this those though three through throughout thru thus to together too top toward towards twelve twenty two un under until up upon us very via was we well were what whatever when whence whenever where whereafter whereas whereby wherein whereupon wherever whether which while whither who whoever whole whom whose why will with within without would yet you your yours yourself yourselves";
var ENGLISH_STOP_WORDS = WORDS4.split(" ");

// wasm-models/importers/sklearn/estimators/vectorizers.ts
var MAX_TERMS2 = 4e6;
var countVectorizer = {
  className: "CountVectorizer",
  features: () => 1,
  transform: (model, input, importing) => Frame.ofValue(importing.builder, counts(model, input, importing)),
  detail: (model) => `${vocabularyOf(model).size} terms`
};
var tfidfVectorizer = {
  className: "TfidfVectorizer",
  features: () => 1,
  transform: (model, input, importing) => Frame.ofValue(importing.builder, weighted2(importing, model.at("_tfidf"), counts(model, input, importing))),
  detail: (model) => `${vocabularyOf(model).size} terms`
};
var tfidfTransformer = {
  className: "TfidfTransformer",
  features: (model) => model.optional("n_features_in_")?.integer() ?? idfOf(model).length,
  transform: (model, input, importing) => Frame.ofValue(importing.builder, weighted2(importing, model, checked(importing, model, input, false)))
};
function counts(model, input, { builder }) {
  const [column, more] = input.columns ?? [];
  if (column === void 0 || more !== void 0 || column.fill !== void 0) {
    return model.refuse("one column of texts of the request", `${input.width} columns, or texts that were changed`);
  }
  const analyzer = analyzerOf(model);
  return builder.terms(column.feature, analyzer, vocabularyOf(model), model.boolean("binary"));
}
function vocabularyOf(model) {
  const field = model.at("vocabulary_");
  const vocabulary = field.indices();
  const { size } = vocabulary;
  if (size < 1 || size > MAX_TERMS2) field.refuse(`1 to ${MAX_TERMS2} terms`, String(size));
  const taken = new Uint8Array(size);
  for (const column of vocabulary.values()) {
    if (column < 0 || column >= size || taken[column] === 1) field.refuse(`each column of ${size} once`, "others");
    taken[column] = 1;
  }
  return vocabulary;
}
function analyzerOf(model) {
  for (const own of ["preprocessor", "tokenizer"]) {
    if (model.optional(own) !== void 0) {
      model.at(own).refuse("None (a function of your own is Python, which is never run; see token_pattern)");
    }
  }
  const source = model.optional("input")?.string() ?? "content";
  if (source !== "content") model.at("input").refuse("content: requests hold texts, no files", source);
  const unit = model.at("analyzer").value;
  if (unit !== "word" && unit !== "char" && unit !== "char_wb") {
    return model.at("analyzer").refuse("word, char or char_wb (a function of your own is Python, which is never run)");
  }
  const accents = model.optional("strip_accents")?.value;
  if (accents !== void 0 && accents !== "ascii" && accents !== "unicode") {
    return model.at("strip_accents").refuse("None, ascii or unicode");
  }
  const [shortest, longest] = model.tuple(2, "ngram_range");
  const analyzer = {
    unit,
    lowercase: model.boolean("lowercase"),
    accents,
    pattern: unit === "word" ? model.string("token_pattern") : "",
    stopWords: unit === "word" ? stopWordsOf(model) : [],
    ngrams: [shortest.integer(), longest.integer()]
  };
  try {
    compileAnalyzer(analyzer);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    model.refuse("a token_pattern and ngram_range that can be compiled (see docs/models.md)", error.message);
  }
  return analyzer;
}
function stopWordsOf(model) {
  const given = model.optional("stop_words");
  if (given === void 0) return [];
  if (given.value === "english") return ENGLISH_STOP_WORDS;
  if (typeof given.value === "string") given.refuse("english or a list of words", given.value);
  return given.list().map((word) => word.string());
}
function weighted2({ builder }, model, input) {
  let value = model.boolean("sublinear_tf") ? builder.unary("sublinear", input) : input;
  if (model.boolean("use_idf")) {
    const idf = idfOf(model);
    if (idf.length !== builder.width(value)) model.refuse(`${builder.width(value)} weights`, String(idf.length));
    value = builder.binary("multiply", value, idf);
  }
  const norm = model.optional("norm")?.string();
  if (norm === void 0) return value;
  if (norm !== "l1" && norm !== "l2") return model.at("norm").refuse("l1, l2 or None", norm);
  return builder.add({ kind: "normalise", input: value, norm });
}
function idfOf(model) {
  const plain2 = model.optional("idf_");
  if (plain2 !== void 0) return plain2.array(void 0, { dims: 1 }).data;
  const field = model.at("_idf_diag");
  const { shape, indices, data } = readSparse(field);
  if (shape[0] !== shape[1] || data.length !== shape[0] || indices.some((column, row) => column !== row)) {
    field.refuse("a diagonal", "another matrix");
  }
  return data;
}

// wasm-models/importers/sklearn/registry.ts
var ROWS = [
  decisionTreeClassifier("DecisionTreeClassifier"),
  decisionTreeClassifier("ExtraTreeClassifier"),
  decisionTreeRegressor("DecisionTreeRegressor"),
  decisionTreeRegressor("ExtraTreeRegressor"),
  forestClassifier("RandomForestClassifier"),
  forestClassifier("ExtraTreesClassifier"),
  forestRegressor("RandomForestRegressor"),
  forestRegressor("ExtraTreesRegressor"),
  linearRegressor("LinearRegression"),
  linearRegressor("Ridge"),
  linearRegressor("RidgeCV"),
  linearRegressor("Lasso"),
  linearRegressor("LassoCV"),
  linearRegressor("ElasticNet"),
  linearRegressor("ElasticNetCV"),
  linearRegressor("SGDRegressor"),
  linearRegressor("HuberRegressor"),
  linearRegressor("BayesianRidge"),
  linearRegressor("LinearSVR"),
  linearRegressor("PassiveAggressiveRegressor"),
  linearRegressor("ARDRegression"),
  linearRegressor("Lars"),
  linearRegressor("LarsCV"),
  linearRegressor("LassoLars"),
  linearRegressor("LassoLarsCV"),
  linearRegressor("LassoLarsIC"),
  linearRegressor("OrthogonalMatchingPursuit"),
  linearRegressor("OrthogonalMatchingPursuitCV"),
  linearRegressor("TheilSenRegressor"),
  linearRegressor("MultiTaskLasso"),
  linearRegressor("MultiTaskLassoCV"),
  linearRegressor("MultiTaskElasticNet"),
  linearRegressor("MultiTaskElasticNetCV"),
  ...LINEAR_CLASSIFIERS,
  ...GENERALISED_LINEAR,
  svc("SVC"),
  svc("NuSVC"),
  svr("SVR"),
  svr("NuSVR"),
  oneClassSvm,
  kNeighborsClassifier,
  kNeighborsRegressor,
  nearestCentroid,
  ...NAIVE_BAYES,
  linearDiscriminantAnalysis,
  quadraticDiscriminantAnalysis,
  kMeans("KMeans"),
  kMeans("MiniBatchKMeans"),
  mlpClassifier,
  mlpRegressor,
  countVectorizer,
  tfidfVectorizer,
  tfidfTransformer,
  logisticRegression("LogisticRegression"),
  logisticRegression("LogisticRegressionCV"),
  pipeline,
  columnTransformer,
  featureUnion,
  functionTransformer,
  search("GridSearchCV"),
  search("RandomizedSearchCV"),
  search("HalvingGridSearchCV"),
  search("HalvingRandomSearchCV"),
  standardScaler,
  minMaxScaler,
  maxAbsScaler,
  robustScaler,
  normalizer,
  binarizer,
  simpleImputer,
  missingIndicator,
  oneHotEncoder,
  ordinalEncoder,
  labelEncoder,
  labelBinarizer,
  polynomialFeatures,
  kBinsDiscretizer,
  pca("PCA"),
  pca("IncrementalPCA"),
  truncatedSvd,
  ...SELECTORS,
  ...ENSEMBLES
];
var ESTIMATORS = new Map(ROWS.map((row) => [row.className, row]));

// wasm-models/importers/sklearn/import.ts
var MAX_FEATURES3 = 1e6;
var MAX_DEPTH3 = 24;
var OLDEST = [0, 20];
var NEWEST = [1, 9];
function importSklearn(model) {
  const features4 = importerOf(model).features?.(model, new Walk([])) ?? declaredFeatures(model);
  if (!(features4 >= 1 && features4 <= MAX_FEATURES3)) {
    model.refuse(`1 to ${MAX_FEATURES3} input columns`, String(features4));
  }
  const names = namesOf3(model, features4);
  const walk = new Walk(names);
  const input = Frame.ofColumns(
    walk.builder,
    names.map((_, feature) => ({ feature }))
  );
  const { outputs, classes } = walk.predicts(model) ? predictions(walk, walk.predict(model, input)) : { outputs: [transformed(model, walk.transform(model, input))], classes: void 0 };
  const [major, minor] = versionOf(model);
  const version = model.optional("_sklearn_version")?.string();
  const number = major * 1e3 + minor;
  const known = number >= OLDEST[0] * 1e3 + OLDEST[1] && number <= NEWEST[0] * 1e3 + NEWEST[1];
  const warnings = version === void 0 || known ? [] : [`scikit-learn ${version} is outside of ${OLDEST.join(".")} to ${NEWEST.join(".")}, which were tested`];
  return {
    program: walk.builder.finish(outputs),
    facts: { library: "scikit-learn", version, estimator: describe2("", model, 0), classes, warnings }
  };
}
var Walk = class {
  builder;
  featureNames;
  #depth = 0;
  constructor(names) {
    this.builder = new Builder(names);
    this.featureNames = names;
  }
  transform(model, input) {
    const importer = importerOf(model);
    if (importer.transform === void 0) return model.refuse("an estimator with a transform", model.className);
    return this.#inside(model, () => importer.transform(model, input, this));
  }
  predict(model, input) {
    const importer = importerOf(model);
    if (importer.predict === void 0) return model.refuse("an estimator with a predict", model.className);
    return this.#inside(model, () => importer.predict(model, input, this));
  }
  predicts(model) {
    const importer = importerOf(model);
    return importer.predicts?.(model, this) ?? importer.predict !== void 0;
  }
  features(model) {
    return this.#inside(model, () => importerOf(model).features?.(model, this) ?? declaredFeatures(model));
  }
  /** Widths that do not fit are the file's fault and get its path. */
  #inside(model, work) {
    if (++this.#depth > MAX_DEPTH3) model.refuse(`at most ${MAX_DEPTH3} estimators inside each other`, "more");
    try {
      return work();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ModelFileError(model.path, "parameters that fit each other", error.message);
    } finally {
      this.#depth--;
    }
  }
};
function importerOf(model) {
  const importer = ESTIMATORS.get(model.className);
  if (importer !== void 0) return importer;
  const what = model.className === "" ? "an estimator" : "an estimator that can be compiled (see docs/models.md)";
  return model.refuse(
    what,
    model.className === "" ? void 0 : `${model.className}; export the model to ONNX instead`
  );
}
var BY_FEATURE = ["scale_", "mean_", "center_", "statistics_", "coef_", "components_", "theta_"];
function declaredFeatures(model) {
  const declared = model.optional("n_features_in_") ?? model.optional("n_features_");
  if (declared !== void 0) return declared.integer();
  const fitted = BY_FEATURE.map((name) => model.optional(name)).find((field) => field !== void 0);
  return fitted?.ndarray().shape.at(-1) ?? model.at("n_features_in_").integer();
}
function namesOf3(model, features4) {
  const given = model.optional("feature_names_in_")?.strings();
  if (given !== void 0 && given.length !== features4) model.refuse(`${features4} feature names`, String(given.length));
  return given ?? Array.from({ length: features4 }, () => void 0);
}
function transformed(model, frame) {
  if (frame.columns?.some(({ fill }) => fill !== void 0)) model.refuse("a model that answers numbers", "texts");
  return { name: "transform", value: frame.value(), axes: 2, datatype: "FP64" };
}
function predictions(walk, prediction) {
  const { classes, kind } = prediction;
  const axes = prediction.isMatrix === true || (classes?.length ?? 1) > 1 ? 2 : 1;
  const whole = kind !== "regressor" && classes === void 0;
  const float = prediction.isSingle === true ? "FP32" : "FP64";
  const outputs = [
    {
      name: "predict",
      value: prediction.predict(),
      axes,
      datatype: whole ? "INT64" : float,
      ...classes === void 0 ? {} : { labels: classes }
    }
  ];
  const names = classes?.length === 1 ? classes[0].map(String) : void 0;
  const named = names === void 0 ? {} : { names };
  if (prediction.probabilities !== void 0) {
    outputs.push({ name: "predict_proba", value: prediction.probabilities(), axes: 2, datatype: float, ...named });
  }
  if (prediction.decision !== void 0) {
    const value = prediction.decision();
    const width = walk.builder.width(value);
    const perClass = width === names?.length ? named : {};
    outputs.push({ name: "decision_function", value, axes: width === 1 ? 1 : 2, datatype: "FP64", ...perClass });
  }
  if (prediction.transform !== void 0) {
    outputs.push({ name: "transform", value: prediction.transform(), axes: 2, datatype: "FP64" });
  }
  if (prediction.scoreSamples !== void 0) {
    outputs.push({ name: "score_samples", value: prediction.scoreSamples(), axes: 1, datatype: "FP64" });
  }
  return { outputs, classes: classes?.length === 1 ? classes[0] : void 0 };
}
function describe2(role, model, depth) {
  const importer = importerOf(model);
  const children = depth >= MAX_DEPTH3 ? [] : importer.children?.(model) ?? [];
  return {
    role,
    name: model.className,
    detail: importer.detail?.(model) ?? "",
    children: children.map((child2) => describe2(child2.role, child2.model, depth + 1))
  };
}

// wasm-models/backends/wasm/base64.ts
function decodeBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

// wasm-models/backends/wasm/linked-module.ts
var LINKED_MODULE = "AGFzbQEAAAABlwEQYAF8AXxgBX9/f39/AGAGf39/f39/AGAEf39/fwBgCH9/f39/f39/AGAJf39/f39/f39/AGAIf398f39/fHwAYAt/f39/f39/f39/fwBgA39/fwF8YAN8fHwBfGAKf39/f39/f39/fwBgBH9/f38BfGAHf39/f39/fwBgBX9/f39/AX9gBn9/f39/fwF/YAV/fH9/fwF8Ag8BA2VudgZtZW1vcnkCAAADHx4AAAYBBwgACQAKAwsAAQQEDAIBAQEFDQ4FDwMAAgIHPQgDZXhwAAAFZXhwbTEACANsb2cAAQVsb2cxcAAMA3J1bgAXB3NpZ21vaWQAGwR0YW5oAAYGbWVtb3J5AgAKypQBHogDAgF/A3wgACAAYgRAIAAPCyAARO85+v5CLoZAZARARAAAAAAAAPB/DwsgAERSMC3VEEmHwGMEQEQAAAAAAAAAAA8LAnwgACAARP6CK2VHFfc/op4iAkQAAOD+Qi7mP6KhIgMgAkR2PHk17znqPaIiBKEiACAARJ18wKh0Oak9okQJbagTRhLmPaAgAKJEmNj479juIT6gIACiRORE9WdF5lo+oCAAokRcn3i3T36SPqAgAKJENMdWpeMdxz6gIACiRBqgARqgAfo+oCAAokQaoAEaoAEqP6AgAKJEF2zBFmzBVj+gIACiRBEREREREYE/oCAAokRVVVVVVVWlP6AgAKJEVVVVVVVVxT+gIACiRAAAAAAAAOA/oCAAoiAAoiADIAChIAShoKBEAAAAAAAA8D+gIQAgAvwCIgFB/wdKBEAgAEQAAAAAAADgf6IgAaxCNIa/ogwBCyAAIAFB5w9qrEI0hr+iRAAAAAAAAHABoiABQYJ4SA0AGiAAIAFB/wdqrEI0hr+iCwvUAQIBfwF+IABEAAAAAAAA8H9hIAAgAGJyBEAgAA8LIABEAAAAAAAAAABlBEBEAAAAAAAA8P9EAAAAAAAA+H8gAEQAAAAAAAAAAGEbDwsgAEQAAAAAAAAQAGMEfEFKIQEgAEQAAAAAAABQQ6IFIAALvSICQjSIp0H/B2sgAWohASACQv////////8Hg0KAgICAgICA+D+EvyIARM07f2aeoPY/ZAR8IAFBAWohASAARAAAAAAAAOA/ogUgAAtEAAAAAAAA8L+gIAG3RAAAAAAAAAAAEAcLrgIBAn8gAyABKAIIIAR0aiEIIAEoAgAiCUEITgRAIAAgASgCEGohACABKAIUIQFEAAAAAAAAAABEAAAAAAAA8D8CfyACIAJiBEBBASAJQSBxDQEaQQAgCUHAAHENARoLIAIgAp0gCUEQcUEARyIDGyICIAFBBXS3YyACRAAAAAAAAAAAZnEEfyAAIAL8AiIBQQV1QQJ0aigCACABdkEBcQVBAAsgA0cLGyECIAUEQCAFQQFGBEAgCCAC/AM6AAAFIAggAjkDAAsFIAggArY4AgALDwsgBQRAIAVBAUYEQCAIIAb8AzoAAAUgCCAGOQMACwUgCCAGtjgCAAsgAyABKAIMIAR0aiEAIAUEQCAFQQFGBEAgACAH/AM6AAAFIAAgBzkDAAsFIAAgB7Y4AgALC4EIAwF8BX8BfSABKAI4IQcgACABKAIMaiIGIAEoAhBBBXRqIQlEAAAAAAAAAABEAAAAAAAA8P8gASgCACIBQQFGIggbIQUgAQRAIAgEQCADIAX8AzoAAAUgAyAFOQMACwUgAyAFtjgCAAsgB0EEcQRAIAFBAUYEQCAHQQhxQQBHIQgDQCAGIAlIBEACQCAGKAIAIgFBCE4gAUEBRiACIAYoAgRqKwMAIgW2uyAFIAgbIgUgBWJxBEBEAAAAAAAAAAAhBQsgBSAFYnIEf0EBBSABQQJGIAWZRAAAAMCllao4ZXELBEAgACAGIAUgAyAEQQFEAAAAAAAAAAAgBigCGLcQAgwBCyAAIAYoAhBqIgohASAGKAIUIQcDQCAHQQhOBEAgASAHQQAgASAHakEIaysDACAFYxtqIQEgB0EBdSEHDAELCyADIAYoAgggBHRqIAEgCmtBA3UiAToAACADIAYoAgwgBHRqIAE6AAALIAZBIGohBgwBCwsFA0AgBiAJSARAIAYoAgAiAUEBRiACIAYoAgRqKwMAIgUgBWJxBEBEAAAAAAAAAAAhBQsCQCABQQhOIAUgBWJyBH9BAQUgAUECRiAFmUQAAADApZWqOGVxCwRAIAAgBiAFIAMgBEEARAAAAAAAAAAAIAYoAhi3EAIMAQsgACAGKAIQaiIIIQcgBigCFCEBA0AgAUEITgRAIAcgAUEAIAEgB2pBCGsrAwAgBWMbaiEHIAFBAXUhAQwBCwsgAyAGKAIIIAR0aiAHIAhrQQN1siILOAIAIAMgBigCDCAEdGogCzgCAAsgBkEgaiEGDAELCwsFIAEEQCAHQQhxQQBHIQcDQCAGIAlIBEACQCAGKAIAIgFBCE4gAUEBRiACIAYoAgRqKwMAIgW2uyAFIAcbIgUgBWJxBEBEAAAAAAAAAAAhBQsgBSAFYnIEf0EBBSABQQJGIAWZRAAAAMCllao4ZXELBEAgACAGIAUgAyAEQQJEAAAAAAAA8P9EAAAAAAAA+H8QAgwBCyADIAYoAgggBHRqIAU5AwAgAyAGKAIMIAR0aiAFOQMACyAGQSBqIQYMAQsLBQNAIAYgCUgEQCACIAYoAgRqKwMAIQUCQCAGKAIAIgEEQEQAAAAAAAAAACAFIAFBAUYgBSAFYnEbIQUgAUEITgR/QQEFIAFBAkYgBZlEAAAAwKWVqjhlcQsEQCAAIAYgBSADIARBAEQAAAAAAADw/0QAAAAAAAD4fxACDAILCyAFIAViBEAgACAGIAUgAyAEQQBEAAAAAAAA8P9EAAAAAAAA+H8QAgUgAyAGKAIIIAR0aiAFtiILOAIAIAMgBigCDCAEdGogCzgCAAsLIAZBIGohBgwBCwsLCwvDCwINfwF8IAEoAgAhFCAAIAEoAhRqIRUDQCACIANIBEAgFSACKAIAaiEMIBQEQCAUQQFGBEAgAigCBCETIAwiDSIQIgsiDiIRIhIhDwNAIBNBAEoEQCANIA0vAQJqIAcgDS0AAEEDdGotAAAgDS0AAUxBAnRrIQ0gDCAMLwECaiAHIAwtAABBA3RqLQABIAwtAAFMQQJ0ayEMIBAgEC8BAmogByAQLQAAQQN0ai0AAiAQLQABTEECdGshECALIAsvAQJqIAcgCy0AAEEDdGotAAMgCy0AAUxBAnRrIQsgDiAOLwECaiAHIA4tAABBA3RqLQAEIA4tAAFMQQJ0ayEOIBEgES8BAmogByARLQAAQQN0ai0ABSARLQABTEECdGshESASIBIvAQJqIAcgEi0AAEEDdGotAAYgEi0AAUxBAnRrIRIgDyAPLwECaiAHIA8tAABBA3RqLQAHIA8tAAFMQQJ0ayEPIBNBAWshEwwBCwsFIAIoAgQhEyAMIg0iECILIg4iESISIQ8DQCATQQBKBEAgDSANKAIMaiAHIA0oAghBA3RqKwMAIA0rAwBlQQR0ayENIAwgDCgCDGogByAMKAIIQQN0aisDCCAMKwMAZUEEdGshDCAQIBAoAgxqIAcgECgCCEEDdGorAxAgECsDAGVBBHRrIRAgCyALKAIMaiAHIAsoAghBA3RqKwMYIAsrAwBlQQR0ayELIA4gDigCDGogByAOKAIIQQN0aisDICAOKwMAZUEEdGshDiARIBEoAgxqIAcgESgCCEEDdGorAyggESsDAGVBBHRrIREgEiASKAIMaiAHIBIoAghBA3RqKwMwIBIrAwBlQQR0ayESIA8gDygCDGogByAPKAIIQQN0aisDOCAPKwMAZUEEdGshDyATQQFrIRMMAQsLCwUgAigCBCETIAwiDSIQIgsiDiIRIhIhDwNAIBNBAEoEQCANIA0vAQZqIAcgDS8BBEEDdGoqAgAgDSoCAF9BA3RrIQ0gDCAMLwEGaiAHIAwvAQRBA3RqKgIEIAwqAgBfQQN0ayEMIBAgEC8BBmogByAQLwEEQQN0aioCCCAQKgIAX0EDdGshECALIAsvAQZqIAcgCy8BBEEDdGoqAgwgCyoCAF9BA3RrIQsgDiAOLwEGaiAHIA4vAQRBA3RqKgIQIA4qAgBfQQN0ayEOIBEgES8BBmogByARLwEEQQN0aioCFCARKgIAX0EDdGshESASIBIvAQZqIAcgEi8BBEEDdGoqAhggEioCAF9BA3RrIRIgDyAPLwEGaiAHIA8vAQRBA3RqKgIcIA8qAgBfQQN0ayEPIBNBAWshEwwBCwsLIAggDTYCACAIIAw2AgQgCCAQNgIIIAggCzYCDCAIIA42AhAgCCARNgIUIAggEjYCGCAIIA82AhwgBSEPIAkhDCABKAI4IRAgASgCNEEBSiERIAgiEyAEQQJ0aiESA0AgEiATSgRAIBMoAgAhCyAQQQJxBEAgDCAMKwMAtiALKgIAkrs5AwAFIBEEQCAMIQ0gASgCNCEOIAEoAjhBAXEhFiAAIAEoAixqAn8gASgCACIXRQRAIAsoAgBB////A3EMAQsgF0EBRgRAIAAgASgCMGogCyAAIAEoAhRqa2ooAgAMAQsgCygCAAsgDmxBA3RqIQsgDSAOQQN0aiEOA0AgDSAOSARAIAsrAwAhGCAWBEAgDSANKwMAtiAYtpK7OQMABSANIA0rAwAgGKA5AwALIA1BCGohDSALQQhqIQsMAQsLBSAAIAECfyABKAIAIg1FBEAgCygCAEH///8DcQwBCyANQQFGBEAgACABKAIwaiALIAAgASgCFGpraigCAAwBCyALKAIACyAPEAshGCAQQQFxBEAgDCAMKwMAtiAYtpK7OQMABSAMIAwrAwAgGKA5AwALCwsgE0EEaiETIAogDGohDCAGIA9qIQ8MAQsLIAJBCGohAgwBCwsLxQECAnwCfyABKwMAIQMgAEEETgRAQQEhBQNAIAIgBUoEQAJAIAEgBUEDdGorAwAhBCADIANiDQBBASAEIARiIAMgBGMgAyAEZCAAQQRGGxsEQCAFIQYgBCEDCyAFQQFqIQUMAgsLCyAGtw8LIAEgAkEDdGohBSABQQhqIQEDQCABIAVIBEAgASsDACEEIABBAkYEfCADIASkBSADIASlIAMgBKAgAEEDRhsLIQMgAUEIaiEBDAELCyADIAK3oyADIABBAUYbC6sBAQF8IABEAAAAAAAAAABhIAAgAGJyBEAgAA8LIACZIgFEAAAAAAAANkBkBEBEAAAAAAAA8D9EAAAAAAAA8L8gAEQAAAAAAAAAAGQbDwsgAUQAAAAAAADgP2MEfCABIAGgEAgiASABRAAAAAAAAABAoKMFRAAAAAAAAPA/RAAAAAAAAABAIAEgAaAQAEQAAAAAAADwP6CjoQsiASABmiAARAAAAAAAAAAAZBsL3AEBAnwgAUQAAOD+Qi7mP6IgACAAIABEAAAAAAAAAECgoyIEIASiIgNEexSuR+F6tD+iRGQhC1nIQrY/oCADokQYhmEYhmG4P6AgA6JEKK+hvIbyuj+gIAOiRB4eHh4eHr4/oCADokQRERERERHBP6AgA6JEFDuxEzuxwz+gIAOiREYXXXTRRcc/oCADokQcx3Ecx3HMP6AgA6JEkiRJkiRJ0j+gIAOiRJqZmZmZmdk/oCADokRVVVVVVVXlP6AgA6IgBKIgBCAAoqEgAUR2PHk17znqPaIgAqCgoKALnQUCA3wBfyAARAAAAAAAAAAAYSAAIABicgRAIAAPCyAARGZmZmZmZtY/YyAARGZmZmZmZta/ZHEEQCAAIABEnXzAqHQ5qT2iRAltqBNGEuY9oCAAokSY2Pjv2O4hPqAgAKJE5ET1Z0XmWj6gIACiRFyfeLdPfpI+oCAAokQ0x1al4x3HPqAgAKJEGqABGqAB+j6gIACiRBqgARqgASo/oCAAokQXbMEWbMFWP6AgAKJEERERERERgT+gIACiRFVVVVVVVaU/oCAAokRVVVVVVVXFP6AgAKJEAAAAAAAA4D+gIACiIACioA8LIABE7zn6/kIuhkBkBEBEAAAAAAAA8H8PCyAARAAAAAAAAETAYwRARAAAAAAAAPC/DwsgACAARP6CK2VHFfc/op4iAUQAAOD+Qi7mP6KhIgIgAUR2PHk17znqPaIiA6EiACAARJ18wKh0Oak9okQJbagTRhLmPaAgAKJEmNj479juIT6gIACiRORE9WdF5lo+oCAAokRcn3i3T36SPqAgAKJENMdWpeMdxz6gIACiRBqgARqgAfo+oCAAokQaoAEaoAEqP6AgAKJEF2zBFmzBVj+gIACiRBEREREREYE/oCAAokRVVVVVVVWlP6AgAKJEVVVVVVVVxT+gIACiRAAAAAAAAOA/oCAAoiAAoiACIAChIAOhoKAhACABRAAAAAAAQI9AZARAAnwgAEQAAAAAAADwP6AhACAB/AIiBEH/B0oEQCAARAAAAAAAAOB/oiAErEI0hr+iDAELIAAgBEHnD2qsQjSGv6JEAAAAAAAAcAGiIARBgnhIDQAaIAAgBEH/B2qsQjSGv6ILRAAAAAAAAPC/oA8LIAH8AkH/B2qsQjSGvyIBIACiIAFEAAAAAAAA8L+goAuRAgICfAR/A0AgASAPSgRAIAMhDCAGIQ1BACEOA0AgAiAOSgRAIAwrAwAhCiANKwMAIQsgCQJ8AkACQAJAAkACQAJAAkACQAJAIAAOCAABAgMEBQYHCAsgCiALoAwICyAKIAuhDAcLIAogC6IMBgsgCiALowwFCyAKIAukDAQLIAogC6UMAwtEAAAAAAAA8D9EAAAAAAAAAAAgCiALZRsMAgtEAAAAAAAA8D9EAAAAAAAAAAAgCiALYxsMAQtEAAAAAAAA8D9EAAAAAAAAAAAgCiALYRsLOQMAIA5BAWohDiAEIAxqIQwgByANaiENIAlBCGohCQwBCwsgD0EBaiEPIAMgBWohAyAGIAhqIQYMAQsLC1sBAn8gACABKAIUaiEEIAAgASgCHGoiACABKAIgQSRsaiEFIAEoAgAiAQRAIAFBAUYEQCAAIAUgBCACIAMQEgUgACAFIAQgAiADEA0LBSAAIAUgBCACIAMQFAsLuQECA3wDfyAAIAEoAixqIAJBA3RqKwMAIQUgASgCOEEQcUUEQCAFDwsgACAAIAEoAjxqIgEoAgRqIAJBAnRqIQcgACABKAIIaiEIIAAgASgCDGohCSAAIAEoAgBqIAJBA3RqKwMAIQQgBygCACEAA0AgACAHKAIESARAIAMgCCAAQQJ0aigCAEEDdGorAwAiBiAGYgRAIAUPCyAEIAYgCSAAQQN0aisDAKKgIQQgAEEBaiEADAELCyAEC6gCAwJ8AX8BfiAARAAAAAAAAPB/YSAAIABiciAARAAAAAAAAAAAYXIEQCAADwsgAEQAAAAAAADwv2UEQEQAAAAAAADw/0QAAAAAAAD4fyAARAAAAAAAAPC/YRsPCyAARG40gLdAgto/YyAARAU0ETY8vdK/ZHEEQCAARAAAAAAAAAAARAAAAAAAAAAAEAcPCyAAIABEAAAAAAAA8D+gIgFEAAAAAAAA8L+goUQAAAAAAADwPyABIAChoSAARAAAAAAAAPA/YxshAiABvSIEQjSIp0H/B2shAyAEQv////////8Hg0KAgICAgICA+D+EvyIARM07f2aeoPY/ZAR8IANBAWohAyAARAAAAAAAAOA/ogUgAAtEAAAAAAAA8L+gIAO3IAIgAaMQBwu6AwEJfwNAIAAgAUgEQCAAKAIAIQ0gAiAAKAIEaiEFIAIgACgCCGohBiACIAAoAgxqIQcgAiAAKAIQaiEIIAIgACgCFGohCSACIAAoAhhqIQogAiAAKAIcaiELIAIgACgCIGohDANAIA1BAEoEQCAFIAUoAgxqIAMgBSgCCGorAwAgBSsDAGVBBHRrIQUgBiAGKAIMaiADIAYoAghqKwMAIAYrAwBlQQR0ayEGIAcgBygCDGogAyAHKAIIaisDACAHKwMAZUEEdGshByAIIAgoAgxqIAMgCCgCCGorAwAgCCsDAGVBBHRrIQggCSAJKAIMaiADIAkoAghqKwMAIAkrAwBlQQR0ayEJIAogCigCDGogAyAKKAIIaisDACAKKwMAZUEEdGshCiALIAsoAgxqIAMgCygCCGorAwAgCysDAGVBBHRrIQsgDCAMKAIMaiADIAwoAghqKwMAIAwrAwBlQQR0ayEMIA1BAWshDQwBCwsgBCAFNgIAIAQgBjYCBCAEIAc2AgggBCAINgIMIAQgCTYCECAEIAo2AhQgBCALNgIYIAQgDDYCHCAAQSRqIQAgBEEgaiEEDAELCwvBBQIJfwh8IAYrAwAhESAGIAdqIggrAwAhEiAHIAhqIggrAwAhEyAHIAhqIggrAwAhFCAHIAhqIggrAwAhFSAHIAhqIggrAwAhFiAHIAhqIggrAwAhFyAHIAhqKwMAIRgDQCABIAJIBEAgAyABKAIAaiIJIQogCSIIIgsiDCINIg4hDyABKAIEIRADQCAQQQBKBEAgCSAJLwECaiAAIAktAABBA3RqLQAAIAktAAFMQQJ0ayEJIAogCi8BAmogACAKLQAAQQN0ai0AASAKLQABTEECdGshCiAIIAgvAQJqIAAgCC0AAEEDdGotAAIgCC0AAUxBAnRrIQggCyALLwECaiAAIAstAABBA3RqLQADIAstAAFMQQJ0ayELIAwgDC8BAmogACAMLQAAQQN0ai0ABCAMLQABTEECdGshDCANIA0vAQJqIAAgDS0AAEEDdGotAAUgDS0AAUxBAnRrIQ0gDiAOLwECaiAAIA4tAABBA3RqLQAGIA4tAAFMQQJ0ayEOIA8gDy8BAmogACAPLQAAQQN0ai0AByAPLQABTEECdGshDyAQQQFrIRAMAQsLIBEgBCAFIAlqKAIAQQN0aisDAKAhESASIAQgBSAKaigCAEEDdGorAwCgIRIgEyAEIAUgCGooAgBBA3RqKwMAoCETIBQgBCAFIAtqKAIAQQN0aisDAKAhFCAVIAQgBSAMaigCAEEDdGorAwCgIRUgFiAEIAUgDWooAgBBA3RqKwMAoCEWIBcgBCAFIA5qKAIAQQN0aisDAKAhFyAYIAQgBSAPaigCAEEDdGorAwCgIRggAUEIaiEBDAELCyAGIBE5AwAgBiAHaiIAIBI5AwAgACAHaiIAIBM5AwAgACAHaiIAIBQ5AwAgACAHaiIAIBU5AwAgACAHaiIAIBY5AwAgACAHaiIAIBc5AwAgACAHaiAYOQMAC9kFAgl/CH0gBisDALYhESAGIAdqIggrAwC2IRIgByAIaiIIKwMAtiETIAcgCGoiCCsDALYhFCAHIAhqIggrAwC2IRUgByAIaiIIKwMAtiEWIAcgCGoiCCsDALYhFyAHIAhqKwMAtiEYA0AgASACSARAIAMgASgCAGoiCSEKIAkiCCILIgwiDSIOIQ8gASgCBCEQA0AgEEEASgRAIAkgCS8BAmogACAJLQAAQQN0ai0AACAJLQABTEECdGshCSAKIAovAQJqIAAgCi0AAEEDdGotAAEgCi0AAUxBAnRrIQogCCAILwECaiAAIAgtAABBA3RqLQACIAgtAAFMQQJ0ayEIIAsgCy8BAmogACALLQAAQQN0ai0AAyALLQABTEECdGshCyAMIAwvAQJqIAAgDC0AAEEDdGotAAQgDC0AAUxBAnRrIQwgDSANLwECaiAAIA0tAABBA3RqLQAFIA0tAAFMQQJ0ayENIA4gDi8BAmogACAOLQAAQQN0ai0ABiAOLQABTEECdGshDiAPIA8vAQJqIAAgDy0AAEEDdGotAAcgDy0AAUxBAnRrIQ8gEEEBayEQDAELCyARIAQgBSAJaigCAEEDdGorAwC2kiERIBIgBCAFIApqKAIAQQN0aisDALaSIRIgEyAEIAUgCGooAgBBA3RqKwMAtpIhEyAUIAQgBSALaigCAEEDdGorAwC2kiEUIBUgBCAFIAxqKAIAQQN0aisDALaSIRUgFiAEIAUgDWooAgBBA3RqKwMAtpIhFiAXIAQgBSAOaigCAEEDdGorAwC2kiEXIBggBCAFIA9qKAIAQQN0aisDALaSIRggAUEIaiEBDAELCyAGIBG7OQMAIAYgB2oiACASuzkDACAAIAdqIgAgE7s5AwAgACAHaiIAIBS7OQMAIAAgB2oiACAVuzkDACAAIAdqIgAgFrs5AwAgACAHaiIAIBe7OQMAIAAgB2ogGLs5AwAL2QUCCX8IfCAFKwMAIRAgBSAGaiIHKwMAIREgBiAHaiIHKwMAIRIgBiAHaiIHKwMAIRMgBiAHaiIHKwMAIRQgBiAHaiIHKwMAIRUgBiAHaiIHKwMAIRYgBiAHaisDACEXA0AgASACSARAIAMgASgCAGoiCCEJIAgiByIKIgsiDCINIQ4gASgCBCEPA0AgD0EASgRAIAggCC8BBmogACAILwEEQQN0aioCACAIKgIAX0EDdGshCCAJIAkvAQZqIAAgCS8BBEEDdGoqAgQgCSoCAF9BA3RrIQkgByAHLwEGaiAAIAcvAQRBA3RqKgIIIAcqAgBfQQN0ayEHIAogCi8BBmogACAKLwEEQQN0aioCDCAKKgIAX0EDdGshCiALIAsvAQZqIAAgCy8BBEEDdGoqAhAgCyoCAF9BA3RrIQsgDCAMLwEGaiAAIAwvAQRBA3RqKgIUIAwqAgBfQQN0ayEMIA0gDS8BBmogACANLwEEQQN0aioCGCANKgIAX0EDdGshDSAOIA4vAQZqIAAgDi8BBEEDdGoqAhwgDioCAF9BA3RrIQ4gD0EBayEPDAELCyAQIAQgCCgCAEH///8DcUEDdGorAwCgIRAgESAEIAkoAgBB////A3FBA3RqKwMAoCERIBIgBCAHKAIAQf///wNxQQN0aisDAKAhEiATIAQgCigCAEH///8DcUEDdGorAwCgIRMgFCAEIAsoAgBB////A3FBA3RqKwMAoCEUIBUgBCAMKAIAQf///wNxQQN0aisDAKAhFSAWIAQgDSgCAEH///8DcUEDdGorAwCgIRYgFyAEIA4oAgBB////A3FBA3RqKwMAoCEXIAFBCGohAQwBCwsgBSAQOQMAIAUgBmoiACAROQMAIAAgBmoiACASOQMAIAAgBmoiACATOQMAIAAgBmoiACAUOQMAIAAgBmoiACAVOQMAIAAgBmoiACAWOQMAIAAgBmogFzkDAAvxBAIJfwh9IAQrAwC2IQ8gBCAFaiIGKwMAtiEQIAUgBmoiBisDALYhESAFIAZqIgYrAwC2IRIgBSAGaiIGKwMAtiETIAUgBmoiBisDALYhFCAFIAZqIgYrAwC2IRUgBSAGaisDALYhFgNAIAEgAkgEQCADIAEoAgBqIgchCCAHIgYiCSIKIgsiDCENIAEoAgQhDgNAIA5BAEoEQCAHIAcvAQZqIAAgBy8BBEEDdGoqAgAgByoCAF9BA3RrIQcgCCAILwEGaiAAIAgvAQRBA3RqKgIEIAgqAgBfQQN0ayEIIAYgBi8BBmogACAGLwEEQQN0aioCCCAGKgIAX0EDdGshBiAJIAkvAQZqIAAgCS8BBEEDdGoqAgwgCSoCAF9BA3RrIQkgCiAKLwEGaiAAIAovAQRBA3RqKgIQIAoqAgBfQQN0ayEKIAsgCy8BBmogACALLwEEQQN0aioCFCALKgIAX0EDdGshCyAMIAwvAQZqIAAgDC8BBEEDdGoqAhggDCoCAF9BA3RrIQwgDSANLwEGaiAAIA0vAQRBA3RqKgIcIA0qAgBfQQN0ayENIA5BAWshDgwBCwsgDyAHKgIAkiEPIBAgCCoCAJIhECARIAYqAgCSIREgEiAJKgIAkiESIBMgCioCAJIhEyAUIAsqAgCSIRQgFSAMKgIAkiEVIBYgDSoCAJIhFiABQQhqIQEMAQsLIAQgD7s5AwAgBCAFaiIAIBC7OQMAIAAgBWoiACARuzkDACAAIAVqIgAgErs5AwAgACAFaiIAIBO7OQMAIAAgBWoiACAUuzkDACAAIAVqIgAgFbs5AwAgACAFaiAWuzkDAAu6AwEJfwNAIAAgAUgEQCAAKAIAIQ0gAiAAKAIEaiEFIAIgACgCCGohBiACIAAoAgxqIQcgAiAAKAIQaiEIIAIgACgCFGohCSACIAAoAhhqIQogAiAAKAIcaiELIAIgACgCIGohDANAIA1BAEoEQCAFIAUvAQJqIAMgBS0AAGotAAAgBS0AAUxBAnRrIQUgBiAGLwECaiADIAYtAABqLQAAIAYtAAFMQQJ0ayEGIAcgBy8BAmogAyAHLQAAai0AACAHLQABTEECdGshByAIIAgvAQJqIAMgCC0AAGotAAAgCC0AAUxBAnRrIQggCSAJLwECaiADIAktAABqLQAAIAktAAFMQQJ0ayEJIAogCi8BAmogAyAKLQAAai0AACAKLQABTEECdGshCiALIAsvAQJqIAMgCy0AAGotAAAgCy0AAUxBAnRrIQsgDCAMLwECaiADIAwtAABqLQAAIAwtAAFMQQJ0ayEMIA1BAWshDQwBCwsgBCAFNgIAIAQgBjYCBCAEIAc2AgggBCAINgIMIAQgCTYCECAEIAo2AhQgBCALNgIYIAQgDDYCHCAAQSRqIQAgBEEgaiEEDAELCwvHBwMNfwF8AX0gASgCOCEMIAAgASgCQGohDSABKAI0QQFKIQ4gACABKAIkaiIKIAEoAihBDGxqIQ8DQCAKIA9IBEAgDSAKKAIAQQJ0aiIFIAooAgRBAnRqIQkgBCAKKAIIQQN0aiEIIA4EQANAIAUgCUgEQCAIIQYgASgCNCELIAEoAjhBAXEhECACIAUoAgBqKAIAIQcgACABKAIsagJ/IAEoAgAiEUUEQCAHKAIAQf///wNxDAELIBFBAUYEQCAAIAEoAjBqIAcgACABKAIUamtqKAIADAELIAcoAgALIAtsQQN0aiEHIAYgC0EDdGohCwNAIAYgC0gEQCAHKwMAIRIgEARAIAYgBisDALYgEraSuzkDAAUgBiAGKwMAIBKgOQMACyAGQQhqIQYgB0EIaiEHDAELCyAFQQRqIQUMAQsLBSAMQQJxBEAgCCsDALYhEwNAIAUgCUgEQCATIAIgBSgCAGooAgAqAgCSIRMgBUEEaiEFDAELCyAIIBO7OQMABSAMQRBxBEAgCCsDACESA0AgBSAJSARAIAIgBSgCAGooAgAhBiASIAAgAQJ/IAEoAgAiB0UEQCAGKAIAQf///wNxDAELIAdBAUYEQCAAIAEoAjBqIAYgACABKAIUamtqKAIADAELIAYoAgALIAMQC6AhEiAFQQRqIQUMAQsLIAggEjkDAAUgDEEBcQRAIAAgASgCLGohByAIKwMAtiETIAEoAgBBAUYEQCABKAIwIAEoAhRrIQYDQCAFIAlIBEAgEyAHIAYgAiAFKAIAaigCAGooAgBBA3RqKwMAtpIhEyAFQQRqIQUMAQsLBQNAIAUgCUgEQCACIAUoAgBqKAIAIQYgEyAHAn8gASgCACILRQRAIAYoAgBB////A3EMAQsgC0EBRgRAIAAgASgCMGogBiAAIAEoAhRqa2ooAgAMAQsgBigCAAtBA3RqKwMAtpIhEyAFQQRqIQUMAQsLCyAIIBO7OQMABSAIKwMAIRIgACABKAIsaiEGIAEoAgAiBwRAIAdBAUYEQCABKAIwIAEoAhRrIQcDQCAFIAlIBEAgEiAGIAcgAiAFKAIAaigCAGooAgBBA3RqKwMAoCESIAVBBGohBQwBCwsFA0AgBSAJSARAIBIgBiACIAUoAgBqKAIAKAIAQQN0aisDAKAhEiAFQQRqIQUMAQsLCwUDQCAFIAlIBEAgEiAGIAIgBSgCAGooAgAoAgBB////A3FBA3RqKwMAoCESIAVBBGohBQwBCwsLIAggEjkDAAsLCwsgCkEMaiEKDAELCwu6AwEJfwNAIAAgAUgEQCAAKAIAIQ0gAiAAKAIEaiEFIAIgACgCCGohBiACIAAoAgxqIQcgAiAAKAIQaiEIIAIgACgCFGohCSACIAAoAhhqIQogAiAAKAIcaiELIAIgACgCIGohDANAIA1BAEoEQCAFIAUvAQZqIAMgBS8BBGoqAgAgBSoCAF9BA3RrIQUgBiAGLwEGaiADIAYvAQRqKgIAIAYqAgBfQQN0ayEGIAcgBy8BBmogAyAHLwEEaioCACAHKgIAX0EDdGshByAIIAgvAQZqIAMgCC8BBGoqAgAgCCoCAF9BA3RrIQggCSAJLwEGaiADIAkvAQRqKgIAIAkqAgBfQQN0ayEJIAogCi8BBmogAyAKLwEEaioCACAKKgIAX0EDdGshCiALIAsvAQZqIAMgCy8BBGoqAgAgCyoCAF9BA3RrIQsgDCAMLwEGaiADIAwvAQRqKgIAIAwqAgBfQQN0ayEMIA1BAWshDQwBCwsgBCAFNgIAIAQgBjYCBCAEIAc2AgggBCAINgIMIAQgCTYCECAEIAo2AhQgBCALNgIYIAQgDDYCHCAAQSRqIQAgBEEgaiEEDAELCwu5AwEPfyABKAIIQQN0IRMgCEEDdCEJIAAgASgCGGohFiAAIAEoAiRqIgwgASgCKEEMbGohFwNAIAwgF0gEQCAWIAwoAgBBA3RqIgogDCgCBEEDdGohCyAHIAwoAghBA3RqIRRBACEIA0AgCEEIaiACTARAIAUgCEEDdSATbGohDSAUIAggCWxqIQ4gASgCACEPIAAgASgCFGohECAAIAEoAixqIREgASgCOCISQQJxBEAgDSAKIAsgECAOIAkQEQUgAyAEIAhsaiEVIBJBEHEgASgCNEEBSnIEQCAAIAEgCiALQQggFSAEIA0gBiAOIAkQBAUgD0EBRgRAIAEoAjAgASgCFGshDyASQQFxBEAgDSAKIAsgECARIA8gDiAJEA8FIA0gCiALIBAgESAPIA4gCRAOCwUgDyASQQFxcgRAIAAgASAKIAtBCCAVIAQgDSAGIA4gCRAEBSANIAogCyAQIBEgDiAJEBALCwsLIAhBCGohCAwBCwsgAiAIRwRAIAAgASAKIAsgAiAIayADIAQgCGxqIAQgBSAIQQN1IBNsaiAGIBQgCCAJbGogCRAECyAMQQxqIQwMAQsLC7coAgR8C38gASgCCCELIAQgASgCBGohCiABKAIQIQwgAiABKAIMIgkgBGogCUF/RhshCSACIAEoAhQiAiAEaiACQX9GGyERIAAgASgCHGohAiAAIAEoAiBqIRMgASgCJCEPIAEoAighDSABKwMwIQcCQAJAAkACQAJAAkACQAJAAkACQAJAAkACQAJAAkACQAJAAkACQAJAAkACQAJAAkACQAJAAkACQAJAAkAgASgCAEEBaw4cAAEDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobAhwLIAxBA3QhAEEAIQEDQCABIANIBEBBACEEA0AgBCALSARAIAogCSACIARBAnRqKAIAQQN0aisDADkDACAEQQFqIQQgCkEIaiEKDAELCyABQQFqIQEgACAJaiEJDAELCwwcCyAMQQN0IQAgC0EDdCEBIAogD0EDdGohCkEAIQIDQCACIANIBEAgCiAJIAD8CgAAIAJBAWohAiAAIAlqIQkgASAKaiEKDAELCwwbCyALQQN0IQBBACEBA0AgASADSARAIAogAiAA/AoAACABQQFqIQEgACAKaiEKDAELCwwaCyAJIAMgC2xBA3RqIQADQCAAIAlKBEAgCgJ8IAkrAwAhBQJAAkACQAJAAkACQAJAAkACQAJAAkACQAJAAkACQAJAAkACQAJAAkACQCAPDhQAAQIDBAUGBwgJCgsMDQ4PEBESExQLIAWaDBQLIAWZDBMLIAUgBaIMEgsgBZ8MEQtEAAAAAAAA8D8gBaMMEAsgBRAADA8LIAUQCAwOCyAFEAEMDQsgBRAMDAwLIAUQAUT+gitlRxX3P6IMCwsgBRABRA7lJhV7y9s/ogwKCyAFEAYMCQtEAAAAAAAA8D8gBZoQAEQAAAAAAADwP6CjDAgLIAVEAAAAAAAAAABhBHxEAAAAAAAAAAAFIAUQAUQAAAAAAADwP6ALDAcLIAVEAAAAAAAAAAAgBSAFYiAFRAAAAAAAAAAAZHIbDAYLRAAAAAAAAPA/RAAAAAAAAPC/IAUgBUQAAAAAAAAAAGMbIAVEAAAAAAAAAABkGwwFCyAFnAwECyAFmwwDCyAFngwCCyAFtrsMAQtEAAAAAAAA8D9EAAAAAAAAAAAgBSAFYhsLOQMAIAlBCGohCSAKQQhqIQoMAQsLDBkLIA8gAyALIAlBCEEAIAxBAUcbIAxBA3QgEUEIQQAgASgCGCIAQQFHGyAAQQN0IAoQCQwYCyANBEAgDyADIAsgAkEIQQAgASgCLEEBRxtBACAJQQhBACAMQQFHGyAMQQN0IAoQCQUgDyADIAsgCUEIQQAgDEEBRxsgDEEDdCACQQhBACABKAIsQQFHG0EAIAoQCQsMFwsgByAHYiEAQQAhAQNAIAEgA0gEQEEAIQQDQCAEIAtIBEAgCiAJKwMAIgUgBWIgBSAHYSAAGwR8IAIgBEEDdGorAwAFIAULOQMAIARBAWohBCAJQQhqIQkgCkEIaiEKDAELCyABQQFqIQEMAQsLDBYLIAMgDGwhAEEAIQECQANAIAAgAUoEQCAJIAFBA3RqKwMAIQUgD0ECRgR/IAVEAAAAAAAAAABjBSAPQQFGBH8gBZlEAAAAAAAA8H9hBSAFtotDAACAf1sgBZlEAAAAAAAA8H9jRSAPQQNGGwsLDQIgAUEBaiEBDAELC0F/IQELIAFBAEgEf0EABSAEIAEgDG02AgQgBCABIAxvNgIIQQELDwsgDEEDdCEBIAtBA3QhDkEAIQQDQCAEQQRqIgAgA0wEQCAMIAkgAiATIAsgChAdIAAhBCAJIAFBAnRqIQkgCiAOQQJ0aiEKDAELCwNAIAMgBEoEQCAMIAkgAiATIAsgChAcIARBAWohBCABIAlqIQkgCiAOaiEKDAELCwwUCyAMQQN0IQFBACEEA0AgAyAESgRAIAIhAEEAIRADQCALIBBKBEAgCiAPIAcgCSAAIAwQGTkDACAQQQFqIRAgACABaiEAIApBCGohCgwBCwsgBEEBaiEEIAEgCWohCQwBCwsMEwsgACAPaiEAQQAhAQNAIAEgA0gEQEEAIRBBACENA0AgCyANSgRAIAAgDUEDdGorAwAhBUEAIQQDQCAEIAxIBEAgBSAJIARBA3RqKwMAIAIgEGorAwChIgUgBaIgECATaisDAKKgIQUgBEEBaiEEIBBBCGohEAwBCwsgCiAFOQMAIA1BAWohDSAKQQhqIQoMAQsLIAFBAWohASAJIAxBA3RqIQkMAQsLDBILIAErAzghCCANIQAgAyEEIAxBA3QhDgNAIAQgEkoEQCACIQFBACEQA0AgCyAQSgRAIAogD0ECRgR8RAAAAAAAAAAAIQVBACEDA0AgAyAMQQN0SARAIAUgAyAJaisDACABIANqKwMAoSIFIAWioCEFIANBCGohAwwBCwsgB5ogBaIQAAVEAAAAAAAAAAAhBUEAIQMDQCADIAxBA3RIBEAgBSADIAlqKwMAIAEgA2orAwCioCEFIANBCGohAwwBCwsgD0EBRgR8IAAhA0QAAAAAAADwPyEGIAcgBaIgCKAhBQNAIANBAEoEQCAGIAWiIAYgA0EBcRshBiADQQF1IQMgBSAFoiEFDAELCyAGBSAPQQNGBHwgByAFoiAIoBAGBSAFCwsLOQMAIBBBAWohECABIA5qIQEgCkEIaiEKDAELCyASQQFqIRIgCSAOaiEJDAELCwwRCyADIAwgCSAPIA1BAEcgAiALIBEgChAYDBALIAxBA3QhDiAPIBFqIQwgCiENIAtBA3QhBEEAIQEDQCABIANIBEAgDSATIAT8CgAAIAFBAWohASAEIA1qIQ0MAQsLAkAgA0EFTgRAIAkhBCACKAIIQQN0IQ0gAigCACIBBH9BA0EAIAFBAUcbBUECCyEQQQAhAQNAIAEgA0gEQCAAIAIgBCARIAFBA3UgDWxqIAFBB3EgEHRqQQMQAyABQQFqIQEgBCAOaiEEDAELCyAAIAIgAyAJIA4gESAMIAogCxAVDAELQQAhBANAIAMgBEoEQCAAIAIgCSARQQAQAyAAIAIgESAMEAogACACIAwgCSAKEBMgBEEBaiEEIAkgDmohCSAKIAtBA3RqIQoMAQsLCwwPCyACKAIEIQsgACACKAJAaiEQIA8gEWohDUEAIQEDQCABIANIBEAgACACIAkgEUEAEAMgACACIBEgDRAKQQAhDgNAIAsgDkoEQCANIBAgDkECdGooAgBqKAIAIQQgCgJ/IAIoAgAiD0UEQCAEKAIAQf///wNxDAELIA9BAUYEQCAAIAIoAjBqIAQgACACKAIUamtqKAIADAELIAQoAgALtzkDACAOQQFqIQ4gCkEIaiEKDAELCyABQQFqIQEgCSAMQQN0aiEJDAELCwwOC0EAIQADQCAAIANIBEAgCiAPIAkgDBAFOQMAIABBAWohACAJIAxBA3RqIQkgCkEIaiEKDAELCwwNC0EAIQADQCAAIANIBEBBAyAJIAwQBSEHRAAAAAAAAAAAIQVBACEBA0AgASAMSARAIAFBA3QiAiAJaisDACAHoRAAIQYgAiAKaiAGOQMAIAUgBqAhBSABQQFqIQEMAQsLQQAhAQNAIAEgDEgEQCAKIAorAwAgBaM5AwAgAUEBaiEBIAlBCGohCSAKQQhqIQoMAQsLIABBAWohAAwBCwsMDAtBACEAA0AgACADSARARAAAAAAAAAAAQQMgCSAMEAUiBSAFmUQAAAAAAADwf2EbIQVEAAAAAAAAAAAhBkEAIQEDQCABIAxIBEAgBiAJKwMAIAWhEACgIQYgAUEBaiEBIAlBCGohCQwBCwsgCiAGEAEgBaA5AwAgAEEBaiEAIApBCGohCgwBCwsMCwtBACEAA0AgACADSARARAAAAAAAAAAAIQVBACEBA0AgASAMSARAIAkgAUEDdGorAwAhBiAPBHwgD0EBRgR8IAUgBiAGoqAFIAUgBpmlIAUgBqAgD0ECRhsLBSAFIAaZoAshBSABQQFqIQEMAQsLIAWfIAUgD0EBRhsiBUQAAAAAAAAAAGEgBSAHY3IEQEQAAAAAAADwPyEFC0EAIQEDQCABIAxIBEAgCiAJKwMAIAWjOQMAIAFBAWohASAJQQhqIQkgCkEIaiEKDAELCyAAQQFqIQAMAQsLDAoLIAkhDiAAIQkgD0EARyERAn8DQCADIBBKBEBBACESA0AgDCASSgRAIAkgAiASQQR0aiILKAIAaiEPIAsoAgghACALKAIMIQEgDisDACIFIAViBH8gAEEBa0F/IAEbBUEAIQ0gACABayITIQEDQCABQQBKBEAgDyABQQF1IgAgDWpBA3RqKwMAIAVmBH8gAAUgAEEBaiIAIA1qIQ0gASAAawshAQwBCwsgDUF/IA0gE0gEfyAPIA1BA3RqKwMAIAVhBUEACxsLIgBBAE4EQCAKIAkgCygCBGogAEEDdGorAwA5AwAFIBEEQCAMIBBsIBJqDAYFIAogBzkDAAsLIBJBAWohEiAOQQhqIQ4gCkEIaiEKDAELCyAQQQFqIRAMAQsLQX8LIgBBAEgEf0EABSAEIAAgDG02AgQgBCAAIAxvNgIIQQELDwsDQCADIBBKBEBBACENA0AgDCANSgRAIAkrAwAhBSAAIAIgDUEEdGoiBCgCAGohC0EAIQEgBCgCBCEEA0AgBEEASgRAIAsgBEEBdSIOIAFqQQN0aisDACAFZAR/IA4FIA5BAWoiDiABaiEBIAQgDmsLIQQMAQsLIAogAbc5AwAgDUEBaiENIAlBCGohCSAKQQhqIQoMAQsLIBBBAWohEAwBCwsMCAsgCkEAIAMgC2xBA3T8CwBBACEBA0AgASADSARAQQAhBANAIAQgDEgEQCAJKwMAIgUgAiAEQQJ0aigCACIAt2MgBUQAAAAAAAAAAGZxBEAgCiAF/AJBA3RqRAAAAAAAAPA/OQMACyAKIABBA3RqIQogBEEBaiEEIAlBCGohCQwBCwsgAUEBaiEBDAELCwwHCyALQQN0IQBBACEBAn8DQCABIANIBEAgASAJKwMAIgUgD7djIAVEAAAAAAAAAABmcUUNAhogCiACIAX8AiAAbGogAPwKAAAgAUEBaiEBIAlBCGohCSAAIApqIQoMAQsLQX8LIgBBAEgEf0EABSAEIAA2AgQgBEEANgIIQQELDwtBACEEA0AgAyAESgRAIAIhAEEAIRADQCALIBBKBEAgACgCACEBIABBBGohAEQAAAAAAADwPyEFQQAhDQNAIAEgDUoEQCAFIAkgACgCAEEDdGorAwCiIQUgDUEBaiENIABBBGohAAwBCwsgCiAFOQMAIBBBAWohECAKQQhqIQoMAQsLIARBAWohBCAJIAxBA3RqIQkMAQsLDAULIAAhBANAIAMgEEoEQEEAIQ4DQCAMIA5KBEAgBCACIA5BBHRqIgAoAgBqIQsgBCAAKAIEaiEPIAAoAgghACAJKwMAIgUhBgJAIAUgBWINACAFIAsrAwBlBEAgDysDACEGDAELIAUgAEEBa0EDdCIBIAtqKwMAZgRAIAEgD2orAwAhBgwBC0EAIQ0DQCAAQQBKBEAgCyAAQQF1IgEgDWpBA3RqKwMAIAVmBH8gAQUgAUEBaiIBIA1qIQ0gACABawshAAwBCwsgDUEDdCIAIAtqIgErAwAhByAAIA9qIgArAwAhBiAFIAdhDQAgBiAAQQhrKwMAIgahIAcgAUEIaysDACIHoaMgBSAHoaIgBqAhBgsgCiAGOQMAIA5BAWohDiAJQQhqIQkgCkEIaiEKDAELCyAQQQFqIRAMAQsLDAQLQQAhAANAIAAgDEgEQCAGIAIgAEEDdGorAwCgIQYgAEEBaiEADAELCwNAIAMgDkoEQEEAIQEDQCABIAxIBEAgCSABQQN0aisDACEFIAEhAANAIABBAEoEQCAJIBEgAEEBayIEQQJ0aigCACINQQN0aisDACAFZUUEQCARIABBAnRqIA02AgAgBCEADAILCwsgESAAQQJ0aiABNgIAIAFBAWohAQwBCwtEAAAAAAAAAAAhBSARKAIAIQBBACEBA0AgASAMSARAIAUgAiARIAFBAnRqKAIAIgBBA3RqKwMAoCIFIAZEAAAAAAAA4D+iZkUEQCABQQFqIQEMAgsLCyAKIAkgAEEDdGorAwA5AwAgDkEBaiEOIAkgDEEDdGohCSAKQQhqIQoMAQsLDAMLIApBACADIAtsQQN0/AsAQQAhAQNAIAEgA0gEQEEAIQQDQCAEIAtIBEAgBEEBaiECA0AgAiALSARAIAogBCACIAkrAwBEAAAAAAAAAABkG0EDdGoiACAAKwMARAAAAAAAAPA/oDkDACACQQFqIQIgCUEIaiEJDAELCyAEQQFqIQQMAQsLIAFBAWohASAKIAtBA3RqIQoMAQsLDAILQQAhAANAIAAgA0gEQEEAIQEDQCABIAtIBEBEAAAAAAAAAAAhBUEAIQIDQCACIAtIBEAgASACRwRAIAIgASABIAJKIg4bIQQgBSAJIAEgAiAOGyAEa0EBayAEIAtsIAQgBEEBamxBAm1rakEDdGorAwBESK+8mvLXej6lRMsaUMr//+8/pCIFRAAAAAAAAPA/IAWhIA4bIgYgBqKgIQUgASACIAEgAkgiDhshBCARIAEgC2wgAmpBA3RqIAaaIAkgAiABIA4bIARrQQFrIAQgC2wgBCAEQQFqbEECbWtqQQN0aisDAERIr7ya8td6PqVEyxpQyv//7z+kIgZEAAAAAAAA8D8gBqEgDhuiOQMACyACQQFqIQIMAQsLIBEgASALbCABakEDdGogBTkDACABQQFqIQEMAQsLIAsgESARIAsgC2xBA3RqIAoQGiAAQQFqIQAgCSALIAtBAWtsQQJtQQN0aiEJIAogC0EDdGohCgwBCwsMAQtBAg8LQQAL8AEBCn8gACgCAEHakLWKA0cEQEECDwsgACgCDEEDdCEMIAAoAhAhByAAIAAgACgCHGogAUEEdGoiASgCAGohDSABKAIEIQ4gASgCCCEIIAEoAgxBA3QhCUEAIQEDQCABIANIBEAgByADIAFrIgYgBiAHShshCiACIAEgDGxqIQtBACEGA0AgBiAOSARAIAAgDSAGQQZ0aiALIAogBRAWIg8EQCAFIAY2AgAgBSABIAUoAgRqNgIEIA8PCyAGQQFqIQYMAQsLIAQgASAJbGogCyAFIAhqIAhBf0YbIAkgCmz8CgAAIAEgB2ohAQwBCwtBAAuHBAIIfwJ8A0AgACAOSgRAQQAhC0EAIQkDQCABIAlKBEAgAiAJQQN0aisDACERIAMgC0YEfyARIAIgByADQQFrQQJ0aigCAEEDdGorAwBjBUEBCwRAIAMgC0oEQCALIgpBAWohCwUgA0EBayEKCwNAIApBAEoEQCACIAcgCkEBayIMQQJ0aigCACINQQN0aisDACARZUUEQCAHIApBAnRqIA02AgAgDCEKDAILCwsgByAKQQJ0aiAJNgIACyAJQQFqIQkMAQsLRAAAAAAAAAAAIRFBACEMQQAhCyAEBH8gAiAHKAIAQQN0aisDAEQAAAAAAAAAAGEFIAQLIQogCEEAIAZBA3T8CwADQCADIAxKBEAgAiAHIAxBAnRqKAIAIglBA3RqKwMAIRIgESAEBHwgCgR8RAAAAAAAAPA/RAAAAAAAAAAAIBJEAAAAAAAAAABhGwVEAAAAAAAA8D8gEqMLBUQAAAAAAADwPwsiEqAhESAFIAYgCWxBA3RqIQ1BACEJA0AgBiAJSgRAIAlBA3QiDyAIaiIQIBArAwAgEiANIA9qKwMAoqA5AwAgCUEBaiEJDAELCyAMQQFqIQwMAQsLA0AgBiALSgRAIAggC0EDdGoiCiAKKwMAIBGjOQMAIAtBAWohCwwBCwsgDkEBaiEOIAIgAUEDdGohAiAIIAZBA3RqIQgMAQsLC6UDAgN/A3wgAEEBTARAA0AgBSAEQQN0SARAIAggAiAFaisDACADIAVqKwMAoSIBIAGioCEIIAVBCGohBQwBCwsgCCAInyAAGw8LIABBBUYEQANAIAUgBEEDdEgEQCAIIAIgBWorAwAiASABoqAhCCAFQQhqIQUMAQsLA0AgByAEQQN0SARAIAkgAyAHaisDACIBIAGioCEJIAdBCGohBwwBCwsgCJ8gCZ+iIgFEAAAAAAAAAABhBHxEAAAAAAAA8D8FA0AgBiAEQQN0SARAIAogAiAGaisDACADIAZqKwMAoqAhCiAGQQhqIQYMAQsLRAAAAAAAAPA/IAogAaOhCw8LA0AgBSAEQQN0SARAIAIgBWorAwAgAyAFaisDAKGZIQkgAEECRgR8IAggCaAFIABBA0YEfCAIIAmlBSAIIAlEAAAAAAAAAABhBHxEAAAAAAAAAAAFIAEgCRABohAAC6ALCyEIIAVBCGohBQwBCwsgAEEERgR8IAhEAAAAAAAAAABhBHxEAAAAAAAAAAAFRAAAAAAAAPA/IAGjIAgQAaIQAAsFIAgLC44EAgZ/BHxEexSuR+F6dD8gALejIQ1B5AAgACAAQeQASBshCANAIAAgBEoEQCADIARBA3RqRAAAAAAAAPA/IAC3ozkDACAEQQFqIQQMAQsLA0AgByAISARARAAAAAAAAAAAIQtBACEEA0AgACAESgRARAAAAAAAAAAAIQpBACEFA0AgACAFSgRAIAogASAAIARsIAVqQQN0aisDACADIAVBA3RqKwMAoqAhCiAFQQFqIQUMAQsLIARBA3QiBSACaiAKOQMAIAsgAyAFaisDACAKoqAhCyAEQQFqIQQMAQsLRAAAAAAAAAAAIQpBACEEA0AgACAESgRAIAogAiAEQQN0aisDACALoZmlIQogBEEBaiEEDAELCyAKIA1jBEAPC0EAIQQDQCAAIARKBEAgCyAEQQN0IgUgAmorAwChIAEgACAEbCAEakEDdGorAwAiDKMhCiADIAVqIgYgBisDACAKoDkDACALIAogCiAMoiACIAVqKwMARAAAAAAAAABAoqCioCAKRAAAAAAAAPA/oCILoyALoyELQQAhBQNAIAAgBUoEQCAFQQN0IgYgAmoiCSAJKwMAIAogASAAIARsIAVqQQN0aisDAKKgIApEAAAAAAAA8D+gIgyjOQMAIAMgBmoiBiAGKwMAIAyjOQMAIAVBAWohBQwBCwsgBEEBaiEEDAELCyAHQQFqIQcMAQsLCxsARAAAAAAAAPA/IACaEABEAAAAAAAA8D+gowusAwMEfwV7AXwgBEEDdCEIIAEgAEEDdGohCQNAIAdBCGogBEwEQCAD/QAEACEKIAP9AAQQIQsgA/0ABCAhDCAD/QAEMCENIAEhBiACIQADQCAGIAlIBEAgCiAG/QoDACIOIAD9AAQA/fIB/fABIQogCyAOIAD9AAQQ/fIB/fABIQsgDCAOIAD9AAQg/fIB/fABIQwgDSAOIAD9AAQw/fIB/fABIQ0gBkEIaiEGIAAgCGohAAwBCwsgBSAK/QsEACAFIAv9CwQQIAUgDP0LBCAgBSAN/QsEMCAHQQhqIQcgAkFAayECIANBQGshAyAFQUBrIQUMAQsLA0AgB0ECaiAETARAIAP9AAQAIQogASEAIAIhBgNAIAAgCUgEQCAKIAD9CgMAIAb9AAQA/fIB/fABIQogAEEIaiEAIAYgCGohBgwBCwsgBSAK/QsEACAHQQJqIQcgAkEQaiECIANBEGohAyAFQRBqIQUMAQsLIAQgB0oEQCADKwMAIQ8DQCABIAlIBEAgDyABKwMAIAIrAwCioCEPIAFBCGohASACIAhqIQIMAQsLIAUgDzkDAAsL0QQDC38LewV8IABBA3QiCSABaiELIAkgC2oiDSAJaiEOIARBA3QiCiAFaiEMIAogDGoiDyAKaiEQA0AgCEEEaiAETARAIAhBA3QiBiADaiIA/QAEACITIRUgAP0ABBAiFCEWIBMiFyEYIBQiGSEaQQAhACACIAZqIQcDQCAAIAlIBEAgEyAAIAFq/QoDACIRIAf9AAQAIhv98gH98AEhEyAUIBEgB/0ABBAiEf3yAf3wASEUIBUgACALav0KAwAiEiAb/fIB/fABIRUgFiASIBH98gH98AEhFiAXIAAgDWr9CgMAIhIgG/3yAf3wASEXIBkgEiAR/fIB/fABIRkgGCAAIA5q/QoDACISIBv98gH98AEhGCAaIBIgEf3yAf3wASEaIABBCGohACAHIApqIQcMAQsLIAUgBmoiACAT/QsEACAAIBT9CwQQIAYgDGoiACAV/QsEACAAIBb9CwQQIAYgD2oiACAX/QsEACAAIBn9CwQQIAYgEGoiACAY/QsEACAAIBr9CwQQIAhBBGohCAwBCwsDQCAEIAhKBEAgCEEDdCIGIANqKwMAIhwhHSAcIh4hH0EAIQAgAiAGaiEHA0AgACAJSARAIBwgACABaisDACAHKwMAIiCioCEcIB0gACALaisDACAgoqAhHSAeIAAgDWorAwAgIKKgIR4gHyAAIA5qKwMAICCioCEfIABBCGohACAHIApqIQcMAQsLIAUgBmogHDkDACAGIAxqIB05AwAgBiAPaiAeOQMAIAYgEGogHzkDACAIQQFqIQgMAQsLCw==";

// wasm-models/backends/wasm/linked.ts
var PAGE = 65536;
var MAX_PAGES = 65536;
var LinkedKernels = class _LinkedKernels {
  memory;
  #kernels;
  #room = new Arena();
  #arena = 0;
  #arenaBytes = 0;
  /** @param module linked kernels, compiled */
  constructor(module) {
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
    const instance = new WebAssembly.Instance(module, { env: { memory: this.memory } });
    this.#kernels = instance.exports;
  }
  /** Kernels of this program, where modules may be compiled at run time. */
  static async load() {
    return new _LinkedKernels(await WebAssembly.compile(decodeBase64(LINKED_MODULE)));
  }
  /**
   * Room of so many bytes at an address divisible by 16.
   * @throws RangeError when there is no memory left
   */
  take(bytes) {
    const at = this.#room.take(bytes);
    const missing = this.#room.size - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    return at;
  }
  /** Gives room back. */
  free(at) {
    this.#room.free(at);
  }
  /** Room that all models use in turn; asking for more may move it. */
  arena(bytes) {
    if (bytes > this.#arenaBytes) {
      if (this.#arenaBytes > 0) this.free(this.#arena);
      this.#arena = this.take(bytes);
      this.#arenaBytes = bytes;
    }
    return this.#arena;
  }
  /** @returns 0 done, 1 refused (instruction, row and column stand in the arena), 2 not understood */
  run(blob, output, x, rows, out, arena) {
    return this.#kernels.run(blob, output, x, rows, out, arena);
  }
};

// ../../tmp/par.ts
var k = await LinkedKernels.load();
var only3 = process.argv[2];
var ok = 0;
var unsupported = 0;
var bad = 0;
var reasons = /* @__PURE__ */ new Map();
for (const v of versions("sklearn")) for (const t of truths("sklearn", v)) {
  if (only3 && !(t.name + " " + t.estimator).includes(only3)) continue;
  try {
    const f = await readModelPickle(fileOf(t, t.files[0].file));
    const m = importSklearn(openField(f.root));
    const p = compareWithTruth(m.program, t, k);
    const r = refusedRows(m.program, t);
    if (p.differences.length === 0 && r.accepted.length === 0) {
      ok++;
      if (only3) console.log("ok", v, t.name, p.compared.join(), p.largest);
    } else {
      bad++;
      console.log("BAD", v, t.name, t.estimator, p.compared, p.differences.slice(0, 2), "accepted", r.accepted.slice(0, 1), r.accepted.length, "of", r.rows);
    }
  } catch (e) {
    const msg = e.message;
    if (/an estimator that can be compiled/.test(msg)) {
      unsupported++;
      const n = /got (\w+)/.exec(msg)?.[1] ?? msg;
      reasons.set(n, (reasons.get(n) ?? 0) + 1);
    } else {
      bad++;
      console.log("ERR", v, t.name, t.estimator, msg.slice(0, 300));
    }
  }
}
console.log({ ok, bad, unsupported }, [...reasons].sort((a, b) => b[1] - a[1]).map((x) => x.join(":")).join(" "));
