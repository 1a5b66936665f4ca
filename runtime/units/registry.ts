/**
 * Which factory stands behind which implementation name. Engines are loaded when a graph first
 * needs them: a graph without ONNX never loads onnxruntime.
 * @module
 */
import { createAverageCombiner } from "./builtin/average.ts";
import { createRandomAbTest, createSimpleModel, createSimpleRouter } from "./builtin/simple.ts";
import { createEpsilonGreedy, createThompsonSampling } from "./bandit/bandit.ts";
import type { ComponentClass } from "./component/component.ts";
import type { UnitFactory } from "./factory.ts";

/** A factory, or a class or object to be wrapped as a component. */
export type Implementation = UnitFactory | { readonly component: ComponentClass | object };

export type Registry = ReadonlyMap<string, UnitFactory>;

/** Server for a model file, by its ending. */
export const SERVER_BY_ENDING: Readonly<Record<string, string>> = {
  ".onnx": "ONNX_SERVER",
  ".wasm": "WASM_SERVER",
  ".ts": "COMPONENT_SERVER",
  ".mts": "COMPONENT_SERVER",
  ".js": "COMPONENT_SERVER",
  ".mjs": "COMPONENT_SERVER",
};

/** The implementations that every runtime has, and people's own on top. */
export function createRegistry(own: Readonly<Record<string, Implementation>> = {}): Registry {
  const registry = new Map<string, UnitFactory>([
    ["SIMPLE_MODEL", createSimpleModel],
    ["SIMPLE_ROUTER", createSimpleRouter],
    ["RANDOM_ABTEST", createRandomAbTest],
    ["AVERAGE_COMBINER", createAverageCombiner],
    ["EPSILON_GREEDY", createEpsilonGreedy],
    ["THOMPSON_SAMPLING", createThompsonSampling],
    ["COMPONENT_SERVER", async (spec, host) => (await import("./component/load.ts")).createComponentServer(spec, host)],
    ["ONNX_SERVER", async (spec, host) => (await import("./onnx/unit.ts")).createOnnxUnit(spec, host)],
    ...["SKLEARN_SERVER", "XGBOOST_SERVER", "LIGHTGBM_SERVER"].map((name): [string, UnitFactory] => [
      name,
      async (spec, host) => (await import("./trained/unit.ts")).createTrainedUnit(spec, host),
    ]),
    ["WASM_SERVER", async (spec, host) => (await import("./wasm/unit.ts")).createWasmUnit(spec, host)],
  ]);
  for (const [name, implementation] of Object.entries(own)) {
    registry.set(name, typeof implementation === "function" ? implementation : ownComponent(implementation.component));
  }
  return registry;
}

// An object stays the caller's: other nodes, and the graph after a swap, may use it still.
function ownComponent(component: ComponentClass | object): UnitFactory {
  return componentFactory(component, typeof component === "function");
}

/**
 * A factory for a class or object of one's own; what components need is loaded with the first of them.
 * @param closes whether the component ends with its unit
 */
export function componentFactory(target: ComponentClass | object, closes: boolean = true): UnitFactory {
  return async (spec, host) => (await import("./component/load.ts")).componentFactory(target, closes)(spec, host);
}

/** The server for a path or URI by its ending, undefined when the ending says nothing. */
export function serverFor(uri: string): string | undefined {
  const path = uri.toLowerCase().replace(/#sha256=.*$/s, "");
  const ending = /\.[a-z]+$/.exec(path.startsWith("http") ? path.replace(/\?.*$/s, "") : path);
  return ending === null ? undefined : SERVER_BY_ENDING[ending[0]];
}
