import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { archiveKind, bytesSource } from "../../../runtime/artifacts/archive/archive-source.ts";
import type { ArchiveKind } from "../../../runtime/artifacts/archive/archive-source.ts";
import { unpackArchive } from "../../../runtime/artifacts/archive/unpack.ts";
import { bufferedSha256, joined } from "../../../runtime/artifacts/artifact-host.ts";
import type { ArtifactLimits } from "../../../runtime/artifacts/limits.ts";
import { InferenceError } from "../../../runtime/errors.ts";
import { seededUniform } from "../../../runtime/units/bandit/random.ts";
import { testLimits } from "../support/artifact-host.ts";

const ARCHIVES = JSON.parse(readFileSync(join(import.meta.dirname, "archives.json"), "utf8")) as Record<string, string>;

function archive(name: string): Uint8Array {
  return new Uint8Array(Buffer.from(ARCHIVES[name]!, "base64"));
}

async function unpack(
  kind: ArchiveKind,
  bytes: Uint8Array,
  changes: Partial<ArtifactLimits> = {},
): Promise<Map<string, Uint8Array>> {
  const contents = new Map<string, Uint8Array>();
  const sink = {
    create: async (path: string) => {
      const chunks: Uint8Array[] = [];
      return {
        write: async (chunk: Uint8Array) => void chunks.push(chunk.slice()),
        restart: async () => {},
        close: async () => void contents.set(path, joined(chunks)),
      };
    },
  };
  const host = { sha256: bufferedSha256 };
  const files = await unpackArchive("s3://b/model", kind, bytesSource(bytes), sink, host, testLimits(changes));
  for (const { path, sizeBytes, sha256 } of files) {
    expect(sizeBytes).toBe(contents.get(path)!.length);
    expect(sha256).toBe(createHash("sha256").update(contents.get(path)!).digest("hex"));
  }
  return contents;
}

const texts = (contents: Map<string, Uint8Array>): Record<string, string> =>
  Object.fromEntries([...contents].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]));

const FILES = { "model.joblib": "model".repeat(300), "conf/metadata.yaml": "name: iris\n", empty: "" };
const NAMED = { [`deep/${"n".repeat(120)}/model.joblib`]: "long name", "été/modèle.bin": "accents" };

const KIND_OF: Readonly<Record<string, ArchiveKind>> = { gz: "tar.gz", bomb: "tar.gz", stored: "zip", deflated: "zip" };
const kindOf = (name: string): ArchiveKind => KIND_OF[name] ?? (name.startsWith("zip") ? "zip" : "tar");

describe("archiveKind()", () => {
  it("goes by the end of the name", () => {
    const names = ["a.tar", "a.TAR.GZ", "a.tgz", "a.zip", "a.npz", "a.gz", "model.joblib", "tar"];
    expect(names.map(archiveKind)).toEqual([
      "tar",
      "tar.gz",
      "tar.gz",
      "zip",
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("unpackArchive()", () => {
  it.each([
    ["ustar", FILES],
    ["pax", { ...FILES, ...NAMED }],
    ["gnu", { ...FILES, ...NAMED }],
    ["gz", FILES],
    ["stored", FILES],
    ["deflated", { ...FILES, ...NAMED }],
    ["zip64", FILES],
  ])("unpacks %s", async (name, expected) => {
    expect(texts(await unpack(kindOf(name), archive(name)))).toEqual(expected);
  });

  it.each([
    ["symlink", "has a symbolic link; only files and folders are unpacked"],
    ["hardlink", "has a hard link; only files and folders are unpacked"],
    ["device", "has a character device; only files and folders are unpacked"],
    ["fifo", "has a pipe; only files and folders are unpacked"],
    ["upwards", 'a file\'s name leads out of its folder by ".."'],
    ["upwards-pax", 'a file\'s name leads out of its folder by ".."'],
    ["absolute", "a file's name is an absolute path"],
    ["twice", "two files have the same name"],
    ["under-a-file", "a file and a folder have the same name"],
    ["bomb", "unpacks to more than"],
    ["zip-bzip2", "has a file packed by method 12; only store and deflate are known"],
    ["zip-symlink", "has a link or a device; only files and folders are unpacked"],
    ["zip-upwards", 'a file\'s name leads out of its folder by ".."'],
    ["zip-backslash", "a file's name has a backslash"],
    ["zip-drive", "a file's name is an absolute path"],
    ["zip-bomb", "unpacks to more than"],
  ])("refuses %s", async (name, message) => {
    const failure = await unpack(kindOf(name), archive(name)).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ code: "INVALID_ARGUMENT", message: expect.stringContaining(message) });
    expect((failure as Error).message).toMatch(/^"s3:\/\/b\/model": /);
  });

  it.each(["ustar", "stored"])("keeps %s within its limits of files and bytes", async (name) => {
    const refused = { code: "RESOURCE_EXHAUSTED" };
    await expect(unpack(kindOf(name), archive(name), { maxFiles: 2 })).rejects.toMatchObject(refused);
    await expect(unpack(kindOf(name), archive(name), { maxBytes: 1000 })).rejects.toMatchObject(refused);
  });

  it("counts entries that are no files", async () => {
    const folder = archive("ustar").subarray(0, 512);
    const many = joined(Array.from({ length: 30 }, () => folder));
    await expect(unpack("tar", many, { maxFiles: 10 })).rejects.toThrow("has more than 20 entries");
  });

  it.each([
    ["ustar", "tar"],
    ["gz", "tar.gz"],
    ["deflated", "zip"],
  ] as const)("refuses %s that was cut off", async (name, kind) => {
    const bytes = archive(name);
    for (const part of [0.15, 0.3, 0.5]) {
      await expect(unpack(kind, bytes.subarray(0, Math.floor(bytes.length * part)))).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
      });
    }
  });

  it("refuses a zip whose content does not have its checksum", async () => {
    const bytes = archive("stored");
    const at = Buffer.from(bytes).indexOf("modelmodel");
    bytes[at + 20]! ^= 1;
    await expect(unpack("zip", bytes)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  it("refuses zip entries that share their bytes", async () => {
    const bytes = archive("stored");
    const view = new DataView(bytes.buffer);
    const entries: number[] = [];
    for (let at = 0; at + 4 < bytes.length; at++) if (view.getUint32(at, true) === 0x02014b50) entries.push(at);
    view.setUint32(entries[2]! + 42, view.getUint32(entries[1]! + 42, true), true);
    await expect(unpack("zip", bytes)).rejects.toThrow("has entries that overlap");
  });

  it("fails in a known way on whatever is damaged", async () => {
    const random = seededUniform(11);
    const names = ["pax", "gnu", "gz", "stored", "deflated", "zip64"];
    let refused = 0;
    for (let round = 0; round < 600; round++) {
      const name = names[round % names.length]!;
      const bytes = archive(name);
      for (let change = 0; change < 4; change++)
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      const outcome = await unpack(kindOf(name), bytes).catch((error: unknown) => error);
      if (outcome instanceof Map) continue;
      expect(InferenceError.is(outcome), String(outcome)).toBe(true);
      refused++;
    }
    expect(refused).toBeGreaterThan(200);
  });
});
