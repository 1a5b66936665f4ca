/** Reads the operator's configuration from a file: any part of it, the rest are the defaults. @module */
import { isAbsent, isFields } from "../../runtime/graph/fields.ts";
import type { Issue } from "../../runtime/graph/spec.ts";
import { DEFAULT_CONFIG } from "./operator-config.ts";
import type { OperatorConfig } from "./operator-config.ts";

/** Places whose keys are anybody's. */
const OPEN: readonly string[] = ["servers", "requests", "limits"];

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  "ingress.provider": ["gateway-api", "istio", "ambassador", "none"],
  autoscaling: ["v2", "v2beta2"],
  policy: ["v1", "v1beta1"],
};

/** @param value what a YAML or JSON parser returned */
export function readOperatorConfig(value: unknown): { config: OperatorConfig; issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const config = mergeField(DEFAULT_CONFIG, value, "", issues) as OperatorConfig;
  return { config: issues.length > 0 ? DEFAULT_CONFIG : config, issues };
}

function mergeField(known: unknown, given: unknown, path: string, issues: Issue[]): unknown {
  if (isAbsent(given)) return known;
  const key = path.slice(path.lastIndexOf(".") + 1);
  const expect = (expected: string): unknown => {
    issues.push({ path, message: `expected ${expected}, got ${kindOf(given)}` });
    return known;
  };
  if (Array.isArray(known)) {
    return Array.isArray(given) && given.every((item) => typeof item === "string") ? given : expect("a list of texts");
  }
  if (!isFields(known)) {
    const choice = CHOICES[path];
    if (choice !== undefined && !choice.some((known) => known === given)) return expect(`one of ${choice.join(", ")}`);
    return typeof given === typeof known ? given : expect(`a ${typeof known}`);
  }
  if (!isFields(given)) return expect("an object");
  if (OPEN.includes(key)) return key === "servers" ? { ...known, ...given } : given;
  const merged: Record<string, unknown> = { ...known };
  for (const [name, item] of Object.entries(given)) {
    const at = path === "" ? name : `${path}.${name}`;
    if (Object.hasOwn(known, name)) merged[name] = mergeField(known[name], item, at, issues);
    else if (key === "resources" && OPEN.includes(name)) merged[name] = item;
    else issues.push({ path: at, message: `unknown; expected one of ${Object.keys(known).join(", ")}` });
  }
  return merged;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return isFields(value) ? "an object" : `${typeof value} ${JSON.stringify(value).slice(0, 40)}`;
}
