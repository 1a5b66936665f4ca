/** Small models written by hand in each of the library's formats. @module */

/** A tree as the library's documents have it. */
export interface SampleTree {
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly feature: readonly number[];
  readonly condition: readonly number[];
  readonly defaultLeft: readonly number[];
  readonly hessian: readonly number[];
  /** Node and its categories. */
  readonly sets?: readonly (readonly [node: number, categories: readonly number[]])[];
}

/** feature 1 < 0.5 ? (feature 0 < -1 ? 10 : 20) : 30; missing goes right, then left. */
export const TREE: SampleTree = {
  left: [1, 3, -1, -1, -1],
  right: [2, 4, -1, -1, -1],
  feature: [1, 0, 0, 0, 0],
  condition: [0.5, -1, 30, 10, 20],
  defaultLeft: [0, 1, 0, 0, 0],
  hessian: [9, 6, 3, 4, 2],
};

export const STUMP: SampleTree = {
  left: [-1],
  right: [-1],
  feature: [0],
  condition: [0.25],
  defaultLeft: [0],
  hessian: [9],
};

/** Members 1 and 33 of feature 0 go right to 2, all others left to 1. */
export const CATEGORICAL_TREE: SampleTree = {
  left: [1, -1, -1],
  right: [2, -1, -1],
  feature: [0, 0, 0],
  condition: [Number.NaN, 1, 2],
  defaultLeft: [1, 0, 0],
  hessian: [2, 1, 1],
  sets: [[0, [1, 33]]],
};

type Json = Record<string, unknown>;

function treeDocument(tree: SampleTree, id: number): Json {
  const sets = tree.sets ?? [];
  const categories = sets.flatMap(([, members]) => members);
  return {
    base_weights: tree.left.map(() => 0),
    categories,
    categories_nodes: sets.map(([node]) => node),
    categories_segments: sets.map((_, index) => sets.slice(0, index).flatMap(([, members]) => members).length),
    categories_sizes: sets.map(([, members]) => members.length),
    default_left: tree.defaultLeft,
    id,
    left_children: tree.left,
    loss_changes: tree.left.map(() => 0),
    parents: tree.left.map(() => 2147483647),
    right_children: tree.right,
    split_conditions: tree.condition,
    split_indices: tree.feature,
    split_type: tree.left.map((_, node) => (sets.some(([set]) => set === node) ? 1 : 0)),
    sum_hessian: tree.hessian,
    tree_param: {
      num_deleted: "0",
      num_feature: "2",
      num_nodes: String(tree.left.length),
      size_leaf_vector: "1",
    },
  };
}

/** A document that can be changed before it is written. */
export interface SampleDocument {
  readonly version: unknown;
  readonly learner: {
    attributes: Json;
    feature_names: unknown;
    feature_types: unknown;
    gradient_booster: { name: string; model: Json; [key: string]: unknown };
    learner_model_param: Json;
    objective: Json & { name: string };
  };
}

/** Two features, one sum a row. */
export function sampleDocument(trees: readonly SampleTree[] = [TREE, STUMP]): SampleDocument {
  return {
    version: [3, 1, 2],
    learner: {
      attributes: { best_iteration: "0", note: "of ours" },
      feature_names: ["age", "größe"],
      feature_types: ["float", "float"],
      gradient_booster: {
        name: "gbtree",
        model: {
          gbtree_model_param: { num_trees: String(trees.length), num_parallel_tree: "1" },
          tree_info: trees.map(() => 0),
          trees: trees.map(treeDocument),
        },
      },
      learner_model_param: { base_score: "[5E-1]", num_class: "0", num_feature: "2", num_target: "1" },
      objective: { name: "binary:logistic", reg_loss_param: { scale_pos_weight: "1" } },
    },
  };
}

