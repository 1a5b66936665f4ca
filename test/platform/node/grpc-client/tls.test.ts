import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createGrpcClient } from "../../../../runtime/platform/node/grpc-client/client.ts";
import { failureOf } from "../../../support/manifests.ts";
import { answerRpc } from "../../../support/rpc-server.ts";

/** For localhost and 127.0.0.1, signed by itself, until 2126. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUOnuaFMHMl7z5J6/D+fcWxfD3czowCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDA4MDQyN1oYDzIxMjYxMDMx
MDgwNDI3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATnd6MgjQIZUb/nlBzkaWV6sNEvCjVyrsDDsvYD+V1dbTWxp9LIkoxq
6OBT7fHMYiYHpRycdtgC4xtChYwnuYU3o28wbTAdBgNVHQ4EFgQUTqfKCxzcpI/k
G5ylO8AOrD/NCn8wHwYDVR0jBBgwFoAUTqfKCxzcpI/kG5ylO8AOrD/NCn8wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgAQQsAHEKNIvFR7KofP+6m49VwDPYXyWhsEya4Ag3dwMCIQDa
erliuoiVU5TyVGmYxmyeLH8DebuH6+VNOWj7GOSzhQ==
-----END CERTIFICATE-----`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgCFlJHwSUdjN1gvLv
PdBs7qG2TAipkUS8hncocme8aZuhRANCAATnd6MgjQIZUb/nlBzkaWV6sNEvCjVy
rsDDsvYD+V1dbTWxp9LIkoxq6OBT7fHMYiYHpRycdtgC4xtChYwnuYU3
-----END PRIVATE KEY-----`;

const open: { close(): unknown }[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const one of open.splice(0)) one.close();
});

async function serveTls(): Promise<string> {
  const server = createSecureServer({ cert: CERTIFICATE, key: KEY });
  server.on("sessionError", () => {});
  server.on("tlsClientError", () => {});
  server.on("stream", (stream) => {
    stream.resume();
    stream.on("end", () => answerRpc(stream, new Uint8Array([7])));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(server);
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function call(target: string) {
  const client = createGrpcClient();
  open.push(client);
  const signal = new AbortController().signal;
  return client.call({ target, path: "/p.S/M", metadata: {}, body: new Uint8Array(0), signal, timeoutMs: 2000 });
}

describe("a gRPC call over TLS", () => {
  test("is made as grpcs://", async () => {
    const address = await serveTls();
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    expect((await call(`grpcs://${address}`)).body).toEqual(Uint8Array.of(7));
  });

  test("is not made to a server that nobody vouches for", async () => {
    const error = await failureOf(async () => call(`grpcs://${await serveTls()}`));
    expect(error).toMatchObject({ code: "UNAVAILABLE" });
    expect(error.message).toContain("self-signed certificate");
  });

  test("is not made without TLS to a port that has it", async () => {
    const error = await failureOf(async () => call(`grpc://${await serveTls()}`));
    expect(error).toMatchObject({ code: "UNAVAILABLE" });
  });
});
