/** Reads the values of flags; what is wrong is said the way the command line says it. @module */
import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";

/** `NAME=TARGET`, several of them: URLs as they are, files from where the person stands. */
export function collectUnits(value: string, known: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [name, target] = split(value, "=", "NAME=URL or NAME=file");
  // A file on the command line is where the person stands, not where the manifest is.
  return { ...known, [name]: /^[a-z]+:\/\//i.test(target) ? target : resolve(target) };
}

/** `Name: value`, several of them, by lower-case name. */
export function collectHeaders(value: string, known: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [name, text] = split(value, ":", EXPECTED_HEADER);
  const key = name.trim().toLowerCase();
  // As HTTP allows them; what a header may not hold would be refused by every request.
  if (!/^[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(key) || /[^\t\x20-\x7e\x80-\xff]/.test(text)) {
    throw new InvalidArgumentError(`expected ${EXPECTED_HEADER}`);
  }
  return { ...known, [key]: text.trim() };
}

const EXPECTED_HEADER = 'a header such as "Name: value"';

/** Texts, several of them. */
export function collectTexts(value: string, known: readonly string[] = []): readonly string[] {
  return [...known, value];
}

export function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new InvalidArgumentError("expected a port from 0 to 65535");
  return port;
}

/** A port, or `none`. */
export function toPortOrNone(text: string): number | "none" {
  return text === "none" ? "none" : toPort(text);
}

/** A whole number from 0. */
export function toCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count)) throw new InvalidArgumentError("expected a whole number");
  return count;
}

/** A whole number from 1 to 1000: processes, or requests at a time. */
export function toNumberAtOnce(text: string): number {
  const count = toCount(text);
  if (count < 1 || count > MAX_AT_A_TIME) {
    throw new InvalidArgumentError(`expected a whole number from 1 to ${MAX_AT_A_TIME}`);
  }
  return count;
}

const MAX_AT_A_TIME = 1000;

function split(value: string, mark: string, expected: string): [string, string] {
  const at = value.indexOf(mark);
  if (at < 1 || at === value.length - 1) throw new InvalidArgumentError(`expected ${expected}`);
  return [value.slice(0, at), value.slice(at + 1)];
}
