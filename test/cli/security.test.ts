import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAuth, readTls } from "../../runtime/cli/security.ts";

let folder: string;
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zerohop-security-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("readAuth()", () => {
  it("reads keys from a file, one a line, or from the environment", async () => {
    const keys = ["first-key-of-sixteen", "second-key-of-sixteen"];
    expect(await readAuth({ apiKeys: file("keys", `${keys.join("\n")}\n`) }, {})).toEqual({ apiKeys: keys });
    const commented = file("commented", `# keys of the data team, long enough\n${keys.join("\n")}\n  # end\n`);
    expect(await readAuth({ apiKeys: commented }, {})).toEqual({ apiKeys: keys });
    expect(await readAuth({}, { ZEROHOP_API_KEYS: keys.join(",") })).toEqual({ apiKeys: keys });
    expect(await readAuth({}, { ZEROHOP_API_KEYS: "" })).toBeUndefined();
  });

  it("leaves no door open when the file is still empty", async () => {
    await expect(readAuth({ apiKeys: file("empty", "") }, {})).rejects.toThrow("at least one key");
  });

  it("asks for the keys that tokens are checked by", async () => {
    await expect(readAuth({ jwtIssuer: "https://id" }, {})).rejects.toThrow("need --jwt-keys");
  });
});

describe("readTls()", () => {
  it("takes flags before the folder of a mounted secret", () => {
    expect(readTls({ tlsCert: "a", tlsKey: "b" }, { SELDON_CERT_MOUNT_PATH: "/certs" })).toMatchObject({
      cert: "a",
      key: "b",
    });
    expect(readTls({}, { SELDON_CERT_MOUNT_PATH: "/certs" })).toMatchObject({
      cert: "/certs/tls.crt",
      key: "/certs/tls.key",
    });
    expect(readTls({}, {})).toBeUndefined();
  });

  it("refuses a certificate without its key, and authorities without a certificate", () => {
    expect(() => readTls({ tlsCert: "a" }, {})).toThrow("go together");
    expect(() => readTls({ tlsCa: "ca" }, {})).toThrow("--tls-ca needs a certificate");
  });
});
