/**
 * Replays what was recorded from the Python wrapper over gRPC, bytes to bytes through the table of
 * methods: every answer is the recorded one, or differs in a way that the list of differences allows.
 */
import { describe, expect, test } from "vitest";
import type { RpcTable } from "../../runtime/grpc/rpc.ts";
import { statusOf } from "../../runtime/grpc/status.ts";
import { newContext } from "../grpc/rpc-client.ts";
import { compareGrpc } from "./grpc-compare.ts";
import { GRPC_DIFFERENCES, UNREPLAYED } from "./grpc-differences.ts";
import type { GrpcCheck } from "./grpc-differences.ts";
import { decoded, readGrpcRecordings, recordedAnswer, requestOf } from "./grpc-pair.ts";
import type { GrpcAnswer, GrpcPair } from "./grpc-pair.ts";
import { startTwin } from "./wrapper-under-test.ts";

const recordings = readGrpcRecordings();
const checks = new Map<string, GrpcCheck>(GRPC_DIFFERENCES.flatMap(({ pairs }) => Object.entries(pairs)));

async function ask(rpcs: RpcTable, pair: GrpcPair): Promise<GrpcAnswer> {
  const rpc = rpcs.unary.get(pair.method);
  if (rpc === undefined) return { code: 12, details: `There is no method ${pair.method}` };
  const metadata = Object.fromEntries(pair.request.metadata ?? []);
  try {
    return decoded((await rpc.handle(requestOf(pair), newContext({ metadata }))).body, rpc.method);
  } catch (error) {
    const { code, message } = statusOf(error);
    return { code, details: message };
  }
}

describe("wrapper over gRPC", () => {
  for (const recording of recordings.filter(({ file }) => !UNREPLAYED.has(file))) {
    test(`answers as recorded in ${recording.file}.json`, async () => {
      const service = await startTwin(recording);
      const rpcs = await service.loadRpcs();
      for (const pair of recording.pairs) {
        const name = `${recording.file}/${pair.name}`;
        const actual = await ask(rpcs, pair);
        const method = rpcs.unary.get(pair.method)?.method;
        const recorded: GrpcAnswer =
          method === undefined ? { code: 12, details: "Method not found!" } : recordedAnswer(pair, method);
        const problem = compareGrpc(recorded, actual);
        const check = checks.get(name);
        const verdict =
          check === undefined
            ? problem
            : problem === undefined
              ? "does not differ any more; take it off the list"
              : check(recorded, actual);
        expect.soft(verdict, name).toBeUndefined();
      }
      await service.close();
    });
  }
});

test("every difference over gRPC names pairs that there are, each once", () => {
  const known = new Set(recordings.flatMap(({ file, pairs }) => pairs.map(({ name }) => `${file}/${name}`)));
  const named = GRPC_DIFFERENCES.flatMap(({ pairs }) => Object.keys(pairs));
  expect(named.filter((pair) => !known.has(pair))).toEqual([]);
  expect(named.filter((pair, index) => named.indexOf(pair) !== index)).toEqual([]);
  expect([...UNREPLAYED.keys()].filter((file) => !recordings.some((recording) => recording.file === file))).toEqual([]);
});
