import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent, request as httpRequest } from "node:http";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { serve } from "../../../runtime/platform/node/server.ts";
import type { NodeServer } from "../../../runtime/platform/node/server.ts";
import { deferred, failureOf, load, sleep } from "../../support/manifests.ts";
import { listen } from "../../support/unit-server.ts";

const PREDICT = "/api/v1.0/predictions";
const BODY = '{"strData":"x"}';
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function open(
  predict: (X: unknown) => unknown = (X) => X,
  options: object = {},
  runtimeOptions: object = {},
): Promise<NodeServer> {
  const { runtime } = await load({ name: "m" }, { m: { predict } }, runtimeOptions);
  const server = await serve(runtime, { port: 0, host: "127.0.0.1", ...options });
  stops.push(() => server.stop());
  return server;
}

/** Talks to the socket itself and collects what comes back. */
class RawClient {
  readonly socket: Socket;
  text = "";
  readonly ended: Promise<void>;

  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.setEncoding("latin1");
    this.socket.on("data", (chunk) => (this.text += String(chunk)));
    this.socket.on("error", () => {});
    this.ended = new Promise((resolve) => this.socket.once("close", () => resolve()));
    stops.push(async () => void this.socket.destroy());
  }

  async until(part: string): Promise<void> {
    while (!this.text.includes(part)) await sleep(2);
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

function ask(port: number, agent: Agent, path = PREDICT, body: string | undefined = BODY): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const call = httpRequest(
      { port, host: "127.0.0.1", path, method, agent, headers: { "content-type": "application/json" } },
      (response) => {
        let text = "";
        response.on("data", (chunk) => (text += String(chunk)));
        response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, text }));
        response.on("error", reject);
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}

function keepAlive(): Agent {
  const agent = new Agent({ keepAlive: true });
  stops.push(async () => agent.destroy());
  return agent;
}

describe("serve()", () => {
  test("answers many requests on one connection", async () => {
    const server = await open();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    stops.push(async () => agent.destroy());
    for (let i = 0; i < 20; i++) expect((await ask(server.port, agent)).status).toBe(200);
    expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);
  });

  test("says what to do when the port is taken", async () => {
    const { port } = await open();
    const { runtime } = await load({ name: "m" }, { m: { predict: () => 1 } });
    const error = await failureOf(() => serve(runtime, { port, host: "127.0.0.1" }));
    expect(error.message).toBe(
      `Port ${port} is taken by another process; stop that one or choose another port with --http-port`,
    );
    await runtime.close();
  });

  test("refuses a body of 1 GB early, unread", async () => {
    const { port } = await open();
    const client = new RawClient(port);
    client.socket.write(
      `POST ${PREDICT} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1073741824\r\n\r\n{"strData":"`,
    );
    await client.until("\r\n\r\n");
    await client.until("}}");
    expect(client.text).toMatch(/^HTTP\/1.1 413 /);
    expect(client.text).toMatch(/connection: close/i);
    expect(client.text).toContain("The request body is larger than the limit of 33554432 bytes");
    await client.ended;
  });

  test("refuses headers beyond 32 KiB with 431", async () => {
    const { port } = await open();
    const client = new RawClient(port);
    client.socket.write(`GET /live HTTP/1.1\r\nhost: x\r\nx-long: ${"a".repeat(40_000)}\r\n\r\n`);
    await client.ended;
    expect(client.text).toMatch(/^HTTP\/1.1 431 /);
    const fits = new RawClient(port);
    fits.socket.write(`GET /live HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-long: ${"a".repeat(30_000)}\r\n\r\n`);
    await fits.ended;
    expect(fits.text).toMatch(/^HTTP\/1.1 200 /);
  });

  test.each([
    ["no HTTP at all", "hello\r\n\r\n"],
    ["a bad method", "GE T / HTTP/1.1\r\n\r\n"],
    ["two lengths", `POST ${PREDICT} HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{`],
    [
      "a length and chunks",
      `POST ${PREDICT} HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ["a bad chunk", `POST ${PREDICT} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n`],
    ["a bad host", "GET /live HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n"],
    ["a bad path", "GET /%zz/\\ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"],
    ["no host", "GET /live HTTP/1.1\r\nconnection: close\r\n\r\n"],
  ])("answers %s with 4xx and serves on", async (_, text) => {
    const { port } = await open();
    const client = new RawClient(port);
    client.socket.write(text);
    await client.ended;
    expect(client.text).toMatch(/^HTTP\/1.1 4\d\d /);
    expect((await ask(port, keepAlive())).status).toBe(200);
  });

  test("takes pipelined requests in order", async () => {
    const { port } = await open(async (X) => (await sleep(X === "first" ? 20 : 0), X));
    const client = new RawClient(port);
    const message = (text: string): string => {
      const body = `{"strData":"${text}"}`;
      return `POST ${PREDICT} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    };
    client.socket.write(message("first") + message("second"));
    await client.until('"second"');
    expect(client.text.indexOf('"first"')).toBeLessThan(client.text.indexOf('"second"'));
  });

  test("reads a body that arrives byte by byte", async () => {
    const { port } = await open();
    const client = new RawClient(port);
    const body = '{"strData":"äöü😀"}';
    client.socket.write(
      `POST ${PREDICT} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`,
    );
    for (const byte of Buffer.from(body)) {
      client.socket.write(Uint8Array.of(byte));
      await sleep(0);
    }
    await client.ended;
    expect(Buffer.from(client.text, "latin1").toString()).toContain('"strData":"äöü😀"');
  });

  test("survives a client that goes away within its body", async () => {
    const { port } = await open();
    const client = new RawClient(port);
    client.socket.write(`POST ${PREDICT} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"str`);
    await sleep(20);
    client.socket.destroy();
    expect((await ask(port, keepAlive())).status).toBe(200);
  });

  test("answers a status of a unit that HTTP has no place for", async () => {
    const upstream = await listen((request, response) => {
      request.resume();
      response.writeHead(999, { "content-type": "text/plain" }).end("odd");
    });
    stops.push(() => upstream.close());
    const { runtime } = await load({ name: "m" }, { m: upstream.url });
    const server = await serve(runtime, { port: 0, host: "127.0.0.1" });
    stops.push(() => server.stop());
    expect(await ask(server.port, keepAlive())).toMatchObject({ status: 999, text: "odd" });
  });
});

