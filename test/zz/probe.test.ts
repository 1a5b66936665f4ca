import { expect, it } from "vitest";
import { connect } from "node:net";
import { serveGraph, atEnd } from "../clients/served.ts";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const echo = { predict: (x: unknown) => x };

it("outputs", async () => {
  const server = await serveGraph({ model: echo });
  const n = 200000;
  const json = JSON.stringify({ inputs: [{ name: "x", datatype: "FP32", shape: [n], parameters: { binary_data_size: n*4 } }],
   parameters: { binary_data_output: true }, outputs: Array.from({ length: 500 }, () => ({ name: "output-0" })) });
  const body = Buffer.concat([Buffer.from(json), Buffer.alloc(n*4)]);
  const t = performance.now();
  const r = await fetch(`http://127.0.0.1:${server.port}/v2/models/model/infer`, { method: "POST", body, headers: { "inference-header-content-length": String(json.length) } });
  const b = await r.arrayBuffer();
  console.log("outputs", r.status, body.length, b.byteLength, Buffer.from(b).subarray(0, 200).toString(), performance.now() - t);
}, 60000);

it("multipart", async () => {
  const server = await serveGraph({ model: echo });
  for (const parts of [1000, 10000, 20000]) {
    let s = "";
    for (let i = 0; i < parts; i++) s += `--b\r\nContent-Disposition: form-data; name="a${i}"\r\n\r\n1\r\n`;
    s += "--b--\r\n";
    const t = performance.now();
    const r = await fetch(`http://127.0.0.1:${server.port}/api/v1.0/predictions`, { method: "POST", body: s, headers: { "content-type": "multipart/form-data; boundary=b" } });
    console.log("multipart", parts, s.length, r.status, (await r.text()).slice(0, 200), performance.now() - t);
  }
}, 120000);

it("credentials", async () => {
  const seen: any[] = [];
  const unit = createServer((req, res) => { seen.push([req.method, req.url, req.headers]); res.setHeader("content-type","application/json"); res.end('{"strData":"ok"}'); });
  await new Promise<void>((r) => unit.listen(0, "127.0.0.1", r));
  atEnd(() => unit.close());
  const url = `http://127.0.0.1:${(unit.address() as AddressInfo).port}`;
  const server = await serveGraph({ model: url }, { runtime: { auth: { apiKeys: ["0123456789abcdef"] } } });
  const r = await fetch(`http://127.0.0.1:${server.port}/api/v1.0/status/model`, { headers: { authorization: "Bearer 0123456789abcdef", "x-api-key": "0123456789abcdef" } });
  console.log("status", r.status, await r.text(), JSON.stringify(seen));
});

it("chunks", async () => {
  const server = await serveGraph({ model: echo });
  const s = connect(server.port, "127.0.0.1");
  s.on("error", () => {});
  s.on("data", (d) => console.log(d.toString().slice(0, 300)));
  s.write("POST /api/v1.0/predictions HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
  const piece = Buffer.from("1\r\n \r\n".repeat(10000));
  global.gc?.();
  const before = process.memoryUsage();
  const t = performance.now();
  for (let i = 0; i < 100; i++) if (!s.write(piece)) await new Promise((r) => s.once("drain", r));
  await new Promise((r) => setTimeout(r, 500));
  const after = process.memoryUsage();
  console.log("chunks 1M", performance.now() - t, "rss MB", (after.rss - before.rss) / 1e6, "heap", (after.heapUsed - before.heapUsed) / 1e6, "ext", (after.external - before.external) / 1e6);
  s.destroy();
}, 120000);

it("raw paths", async () => {
  const server = await serveGraph({ model: echo });
  for (const head of ["GET / HTTP/1.1\r\nhost: a b c\r\n", "GET http://x/api/v1.0/metadata HTTP/1.1\r\nhost: a\r\n", "POST //api/v1.0/predictions HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n", "OPTIONS * HTTP/1.1\r\nhost: a\r\n", "GET /\\evil//x HTTP/1.1\r\nhost: a\r\n", "POST /v2/models/../infer HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n", "GET http://[bad/ HTTP/1.1\r\nhost: a\r\n","POST http://[bad/ HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n"]) {
    const out = await new Promise<string>((resolve) => { const s = connect(server.port, "127.0.0.1"); let t = ""; s.on("data", (d) => (t += d)); s.on("close", () => resolve(t)); s.on("error", () => resolve("ERR")); s.write(head + "connection: close\r\n\r\n"); setTimeout(() => s.destroy(), 1000); });
    console.log(JSON.stringify(head.slice(0, 50)), "->", JSON.stringify(out.slice(0, 90)), out.match(/location.*/i)?.[0]);
  }
});

it("dots", async () => {
  const seen: any[] = [];
  const unit = createServer((req, res) => { seen.push([req.method, req.url]); res.setHeader("content-type","application/json"); res.end('{"strData":"ok"}'); });
  await new Promise<void>((r) => unit.listen(0, "127.0.0.1", r));
  atEnd(() => unit.close());
  const url = `http://127.0.0.1:${(unit.address() as AddressInfo).port}`;
  const { createHttpRequest } = {} as any; void createHttpRequest;
  const { load } = await import("../support/manifests.ts");
  console.log(load.toString().slice(0, 600));
});
