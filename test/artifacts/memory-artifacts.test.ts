import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createMemoryArtifacts } from "../../runtime/artifacts/memory-artifacts.ts";
import { createTestArtifactHost, testLimits } from "./support/artifact-host.ts";
import { bytesOf, sendFile, startServer } from "./support/object-server.ts";

const { gz } = JSON.parse(readFileSync(join(import.meta.dirname, "archive/archives.json"), "utf8")) as { gz: string };
const TGZ = new Uint8Array(Buffer.from(gz, "base64"));
const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("createMemoryArtifacts()", () => {
  it("opens a file and checks its pin", async () => {
    const server = await startServer((asked, response) => sendFile(asked, response, { bytes: bytesOf("hello") }));
    const artifacts = createMemoryArtifacts(createTestArtifactHost(), testLimits());
    const artifact = await artifacts.open(`${server.url}/m.onnx#sha256=${digest(bytesOf("hello"))}`);
    expect(await artifact.list()).toBeUndefined();
    expect(new TextDecoder().decode(await artifact.read())).toBe("hello");
    expect(artifact.locate).toBeUndefined();
    await expect(artifacts.open(`${server.url}/m.onnx#sha256=${digest(TGZ)}`)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining(`expected content with sha256 ${digest(TGZ)}, got ${digest(bytesOf("hello"))}`),
    });
  });

  it("takes answers for what they are when somebody put another Response in the place of the global one", async () => {
    const server = await startServer((asked, response) => sendFile(asked, response, { bytes: bytesOf("hello") }));
    const artifacts = createMemoryArtifacts(createTestArtifactHost(), testLimits());
    vi.stubGlobal("Response", class OfAFramework {});
    onTestFinished(() => void vi.unstubAllGlobals());
    const artifact = await artifacts.open(`${server.url}/m.onnx`);
    expect(new TextDecoder().decode(await artifact.read())).toBe("hello");
  });

  it("opens an archive as a folder", async () => {
    const server = await startServer((asked, response) => sendFile(asked, response, { bytes: TGZ, etag: '"1"' }));
    const artifact = await createMemoryArtifacts(createTestArtifactHost(), testLimits()).open(`${server.url}/m.tgz`);
    expect([await artifact.list(), await artifact.list("conf"), artifact.sha256]).toEqual([
      ["conf", "empty", "model.joblib"],
      ["metadata.yaml"],
      digest(TGZ),
    ]);
    expect(new TextDecoder().decode(await artifact.read("conf/metadata.yaml"))).toBe("name: iris\n");
    await expect(artifact.read("nothing")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(artifact.read()).rejects.toThrow("expected the name of a file, got none");
  });

  it("begins anew when the file changes while it is fetched", async () => {
    let version = 0;
    const server = await startServer((asked, response) => {
      // The first answer to list, and the first to read, are of different versions.
      version = Math.min(version + 1, 2);
      return sendFile(asked, response, { bytes: bytesOf(`v${version}`), etag: `"${version}"` });
    });
    const artifact = await createMemoryArtifacts(createTestArtifactHost(), testLimits()).open(`${server.url}/m`);
    expect(new TextDecoder().decode(await artifact.read())).toBe("v2");
  });

  it("gives up on a file that changes all the time", async () => {
    let version = 0;
    const server = await startServer((asked, response) =>
      sendFile(asked, response, { bytes: bytesOf("x"), etag: `"${++version}"` }),
    );
    const artifacts = createMemoryArtifacts(createTestArtifactHost(), testLimits());
    await expect(artifacts.open(`${server.url}/m`)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("was changed while it was fetched, 3 times over"),
    });
  });

  it("has no paths", async () => {
    const artifacts = createMemoryArtifacts(createTestArtifactHost(), testLimits());
    await expect(artifacts.open("models/iris")).rejects.toMatchObject({ code: "UNIMPLEMENTED" });
  });
});
