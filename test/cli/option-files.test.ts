/** A file that cannot be used is told by the option that named it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readClientAccess } from "../../runtime/cli/client/access.ts";
import { checkedTls, readAuth } from "../../runtime/cli/security.ts";
import { readRequests } from "../../runtime/cli/compare/requests.ts";
import { failureOf } from "../support/manifests.ts";
import { zerohop } from "./zerohop-process.ts";

let folder: string;
const path = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zerohop-options-"));
  writeFileSync(path("short"), "long-enough-for-a-key\nshort\n");
  writeFileSync(path("set.json"), "{}");
  writeFileSync(path("there"), "something");
  writeFileSync(path("simple.yaml"), "name: p\ngraph: {name: clf, implementation: SIMPLE_MODEL}\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function firstRequest(file: string): Promise<unknown> {
  return readRequests(file, undefined).next();
}

describe("an option that names a file", () => {
  it.each<[string, () => unknown]>([
    ["--api-keys", () => readAuth({ apiKeys: path("nowhere") }, {})],
    ["--jwt-keys", () => readAuth({ jwtKeys: path("nowhere") }, {})],
    ["--tls-cert", () => checkedTls({ tlsCert: path("nowhere"), tlsKey: path("there") }, {})],
    ["--tls-key", () => checkedTls({ tlsCert: path("there"), tlsKey: path("nowhere") }, {})],
    ["--tls-ca", () => checkedTls({ tlsCert: path("there"), tlsKey: path("there"), tlsCa: path("nowhere") }, {})],
    ["--ca", () => readClientAccess({ ca: path("nowhere") }, {})],
    ["--requests", () => firstRequest(path("nowhere"))],
  ])("%s is named when the file is not there", async (option, read) => {
    const { message } = await failureOf(async () => read());
    expect(message).toBe(`${option} ${path("nowhere")}: no such file`);
  });

  it("is named when the file is a folder", async () => {
    await expect(firstRequest(folder)).rejects.toThrow(`--requests ${folder}: expected a file, got a folder`);
    expect(() => checkedTls({ tlsCert: folder, tlsKey: folder }, {})).toThrow(`--tls-cert ${folder}: expected a file`);
    await expect(readAuth({ apiKeys: folder }, {})).rejects.toThrow(`--api-keys ${folder}: expected a file`);
  });

  it("is named when the file holds something else", async () => {
    await expect(readAuth({ apiKeys: path("short") }, {})).rejects.toThrow(
      `--api-keys ${path("short")}: expected at least 16 characters in key 2`,
    );
    await expect(readAuth({ jwtKeys: path("set.json") }, {})).rejects.toThrow(
      `--jwt-keys ${path("set.json")}: expected a JSON Web Key Set`,
    );
    await expect(readClientAccess({ ca: path("there") }, {})).rejects.toThrow(
      `--ca ${path("there")}: expected certificates in PEM form`,
    );
  });

  it("or the variable that did", async () => {
    await expect(readAuth({}, { ZEROHOP_API_KEYS: "short" })).rejects.toThrow("ZEROHOP_API_KEYS: expected at least 16");
    expect(() => checkedTls({}, { SELDON_CERT_MOUNT_PATH: folder })).toThrow(
      `SELDON_CERT_MOUNT_PATH: ${path("tls.crt")}: no such file`,
    );
  });
});

describe("zerohop with --workers", () => {
  it.each<[string, readonly string[]]>([
    ["--api-keys", ["serve", "simple.yaml", "--api-keys", "nowhere"]],
    ["--tls-cert", ["microservice", "unit.mjs", "--tls-cert", "nowhere", "--tls-key", "nowhere"]],
  ])("says once what is wrong with %s, before it starts any", async (option, [command, file, ...flags]) => {
    const { stderr, code } = await zerohop([command!, path(file!), ...flags, "--workers", "3", "--http-port", "0"]);
    expect(stderr).toBe(`${option} nowhere: no such file\n`);
    expect(code).toBe(1);
  });
});

describe("--state", () => {
  const serve = ["--http-port", "0", "--grpc-port", "none"];

  it.each<[string, readonly string[], Record<string, string>]>([
    ["--state", ["--state"], {}],
    ["ZEROHOP_STATE", [], { ZEROHOP_STATE: "" }],
  ])("%s is named when its folder cannot be used", async (named, flags, env) => {
    const url = `file:${path("there")}/below`;
    const given = flags.length > 0 ? [...flags, url] : [];
    const variables = flags.length > 0 ? env : { ZEROHOP_STATE: url };
    const { stderr, code } = await zerohop(["serve", path("simple.yaml"), ...serve, ...given], "", variables);
    expect(stderr).toContain(`${named} ${url}: `);
    expect(stderr.split(named)).toHaveLength(2);
    expect(stderr).not.toContain("ENOTDIR");
    expect(code).toBe(1);
  });

  it("is named when it is no URL of a store, without what may be a password", async () => {
    const { stderr } = await zerohop(["serve", path("simple.yaml"), ...serve, "--state", "redys://u:secret@h"]);
    expect(stderr).toContain("--state: expected memory:, file:FOLDER, redis://HOST:PORT");
    expect(stderr).not.toContain("secret");
  });
});
