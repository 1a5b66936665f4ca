/**
 * What one more unit costs: a function call in Zerohop against a call to a service on the same
 * machine. README.md says how to read it.
 * @module
 */
import type { CallTimes } from "./call-times.ts";
import { chainAnswer, chainManifest, chainUnits, LONGEST_CHAIN, ROWS } from "./graphs.ts";
import { alternate, medianOf, ratioOf, slope } from "./harness.ts";
import type { Bench, BenchOptions, Finding } from "./harness.ts";
import { predictionOf, runLoad } from "./load-order.ts";
import { cpuUsOf, withPeers } from "./processes.ts";
import type { Peer, StartPeer } from "./processes.ts";

export const hop: Bench = {
  name: "hop",
  summary: "an added unit as a function call against one as a service on loopback; a three-unit graph both ways",
  run: (options) =>
    withPeers(async (start) => {
      const services = await startServices(start);
      const inproc = await startInproc(start);
      const all = await start("peers/orchestrator", { services: services.map(serviceOf) });
      const added = await measureAdded(
        inproc,
        all,
        services.map(({ peer }) => peer),
        options,
      );
      const http = await measureHttp(start, services.slice(0, GRAPH_UNITS), options);
      return [...added, ...http];
    }),
};

/** Units of the graph that is served over HTTP. */
const GRAPH_UNITS = 3;
/** Connections of the load: one shows the time of a request, eight what the machine can do. */
const CONNECTIONS: readonly number[] = [1, 8];

interface Service {
  readonly unit: string;
  readonly peer: Peer;
}

function startServices(start: StartPeer): Promise<Service[]> {
  const units = chainUnits(LONGEST_CHAIN);
  return Promise.all(units.map(async (unit) => ({ unit, peer: await start("peers/unit-service", { unit }) })));
}

/** One process for each length of chain, shortest first. */
function startInproc(start: StartPeer): Promise<Peer[]> {
  const lengths = Array.from({ length: LONGEST_CHAIN }, (_, index) => index + 1);
  return Promise.all(lengths.map((length) => start("peers/inproc", { units: chainUnits(length) })));
}

function serviceOf({ unit, peer }: Service): { unit: string; port: number } {
  return { unit, port: peer.port };
}

/** Added by one unit, by the slope over chains of one to five. */
interface Added {
  readonly p50Us: number;
  readonly p99Us: number;
  readonly cpuUs: number;
}

/** Microseconds that a slope must have to be told from noise. */
const RESOLUTION_US = 0.05;

async function measureAdded(
  inproc: readonly Peer[],
  orchestrator: Peer,
  services: readonly Peer[],
  { quick, progress }: BenchOptions,
): Promise<readonly Finding[]> {
  const durationMs = quick ? 60 : 400;
  const sides = {
    inproc: () => addedBy((units) => inproc[units - 1]!.ask("measure", durationMs / 2)),
    hop: () => addedBy((units) => measureHops(orchestrator, services, units, durationMs)),
  };
  await alternate(quick ? 1 : 2, sides, () => progress("hop: warming up"));
  const rounds = quick ? 2 : 8;
  const { inproc: here, hop: there } = await alternate(rounds, sides, (round) => {
    progress(`hop: added unit, round ${round + 1} of ${rounds}`);
  });
  const p50 = ({ p50Us }: Added): number => p50Us;
  return [
    { key: "inprocAddedPerUnitUsP50", value: medianOf(here, p50), text: "us, median, added by a unit in one process" },
    {
      key: "inprocAddedPerUnitUsP99",
      value: medianOf(here, ({ p99Us }) => p99Us),
      text: "us, 99th percentile of the same",
    },
    { key: "hopAddedPerUnitUsP50", value: medianOf(there, p50), text: "us, median, added by a unit as a service" },
    { key: "ratio", value: ratioOf(there, here, p50), text: "times less is added in one process" },
    { key: "cpuRatio", value: ratioOf(there, here, ({ cpuUs }) => cpuUs), text: "times less processor time is added" },
  ];
}

