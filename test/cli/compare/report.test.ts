import { describe, expect, it } from "vitest";
import { formatReport } from "../../../runtime/cli/compare/report.ts";
import { Tally } from "../../../runtime/cli/compare/tally.ts";
import type { Outcome } from "../../../runtime/cli/compare/tally.ts";

const SAME: Outcome = { line: 1, kind: "identical", maxUlps: 0, differences: [], ways: [], hereMs: 1, thereMs: 2 };
const WAYS = [{ unit: "ab", here: "branch 0", there: "branch 1" }];
const DIFFERENCES = [{ path: "data.ndarray[0][0]", here: "3", there: "2", ulps: 4 }];

function report(...outcomes: Partial<Outcome>[]): string {
  const tally = new Tally(10);
  for (const [at, outcome] of outcomes.entries()) tally.add({ ...SAME, line: at + 1, ...outcome });
  return formatReport(tally.report(), "host:80");
}

describe("formatReport()", () => {
  it.each([
    [1, "\n1 request, this graph and host:80\n"],
    [2, "\n2 requests, this graph and host:80\n"],
  ])("counts %i in words that fit", (count, headline) => {
    expect(report(...Array.from({ length: count }, () => ({})))).toContain(headline);
  });

  it("says how many requests took another way, and where", () => {
    const text = report(
      { kind: "different", differences: DIFFERENCES, ways: WAYS },
      { ways: WAYS },
      { kind: "different", differences: DIFFERENCES },
    );
    expect(text).toContain("2 requests went another way here than there, and 1 of them differs.");
    expect(text).toContain("Line 1\n  another way at ab: branch 0 here, branch 1 there\n  data.ndarray[0][0]\n");
    expect(text).toContain("Line 3\n  data.ndarray[0][0]\n");
  });

  it("says nothing of ways that are the same", () => {
    expect(report({})).not.toContain("another way");
  });

  it("has no table when nothing was compared, and the reasons", () => {
    const failed: Partial<Outcome> = { kind: "failed", reason: "Cannot reach http://host:80" };
    const text = report(failed, failed);
    expect(text).toContain("None of the 2 requests could be compared with host:80");
    expect(text).toContain("Line 2: Cannot reach http://host:80");
    for (const cell of ["identical", "p50", "%"]) expect(text).not.toContain(cell);
    expect(report(failed)).toContain("The one request could not be compared with host:80");
  });

  it("has the table when something was compared", () => {
    expect(report({}, { kind: "failed", reason: "late" })).toContain("not compared             1  50.0 %");
  });
});
