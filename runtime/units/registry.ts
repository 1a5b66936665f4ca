/**
 * Which factory stands behind which implementation name. Engines are loaded when a graph first
 * needs them: a graph without ONNX never loads onnxruntime.
 * @module
 */
import { createAverageCombiner } from "./builtin/average.ts";
import { createRandomAbTest, createSimpleModel, createSimpleRouter } from "./builtin/simple.ts";
import { createEpsilonGreedy, createThompsonSampling } from "./bandit/bandit.ts";
import type { ComponentClass } from "./component/component.ts";
import { componentFactory, createComponentServer } from "./component/load.ts";
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
    ["COMPONENT_SERVER", createComponentServer],
    ["ONNX_SERVER", async (spec, host) => (await import("./onnx/unit.ts")).createOnnxUnit(spec, host)],
    ["WASM_SERVER", async (spec, host) => (await import("./wasm/unit.ts")).createWasmUnit(spec, host)],
  ]);
  for (const [name, implementation] of Object.entries(own)) {
    registry.set(
      name,
      typeof implementation === "function" ? implementation : componentFactory(implementation.component),
    );
  }
  return registry;
}

/** The server for a path or URI by its ending, undefined when the ending says nothing. */
export function serverFor(uri: string): string | undefined {
  const ending = /\.[a-z]+$/.exec(uri.toLowerCase());
  return ending === null ? undefined : SERVER_BY_ENDING[ending[0]];
}
