import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { joined } from "../../runtime/artifacts/artifact-host.ts";
import type { ArtifactSink, StoredFile } from "../../runtime/artifacts/artifact-store.ts";
import { parseArtifactUri } from "../../runtime/artifacts/artifact-uri.ts";
import { fetchArtifact } from "../../runtime/artifacts/fetch-artifact.ts";
import type { ArtifactLimits } from "../../runtime/artifacts/limits.ts";
import { openStore } from "../../runtime/artifacts/registry.ts";
import { backOffMs, createTransport } from "../../runtime/artifacts/transport.ts";
import { createTestArtifactHost, testLimits } from "./support/artifact-host.ts";
import type { TestArtifactHost } from "./support/artifact-host.ts";
import { patternBytes, sendFile, startServer } from "./support/object-server.ts";
import type { Asked } from "./support/object-server.ts";

const BYTES = patternBytes(200_000);
const SHA256 = createHash("sha256").update(BYTES).digest("hex");
const FILE = { bytes: BYTES, etag: '"v1"' };

interface Fetched {
  readonly files: readonly StoredFile[];
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

function memorySink(contents: Map<string, Uint8Array>): ArtifactSink {
  return {
    create: async (path) => {
      let chunks: Uint8Array[] = [];
      return {
        write: async (chunk) => void chunks.push(chunk.slice()),
        restart: async () => void (chunks = []),
        close: async () => void contents.set(path, joined(chunks)),
      };
    },
  };
}

async function fetchFrom(
  url: string,
  host: TestArtifactHost,
  changes: Partial<ArtifactLimits> = {},
  signal?: AbortSignal,
): Promise<Fetched> {
  const limits = testLimits(changes);
  const store = openStore(
    parseArtifactUri(url, () => true),
    createTransport(host, limits),
  );
  const contents = new Map<string, Uint8Array>();
  const listing = await store.list(url, signal);
  const files = await fetchArtifact(url, store, listing, memorySink(contents), { host, limits, unit: "iris", signal });
  return { files, contents };
}

/** Sends the beginning of a file and hangs up. */
function breakOff(asked: Asked, response: ServerResponse, count: number, etag: string = FILE.etag): void {
  const start = Number(/^bytes=(\d+)-/.exec(asked.headers["range"] ?? "")?.[1] ?? "0");
  const headers = { etag, "content-length": BYTES.length - start };
  const range = { "content-range": `bytes ${start}-${BYTES.length - 1}/${BYTES.length}` };
  response.writeHead(start === 0 ? 200 : 206, start === 0 ? headers : { ...headers, ...range });
  response.write(BYTES.subarray(start, start + count), () => response.destroy());
}

const isProbe = ({ headers }: Asked): boolean => headers["range"] === "bytes=0-0";

describe("fetchArtifact()", () => {
  it("goes on where a transfer broke off, with Range and If-Match", async () => {
    let broken = 0;
    const server = await startServer((asked, response) => {
      if (!isProbe(asked) && broken++ < 3) return breakOff(asked, response, 50_000);
      return sendFile(asked, response, FILE);
    });
    const { files } = await fetchFrom(`${server.url}/model.onnx`, createTestArtifactHost());
    expect(files).toEqual([{ path: "model.onnx", sizeBytes: 200_000, sha256: SHA256 }]);
    const resumed = server.asked.slice(2);
    expect(resumed).toHaveLength(3);
    for (const { headers } of resumed) {
      expect(headers["range"]).toMatch(/^bytes=[1-9]\d*-$/);
      expect(headers["if-match"]).toBe('"v1"');
    }
  });

  it("begins again where there is no strong validator", async () => {
    let broken = 0;
    const server = await startServer((asked, response) => {
      if (!isProbe(asked) && broken++ < 1) return breakOff(asked, response, 50_000, 'W/"v1"');
      return sendFile(asked, response, { bytes: BYTES, etag: 'W/"v1"' });
    });
    const { files } = await fetchFrom(`${server.url}/x`, createTestArtifactHost());
    expect(files[0]!.sha256).toBe(SHA256);
    expect(server.asked.at(-1)!.headers["range"]).toBeUndefined();
  });

  it("begins again when the server ignores the range", async () => {
    let broken = 0;
    const server = await startServer((asked, response) => {
      if (!isProbe(asked) && broken++ < 1) return breakOff(asked, response, 50_000);
      const { range: _, "if-match": __, ...headers } = asked.headers;
      return sendFile({ ...asked, headers }, response, FILE);
    });
    const { files, contents } = await fetchFrom(`${server.url}/x`, createTestArtifactHost());
    expect(files[0]!.sha256).toBe(SHA256);
    expect(contents.get("x")).toEqual(BYTES);
  });

  it("notices that the file was changed between two parts", async () => {
    let broken = 0;
    const server = await startServer((asked, response) => {
      if (!isProbe(asked) && broken++ < 1) return breakOff(asked, response, 50_000);
      return sendFile(asked, response, isProbe(asked) ? FILE : { bytes: patternBytes(300_000), etag: '"v2"' });
    });
    await expect(fetchFrom(`${server.url}/x`, createTestArtifactHost())).rejects.toThrow(
      `"${server.url}/x" was changed while it was fetched`,
    );
  });

  it("notices another ETag although the server ignores If-Match", async () => {
    const server = await startServer((asked, response) => {
      if (isProbe(asked)) return sendFile(asked, response, FILE);
      return sendFile(asked, response, { bytes: BYTES, etag: '"v2"' });
    });
    await expect(fetchFrom(`${server.url}/x`, createTestArtifactHost())).rejects.toThrow(/was changed/);
  });

  it("gives up when it gets no further", async () => {
    const server = await startServer((asked, response) =>
      isProbe(asked) ? sendFile(asked, response, FILE) : void response.destroy(),
    );
    const host = createTestArtifactHost();
    await expect(fetchFrom(`${server.url}/x`, host, { attempts: 3 })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringMatching(/x": no answer after 3 tries: /),
    });
    expect(host.pauses).toEqual([150, 300]);
  });

  it("does not take a file that ends too early", async () => {
    const server = await startServer((asked, response) => {
      if (isProbe(asked)) return sendFile(asked, response, FILE);
      // Chunked: nothing on the wire says that something is missing.
      response.writeHead(200, { etag: FILE.etag });
      return void response.end(BYTES.subarray(0, 1000));
    });
    await expect(fetchFrom(`${server.url}/x`, createTestArtifactHost())).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("it ended after 1000 of 200000 bytes"),
    });
  });

