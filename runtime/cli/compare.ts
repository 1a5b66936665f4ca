/**
 * `zerohop compare`: the same requests to this graph and to a running service, and how the answers
 * differ.
 * @module
 */
import type { Protocol } from "../errors.ts";
import { createRuntime } from "../platform/node/index.ts";
import { createNodeHost } from "../platform/node/host.ts";
import { createJsonLogger } from "../platform/node/logger.ts";
import { readClientAccess } from "./client/access.ts";
import type { ClientFlags } from "./client/access.ts";
import { createPoster } from "./client/poster.ts";
import { compareJson, USUALLY_IGNORED } from "./compare/difference.ts";
import type { CompareOptions } from "./compare/difference.ts";
import { DIFFERENT, NOT_COMPARED, SAME } from "./compare/exit-codes.ts";
import { startProgress } from "./compare/progress.ts";
import { formatReport } from "./compare/report.ts";
import { readRequests } from "./compare/requests.ts";
import type { ComparedRequest } from "./compare/requests.ts";
import { graphSide, serviceSide } from "./compare/sides.ts";
import type { Side } from "./compare/sides.ts";
import { Tally } from "./compare/tally.ts";
import type { Outcome, Report } from "./compare/tally.ts";
import { compareWays } from "./compare/ways.ts";
import { refuseStrayUnits } from "./stray-units.ts";

export interface CompareFlags extends ClientFlags {
  readonly against: string;
  readonly requests: string;
  readonly protocol?: Protocol;
  readonly model?: string;
  readonly unit?: Readonly<Record<string, string>>;
  readonly ulp: number;
  readonly float32?: boolean;
  readonly ignore?: readonly string[];
  readonly concurrency: number;
  readonly limit?: number;
  readonly show: number;
  readonly timeoutMs: number;
  readonly json?: boolean;
}

const SCHEMES: readonly string[] = ["http:", "https:", "grpc:", "grpcs:"];
/** Differences shown of one request. */
const FIELDS_SHOWN = 5;
/** What is said to the client, not about the answer. */
const LOCKED = "it wants to know who asks; give it --api-key, or --header with what it expects";

/** Prints the report and sets the exit code that `--help` describes. */
export async function compareCommand(manifest: string, flags: CompareFlags): Promise<void> {
  // Until everything has been compared, also when something is thrown.
  process.exitCode = NOT_COMPARED;
  const there = toUrl(flags.against);
  const logger = createJsonLogger("error");
  const service = await openService(there, flags);
  const runtime = await createRuntime(manifest, { units: flags.unit ?? {}, logger });
  try {
    refuseStrayUnits(runtime, flags.unit ?? {});
    const report = await compareAll({ here: graphSide(runtime.fetch), there: service.side }, flags);
    if (report.requests === 0) throw new Error(`--requests ${flags.requests}: there is no request in it`);
    process.stdout.write(flags.json === true ? `${JSON.stringify(report)}\n` : formatReport(report, there.host));
    process.exitCode = report.failed > 0 ? NOT_COMPARED : report.different > 0 ? DIFFERENT : SAME;
  } finally {
    await runtime.close();
    await service.close();
  }
}

interface Service {
  readonly side: Side;
  close(): void | Promise<void>;
}

async function openService(there: URL, flags: CompareFlags): Promise<Service> {
  const { model = "", timeoutMs } = flags;
  const access = await readClientAccess(flags, process.env);
  if (there.protocol.startsWith("http")) {
    const poster = createPoster(access);
    return { side: serviceSide(poster, there, model, timeoutMs), close: () => poster.close() };
  }
  if (access.ca !== undefined)
    throw new Error(`--ca is for https://; over ${there.protocol}// the authorities of NODE_EXTRA_CA_CERTS are taken`);
  const { rpcSide } = await import("./compare/rpc-side.ts");
  const host = createNodeHost({ logger: createJsonLogger("error") });
  const side = rpcSide(host, flags.against, model, access.headers, timeoutMs);
  return { side, close: () => host.close?.() };
}

interface Sides {
  readonly here: Side;
  readonly there: Side;
}

async function compareAll(sides: Sides, flags: CompareFlags): Promise<Report> {
  const options: CompareOptions = {
    ulps: flags.ulp,
    float32: flags.float32 ?? false,
    ignored: new Set([...USUALLY_IGNORED, ...(flags.ignore ?? [])]),
    limit: FIELDS_SHOWN,
  };
  const tally = new Tally(flags.show);
  const endProgress = startProgress(() => tally.requests, process.stderr);
  const running = new Set<Promise<void>>();
  let taken = 0;
  try {
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
  } finally {
    endProgress();
  }
  return tally.report();
}

// One after the other: side by side each would slow the other's clock.
async function compareOne({ here, there }: Sides, request: ComparedRequest, options: CompareOptions): Promise<Outcome> {
  const none = { line: request.line, maxUlps: 0, differences: [], ways: [], hereMs: 0, thereMs: 0 };
  try {
    const own = await here(request);
    const other = await there(request);
    const times = { hereMs: own.ms, thereMs: other.ms };
    if (other.status === 401 || other.status === 403)
      throw new Error(`The service answered ${other.status}: ${LOCKED}`);
    if (own.status !== other.status) {
      const path = "status";
      const difference = { path, here: String(own.status), there: String(other.status), ulps: Infinity };
      return { ...none, ...times, kind: "different", maxUlps: Infinity, differences: [difference] };
    }
    // What they say about it is their own affair.
    if (own.status >= 400) return { ...none, ...times, kind: "refused" };
    const { maxUlps, differences } = compareJson(own.value, other.value, options);
    const kind = differences.length > 0 ? "different" : maxUlps > 0 ? "within" : "identical";
    return { ...none, ...times, kind, maxUlps, differences, ways: compareWays(own.value, other.value) };
  } catch (error) {
    return { ...none, kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

function toUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && SCHEMES.includes(url.protocol)) return url;
  throw new Error(
    `--against: expected a URL such as http://host:8000 or grpc://host:5001, got ${JSON.stringify(text)}`,
  );
}
