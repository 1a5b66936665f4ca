/** HTTP/1.1 by a client that is not ours: bytes on a socket, right and wrong ones. */
import { describe, expect, test } from "vitest";
import { RawHttp1, requestBytes } from "./raw-http1.ts";
import type { RawReply } from "./raw-http1.ts";
import { serveGraph } from "./served.ts";

const PATH = "/api/v1.0/predictions";
const HOST = ["Host", "server.example"] as const;
const JSON_TYPE = ["Content-Type", "application/json"] as const;
const rows = (...values: number[]): Buffer => Buffer.from(JSON.stringify({ data: { ndarray: [values] } }));

function predict(body: Uint8Array, ...more: readonly (readonly [string, string])[]): Buffer {
  return requestBytes("POST", PATH, [HOST, JSON_TYPE, ["Content-Length", String(body.length)], ...more], body);
}

/** The numbers that were answered. */
function numbersIn({ status, body }: RawReply): unknown {
  expect(status).toBe(200);
  return (JSON.parse(body.toString("utf8")) as { data: { ndarray: unknown[] } }).data.ndarray[0];
}

async function open(options: Parameters<typeof serveGraph>[1] = {}): Promise<RawHttp1> {
  const { port } = await serveGraph(undefined, options);
  return RawHttp1.open(port);
}

describe("a connection of HTTP/1.1", () => {
  test("is kept for the next request, and closed when the client says so", async () => {
    const client = await open();
    for (const value of [1, 2, 3]) {
      client.send(predict(rows(value)));
      const reply = await client.reply();
      expect(numbersIn(reply)).toEqual([2 * value]);
      expect(reply.headers["connection"] ?? "keep-alive").toBe("keep-alive");
    }
    client.send(predict(rows(4), ["Connection", "close"]));
    const last = await client.reply();
    expect(numbersIn(last)).toEqual([8]);
    expect(last.headers["connection"]).toBe("close");
    expect((await client.closed()).length).toBe(0);
  });

  test("answers requests that were sent at once, in their order", async () => {
    const client = await open();
    const values = Array.from({ length: 50 }, (_, index) => index);
    client.send(Buffer.concat(values.map((value) => predict(rows(value)))));
    for (const value of values) expect(numbersIn(await client.reply())).toEqual([2 * value]);
  });

  test("answers in order when the first request waits", async () => {
    const slow = { predict: (x: number[][]) => new Promise((resolve) => setTimeout(() => resolve(x), 20 - x[0]![0]!)) };
    const { port } = await serveGraph({ model: slow });
    const client = await RawHttp1.open(port);
    client.send(predict(rows(1)), predict(rows(19)), requestBytes("GET", "/live", [HOST]));
    expect(numbersIn(await client.reply())).toEqual([1]);
    expect(numbersIn(await client.reply())).toEqual([19]);
    expect((await client.reply()).status).toBe(200);
  });

  test("takes a request byte by byte", async () => {
    const client = await open();
    for (const byte of predict(rows(21))) client.send(Uint8Array.of(byte));
    expect(numbersIn(await client.reply())).toEqual([42]);
  });

  test("answers HEAD without a body, and goes on", async () => {
    const client = await open();
    client.send(requestBytes("HEAD", "/api/v1.0/metadata", [HOST]), requestBytes("GET", "/live", [HOST]));
    expect((await client.reply("HEAD")).status).toBe(200);
    expect((await client.reply()).status).toBe(200);
  });

  test("of HTTP/1.0 is answered and closed", async () => {
    const client = await open();
    const body = rows(1);
    client.send(`POST ${PATH} HTTP/1.0\r\nContent-Length: ${body.length}\r\n\r\n`, body);
    expect(numbersIn(await client.reply())).toEqual([2]);
    expect((await client.closed()).length).toBe(0);
  });

  test("that says nothing after its head is closed without harm to others", async () => {
    const { port } = await serveGraph();
    const [silent, other] = [await RawHttp1.open(port), await RawHttp1.open(port)];
    silent.send(`POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"data"`);
    silent.end();
    other.send(predict(rows(1)));
    expect(numbersIn(await other.reply())).toEqual([2]);
  });
});

