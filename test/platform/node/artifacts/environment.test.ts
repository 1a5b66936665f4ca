import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createArtifactHost } from "../../../../runtime/platform/node/artifacts/environment.ts";
import { createNodeHost } from "../../../../runtime/platform/node/host.ts";
import { openModel } from "../../../../runtime/units/open-model.ts";
import { readModelFile } from "../../../../runtime/units/model-file.ts";
import { createTestHost } from "../../../support/host.ts";
import { bytesOf, sendFile, startServer } from "../../../artifacts/support/object-server.ts";

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "zerohop-environment-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("createArtifactHost()", () => {
  it("reads small texts, counts digests and calls back", async () => {
    const folder = await temporary();
    await writeFile(join(folder, "token"), "text");
    const host = createArtifactHost({}, createTestHost().logger);
    expect([await host.readText(join(folder, "token")), await host.readText(join(folder, "gone"))]).toEqual([
      "text",
      undefined,
    ]);
    const hash = host.sha256();
    hash.update(bytesOf("a"));
    hash.update(bytesOf("bc"));
    expect(await hash.digest()).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    await new Promise<void>((resolve) => host.after(0, resolve));
  });
});

describe("createNodeHost()", () => {
  it("opens a modelUri of any unit by URI, with the cache of its environment", async () => {
    const folder = await temporary();
    const server = await startServer((asked, response) => {
      const isModel = asked.url.pathname === "/iris/model.onnx";
      if (isModel) return sendFile(asked, response, { bytes: bytesOf("onnx"), etag: '"1"' });
      return void response.writeHead(404).end();
    });
    const host = createNodeHost({
      folder,
      env: { ZEROHOP_ARTIFACT_CACHE: join(folder, "cache") },
      logger: createTestHost().logger,
    });
    const spec = {
      name: "iris",
      implementation: "ONNX_SERVER",
      modelUri: `${server.url}/iris/model.onnx?sig=secret`,
      parameters: [],
      childCount: 0,
      image: undefined,
    };
    expect(new TextDecoder().decode(await readModelFile(spec, [".onnx"], host))).toBe("onnx");
    await expect(
      readModelFile({ ...spec, modelUri: `${server.url}/gone?sig=secret` }, [".onnx"], host),
    ).rejects.toThrow(`modelUri "${server.url}/gone": nothing there (404)`);
    const unknown = openModel("hdfs://b/k", "iris", host);
    await expect(unknown).rejects.toThrow(/^modelUri "hdfs:\/\/b\/k": expected a path or one of file, pvc, /);
  });
});