describe("NodeServer.stop()", () => {
  test("goes on for the delay, not ready, with Connection: close, and finishes what runs", async () => {
    const gate = deferred<string>();
    const arrived = deferred();
    const server = await open((X) => (X === "slow" ? (arrived.resolve(), gate.promise) : X), { drainDelayMs: 150 });
    const agent = keepAlive();
    expect((await ask(server.port, agent, "/ready", undefined)).status).toBe(200);
    const slow = ask(server.port, agent, PREDICT, '{"strData":"slow"}');
    await arrived.promise;
    const started = performance.now();
    const stopped = server.stop();
    expect((await ask(server.port, agent, "/ready", undefined)).status).toBe(503);
    expect((await ask(server.port, agent, "/live", undefined)).status).toBe(200);
    const late = await ask(server.port, agent);
    expect(late.status).toBe(200);
    expect(late.headers["connection"]).toBe("close");
    await sleep(200);
    await failureOf(() => ask(server.port, new Agent()));
    gate.resolve("done");
    expect(await slow).toMatchObject({ status: 200, text: expect.stringContaining('"done"') as string });
    await stopped;
    expect(performance.now() - started).toBeGreaterThanOrEqual(145);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("does not wait for connections without a request", async () => {
    const gate = deferred<string>();
    const arrived = deferred();
    const server = await open(() => (arrived.resolve(), gate.promise));
    const unused = new RawClient(server.port);
    const half = new RawClient(server.port);
    half.socket.write("GET /live HTTP/1.1\r\nhost:");
    const agent = keepAlive();
    const running = ask(server.port, agent);
    await arrived.promise;
    const started = performance.now();
    const stopped = server.stop();
    gate.resolve("done");
    expect((await running).status).toBe(200);
    await stopped;
    expect(performance.now() - started).toBeLessThan(3000);
    await Promise.all([unused.ended, half.ended]);
  });

  test("may be called twice", async () => {
    const server = await open();
    await Promise.all([server.stop(), server.stop()]);
  });
});

const MAIN = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));

describe.skipIf(!existsSync(MAIN))("zerohop serve as a process (skipped: dist is not built)", () => {
  async function start(): Promise<{ child: ChildProcess; port: number; output: () => string }> {
    const folder = await mkdtemp(join(tmpdir(), "zerohop-serve-"));
    await writeFile(
      join(folder, "slow.mjs"),
      "export default class Slow { async predict(X) { await new Promise((go) => setTimeout(go, 400)); return X; } }\n",
    );
    await writeFile(
      join(folder, "d.yaml"),
      "graph:\n  name: m\n  type: MODEL\n  implementation: COMPONENT_SERVER\n  modelUri: slow.mjs\n",
    );
    const args = [
      MAIN,
      "serve",
      join(folder, "d.yaml"),
      "--http-port",
      "0",
      "--host",
      "127.0.0.1",
      "--drain-ms",
      "300",
    ];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    child.stderr.on("data", (chunk) => (output += String(chunk)));
    stops.push(async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    });
    for (;;) {
      const port = /REST\s+http:\/\/[\w.]+:(\d+)/.exec(output)?.[1];
      if (port !== undefined) return { child, port: Number(port), output: () => output };
      if (child.exitCode !== null) throw new Error(`The server ended: ${output}`);
      await sleep(20);
    }
  }

  test("finishes running requests after SIGTERM, is not ready meanwhile, and exits 0", async () => {
    const { child, port, output } = await start();
    const exit = once(child, "exit");
    const agent = keepAlive();
    const running = ask(port, agent);
    await sleep(100);
    child.kill("SIGTERM");
    while (!output().includes("SIGTERM")) await sleep(5);
    expect((await ask(port, agent, "/ready", undefined)).status).toBe(503);
    const during = ask(port, agent);
    expect((await running).status).toBe(200);
    expect((await during).status).toBe(200);
    expect(await exit).toEqual([0, null]);
  });
});