describe("a body of HTTP/1.1", () => {
  const CHUNKED = ["Transfer-Encoding", "chunked"] as const;
  const chunk = (bytes: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);

  test("may come in chunks, with extensions and trailers", async () => {
    const client = await open();
    const body = rows(1, 2, 3);
    client.send(requestBytes("POST", PATH, [HOST, JSON_TYPE, CHUNKED]));
    client.send(chunk(body.subarray(0, 5)), `${(body.length - 5).toString(16)};name=value\r\n`);
    client.send(body.subarray(5), "\r\n0\r\nX-After: 1\r\n\r\n", predict(rows(4)));
    expect(numbersIn(await client.reply())).toEqual([2, 4, 6]);
    expect(numbersIn(await client.reply())).toEqual([8]);
  });

  test("in chunks that are larger than the limit together is refused", async () => {
    const client = await open({ runtime: { maxBodyBytes: 1000 } });
    client.send(requestBytes("POST", PATH, [HOST, JSON_TYPE, CHUNKED]));
    for (let sent = 0; sent < 3000; sent += 500) client.send(chunk(Buffer.alloc(500, " ")));
    client.send("0\r\n\r\n");
    expect((await client.reply()).status).toBe(413);
  });

  test("is asked for with 100 when the client waits to be asked", async () => {
    const client = await open();
    const body = rows(5);
    client.send(
      requestBytes("POST", PATH, [
        HOST,
        JSON_TYPE,
        ["Content-Length", String(body.length)],
        ["Expect", "100-continue"],
      ]),
    );
    expect((await client.reply()).status).toBe(100);
    client.send(body);
    expect(numbersIn(await client.reply())).toEqual([10]);
  });

  test("that is too large is refused before it has come", async () => {
    const client = await open({ runtime: { maxBodyBytes: 1000 } });
    client.send(requestBytes("POST", PATH, [HOST, JSON_TYPE, ["Content-Length", "1001"], ["Expect", "100-continue"]]));
    // Node asks for every body; the length says no before a byte of it is read.
    expect((await client.reply()).status).toBe(100);
    expect((await client.reply()).status).toBe(413);
  });
});

describe("what is no HTTP/1.1", () => {
  test.each([
    ["a line that is no request", "nonsense\r\n\r\n", 400],
    ["a header without a colon", "GET /live HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n", 400],
    ["a header name with a space", "GET /live HTTP/1.1\r\nHost: a\r\nX Y: 1\r\n\r\n", 400],
    ["a length that is no number", `POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: ten\r\n\r\n`, 400],
    ["a negative length", `POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n`, 400],
    ["two lengths", `POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400],
    [
      "a length beside chunks",
      `POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    [
      "a chunk's size that is no number",
      `POST ${PATH} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n`,
      400,
    ],
    ["no host", "GET /live HTTP/1.1\r\n\r\n", 400],
    ["headers of 100 kB", `GET /live HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(100_000)}\r\n\r\n`, 431],
  ])("%s is refused, and the server serves on", async (_, bytes, status) => {
    const { port } = await serveGraph();
    const client = await RawHttp1.open(port);
    client.send(bytes);
    const reply = await client.reply();
    expect(reply.status).toBe(status);
    expect(reply.body.toString("utf8")).not.toMatch(/\n\s+at /);
    const next = await RawHttp1.open(port);
    next.send(predict(rows(1)));
    expect(numbersIn(await next.reply())).toEqual([2]);
  });

  test("an unknown method on a known path is 405 with Allow", async () => {
    const client = await open();
    client.send(requestBytes("PATCH", PATH, [HOST]));
    const reply = await client.reply();
    expect([reply.status, reply.headers["allow"]?.includes("POST")]).toEqual([405, true]);
  });

  test("a path in absolute form with a query is found, an escaped one is not", async () => {
    const client = await open();
    const body = rows(3);
    const head = [HOST, JSON_TYPE, ["Content-Length", String(body.length)]] as const;
    client.send(requestBytes("POST", `http://server.example${PATH}?a=b`, head, body));
    client.send(requestBytes("POST", "/api/v1%2e0/predictions?x=%zz", head, body));
    expect(numbersIn(await client.reply())).toEqual([6]);
    expect((await client.reply()).status).toBe(404);
  });
});
