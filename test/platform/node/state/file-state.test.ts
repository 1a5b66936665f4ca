import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { StateStore } from "../../../../runtime/deployment/state-store.ts";
import { openFileState } from "../../../../runtime/platform/node/state/file-state.ts";
import { lockFolder, placeOfNumbers } from "../../../../runtime/platform/node/state/folder-lock.ts";
import { Journal } from "../../../../runtime/platform/node/state/journal.ts";
import { createTestHost } from "../../../support/host.ts";
import type { TestHost } from "../../../support/host.ts";
import { failureOf, sleep } from "../../../support/manifests.ts";

let folder: string;
let host: TestHost;
const opened: StateStore[] = [];
beforeEach(() => {
  folder = newFolder();
  host = createTestHost();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

const folders: string[] = [];
function newFolder(): string {
  const made = mkdtempSync(join(tmpdir(), "zerohop-state-"));
  folders.push(made);
  return made;
}

async function open(maxRoutes = 1000, at = folder): Promise<StateStore> {
  const store = await openFileState({ folder: at, maxRoutes, logger: host.logger });
  opened.push(store);
  return store;
}

// By a clock that is never a false one.
async function until(isSo: () => boolean): Promise<void> {
  for (let round = 0; !isSo() && round < 1000; round++) await wait(5);
}

// What a killed process leaves: its files as they are.
function copyOf(from: string): string {
  const copy = newFolder();
  for (const name of files(from)) writeFileSync(join(copy, name), readFileSync(join(from, name)));
  return copy;
}

const files = (at: string = folder): string[] =>
  readdirSync(at)
    .filter((name) => name.endsWith(".ndjson"))
    .toSorted();
const journal = (at: string = folder): string =>
  join(
    at,
    files(at).find((name) => name.startsWith("journal"))!,
  );
const arms = (...tries: number[]) => ({ tries, successes: tries.map(() => 0) });
const route = (branch: number) => ({ predictor: "main", routing: { r: branch }, rows: 2 });
const messages = (): string[] => host.lines.map(({ message }) => message);

describe("state in a folder", () => {
  test("is there again after a clean end", async () => {
    const store = await open();
    store.publish("main/r#2", arms(1, 0));
    store.publish("main/r#2", arms(1, 2));
    store.remember("p", route(1));
    store.remember("q", route(0));
    store.remember("q", route(1));
    await store.close();
    const next = await open();
    expect(next.known("main/r#2")).toEqual(arms(2, 2));
    expect([next.recall("p"), next.recall("q"), next.recall("nobody")]).toEqual([route(1), "several", undefined]);
    const told: unknown[] = [];
    next.subscribe((unit, learned) => told.push([unit, learned]));
    expect(told).toEqual([["main/r#2", arms(2, 2)]]);
    expect(messages()).toEqual([]);
    expect(next.shared).toBe(false);
  });

  test("has what was learned on disk at once, and ways of answers soon", async () => {
    const store = await open();
    store.publish("main/r#2", arms(0, 1));
    store.remember("p", route(1));
    const dead = copyOf(folder);
    expect((await open(1000, dead)).known("main/r#2")).toEqual(arms(0, 1));
    await sleep(120);
    const later = copyOf(folder);
    expect((await open(1000, later)).recall("p")).toEqual(route(1));
  });

  test("passes over a line that is torn, wherever the end came", async () => {
    const store = await open();
    for (let i = 0; i < 3; i++) store.publish("main/r#2", arms(1, 0));
    await store.close();
    const whole = readFileSync(journal());
    const lineBytes = whole.length / 3;
    for (let cut = whole.length - lineBytes; cut <= whole.length; cut++) {
      const dead = copyOf(folder);
      truncateSync(journal(dead), cut);
      const next = await open(1000, dead);
      // All but its line feed is a line, too.
      expect(next.known("main/r#2")).toEqual(arms(cut >= whole.length - 1 ? 3 : 2, 0));
      await next.close();
    }
    expect(messages()).toEqual([]);
  });

  test("says so when lines are not its own, and reads the others", async () => {
    const store = await open();
    store.publish("main/r#2", arms(1, 0));
    await store.close();
    const strange = [
      "nonsense",
      "{}",
      "[1]",
      '{"puid":"x","route":["main",0,[]]}',
      '{"puid":"x","route":7}',
      '{"unit":7,"learned":1}',
    ];
    writeFileSync(journal(), `${strange.join("\n")}\n`, { flag: "a" });
    const next = await open();
    expect(next.known("main/r#2")).toEqual(arms(1, 0));
    expect(next.recall("x")).toBeUndefined();
    expect(host.lines).toMatchObject([
      { level: "warn", message: "state file has lines that are not understood", fields: { lines: 6 } },
    ]);
  });

  test("keeps as many ways as it is told to, and no puid of any length", async () => {
    const store = await open(10);
    for (let i = 0; i < 100; i++) store.remember(`p${i}`, route(0));
    store.remember("x".repeat(257), route(0));
    expect(store.recall("p79")).toBeUndefined();
    await store.close();
    const next = await open(10);
    expect(next.recall("p79")).toBeUndefined();
    expect([next.recall("p90"), next.recall("p99")]).toEqual([route(0), route(0)]);
    expect(next.reach).toBe("the last 10 answers");
  });

  test("holds the same after any history of changes and ends", async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("learn" as const), unit: fc.nat(2), count: fc.nat(9) }),
      fc.record({ kind: fc.constant("remember" as const), puid: fc.nat(5), branch: fc.nat(1) }),
      fc.record({ kind: fc.constantFrom("restart" as const, "kill" as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        let at = newFolder();
        let store = await open(1000, at);
        const counts: Record<string, number> = {};
        for (const it of steps) {
          if (it.kind === "learn") {
            counts[`u${it.unit}`] = (counts[`u${it.unit}`] ?? 0) + it.count;
            store.publish(`u${it.unit}`, it.count);
          } else if (it.kind === "remember") store.remember(`p${it.puid}`, route(it.branch));
          else {
            if (it.kind === "restart") await store.close();
            else at = copyOf(at);
            store = await open(1000, at);
          }
          for (const [unit, count] of Object.entries(counts)) expect(store.known(unit)).toBe(count);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("Journal", () => {
  const lines: string[] = [];
  const make = (rest: Iterable<string> = []): Journal =>
    new Journal(folder, host.logger, () => ({ exact: [...lines], rest }));
  afterEach(() => void lines.splice(0));

  test("replaces a long journal by a snapshot, and loses and doubles nothing meanwhile", async () => {
    const one = make();
    await one.open(() => true);
    const line = "x".repeat(64 * 1024);
    // 16 MiB are long.
    for (let i = 0; i < 300; i++) {
      const numbered = `${i}${line}`;
      lines.push(numbered);
      one.append(numbered);
      if (i % 50 === 0) await sleep(1);
    }
    await one.close();
    expect(files()).toHaveLength(2);
    expect(files().every((name) => !/-1\./.test(name))).toBe(true);
    const read: string[] = [];
    const next = make();
    await next.open((text) => read.push(text) > 0);
    await next.close();
    expect(read).toEqual(lines);
  });

  test.skipIf(!existsSync("/dev/full"))(
    "goes on when the disk is full, and is complete when it is not any more",
    async () => {
      vi.useFakeTimers({ toFake: ["setTimeout"] });
      const one = make();
      await one.open(() => true);
      symlinkSync("/dev/full", join(folder, "journal-2.ndjson"));
      one.append("x".repeat(17 * 1024 * 1024));
      await until(() => files().join() === "journal-2.ndjson,snapshot-2.ndjson");
      lines.push("learned while it was full");
      one.append(lines[0]!);
      one.append("not tried");
      expect(host.lines).toMatchObject([{ level: "error", message: "state cannot be written; it is kept in memory" }]);
      vi.advanceTimersByTime(5000);
      await until(() => files().join() === "journal-3.ndjson,snapshot-3.ndjson");
      vi.useRealTimers();
      lines.push("learned later");
      one.append(lines[1]!);
      await one.close();
      const read: string[] = [];
      const next = make();
      await next.open((text) => read.push(text) > 0);
      await next.close();
      expect(read).toEqual(lines);
    },
  );

  test("reads what is left of a replacement that was not finished", async () => {
    writeFileSync(join(folder, "snapshot-3.ndjson"), "a\n");
    writeFileSync(join(folder, "journal-3.ndjson"), "b\n");
    writeFileSync(join(folder, "snapshot-4.ndjson.tmp"), "torn");
    writeFileSync(join(folder, "journal-4.ndjson"), "c\n");
    // Left over: all of it is in the third snapshot.
    writeFileSync(join(folder, "journal-2.ndjson"), "old\n");
    writeFileSync(join(folder, "notes.txt"), "mine");
    const read: string[] = [];
    const next = make();
    await next.open((text) => read.push(text) > 0);
    await next.close();
    expect(read).toEqual(["a", "b", "c"]);
    expect(readdirSync(folder).toSorted()).toEqual(["journal-5.ndjson", "notes.txt", "snapshot-5.ndjson"]);
  });

  test("does not read what is no file, or too large for one", async () => {
    if (existsSync("/dev/zero")) {
      symlinkSync("/dev/zero", join(folder, "journal-1.ndjson"));
      const endless = await failureOf(() => make().open(() => true));
      expect(endless.message).toContain("journal-1.ndjson: expected a file of at most 419430400 bytes");
      rmSync(join(folder, "journal-1.ndjson"));
    }
    writeFileSync(join(folder, "journal-1.ndjson"), "");
    truncateSync(join(folder, "journal-1.ndjson"), 2 ** 29);
    const large = await failureOf(() => make().open(() => true));
    expect(large.message).toContain("got 536870912");
  });

  test("says that lines are lost when they come faster than they are written: once, and how many", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const one = make();
    await one.open(() => true);
    const overflow = (lines: number): void => {
      for (let line = 0; line < 20_000 + lines; line++) one.appendLater("x");
    };
    overflow(300);
    const first = "more answers are remembered than can be written; some are lost when this process ends";
    expect(host.lines).toEqual([{ level: "warn", message: first, fields: { folder, waiting: 20_000 } }]);
    vi.advanceTimersByTime(50);
    const told = { level: "warn", message: "answers that were remembered and not written" };
    expect(host.lines[1]).toEqual({ ...told, fields: { folder, lines: 300 } });
    overflow(7);
    vi.useRealTimers();
    await one.close();
    expect(host.lines.slice(2).map(({ message, fields }) => [message, fields["lines"]])).toEqual([
      [first, undefined],
      [told.message, 7],
    ]);
  });
});

describe("lockFolder()", () => {
  const owner = (changes: object): string =>
    JSON.stringify({ pid: process.pid, host: hostname(), place: placeOfNumbers(), started: "1", ...changes });
  const lost = (): void => {};

  test("refuses a second owner, naming the first", async () => {
    const first = await lockFolder(folder, lost);
    const error = await failureOf(() => open());
    expect(error.message).toContain(
      `${folder} is used by process ${process.pid} on ${hostname()}; one server at a time`,
    );
    await first.release();
    await open();
  });

  test("takes over at once from a process of this machine that has ended, also when its number lives on", async () => {
    for (const changes of [{ pid: 2 ** 22 + 1 }, { started: "1" }]) {
      writeFileSync(join(folder, "lock"), owner(changes));
      const started = performance.now();
      const lock = await lockFolder(folder, lost);
      // The wait for another machine would be nine seconds.
      expect(performance.now() - started).toBeLessThan(4000);
      await lock.release();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ["another machine", owner({ host: "elsewhere", place: "elsewhere" })],
    ["another container of the same name", owner({ pid: 2 ** 22 + 1, place: `${hostname()} pid:[1]` })],
    ["a release that did not say where it ran", owner({ place: undefined })],
    ["nobody", ""],
  ])("takes over a lock of %s when it is not touched any more", async (_, text) => {
    const path = join(folder, "lock");
    writeFileSync(path, text);
    const touching = setInterval(() => utimesSync(path, new Date(), new Date()), 20);
    expect((await failureOf(() => lockFolder(folder, lost, 100))).message).toContain("is used by");
    clearInterval(touching);
    const lock = await lockFolder(folder, lost, 100);
    await lock.release();
  });

  test("is had by one of many that ask at once", async () => {
    writeFileSync(join(folder, "lock"), owner({ pid: 2 ** 22 + 1 }));
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder, lost)));
    const held = asked.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    expect(held).toHaveLength(1);
    await held[0]!.release();
  });
});
