import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRequests } from "../../../runtime/cli/compare/requests.ts";
import type { ComparedRequest } from "../../../runtime/cli/compare/requests.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zerohop-compare-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(text: string): Promise<readonly ComparedRequest[]> {
  const path = join(folder, "day.ndjson");
  await writeFile(path, text);
  const found: ComparedRequest[] = [];
  for await (const request of readRequests(path, undefined)) found.push(request);
  return found;
}

describe("readRequests()", () => {
  it.each([
    ['{"data":{"ndarray":[[1]]}}', "seldon"],
    ['{"instances":[[1]]}', "tensorflow"],
    ['{"inputs":{"x":[[1]]}}', "tensorflow"],
    ['{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]}]}', "v2"],
  ])("knows the protocol of %s", async (line, protocol) => {
    expect(await read(line)).toEqual([{ line: 1, protocol, path: undefined, body: line }]);
  });

  it("takes a path of its own from an envelope", async () => {
    const [request] = await read('{"path":"/v2/models/iris/infer","body":{"inputs":[]}}');
    expect(request).toEqual({ line: 1, protocol: "v2", path: "/v2/models/iris/infer", body: '{"inputs":[]}' });
  });

  it("takes a list as the data of a message, and counts lines with the empty ones", async () => {
    expect(await read("\n[[1,2]]\n")).toEqual([
      { line: 2, protocol: "seldon", path: undefined, body: '{"data":{"ndarray":[[1,2]]}}' },
    ]);
  });

  it("names the line that is no request", async () => {
    await expect(read('{"data":{}}\n{"data":')).rejects.toThrow("day.ndjson:2: expected JSON");
    await expect(read("3")).rejects.toThrow("day.ndjson:1: expected an object or a list");
  });
});
