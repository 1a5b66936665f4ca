/**
 * Unary gRPC against servers of @grpc/grpc-js and of Connect's adapter that do the same work.
 * README.md says how to read it.
 * @module
 */
import { chainAnswer, chainManifest, chainUnits, ROWS } from "./graphs.ts";
import { messageOf, openGrpcConnection } from "./grpc-client.ts";
import { PREDICT, readMessage, writeMessage } from "./grpc-messages.ts";
import type { GrpcPeerSettings } from "./grpc-messages.ts";
import { alternate, medianOf, ratioOf } from "./harness.ts";
import type { Bench, Finding } from "./harness.ts";
import type { LoadResult } from "./load-order.ts";
import type { GrpcLoadOrder } from "./peers/grpc-load.ts";
import type { ZerohopSettings } from "./peers/zerohop.ts";
import { cpuUsOf, pinnableCores, withPeers } from "./processes.ts";
import type { Peer } from "./processes.ts";

export const grpc: Bench = {
  name: "grpc",
  summary: "unary Seldon.Predict of four numbers, against servers of @grpc/grpc-js and of Connect's adapter",
  async run({ quick, progress }) {
    const cores = pinnableCores();
    if (cores === undefined) progress("grpc: without taskset or a second core, so nothing is pinned to a core");
    return withPeers(async (start) => {
      const units = chainUnits(1);
      const settings: ZerohopSettings = { manifest: chainManifest(units), components: units };
      const core = cores?.[0];
      const zerohop = await start("peers/zerohop", settings, { core });
      const learned = await learn(zerohop.port);
      const grpcJs = await start("peers/grpc-js", learned, { core });
      const connect = await start("peers/grpc-connect", learned, { core });
      const load = await start("peers/grpc-load", {}, { core: cores?.[1] });
      const shots = ROWS.map((row) => ({ message: requestOf(row), expected: answerOf(chainAnswer(units, [row])[0]!) }));
      const measure = (durationMs: number) => (peer: Peer) => async (): Promise<Measured> => {
        const before = await cpuUsOf([peer]);
        const loadBefore = await cpuUsOf([load]);
        const order: GrpcLoadOrder = { port: peer.port, streams: STREAMS, durationMs, shots };
        const result = await load.ask<LoadResult>("run", order);
        const cpuUs = ((await cpuUsOf([peer])) - before) / result.requests;
        const loadBusy = ((await cpuUsOf([load])) - loadBefore) / 1000 / result.elapsedMs;
        return { ...result, rps: (result.requests * 1000) / result.elapsedMs, cpuUs, loadBusy };
      };
      const sidesFor = (durationMs: number) => {
        const of = measure(durationMs);
        return { zerohop: of(zerohop), grpcJs: of(grpcJs), connect: of(connect) };
      };
      await alternate(1, sidesFor(quick ? 300 : 3000), () => progress("grpc: warming up"));
      const rounds = quick ? 2 : 10;
      const results = await alternate(rounds, sidesFor(quick ? 300 : 1800), (round) => {
        progress(`grpc: round ${round + 1} of ${rounds}`);
      });
      return findings(results);
    });
  },
};

const STREAMS = 32;

interface Measured extends LoadResult {
  readonly rps: number;
  readonly cpuUs: number;
  /** Share of a core that the load took: near 1, the load was the limit. */
  readonly loadBusy: number;
}

/** What Zerohop's answer says beside the numbers. */
async function learn(port: number): Promise<GrpcPeerSettings> {
  const connection = await openGrpcConnection(port, PREDICT);
  const { meta, data } = readMessage(messageOf(await connection.call(Buffer.from(requestOf(ROWS[0]!), "base64"))));
  connection.close();
  return { names: data.names ?? [], routing: { ...meta?.routing }, requestPath: { ...meta?.requestPath } };
}

function requestOf(row: readonly number[]): string {
  return writeMessage({ data: { tensor: { shape: [1, row.length], values: row } } }).toString("base64");
}

/** The numbers as they stand in a right answer. */
function answerOf(row: readonly number[]): string {
  return Buffer.from(Float64Array.from(row).buffer).toString("base64");
}

function findings({ zerohop, grpcJs, connect }: Record<"zerohop" | "grpcJs" | "connect", Measured[]>): Finding[] {
  const rps = (result: Measured): number => result.rps;
  const cpuUs = (result: Measured): number => result.cpuUs;
  return [
    { key: "rps", value: medianOf(zerohop, rps), text: "requests per second" },
    { key: "grpcJsRps", value: medianOf(grpcJs, rps), text: "requests per second of @grpc/grpc-js" },
    { key: "ratio", value: ratioOf(zerohop, grpcJs, rps), text: "times the requests per second of @grpc/grpc-js" },
    { key: "cpuUs", value: medianOf(zerohop, cpuUs), text: "µs of processor time per request" },
    { key: "grpcJsCpuUs", value: medianOf(grpcJs, cpuUs), text: "µs of processor time per request, @grpc/grpc-js" },
    {
      key: "cpuRatio",
      value: ratioOf(grpcJs, zerohop, cpuUs),
      text: "times the requests per core-second of @grpc/grpc-js",
    },
    {
      key: "connectCpuUs",
      value: medianOf(connect, cpuUs),
      text: "µs of processor time per request, Connect's adapter",
    },
    {
      key: "connectCpuRatio",
      value: ratioOf(connect, zerohop, cpuUs),
      text: "times the requests per core-second of Connect's adapter",
    },
    {
      key: "p50Ms",
      value: medianOf(zerohop, ({ p50Ms }) => p50Ms),
      text: `ms, median, ${STREAMS} streams of one connection`,
    },
    { key: "p99Ms", value: medianOf(zerohop, ({ p99Ms }) => p99Ms), text: "ms, 99th percentile" },
    { key: "loadBusy", value: medianOf(zerohop, ({ loadBusy }) => loadBusy), text: "of a core used by the load" },
  ];
}
