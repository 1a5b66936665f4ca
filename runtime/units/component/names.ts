/**
 * Column names of an answer.
 * @see contract section 3.2 "names of the response"
 * @module
 */
import { columnNames } from "../../message/answer.ts";
import type { Message } from "../../message/message.ts";
import { isNotImplemented } from "./failure.ts";
import { findList } from "./members.ts";

/** The names for an answer with two axes or more and `width` columns. */
export type ColumnNames = (request: Message, width: number) => readonly string[];

/**
 * Names that the component declares, else `t:0` … `t:k-1`.
 * @param keeps whether an answer with as many columns as the request has names keeps those
 */
export function createColumnNames(component: object, lists: readonly string[], keeps: boolean): ColumnNames {
  const declared = lists.map((list) => findList(component, list)).filter((list) => list !== undefined);
  let known: readonly string[] = [];
  return (request, width) => {
    for (const list of declared) {
      const names = ask(list);
      if (names !== undefined) return names;
    }
    if (keeps && width > 0 && request.names.length === width) return request.names;
    // Answers of one component mostly have one width, so the names are made once.
    if (known.length !== width) known = columnNames(width);
    return known;
  };
}

function ask(list: () => readonly string[]): readonly string[] | undefined {
  try {
    return list();
  } catch (error) {
    if (isNotImplemented(error)) return undefined;
    throw error;
  }
}
