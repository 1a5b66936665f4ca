/**
 * A node of a graph with its living unit: what the compiler of plans works on.
 * @module
 */
import type { Message } from "../message/message.ts";
import type { Unit, UnitMetadata } from "../units/unit.ts";
import type { UnitMethod, UnitType } from "./spec.ts";

/** What happens when a unit fails: the request does, the unit is left out, or an answer stands in. */
export type FailurePolicy =
  | { readonly kind: "fail" }
  | { readonly kind: "skip" }
  | { readonly kind: "default"; readonly answer: Message };

export interface BoundUnit {
  readonly name: string;
  /** Where the node stands in the manifest, for messages. */
  readonly path: string;
  readonly type: UnitType;
  readonly methods: readonly UnitMethod[];
  readonly unit: Unit;
  readonly children: readonly BoundUnit[];
  /** Called on its children's result instead of before them: flow after a combiner. */
  readonly outputPhase: boolean;
  readonly onError: FailurePolicy;
  /** Milliseconds the unit may take; Infinity when unlimited. */
  readonly timeoutMs: number;
  /** Completes what the unit says about itself; absent when nothing else is known. */
  readonly completeMetadata?: ((own: UnitMetadata | undefined) => UnitMetadata) | undefined;
}

/** All nodes, parents before children. */
export function flatten(root: BoundUnit): readonly BoundUnit[] {
  return [root, ...root.children.flatMap(flatten)];
}
