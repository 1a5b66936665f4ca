/** JSON text that a guest wrote. @module */
import { JsonReader } from "../../codecs/json/reader.ts";
import type { JsonPayload } from "../../message/json-text.ts";

/** The payload of a JSON text, or undefined when it is not JSON, nested too deep or too large. */
export function fromJsonText(text: string): JsonPayload | undefined {
  try {
    const reader = new JsonReader(text);
    const payload = reader.payload("");
    reader.end();
    return payload;
  } catch {
    return undefined;
  }
}
