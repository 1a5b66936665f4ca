/** YAML, loaded only when a manifest is written in it. @module */
import { parseAllDocuments } from "yaml";

/** YAML that expands its aliases to more nodes than this is refused. */
const MAX_ALIASES = 1000;

export interface ParsedDocuments {
  /** Every document that is not empty. */
  readonly values: readonly unknown[];
  /** What is wrong with the text, with line and column. */
  readonly error: string | undefined;
}

/** Parses all documents of a YAML text. */
export function parseDocuments(text: string): ParsedDocuments {
  const documents = parseAllDocuments(text, { logLevel: "silent" });
  if (!Array.isArray(documents)) return { values: [], error: "the file is empty" };
  const error = documents.flatMap((document) => document.errors)[0];
  if (error !== undefined) return { values: [], error: error.message };
  try {
    const values = documents.map((document) => document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown);
    return { values: values.filter((value) => value !== null && value !== undefined), error: undefined };
  } catch (failure) {
    return { values: [], error: failure instanceof Error ? failure.message : String(failure) };
  }
}

/**
 * The first document of a YAML text.
 * @throws Error with line and column of what is wrong.
 */
export function parseYaml(text: string): unknown {
  const { values, error } = parseDocuments(text);
  if (error !== undefined) throw new Error(error);
  return values[0];
}
