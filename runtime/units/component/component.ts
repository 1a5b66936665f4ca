/**
 * What people write: a class or object with the verbs of a Seldon component, in camel case or in
 * the snake case of the Python wrapper.
 * @see contract section 11.1 "User class"
 * @module
 */
import type { JsonObject, JsonValue } from "../../message/json-value.ts";
import type { Metric } from "../../message/meta.ts";
import type { NestedArray } from "../../tensor/convert.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * The data as a component sees it: nested arrays for `data` (numbers, text or booleans; a Tensor
 * when the component says `tensors = true`), a string for strData, bytes for binData, the value for
 * jsonData.
 */
export type ComponentInput = NestedArray | Tensor | readonly Tensor[] | string | Uint8Array | JsonValue;

/**
 * What a component may return. Nested arrays of numbers become FP64, of bigint INT64, of text
 * BYTES; typed arrays and Tensors keep their datatype; objects leave as jsonData, strings as
 * strData, bytes as binData.
 */
export type ComponentResult = unknown;

/** The request's meta: what it carries, and nothing for what it does not. */
export interface ComponentMeta {
  readonly puid?: string;
  readonly tags?: JsonObject;
  readonly routing?: Readonly<Record<string, number>>;
  readonly requestPath?: Readonly<Record<string, string>>;
  readonly metrics?: readonly Metric[];
}

/** The camel-case form of a component; every member is optional. */
export interface Component {
  /** Receive Tensors instead of nested arrays. */
  readonly tensors?: boolean;
  load?(): unknown;
  predict?(X: never, names: readonly string[], meta: ComponentMeta): ComponentResult;
  transformInput?(X: never, names: readonly string[], meta: ComponentMeta): ComponentResult;
  transformOutput?(X: never, names: readonly string[], meta: ComponentMeta): ComponentResult;
  route?(X: never, names: readonly string[], meta: ComponentMeta): number | Promise<number>;
  aggregate?(Xs: never, names: readonly (readonly string[])[]): ComponentResult;
  /** X and truth are the arrays of the feedback, empty when there are none; routing is this unit's own. */
  sendFeedback?(
    X: never,
    names: readonly string[],
    reward: number,
    truth: never,
    routing: number | undefined,
  ): ComponentResult;
  /** Column names of results with two axes or more. */
  classNames?: readonly string[] | (() => readonly string[]);
  /** Column names of what a transformer answers, where `classNames` says none. */
  featureNames?: readonly string[] | (() => readonly string[]);
  tags?(): JsonObject;
  metrics?(): readonly Metric[];
  /** Asked once, after `load`. */
  initMetadata?(): JsonObject | Promise<JsonObject>;
  healthStatus?(): ComponentResult;
  /** Turns an error of the component into an answer of its own; undefined leaves it as it is. */
  modelErrorHandler?(error: unknown): ErrorAnswer | undefined;
  /** Started once after `load`, beside the requests; nobody waits for it. */
  customService?(): unknown;
  close?(): unknown;
}

/** An answer to the client instead of an error. */
export interface ErrorAnswer {
  /** HTTP status. */
  readonly status: number;
  /** Written as JSON. */
  readonly body: JsonValue;
}

/** A component's class; its constructor receives the typed parameters by name. */
export type ComponentClass = new (parameters: Readonly<Record<string, number | string | boolean>>) => object;

const RESPONSE_BRAND = "zerohop.SeldonResponse";

/** A result with tags and metrics of this one call. */
export class SeldonResponse {
  readonly brand: string = RESPONSE_BRAND;
  readonly data: unknown;
  readonly tags: JsonObject;
  readonly metrics: readonly Metric[];

  constructor(data: unknown, tags: JsonObject = {}, metrics: readonly Metric[] = []) {
    this.data = data;
    this.tags = tags;
    this.metrics = metrics;
  }

  /** Recognises a response structurally, also across two copies of the package. */
  static is(value: unknown): value is SeldonResponse {
    return typeof value === "object" && value !== null && (value as { brand?: unknown }).brand === RESPONSE_BRAND;
  }
}

/**
 * Says "not me": a `*Raw` method falls through to the ordinary one, an ordinary one to what the
 * runtime does without it.
 */
export class SeldonNotImplementedError extends Error {
  override readonly name: string = "SeldonNotImplementedError";
}

/** Thrown by a component to choose the HTTP status of the answer. */
export class SeldonMicroserviceException extends Error {
  override readonly name: string = "SeldonMicroserviceException";
  readonly statusCode: number;
  readonly reason: string;

  constructor(message: string, statusCode: number = 400, reason: string = "MICROSERVICE_BAD_DATA") {
    super(message);
    this.statusCode = statusCode;
    this.reason = reason;
  }
}
