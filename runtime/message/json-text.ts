/** JSON that stays text until somebody asks for its value. @module */
import type { JsonValue } from "./json-value.ts";

/** A message's JSON. */
export interface JsonPayload {
  readonly kind: "json";
  readonly value: JsonValue;
}

/**
 * JSON as it was written: who passes it on writes the same text, with `1.0` and integers of any
 * size unchanged, and the value is only made for who looks at it.
 */
export class JsonText implements JsonPayload {
  // An own property, as a plain payload has it: copies by spread or between threads see the value.
  static readonly #VALUE: PropertyDescriptor & ThisType<JsonText> = {
    enumerable: true,
    get() {
      return this.#read();
    },
  };

  readonly kind = "json" as const;
  declare readonly value: JsonValue;
  readonly #text: string;
  readonly #parse: (text: string) => JsonValue;
  #value: JsonValue | undefined = undefined;

  /** @param text JSON that `parse` is known to take. */
  constructor(text: string, parse: (text: string) => JsonValue) {
    this.#text = text;
    this.#parse = parse;
    Object.defineProperty(this, "value", JsonText.#VALUE);
  }

  #read(): JsonValue {
    this.#value ??= this.#parse(this.#text);
    return this.#value;
  }

  /** The text of a payload that has one. */
  static of(payload: JsonPayload): string | undefined {
    return #text in payload ? payload.#text : undefined;
  }
}
