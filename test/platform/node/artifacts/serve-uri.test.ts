import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createRuntime } from "../../../../runtime/platform/node/index.ts";
import { createTestHost } from "../../../support/host.ts";
import { joined } from "../../../../runtime/artifacts/artifact-host.ts";
import { bytesOf, sendFile, startServer } from "../../../artifacts/support/object-server.ts";

const MODEL = "export default class { predict(x) { return x.map((row) => row.map((cell) => 2 * cell)); } }";

/** A tar of one level, as simple as it gets. */
function tarOf(files: Readonly<Record<string, string>>): Uint8Array {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const header = new Uint8Array(512);
    const put = (at: number, value: string): void => header.set(bytesOf(value), at);
    put(0, name);
    put(124, text.length.toString(8).padStart(11, "0"));
    put(148, "        ");
    put(156, "0");
    const sum = header.reduce((total, byte) => total + byte, 0);
    put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
    const content = new Uint8Array(Math.ceil(text.length / 512) * 512);
    content.set(bytesOf(text));
    return [header, content];
  });
  return joined([...blocks, new Uint8Array(1024)]);
}

describe("a modelUri on the web", () => {
  it("is fetched, unpacked and served with the metadata beside the model; nothing shows its query", async () => {
    const folder = await mkdtemp(join(tmpdir(), "zerohop-serve-uri-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const bytes = tarOf({ "Model.mjs": MODEL, "metadata.yaml": "name: doubled\nversions: [v7]\n" });
    const server = await startServer((asked, response) => sendFile(asked, response, { bytes, etag: '"1"' }));
    const modelUri = `${server.url}/doubled.tar?sig=secret`;
    const host = createTestHost();
    const runtime = await createRuntime(
      { name: "p", graph: { name: "doubled", type: "MODEL", implementation: "COMPONENT_SERVER", modelUri } },
      { env: { ZEROHOP_ARTIFACT_CACHE: join(folder, "cache") }, logger: host.logger },
    );
    onTestFinished(() => runtime.close());
    const answer = await runtime.predict([[1, 2]]);
    expect(answer.data).toMatchObject({ kind: "tensors", tensors: [{ shape: [1, 2], data: Float64Array.of(2, 4) }] });
    expect(await runtime.plane.unitMetadata("doubled")).toMatchObject({ name: "doubled", versions: ["v7"] });
    expect(host.lines.find(({ message }) => message === "artifact fetched")!.fields).toMatchObject({
      unit: "doubled",
      uri: `${server.url}/doubled.tar`,
      bytes: bytes.length,
    });
    expect(JSON.stringify([answer, host.lines])).not.toContain("secret");
  });
});
