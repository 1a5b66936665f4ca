import { describe, expect, it } from "vitest";
import { parseArtifactUri, publicUri } from "../../runtime/artifacts/artifact-uri.ts";
import { readLimits } from "../../runtime/artifacts/limits.ts";
import { localPath } from "../../runtime/artifacts/local-path.ts";
import { folderDigest } from "../../runtime/artifacts/pin.ts";
import { isRemoteName, openStore } from "../../runtime/artifacts/registry.ts";
import { namesIn } from "../../runtime/artifacts/file-names.ts";
import { createTestArtifactHost, testTransport } from "./support/artifact-host.ts";

const SHA = "0123456789abcdef".repeat(4);
const parse = (text: string, env: Record<string, string> = {}): ReturnType<typeof parseArtifactUri> =>
  parseArtifactUri(text, (name) => isRemoteName(name, env));

describe("parseArtifactUri()", () => {
  it.each([
    ["models/iris", "", "models/iris"],
    ["/models/a:b", "", "/models/a:b"],
    ["C:/models", "", "C:/models"],
    ["unknown:models", "", "unknown:models"],
    ["s3://b/k", "s3", "b/k"],
    ["s3:b/k", "s3", "b/k"],
    ["S3://b/k#1", "s3", "b/k#1"],
    ["unknown://b/k", "unknown", "b/k"],
    ["file:///x", "file", "/x"],
    ["pvc://claim/x", "pvc", "claim/x"],
  ])("reads %s", (text, scheme, rest) => {
    expect(parse(text)).toEqual({ text, scheme, rest, sha256: undefined });
  });

  it("takes a name for a remote when it is configured", () => {
    expect(parse("minio:b/k", { RCLONE_CONFIG_MINIO_TYPE: "s3" }).scheme).toBe("minio");
    expect(parse("my-store:b/k", { "RCLONE_CONFIG_MY-STORE_TYPE": "s3" }).scheme).toBe("my-store");
    expect(parse("my-store:b/k", { RCLONE_CONFIG_MY_STORE_TYPE: "s3" }).scheme).toBe("my-store");
  });

  it("reads a pin, and refuses one that is none", () => {
    expect(parse(`s3://b/k#sha256=${SHA.toUpperCase()}`)).toMatchObject({ text: "s3://b/k", rest: "b/k", sha256: SHA });
    expect(() => parse("s3://b/k#sha256=abc")).toThrow(
      '"s3://b/k": expected 64 hexadecimal digits after #sha256=, got 3 characters',
    );
  });
});

describe("publicUri()", () => {
  it("shows neither user nor query nor control characters", () => {
    expect(publicUri("https://me:pw@host/a?sig=1#x")).toBe("https://host/a");
    expect(publicUri("s3://b/a\nb")).toBe("s3://b/a?b");
    expect(publicUri(`s3://b/${"x".repeat(999)}`)).toHaveLength(201);
  });
});

describe("localPath()", () => {
  it.each([
    ["models/iris", {}, "models/iris"],
    ["file:/models", {}, "file:///models"],
    ["pvc://my-claim/models/iris", {}, "/mnt/pvc/models/iris"],
    ["pvc://my-claim/models/iris", { ZEROHOP_PVC_MOUNT: "/data/" }, "/data/models/iris"],
    [
      "pvc://my-claim/models//iris/",
      { ZEROHOP_PVC_MOUNT: "/data", ZEROHOP_PVC_MY_CLAIM: "/mine" },
      "/mine/models/iris",
    ],
    ["s3://b/k", {}, undefined],
  ])("of %s with %j is %s", (text, env, expected) => {
    expect(localPath(parse(text), env as Record<string, string>)).toBe(expected);
  });

  it("does not lead out of a claim", () => {
    expect(() => localPath(parse("pvc://claim/../secret"), {})).toThrow("the path leads out of the claim");
  });
});

describe("openStore()", () => {
  const open = (text: string, env: Record<string, string> = {}): unknown =>
    openStore(parse(text, env), testTransport(createTestArtifactHost({ env })));

  it("names what is known when a scheme is not", () => {
    expect(() => open("hdfs://b/k")).toThrow(
      '"hdfs://b/k": expected a path or one of file, pvc, azureblob, azure, s3, s3a, gs, gcs, https, http, or a remote of this name in RCLONE_CONFIG_HDFS_TYPE; got "hdfs"',
    );
    expect(() => open("hdfs://b/k", { RCLONE_CONFIG_HDFS_TYPE: "hdfs" })).toThrow(
      'RCLONE_CONFIG_HDFS_TYPE: expected one of azureblob, s3, google cloud storage, gcs, http, got "hdfs"; copy the artifact to one of these',
    );
  });

  it.each(["s3://", "s3://b/../k", "s3://-b!/k", "gs:///"])("refuses %s", (text) => {
    expect(() => open(text)).toThrow(/^"/);
  });

  it("goes by the type of a remote, whatever its name", () => {
    const env = { RCLONE_CONFIG_S3_TYPE: "azureblob", RCLONE_CONFIG_S3_ACCOUNT: "acct" };
    expect((open("s3:models/x", env) as { address: string }).address).toBe(
      "https://acct.blob.core.windows.net/models/x",
    );
  });
});

describe("readLimits()", () => {
  it("takes whole numbers only", () => {
    expect(readLimits({ ZEROHOP_ARTIFACT_MAX_BYTES: "1000", ZEROHOP_ARTIFACT_MAX_FILES: "" })).toMatchObject({
      maxBytes: 1000,
      maxFiles: 10_000,
    });
    expect(() => readLimits({ ZEROHOP_ARTIFACT_MAX_FILES: "many" })).toThrow(
      "ZEROHOP_ARTIFACT_MAX_FILES: expected a positive whole number, got text of length 4",
    );
  });
});

describe("folderDigest()", () => {
  // printf of both lines | sha256sum
  it("is that of the sorted lines of sha256sum", async () => {
    const files = [
      { path: "b/z", sizeBytes: 1, sha256: "2".repeat(64) },
      { path: "B", sizeBytes: 1, sha256: "1".repeat(64) },
    ];
    expect(await folderDigest(files)).toBe("ae8a13cb3a1a286c6ed05bfed6ac609a7f3fecf855db4319db225b3b76f53d6e");
    expect(await folderDigest(files.toReversed())).toBe(
      "ae8a13cb3a1a286c6ed05bfed6ac609a7f3fecf855db4319db225b3b76f53d6e",
    );
  });
});

describe("namesIn()", () => {
  it("lists files and folders once", () => {
    const paths = ["a", "b/c", "b/d/e"];
    expect([namesIn(paths, ""), namesIn(paths, "b/"), namesIn(paths, "a")]).toEqual([
      ["a", "b"],
      ["c", "d"],
      undefined,
    ]);
  });
});
