/**
 * A predictive unit that is alive: the contract between the graph and everything that can stand in
 * it. A unit never sees HTTP, protobuf or JSON.
 * @module
 */
import type { Feedback } from "../message/feedback.ts";
import type { JsonValue } from "../message/json-value.ts";
import type { Message } from "../message/message.ts";

/** What a unit knows about the request beside the message. */
export interface UnitContext {
  readonly puid: string;
  /** The model that the client asked for, when only the server behind the unit can know it. */
  readonly model?: string | undefined;
  /** Names of the outputs that the client wants, for units that have more than they answer. */
  readonly outputs?: readonly string[] | undefined;
  /** Aborts when the client goes away or the deadline passes. Made on first use. */
  readonly signal: AbortSignal;
  /** Milliseconds on the host's clock after which nobody waits any more; Infinity when unlimited. */
  readonly deadlineMs: number;
  /** A request header by its lower-case name. */
  header(name: string): string | undefined;
  /** All request headers by lower-case name, for units that pass them on. */
  headers(): Readonly<Record<string, string>>;
}

export type Answer = Message | Promise<Message>;
export type UnitKind = "wasm" | "onnx" | "component" | "built-in" | "remote";

/**
 * The verbs a unit may have; which of them are called is the graph's business. Synchronous units
 * return a value, not a promise: the plan awaits only promises.
 *
 * Every answer carries the request's meta, extended by the unit's own tags and metrics. A router
 * answers with the child's number as a message, in any of the forms of the Seldon contract.
 */
export interface Unit {
  readonly kind: UnitKind;
  /** What answered: an image, a model file, a class. Goes to `meta.requestPath`. */
  readonly identity: string;
  /** Whether its answers name what answered in their own `meta.requestPath`; the graph then does not. */
  readonly reportsPath?: boolean;
  /** Whether it may be asked for models by names that only the server behind it knows. */
  readonly knowsModels?: boolean;
  predict?(message: Message, context: UnitContext): Answer;
  transformInput?(message: Message, context: UnitContext): Answer;
  transformOutput?(message: Message, context: UnitContext): Answer;
  route?(message: Message, context: UnitContext): Answer;
  aggregate?(messages: readonly Message[], context: UnitContext): Answer;
  sendFeedback?(feedback: Feedback, context: UnitContext): Answer;
  /** What the unit says about its health, for the status paths. */
  health?(context: UnitContext): Answer;
  /** @param signal aborts when nobody waits for it any more */
  metadata?(signal?: AbortSignal): UnitMetadata | Promise<UnitMetadata>;
  /** Resolves when the unit can answer; rejects with the reason when it cannot. */
  ready?(): void | Promise<void>;
  /** All that a learning unit knows; plain JSON of counts that add up. */
  exportState?(): JsonValue;
  /** Adds what another copy learned. */
  mergeState?(state: JsonValue): void;
  /** What was learned here since this was last asked, undefined when nothing; never what was merged. */
  takeLearned?(): JsonValue | undefined;
  close?(): void | Promise<void>;
}

/** The verbs that take one message. */
export type MessageVerb = "predict" | "transformInput" | "transformOutput" | "route";

/**
 * What a unit says about itself, in the shape of Seldon's model metadata.
 * @see contract section 8, "Metadata provenance"
 */
export interface UnitMetadata {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly JsonValue[];
  readonly outputs: readonly JsonValue[];
  readonly custom: Readonly<Record<string, string>>;
}
