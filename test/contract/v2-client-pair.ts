/** What was recorded of clients of the Open Inference protocol: what they sent, were answered and read. */
import { readFileSync } from "node:fs";
import { parseJson } from "../../runtime/codecs/json/reader.ts";
import { InferenceError } from "../../runtime/errors.ts";
import type { ErrorCode } from "../../runtime/errors.ts";
import type { JsonValue } from "../../runtime/message/json-value.ts";
import { tensorMessage } from "../../runtime/message/message.ts";
import type { Message } from "../../runtime/message/message.ts";
import type { Implementation } from "../../runtime/units/registry.ts";
import { fromTensor, toTensor } from "./v2-tensors.ts";
import type { WireTensor } from "./v2-tensors.ts";

interface Sides<Request, Response> {
  readonly name: string;
  readonly request: Request;
  readonly response: Response;
  /** What the client returned. */
  readonly read?: JsonValue;
  /** Class and text of the exception that it raised instead. */
  readonly raised?: string;
}

interface Body {
  readonly body?: string;
  readonly bodyBase64?: string;
}

export type HttpClientPair = Sides<
  Body & {
    readonly method: string;
    readonly path: string;
    readonly headers: readonly (readonly [string, string])[];
  },
  Body & { readonly status: number; readonly headers: Readonly<Record<string, string>> }
>;

interface RecordedMessage {
  /** In base64. */
  readonly bytes: string;
}

export type GrpcClientPair = Sides<
  RecordedMessage & {
    readonly method: string;
    readonly stream?: readonly RecordedMessage[];
    readonly metadata?: readonly (readonly [string, string])[];
  },
  RecordedMessage & {
    readonly code: string;
    readonly details?: string;
    readonly stream?: readonly RecordedMessage[];
  }
>;

const folder = new URL("pairs-v2/", import.meta.url);

/** The pairs of a file; integers are exact. @param file name without `.json` */
export function readClientPairs<P extends HttpClientPair | GrpcClientPair>(file: string): readonly P[] {
  const recording = parseJson(readFileSync(new URL(`${file}.json`, folder), "utf8"));
  return (recording as unknown as { pairs: readonly P[] }).pairs;
}

/** What the unit `m` answers to one request after the other, and what it was asked. */
export class Script {
  /** A message for each request, or how it fails; the last one stays. */
  #answers: (readonly WireTensor[] | InferenceError)[] = [];
  asked: (readonly Omit<WireTensor, "isBinary">[])[] = [];

  expect(...answers: readonly (readonly WireTensor[] | InferenceError)[]): void {
    this.#answers = [...answers];
    this.asked = [];
  }

  /** The unit, for a graph that says `implementation: SCRIPTED`. */
  get implementation(): Implementation {
    const metadata = { name: "m", versions: ["1", "2"], platform: "p", inputs: [], outputs: [], custom: {} };
    return () => ({
      kind: "built-in",
      identity: "scripted",
      predict: (message) => this.#predict(message),
      metadata: () => metadata,
    });
  }

  #predict({ data, meta }: Message): Message {
    if (data.kind !== "tensors") throw new TypeError(`Expected tensors, got ${data.kind}`);
    this.asked.push(data.tensors.map((tensor) => fromTensor(tensor)));
    const answer = this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0];
    if (answer === undefined || InferenceError.is(answer)) throw answer ?? new Error("Nothing was expected");
    return tensorMessage(
      answer.map((tensor) => toTensor(tensor)),
      [],
      undefined,
      meta,
    );
  }
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  400: "INVALID_ARGUMENT",
  404: "NOT_FOUND",
  500: "INTERNAL",
  503: "UNAVAILABLE",
};

/** How a unit fails that makes a server answer so. */
export function failureFor(statusOrCode: number | string, text: string): InferenceError {
  return new InferenceError(CODES[statusOrCode] ?? (statusOrCode as ErrorCode), text || "no words were recorded");
}
