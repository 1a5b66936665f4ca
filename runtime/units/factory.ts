/**
 * How a unit comes to life: one factory per implementation name.
 * @module
 */
import type { Protocol } from "../errors.ts";
import type { RuntimeHost } from "../host.ts";
import type { Unit } from "./unit.ts";
import type { UnitParameter } from "./parameters.ts";

/** What the manifest says about the unit to make. */
export interface UnitSpec {
  readonly name: string;
  /** Implementation name as the manifest spells it, for messages. */
  readonly implementation: string;
  readonly modelUri: string | undefined;
  readonly parameters: readonly UnitParameter[];
  /** How many children the node has; a learning router needs it. */
  readonly childCount: number;
  /** Default for `meta.requestPath`: the container image of the manifest, if there is one. */
  readonly image: string | undefined;
  /** What the manifest promises; `seldon` when left out. */
  readonly protocol?: Protocol;
}

/** Makes the unit, reading its artifact and warming it up. Rejects with a message that teaches. */
export type UnitFactory = (spec: UnitSpec, host: RuntimeHost) => Unit | Promise<Unit>;
