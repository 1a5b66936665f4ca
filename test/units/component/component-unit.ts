/** Components as units, for tests. */
import type { RuntimeHost } from "../../../runtime/host.ts";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import type { ComponentClass } from "../../../runtime/units/component/component.ts";
import { componentFactory } from "../../../runtime/units/component/load.ts";
import type { UnitSpec } from "../../../runtime/units/factory.ts";
import type { Unit } from "../../../runtime/units/unit.ts";
import { createTestHost } from "../../support/host.ts";

/** What a manifest says about a unit named "unit". */
export function specOf(changes: Partial<UnitSpec> = {}): UnitSpec {
  return {
    name: "unit",
    implementation: "COMPONENT_SERVER",
    modelUri: undefined,
    parameters: [],
    childCount: 0,
    image: undefined,
    ...changes,
  };
}

/** Makes the unit of an object or a class. */
export async function load(
  target: ComponentClass | object,
  spec: Partial<UnitSpec> = {},
  host: RuntimeHost = createTestHost(),
): Promise<Unit> {
  return componentFactory(target)(specOf(spec), host);
}

/** A FP64 tensor. */
export function numbers(values: readonly number[], shape: readonly number[]): Tensor {
  return { name: "", datatype: "FP64", shape, data: Float64Array.from(values) };
}
