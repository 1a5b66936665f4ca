import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createRuntime } from "../../../runtime/platform/node/index.ts";
import { serve } from "../../../runtime/platform/node/server.ts";
import type { NodeServer } from "../../../runtime/platform/node/server.ts";
import { zerohop } from "../zerohop-process.ts";

const CERTIFICATES = fileURLToPath(new URL("../../clients/certificates/", import.meta.url));
const CA = join(CERTIFICATES, "ca.pem");
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

  it.each(["http", "grpc"])("finds integers beyond 2^53 identical over %s", async (scheme) => {
    writeFileSync(path("same.mjs"), "export default class Same { predict(X) { return X; } }");
    writeFileSync(path("big.ndjson"), '{"data":{"ndarray":[[9007199254740993]]}}\n');
    const runtime = await createRuntime(path("graph.yaml"), { units: { clf: path("same.mjs") } });
    const same = await serve(runtime, { port: 0, host: "127.0.0.1" });
    onTestFinished(() => same.stop());
    const against = `${scheme}://127.0.0.1:${same.port}`;
    const { stdout, code } = await compare("same.mjs", against, "--requests", path("big.ndjson"));
    expect(stdout).toContain("identical                1");
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

  it("ends with 2, the reason and no table when the service cannot be reached", async () => {
    const { stdout, code } = await compare("double.mjs", "http://127.0.0.1:9");
    expect(stdout).toContain("None of the 3 requests could be compared with 127.0.0.1:9");
    expect(stdout).toContain("Cannot reach http://127.0.0.1:9/api/v1.0/predictions: nothing listens there");
    expect(stdout).not.toContain("identical");
    expect(code).toBe(2);
  });

  it.each<[string, string, readonly string[]]>([
    ["--against: expected a URL", "somewhere", []],
    ["no such file", "http://127.0.0.1:9", ["--requests", "nowhere"]],
    ["there is no request in it", "http://127.0.0.1:9", ["--requests", "/dev/null"]],
    ["expected a whole number", "http://127.0.0.1:9", ["--ulp", "few"]],
    ["unknown option '--sure'", "http://127.0.0.1:9", ["--sure"]],
    ["--unit clv: no unit has this name", "http://127.0.0.1:9", ["--unit", "clv=http://localhost:1"]],
    ["--ca is for https://", "grpcs://127.0.0.1:9", ["--ca", CA]],
  ])("ends with 2, since 1 says that answers differ: %s", async (message, against, more) => {
    const { stderr, code } = await compare("double.mjs", against, ...more);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it("says which way was taken where routers chose otherwise", async () => {
    const router = (branch: string): string => `export default { route: () => ${branch} };\n`;
    writeFileSync(path("left.mjs"), router("0"));
    writeFileSync(path("right.mjs"), router("1"));
    writeFileSync(
      path("routed.yaml"),
      "name: p\ngraph: {name: ab, type: ROUTER, children: [{name: a, type: MODEL}, {name: b, type: MODEL}]}\n",
    );
    const units = { a: path("double.mjs"), b: path("triple.mjs") };
    const runtime = await createRuntime(path("routed.yaml"), { units: { ...units, ab: path("right.mjs") } });
    const other = await serve(runtime, { port: 0, host: "127.0.0.1" });
    onTestFinished(() => other.stop());
    const flags = Object.entries({ ...units, ab: path("left.mjs") }).flatMap(([name, file]) => [
      "--unit",
      `${name}=${file}`,
    ]);
    const { stdout, code } = await zerohop(
      ["compare", path("routed.yaml"), ...flags, "--against", `http://127.0.0.1:${other.port}`, "--requests", "-"],
      `${REQUESTS[0]}\n`,
    );
    expect(stdout).toContain("1 request, this graph");
    expect(stdout).toContain("1 request went another way here than there, and 1 of them differs.");
    expect(stdout).toContain("  another way at ab: branch 0 here, branch 1 there\n");
    expect(code).toBe(1);
  });

  describe("against a service with a certificate and keys", () => {
    const key = "correct-horse-battery";
    let locked: NodeServer;
    beforeAll(async () => {
      const auth = { apiKeys: [key] };
      const runtime = await createRuntime(path("graph.yaml"), { units: { clf: path("double.mjs") }, auth });
      const tls = { cert: join(CERTIFICATES, "first.pem"), key: join(CERTIFICATES, "first.key") };
      locked = await serve(runtime, { port: 0, host: "127.0.0.1", tls });
    });
    afterAll(() => locked.stop());

    it.each([
      ["--api-key", key],
      ["--header", `Authorization: Bearer ${key}`],
    ])("compares with --ca and %s", async (option, value) => {
      const { stdout, code } = await compare(
        "double.mjs",
        `https://localhost:${locked.port}`,
        "--ca",
        CA,
        option,
        value,
      );
      expect(stdout).toContain("identical                3  100.0 %");
      expect(code).toBe(0);
    });

    it("compares nothing when it is not let in", async () => {
      const { stdout, code } = await compare("double.mjs", `https://localhost:${locked.port}`, "--ca", CA);
      expect(stdout).toContain("Line 1: The service answered 401: it wants to know who asks; give it --api-key");
      expect(code).toBe(2);
    });
  });
});
