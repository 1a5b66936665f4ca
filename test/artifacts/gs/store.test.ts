import { createVerify, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseArtifactUri } from "../../../runtime/artifacts/artifact-uri.ts";
import type { ArtifactStore } from "../../../runtime/artifacts/artifact-store.ts";
import { isRemoteName, openStore } from "../../../runtime/artifacts/registry.ts";
import { createTestArtifactHost, testTransport } from "../support/artifact-host.ts";
import type { TestHostOptions } from "../support/artifact-host.ts";
import { bytesOf, sendFile, startServer, textOfStream } from "../support/object-server.ts";
import type { TestServer } from "../support/object-server.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

/** A server that speaks the JSON API; with a token, only to who has it. */
function startGs(objects: Readonly<Record<string, string>>, token?: string): Promise<TestServer> {
  return startServer((asked, response) => {
    const { url, headers } = asked;
    if (token !== undefined && headers["authorization"] !== `Bearer ${token}`) {
      const errors = [{ reason: "forbidden", message: `not with ${headers["authorization"]}` }];
      return void response.writeHead(403).end(JSON.stringify({ error: { code: 403, errors } }));
    }
    const [, name] = /^\/storage\/v1\/b\/bucket\/o(?:\/(.*))?$/.exec(url.pathname) ?? [];
    const item = (key: string): object => ({
      name: key,
      size: String(objects[key]!.length),
      generation: `7${key.length}`,
    });
    if (name === undefined) {
      const found = Object.keys(objects).filter((key) => key.startsWith(url.searchParams.get("prefix")!));
      const start = Number(url.searchParams.get("pageToken") ?? "0");
      const next = start + 2 < found.length ? { nextPageToken: String(start + 2) } : {};
      return void response.end(JSON.stringify({ items: found.slice(start, start + 2).map(item), ...next }));
    }
    const key = decodeURIComponent(name);
    const text = objects[key];
    if (text === undefined) return void response.writeHead(404).end("{}");
    if (url.searchParams.get("alt") !== "media") return void response.end(JSON.stringify(item(key)));
    const expected = url.searchParams.get("ifGenerationMatch");
    if (expected !== null && expected !== `7${key.length}`) return void response.writeHead(412).end();
    return sendFile(asked, response, { bytes: bytesOf(text), headers: { "x-goog-generation": `7${key.length}` } });
  });
}

function startTokenServer(token: string): Promise<TestServer> {
  return startServer((_, response) => void response.end(JSON.stringify({ access_token: token, expires_in: 3600 })));
}

function open(uri: string, env: Readonly<Record<string, string>>, options: TestHostOptions = {}): ArtifactStore {
  const host = createTestArtifactHost({ ...options, env });
  return openStore(
    parseArtifactUri(uri, (name) => isRemoteName(name, env)),
    testTransport(host),
  );
}

const accountKey = (tokenUri: string): string =>
  JSON.stringify({
    type: "service_account",
    client_email: "models@project.iam.gserviceaccount.com",
    private_key_id: "kid1",
    private_key: privateKey,
    token_uri: tokenUri,
  });

