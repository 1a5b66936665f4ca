/**
 * Reads CSV: commas, semicolons or tabs, quoted texts, with a header or without one.
 * @see RFC 4180
 * @module
 */
import type { Cell } from "../../units/trained-model.ts";
import { MAX_CELLS } from "./table.ts";
import type { Table } from "./table.ts";

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const WORDS: ReadonlyMap<string, number> = new Map([
  ["", Number.NaN],
  ["nan", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["+inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["infinity", Number.POSITIVE_INFINITY],
  ["-infinity", Number.NEGATIVE_INFINITY],
]);

export interface CsvOptions {
  /** Names that make the first line a header. */
  readonly names?: readonly (string | undefined)[];
  /** Rows that there must be: one line more has a header. */
  readonly rows?: number;
}

/**
 * @param name for errors
 * @throws Error naming the line that has another number of cells, or does not end its quotes
 */
export function readCsv(text: string, name: string, options: CsvOptions = {}): Table {
  const lines = linesOf(text, name);
  const [first] = lines;
  if (first === undefined) throw new Error(`${name}: expected at least one line, got an empty file`);
  const header = isHeader(lines, options) ? first : undefined;
  const body = header === undefined ? lines : lines.slice(1);
  return {
    rows: body.length,
    columns: first.length,
    names: header?.map(({ text: cell }) => cell),
    cell: (row, column) => valueOf(body[row]![column]!),
    text: (row, column) => (isEmpty(body[row]![column]!) ? null : body[row]![column]!.text),
  };
}

interface Written {
  readonly text: string;
  readonly isQuoted: boolean;
}

function isEmpty({ text, isQuoted }: Written): boolean {
  return text === "" && !isQuoted;
}

function valueOf({ text, isQuoted }: Written): Cell {
  if (isQuoted) return text;
  const word = WORDS.get(text.toLowerCase());
  if (word !== undefined) return word;
  if (!NUMBER.test(text)) return text;
  const number = Number(text);
  return Number.isSafeInteger(number) || !/^[+-]?\d{16,400}$/.test(text) ? number : BigInt(text);
}

/** A line of names: those of the model, or no number above a line that has one. */
function isHeader(lines: readonly (readonly Written[])[], { names, rows }: CsvOptions): boolean {
  const [first, second] = lines;
  if (rows !== undefined) return lines.length === rows + 1;
  if (names?.every((name) => first!.some(({ text }) => text === name)) === true) return true;
  const isNumber = (cell: Written): boolean => typeof valueOf(cell) !== "string";
  return second !== undefined && !first!.some(isNumber) && second.some(isNumber);
}

function linesOf(text: string, name: string): Written[][] {
  const separator = separatorOf(text);
  const lines: Written[][] = [];
  let line: Written[] = [];
  let cells = 0;
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    const isQuoted = text[at] === '"';
    const end = isQuoted ? quoteEnd(text, at, name, lines.length + 1) : plainEnd(text, at, separator);
    const written = isQuoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end).trim();
    line.push({ text: written, isQuoted });
    if (++cells > MAX_CELLS) throw new Error(`${name}: expected at most ${MAX_CELLS} cells, got more`);
    at = end;
    if (text[at] === separator) {
      at++;
      if (at < text.length) continue;
      line.push({ text: "", isQuoted: false });
    } else if (text[at] === "\r" && text[at + 1] === "\n") at += 2;
    else if (at < text.length && !/[\r\n]/.test(text[at]!)) {
      throw new Error(`${name}, line ${lines.length + 1}: expected a separator behind the quotes, got text`);
    } else at++;
    endLine(lines, line, name);
    line = [];
  }
  return lines;
}

/** A line with nothing on it is passed over. */
function endLine(lines: Written[][], line: Written[], name: string): void {
  if (line.length === 1 && isEmpty(line[0]!)) return;
  const columns = lines[0]?.length ?? line.length;
  if (line.length !== columns) {
    throw new Error(`${name}, line ${lines.length + 1}: expected ${columns} cells as above, got ${line.length}`);
  }
  lines.push(line);
}

/** The first of them outside of quotes on the first line. */
function separatorOf(text: string): string {
  const [line = ""] = text
    .slice(0, 65_536)
    .replaceAll(/"[^"]*"/g, "")
    .split(/[\r\n]/, 1);
  return /[,;\t]/.exec(line)?.[0] ?? ",";
}

function plainEnd(text: string, from: number, separator: string): number {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}

/** Behind the closing quote. */
function quoteEnd(text: string, from: number, name: string, line: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at + 1;
  }
  throw new Error(`${name}, line ${line}: expected quotes that end, got none`);
}
