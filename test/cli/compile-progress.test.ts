import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startProgress } from "../../runtime/cli/models/progress.ts";

function file(): { readonly fd: number; readonly text: () => string } {
  const folder = mkdtempSync(join(tmpdir(), "zerohop-progress-"));
  const path = join(folder, "stderr");
  const fd = openSync(path, "w");
  onTestFinished(() => {
    closeSync(fd);
    rmSync(folder, { recursive: true, force: true });
  });
  return { fd, text: () => readFileSync(path, "utf8") };
}

describe("startProgress()", () => {
  it("says what is done while the thread is busy", () => {
    const { fd, text } = file();
    const progress = startProgress("model.joblib", { fd, isTerminal: false, afterMs: 0 });
    progress.stage("compiling");
    // Busy until it was said: a thread that computes runs no timers.
    for (let round = 0; round < 1e9 && text() === ""; round++);
    void progress.end();
    expect(text()).toMatch(/^compiling model\.joblib, \d+ s\n/);
  });

  it("says nothing of what is quick", async () => {
    const { fd, text } = file();
    const progress = startProgress("model.joblib", { fd, isTerminal: true });
    await progress.end();
    expect(text()).toBe("");
  });
});
