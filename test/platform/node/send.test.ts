import { createServer as createTcpServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createSender } from "../../../runtime/platform/node/send.ts";
import { failureOf, sleep } from "../../support/manifests.ts";
import { answerJson, listen } from "../../support/unit-server.ts";
import type { TestServer } from "../../support/unit-server.ts";

const servers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function open(...parameters: Parameters<typeof listen>): Promise<TestServer> {
  const server = await listen(...parameters);
  servers.push(server);
  return server;
}

function requestTo(url: string, changes: object = {}): Parameters<ReturnType<typeof createSender>>[0] {
  return {
    method: "POST",
    url,
    headers: {},
    body: "{}",
    signal: new AbortController().signal,
    timeoutMs: 1000,
    ...changes,
  };
}

describe("createSender()", () => {
  test("sends method, headers and body and gives status, type and bytes", async () => {
    const server = await open((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () =>
        answerJson(
          response,
          JSON.stringify([request.method, request.headers["x-a"], request.headers["content-length"], body]),
          203,
        ),
      );
    });
    const reply = await createSender()(requestTo(`${server.url}/x`, { headers: { "x-a": "b" }, body: "äöü" }));
    expect(reply).toMatchObject({ status: 203, contentType: "application/json" });
    expect(JSON.parse(Buffer.from(reply.body).toString())).toEqual(["POST", "b", "6", "äöü"]);
  });

  test("sends bytes as they are, and gives the headers of the answer", async () => {
    const server = await open(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      response.writeHead(200, { "inference-header-content-length": "3" }).end(Buffer.concat(chunks));
    });
    const body = Uint8Array.of(0, 255, 128, 10);
    const reply = await createSender()(requestTo(server.url, { body }));
    expect([...reply.body]).toEqual([...body]);
    expect(reply.headers).toMatchObject({ "inference-header-content-length": "3" });
  });

  test("keeps connections open", async () => {
    let connections = 0;
    const server = await open((request, response) => {
      request.resume();
      answerJson(response, "{}");
    });
    server.server.on("connection", () => connections++);
    const send = createSender();
    for (let i = 0; i < 5; i++) await send(requestTo(server.url));
    expect(connections).toBe(1);
  });

  /** Answers the first request of a connection and closes it when the next has arrived: the race of real servers. */
  async function openClosing(delayMs = 0): Promise<{ url: string; seen: () => number }> {
    let seen = 0;
    const sockets: Socket[] = [];
    const answer = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    const server = createTcpServer((socket) => {
      sockets.push(socket);
      let served = 0;
      socket.on("error", () => {});
      socket.on("data", () => {
        seen++;
        if (served++ > 0) setTimeout(() => socket.destroy(), delayMs);
        else if (seen === 1 || delayMs === 0) socket.write(answer);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    servers.push({
      close: () =>
        new Promise((resolve) => (sockets.forEach((socket) => socket.destroy()), server.close(() => resolve()))),
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen: () => seen };
  }

  test("sends a repeatable request once more when a kept connection was closed meanwhile", async () => {
    const { url, seen } = await openClosing();
    const send = createSender();
    await send(requestTo(url));
    await sleep(10);
    expect((await send(requestTo(url, { repeatable: true }))).status).toBe(200);
    expect(seen()).toBe(3);
  });

  test("does not send again what counts twice", async () => {
    const { url, seen } = await openClosing();
    const send = createSender();
    await send(requestTo(url));
    await sleep(10);
    await failureOf(() => send(requestTo(url)));
    await sleep(20);
    expect(seen()).toBe(2);
  });

  test("gives the second try only the time that is left", async () => {
    const { url, seen } = await openClosing(150);
    const send = createSender();
    await send(requestTo(url));
    await sleep(10);
    const started = performance.now();
    const error = await failureOf(() => send(requestTo(url, { repeatable: true, timeoutMs: 250 })));
    expect(error.message).toBe(`${url} did not answer within 250 ms`);
    expect(performance.now() - started).toBeLessThan(390);
    expect(seen()).toBe(3);
  });

  test("does not try anew on a fresh connection", async () => {
    let connections = 0;
    const server = createTcpServer((socket) => {
      connections++;
      socket.on("error", () => {});
      socket.on("data", () => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    servers.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
    await failureOf(() => createSender()(requestTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)));
    expect(connections).toBe(1);
  });

  test.each<[string, Parameters<typeof listen>[0]]>([
    ["says nothing", (request) => void request.resume()],
    [
      "stops after the headers",
      (request, response) => {
        request.resume();
        response.writeHead(200, { "content-length": 10 });
        response.flushHeaders();
      },
    ],
    [
      "stops within the body",
      (request, response) => {
        request.resume();
        response.writeHead(200, { "content-length": 10 });
        response.write("12345");
      },
    ],
  ])("gives up a server that %s", async (_, listener) => {
    const server = await open(listener);
    const started = performance.now();
    const error = await failureOf(() => createSender()(requestTo(server.url, { timeoutMs: 50 })));
    expect(error).toMatchObject({ code: "DEADLINE_EXCEEDED", message: `${server.url} did not answer within 50 ms` });
    expect(performance.now() - started).toBeLessThan(1500);
    expect(await failureOf(() => createSender()(requestTo(server.url, { timeoutMs: 0 })))).toMatchObject({
      code: "DEADLINE_EXCEEDED",
    });
  });

  test("stops when its signal does, also within a body", async () => {
    const server = await open((request, response) => {
      request.resume();
      response.writeHead(200);
      response.write("12345");
    });
    const controller = new AbortController();
    const sent = failureOf(() =>
      createSender()(requestTo(server.url, { signal: controller.signal, timeoutMs: Infinity })),
    );
    await sleep(20);
    controller.abort(new Error("enough"));
    await sent;
  });

  test("reports an answer that breaks off", async () => {
    const server = await open((request, response) => {
      request.resume();
      response.writeHead(200, { "content-length": 10 });
      response.write("12345", () => response.destroy());
    });
    await failureOf(() => createSender()(requestTo(server.url)));
  });
});
