import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { parseArtifactUri } from "../../../runtime/artifacts/artifact-uri.ts";
import type { ArtifactStore } from "../../../runtime/artifacts/artifact-store.ts";
import { isRemoteName, openStore } from "../../../runtime/artifacts/registry.ts";
import { Remote } from "../../../runtime/artifacts/remote.ts";
import { s3Endpoint } from "../../../runtime/artifacts/s3/endpoint.ts";
import { createTestArtifactHost, testTransport } from "../support/artifact-host.ts";
import type { TestHostOptions } from "../support/artifact-host.ts";
import { bytesOf, sendFile, startServer, textOfStream } from "../support/object-server.ts";
import type { Asked, TestServer } from "../support/object-server.ts";
import { verifyV4 } from "../support/verify-v4.ts";

const SECRET = "very/secret+key";

/** A server that speaks S3 with its bucket in the path. Refuses what is not signed with SECRET, if it has to be. */
async function startS3(
  objects: Readonly<Record<string, string>>,
  { isOpen = false, pageSize = 2, token }: { isOpen?: boolean; pageSize?: number; token?: string } = {},
): Promise<TestServer> {
  return startServer((asked, response) => {
    const { url, headers } = asked;
    const raw = `${url.pathname}${url.search}`;
    const verdict = verifyV4(asked, SECRET, raw);
    const mayPass = verdict === "eu-west-1" && headers["x-amz-security-token"] === token;
    if (!isOpen && !mayPass) return refuse(response, 403, "SignatureDoesNotMatch");
    const key = decodeURIComponent(url.pathname.replace(/^\/bucket\/?/, ""));
    if (key === "") return sendListing(asked, response, Object.entries(objects), pageSize);
    const text = objects[key];
    if (text === undefined) return refuse(response, 404, "NoSuchKey");
    return sendFile(asked, response, { bytes: bytesOf(text), etag: `"${text.length}-${text}"` });
  });
}

