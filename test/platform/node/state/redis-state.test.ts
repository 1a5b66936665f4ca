/**
 * State shared through Redis: one of our own for tests, and a real one where REDIS_URL names it.
 */
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { JsonValue } from "../../../../runtime/message/json-value.ts";
import type { StateStore } from "../../../../runtime/deployment/state-store.ts";
import { addCounts } from "../../../../runtime/deployment/counts.ts";
import { openRedisState } from "../../../../runtime/platform/node/state/redis-state.ts";
import { createTestHost } from "../../../support/host.ts";
import type { TestHost } from "../../../support/host.ts";
import { failureOf, sleep } from "../../../support/manifests.ts";
import { TestRedis } from "../../../support/redis-server.ts";

const REAL_URL = process.env["REDIS_URL"];
const SERVERS: readonly (readonly [string, string | undefined])[] = [
  ["a Redis for tests", undefined],
  ...(REAL_URL === undefined ? [] : [["a real Redis", REAL_URL] as const]),
];

/** A store and what its units were told, added up. */
interface Replica {
  readonly store: StateStore;
  told(unit?: string): JsonValue | undefined;
}

let server: TestRedis;
let host: TestHost;
let namespace: string;
const opened: StateStore[] = [];
beforeEach(async () => {
  server = await new TestRedis().start();
  host = createTestHost();
  namespace = randomUUID();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await server.stop();
});

async function replica(url: string = server.url, lookMs = 60_000): Promise<Replica> {
  const { logger } = host;
  const store = await openRedisState({ url, namespace, deployment: "toy", logger, routeSeconds: 100, lookMs });
  opened.push(store);
  const told = new Map<string, JsonValue>();
  store.subscribe((unit, learned) => void told.set(unit, addCounts(told.get(unit), learned)));
  return { store, told: (unit = "main/r#2") => told.get(unit) };
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 500; round++) {
    if (await isSo()) return;
    await sleep(10);
  }
  throw new Error("It never came");
}

const arms = (...tries: number[]): JsonValue => ({ tries, successes: tries.map(() => 0) });
const warnings = (): unknown[] => host.lines.filter(({ level }) => level !== "info").map(({ message }) => message);

