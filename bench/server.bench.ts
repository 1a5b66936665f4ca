/**
 * What Zerohop costs on top of HTTP: requests per second against a bare node:http server that
 * parses the same request and writes the same answer. README.md says how to read it.
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chainAnswer, chainManifest, chainUnits, ROWS } from "./graphs.ts";
import { alternate, medianOf, ratioOf } from "./harness.ts";
import type { Bench, BenchOptions, Finding } from "./harness.ts";
import { bodyOf, openConnection, writeRequest } from "./http-client.ts";
import { predictionOf, runLoad } from "./load-order.ts";
import type { LoadResult, Shot } from "./load-order.ts";
import type { BareSettings } from "./peers/bare.ts";
import type { ZerohopSettings } from "./peers/zerohop.ts";
import { cpuUsOf, pinnableCores, withPeers } from "./processes.ts";
import type { Peer } from "./processes.ts";

export const server: Bench = {
  name: "server",
  summary: "requests per second and latency of a one-unit graph and of the example, against a bare node:http server",
  async run(options) {
    const units = chainUnits(1);
    const oneUnit = { manifest: chainManifest(units), components: units };
    const shots = ROWS.map((row) => predictionOf(row, chainAnswer(units, [row])));
    const findings = await compare("one unit", oneUnit, () => shots, options);
    const manifest = join(options.root, "examples/breast-cancer/deployment.yaml");
    if (!existsSync(manifest)) return findings;
    const example = await compare("the example", { manifest }, (ask) => exampleShots(options.root, ask), options);
    return [...findings, ...example.map(({ key, value, text }) => ({ key: inExample(key), value, text }))];
  },
};

const CONNECTIONS = 32;
/** Times that a row of the example is asked to see both ways its router sends it. */
const EXAMPLE_TRIES = 150;
const EXAMPLE_ROWS = 32;

type Ask = (row: readonly number[]) => Promise<string>;

interface Measured extends LoadResult {
  readonly rps: number;
  readonly cpuUs: number;
  /** Share of a core that the server took. */
  readonly busy: number;
  /** The same of the load: near 1, the load was the limit. */
  readonly loadBusy: number;
}

async function compare(
  title: string,
  zerohopSettings: ZerohopSettings,
  shotsFor: (ask: Ask) => readonly Shot[] | Promise<readonly Shot[]>,
  { quick, progress }: BenchOptions,
): Promise<readonly Finding[]> {
  const cores = pinnableCores();
  if (cores === undefined) progress("server: without taskset or a second core, so nothing is pinned to a core");
  return withPeers(async (start) => {
    const zerohop = await start("peers/zerohop", zerohopSettings, { core: cores?.[0] });
    const load = await start("load", {}, { core: cores?.[1] });
    const { ask, close } = await openAsk(zerohop.port);
    const shots = await shotsFor(ask);
    const bare = await start("peers/bare", await learn(shots, ask), { core: cores?.[0] });
    close();
    const durationMs = quick ? 300 : 1800;
    const measure = async (peer: Peer): Promise<Measured> => {
      const before = await cpuUsOf([peer]);
      const loadBefore = await cpuUsOf([load]);
      const result = await runLoad(load, { port: peer.port, shots, connections: CONNECTIONS, durationMs });
      const used = (await cpuUsOf([peer])) - before;
      const loadBusy = ((await cpuUsOf([load])) - loadBefore) / 1000 / result.elapsedMs;
      const rps = (result.requests * 1000) / result.elapsedMs;
      return { ...result, rps, cpuUs: used / result.requests, busy: used / 1000 / result.elapsedMs, loadBusy };
    };
    const sides = { zerohop: () => measure(zerohop), bare: () => measure(bare) };
    await alternate(1, sides, () => progress(`server: ${title}, warming up`));
    const rounds = quick ? 2 : 8;
    const results = await alternate(rounds, sides, (round) => {
      progress(`server: ${title}, round ${round + 1} of ${rounds}`);
    });
    return findings(title, results.zerohop, results.bare);
  });
}

