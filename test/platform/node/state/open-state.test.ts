import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { identityOf } from "../../../../runtime/platform/node/state/identity.ts";
import { isForMany, openState } from "../../../../runtime/platform/node/state/open-state.ts";
import { createTestHost } from "../../../support/host.ts";
import { deployment, failureOf } from "../../../support/manifests.ts";
import { TestRedis } from "../../../support/redis-server.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "zerohop-open-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const { logger } = createTestHost();
const options = { namespace: "lab", deployment: "toy", logger };

describe("openState()", () => {
  test("opens memory, a folder by path or URL, and Redis", async () => {
    const memory = await openState("memory:?routes=7", options);
    expect([memory.shared, memory.reach]).toEqual([false, "the last 7 answers"]);
    for (const url of [`file:${folder}?routes=8`, pathToFileURL(folder).href]) {
      const store = await openState(url, options);
      expect(existsSync(join(folder, "lab", "toy", "lock"))).toBe(true);
      expect(store.reach).toBe(`the last ${url.includes("?") ? 8 : 50_000} answers`);
      await store.close();
    }
    const server = await new TestRedis().start();
    const redis = await openState(`${server.url}/2?route-seconds=60`, options);
    expect([redis.shared, redis.reach]).toEqual([true, "the answers of the last 60 s"]);
    await redis.close();
    await server.stop();
  });

  test("keeps deployments apart, whatever their names are", async () => {
    const names = ["..", ".", "", "a/b", "../../x"];
    for (const namespace of names) {
      for (const name of names) {
        const store = await openState(`file:${join(folder, "in")}`, { namespace, deployment: name, logger });
        expect(store.known("u")).toBeUndefined();
        store.publish("u", 1);
        await store.close();
      }
    }
    expect(readdirSync(folder)).toEqual(["in"]);
    expect(readdirSync(join(folder, "in"))).toHaveLength(names.length);
  });

  test.each([
    ["localhost:6379", "state: expected memory:, file:FOLDER, redis://HOST:PORT or rediss://HOST:PORT, got localhost:"],
    ["state", "got no scheme"],
    ["https://user:hush@host", "got https:"],
    ["redis:hush", "state: expected redis://[USER:PASSWORD@]HOST[:PORT][/DB], got another form"],
    ["redis://:hush@host:port", "got another form"],
    ["file:", "state: expected a folder behind file:, got nothing"],
    ["memory:?routes=0", 'state: expected routes from 1 to 1000000, got "0"'],
    ["memory:?routes=1e3", 'got "1e3"'],
    ["redis://host?route-seconds=-1", 'state: expected route-seconds from 1 to 2678400, got "-1"'],
    ["redis://host?routes=5", 'state: expected ?route-seconds=N, got "routes"'],
    ["memory:?size=5", 'state: expected ?routes=N, got "size"'],
  ])("refuses %s", async (url, message) => {
    const error = await failureOf(() => openState(url, options));
    expect(error.message).toContain(message);
    expect(error.message).not.toContain("hush");
  });

  test("says at once the option, the folder and why it cannot be used", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const long = join(folder, "x".repeat(300));
    const places: [string, RegExp][] = [
      [file, /a part of its path is no folder/],
      [join(file, "in"), /a part of its path is no folder/],
      [long, /a part of its path is too long/],
    ];
    // Where Node's own recursive mkdir does not come back.
    if (existsSync("/proc/self")) places.push(["/proc/nowhere/state", /it cannot be made there/]);
    for (const [place, reason] of places) {
      const error = await failureOf(() => openState(`file:${place}`, options));
      expect(error.message).toMatch(/^--state file: the folder \/.* cannot be used: /);
      expect(error.message).toContain(`${place}/lab/toy`);
      expect(error.message).toMatch(reason);
    }
  });

  test("says what stands in its way within the folder", async () => {
    const inner = join(folder, "lab", "toy");
    mkdirSync(join(inner, "lock"), { recursive: true });
    const error = await failureOf(() => openState(`file:${folder}`, options));
    const expected = `--state file: the folder ${inner} cannot be used: a folder stands where a file should`;
    expect(error.message).toBe(expected);
  });

  test("tells what several processes can open each by itself", () => {
    const urls = ["redis://h", "rediss://h", "REDIS://h", "memory:", "file:x", "rediss"];
    expect(urls.map(isForMany)).toEqual([true, true, true, false, false, false]);
  });
});

describe("identityOf()", () => {
  test("is namespace and name of the manifest", async () => {
    const path = join(folder, "toy.json");
    writeFileSync(path, JSON.stringify(deployment({ name: "m" })));
    expect(await identityOf(path)).toEqual({ namespace: "lab", deployment: "toy" });
    expect((await failureOf(() => identityOf({ kind: "Nonsense" }))).message).toContain("kind");
  });
});
