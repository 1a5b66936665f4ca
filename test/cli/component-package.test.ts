/**
 * Under the command, the running code and the package that a component imports are two copies: what
 * the component returns and throws must be recognised all the same.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serving } from "./zerohop-process.ts";

const source = (from: string): string => `
import { InferenceError, SeldonMicroserviceException, SeldonNotImplementedError, SeldonResponse } from "${from}";
export default class Model {
  predictRaw(): never { throw new SeldonNotImplementedError("not raw"); }
  predict(what: string): unknown {
    if (what === "exception") throw new SeldonMicroserviceException("teapot", 418, "SHORT_AND_STOUT");
    if (what === "inference") throw new InferenceError("RESOURCE_EXHAUSTED", "later");
    if (what === "stack") return new Error("here").stack;
    return new SeldonResponse(what, { told: true });
  }
}`;

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "zerohop-package-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(["zerohop", "zerohop/core"])("a TypeScript component that imports %s", (from) => {
  let server: Awaited<ReturnType<typeof serving>>;
  beforeAll(async () => {
    const file = join(folder, "Model.ts");
    writeFileSync(file, source(from));
    server = await serving(["microservice", file, "--http-port", "0"]);
  });
  afterAll(() => server.stop());

  async function ask(what: string): Promise<readonly [number, unknown]> {
    const body = JSON.stringify({ strData: what });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${server.url}/predict`, { method: "POST", headers, body });
    return [response.status, await response.json()];
  }

  test("returns a SeldonResponse, after its raw method says that it is none", async () => {
    expect(await ask("hello")).toMatchObject([200, { strData: "hello", meta: { tags: { told: true } } }]);
  });

  test("throws a SeldonMicroserviceException", async () => {
    const status = { info: "teapot", reason: "SHORT_AND_STOUT" };
    expect(await ask("exception")).toMatchObject([418, { status }]);
  });

  test("stands in stack traces by its name", async () => {
    const [, answer] = await ask("stack");
    expect(JSON.stringify(answer)).toContain("Model.ts?compiled:");
    expect(JSON.stringify(answer)).not.toContain("base64");
  });

  test("throws an InferenceError", async () => {
    expect(await ask("inference")).toMatchObject([503, { status: { info: expect.stringContaining("later") } }]);
  });
});
