/** Structured logs: one JSON object to a line on standard error. @module */
import type { Logger, LogLevel } from "../../host.ts";

/** Causes of causes that are written; an error may be its own cause. */
const MAX_CAUSES = 4;

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
      write(`${toLine(entry)}\n`);
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

// A log must not fail for what is logged.
function toLine(entry: Readonly<Record<string, unknown>>): string {
  try {
    return JSON.stringify(entry, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
  } catch {
    const { time, level, message } = entry;
    return JSON.stringify({ time, level, message, note: "the fields cannot be written" });
  }
}

function describe(error: Error, level: LogLevel, depth: number = 0): Record<string, unknown> {
  const isDeeper = error.cause instanceof Error && depth < MAX_CAUSES;
  const cause = isDeeper ? { cause: describe(error.cause as Error, level, depth + 1) } : {};
  // A stack says where; only errors deserve its length.
  return { name: error.name, message: error.message, ...(level === "error" && { stack: error.stack }), ...cause };
}
