/** What a comparison found, as text. @module */
import type { Outcome, Report } from "./tally.ts";

/** The report for people. @param there what the other side is called */
export function formatReport(report: Report, there: string): string {
  const { requests, failed, examples } = report;
  const shown = examples.map(formatExample).join("");
  if (failed < requests) return `${headline(requests, there)}${table(report)}${otherWays(report)}${shown}\n`;
  const none = requests === 1 ? "The one request" : `None of the ${requests} requests`;
  const verb = requests === 1 ? "could not be compared" : "could be compared";
  return `\n${none} ${verb} with ${there}\n${shown}\n`;
}

function headline(requests: number, there: string): string {
  return `\n${count(requests, "request")}, this graph and ${there}\n\n`;
}

function table(report: Report): string {
  const { requests, identical, within, refused, different, failed, maxUlps, hereMs, thereMs } = report;
  const row = (name: string, number: number): string =>
    `  ${name.padEnd(18)}${String(number).padStart(8)}  ${((100 * number) / requests).toFixed(1)} %`;
  const rows = [
    row("identical", identical),
    row(within > 0 ? `within ${maxUlps} ulp` : "within rounding", within),
    row("refused by both", refused),
    row("different", different),
    row("not compared", failed),
  ];
  const ms = (value: number): string => `${value.toFixed(2)} ms`.padStart(12);
  const times = (["p50", "p90", "p99"] as const).map((key) => `  ${key}${ms(hereMs[key])}${ms(thereMs[key])}`);
  return `${rows.join("\n")}

  ${"".padEnd(3)}${"this graph".padStart(12)}${"the other".padStart(12)}
${times.join("\n")}
`;
}

// Two answers from two branches differ although both sides are right.
function otherWays({ otherWay, otherWayDifferent }: Report): string {
  if (otherWay === 0) return "";
  const differ = otherWayDifferent === 1 ? "1 of them differs" : `${otherWayDifferent} of them differ`;
  return `
${count(otherWay, "request")} went another way here than there, and ${differ}. Routers that choose by
chance or learn do so; to compare the units behind one, compare its branches by themselves.
`;
}

function formatExample({ line, differences, ways, reason }: Outcome): string {
  if (reason !== undefined) return `\nLine ${line}: ${reason}\n`;
  const routes = ways.map(({ unit, here, there }) => `  another way at ${unit}: ${here} here, ${there} there\n`);
  const fields = differences.map(({ path, here, there, ulps }) => {
    const distance = Number.isFinite(ulps) ? `  (${ulps} ulp)` : "";
    return `  ${path}\n    here   ${here}\n    there  ${there}${distance}\n`;
  });
  return `\nLine ${line}\n${routes.join("")}${fields.join("")}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
