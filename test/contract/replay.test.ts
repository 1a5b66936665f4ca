/**
 * Replays what was recorded from the Python wrapper: every answer is the recorded one, or differs
 * in a way that the list of differences allows.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { describe, expect, test } from "vitest";
import type { Service } from "../../runtime/service.ts";
import { serve } from "../../runtime/platform/node/server.ts";
import { compare } from "./compare.ts";
import { renewTables } from "./differences-table.ts";
import { DIFFERENCES } from "./differences.ts";
import { GRAPH_DIFFERENCES } from "./orchestrator-differences.ts";
import type { Check } from "./checks.ts";
import { readRecordings, recordedAnswer } from "./pair.ts";
import type { Answer, Pair, Recording } from "./pair.ts";
import { askBySocket, askInProcess, startTwin } from "./wrapper-under-test.ts";

const recordings = readRecordings();
const checks = new Map<string, Check>(DIFFERENCES.flatMap(({ pairs }) => Object.entries(pairs)));
const NO_ANSWER: Answer = { status: 0, contentType: "", body: "" };

function verdict(recording: Recording, pair: Pair, actual: Answer): string | undefined {
  const recorded = expectedOf(pair, actual);
  const problem = compare(recorded, actual);
  const check = checks.get(`${recording.file}/${pair.name}`);
  if (check === undefined) return problem;
  return problem === undefined ? "does not differ any more; take it off the list" : check(recorded, actual, pair);
}

// The OpenAPI document is ours, so it is not compared.
function expectedOf(pair: Pair, actual: Answer): Answer {
  const recorded = recordedAnswer(pair);
  return pair.response.bodyNotRecorded === true ? { ...recorded, body: actual.body } : recorded;
}

async function start(recording: Recording): Promise<Service | Answer> {
  try {
    return await startTwin(recording);
  } catch (error) {
    return { ...NO_ANSWER, body: String(error) };
  }
}

async function ask(service: Service | Answer, pair: Pair): Promise<Answer> {
  if ("body" in service) return service;
  return pair.request.port === "metrics" ? NO_ANSWER : askInProcess(service, pair);
}

describe("wrapper in-process", () => {
  for (const recording of recordings) {
    test(`answers as recorded in ${recording.file}.json`, async () => {
      const service = await start(recording);
      for (const pair of recording.pairs) {
        const actual = await ask(service, pair);
        expect.soft(verdict(recording, pair, actual), `${recording.file}/${pair.name}`).toBeUndefined();
      }
    });
  }
});

describe("wrapper over a socket", () => {
  for (const recording of recordings) {
    test(`answers as recorded in ${recording.file}.json`, async () => {
      const service = await start(recording);
      const server = "body" in service ? undefined : await serve(service, { port: 0, host: "127.0.0.1" });
      // One connection for all pairs: what one answer leaves behind, the next would find.
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (const pair of recording.pairs) {
        const isOurs = server !== undefined && pair.request.port !== "metrics";
        const actual = isOurs ? await askBySocket(server.port, pair, agent) : await ask(service, pair);
        expect.soft(verdict(recording, pair, actual), `${recording.file}/${pair.name}`).toBeUndefined();
      }
      agent.destroy();
      await server?.stop();
    });
  }
});

describe("differences", () => {
  const known = new Set(recordings.flatMap(({ file, pairs }) => pairs.map(({ name }) => `${file}/${name}`)));

  test("every one names pairs that there are, each once", () => {
    const named = DIFFERENCES.flatMap(({ pairs }) => Object.keys(pairs));
    expect(named.filter((pair) => !known.has(pair))).toEqual([]);
    expect(named.filter((pair, index) => named.indexOf(pair) !== index)).toEqual([]);
  });

  test.each(GRAPH_DIFFERENCES.map(({ id, shown }) => [id, ...shown] as const))(
    "%s is shown by %s: %s",
    (_id, file, title) => {
      const source = readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
      const titles = source.split("\n").filter((line) => /\b(test|it)\("|\]\)\("/.test(line));
      expect(titles.some((line) => line.includes(title))).toBe(true);
    },
  );

  test("every one has pairs, and a place of its own in the document", () => {
    expect(DIFFERENCES.filter(({ pairs }) => Object.keys(pairs).length === 0)).toEqual([]);
    const anchors = [...renewTables("").matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id);
    expect(anchors.filter((id, index) => anchors.indexOf(id) !== index)).toEqual([]);
  });

  test("the tables in docs/differences.md are those of the lists", () => {
    const file = new URL("../../docs/differences.md", import.meta.url);
    const document = existsSync(file) ? readFileSync(file, "utf8") : "";
    const renewed = renewTables(document);
    if (process.env["UPDATE_DIFFERENCES"] !== undefined) writeFileSync(file, renewed);
    else expect(document).toBe(renewed);
  });

  for (const { id, switch: setting, pairs } of DIFFERENCES) {
    if (setting === undefined) continue;
    test(`${setting.join("=")} takes back "${id}"`, async () => {
      for (const recording of recordings) {
        const concerned = recording.pairs.filter(({ name }) => `${recording.file}/${name}` in pairs);
        if (concerned.length === 0) continue;
        const service = await startTwin({ ...recording, env: { ...recording.env, [setting[0]]: setting[1] } });
        for (const pair of concerned) {
          const actual = await askInProcess(service, pair);
          expect.soft(compare(recordedAnswer(pair), actual), pair.name).toBeUndefined();
        }
      }
    });
  }
});
