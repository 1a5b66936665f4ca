/**
 * `zerohop compare`: the same requests to this graph and to a running service, and how the answers
 * differ.
 * @module
 */
import type { Protocol } from "../errors.ts";
import { createRuntime } from "../platform/node/index.ts";
import { createNodeHost } from "../platform/node/host.ts";
import { createJsonLogger } from "../platform/node/logger.ts";
import { compareJson, USUALLY_IGNORED } from "./compare/difference.ts";
import type { CompareOptions } from "./compare/difference.ts";
import { formatReport, Tally } from "./compare/report.ts";
import type { Outcome, Report } from "./compare/report.ts";
import { readRequests } from "./compare/requests.ts";
import type { ComparedRequest } from "./compare/requests.ts";
import { graphSide, serviceSide } from "./compare/sides.ts";
import type { Side } from "./compare/sides.ts";

export interface CompareFlags {
  readonly against: string;
  readonly requests: string;
  readonly protocol?: Protocol;
  readonly model: string;
  readonly unit: Readonly<Record<string, string>>;
  readonly header: Readonly<Record<string, string>>;
  readonly ulp: number;
  readonly float32?: boolean;
  readonly ignore: readonly string[];
  readonly concurrency: number;
  readonly limit?: number;
  readonly show: number;
  readonly timeoutMs: number;
  readonly json?: boolean;
}

/** Exit codes, for scripts. */
const DIFFERENT = 1;
const NOT_COMPARED = 2;
const SCHEMES: readonly string[] = ["http:", "https:", "grpc:", "grpcs:"];
const PROGRESS_MS = 500;
/** Differences shown of one request. */
const FIELDS_SHOWN = 5;

/** Prints the report; the exit code is 0 when nothing differs, 1 when something does, 2 when not all could be compared. */
export async function compareCommand(manifest: string, flags: CompareFlags): Promise<void> {
  const there = toUrl(flags.against);
  const logger = createJsonLogger("error");
  const host = createNodeHost({ logger });
  const runtime = await createRuntime(manifest, { units: flags.unit, logger });
  try {
    const sides: Sides = {
      here: graphSide(runtime.fetch),
      there: there.protocol.startsWith("http")
        ? serviceSide(there, flags.model, flags.header, flags.timeoutMs)
        : (await import("./compare/rpc-side.ts")).rpcSide(
            host,
            flags.against,
            flags.model,
            flags.header,
            flags.timeoutMs,
          ),
    };
    const report = await compareAll(sides, flags);
    const name = there.host;
    process.stdout.write(flags.json === true ? `${JSON.stringify(report)}\n` : formatReport(report, name));
    process.exitCode = report.failed > 0 ? NOT_COMPARED : report.different > 0 ? DIFFERENT : 0;
    if (report.requests === 0) throw new Error(`${flags.requests} has no requests`);
  } finally {
    await runtime.close();
    await host.close?.();
  }
}

interface Sides {
  readonly here: Side;
  readonly there: Side;
}

async function compareAll(sides: Sides, flags: CompareFlags): Promise<Report> {
  const options: CompareOptions = {
    ulps: flags.ulp,
    float32: flags.float32 ?? false,
    ignored: new Set([...USUALLY_IGNORED, ...flags.ignore]),
    limit: FIELDS_SHOWN,
  };
  const tally = new Tally(flags.show);
  const progress = startProgress(tally);
  const running = new Set<Promise<void>>();
  let taken = 0;
  for await (const request of readRequests(flags.requests, flags.protocol)) {
    if (flags.limit !== undefined && ++taken > flags.limit) break;
    const work = compareOne(sides, request, options).then((outcome) => {
      tally.add(outcome);
      running.delete(work);
    });
    running.add(work);
    if (running.size >= flags.concurrency) await Promise.race(running);
  }
  await Promise.all(running);
  progress.stop();
  return tally.report();
}

// One after the other: side by side each would slow the other's clock.
async function compareOne({ here, there }: Sides, request: ComparedRequest, options: CompareOptions): Promise<Outcome> {
  const none = { line: request.line, maxUlps: 0, differences: [], hereMs: 0, thereMs: 0 };
  try {
    const own = await here(request);
    const other = await there(request);
    const times = { hereMs: own.ms, thereMs: other.ms };
    if (own.status !== other.status) {
      const path = "status";
      const difference = { path, here: String(own.status), there: String(other.status), ulps: Infinity };
      return { ...none, ...times, kind: "different", maxUlps: Infinity, differences: [difference] };
    }
    // What they say about it is their own affair.
    if (own.status >= 400) return { ...none, ...times, kind: "refused" };
    const { maxUlps, differences } = compareJson(own.value, other.value, options);
    const kind = differences.length > 0 ? "different" : maxUlps > 0 ? "within" : "identical";
    return { ...none, ...times, kind, maxUlps, differences };
  } catch (error) {
    return { ...none, kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

function startProgress(tally: Tally): { stop(): void } {
  if (!process.stderr.isTTY) return { stop() {} };
  const started = performance.now();
  const print = (): void => {
    const seconds = (performance.now() - started) / 1000;
    process.stderr.write(`\r${tally.requests} requests, ${Math.round(tally.requests / seconds)} a second `);
  };
  const timer = setInterval(print, PROGRESS_MS);
  return {
    stop() {
      clearInterval(timer);
      process.stderr.write("\r\u001b[K");
    },
  };
}

function toUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && SCHEMES.includes(url.protocol)) return url;
  throw new Error(
    `--against: expected a URL such as http://host:8000 or grpc://host:5001, got ${JSON.stringify(text)}`,
  );
}
