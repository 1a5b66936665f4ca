/**
 * Replays what was recorded from MLServer and KServe over REST: every answer is the recorded one, or
 * differs in a way that the list of differences allows.
 */
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { serve } from "../../runtime/platform/node/server.ts";
import type { NodeServer } from "../../runtime/platform/node/server.ts";
import { createTestHost } from "../support/host.ts";
import { bytesOf } from "./pair.ts";
import type { Pair } from "./pair.ts";
import { v2Differences, verdictOf } from "./v2-differences.ts";
import { V2_TWIN, TWIN_IMPLEMENTATIONS } from "./v2-twin.ts";
import { readV2Recordings, recordedV2Answer, toV2Answer } from "./v2-pair.ts";
import type { V2Answer } from "./v2-pair.ts";

const recordings = readV2Recordings();

function initOf({ request }: Pair): RequestInit {
  const body = bytesOf(request);
  return { method: request.method, headers: request.headers, redirect: "manual", ...(body !== undefined && { body }) };
}

async function answerOf(response: Response, isPacked: boolean): Promise<V2Answer> {
  const body = new Uint8Array(await response.arrayBuffer());
  const bytes = isPacked && response.headers.get("content-encoding") === "gzip" ? gunzipSync(body) : body;
  return toV2Answer(response.status, response.headers.get("inference-header-content-length"), bytes);
}

for (const file of recordings.keys()) {
  describe(`the V2 routes, recorded in ${file}.json`, () => {
    let runtime: Runtime;
    let server: NodeServer;
    beforeAll(async () => {
      runtime = await createRuntimeOn(createTestHost(), V2_TWIN[file.endsWith("asleep") ? "asleep" : "awake"], {
        implementations: TWIN_IMPLEMENTATIONS,
      });
      server = await serve(runtime, { port: 0, host: "127.0.0.1" });
    });
    afterAll(() => server.stop());

    test.each([
      ["in-process", (pair: Pair) => runtime.fetch(new Request(`http://localhost${pair.request.path}`, initOf(pair)))],
      ["over a socket", (pair: Pair) => fetch(`http://127.0.0.1:${server.port}${pair.request.path}`, initOf(pair))],
    ])("%s", async (way, ask) => {
      for (const pair of recordings.get(file)!) {
        const actual = await answerOf(await ask(pair), way === "in-process");
        const verdict = verdictOf(`${file}/${pair.name}`, recordedV2Answer(pair), actual);
        expect.soft(verdict, `${file}/${pair.name}`).toBeUndefined();
      }
    });
  });
}

test("no entry in the list of V2 differences is without a pair", () => {
  expect(v2Differences.unused).toEqual([]);
});
