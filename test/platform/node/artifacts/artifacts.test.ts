import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, stat, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Artifact, Artifacts } from "../../../../runtime/host.ts";
import { createNodeArtifacts } from "../../../../runtime/platform/node/artifacts/artifacts.ts";
import { createFiles } from "../../../../runtime/platform/node/files.ts";
import { createTestArtifactHost } from "../../../artifacts/support/artifact-host.ts";
import type { TestArtifactHost } from "../../../artifacts/support/artifact-host.ts";
import { bytesOf, patternBytes, sendFile, startServer } from "../../../artifacts/support/object-server.ts";
import type { ServedFile, TestServer } from "../../../artifacts/support/object-server.ts";

const ARCHIVES = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../artifacts/archive/archives.json"), "utf8"),
) as Record<string, string>;

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

interface Setting {
  readonly folder: string;
  readonly cache: string;
  readonly host: TestArtifactHost;
  readonly artifacts: Artifacts;
}

async function setting(env: Record<string, string> = {}, folder?: string): Promise<Setting> {
  const own = folder ?? (await mkdtemp(join(tmpdir(), "zerohop-artifacts-test-")));
  if (folder === undefined) onTestFinished(() => rm(own, { recursive: true, force: true }));
  const cache = join(own, "cache");
  const host = createTestArtifactHost({ env: { ZEROHOP_ARTIFACT_CACHE: cache, ...env } });
  host.clock.wallMs = Date.now();
  return { folder: own, cache, host, artifacts: createNodeArtifacts(createFiles(own), host) };
}

/** A web server whose files may be changed; `undefined` is gone, an error code is answered. */
async function serve(files: Record<string, ServedFile | number>): Promise<TestServer> {
  return startServer((asked, response) => {
    const file = files[asked.url.pathname];
    if (typeof file === "object") return sendFile(asked, response, file);
    response.writeHead(file ?? 404).end();
    return undefined;
  });
}

const reads = (server: TestServer): number =>
  server.asked.filter(({ headers }) => headers["range"] !== "bytes=0-0").length;

const entriesOf = async (cache: string): Promise<string[]> => {
  const found: string[] = [];
  for (const name of await readdir(join(cache, "entries")).catch(() => [])) {
    for (const version of await readdir(join(cache, "entries", name)))
      found.push(join(cache, "entries", name, version));
  }
  return found;
};

