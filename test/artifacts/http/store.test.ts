import { describe, expect, it } from "vitest";
import { parseArtifactUri } from "../../../runtime/artifacts/artifact-uri.ts";
import type { ArtifactStore } from "../../../runtime/artifacts/artifact-store.ts";
import { isRemoteName, openStore } from "../../../runtime/artifacts/registry.ts";
import { createTestArtifactHost, testTransport } from "../support/artifact-host.ts";
import type { TestHostOptions } from "../support/artifact-host.ts";
import { bytesOf, sendFile, startServer, textOfStream } from "../support/object-server.ts";

function open(uri: string, options: TestHostOptions = {}): ArtifactStore {
  const host = createTestArtifactHost(options);
  return openStore(
    parseArtifactUri(uri, (name) => isRemoteName(name, host.env)),
    testTransport(host),
  );
}

describe("HTTP store", () => {
  it("asks for one byte to learn size and version", async () => {
    const server = await startServer((asked, response) =>
      asked.method === "HEAD"
        ? void response.writeHead(403).end()
        : sendFile(asked, response, { bytes: bytesOf("hello"), etag: '"1"' }),
    );
    const store = open(`${server.url}/models/a%20b.onnx?sig=x`);
    expect(await store.list("uri")).toEqual({
      kind: "file",
      entries: [{ uri: "uri", path: "a b.onnx", sizeBytes: 5, validator: '"1"' }],
    });
    const body = await store.open("uri", { start: 3, validator: '"1"' });
    expect([body.start, body.sizeBytes, await textOfStream(body.stream)]).toEqual([3, 5, "lo"]);
  });

  it("knows servers without ranges, with a date as version", async () => {
    const date = "Wed, 04 Mar 2026 05:06:07 GMT";
    const server = await startServer(
      (_, response) => void response.writeHead(200, { "content-length": 5, "last-modified": date }).end("hello"),
    );
    const store = open(`${server.url}/x`);
    expect((await store.list("")).entries[0]).toMatchObject({ sizeBytes: 5, validator: date });
    const body = await store.open("", { start: 3, validator: date });
    expect([body.start, await textOfStream(body.stream)]).toEqual([0, "hello"]);
    expect(server.asked.at(-1)!.headers).toMatchObject({ range: "bytes=3-", "if-unmodified-since": date });
  });

  it("reads an empty file", async () => {
    const server = await startServer((asked, response) =>
      sendFile(asked, response, { bytes: bytesOf(""), etag: '"1"' }),
    );
    const store = open(`${server.url}/empty`);
    expect((await store.list("")).entries).toHaveLength(1);
    expect(await textOfStream((await store.open("", { start: 0, validator: undefined })).stream)).toBe("");
  });

  it("takes the name that the server gives", async () => {
    const headers = { "content-disposition": 'attachment; filename="model.tar.gz"' };
    const server = await startServer((asked, response) => sendFile(asked, response, { bytes: bytesOf("x"), headers }));
    expect((await open(`${server.url}/download?id=1`).list("")).entries[0]!.path).toBe("model.tar.gz");
  });

  it("sends user and password of the URL, but not to where it is redirected", async () => {
    const other = await startServer((asked, response) => sendFile(asked, response, { bytes: bytesOf("hello") }));
    const server = await startServer(({ headers }, response) => {
      const isRight = headers["authorization"] === `Basic ${Buffer.from("us er:pä ss").toString("base64")}`;
      response.writeHead(isRight ? 302 : 401, { location: `${other.url}/there` }).end();
    });
    const url = server.url.replace("http://", "http://us%20er:p%C3%A4%20ss@");
    const store = open(`${url}/x`);
    expect(await textOfStream((await store.open("", { start: 0, validator: undefined })).stream)).toBe("hello");
    expect(other.asked[0]!.headers["authorization"]).toBeUndefined();
    const failure = await open(`${server.url.replace("http://", "http://me:wrongpass@")}/x?key=s3cret`)
      .list("")
      .catch((error: unknown) => error as Error);
    expect((failure as Error).message).toBe(`"${server.url}/x": the store refuses access (401)`);
  });

  it.each([
    ["file:///etc/passwd", /redirected from http: to file:, which is not followed/],
    ["http://[", /redirected to what is no URL/],
  ])("does not follow a redirection to %s", async (location, message) => {
    const server = await startServer((_, response) => void response.writeHead(302, { location }).end());
    await expect(open(`${server.url}/x`).list("")).rejects.toThrow(message);
  });

  it("does not follow a redirection from https to http, or round in circles", async () => {
    const answer = (location: string) => async (): Promise<Response> =>
      new Response(null, { status: 302, headers: { location } });
    await expect(open("https://a.example/x", { fetch: answer("http://a.example/x") }).list("")).rejects.toThrow(
      /from https: to http:/,
    );
    await expect(open("https://a.example/x", { fetch: answer("/x") }).list("")).rejects.toThrow(
      /more than 5 redirections/,
    );
  });

  it("tells 404 from 403", async () => {
    const server = await startServer(
      ({ url }, response) => void response.writeHead(Number(url.pathname.slice(1))).end(),
    );
    await expect(open(`${server.url}/404`).list("")).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: `"${server.url}/404": nothing there (404)`,
    });
    await expect(open(`${server.url}/403`).list("")).rejects.toMatchObject({
      code: "PERMISSION_DENIED",
      message: `"${server.url}/403": the store refuses access (403); credentials go into the URL, as in https://user:password@host/path`,
    });
  });

  it("serves a remote that is configured with a URL", async () => {
    const server = await startServer((asked, response) => sendFile(asked, response, { bytes: bytesOf("x") }));
    const env = { RCLONE_CONFIG_WEB_TYPE: "http", RCLONE_CONFIG_WEB_URL: `${server.url}/base` };
    await open("web:models/x.onnx", { env }).list("");
    expect(server.asked[0]!.url.pathname).toBe("/base/models/x.onnx");
  });
});
