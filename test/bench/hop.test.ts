import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const KEYS = [
  "inprocAddedPerUnitUsP50",
  "inprocAddedPerUnitUsP99",
  "hopAddedPerUnitUsP50",
  "ratio",
  "cpuRatio",
  "httpP50Ratio",
  "httpCpuRatio",
];

// How fast it is here and now is no matter of a test: machines that run tests are busy.
describe("npm run bench", () => {
  it("hop --quick --json prints one object with a number for every key", async () => {
    const { stdout } = await bench("hop", "--quick", "--json");
    expect(stdout.trim().split("\n")).toHaveLength(1);
    const result = JSON.parse(stdout) as Record<string, unknown>;
    expect(result).toMatchObject({ bench: "hop", node: process.versions.node, cores: expect.any(Number) });
    for (const key of KEYS) expect(result[key], key).toSatisfy(Number.isFinite);
  }, 120_000);

  it("lists the benches when none is named, and fails for one that does not exist", async () => {
    const { stdout } = await bench();
    for (const name of ["hop", "server", "mixed", "cold-start"]) expect(stdout).toContain(`  ${name} `);
    await expect(bench("hops")).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('no bench "hops"') });
  }, 60_000);
});

function bench(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, ["runtime/build/bench.mjs", ...args], { cwd: root });
}
