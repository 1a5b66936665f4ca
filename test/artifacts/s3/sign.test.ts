import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { signV4 } from "../../../runtime/artifacts/s3/sign.ts";

interface Vector {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly token: string | null;
  readonly region: string;
  readonly authorization: string;
}

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, "../signatures.json"), "utf8")) as {
  timeMs: number;
  s3: Vector[];
};

/** Key and time of the examples in Amazon's documentation of signatures. */
const EXAMPLE = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const EXAMPLE_TIME = Date.UTC(2013, 4, 24);
const HOST = "https://examplebucket.s3.amazonaws.com";

describe("signV4()", () => {
  it.each([
    [
      "GET",
      `${HOST}/test.txt`,
      { range: "bytes=0-9" },
      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ],
    ["GET", `${HOST}/?lifecycle`, {}, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"],
    ["GET", `${HOST}/?max-keys=2&prefix=J`, {}, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"],
  ])("signs %s %s as the published example", async (method, url, headers, signature) => {
    const request = { method, url: new URL(url), headers };
    const signed = await signV4(request, { region: "us-east-1", service: "s3" }, EXAMPLE, EXAMPLE_TIME);
    expect(signed["authorization"]).toMatch(new RegExp(`Signature=${signature}$`));
  });

  it("signs the body of the published PUT example", async () => {
    const request = {
      method: "PUT",
      url: new URL(`${HOST}/test%24file.text`),
      headers: { date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" },
      body: "Welcome to Amazon S3.",
    };
    const signed = await signV4(request, { region: "us-east-1", service: "s3" }, EXAMPLE, EXAMPLE_TIME);
    expect(signed["authorization"]).toContain("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  });

  // From the AWS Signature Version 4 test suite, where the service has no header for the body's digest.
  it.each([
    ["get-vanilla", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
    [
      "get-vanilla-query-order-key-case",
      "/?Param2=value2&Param1=value1",
      "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    ],
  ])("signs %s of the test suite", async (_, path, signature) => {
    const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
    const request = { method: "GET", url: new URL(`https://example.amazonaws.com${path}`), headers: {} };
    const time = Date.UTC(2015, 7, 30, 12, 36, 0);
    const signed = await signV4(request, { region: "us-east-1", service: "service" }, credentials, time);
    expect(signed["authorization"]).toContain(`SignedHeaders=host;x-amz-date, Signature=${signature}`);
  });

  it.each(recorded.s3)(
    "signs $method $url as botocore does",
    async ({ method, url, headers, token, region, authorization }) => {
      const credentials = {
        accessKeyId: "AKIAEXAMPLE",
        secretAccessKey: "secret/with+signs",
        sessionToken: token ?? undefined,
      };
      const request = { method, url: new URL(url), headers };
      const signed = await signV4(request, { region, service: "s3" }, credentials, recorded.timeMs);
      expect(signed["authorization"]).toBe(authorization);
    },
  );
});
