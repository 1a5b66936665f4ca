/** Manifests made of a graph, and component objects to stand behind its nodes. */
import { Run } from "../../runtime/graph/run.ts";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import type { Runtime, RuntimeOptions } from "../../runtime/runtime.ts";
import type { UnitBinding } from "../../runtime/deployment/bind.ts";
import { createTestHost } from "./host.ts";
import type { TestHost } from "./host.ts";

/** A node as a manifest writes it. */
export interface Node {
  readonly name: string;
  readonly type?: string;
  readonly children?: readonly Node[];
  readonly methods?: readonly string[];
  readonly implementation?: string;
  readonly modelUri?: string;
  readonly endpoint?: Readonly<Record<string, unknown>>;
  readonly parameters?: readonly { readonly name: string; readonly value: string; readonly type: string }[];
}

/** A SeldonDeployment "toy" in namespace "lab" with one predictor "main". */
export function deployment(graph: unknown, annotations: Readonly<Record<string, string>> = {}): object {
  return deploymentOf([{ name: "main", graph }], annotations);
}

/** The same of several predictors. */
export function deploymentOf(predictors: unknown, annotations: Readonly<Record<string, string>> = {}): object {
  return {
    apiVersion: "machinelearning.seldon.io/v1",
    kind: "SeldonDeployment",
    metadata: { name: "toy", namespace: "lab" },
    spec: { annotations, predictors },
  };
}

/** A parameter of text. */
export function parameter(name: string, value: string, type = "STRING") {
  return { name, value, type };
}

export interface Loaded {
  readonly runtime: Runtime;
  readonly host: TestHost;
}

/** Loads a graph with bindings on a test host. */
export async function load(
  graph: Node,
  units: Readonly<Record<string, UnitBinding>> = {},
  options: RuntimeOptions & { readonly annotations?: Readonly<Record<string, string>> } = {},
  host: TestHost = createTestHost(),
): Promise<Loaded> {
  const runtime = await createRuntimeOn(host, deployment(graph, options.annotations), { ...options, units });
  return { runtime, host };
}

/** A request of its own, outside of any data plane. */
export function newRun(): Run {
  return new Run("00000000-0000-4000-8000-000000000000");
}

/** A promise with its ends in the open. */
export function deferred<T = void>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The error that `work` throws or rejects with. */
export async function failureOf(work: () => unknown): Promise<Error> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("Expected a failure, got none");
}
