import { request } from "node:https";
import { describe, expect, it, onTestFinished } from "vitest";
import { DEFAULT_CONFIG } from "../../../operator/defaults/operator-config.ts";
import { createJudge } from "../../../operator/webhook/judge.ts";
import type { Judge } from "../../../operator/webhook/review.ts";
import { startWebhookServer } from "../../../operator/webhook/server.ts";
import type { WebhookServer } from "../../../operator/webhook/server.ts";
import { renew } from "../../../operator/webhook/tls-files.ts";

const NAMES = ["localhost"];
const PATH = "/validate";
const TLS = renew(undefined, NAMES, new Date());
const OBJECT = {
  apiVersion: "machinelearning.seldon.io/v1",
  kind: "SeldonDeployment",
  metadata: { name: "iris" },
  spec: { predictors: [{ name: "default", graph: { name: "a", implementation: "SIMPLE_MODEL" } }] },
};
const REVIEW = {
  apiVersion: "admission.k8s.io/v1",
  kind: "AdmissionReview",
  request: { uid: "7", operation: "CREATE", object: OBJECT },
};

async function start(judge: Judge = createJudge(() => DEFAULT_CONFIG), errors: unknown[] = []) {
  const server = await startWebhookServer({
    port: 0,
    host: "127.0.0.1",
    path: PATH,
    tls: TLS,
    judge,
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => server.close());
  return server;
}

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly type?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ca?: string;
}

function send({ port }: WebhookServer, sent: Sent = {}): Promise<{ status: number; body: any }> {
  const { path = `${PATH}?timeout=5s`, method = "POST", type = "application/json", ca = TLS.authorities } = sent;
  return new Promise((resolve, reject) => {
    const headers = { "content-type": type, ...sent.headers };
    const call = request({ host: "127.0.0.1", port, path, method, headers, servername: "localhost", ca, agent: false });
    call.once("error", reject);
    call.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", () =>
        resolve({ status: response.statusCode!, body: JSON.parse(Buffer.concat(chunks).toString()) }),
      );
    });
    call.end(sent.body ?? JSON.stringify(REVIEW));
  });
}

describe("startWebhookServer()", () => {
  it("answers a review", async () => {
    const { status, body } = await send(await start());
    expect(status).toBe(200);
    expect(body.response).toEqual({ uid: "7", allowed: true });
  });

  it("refuses what it does not serve", async () => {
    const server = await start();
    expect(await send(server, { path: "/" })).toMatchObject({ status: 404 });
    expect(await send(server, { method: "PUT" })).toMatchObject({ status: 405 });
    expect(await send(server, { type: "text/plain" })).toMatchObject({ status: 415 });
    expect(await send(server, { body: "{" })).toMatchObject({ status: 400, body: { error: "expected JSON" } });
    expect(await send(server, { body: "[]" })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining("AdmissionReview") },
    });
  });

  it("refuses bodies that are too long, announced or not", async () => {
    const server = await start();
    const limit = 8 * 1024 * 1024;
    const headers = { "content-length": String(limit + 1) };
    expect(await send(server, { headers, body: "" })).toMatchObject({ status: 413 });
    const chunked = { "transfer-encoding": "chunked" };
    const outcome = await send(server, { headers: chunked, body: `"${"x".repeat(limit)}"` }).catch(() => "cut off");
    // The answer may come too late for a client that is still sending.
    if (outcome !== "cut off") expect(outcome).toMatchObject({ status: 413 });
    expect(await send(server)).toMatchObject({ status: 200 });
  });

  it("answers 500 when judging fails, says so, and goes on", async () => {
    const errors: unknown[] = [];
    const server = await start(() => {
      throw new Error("broken");
    }, errors);
    expect(await send(server)).toEqual({ status: 500, body: { error: "internal error" } });
    expect(errors).toEqual([new Error("broken")]);
  });

  it("takes a new certificate without being started anew", async () => {
    const server = await start();
    const next = renew(undefined, NAMES, new Date());
    server.useTls(next);
    await expect(send(server)).rejects.toThrow();
    expect(await send(server, { ca: next.authorities })).toMatchObject({ status: 200 });
  });
});
