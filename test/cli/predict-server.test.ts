/** `zerohop predict` against servers with certificates and keys, and against none. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createRuntime } from "../../runtime/platform/node/index.ts";
import { serve } from "../../runtime/platform/node/server.ts";
import type { NodeServer } from "../../runtime/platform/node/server.ts";
import { zerohop } from "./zerohop-process.ts";
import type { Finished } from "./zerohop-process.ts";

const CERTIFICATES = fileURLToPath(new URL("../clients/certificates/", import.meta.url));
const KEY = "correct-horse-battery";
const certificate = (name: string): string => join(CERTIFICATES, name);

let folder: string;
let server: NodeServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "zerohop-predict-"));
  writeFileSync(join(folder, "simple.yaml"), "name: p\ngraph: {name: clf, implementation: SIMPLE_MODEL}\n");
  const manifest = { name: "p", graph: { name: "clf", implementation: "SIMPLE_MODEL" } };
  const runtime = await createRuntime(manifest, { auth: { apiKeys: [KEY] } });
  const tls = { cert: certificate("first.pem"), key: certificate("first.key") };
  server = await serve(runtime, { port: 0, host: "127.0.0.1", tls });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const predict = (url: string, flags: readonly string[], env = {}): Promise<Finished> =>
  zerohop(["predict", url, "--data", "[[1]]", ...flags], "", env);
const own = (): string => `https://localhost:${server.port}`;

describe("zerohop predict", () => {
  it.each<[string, readonly string[], Record<string, string>]>([
    ["--api-key", ["--api-key", KEY], {}],
    ["--header", ["--header", `Authorization: Bearer ${KEY}`, "--header", "X-Other: a:b"], {}],
    ["ZEROHOP_API_KEY", [], { ZEROHOP_API_KEY: KEY }],
  ])("gets into a TLS server with %s", async (_, flags, env) => {
    for (const ca of ["ca.pem", "first.pem"]) {
      const { stdout, stderr, code } = await predict(own(), [...flags, "--ca", certificate(ca)], env);
      expect(stderr).toBe("");
      expect(JSON.parse(stdout)).toMatchObject({ meta: { routing: { clf: -1 } } });
      expect(code).toBe(0);
    }
  });

  it("prints what a server says to a stranger, and ends with 1", async () => {
    const { stdout, code } = await predict(own(), ["--ca", certificate("ca.pem")]);
    expect(JSON.parse(stdout)).toMatchObject({ status: { code: 401 } });
    expect(code).toBe(1);
  });

  it.each<[string, () => string, string]>([
    ["trusts nobody it does not know", own, "unknown authority; name that one's file with --ca"],
    ["says that a server speaks TLS", () => own().replace("https", "http"), "is called with https://"],
    ["says that nothing listens", () => "http://127.0.0.1:1", "nothing listens there; is the server running"],
    ["says what a target may be", () => "localhost:8000", "Expected a URL such as http://localhost:8000 or a manifest"],
  ])("%s", async (_, url, expected) => {
    const { stdout, stderr, code } = await predict(url(), []);
    expect([stdout, code]).toEqual(["", 1]);
    expect(stderr).toContain(expected);
  });

  it("says that a server speaks no TLS, and where a redirect leads", async () => {
    const plain = createServer((request, response) => {
      request.resume();
      response.writeHead(308, { location: "https://elsewhere/api" }).end("<html>");
    });
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void plain.close());
    const { port } = plain.address() as AddressInfo;
    expect((await predict(`https://127.0.0.1:${port}`, [])).stderr).toContain("is called with http://");
    const moved = await predict(`http://127.0.0.1:${port}`, []);
    expect([moved.stdout, moved.code]).toEqual(["The server answered 308: use https://elsewhere/api\n", 1]);
  });

  it("puts the path behind a prefix, with and without a slash at the end", async () => {
    const asked: (string | undefined)[] = [];
    const echo = createServer((request, response) => {
      asked.push(request.url);
      request.resume().on("end", () => response.end("{}"));
    });
    await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void echo.close());
    const { port } = echo.address() as AddressInfo;
    const paths = ["", "/", "/seldon/ns/name", "/seldon/ns/name/", "/v2/models/m/infer"];
    for (const path of paths) await predict(`http://127.0.0.1:${port}${path}`, []);
    const seldon = "/api/v1.0/predictions";
    const prefixed = `/seldon/ns/name${seldon}`;
    expect(asked).toEqual([seldon, seldon, prefixed, prefixed, "/v2/models/m/infer"]);
  });

  it("refuses flags that would be passed over", async () => {
    const ofManifest = await predict(join(folder, "simple.yaml"), ["--api-key", KEY]);
    expect(ofManifest.stderr).toContain("--api-key: goes to a server, and a manifest has none");
    const ofServer = await predict(own(), ["--unit", "clf=http://localhost:9000"]);
    expect(ofServer.stderr).toContain("--unit: a running server has its units");
    const stray = await predict(join(folder, "simple.yaml"), ["--unit", "clv=http://localhost:9000"]);
    expect(stray.stderr).toContain("--unit clv: no unit has this name");
    const header = await predict(own(), ["--header", "no header"]);
    expect(header.stderr).toContain('expected a header such as "Name: value"');
    expect([ofManifest, ofServer, stray, header].map(({ code }) => code)).toEqual([1, 1, 1, 1]);
  });
});