describe("GCS store", () => {
  it("reads a public object anonymously, as the published initializer is set up", async () => {
    const server = await startGs({ "sklearn/iris/model.joblib": "hello" });
    const env = {
      RCLONE_CONFIG_GS_TYPE: "google cloud storage",
      RCLONE_CONFIG_GS_ANONYMOUS: "true",
      RCLONE_CONFIG_GS_ENDPOINT: `${server.url}/storage/v1/`,
      GOOGLE_APPLICATION_CREDENTIALS: "/nowhere",
    };
    const store = open("gs://bucket/sklearn/iris/model.joblib", env);
    const { kind, entries } = await store.list("");
    expect([kind, entries]).toEqual([
      "file",
      [{ uri: "sklearn/iris/model.joblib", path: "model.joblib", sizeBytes: 5, validator: "725" }],
    ]);
    const body = await store.open(entries[0]!.uri, { start: 2, validator: "725" });
    expect([body.start, body.sizeBytes, body.validator, await textOfStream(body.stream)]).toEqual([2, 5, "725", "llo"]);
    await expect(store.open(entries[0]!.uri, { start: 2, validator: "other" })).rejects.toThrow(/was changed/);
    expect(server.asked.every(({ headers }) => headers["authorization"] === undefined)).toBe(true);
  });

  it("lists a folder over several pages", async () => {
    const objects = { "m/iris/": "", "m/iris/a": "1", "m/iris/b/c d": "22", "m/iris/e": "333", "m/irises": "x" };
    const server = await startGs(objects);
    const { kind, entries } = await open("gs://bucket/m/iris", { STORAGE_EMULATOR_HOST: server.url }).list("");
    expect([kind, entries.map(({ path, sizeBytes }) => [path, sizeBytes])]).toEqual([
      "folder",
      [
        ["a", 1],
        ["b/c d", 2],
        ["e", 3],
      ],
    ]);
  });

  it.each([
    [
      "SERVICE_ACCOUNT_CREDENTIALS",
      (key: string): [Record<string, string>, Record<string, string>] => [
        { RCLONE_CONFIG_GCS_SERVICE_ACCOUNT_CREDENTIALS: key },
        {},
      ],
    ],
    [
      "SERVICE_ACCOUNT_FILE",
      (key: string): [Record<string, string>, Record<string, string>] => [
        { RCLONE_CONFIG_GCS_SERVICE_ACCOUNT_FILE: "/key" },
        { "/key": key },
      ],
    ],
    [
      "GOOGLE_APPLICATION_CREDENTIALS",
      (key: string): [Record<string, string>, Record<string, string>] => [
        { GOOGLE_APPLICATION_CREDENTIALS: "/key" },
        { "/key": key },
      ],
    ],
  ])("exchanges the key in %s for a token with a signed assertion", async (_, place) => {
    const server = await startGs({ x: "there" }, "token-1");
    const tokens = await startTokenServer("token-1");
    const [variables, files] = place(accountKey(`${tokens.url}/token`));
    const store = open("gcs:bucket/x", { ...variables, STORAGE_EMULATOR_HOST: server.url }, { files });
    expect((await store.list("")).kind).toBe("file");
    expect(tokens.asked).toHaveLength(1);
    const form = new URLSearchParams(tokens.asked[0]!.body);
    expect(form.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
    const [header, claims, signature] = form.get("assertion")!.split(".");
    expect(JSON.parse(Buffer.from(header!, "base64url").toString())).toEqual({ alg: "RS256", typ: "JWT", kid: "kid1" });
    const seconds = Date.UTC(2026, 2, 4, 5, 6, 7) / 1000;
    expect(JSON.parse(Buffer.from(claims!, "base64url").toString())).toEqual({
      iss: "models@project.iam.gserviceaccount.com",
      scope: "https://www.googleapis.com/auth/devstorage.read_only",
      aud: `${tokens.url}/token`,
      iat: seconds,
      exp: seconds + 3600,
    });
    const verifier = createVerify("RSA-SHA256").update(`${header}.${claims}`);
    expect(verifier.verify(publicKey, signature!, "base64url")).toBe(true);
  });

  it("refreshes a user's credentials", async () => {
    const server = await startGs({ x: "there" }, "token-2");
    const tokens = await startTokenServer("token-2");
    const key = {
      type: "authorized_user",
      client_id: "c",
      client_secret: "s",
      refresh_token: "r",
      token_uri: tokens.url,
    };
    const env = { GOOGLE_APPLICATION_CREDENTIALS: "/user", STORAGE_EMULATOR_HOST: server.url };
    await open("gs://bucket/x", env, { files: { "/user": JSON.stringify(key) } }).list("");
    expect(Object.fromEntries(new URLSearchParams(tokens.asked[0]!.body))).toEqual({
      grant_type: "refresh_token",
      client_id: "c",
      client_secret: "s",
      refresh_token: "r",
    });
  });

  it("asks the GKE metadata server only where that is wanted", async () => {
    const server = await startGs({ x: "there" }, "token-3");
    const metadata = await startServer(({ url, headers }, response) => {
      const isRight =
        headers["metadata-flavor"] === "Google" &&
        url.pathname === "/computeMetadata/v1/instance/service-accounts/default/token";
      if (!isRight) return void response.writeHead(404).end();
      response.end(JSON.stringify({ access_token: "token-3", expires_in: 60, token_type: "Bearer" }));
    });
    const env = { STORAGE_EMULATOR_HOST: server.url };
    await expect(open("gs://bucket/x", env).list("")).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
    const host = new URL(metadata.url).host;
    expect((await open("gs://bucket/x", { ...env, GCE_METADATA_HOST: host }).list("")).kind).toBe("file");
  });

  it("says which credentials it looked for, and shows no token", async () => {
    const server = await startGs({ x: "there" }, "right");
    const none = open("gs://bucket/x", { STORAGE_EMULATOR_HOST: server.url });
    await expect(none.list("")).rejects.toThrow(
      /403 forbidden\); no credentials found \(looked for .*RCLONE_CONFIG_GS_SERVICE_ACCOUNT_CREDENTIALS, RCLONE_CONFIG_GS_SERVICE_ACCOUNT_FILE, GOOGLE_APPLICATION_CREDENTIALS, GCE_METADATA_HOST, RCLONE_CONFIG_GS_ENV_AUTH=true\)/,
    );
    const wrong = open("gs://bucket/x", {
      STORAGE_EMULATOR_HOST: server.url,
      RCLONE_CONFIG_GS_ACCESS_TOKEN: "wrong-token",
    });
    const failure = await wrong.list("").catch((error: unknown) => (error as Error).message);
    expect(failure).toContain("credentials: RCLONE_CONFIG_GS_ACCESS_TOKEN");
    expect(failure).not.toContain("wrong-token");
  });

  it.each([
    [
      "{",
      /RCLONE_CONFIG_GS_SERVICE_ACCOUNT_CREDENTIALS: expected the JSON of a Google credentials file, got text of length 1$/,
    ],
    ['{"type":"external_account"}', /expected the key of a service account .* got type "external_account"/],
    [
      JSON.stringify({ type: "service_account", client_email: "e", private_key: "SECRETPEM" }),
      /private_key is no PKCS #8 key in PEM$/,
    ],
  ])("refuses the key %s without showing it", async (key, message) => {
    const env = { RCLONE_CONFIG_GS_SERVICE_ACCOUNT_CREDENTIALS: key };
    await expect(open("gs://bucket/x", env).list("")).rejects.toThrow(message);
  });
});
