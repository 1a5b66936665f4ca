import { afterEach, describe, expect, test } from "vitest";
import { failureOf, load, sleep } from "../../support/manifests.ts";
import { answerJson, listen } from "../../support/unit-server.ts";
import type { TestServer } from "../../support/unit-server.ts";

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function open(...parameters: Parameters<typeof listen>): Promise<TestServer> {
  const server = await listen(...parameters);
  servers.push(server);
  return server;
}

describe("a remote unit", () => {
  const closedPort = async (): Promise<string> => {
    const server = await listen(() => {});
    await server.close();
    return server.url;
  };

  test("that is dead is 503 with its name, while other requests go on", async () => {
    const url = await closedPort();
    const graph = { name: "r", type: "ROUTER", children: [{ name: "dead" }, { name: "live" }] };
    const units = { r: { route: (X: number[][]) => X[0]![0] }, dead: url, live: { predict: (X: unknown) => X } };
    const { runtime } = await load(graph, units, { annotations: { "seldon.io/rest-timeout": "500" } });
    const started = performance.now();
    const asked = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        runtime.predict([[i % 2]]).then(
          () => "ok",
          (error: unknown) => error,
        ),
      ),
    );
    expect(performance.now() - started).toBeLessThan(2000);
    expect(asked.filter((answer) => answer === "ok")).toHaveLength(10);
    for (const error of asked.filter((answer) => answer !== "ok")) {
      expect(error).toMatchObject({ code: "UNAVAILABLE", httpStatus: 503, unit: "dead" });
      expect((error as Error).message).toContain(`Unit "dead": Cannot reach ${url}/predict: `);
    }
    await runtime.close();
  });

  test("that hangs is given up at seldon.io/rest-timeout with its name", async () => {
    const server = await open((request) => void request.resume());
    const { runtime } = await load(
      { name: "m" },
      { m: server.url },
      { annotations: { "seldon.io/rest-timeout": "50" } },
    );
    const error = await failureOf(() => runtime.predict([[1]]));
    expect(error).toMatchObject({ code: "DEADLINE_EXCEEDED", httpStatus: 504, unit: "m" });
    await runtime.close();
  });

  test("is left at its own deadline: no call stays open", async () => {
    let isOpen = 0;
    const server = await open((request, response) => {
      request.resume();
      isOpen++;
      response.on("close", () => isOpen--);
    });
    const parameters = [
      { name: "zerohop.deadline-ms", value: "40", type: "INT" },
      { name: "zerohop.on-error", value: "default", type: "STRING" },
      { name: "zerohop.default", value: '{"strData":"late"}', type: "STRING" },
    ];
    const { runtime } = await load({ name: "m", parameters }, { m: server.url });
    expect((await runtime.predict("x")).data).toEqual({ kind: "text", text: "late" });
    for (let waited = 0; isOpen > 0 && waited < 100; waited++) await sleep(10);
    expect(isOpen).toBe(0);
    await runtime.close();
  });

  test.each([
    ["no JSON", "<html>"],
    ["no message", "{}"],
    ["a ragged array", '{"data":{"ndarray":[[1],[1,2]]}}'],
    ["nothing", ""],
  ])("that answers %s is at fault, not the client", async (_, body) => {
    const server = await open((request, response) => {
      request.resume();
      answerJson(response, body);
    });
    const { runtime } = await load({ name: "m" }, { m: server.url });
    const error = await failureOf(() => runtime.predict([[1]]));
    expect(error).toMatchObject({ code: "INTERNAL", httpStatus: 500, unit: "m" });
    expect(error.message).toContain(`Unit "m": ${server.url}/predict answered no SeldonMessage: `);
    await runtime.close();
  });

  test.each([
    ["[1]", 1],
    [" [0]\n", 0],
    ['{"data":{"ndarray":[[1]]}}', 1],
    ["[-1]", -1],
  ])("may route by %s", async (body, branch) => {
    const server = await open((request, response) => {
      request.resume();
      answerJson(response, body);
    });
    const graph = { name: "r", type: "ROUTER", children: [{ name: "a" }, { name: "b" }] };
    const pass = { predict: (X: unknown) => X };
    const { runtime } = await load(graph, { r: server.url, a: pass, b: pass });
    expect((await runtime.predict([[1]])).meta.routing["r"]).toBe(branch);
    await runtime.close();
  });

  test.each(["[", "[x]", "[2]", "[]", "5", '"1"'])("may not route by %s", async (body) => {
    const server = await open((request, response) => {
      request.resume();
      answerJson(response, body);
    });
    const graph = { name: "r", type: "ROUTER", children: [{ name: "a" }, { name: "b" }] };
    const pass = { predict: (X: unknown) => X };
    const { runtime } = await load(graph, { r: server.url, a: pass, b: pass });
    expect(await failureOf(() => runtime.predict([[1]]))).toMatchObject({ httpStatus: 500, unit: "r" });
    await runtime.close();
  });
});
