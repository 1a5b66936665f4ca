/** Structured logs: one JSON object to a line on standard error. @module */
import type { Logger, LogLevel } from "../../host.ts";

const ORDER: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/**
 * Writes entries of `level` and above as `{"time", "level", "message", ...fields}`.
 * @param write takes one line with its line feed
 */
export function createJsonLogger(
  level: LogLevel,
  write: (line: string) => void = (line) => void process.stderr.write(line),
): Logger {
  const least = ORDER.indexOf(level);
  return {
    log(entryLevel, message, fields = {}) {
      if (ORDER.indexOf(entryLevel) < least) return;
      const entry = { time: new Date().toISOString(), level: entryLevel, message, ...plain(fields, entryLevel) };
      write(`${JSON.stringify(entry)}\n`);
    },
  };
}

/** The level that SELDON_LOG_LEVEL names; info when it names none. */
export function levelFrom(text: string | undefined): LogLevel {
  const name = (text ?? "").toLowerCase();
  if (name === "warning") return "warn";
  return ORDER.find((level) => level === name) ?? "info";
}

function plain(fields: Readonly<Record<string, unknown>>, level: LogLevel): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) out[key] = value instanceof Error ? describe(value, level) : value;
  return out;
}

function describe(error: Error, level: LogLevel): Record<string, unknown> {
  const cause = error.cause instanceof Error ? { cause: describe(error.cause, level) } : {};
  // A stack says where; only errors deserve its length.
  return { name: error.name, message: error.message, ...(level === "error" && { stack: error.stack }), ...cause };
}
