/**
 * Replays what was recorded from the Python wrapper over gRPC, through the table of methods and over a
 * socket: every answer is the recorded one, or differs in a way that the list of differences allows.
 */
import { describe, expect, test } from "vitest";
import type { ServiceError } from "@grpc/grpc-js";
import type { RpcTable } from "../../runtime/grpc/rpc.ts";
import { statusOf } from "../../runtime/grpc/status.ts";
import { serve } from "../../runtime/platform/node/server.ts";
import { GrpcJsClient } from "../clients/grpc-js-client.ts";
import { newContext } from "../grpc/rpc-client.ts";
import { compareGrpc } from "./grpc-compare.ts";
import { GRPC_DIFFERENCES } from "./grpc-differences.ts";
import type { GrpcCheck } from "./grpc-differences.ts";
import { decoded, readGrpcRecordings, recordedAnswer, requestOf } from "./grpc-pair.ts";
import type { GrpcAnswer, GrpcPair, GrpcRecording } from "./grpc-pair.ts";
import { startTwin } from "./wrapper-under-test.ts";

const recordings = readGrpcRecordings();
const checks = new Map<string, GrpcCheck>(GRPC_DIFFERENCES.flatMap(({ pairs }) => Object.entries(pairs)));
const LIMIT = "seldon.io/grpc-max-message-size";
/** Numbers of grpc-js. */
const COMPRESSIONS = { identity: 0, deflate: 1, gzip: 2 } as const;

async function askTable(rpcs: RpcTable, pair: GrpcPair): Promise<GrpcAnswer> {
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

async function askSocket(client: GrpcJsClient, rpcs: RpcTable, pair: GrpcPair): Promise<GrpcAnswer> {
  const metadata = (pair.request.metadata ?? []).map(([name, value]) => [
    name,
    name.endsWith("-bin") ? Buffer.from(value, "base64") : value,
  ]);
  try {
    const { message } = await client.askBytes(pair.method, requestOf(pair), { metadata: Object.fromEntries(metadata) });
    return decoded(message, rpcs.unary.get(pair.method)!.method);
  } catch (error) {
    const { code, details } = error as ServiceError;
    return { code, details };
  }
}

function verdict({ file }: GrpcRecording, pair: GrpcPair, rpcs: RpcTable, actual: GrpcAnswer): string | undefined {
  const method = rpcs.unary.get(pair.method)?.method;
  const recorded: GrpcAnswer =
    method === undefined ? { code: 12, details: "Method not found!" } : recordedAnswer(pair, method);
  const problem = compareGrpc(recorded, actual);
  const check = checks.get(`${file}/${pair.name}`);
  if (check === undefined) return problem;
  return problem === undefined ? "does not differ any more; take it off the list" : check(recorded, actual);
}

describe("wrapper over gRPC, in-process", () => {
  // A limit is the server's, not the table's.
  for (const recording of recordings.filter(({ file }) => !file.startsWith("Echo.limit"))) {
    test(`answers as recorded in ${recording.file}.json`, async () => {
      const service = await startTwin(recording);
      const rpcs = await service.loadRpcs();
      for (const pair of recording.pairs) {
        const problem = verdict(recording, pair, rpcs, await askTable(rpcs, pair));
        expect.soft(problem, `${recording.file}/${pair.name}`).toBeUndefined();
      }
      await service.close();
    });
  }
});

describe("wrapper over gRPC, over a socket", () => {
  for (const recording of recordings) {
    test(`answers as recorded in ${recording.file}.json`, async () => {
      const service = await startTwin(recording);
      const rpcs = await service.loadRpcs();
      const limit = recording.annotations?.[LIMIT];
      const options = { port: 0, host: "127.0.0.1", ...(limit !== undefined && { maxMessageBytes: Number(limit) }) };
      const server = await serve(service, options);
      const clients = new Map<string, GrpcJsClient>();
      for (const pair of recording.pairs) {
        const { compression = "identity" } = pair.request;
        const client =
          clients.get(compression) ??
          new GrpcJsClient(server.port, undefined, {
            "grpc.default_compression_algorithm": COMPRESSIONS[compression],
            "grpc.max_receive_message_length": -1,
          });
        clients.set(compression, client);
        const problem = verdict(recording, pair, rpcs, await askSocket(client, rpcs, pair));
        expect.soft(problem?.slice(0, 2000), `${recording.file}/${pair.name}`).toBeUndefined();
      }
      for (const client of clients.values()) client.close();
      await server.stop();
    });
  }
});

test("every difference over gRPC names pairs that there are, each once, and at least one", () => {
  const known = new Set(recordings.flatMap(({ file, pairs }) => pairs.map(({ name }) => `${file}/${name}`)));
  const named = GRPC_DIFFERENCES.flatMap(({ pairs }) => Object.keys(pairs));
  expect(named.filter((pair) => !known.has(pair))).toEqual([]);
  expect(named.filter((pair, index) => named.indexOf(pair) !== index)).toEqual([]);
  expect(GRPC_DIFFERENCES.filter(({ pairs }) => Object.keys(pairs).length === 0)).toEqual([]);
});

for (const { id, switch: setting, pairs } of GRPC_DIFFERENCES) {
  if (setting === undefined) continue;
  test(`${setting.join("=")} takes back "${id}"`, async () => {
    for (const recording of recordings) {
      const concerned = recording.pairs.filter(({ name }) => `${recording.file}/${name}` in pairs);
      if (concerned.length === 0) continue;
      const service = await startTwin({ ...recording, env: { ...recording.env, [setting[0]]: setting[1] } });
      const rpcs = await service.loadRpcs();
      for (const pair of concerned) {
        const recorded = recordedAnswer(pair, rpcs.unary.get(pair.method)!.method);
        expect.soft(compareGrpc(recorded, await askTable(rpcs, pair)), pair.name).toBeUndefined();
      }
      await service.close();
    }
  });
}
