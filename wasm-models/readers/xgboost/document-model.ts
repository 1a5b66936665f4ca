/** A model out of JSON and UBJSON. @module */
import { Entry } from "./document.ts";
import type { DocumentValue } from "./document.ts";
import { readTrees } from "./document-trees.ts";
import { MAX_ATTRIBUTES, MAX_FEATURES, MAX_GROUPS, MAX_WEIGHTS } from "./limits.ts";
import type { BaseScore, XgboostModel, XgboostObjective } from "./model.ts";
import { iterationOf } from "./attributes.ts";
import { shown } from "../pickle/model-file-error.ts";
import { refuse } from "./refuse.ts";

const MAX_INT32 = 2147483647;

/** A model file, or the snapshot that a pickle holds: the model beside its configuration. */
export function modelOfDocument(document: DocumentValue): XgboostModel {
  const outermost = new Entry("", document);
  const root = outermost.find("Model").present ? outermost.get("Model") : outermost;
  const learner = root.get("learner");
  const parameters = learner.get("learner_model_param");
  const classCount = parameters.get("num_class").integer(0, MAX_GROUPS);
  const targets = parameters.get("num_target");
  const targetCount = targets.present ? targets.integer(0, MAX_GROUPS) : 1;
  if (classCount > 1 && targetCount > 1) {
    parameters.get("num_target").fail("one target where there are several classes", `${targetCount}`);
  }
  const groups = Math.max(1, classCount, targetCount);
  const featureCount = parameters.get("num_feature").integer(0, MAX_FEATURES);
  const attributes = optional(learner, "attributes")?.textFields(MAX_ATTRIBUTES) ?? new Map<string, string>();
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
    bestIteration: iterationOf(attributes),
  };
}

function readVersion(entry: Entry): [number, number, number] {
  const [major = 1, minor = 0, patch = 0] = entry.int32s(undefined, 0, MAX_INT32);
  return [major, minor, patch];
}

function readObjective(entry: Entry): XgboostObjective {
  const parameters = new Map<string, string>();
  for (const group of entry.keys()) {
    const fields = entry.get(group);
    if (!(fields.value instanceof Map)) continue;
    for (const [key, value] of fields.textFields(MAX_ATTRIBUTES)) parameters.set(key, value);
  }
  return { name: entry.get("name").text(), parameters };
}

function readBooster(entry: Entry, groups: number, featureCount: number): XgboostModel["booster"] {
  const name = entry.get("name").text();
  switch (name) {
    case "gbtree":
      return readTrees(entry.get("model"), entry.get("model").get("weight_drop"), groups, featureCount);
    case "dart": {
      const nested = entry.get("gbtree");
      const model = nested.present ? nested.get("model") : entry.get("model");
      const outer = entry.get("weight_drop");
      return readTrees(model, outer.present ? outer : model.get("weight_drop"), groups, featureCount);
    }
    case "gblinear": {
      const length = (featureCount + 1) * groups;
      if (length > MAX_WEIGHTS) refuse("gradient_booster", `at most ${MAX_WEIGHTS} weights`, `${length}`);
      return { kind: "linear", weights: entry.get("model").get("weights").float32s(length) };
    }
    default:
      return entry.get("name").fail("gbtree, dart or gblinear", shown(name));
  }
}

/** One number as text, or since 3.1 a list of them as text: `[1E-1,2E-1]`. */
function readBaseScore(entry: Entry, groups: number): BaseScore {
  const text = entry.text().trim();
  const listed = /^\[(.*)\]$/.exec(text);
  const parts = (listed?.[1] ?? text).split(",", groups + 1);
  if (parts.length !== 1 && parts.length !== groups) entry.fail(`1 or ${groups} numbers`, `${parts.length}`);
  const values = Float32Array.from(parts, (part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (!values.every(Number.isFinite)) entry.fail("finite numbers", "another text");
  return { values, space: "output" };
}

function readNames(learner: Entry, key: string, featureCount: number): string[] {
  const names = optional(learner, key)?.texts(featureCount) ?? [];
  if (names.length !== 0 && names.length !== featureCount) {
    learner.get(key).fail(`${featureCount} names`, `${names.length}`);
  }
  return names;
}

function optional(entry: Entry, key: string): Entry | undefined {
  const found = entry.get(key);
  return found.present ? found : undefined;
}
