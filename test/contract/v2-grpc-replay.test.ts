/**
 * Replays what was recorded from MLServer and KServe over gRPC: every answer is the recorded one, or
 * differs in a way that the list of differences allows.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve } from "../../runtime/platform/node/server.ts";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import { GrpcJsClient } from "../clients/grpc-js-client.ts";
import { createTestHost } from "../support/host.ts";
import { askSocket, askTable } from "./v2-grpc-asks.ts";
import type { Ask } from "./v2-grpc-asks.ts";
import { v2GrpcDifferences } from "./v2-grpc-differences.ts";
import { readV2GrpcRecordings, recordedV2GrpcAnswer, shownV2Grpc } from "./v2-grpc-pair.ts";
import { TWIN_IMPLEMENTATIONS, V2_TWIN } from "./v2-twin.ts";

const recordings = readV2GrpcRecordings();
/** Other services than the one that is recorded here. */
const ELSEWHERE = new Set(["health service"]);

const INVALID_ARGUMENT = "3";
/** What a server failed on is refused. */
const FAILED = /^(2|13) /;

function isSame(recorded: string, actual: string): boolean {
  if (recorded.startsWith("OK ") || actual.startsWith("OK ")) return recorded === actual;
  const [code] = actual.split(" ");
  return recorded.startsWith(`${code} `) || (code === INVALID_ARGUMENT && FAILED.test(recorded));
}

describe.each(["in-process", "over a socket"])("GRPCInferenceService, %s", (way) => {
  const ends: (() => unknown)[] = [];
  const asks = new Map<string, Ask>();
  beforeAll(async () => {
    for (const world of ["awake", "asleep"] as const) {
      const runtime = await createRuntimeOn(createTestHost(), V2_TWIN[world], {
        implementations: TWIN_IMPLEMENTATIONS,
      });
      if (way === "in-process") {
        asks.set(world, askTable(await runtime.loadRpcs()));
        ends.push(() => runtime.close());
        continue;
      }
      const server = await serve(runtime, { port: 0, host: "127.0.0.1" });
      const client = new GrpcJsClient(server.port);
      asks.set(world, askSocket(client));
      ends.push(
        () => client.close(),
        () => server.stop(),
      );
    }
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });

  test.each([...recordings.keys()])("answers as recorded in %s.json", async (file) => {
    const ask = asks.get(file.endsWith("asleep") ? "asleep" : "awake")!;
    for (const pair of recordings.get(file)!) {
      if (ELSEWHERE.has(pair.name)) continue;
      const id = `${file}/${pair.name}`;
      const recorded = shownV2Grpc(pair, recordedV2GrpcAnswer(pair));
      const actual = shownV2Grpc(pair, await ask(pair));
      const verdict = v2GrpcDifferences.verdict(id, isSame(recorded, actual), recorded, actual);
      expect.soft(verdict, id).toBeUndefined();
    }
  });
});

test("no entry in the list of differences of GRPCInferenceService is without a pair", () => {
  expect(v2GrpcDifferences.unused).toEqual([]);
});
