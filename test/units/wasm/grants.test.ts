import { describe, expect, test } from "vitest";
import type { Message } from "../../../runtime/message/message.ts";
import { CONTEXT, createTestHost, fixtureUnit, row } from "./wasm-host.ts";

describe("grants of WASM units", () => {
  test.each([
    [
      "wasi-stdout",
      "wasi_snapshot_preview1.fd_write, which is not granted; add the parameter zerohop.allow-wasi=stdio",
    ],
    ["wasi-env", "environ_sizes_get, which is not granted; add the parameter zerohop.allow-env=<variable names>"],
    ["wasi-file", "path_open, which is not granted; add the parameter zerohop.allow-read=<paths>"],
    ["imports-abort", "The module imports env.abort, which nothing can grant"],
  ])("loading %s is refused, naming the import and the parameter", async (name, text) => {
    const parameters = name === "imports-abort" ? { "zerohop.allow-wasi": "stdio,clock,random,args" } : {};
    await expect(fixtureUnit(name, parameters)).rejects.toThrow('Unit "guest": The module imports ');
    await expect(fixtureUnit(name, parameters)).rejects.toThrow(text);
  });

  test("stdio goes to the log, call by call", async () => {
    const host = createTestHost();
    const unit = await fixtureUnit("wasi-stdout", { "zerohop.allow-wasi": "stdio" }, host);
    await unit.predict!(row(1), CONTEXT);
    await unit.predict!(row(2), CONTEXT);
    expect(host.lines).toEqual(
      [1, 2].map(() => ({ message: "Guest printed", fields: { stream: "stdout", text: "called\n" } })),
    );
  });

  test("a flood of output ends with the fuel", async () => {
    const host = createTestHost();
    const unit = await fixtureUnit("wasi-flood", { "zerohop.allow-wasi": "stdio", "zerohop.fuel": "3000000" }, host);
    expect(() => unit.predict!(row(1), CONTEXT)).toThrow("used up its 3 million instructions");
    expect(() => unit.predict!(row(1), CONTEXT)).toThrow("used up its 3 million instructions");
    expect(host.lines.every((line) => String(line.fields!["text"]).length <= 4096)).toBe(true);
  });

  test("only granted environment variables exist", async () => {
    const unit = await fixtureUnit("wasi-env", { "zerohop.allow-env": "COLOUR, MISSING" });
    expect(() => unit.predict!(row(1), CONTEXT)).toThrow("COLOUR=blue");
    expect(() => unit.predict!(row(1), CONTEXT)).not.toThrow("SECRET");
  });

  test("only granted files exist", async () => {
    const files = {
      resolve: (uri: string) => `/host${uri}`,
      read: (path: string) => Promise.resolve(new TextEncoder().encode(path)),
      list: (path: string) => Promise.resolve(path.endsWith(".wasm") ? undefined : ["vocabulary.txt"]),
    };
    const real = createTestHost().files!;
    const host = createTestHost({
      files: {
        resolve: (uri) => (uri.startsWith("/") ? files.resolve(uri) : real.resolve(uri)),
        read: (path) => (path.startsWith("/host") ? files.read(path) : real.read(path)),
        list: (path) => (path.startsWith("/host") ? Promise.resolve(undefined) : real.list(path)),
      },
    });
    const unit = await fixtureUnit("wasi-file", { "zerohop.allow-read": "/vocabulary.txt" }, host);
    expect(() => unit.predict!(row(1), CONTEXT)).toThrow('Unit "guest": /host/vocabulary.txt');
    const other = await fixtureUnit("wasi-file", { "zerohop.allow-read": "/other.txt" }, host);
    expect(() => other.predict!(row(1), CONTEXT)).toThrow(/^Unit "guest": .$/);
  });

  test("a module without imports never loads WASI", async () => {
    const host = createTestHost();
    const unit = await fixtureUnit("echo", { "zerohop.allow-wasi": "stdio" }, host);
    expect((unit.predict!(row(3), CONTEXT) as Message).data.kind).toBe("tensors");
    expect(host.lines).toEqual([]);
  });
});
