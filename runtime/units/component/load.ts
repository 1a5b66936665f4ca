/**
 * COMPONENT_SERVER and registered classes: from a module or a class to a loaded component.
 * @module
 */
import type { RuntimeHost } from "../../host.ts";
import type { UnitFactory, UnitSpec } from "../factory.ts";
import { findModelFile } from "../model-file.ts";
import { userParameters } from "../parameters.ts";
import type { ParameterValue } from "../parameters.ts";
import type { Unit } from "../unit.ts";
import type { ComponentClass } from "./component.ts";
import { isNotImplemented } from "./failure.ts";
import { findMethod } from "./members.ts";
import { parseMetadataOverride, readComponentMetadata } from "./metadata.ts";
import { createThreadedComponent, runsOnThread } from "./threaded.ts";
import { createComponentUnit } from "./unit.ts";

const ENDINGS: readonly string[] = [".ts", ".mts", ".js", ".mjs"];
const VERBS: readonly string[] = ["predict", "transformInput", "transformOutput", "route", "aggregate", "sendFeedback"];

/** Imports the component that `modelUri` names; with `zerohop.thread=worker` in worker threads. */
export const createComponentServer: UnitFactory = async (spec, host) => {
  if (host.importComponent === undefined || host.files === undefined) {
    throw new TypeError("Components cannot be loaded from files on this platform; pass them to createRuntime");
  }
  const path = await findModelFile(spec, ENDINGS, host);
  if (runsOnThread(spec)) return createThreadedComponent(spec, path, host);
  const exports = await host.importComponent(path);
  const target = pickExport(exports, path);
  return createComponent(target, spec, host, userParameters(spec.parameters));
};

/**
 * A factory for a class of one's own, registered under an implementation name; it receives `modelUri`.
 * @param closes whether the component ends with its unit
 */
export function componentFactory(target: ComponentClass | object, closes: boolean = true): UnitFactory {
  return (spec, host) => {
    const { modelUri } = spec;
    const uri = modelUri === undefined ? {} : { modelUri, model_uri: modelUri };
    const parameters = { ...uri, ...userParameters(spec.parameters) };
    return createComponent(target, spec, host, parameters, closes);
  };
}

/** Constructs the component if it is a class, loads it and makes its unit. */
async function createComponent(
  target: ComponentClass | object,
  spec: UnitSpec,
  host: RuntimeHost,
  parameters: Readonly<Record<string, ParameterValue>>,
  closes: boolean = true,
): Promise<Unit> {
  const override = parseMetadataOverride(host.env["MODEL_METADATA"]);
  const component = isClass(target) ? new target(parameters) : target;
  await load(component);
  const name = isClass(target) ? target.name : component.constructor?.name;
  const identity = spec.image ?? (name === undefined || name === "Object" ? spec.name : name);
  const metadata = await readComponentMetadata(findMethod(component, "initMetadata"), identity, override);
  startService(component, spec, host);
  if (!VERBS.some((verb) => hasVerb(component, verb))) {
    host.logger.log("warn", `component has no method that units are called by (${VERBS.join(", ")})`, {
      unit: spec.name,
    });
  }
  const keepNames = host.env["ZEROHOP_KEEP_NAMES"] !== "false";
  return createComponentUnit(component, { name: spec.name, identity, metadata, keepNames, closes });
}

async function load(component: object): Promise<void> {
  try {
    await findMethod(component, "load")?.();
  } catch (error) {
    if (!isNotImplemented(error)) throw error;
  }
}

// It runs for as long as the process does; a failure is the operator's to see.
function startService(component: object, spec: UnitSpec, host: RuntimeHost): void {
  const service = findMethod(component, "customService");
  if (service === undefined) return;
  const failed = (error: unknown): void =>
    host.logger.log("error", "custom service failed", { unit: spec.name, error });
  try {
    Promise.resolve(service()).catch(failed);
  } catch (error) {
    failed(error);
  }
}

/** Whether a value can be constructed, as a class or an old-style constructor function. */
export function isClass(target: unknown): target is ComponentClass {
  return typeof target === "function";
}

/**
 * The module's component: its default export, else the one named as the file, else the only one
 * that has a component's verbs.
 */
function pickExport(exports: Readonly<Record<string, unknown>>, path: string): object {
  const stem = path.replace(/^.*[\\/]/, "").replace(/\.\w+$/, "");
  const named = exports["default"] ?? exports[stem];
  if (isComponent(named)) return named;
  const candidates = Object.values(exports).filter(isComponent);
  if (candidates.length === 1) return candidates[0]!;
  if (isComponent(exports)) return exports;
  const found = Object.keys(exports).join(", ") || "nothing";
  throw new TypeError(
    `${path} exports no component: expected a default export, or one named "${stem}", with a method such as predict; found ${found}`,
  );
}

function isComponent(value: unknown): value is object {
  if (typeof value === "function")
    return VERBS.some((verb) => hasVerb(value.prototype as object | undefined, verb)) || isEmptyClass(value);
  return typeof value === "object" && value !== null && VERBS.some((verb) => hasVerb(value, verb));
}

function hasVerb(target: object | undefined, verb: string): boolean {
  if (target === undefined || target === null) return false;
  return [verb, `${verb}Raw`, `${verb}Rest`].some((name) => findMethod(target, name) !== undefined);
}

// A class without methods is a component, too: every verb has a default.
function isEmptyClass(value: object): boolean {
  return Function.prototype.toString.call(value).startsWith("class");
}
