import { deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import type { Runtime, RuntimeOptions } from "../../runtime/runtime.ts";
import { createTestHost } from "../support/host.ts";
import { deployment } from "../support/manifests.ts";
import { describeMatrix } from "../support/matrix.ts";

const INFER = "/v2/models/infer";
const BODY = JSON.stringify({ inputs: [{ name: "x", datatype: "INT32", shape: [2], data: [1, 2] }] });
const MANY = 2000;
const LONG = JSON.stringify({
  inputs: [{ name: "x", datatype: "INT32", shape: [MANY], data: Array.from({ length: MANY }, (_, at) => at) }],
});

describeMatrix("bodies with a Content-Encoding", (client, isSocket) => {
  afterEach(() => client.close());
  const open = (options: RuntimeOptions = {}): Promise<Runtime> =>
    createRuntimeOn(createTestHost(), deployment({ name: "m", type: "MODEL" }), {
      ...options,
      units: { m: { predict: (X: unknown) => X } },
    });
  const send = (
    runtime: Runtime,
    coding: string,
    body: Uint8Array<ArrayBuffer> | string,
    path: string = INFER,
  ): Promise<Response> =>
    client.send(runtime, path, {
      method: "POST",
      headers: { "content-type": "application/json", "content-encoding": coding },
      body,
    });
  const packed = (bytes: Buffer): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);

  test.each([
    ["gzip", gzipSync],
    ["x-gzip", gzipSync],
    ["GZIP", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
  ])("are read in %s", async (coding, pack) => {
    const response = await send(await open(), coding, packed(pack(BODY)));
    expect(response.status).toBe(200);
    expect((await response.json()).outputs[0].data).toEqual([1, 2]);
  });

  test.each([
    ["/api/v1.0/predictions", '{"data":{"ndarray":[[1.5]]}}'],
    ["/v1/models/m:predict", '{"instances":[1.5]}'],
  ])("are read by %s as well", async (path, body) => {
    const response = await send(await open(), "gzip", packed(gzipSync(body)), path);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("1.5");
  });

  test.each(["identity", "gzip"])("are read as they are where %s is already undone", async (coding) => {
    expect((await send(await open(), coding, BODY)).status).toBe(200);
  });

  test.each([
    ["br", gzipSync(BODY), "Content-Encoding: expected gzip, deflate, or none for a body as it is, got br"],
    [
      "gzip, gzip",
      gzipSync(gzipSync(BODY)),
      "Content-Encoding: expected gzip, deflate, or none for a body as it is, got gzip, gzip",
    ],
    [
      "gzip",
      gzipSync(BODY).subarray(0, -12),
      "The request body cannot be read as the Content-Encoding gzip that it says it has",
    ],
    [
      "gzip",
      Buffer.from("garbage"),
      "The request body cannot be read as the Content-Encoding gzip that it says it has",
    ],
    [
      "deflate",
      deflateSync(BODY).fill(1, 8, 30),
      "The request body cannot be read as the Content-Encoding deflate that it says it has",
    ],
  ])("are refused in %s when they are something else", async (coding, body, error) => {
    const response = await send(await open(), coding, packed(body));
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error });
  });

  test("count unpacked against the limit, and little more than that is unpacked", async () => {
    const runtime = await open({ maxBodyBytes: 1_000_000 });
    const fits = `${BODY}${" ".repeat(1_000_000 - BODY.length)}`;
    expect((await send(runtime, "gzip", packed(gzipSync(fits)))).status).toBe(200);
    const response = await send(runtime, "gzip", packed(gzipSync(`${fits} `)));
    expect([response.status, await response.json()]).toEqual([
      413,
      { error: "The request body is larger than the limit of 1000000 bytes" },
    ]);
    const bomb = packed(gzipSync(Buffer.alloc(400_000_000)));
    expect(bomb.length).toBeLessThan(1_000_000);
    const before = process.memoryUsage().rss;
    expect((await send(runtime, "gzip", bomb)).status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    expect(runtime.bodies.held).toBe(0);
  });

  test("count unpacked against what all bodies may take", async () => {
    const runtime = await open({ maxBodyBytes: 1_000_000, maxInFlightBytes: 5000 });
    const response = await send(runtime, "gzip", packed(gzipSync(`${BODY}${" ".repeat(10_000)}`)));
    expect(response.status).toBe(503);
    expect(runtime.bodies.held).toBe(0);
  });

  test.each([
    ["gzip", gunzipSync],
    ["deflate", inflateSync],
  ])("are answered in %s to who asks for it", async (coding, unpack) => {
    const response = await client.send(await open(), INFER, {
      method: "POST",
      headers: { "accept-encoding": coding },
      body: LONG,
    });
    expect(response.headers.get("content-encoding")).toBe(coding);
    expect(response.headers.get("vary")).toBe("accept-encoding");
    const body = new Uint8Array(await response.arrayBuffer());
    const text = Buffer.from(isSocket ? body : unpack(body)).toString();
    expect(JSON.parse(text).outputs[0].data.length).toBe(MANY);
  });

  test.each([
    ["gzip, deflate", LONG],
    ["identity", LONG],
    ["gzip", BODY],
  ])("are not packed for Accept-Encoding %s when it does not pay", async (coding, body) => {
    const headers = { "accept-encoding": coding };
    const response = await client.send(await open(), INFER, { method: "POST", headers, body });
    expect(response.headers.has("content-encoding")).toBe(false);
    expect(response.status).toBe(200);
  });

  test("are not unpacked for who may not ask", async () => {
    const runtime = await open({ auth: { apiKeys: ["a-secret-of-16-characters"] } });
    expect((await send(runtime, "br", packed(gzipSync(BODY)))).status).toBe(401);
  });
});