describe("createNodeArtifacts()", () => {
  it("fetches once, and again when the store has another version", async () => {
    const files: Record<string, ServedFile> = { "/m.onnx": { bytes: bytesOf("one"), etag: '"1"' } };
    const server = await serve(files);
    const { artifacts, folder } = await setting();
    const first = await artifacts.open(`${server.url}/m.onnx`);
    expect([text(await first.read()), first.sha256, await first.list()]).toEqual([
      "one",
      digest(bytesOf("one")),
      undefined,
    ]);
    const again = await setting({}, folder);
    const second = await again.artifacts.open(`${server.url}/m.onnx`);
    expect(text(await second.read())).toBe("one");
    expect(reads(server)).toBe(1);
    files["/m.onnx"] = { bytes: bytesOf("two"), etag: '"2"' };
    expect(text(await (await again.artifacts.open(`${server.url}/m.onnx`)).read())).toBe("two");
    expect(reads(server)).toBe(2);
  });

  it("asks nobody for a pinned artifact that is in the cache", async () => {
    const files: Record<string, ServedFile | number> = { "/m": { bytes: bytesOf("one"), etag: '"1"' } };
    const server = await serve(files);
    const { artifacts } = await setting();
    const uri = `${server.url}/m#sha256=${digest(bytesOf("one"))}`;
    await artifacts.open(uri);
    const before = server.asked.length;
    files["/m"] = 403;
    expect(text(await (await artifacts.open(uri)).read())).toBe("one");
    expect(server.asked.length).toBe(before);
  });

  it("keeps nothing of an artifact that does not fit its pin", async () => {
    const server = await serve({ "/m": { bytes: bytesOf("one"), etag: '"1"' } });
    const { artifacts, cache } = await setting();
    const uri = `${server.url}/m#sha256=${digest(bytesOf("two"))}`;
    await expect(artifacts.open(uri)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect([await entriesOf(cache), await readdir(join(cache, "work"))]).toEqual([[], []]);
    await artifacts.open(`${server.url}/m`);
    await expect(artifacts.open(uri)).rejects.toThrow(/it was changed or damaged since it was pinned/);
  });

  it("serves what it has when the store is out of reach, but not when it refuses", async () => {
    const files: Record<string, ServedFile | number> = { "/m": { bytes: bytesOf("one"), etag: '"1"' } };
    const server = await serve(files);
    const { artifacts, host } = await setting();
    await artifacts.open(`${server.url}/m`);
    files["/m"] = 503;
    expect(text(await (await artifacts.open(`${server.url}/m`, { unit: "iris" })).read())).toBe("one");
    expect(host.lines.find(({ level }) => level === "warn")).toMatchObject({
      message: "the store cannot be reached; the artifact is served as it was fetched last",
      fields: { unit: "iris", uri: `${server.url}/m` },
    });
    files["/m"] = 403;
    await expect(artifacts.open(`${server.url}/m`)).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
    files["/m"] = 404;
    await expect(artifacts.open(`${server.url}/m`)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it.each([
    ["was changed", (path: string) => writeFile(path, "One")],
    ["became shorter", (path: string) => truncate(path, 1)],
    ["is gone", (path: string) => rm(path)],
  ])("fetches an entry again whose file %s", async (_, damage) => {
    const server = await serve({ "/m": { bytes: bytesOf("one"), etag: '"1"' } });
    const { artifacts, cache, host } = await setting();
    const opened = await artifacts.open(`${server.url}/m`);
    const [entry] = await entriesOf(cache);
    await damage(join(entry!, "files", "m"));
    expect(text(await opened.read())).toBe("one");
    expect(reads(server)).toBe(2);
    expect(host.lines.map(({ message }) => message)).toContain("a cached artifact is damaged and is fetched again");
    await damage(join(entry!, "files", "m"));
    const path = await (await artifacts.open(`${server.url}/m`)).locate!();
    expect(readFileSync(path, "utf8")).toBe("one");
    expect(reads(server)).toBe(3);
  });

  it("is fetched by one of several processes that want it at once", async () => {
    const bytes = patternBytes(300_000);
    const server = await serve({ "/m": { bytes, etag: '"1"' } });
    const { folder } = await setting();
    const settings = await Promise.all([1, 2, 3, 4].map(() => setting({}, folder)));
    const opened = await Promise.all(settings.map(({ artifacts }) => artifacts.open(`${server.url}/m`)));
    for (const artifact of opened) expect(digest(await artifact.read())).toBe(digest(bytes));
    expect(reads(server)).toBe(1);
    expect(await entriesOf(join(folder, "cache"))).toHaveLength(1);
    expect(await readdir(join(folder, "cache", "locks"))).toEqual([]);
  });

  it("takes over a lock that was left behind", async () => {
    const server = await serve({ "/m": { bytes: bytesOf("one"), etag: '"1"' } });
    const { artifacts, cache } = await setting();
    const name = createHash("sha256").update(`${server.url}/m`).digest("hex").slice(0, 40);
    await mkdir(join(cache, "locks"), { recursive: true });
    await writeFile(join(cache, "locks", name), "");
    const old = new Date(Date.now() - 60_000);
    await utimes(join(cache, "locks", name), old, old);
    expect(text(await (await artifacts.open(`${server.url}/m`)).read())).toBe("one");
  });

  it("removes what was not used for longest when the cache is full", async () => {
    const server = await serve({
      "/a": { bytes: patternBytes(400), etag: '"a"' },
      "/b": { bytes: patternBytes(400), etag: '"b"' },
      "/c": { bytes: patternBytes(400), etag: '"c"' },
    });
    const { artifacts, cache } = await setting({ ZEROHOP_ARTIFACT_CACHE_MAX_BYTES: "1000" });
    const age = async (entry: string, minutes: number): Promise<void> => {
      const then = new Date(Date.now() - minutes * 60_000);
      await utimes(join(entry, "entry.json"), then, then);
    };
    await artifacts.open(`${server.url}/a`);
    const [a] = await entriesOf(cache);
    await age(a!, 30);
    await artifacts.open(`${server.url}/b`);
    const [b] = (await entriesOf(cache)).filter((entry) => entry !== a);
    await age(b!, 20);
    await artifacts.open(`${server.url}/a`);
    await artifacts.open(`${server.url}/c`);
    const left = await entriesOf(cache);
    expect([left.length, left.includes(a!), left.includes(b!)]).toEqual([2, true, false]);
  });

  it("unpacks an archive that is fetched, and one that lies here, into the cache", async () => {
    const bytes = new Uint8Array(Buffer.from(ARCHIVES["deflated"]!, "base64"));
    const server = await serve({ "/m.zip": { bytes, etag: '"1"' } });
    const { artifacts, folder, cache } = await setting();
    await writeFile(join(folder, "local.zip"), bytes);
    for (const uri of [`${server.url}/m.zip`, "local.zip", `file://${join(folder, "local.zip")}`]) {
      const artifact = await artifacts.open(uri);
      expect(await artifact.list()).toEqual(["conf", "deep", "empty", "model.joblib", "été"]);
      expect(text(await artifact.read("été/modèle.bin"))).toBe("accents");
      expect(artifact.sha256).toBe(digest(bytes));
      expect((await stat(await artifact.locate!())).isDirectory()).toBe(true);
    }
    expect(await entriesOf(cache)).toHaveLength(2);
  });

  it("leaves nothing behind of an archive that is refused", async () => {
    const { artifacts, folder, cache } = await setting();
    await writeFile(join(folder, "m.tar"), Buffer.from(ARCHIVES["upwards"]!, "base64"));
    await expect(artifacts.open("m.tar")).rejects.toThrow(/leads out of its folder/);
    expect([await entriesOf(cache), await readdir(join(cache, "work")), await readdir(folder)]).toEqual([
      [],
      [],
      ["cache", "m.tar"],
    ]);
  });

  it("reads local files and folders where they are, with and without pins", async () => {
    const { artifacts, folder, cache } = await setting({ ZEROHOP_PVC_MY_CLAIM: "" });
    await mkdir(join(folder, "iris", "sub"), { recursive: true });
    await writeFile(join(folder, "iris", "model.joblib"), "model");
    await writeFile(join(folder, "iris", "sub", "b"), "b");
    await symlink("model.joblib", join(folder, "iris", "linked"));
    const lines = ["linked", "model.joblib", "sub/b"].map(
      (path) => `${digest(readFileSync(join(folder, "iris", path)))}  ${path}\n`,
    );
    const pinned = digest(bytesOf(lines.join("")));
    const open = (uri: string): Promise<Artifact> => artifacts.open(uri);
    const artifact = await open(`iris#sha256=${pinned}`);
    expect([await artifact.list(), await artifact.list("sub"), text(await artifact.read("sub/b"))]).toEqual([
      ["linked", "model.joblib", "sub"],
      ["b"],
      "b",
    ]);
    await expect(open(`iris#sha256=${"0".repeat(64)}`)).rejects.toThrow(`got ${pinned}`);
    await expect(open(`iris/model.joblib#sha256=${pinned}`)).rejects.toThrow(`got ${digest(bytesOf("model"))}`);
    await expect(artifact.read("../secret")).rejects.toThrow(/leads out/);
    await expect(open("nowhere#sha256=" + pinned)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await entriesOf(cache)).toEqual([]);
  });

  it("reads a claim below its mount", async () => {
    const { folder, host } = await setting();
    await mkdir(join(folder, "models"));
    await writeFile(join(folder, "models", "m.onnx"), "model");
    const mounted = { ...host, env: { ZEROHOP_PVC_MY_CLAIM: folder } };
    const artifact = await createNodeArtifacts(createFiles("/"), mounted).open("pvc://my-claim/models");
    expect(await artifact.list()).toEqual(["m.onnx"]);
  });

  it("says where artifacts cannot be kept", async () => {
    const { folder } = await setting();
    await writeFile(join(folder, "file"), "");
    const { artifacts } = await setting({ ZEROHOP_ARTIFACT_CACHE: join(folder, "file", "below") }, folder);
    await expect(artifacts.open("http://127.0.0.1:9/x")).rejects.toThrow(
      /^Artifacts cannot be kept in .*below \(ENOTDIR\); set ZEROHOP_ARTIFACT_CACHE to a folder that can be written$/,
    );
  });
});
