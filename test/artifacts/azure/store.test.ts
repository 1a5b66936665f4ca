import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseArtifactUri } from "../../../runtime/artifacts/artifact-uri.ts";
import type { ArtifactStore } from "../../../runtime/artifacts/artifact-store.ts";
import { isRemoteName, openStore } from "../../../runtime/artifacts/registry.ts";
import { createTestArtifactHost, testTransport } from "../support/artifact-host.ts";
import type { TestHostOptions } from "../support/artifact-host.ts";
import { bytesOf, sendFile, startServer, textOfStream } from "../support/object-server.ts";
import type { Asked, TestServer } from "../support/object-server.ts";

const KEY = Buffer.from("the key of an account").toString("base64");

/** The signature as the service makes it of what arrived: only what is signed here may be sent. */
function isSigned({ method, url, headers }: Asked): boolean {
  const own = ["x-ms-date", "x-ms-range", "x-ms-version"].filter((name) => headers[name] !== undefined);
  const query = [...url.searchParams]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `\n${name}:${value}`);
  const fields = [method, "", "", "", "", "", "", "", headers["if-match"] ?? "", "", "", ""];
  const lines = [...fields, ...own.map((name) => `${name}:${headers[name]}`)];
  const text = `${lines.join("\n")}\n/acct${url.pathname}${query.join("")}`;
  const signature = createHmac("sha256", Buffer.from(KEY, "base64")).update(text).digest("base64");
  return headers["authorization"] === `SharedKey acct:${signature}`;
}

/** A server that speaks the blob service with the account in the path, as emulators do. */
function startAzure(blobs: Readonly<Record<string, string>>, mayPass: (asked: Asked) => boolean): Promise<TestServer> {
  return startServer((asked, response) => {
    const { url } = asked;
    if (!mayPass(asked)) {
      return void response.writeHead(403).end("<Error><Code>AuthenticationFailed</Code><Message>no</Message></Error>");
    }
    const name = decodeURIComponent(url.pathname.replace(/^\/acct\/models\/?/, ""));
    if (name !== "") {
      const text = blobs[name];
      if (text === undefined) return void response.writeHead(404).end("<Error><Code>BlobNotFound</Code></Error>");
      const headers =
        asked.headers["x-ms-range"] === undefined
          ? asked.headers
          : { ...asked.headers, range: asked.headers["x-ms-range"] };
      return sendFile({ ...asked, headers }, response, { bytes: bytesOf(text), etag: `"0x${text}"` });
    }
    const found = Object.keys(blobs).filter((blob) => blob.startsWith(url.searchParams.get("prefix")!));
    const start = Number(url.searchParams.get("marker") ?? "0");
    const items = found.slice(start, start + 2).map((blob) => {
      const isFolder = blobs[blob] === "<folder>";
      const type = isFolder ? "<ResourceType>directory</ResourceType>" : "";
      return `<Blob><Name>${blob.replaceAll("&", "&amp;")}</Name><Properties><Etag>0x${blobs[blob]}</Etag><Content-Length>${blobs[blob]!.length}</Content-Length>${type}</Properties></Blob>`;
    });
    const next = start + 2 < found.length ? `<NextMarker>${start + 2}</NextMarker>` : "<NextMarker />";
    response.end(
      `<?xml version="1.0"?><EnumerationResults><Blobs>${items.join("")}</Blobs>${next}</EnumerationResults>`,
    );
  });
}

function open(uri: string, env: Readonly<Record<string, string>>, options: TestHostOptions = {}): ArtifactStore {
  const host = createTestArtifactHost({ ...options, env });
  return openStore(
    parseArtifactUri(uri, (name) => isRemoteName(name, env)),
    testTransport(host),
  );
}

const remote = (url: string, more: Record<string, string> = {}): Record<string, string> => ({
  RCLONE_CONFIG_AZUREBLOB_TYPE: "azureblob",
  RCLONE_CONFIG_AZUREBLOB_ACCOUNT: "acct",
  RCLONE_CONFIG_AZUREBLOB_ENDPOINT: `${url}/acct`,
  ...more,
});