async function openAsk(port: number): Promise<{ ask: Ask; close: () => void }> {
  const connection = await openConnection(port);
  const ask = (row: readonly number[]): Promise<string> => {
    const { method, path, body } = predictionOf(row, []);
    return connection.exchange(writeRequest(method, path, body));
  };
  return { ask, close: () => connection.close() };
}

type Answer = BareSettings["answers"][number][1];

/** What a bare server must know to answer as Zerohop does. */
async function learn(shots: readonly Shot[], ask: Ask): Promise<BareSettings> {
  const answers: [number, Answer][] = [];
  let headers: Readonly<Record<string, string>> = {};
  for (const shot of shots) {
    const { data } = JSON.parse(shot.body) as { data: { ndarray: [[number]] } };
    const answer = await ask(data.ndarray[0]);
    headers = headersOf(answer);
    answers.push([data.ndarray[0][0], JSON.parse(bodyOf(answer)) as Answer]);
  }
  return { answers, headers };
}

// Node adds these by itself on both sides, or they differ from answer to answer.
const OWN_HEADERS: ReadonlySet<string> = new Set(["date", "connection", "keep-alive", "content-length", "seldon-puid"]);

function headersOf(answer: string): Readonly<Record<string, string>> {
  const lines = answer.slice(0, answer.indexOf("\r\n\r\n")).split("\r\n").slice(1);
  const fields = lines.map((line) => [
    line.slice(0, line.indexOf(":")).toLowerCase(),
    line.slice(line.indexOf(":") + 2),
  ]);
  return Object.fromEntries(fields.filter(([name]) => !OWN_HEADERS.has(name!))) as Record<string, string>;
}

// The example's router tries another model now and then, so a row has more than one right answer.
async function exampleShots(root: string, ask: Ask): Promise<readonly Shot[]> {
  const text = readFileSync(join(root, "examples/breast-cancer/data/heldout.json"), "utf8");
  const { rows } = JSON.parse(text) as { rows: number[][] };
  const different = new Map(rows.map((row) => [row[0], row]));
  const shots: Shot[] = [];
  for (const row of [...different.values()].slice(0, EXAMPLE_ROWS)) {
    const expected = new Set<string>();
    for (let time = 0; time < EXAMPLE_TRIES; time++) {
      const { data } = JSON.parse(bodyOf(await ask(row))) as { data: { ndarray: unknown[] } };
      for (const spelling of predictionOf(row, data.ndarray).expected) expected.add(spelling);
    }
    shots.push({ ...predictionOf(row, []), expected: [...expected] });
  }
  return shots;
}

function findings(title: string, zerohop: readonly Measured[], bare: readonly Measured[]): readonly Finding[] {
  const rps = (result: Measured): number => result.rps;
  return [
    { key: "rps", value: medianOf(zerohop, rps), text: `requests per second, ${title}` },
    { key: "bareRps", value: medianOf(bare, rps), text: `requests per second of a bare server, ${title}` },
    { key: "ratio", value: ratioOf(zerohop, bare, rps), text: "of the bare server's requests per second" },
    {
      key: "cpuRatio",
      value: ratioOf(zerohop, bare, ({ cpuUs }) => cpuUs),
      text: "times the bare server's processor time per request",
    },
    { key: "p50Ms", value: medianOf(zerohop, ({ p50Ms }) => p50Ms), text: `ms, median, ${CONNECTIONS} connections` },
    { key: "p99Ms", value: medianOf(zerohop, ({ p99Ms }) => p99Ms), text: "ms, 99th percentile" },
    { key: "bareP50Ms", value: medianOf(bare, ({ p50Ms }) => p50Ms), text: "ms, median, bare server" },
    { key: "bareP99Ms", value: medianOf(bare, ({ p99Ms }) => p99Ms), text: "ms, 99th percentile, bare server" },
    { key: "busy", value: medianOf(zerohop, ({ busy }) => busy), text: "of a core used by the server" },
    { key: "bareBusy", value: medianOf(bare, ({ busy }) => busy), text: "of a core used by the bare server" },
    { key: "loadBusy", value: medianOf(zerohop, ({ loadBusy }) => loadBusy), text: "of a core used by the load" },
  ];
}

function inExample(key: string): string {
  return `example${key[0]!.toUpperCase()}${key.slice(1)}`;
}