function refuse(response: ServerResponse, status: number, code: string): void {
  const text = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>words</Message><Secret>${SECRET}</Secret></Error>`;
  response.writeHead(status, { "content-type": "application/xml" }).end(text);
}

function sendListing({ url }: Asked, response: ServerResponse, all: readonly [string, string][], size: number): void {
  const prefix = url.searchParams.get("prefix")!;
  const found = all.filter(([key]) => key.startsWith(prefix)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const start = Number(url.searchParams.get("continuation-token") ?? "0");
  const items = found.slice(start, start + size).map(([key, text]) => {
    const shown = encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+");
    return `<Contents><Key>${shown}</Key><Size>${text.length}</Size><ETag>&quot;${text.length}-${text}&quot;</ETag></Contents>`;
  });
  const goesOn = start + size < found.length;
  const next = goesOn ? `<NextContinuationToken>${start + size}</NextContinuationToken>` : "";
  response.end(
    `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${goesOn}</IsTruncated>${items.join("")}${next}</ListBucketResult>`,
  );
}

function open(uri: string, env: Readonly<Record<string, string>>, options: TestHostOptions = {}): ArtifactStore {
  const host = createTestArtifactHost({ ...options, env });
  return openStore(
    parseArtifactUri(uri, (name) => isRemoteName(name, env)),
    testTransport(host),
  );
}

const keys = (url: string): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: "AKIATEST",
  AWS_SECRET_ACCESS_KEY: SECRET,
  AWS_REGION: "eu-west-1",
  AWS_ENDPOINT_URL: url,
});

describe("S3 store", () => {
  it("reads an object with the AWS variables, signed", async () => {
    const server = await startS3({ "models/a b/é+(1).bin": "hello" });
    const store = open("s3://bucket/models/a b/é+(1).bin", keys(server.url));
    const { kind, entries } = await store.list("");
    expect(kind).toBe("file");
    expect(entries).toEqual(
      [{ uri: "models/a b/é+(1).bin", path: "é+(1).bin", sizeBytes: 5, validator: '"5-hello"' }].map((entry) => ({
        ...entry,
        validator: expect.any(String),
      })),
    );
    const body = await store.open(entries[0]!.uri, { start: 2, validator: entries[0]!.validator });
    expect([body.start, body.sizeBytes, await textOfStream(body.stream)]).toEqual([2, 5, "llo"]);
  });

  it("lists a folder over several pages and leaves out its neighbours and folder markers", async () => {
    const objects = {
      "models/iris/model.joblib": "1",
      "models/iris/": "",
      "models/iris/conf/a b.yaml": "22",
      "models/iris/z": "333",
      "models/iris2/other": "x",
    };
    const server = await startS3(objects);
    const { kind, entries } = await open("s3://bucket/models/iris", keys(server.url)).list("");
    expect(kind).toBe("folder");
    expect(entries.map(({ path, sizeBytes, validator }) => [path, sizeBytes, validator])).toEqual([
      ["conf/a b.yaml", 2, '"2-22"'],
      ["model.joblib", 1, '"1-1"'],
      ["z", 3, '"3-333"'],
    ]);
    expect(server.asked.filter(({ url }) => url.searchParams.has("continuation-token"))).toHaveLength(1);
  });

  it("refuses a folder with more files than allowed", async () => {
    const server = await startS3({ "m/1": "", "m/2": "", "m/3": "" }, { isOpen: true });
    const host = createTestArtifactHost({ env: { AWS_ENDPOINT_URL: server.url } });
    const uri = parseArtifactUri("s3://bucket/m", () => true);
    const store = openStore(uri, testTransport(host, { maxFiles: 2 }));
    await expect(store.list("")).rejects.toMatchObject({ code: "RESOURCE_EXHAUSTED" });
  });

  it.each(["minio:bucket/x", "minio://bucket/x"])("reads %s from the remote that the scheme names", async (uri) => {
    const server = await startS3({ x: "there" });
    const env = {
      RCLONE_CONFIG_MINIO_TYPE: "s3",
      RCLONE_CONFIG_MINIO_PROVIDER: "minio",
      RCLONE_CONFIG_MINIO_ACCESS_KEY_ID: "AKIATEST",
      RCLONE_CONFIG_MINIO_SECRET_ACCESS_KEY: SECRET,
      RCLONE_CONFIG_MINIO_ENDPOINT: server.url,
      RCLONE_CONFIG_MINIO_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "of somebody else",
      AWS_SECRET_ACCESS_KEY: "of somebody else",
    };
    expect((await open(uri, env).list("")).entries).toHaveLength(1);
  });

  it("asks the environment for a configured remote only with ENV_AUTH", async () => {
    const server = await startS3({ x: "there" });
    const env = {
      RCLONE_CONFIG_S3_TYPE: "s3",
      RCLONE_CONFIG_S3_ENDPOINT: server.url,
      RCLONE_CONFIG_S3_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "AKIATEST",
      AWS_SECRET_ACCESS_KEY: SECRET,
    };
    await expect(open("s3://bucket/x", env).list("")).rejects.toThrow(
      /403 SignatureDoesNotMatch\); no credentials found \(looked for RCLONE_CONFIG_S3_ACCESS_KEY_ID, RCLONE_CONFIG_S3_SECRET_ACCESS_KEY, RCLONE_CONFIG_S3_ENV_AUTH=true\)/,
    );
    const asked = open("s3://bucket/x", { ...env, RCLONE_CONFIG_S3_ENV_AUTH: "true" });
    expect((await asked.list("")).kind).toBe("file");
  });

  it("says which credentials it looked for when it found none", async () => {
    const server = await startS3({ x: "there" });
    await expect(open("s3://bucket/x", { AWS_ENDPOINT_URL: server.url }).list("")).rejects.toMatchObject({
      code: "PERMISSION_DENIED",
      message: expect.stringMatching(
        /^"s3:\/\/bucket\/x": the store refuses access \(403 SignatureDoesNotMatch\); no credentials found \(looked for RCLONE_CONFIG_S3_ACCESS_KEY_ID, .*AWS_ACCESS_KEY_ID, .*AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI/,
      ),
    });
  });

  it("names the credentials that were refused, never their values", async () => {
    const server = await startS3({ x: "there" });
    const wrong = { ...keys(server.url), AWS_SECRET_ACCESS_KEY: "wrong-secret" };
    const failure = await open("s3://bucket/x", wrong)
      .list("")
      .catch((error: unknown) => error as Error);
    expect((failure as Error).message).toContain("credentials: AWS_ACCESS_KEY_ID");
    expect((failure as Error).message).not.toMatch(/AKIATEST|wrong-secret|very\/secret/);
  });

  it("says that nothing is there when the bucket may be listed", async () => {
    const server = await startS3({ x: "there" });
    await expect(open("s3://bucket/gone", keys(server.url)).list("")).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining("neither an object nor a folder with objects in bucket bucket"),
    });
  });

  it("sends the session token of temporary keys", async () => {
    const server = await startS3({ x: "there" }, { token: "session/token" });
    const env = { ...keys(server.url), AWS_SESSION_TOKEN: "session/token" };
    expect((await open("s3://bucket/x", env).list("")).kind).toBe("file");
  });

  it("exchanges the pod's web identity for keys, and again when they end", async () => {
    const bucket = await startS3({ x: "there" }, { token: "from sts" });
    const exchanged: Record<string, string>[] = [];
    const sts = await startServer(({ body }, response) => {
      exchanged.push(Object.fromEntries(new URLSearchParams(body)));
      response.end(
        `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>${SECRET}</SecretAccessKey><SessionToken>from sts</SessionToken><Expiration>2026-03-04T06:06:07Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
      );
    });
    const env = {
      AWS_WEB_IDENTITY_TOKEN_FILE: "/var/run/token",
      AWS_ROLE_ARN: "arn:aws:iam::1:role/models",
      AWS_REGION: "eu-west-1",
      AWS_ENDPOINT_URL_S3: bucket.url,
      AWS_ENDPOINT_URL_STS: sts.url,
    };
    const host = createTestArtifactHost({ env, files: { "/var/run/token": "jwt\n" } });
    const store = openStore(
      parseArtifactUri("s3://bucket/x", () => true),
      testTransport(host),
    );
    await store.list("");
    await store.list("");
    expect(exchanged).toEqual([
      {
        Action: "AssumeRoleWithWebIdentity",
        Version: "2011-06-15",
        RoleArn: "arn:aws:iam::1:role/models",
        RoleSessionName: "zerohop",
        WebIdentityToken: "jwt",
      },
    ]);
    host.clock.wallMs += 59 * 60_000;
    await store.list("");
    expect(exchanged).toHaveLength(2);
  });

  it("says that the token file is empty", async () => {
    const env = { AWS_WEB_IDENTITY_TOKEN_FILE: "/var/run/token", AWS_ROLE_ARN: "arn:aws:iam::1:role/models" };
    await expect(open("s3://bucket/x", env).list("")).rejects.toThrow(
      "AWS_WEB_IDENTITY_TOKEN_FILE: no token in /var/run/token",
    );
  });

  it("takes the container's credentials with its token", async () => {
    const bucket = await startS3({ x: "there" }, { token: "from agent" });
    const agent = await startServer(({ headers }, response) => {
      if (headers["authorization"] !== "pod-token") return void response.writeHead(403).end();
      response.end(JSON.stringify({ AccessKeyId: "ASIA", SecretAccessKey: SECRET, Token: "from agent" }));
    });
    const env = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${agent.url}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/var/run/pod-token",
      AWS_REGION: "eu-west-1",
      AWS_ENDPOINT_URL_S3: bucket.url,
    };
    const store = open("s3://bucket/x", env, { files: { "/var/run/pod-token": "pod-token" } });
    expect((await store.list("")).kind).toBe("file");
  });

  it("does not send the container's token to strangers in plain text", async () => {
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://example.com/credentials" };
    await expect(open("s3://bucket/x", env).list("")).rejects.toThrow(/expected https, or http to this machine/);
  });

  it("asks the EC2 metadata server only where that is wanted", async () => {
    const bucket = await startS3({ x: "there" }, { token: "from ec2" });
    const metadata = await startServer(({ method, url, headers }, response) => {
      if (method === "PUT" && url.pathname === "/latest/api/token") return void response.end("imds-token");
      if (headers["x-aws-ec2-metadata-token"] !== "imds-token") return void response.writeHead(401).end();
      if (url.pathname.endsWith("/security-credentials/")) return void response.end("node-role\n");
      if (!url.pathname.endsWith("/security-credentials/node-role")) return void response.writeHead(404).end();
      const expires = "2026-03-04T11:00:00Z";
      response.end(
        JSON.stringify({ AccessKeyId: "ASIA", SecretAccessKey: SECRET, Token: "from ec2", Expiration: expires }),
      );
    });
    const env = { AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL_S3: bucket.url };
    await expect(open("s3://bucket/x", env).list("")).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
    expect(metadata.asked).toHaveLength(0);
    const wanted = { ...env, AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url };
    expect((await open("s3://bucket/x", wanted).list("")).kind).toBe("file");
  });

  it("asks again in the region that AWS says the bucket is in", async () => {
    const seen: string[] = [];
    const host = createTestArtifactHost({
      fetch: async (url, init) => {
        const region = /\/(\w+-\w+-\d)\/s3/.exec((init.headers as Record<string, string>)["authorization"] ?? "")?.[1];
        seen.push(`${new URL(url).host} ${region}`);
        const headers = { "x-amz-bucket-region": "eu-central-1", etag: '"1"', "content-length": "3" };
        return new Response(null, { status: region === "eu-central-1" ? 200 : 301, headers });
      },
      env: { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: SECRET },
    });
    const store = openStore(
      parseArtifactUri("s3://bucket/x", () => true),
      testTransport(host),
    );
    expect((await store.list("")).entries[0]!.sizeBytes).toBe(3);
    expect(seen).toEqual([
      "bucket.s3.us-east-1.amazonaws.com us-east-1",
      "bucket.s3.eu-central-1.amazonaws.com eu-central-1",
    ]);
  });
});