describe.each(SERVERS)("state in %s", (_, real) => {
  const open = (): Promise<Replica> => replica(real ?? server.url);

  test("is told to other replicas, and to those that start later", async () => {
    const [one, other] = [await open(), await open()];
    one.store.publish("main/r#2", arms(1, 0));
    other.store.publish("main/r#2", arms(0, 2));
    one.store.publish("main/r#2", arms(3, 0));
    await until(() => JSON.stringify([one.told(), other.told()]) === JSON.stringify([arms(0, 2), arms(4, 0)]));
    const late = await open();
    expect(late.told()).toEqual(arms(4, 2));
    expect([one, other, late].map(({ store }) => store.known("main/r#2"))).toEqual([
      arms(4, 2),
      arms(4, 2),
      arms(4, 2),
    ]);
    expect(warnings()).toEqual([]);
  });

  test("adds up when replicas learn at the same time", async () => {
    const replicas = await Promise.all(Array.from({ length: 4 }, open));
    await Promise.all(
      replicas.map(async ({ store }) => {
        for (let i = 0; i < 50; i++) {
          store.publish("main/r#2", { tries: [1, 0], successes: [0.5, 0] });
          await sleep(1);
        }
      }),
    );
    const all = JSON.stringify({ tries: [200, 0], successes: [100, 0] });
    await until(() => replicas.every(({ store }) => JSON.stringify(store.known("main/r#2")) === all));
    await until(() =>
      replicas.every(({ told }) => JSON.stringify(told()) === JSON.stringify({ tries: [150, 0], successes: [75, 0] })),
    );
    expect(warnings()).toEqual([]);
  });

  test("keeps units apart, and their names and structure whatever they are", async () => {
    const [one, other] = [await open(), await open()];
    one.store.publish("main/r#2", { deep: [{ "a b": 1 }, [2, 3]], "é\n": 0.5 });
    one.store.publish("__proto__/x#0", 7);
    await until(() => other.told("__proto__/x#0") === 7 && other.told() !== undefined);
    expect(other.told()).toEqual({ deep: [{ "a b": 1 }, [2, 3]], "é\n": 0.5 });
  });

  test("finds the way of an answer that another replica gave, also right behind it", async () => {
    const [one, other] = [await open(), await open()];
    const route = { predictor: "main", routing: { r: 1, s: -1 }, rows: 3 };
    one.store.remember("p", route);
    expect(await one.store.recall("p")).toEqual(route);
    await until(async () => (await other.store.recall("p")) !== undefined);
    expect(await other.store.recall("p")).toEqual(route);
    expect(await other.store.recall("nobody")).toBeUndefined();
    other.store.remember("p", { ...route, routing: { s: -1, r: 1 } });
    expect(await one.store.recall("p")).toEqual(route);
    other.store.remember("p", { ...route, routing: { s: -1, r: 0 } });
    expect(await other.store.recall("p")).toBe("several");
    await until(async () => (await one.store.recall("p")) === "several");
  });

  test("is another deployment's business", async () => {
    const one = await open();
    one.store.publish("main/r#2", arms(1, 0));
    one.store.remember("p", { predictor: "main", routing: {}, rows: 1 });
    await until(async () => (await one.store.recall("p")) !== undefined);
    namespace = randomUUID();
    const other = await open();
    expect(other.told()).toBeUndefined();
    expect(await other.store.recall("p")).toBeUndefined();
  });

  test("is there again after a restart", async () => {
    const one = await open();
    one.store.publish("main/r#2", arms(1, 2));
    one.store.remember("p", { predictor: "main", routing: { r: 0 }, rows: 1 });
    await one.store.close();
    const next = await open();
    expect(next.told()).toEqual(arms(1, 2));
    expect(await next.store.recall("p")).toEqual({ predictor: "main", routing: { r: 0 }, rows: 1 });
  });
});

