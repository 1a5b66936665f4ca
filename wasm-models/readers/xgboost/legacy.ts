/**
 * Reads the library's first format, which `save_model` wrote until 2.0 and which 3.1 no longer reads:
 * parameters as they lay in memory, then trees, then attributes.
 * @module
 */
import { iterationOf } from "./attributes.ts";
import { LegacyCursor } from "./legacy-cursor.ts";
import { legacyTrees } from "./legacy-trees.ts";
import { MAX_ATTRIBUTES, MAX_FEATURES, MAX_GROUPS, MAX_WEIGHTS } from "./limits.ts";
import type { XgboostModel } from "./model.ts";
import { shown } from "../pickle/model-file-error.ts";
import { refuse } from "./refuse.ts";

const LEARNER_BYTES = 136;
const LINEAR_BYTES = 136;

/** @param bytes from the learner's parameters on, without `binf` */
export function readLegacy(bytes: Uint8Array): XgboostModel {
  const cursor = new LegacyCursor(bytes);
  const learner = readLearner(cursor);
  const { groups, featureCount } = learner;
  const objective = cursor.string("objective");
  const name = cursor.string("booster");
  const booster = readBooster(cursor, name, groups, featureCount);
  const attributes = learner.hasAttributes ? readPairs(cursor) : new Map<string, string>();
  return {
    version: learner.version,
    objective: { name: objective, parameters: new Map() },
    booster,
    featureCount,
    groups,
    classCount: learner.classCount,
    targetCount: learner.targetCount,
    baseScore: {
      values: Float32Array.of(learner.baseScore),
      space: learner.version[0] === 0 ? "margin" : "output",
    },
    featureNames: [],
    featureTypes: [],
    attributes,
    bestIteration: iterationOf(attributes),
  };
}

interface Learner {
  readonly baseScore: number;
  readonly featureCount: number;
  readonly classCount: number;
  readonly targetCount: number;
  readonly groups: number;
  readonly hasAttributes: boolean;
  readonly version: readonly [number, number, number];
}

function readLearner(cursor: LegacyCursor): Learner {
  const start = cursor.take(LEARNER_BYTES, "learner parameters");
  const { view } = cursor;
  const integer = (offset: number, field: string, most: number): number => {
    const value = view.getInt32(start + offset, true);
    return value >= 0 && value <= most ? value : refuse(field, `an integer of 0 to ${most}`, String(value));
  };
  const baseScore = view.getFloat32(start, true);
  if (!Number.isFinite(baseScore)) refuse("base_score", "a finite number", String(baseScore));
  const classCount = integer(8, "num_class", MAX_GROUPS);
  const major = integer(20, "major version", 99);
  // Versions that knew one target left 0 there.
  const targetCount = Math.max(1, integer(28, "num_target", MAX_GROUPS));
  if (classCount > 1 && targetCount > 1) {
    refuse("num_target", "one target where there are several classes", `${targetCount}`);
  }
  return {
    baseScore,
    featureCount: integer(4, "num_feature", MAX_FEATURES),
    classCount,
    targetCount,
    groups: Math.max(1, classCount, targetCount),
    hasAttributes: integer(12, "contain_extra_attrs", 1) === 1,
    version: [major, major === 0 ? 0 : integer(24, "minor version", 999), 0],
  };
}

function readBooster(cursor: LegacyCursor, name: string, groups: number, features: number): XgboostModel["booster"] {
  switch (name) {
    case "gbtree":
      return legacyTrees(cursor, groups, false);
    case "dart":
      return legacyTrees(cursor, groups, true);
    case "gblinear": {
      cursor.take(LINEAR_BYTES, "gblinear parameters");
      const expected = (features + 1) * groups;
      const count = cursor.count("number of weights", 4, MAX_WEIGHTS);
      if (count !== expected) refuse("weights", `${expected} numbers`, `${count}`);
      return { kind: "linear", weights: cursor.float32s(count, "weights") };
    }
    default:
      return refuse("booster", "gbtree, dart or gblinear", shown(name));
  }
}

function readPairs(cursor: LegacyCursor): Map<string, string> {
  const pairs = new Map<string, string>();
  // A pair is two strings of at least their length.
  const count = cursor.count("number of attributes", 16, MAX_ATTRIBUTES);
  for (let index = 0; index < count; index++) {
    const key = cursor.string(`attribute ${index}`);
    pairs.set(key, cursor.string(`attribute ${index}`));
  }
  return pairs;
}
