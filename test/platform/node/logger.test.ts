import { describe, expect, test } from "vitest";
import { createJsonLogger, levelFrom } from "../../../runtime/platform/node/logger.ts";
import type { LogLevel } from "../../../runtime/host.ts";
import type { Json } from "../../support/json.ts";

function linesOf(level: LogLevel, write: (log: ReturnType<typeof createJsonLogger>) => void): Json[] {
  const lines: string[] = [];
  write(createJsonLogger(level, (line) => lines.push(line)));
  return lines.map((line) => {
    expect(line.endsWith("\n")).toBe(true);
    expect(line.indexOf("\n")).toBe(line.length - 1);
    return JSON.parse(line);
  });
}

describe("createJsonLogger()", () => {
  test("writes one JSON object to a line, from its level upwards", () => {
    const lines = linesOf("warn", (logger) => {
      for (const level of ["debug", "info", "warn", "error"] as const) logger.log(level, `a\n${level}`, { puid: "p" });
    });
    expect(lines.map(({ level, message, puid }) => [level, message, puid])).toEqual([
      ["warn", "a\nwarn", "p"],
      ["error", "a\nerror", "p"],
    ]);
    expect(Number.isNaN(Date.parse(lines[0].time))).toBe(false);
  });

  test("writes errors with their causes, and stacks only of errors", () => {
    const error = new TypeError("outer", { cause: new Error("inner") });
    const [warning, failure] = linesOf("debug", (logger) => {
      logger.log("warn", "w", { error });
      logger.log("error", "e", { error });
    });
    expect(warning.error).toEqual({ name: "TypeError", message: "outer", cause: { name: "Error", message: "inner" } });
    expect(failure.error.stack).toContain("TypeError: outer");
  });

  test("does not fail for what it is given", () => {
    const own = new Error("own cause");
    own.cause = own;
    const cyclic: Record<string, unknown> = {};
    cyclic["self"] = cyclic;
    const lines = linesOf("debug", (logger) => {
      logger.log("error", "cause", { error: own });
      logger.log("info", "cycle", { cyclic });
      logger.log("info", "wide", { value: 2n ** 64n });
      logger.log("info", "hostile", {
        value: {
          toJSON: () => {
            throw new Error("no");
          },
        },
      });
    });
    expect(lines.map(({ message }) => message)).toEqual(["cause", "cycle", "wide", "hostile"]);
    expect(lines[2].value).toBe("18446744073709551616");
  });
});

describe("levelFrom()", () => {
  test.each([
    ["DEBUG", "debug"],
    ["warning", "warn"],
    ["WARN", "warn"],
    ["Error", "error"],
    ["", "info"],
    ["loud", "info"],
    [undefined, "info"],
  ])("reads %j as %s", (text, level) => {
    expect(levelFrom(text)).toBe(level);
  });
});
