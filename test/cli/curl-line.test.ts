/** The curl line that `serve` shows works when it is pasted. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { addressOf, curlAccess, quote, urlOf } from "../../runtime/cli/curl-access.ts";
import { serving } from "./zerohop-process.ts";

const CERTIFICATES = fileURLToPath(new URL("../clients/certificates/", import.meta.url));
const first = { cert: join(CERTIFICATES, "first.pem"), key: join(CERTIFICATES, "first.key") };
const KEY = "correct-horse-battery";

let folder: string;
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zerohop curl's-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The words that a shell makes of a line, as curl would get them. */
function wordsOf(line: string, env: Readonly<Record<string, string>> = {}): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${line}`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8", env: { ...process.env, ...env } })
    .split("\0")
    .slice(0, -1);
}

describe("curlAccess()", () => {
  const server = { host: undefined, port: 8000 };

  it.each([
    ["one a line", `${KEY}\nanother-key-of-sixteen\n`],
    ["with commas, spaces and lines of Windows", `\r\n  ${KEY} ,another-key-of-sixteen\r\n`],
    ["on one line without an end", KEY],
  ])("sends the first key of a file: %s", async (_, text) => {
    const { url, options } = await curlAccess(server, undefined, { apiKeys: file("the keys", text) });
    expect(options.join(" ")).not.toContain(KEY);
    const words = wordsOf(`curl ${url} ${options.join(" ")}`);
    // HTTP takes off what stands around a value.
    expect(words.map((word) => word.trim().replace(/: +/, ":"))).toContain(`x-api-key:${KEY}`);
  });

  it("asks for a certificate and a token where only the client has them", async () => {
    const ca = join(CERTIFICATES, "ca.pem");
    const { options } = await curlAccess(server, { ...first, ca }, { jwtKeys: "https://id/keys" });
    expect(options).toEqual(expect.arrayContaining(["--cert", "CLIENT.pem", "--key", "CLIENT.key"]));
    expect(options.at(-1)).toBe('"Authorization: Bearer $TOKEN"');
  });

  it("reads no pipe, whose end would never come", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const { options } = await curlAccess(server, { cert: pipe, key: pipe }, { apiKeys: pipe });
    expect(options).toEqual(["--insecure", "-H", '"x-api-key: $KEY"']);
  });

  it("calls a server by the name of its certificate", async () => {
    const { url, options } = await curlAccess({ host: "127.0.0.2", port: 8443 }, first, {});
    expect(url).toBe("https://localhost:8443");
    expect(options).toEqual(["--cacert", first.cert, "--resolve", "localhost:8443:127.0.0.2"]);
    const own = await curlAccess({ host: "127.0.0.1", port: 8443 }, first, {});
    expect(own).toEqual({ url: "https://127.0.0.1:8443", options: ["--cacert", first.cert] });
  });
});

describe("urlOf(), addressOf() and quote()", () => {
  it("write addresses and texts so that they can be pasted", () => {
    expect(urlOf("http", { host: "::1", port: 80 })).toBe("http://[::1]:80");
    expect(addressOf({ host: undefined, port: 80 })).toBe("localhost:80");
    expect(wordsOf(`curl ${quote("it's $HOME")} ${quote("plain/file-1.pem")}`)).toEqual([
      "it's $HOME",
      "plain/file-1.pem",
    ]);
  });
});

describe("zerohop serve", () => {
  it("shows a line that gets in, with TLS and keys", async () => {
    const manifest = file("simple.yaml", "name: p\ngraph: {name: clf, implementation: SIMPLE_MODEL}\n");
    const tls = ["--tls-cert", first.cert, "--tls-key", first.key];
    const env = { ZEROHOP_API_KEYS: `${KEY},another-key-of-sixteen` };
    const server = await serving(["serve", manifest, "--http-port", "0", "--grpc-port", "none", ...tls], env);
    onTestFinished(async () => void (await server.stop()));
    const line = /^ {2}(curl .*)$/m.exec(server.text())![1]!;
    expect(server.text()).not.toContain(KEY);
    const words = wordsOf(line, env);
    const after = (option: string): string => words[words.indexOf(option) + 1]!;
    expect(after("-H")).toBe(`x-api-key: ${KEY}`);
    const status = await new Promise<number>((resolve, reject) => {
      const ca = readFileSync(after("--cacert"));
      const headers = Object.fromEntries(
        words.flatMap((word, at) => (words[at - 1] === "-H" ? [word.split(": ") as [string, string]] : [])),
      );
      // As curl does, which trusts the certificate itself.
      const options = { method: "POST", ca, headers, allowPartialTrustChain: true };
      const call = request(
        words.find((word) => word.startsWith("https:"))!,
        options,
      );
      call.on("response", (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      call.on("error", reject).end(after("-d"));
    });
    expect(status).toBe(200);
    expect(await server.stop()).toBe(0);
  });
});