describe("state in a Redis that fails", () => {
  test("is kept until it is back, and told once", async () => {
    const [one, other] = [await replica(), await replica()];
    await server.stop();
    one.store.publish("main/r#2", arms(1, 0));
    one.store.remember("p", { predictor: "main", routing: {}, rows: 1 });
    const refused = await failureOf(() => one.store.recall("p"));
    expect(refused).toMatchObject({ code: "UNAVAILABLE" });
    expect(refused.message).toMatch(/^The state store does not say which way the answer went/);
    one.store.publish("main/r#2", arms(1, 0));
    await server.start();
    await until(() => JSON.stringify(other.told()) === JSON.stringify(arms(2, 0)));
    expect(await other.store.recall("p")).toBeDefined();
    expect(one.told()).toBeUndefined();
    const said = host.lines.map(({ message }) => message);
    expect(said.filter((message) => message.startsWith("state store is not reachable"))).toHaveLength(2);
    expect(said.filter((message) => message === "state store is reachable again")).toHaveLength(2);
  });

  test.each([
    ["after it was carried out", true],
    ["before it was carried out", false],
  ])("counts a batch once whose answer is lost %s", async (_, isDone) => {
    const [one, other] = [await replica(), await replica()];
    one.store.publish("main/r#2", arms(1, 0));
    await until(() => other.told() !== undefined);
    if (isDone) server.losesNextAnswer = true;
    else await server.stop();
    one.store.publish("main/r#2", arms(1, 0));
    await sleep(20);
    if (!isDone) await server.start();
    await until(() => JSON.stringify(other.told()) === JSON.stringify(arms(2, 0)));
    one.store.publish("main/r#2", arms(1, 0));
    await until(() => JSON.stringify(other.told()) === JSON.stringify(arms(3, 0)));
    expect(one.store.known("main/r#2")).toEqual(arms(3, 0));
    expect(one.told()).toBeUndefined();
  });

  test("is restored by one replica when Redis loses it", async () => {
    const [one, other] = [await replica(server.url, 50), await replica(server.url, 50)];
    one.store.publish("main/r#2", arms(5, 1));
    await until(() => other.told() !== undefined);
    server.data.clear();
    await until(() => warnings().some((message) => String(message).endsWith("this replica restored it")));
    await sleep(150);
    const late = await replica();
    expect(late.told()).toEqual(arms(5, 1));
    expect(other.told()).toEqual(arms(5, 1));
    expect(warnings().filter((message) => String(message).endsWith("this replica restored it"))).toHaveLength(1);
    late.store.publish("main/r#2", arms(0, 1));
    await until(() => JSON.stringify(other.store.known("main/r#2")) === JSON.stringify(arms(5, 2)));
  });

  test("hears of what it was not told, at the next look", async () => {
    const [one, other] = [await replica(), await replica(server.url, 100)];
    one.store.publish("main/r#2", arms(1, 0));
    await until(() => other.told() !== undefined);
    const key = `zerohop:{${namespace}/toy}:counts`;
    (server.data.get(key) as Map<string, string>).set('["main/r#2","tries",1]', "4");
    await until(() => JSON.stringify(other.told()) === JSON.stringify(arms(1, 4)));
  });

  test("takes nothing back when counts fall, and passes over what is no count", async () => {
    const one = await replica(server.url, 50);
    one.store.publish("main/r#2", arms(3, 0));
    const key = `zerohop:{${namespace}/toy}:counts`;
    await until(() => server.data.has(key));
    await sleep(50);
    const hash = server.data.get(key) as Map<string, string>;
    hash.set('["main/r#2","tries",0]', "1");
    for (const field of ["nonsense", "[1]", '["u",1e99]', '["u",-1]', "[]", '["main/z#0"]']) hash.set(field, "x");
    await until(() => warnings().includes("shared counts have fallen; what is known here stays"));
    expect(one.told()).toBeUndefined();
    hash.set('["main/r#2","tries",0]', "2");
    await until(() => JSON.stringify(one.told()) === JSON.stringify(arms(1, 0)));
  });

  test("does not keep a start waiting, nor a stop", async () => {
    const started = performance.now();
    server.isFrozen = true;
    const one = await replica();
    one.store.publish("main/r#2", arms(1, 0));
    await one.store.close();
    expect(performance.now() - started).toBeLessThan(8000);
  });

  test("is not shown with its password", async () => {
    const guarded = await new TestRedis("secret-word").start();
    const right = await replica(guarded.url);
    right.store.publish("main/r#2", arms(1, 0));
    await until(() => guarded.data.size > 0);
    await replica(guarded.url.replace("secret-word", "wrong-word"));
    const said = JSON.stringify(host.lines, (__, value: unknown) =>
      value instanceof Error ? [value.message, value.stack, value.cause] : value,
    );
    expect(said).toContain("WRONGPASS");
    expect(said).not.toMatch(/secret-word|wrong-word/);
    await Promise.all(opened.splice(0).map((store) => store.close()));
    await guarded.stop();
  });

  test("forgets the oldest ways that cannot be written", async () => {
    const one = await replica();
    await server.stop();
    for (let i = 0; i < 25_000; i++) one.store.remember(`p${i}`, { predictor: "main", routing: {}, rows: 1 });
    one.store.remember("x".repeat(257), { predictor: "main", routing: {}, rows: 1 });
    await server.start();
    const last = `zerohop:{${namespace}/toy}:route:p24999`;
    await until(() => server.expiries.has(last));
    expect(server.data.size).toBeLessThan(10_010);
    expect(await one.store.recall("p0")).toBeUndefined();
    expect(server.expiries.get(last)).toBe(100);
  });
});