  it("does not take more than the store said", async () => {
    const server = await startServer((asked, response) => {
      if (isProbe(asked)) return sendFile(asked, response, { bytes: BYTES.subarray(0, 1000), etag: FILE.etag });
      response.writeHead(200, { etag: FILE.etag });
      return void response.end(BYTES);
    });
    await expect(fetchFrom(`${server.url}/x`, createTestArtifactHost())).rejects.toThrow(
      "Expected a file of 1000 bytes, the store sent more",
    );
  });

  it("waits longer and longer after 503 and 429, and as long as the server asks", async () => {
    const answers = [503, 429, 500];
    const server = await startServer((asked, response) => {
      const status = answers.shift();
      if (status === undefined) return sendFile(asked, response, FILE);
      return void response.writeHead(status, status === 429 ? { "retry-after": "7" } : {}).end("busy");
    });
    const host = createTestArtifactHost();
    const { files } = await fetchFrom(`${server.url}/x`, host);
    expect(files[0]!.sha256).toBe(SHA256);
    expect(host.pauses).toEqual([150, 7000, 600]);
  });

  it("says so when the server stays unable", async () => {
    const server = await startServer((_, response) => void response.writeHead(503).end());
    await expect(fetchFrom(`${server.url}/x`, createTestArtifactHost())).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: `"${server.url}/x": the store answered 503`,
    });
    expect(server.asked).toHaveLength(4);
  });

  it("goes on with another connection when one falls silent", async () => {
    const host = createTestArtifactHost();
    let silent = 0;
    const server = await startServer((asked, response) => {
      if (isProbe(asked) || silent++ > 0) return sendFile(asked, response, FILE);
      response.writeHead(200, { etag: FILE.etag, "content-length": BYTES.length });
      response.write(BYTES.subarray(0, 70_000), () => setImmediate(() => host.expire()));
      return undefined;
    });
    const { files } = await fetchFrom(`${server.url}/x`, host);
    expect(files[0]!.sha256).toBe(SHA256);
  });

  it("says that a server does not answer in time", async () => {
    const host = createTestArtifactHost();
    const server = await startServer(() => host.expire());
    await expect(fetchFrom(`${server.url}/x`, host, { attempts: 2 })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: `"${server.url}/x": no answer after 2 tries: nothing within 30000 ms`,
    });
  });

  it("ends when it is cancelled", async () => {
    const stop = new AbortController();
    const server = await startServer((asked, response) => {
      if (isProbe(asked)) return sendFile(asked, response, FILE);
      response.writeHead(200, { etag: FILE.etag, "content-length": BYTES.length });
      return void response.write(BYTES.subarray(0, 1000), () => stop.abort());
    });
    const fetching = fetchFrom(`${server.url}/x`, createTestArtifactHost(), {}, stop.signal);
    await expect(fetching).rejects.toMatchObject({ code: "CANCELLED" });
  });

  it.each([
    ["announced", true],
    ["not announced", false],
  ])("stops at the limit of bytes, %s", async (_, isAnnounced) => {
    const server = await startServer((asked, response) => {
      if (isAnnounced) return sendFile(asked, response, FILE);
      response.writeHead(200, { etag: FILE.etag });
      return void response.end(BYTES);
    });
    const fetching = fetchFrom(`${server.url}/x`, createTestArtifactHost(), { maxBytes: 100_000 });
    await expect(fetching).rejects.toMatchObject({
      code: "RESOURCE_EXHAUSTED",
      message: "The artifact has more than 100000 bytes; raise ZEROHOP_ARTIFACT_MAX_BYTES",
    });
  });

  it("says how far it is every five seconds, with unit, bytes and total", async () => {
    const host = createTestArtifactHost();
    const server = await startServer((asked, response) => {
      host.clock.nowMs += 3000;
      return sendFile(asked, response, FILE);
    });
    // Time passes with every piece that comes.
    const slow = { ...host, now: () => (host.clock.nowMs += 2000) } as TestArtifactHost;
    await fetchFrom(`${server.url}/x?sig=secret`, slow);
    const said = host.lines.filter(({ message }) => message === "fetching artifact");
    const [done] = host.lines.filter(({ message }) => message === "artifact fetched");
    expect(said.length).toBeGreaterThan(0);
    expect(said[0]!.fields).toMatchObject({ unit: "iris", uri: `${server.url}/x`, totalBytes: 200_000 });
    expect(done!.fields).toMatchObject({ unit: "iris", bytes: 200_000, files: 1 });
    expect(JSON.stringify(host.lines)).not.toContain("secret");
  });
});

describe("backOffMs()", () => {
  it("doubles up to ten seconds, with jitter in the upper half", () => {
    expect([1, 2, 3, 6, 7, 20].map((attempt) => backOffMs(attempt, 0))).toEqual([100, 200, 400, 3200, 5000, 5000]);
    expect([1, 2, 3, 6, 7, 20].map((attempt) => backOffMs(attempt, 1))).toEqual([200, 400, 800, 6400, 10_000, 10_000]);
  });
});
