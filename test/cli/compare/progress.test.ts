import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startProgress } from "../../../runtime/cli/compare/progress.ts";

function output(isTTY?: boolean): { isTTY?: boolean; written: string[]; write(text: string): void } {
  const written: string[] = [];
  return { ...(isTTY !== undefined && { isTTY }), written, write: (text) => void written.push(text) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("startProgress()", () => {
  it("keeps one line of a terminal up to date, and takes it off again", () => {
    const terminal = output(true);
    let done = 0;
    const end = startProgress(() => done, terminal);
    vi.advanceTimersByTime(400);
    expect(terminal.written).toEqual([]);
    done = 1;
    vi.advanceTimersByTime(600);
    done = 30;
    vi.advanceTimersByTime(500);
    end();
    vi.advanceTimersByTime(60_000);
    expect(terminal.written).toEqual([
      "\r1 request, 2 a second ",
      "\r1 request, 1 a second ",
      "\r30 requests, 20 a second ",
      "\r\u001b[K",
    ]);
  });

  it("writes nothing elsewhere when it is done soon", () => {
    const log = output();
    const end = startProgress(() => 5, log);
    vi.advanceTimersByTime(9000);
    end();
    expect(log.written).toEqual([]);
  });

  it("writes a line now and then elsewhere when it takes long", () => {
    const log = output();
    const end = startProgress(() => 500, log);
    vi.advanceTimersByTime(20_000);
    end();
    expect(log.written).toEqual(["500 requests, 50 a second\n", "500 requests, 25 a second\n"]);
  });
});