describe("s3Endpoint()", () => {
  const url = (env: Record<string, string>, bucket = "bucket"): string =>
    s3Endpoint(new Remote("s3", env, "S3")).url(bucket, "a b/c+d").href;

  it.each([
    [{}, "bucket", "https://bucket.s3.us-east-1.amazonaws.com/a%20b/c%2Bd"],
    [{ AWS_REGION: "cn-north-1" }, "bucket", "https://bucket.s3.cn-north-1.amazonaws.com.cn/a%20b/c%2Bd"],
    [{}, "dotted.name", "https://s3.us-east-1.amazonaws.com/dotted.name/a%20b/c%2Bd"],
    [{ RCLONE_CONFIG_S3_FORCE_PATH_STYLE: "true" }, "bucket", "https://s3.us-east-1.amazonaws.com/bucket/a%20b/c%2Bd"],
    [{ RCLONE_CONFIG_S3_ENDPOINT: "minio:9000" }, "bucket", "https://minio:9000/bucket/a%20b/c%2Bd"],
    [{ S3_ENDPOINT: "minio:9000", S3_USE_HTTPS: "0" }, "bucket", "http://minio:9000/bucket/a%20b/c%2Bd"],
    [{ AWS_ENDPOINT_URL: "http://proxy/s3/" }, "bucket", "http://proxy/s3/bucket/a%20b/c%2Bd"],
    [
      { RCLONE_CONFIG_S3_ENDPOINT: "https://r2.example", RCLONE_CONFIG_S3_FORCE_PATH_STYLE: "false" },
      "bucket",
      "https://bucket.r2.example/a%20b/c%2Bd",
    ],
  ])("with %j puts %s at %s", (env, bucket, expected) => {
    expect(url(env as Record<string, string>, bucket)).toBe(expected);
  });

  it("refuses an endpoint that is no URL", () => {
    expect(() => url({ AWS_ENDPOINT_URL: "https://[" })).toThrow(/^AWS_ENDPOINT_URL: expected the URL of an S3 server/);
  });
});