describe("Azure store", () => {
  it("reads a blob with the account's key, signed", async () => {
    const server = await startAzure({ "iris/a b&c.bin": "hello" }, isSigned);
    const store = open("azureblob:models/iris/a b&c.bin", remote(server.url, { RCLONE_CONFIG_AZUREBLOB_KEY: KEY }));
    const { kind, entries } = await store.list("");
    expect([kind, entries]).toEqual([
      "file",
      [{ uri: "iris/a b&c.bin", path: "a b&c.bin", sizeBytes: 5, validator: '"0xhello"' }],
    ]);
    const body = await store.open(entries[0]!.uri, { start: 2, validator: '"0xhello"' });
    expect([body.start, body.sizeBytes, await textOfStream(body.stream)]).toEqual([2, 5, "llo"]);
    await expect(store.open(entries[0]!.uri, { start: 2, validator: '"0xold"' })).rejects.toThrow(/was changed/);
  });

  it("lists a folder over several pages, without what stands for folders", async () => {
    const blobs = { "iris/a&b": "1", "iris/sub": "<folder>", "iris/sub/c": "22", "iris/z": "333" };
    const server = await startAzure(blobs, isSigned);
    const env = { ...remote(server.url), AZURE_STORAGE_KEY: KEY, RCLONE_CONFIG_AZUREBLOB_ENV_AUTH: "true" };
    const { kind, entries } = await open("azureblob://models/iris", env).list("");
    expect([kind, entries.map(({ path, sizeBytes, validator }) => [path, sizeBytes, validator])]).toEqual([
      "folder",
      [
        ["a&b", 1, '"0x1"'],
        ["sub/c", 2, '"0x22"'],
        ["z", 3, '"0x333"'],
      ],
    ]);
  });

  it.each([
    ["SAS_URL of the remote", (url: string) => ({ RCLONE_CONFIG_AZUREBLOB_SAS_URL: `${url}/acct?sv=1&sig=s%2Fg` })],
    [
      "AZURE_STORAGE_SAS_TOKEN",
      () => ({ RCLONE_CONFIG_AZUREBLOB_ENV_AUTH: "true", AZURE_STORAGE_SAS_TOKEN: "?sv=1&sig=s%2Fg" }),
    ],
  ])("adds the SAS in the %s to every request", async (_, variables) => {
    const server = await startAzure({ "iris/x": "1" }, ({ url }) => url.searchParams.get("sig") === "s/g");
    const env = remote(server.url, variables(server.url));
    expect((await open("azureblob:models/iris", env).list("")).entries).toHaveLength(1);
  });

  it("exchanges the pod's federated token", async () => {
    const server = await startAzure({ x: "1" }, ({ headers }) => headers["authorization"] === "Bearer aad");
    const authority = await startServer(
      (_, response) => void response.end(JSON.stringify({ access_token: "aad", expires_in: 3599 })),
    );
    const env = {
      ...remote(server.url),
      AZURE_CLIENT_ID: "client",
      AZURE_TENANT_ID: "tenant",
      AZURE_FEDERATED_TOKEN_FILE: "/var/run/azure",
      AZURE_AUTHORITY_HOST: `${authority.url}/`,
    };
    const store = open("azureblob:models/x", env, { files: { "/var/run/azure": "federated\n" } });
    expect((await store.list("")).kind).toBe("file");
    expect(authority.asked.map(({ url }) => url.pathname)).toEqual(["/tenant/oauth2/v2.0/token"]);
    expect(Object.fromEntries(new URLSearchParams(authority.asked[0]!.body))).toEqual({
      grant_type: "client_credentials",
      scope: "https://storage.azure.com/.default",
      client_id: "client",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: "federated",
    });
  });

  it("asks the metadata server with USE_MSI", async () => {
    const server = await startAzure({ x: "1" }, ({ headers }) => headers["authorization"] === "Bearer msi");
    const metadata = await startServer(({ url, headers }, response) => {
      const isRight =
        headers["metadata"] === "true" && url.searchParams.get("resource") === "https://storage.azure.com/";
      if (!isRight) return void response.writeHead(400).end();
      response.end(JSON.stringify({ access_token: "msi", expires_in: "3600" }));
    });
    const env = remote(server.url, {
      RCLONE_CONFIG_AZUREBLOB_USE_MSI: "true",
      AZURE_POD_IDENTITY_AUTHORITY_HOST: metadata.url,
    });
    expect((await open("azureblob:models/x", env).list("")).kind).toBe("file");
  });

  it("says which credentials it looked for", async () => {
    const server = await startAzure({ x: "1" }, () => false);
    await expect(open("azureblob:models/x", remote(server.url)).list("")).rejects.toThrow(
      /403 AuthenticationFailed\); no credentials found \(looked for RCLONE_CONFIG_AZUREBLOB_SAS_URL, RCLONE_CONFIG_AZUREBLOB_KEY, .*AZURE_CLIENT_ID, .*AZURE_FEDERATED_TOKEN_FILE/,
    );
  });

  it("asks for the name of the account", () => {
    expect(() => open("azureblob:models/x", {})).toThrow(
      '"azureblob:models/x": expected the name of a storage account in RCLONE_CONFIG_AZUREBLOB_ACCOUNT or AZURE_STORAGE_ACCOUNT, got none',
    );
  });

  it("takes account, container, name and SAS from a blob's URL, and shows no SAS", async () => {
    const seen: string[] = [];
    const fetch = async (url: string): Promise<Response> => {
      seen.push(url);
      return new Response(null, {
        status: seen.length === 1 ? 200 : 403,
        headers: { etag: '"1"', "content-length": "3" },
      });
    };
    const store = open("https://acct.blob.core.windows.net/models/a%20b.bin?sv=1&sig=secret", {}, { fetch });
    expect((await store.list("")).entries[0]!.path).toBe("a b.bin");
    expect(seen).toEqual(["https://acct.blob.core.windows.net/models/a%20b.bin?sv=1&sig=secret"]);
    const failure = await store.list("").catch((error: unknown) => (error as Error).message);
    expect(failure).toBe(
      '"https://acct.blob.core.windows.net/models/a%20b.bin": the store refuses access (403); credentials: the SAS of the URL',
    );
  });
});
