import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRuntime, toNodeListener } from "../../runtime/platform/node/index.ts";
import type { Runtime } from "../../runtime/runtime.ts";

const MANIFEST = {
  apiVersion: "machinelearning.seldon.io/v1",
  kind: "SeldonDeployment",
  metadata: { name: "embedded" },
  spec: { predictors: [{ name: "default", graph: { name: "double", type: "MODEL" } }] },
};

class Double {
  predict(rows: number[][]): number[][] {
    return rows.map((row) => row.map((value) => value * 2));
  }
}

/** Each host mounts the runtime under /models and returns how to reach and stop it. */
type Mount = (runtime: Runtime) => Promise<{ url: string; close: () => Promise<unknown> }>;

async function listen(server: Server): Promise<{ url: string; close: () => Promise<unknown> }> {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const close = (): Promise<unknown> => new Promise((resolve) => server.close(resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

const HOSTS: Readonly<Record<string, Mount>> = {
  "node:http": (runtime) => {
    const listener = toNodeListener(runtime);
    return listen(
      createServer((request, response) => {
        request.url = request.url!.slice("/models".length);
        listener(request, response);
      }),
    );
  },
  Hono: (runtime) => {
    const app = new Hono();
    app.mount("/models", runtime.fetch);
    return listen(createServer(getRequestListener(app.fetch)));
  },
  "Express without a parser": (runtime) => {
    const app = express();
    app.use("/models", toNodeListener(runtime));
    return listen(createServer(app));
  },
  "Express behind express.json()": (runtime) => {
    const app = express();
    app.use(express.json());
    app.use("/models", toNodeListener(runtime));
    return listen(createServer(app));
  },
  Fastify: async (runtime) => {
    const app = fastify();
    app.all("/models/*", (request, reply) => {
      reply.hijack();
      request.raw.url = request.raw.url!.slice("/models".length);
      toNodeListener(runtime)(Object.assign(request.raw, { body: request.body }), reply.raw);
    });
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    return { url, close: () => app.close() };
  },
};

describe.each(Object.entries(HOSTS))("embedded in %s", (_name, mount) => {
  let runtime: Runtime;
  let host: { url: string; close: () => Promise<unknown> };

  beforeAll(async () => {
    runtime = await createRuntime(MANIFEST, { units: { double: Double } });
    host = await mount(runtime);
  });
  afterAll(async () => {
    await host.close();
    await runtime.close();
  });

  it("answers predictions", async () => {
    const response = await fetch(`${host.url}/models/api/v1.0/predictions`, {
      method: "POST",
      headers: { "content-type": "application/json", "seldon-puid": "abc", connection: "close" },
      body: '{"data":{"ndarray":[[1.5,2]]}}',
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("seldon-puid")).toBe("abc");
    expect(await response.json()).toMatchObject({
      data: { ndarray: [[3, 4]] },
      meta: { puid: "abc", routing: { double: -1 } },
    });
  });

  it("answers GET paths and unknown ones", async () => {
    const headers = { connection: "close" };
    expect((await fetch(`${host.url}/models/ready`, { headers })).status).toBe(200);
    expect((await fetch(`${host.url}/models/api/v1.0/metadata`, { headers })).status).toBe(200);
    expect((await fetch(`${host.url}/models/nowhere`, { headers })).status).toBe(404);
  });

  it("says what is wrong with a body", async () => {
    const response = await fetch(`${host.url}/models/api/v1.0/predictions`, {
      method: "POST",
      headers: { "content-type": "application/json", connection: "close" },
      body: '{"data":{"ndarray":[[1],[2,3]]}}',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("data.ndarray: ragged array");
  });
});