async function addedBy(measure: (units: number) => Promise<CallTimes>): Promise<Added> {
  const times: CallTimes[] = [];
  for (let units = 1; units <= LONGEST_CHAIN; units++) times.push(await measure(units));
  // On a busy machine a slope can drown in noise, even below zero; what cannot be told apart from
  // nothing counts as the smallest step that can.
  const added = (read: (time: CallTimes) => number): number => Math.max(slope(times.map(read)), RESOLUTION_US);
  return { p50Us: added(({ p50Us }) => p50Us), p99Us: added(({ p99Us }) => p99Us), cpuUs: added(({ cpuUs }) => cpuUs) };
}

// The services' processor time belongs to the call as well.
async function measureHops(
  orchestrator: Peer,
  services: readonly Peer[],
  units: number,
  durationMs: number,
): Promise<CallTimes> {
  const before = await cpuUsOf(services);
  const times = await orchestrator.ask<CallTimes>("measure", { units, durationMs });
  const others = (await cpuUsOf(services)) - before;
  return { ...times, cpuUs: times.cpuUs + others / times.calls };
}

interface Served {
  readonly p50Ms: number;
  readonly cpuUs: number;
}

async function measureHttp(
  start: StartPeer,
  services: readonly Service[],
  { quick, progress }: BenchOptions,
): Promise<readonly Finding[]> {
  const components = services.map(({ unit }) => unit);
  const one = await start("peers/zerohop", { manifest: chainManifest(components), components });
  const front = await start("peers/orchestrator", { services: services.map(serviceOf) });
  const load = await start("load");
  const shots = ROWS.map((row) => predictionOf(row, chainAnswer(components, [row])));
  const serve = async (peers: readonly Peer[], connections: number, durationMs: number): Promise<Served> => {
    const before = await cpuUsOf(peers);
    const { requests, p50Ms } = await runLoad(load, { port: peers[0]!.port, shots, connections, durationMs });
    return { p50Ms, cpuUs: ((await cpuUsOf(peers)) - before) / requests };
  };
  const findings: Finding[] = [];
  for (const connections of CONNECTIONS) {
    const sides = (durationMs: number) => ({
      one: () => serve([one], connections, durationMs),
      many: () => serve([front, ...services.map(({ peer }) => peer)], connections, durationMs),
    });
    const rounds = quick ? 2 : 5;
    await alternate(1, sides(quick ? 200 : 1000));
    const { one: here, many } = await alternate(rounds, sides(quick ? 200 : 1000), (round) => {
      progress(`hop: three-unit graph over HTTP, ${connections} connections, round ${round + 1} of ${rounds}`);
    });
    findings.push(...httpFindings(connections, here, many));
  }
  return findings;
}

function httpFindings(connections: number, here: readonly Served[], many: readonly Served[]): readonly Finding[] {
  const suffix = connections === 1 ? "" : String(connections);
  const words = `three units over HTTP, ${connections} connection${connections === 1 ? "" : "s"}:`;
  const cpuUs = ({ cpuUs }: Served): number => cpuUs;
  return [
    {
      key: `httpP50Ms${suffix}`,
      value: medianOf(here, ({ p50Ms }) => p50Ms),
      text: `ms, median, ${words} one process`,
    },
    {
      key: `httpP50Ratio${suffix}`,
      value: ratioOf(many, here, ({ p50Ms }) => p50Ms),
      text: `times faster, median, ${words} against four processes`,
    },
    {
      key: `httpCpuUs${suffix}`,
      value: medianOf(here, cpuUs),
      text: `us of processor time per request, ${words} one process`,
    },
    {
      key: `httpCpuRatio${suffix}`,
      value: ratioOf(many, here, cpuUs),
      text: `times less processor time, ${words} against four processes`,
    },
  ];
}