/** As the library writes it: NaN is a bare word. */
export function toJson(document: unknown): Uint8Array {
  const text = JSON.stringify(document, (_, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? `#${value}#` : value,
  );
  return new TextEncoder().encode(text.replaceAll(/"#(-?\w+)#"/g, "$1"));
}

const FLOATS = new Set(["base_weights", "loss_changes", "split_conditions", "sum_hessian", "weights", "weight_drop"]);

/** As the library writes it: lists of numbers have a type and a count, objects an end. */
export function toUbjson(value: unknown): Uint8Array {
  const bytes: number[] = [];
  const int64 = (number: number): void => {
    bytes.push(...new Uint8Array(new BigInt64Array([BigInt(number)]).buffer).toReversed());
  };
  const text = (string: string): void => {
    const encoded = new TextEncoder().encode(string);
    bytes.push(0x4c);
    int64(encoded.length);
    bytes.push(...encoded);
  };
  const write = (item: unknown, key: string): void => {
    if (typeof item === "string") {
      bytes.push(0x53);
      text(item);
    } else if (typeof item === "number") {
      bytes.push(0x4c);
      int64(item);
    } else if (Array.isArray(item)) writeList(item, key);
    else {
      bytes.push(0x7b);
      for (const [name, field] of Object.entries(item as Json)) {
        text(name);
        write(field, name);
      }
      bytes.push(0x7d);
    }
  };
  const writeList = (list: readonly unknown[], key: string): void => {
    bytes.push(0x5b);
    const numbers = list.length > 0 && typeof list[0] === "number" && key !== "version";
    if (numbers) bytes.push(0x24, FLOATS.has(key) ? 0x64 : 0x6c);
    bytes.push(0x23, 0x4c);
    int64(list.length);
    for (const item of list) {
      if (!numbers) write(item, "");
      else bytes.push(...new Uint8Array(fourBytes(FLOATS.has(key), item as number)).toReversed());
    }
  };
  write(value, "");
  return Uint8Array.from(bytes);
}

function fourBytes(float: boolean, value: number): ArrayBuffer {
  return (float ? Float32Array.of(value) : Int32Array.of(value)).buffer;
}

/** What goes into the library's first format. */
export interface SampleLegacy {
  readonly trees?: readonly SampleTree[];
  readonly objective?: string;
  readonly booster?: string;
  readonly baseScore?: number;
  readonly major?: number;
  readonly classes?: number;
  readonly attributes?: readonly (readonly [string, string])[];
  /** Of dart, or of gblinear. */
  readonly weights?: readonly number[];
  readonly treeInfo?: readonly number[];
}

/** Without `binf`. */
export function toLegacy(sample: SampleLegacy = {}): Uint8Array {
  const { trees = [TREE, STUMP], attributes, weights } = sample;
  const parts: Uint8Array[] = [];
  const push = (array: Int32Array | Float32Array): void => void parts.push(new Uint8Array(array.buffer));
  const text = (string: string): void => {
    const encoded = new TextEncoder().encode(string);
    push(Int32Array.of(encoded.length, 0));
    parts.push(encoded);
  };
  const counted = (numbers: readonly number[]): void => {
    push(Int32Array.of(numbers.length, 0));
    push(Float32Array.from(numbers));
  };
  const learner = new Int32Array(34);
  learner.set([0, 2, sample.classes ?? 0, attributes === undefined ? 0 : 1, 0, sample.major ?? 1, 4]);
  new Float32Array(learner.buffer)[0] = sample.baseScore ?? 0.5;
  push(learner);
  text(sample.objective ?? "binary:logistic");
  text(sample.booster ?? "gbtree");
  if (sample.booster === "gblinear") {
    push(new Int32Array(34));
    counted(weights ?? []);
  } else {
    const header = new Int32Array(40);
    header.set([trees.length, 1]);
    push(header);
    for (const tree of trees) parts.push(legacyTree(tree));
    push(Int32Array.from(sample.treeInfo ?? trees.map(() => 0)));
    if (weights !== undefined) counted(weights);
  }
  if (attributes !== undefined) {
    push(Int32Array.of(attributes.length, 0));
    for (const [key, value] of attributes) {
      text(key);
      text(value);
    }
  }
  return join(parts);
}

function legacyTree(tree: SampleTree): Uint8Array {
  const count = tree.left.length;
  const header = new Int32Array(37);
  header.set([1, count, 0, 0, 2, 0]);
  const nodes = new Int32Array(count * 5);
  const stats = new Float32Array(count * 4);
  for (let node = 0; node < count; node++) {
    const split = tree.feature[node]! | (tree.defaultLeft[node] === 1 ? 0x80000000 : 0);
    nodes.set([-1, tree.left[node]!, tree.right[node]!, split], node * 5);
    new Float32Array(nodes.buffer)[node * 5 + 4] = tree.condition[node]!;
    stats[node * 4 + 1] = tree.hessian[node]!;
  }
  return join([new Uint8Array(header.buffer), new Uint8Array(nodes.buffer), new Uint8Array(stats.buffer)]);
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
