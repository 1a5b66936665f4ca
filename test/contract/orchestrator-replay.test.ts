/**
 * What a client of the published orchestrator meets, section by section of its checklist. It cannot be
 * run here, so these pairs are written by hand after its sources: in each group a graph, what is asked
 * of it, and what the answer holds.
 */
import { readFileSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { serve } from "../../runtime/platform/node/server.ts";
import { isJsonObject } from "../../runtime/message/json-value.ts";
import type { JsonValue } from "../../runtime/message/json-value.ts";
import { load } from "../support/manifests.ts";
import type { Node } from "../support/manifests.ts";
import { orchestratorUnits } from "./orchestrator-units.ts";

interface WrittenPair {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  /** Words after `~` are a regular expression; an object holds at least what is written. */
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: JsonValue;
    readonly text?: string;
  };
}

interface Group {
  readonly section: string;
  readonly graph: Node;
  readonly pairs: readonly WrittenPair[];
}

const file = new URL("pairs-orchestrator/checklist.json", import.meta.url);
const { groups } = JSON.parse(readFileSync(file, "utf8")) as { groups: readonly Group[] };

/** Where an answer is not what was written, undefined when it is. */
function missing(expected: JsonValue, actual: unknown, path = ""): string | undefined {
  if (typeof expected === "string" && expected.startsWith("~")) {
    const isFound = typeof actual === "string" && new RegExp(expected.slice(1)).test(actual);
    return isFound ? undefined : `${path}: ${expected}, got ${String(actual).slice(0, 200)}`;
  }
  if (isJsonObject(expected)) {
    if (!isJsonObject(actual)) return `${path}: an object, got ${JSON.stringify(actual)}`;
    return first(Object.entries(expected).map(([key, item]) => missing(item, actual[key], `${path}.${key}`)));
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) {
      return `${path}: ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
    }
    return first(expected.map((item: JsonValue, index) => missing(item, actual[index], `${path}[${index}]`)));
  }
  return expected === actual ? undefined : `${path}: ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
}

function first(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}

async function verdict(
  { response: { status, headers = {}, body, text } }: WrittenPair,
  actual: Response,
): Promise<string | undefined> {
  const found = await actual.text();
  if (actual.status !== status) return `status ${status}, got ${actual.status}: ${found.slice(0, 300)}`;
  const names = Object.entries(headers).map(([name, value]) => missing(value, actual.headers.get(name), name));
  const told = text === undefined ? undefined : missing(text, found, "body");
  return first([...names, told, body === undefined ? undefined : missing(body, JSON.parse(found), "body")]);
}

describe.each(["in-process", "over a socket"])("the orchestrator's checklist, %s", (way) => {
  const cases = groups.map((group) => [group.section, group.pairs[0]!.name, group] as const);
  test.each(cases)("%s: %s", async (_, __, { graph, pairs }) => {
    const { runtime } = await load(graph, orchestratorUnits());
    let port = 0;
    if (way === "in-process") {
      onTestFinished(() => runtime.close());
    } else {
      const server = await serve(runtime, { port: 0, host: "127.0.0.1", gracefulMs: 200 });
      onTestFinished(() => server.stop());
      ({ port } = server);
    }
    for (const pair of pairs) {
      const { method, path, headers, body } = pair.request;
      const init = { method, headers, ...(body !== undefined && { body }) };
      const answer =
        port === 0
          ? runtime.fetch(new Request(`http://localhost${path}`, init))
          : fetch(`http://127.0.0.1:${port}${path}`, init);
      expect.soft(await verdict(pair, await answer), pair.name).toBeUndefined();
    }
  });
});

test("every section that pairs cannot be recorded for has pairs", () => {
  const sections = new Set(groups.map(({ section }) => section));
  expect([...sections]).toEqual(["15.1", "15.2", "15.3", "15.4", "15.7", "15.8", "15.12"]);
});
