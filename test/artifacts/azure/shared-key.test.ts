import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sharedKey } from "../../../runtime/artifacts/azure/shared-key.ts";

interface Recorded {
  readonly key: string;
  readonly requests: readonly {
    readonly method: string;
    readonly url: string;
    readonly headers: Record<string, string>;
    readonly authorization: string;
  }[];
}

const { azure } = JSON.parse(readFileSync(join(import.meta.dirname, "../signatures.json"), "utf8")) as {
  azure: Recorded;
};

describe("sharedKey()", () => {
  it.each(azure.requests)(
    "signs $method $url as azure-storage-blob does",
    async ({ method, url, headers, authorization }) => {
      expect(await sharedKey({ method, url: new URL(url), headers }, "acct", azure.key)).toBe(authorization);
    },
  );

  it("refuses a key that is no base64 without showing it", async () => {
    const request = { method: "GET", url: new URL("https://acct.blob.core.windows.net/c"), headers: {} };
    await expect(sharedKey(request, "acct", "secret!!!")).rejects.toThrow(/no base64: text of length 9$/);
  });
});
