import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRuntime } from "../../../runtime/platform/node/index.ts";
import { serve } from "../../../runtime/platform/node/server.ts";
import type { NodeServer } from "../../../runtime/platform/node/server.ts";
import { zerohop } from "../zerohop-process.ts";

const REQUESTS = [
  '{"data":{"ndarray":[[1,2],[3,4]]}}',
  '{"inputs":[{"name":"x","datatype":"FP64","shape":[1,2],"data":[0.1,0.2]}]}',
  '{"instances":[[1.5,2.5]]}',
];
const UNIT = (factor: string): string =>
  `export default { predict: (rows) => rows.map((row) => row.map((x) => x * ${factor})) };\n`;

let folder: string;
let server: NodeServer;
const path = (name: string): string => join(folder, name);

async function start(): Promise<NodeServer> {
  const runtime = await createRuntime(path("graph.yaml"), { units: { clf: path("double.mjs") } });
  return serve(runtime, { port: 0, host: "127.0.0.1" });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "zerohop-compare-"));
  writeFileSync(path("graph.yaml"), "name: p\ngraph: {name: clf, type: MODEL}\n");
  writeFileSync(path("double.mjs"), UNIT("2"));
  writeFileSync(path("near.mjs"), UNIT("2.0000000000000004"));
  writeFileSync(path("triple.mjs"), UNIT("3"));
  writeFileSync(path("day.ndjson"), `${REQUESTS.join("\n")}\n`);
  server = await start();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const compare = async (unit: string, against: string, ...more: string[]) =>
  zerohop([
    "compare",
    path("graph.yaml"),
    "--unit",
    `clf=${path(unit)}`,
    "--against",
    against,
    "--requests",
    path("day.ndjson"),
    ...more,
  ]);

describe("zerohop compare", () => {
  it.each(["http", "grpc"])("finds three protocols identical over %s and ends with 0", async (scheme) => {
    const { stdout, stderr, code } = await compare("double.mjs", `${scheme}://127.0.0.1:${server.port}`);
    expect(stderr).toBe("");
    expect(stdout).toContain("identical                3  100.0 %");
    expect(code).toBe(0);
  });

  it("names the fields that differ and ends with 1", async () => {
    const { stdout, code } = await compare("triple.mjs", `http://127.0.0.1:${server.port}`);
    expect(stdout).toContain("different                3");
    expect(stdout).toMatch(/Line 1\n {2}data\.ndarray\[0\]\[0\]\n {4}here {3}3\n {4}there {2}2/);
    expect(code).toBe(1);
  });

  it("tells rounding from difference", async () => {
    const url = `http://127.0.0.1:${server.port}`;
    expect((await compare("near.mjs", url)).code).toBe(1);
    const { stdout, code } = await compare("near.mjs", url, "--ulp", "4", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ requests: 3, different: 0, failed: 0 });
    expect(code).toBe(0);
  });

  it("ends with 2 when the service cannot be reached, and refuses what is no URL", async () => {
    const { stdout, code } = await compare("double.mjs", "http://127.0.0.1:9");
    expect([stdout.includes("Cannot reach http://127.0.0.1:9"), code]).toEqual([true, 2]);
    const refused = await compare("double.mjs", "somewhere");
    expect(refused.stderr).toContain("--against: expected a URL");
    expect(refused.code).toBe(1);
  });
});
