/**
 * Which containers stand in which pod: the runtime's, and those beside it.
 * @module
 */
import type { Container } from "../api/pod.ts";
import type { ComponentSpec, PredictiveUnit } from "../api/seldon-deployment.ts";
import { unitsOf } from "../api/seldon-deployment.ts";
import type { PredictorContext } from "./predictor-context.ts";

/** A container with the unit that it is, or none. */
export interface PlacedContainer {
  readonly container: Container;
  readonly unit: PredictiveUnit | undefined;
}

/** A pod without a runtime. */
export interface UnitPod {
  /** Tells it from the predictor's other pods, and stays when containers are renamed. */
  readonly key: string;
  readonly component: ComponentSpec;
  readonly containers: readonly PlacedContainer[];
}

/** The pod with the runtime. */
export interface RuntimePod {
  /** Those whose volumes, init containers and labels the pod takes. */
  readonly components: readonly ComponentSpec[];
  /** Those that only say what a unit in process needs. */
  readonly folded: readonly PlacedContainer[];
  /** Those that run beside the runtime. */
  readonly containers: readonly PlacedContainer[];
}

export interface PodLayout {
  /** Undefined when there is no engine, and the unit is a container. */
  readonly runtime: RuntimePod | undefined;
  readonly pods: readonly UnitPod[];
}

/** Lays out the containers of a predictor. */
export function layOutPods(context: PredictorContext): PodLayout {
  const { predictor, placement, hasEngine } = context;
  const units = new Map(unitsOf(predictor.graph).map((unit) => [unit.name, unit]));
  const components = new Set<ComponentSpec>();
  const folded: PlacedContainer[] = [];
  const beside: PlacedContainer[] = [];
  const pods: UnitPod[] = [];
  for (const [index, component] of (predictor.componentSpecs ?? []).entries()) {
    const remote: PlacedContainer[] = [];
    const helpers: PlacedContainer[] = [];
    for (const container of component.spec.containers) {
      const unit = units.get(container.name);
      const place = unit && placement.get(unit.name)?.place;
      if (place === undefined) helpers.push({ container, unit });
      else if (place === "remote") remote.push({ container, unit });
      else (place === "sidecar" ? beside : folded).push({ container, unit });
      if (place === "in-process" || place === "sidecar") components.add(component);
    }
    // What the published operator puts beside the engine leaves it alone, if at all.
    const isWhole = index > 0 || context.isSeparate || !hasEngine;
    if (isWhole && remote.length > 0) {
      const key = component.metadata?.name || String(index);
      pods.push({ key, component, containers: [...remote, ...helpers] });
      continue;
    }
    pods.push(...remote.map((placed) => ({ key: placed.container.name, component, containers: [placed] })));
    beside.push(...helpers);
    if (helpers.length > 0) components.add(component);
    warnMoved(context, index, helpers);
  }
  const root = placement.get(predictor.graph.name)!;
  const runtime =
    hasEngine || root.place !== "remote" ? { components: [...components], folded, containers: beside } : undefined;
  return { runtime, pods };
}

function warnMoved({ path, warnings }: PredictorContext, index: number, helpers: readonly PlacedContainer[]): void {
  if (index === 0 || helpers.length === 0) return;
  const names = helpers.map(({ container }) => `"${container.name}"`).join(", ");
  warnings.push({
    path: `${path}.componentSpecs[${index}]`,
    message: `its units run in the predictor's own process, and so ${names} moves into the predictor's pod`,
  });
}
