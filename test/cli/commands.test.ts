import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serving, zerohop } from "./zerohop-process.ts";

const EXAMPLE = "examples/breast-cancer/deployment.yaml";

let folder: string;
const path = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zerohop-cli-"));
  writeFileSync(path("simple.yaml"), "name: p\ngraph: {name: clf, implementation: SIMPLE_MODEL}\n");
  writeFileSync(
    path("bandit.yaml"),
    `name: p
graph:
  name: mab
  implementation: EPSILON_GREEDY
  parameters: [{name: epsilon, value: "0", type: FLOAT}, {name: best_branch, value: "0", type: INT}]
  children: [{name: a, implementation: SIMPLE_MODEL}, {name: b, implementation: SIMPLE_MODEL}]
`,
  );
  writeFileSync(
    path("container.yaml"),
    "name: p\ngraph: {name: clf, type: MODEL, children: [{name: out, type: MODEL}]}\n",
  );
  writeFileSync(path("broken.yaml"), "name: p\ngraph: {type: MODLE, children: [{name: a, type: 7}]}\n");
  writeFileSync(path("unit.mjs"), "export default { predict: (rows) => rows.map(([a]) => [a + 1]) };\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("zerohop", () => {
  it("lists its commands with --help", async () => {
    const { stdout, code } = await zerohop(["--help"]);
    expect(code).toBe(0);
    for (const command of ["serve", "microservice", "predict", "graph"]) expect(stdout).toContain(`\n  ${command} `);
  });

  it("ends with 1 and says how to get help for an unknown command", async () => {
    const { stderr, code } = await zerohop(["sreve"]);
    expect(code).toBe(1);
    expect(stderr).toContain("unknown command 'sreve'");
    expect(stderr).toContain("zerohop --help");
  });
});

describe("zerohop graph", () => {
  it("draws the example as a text tree", async () => {
    const { stdout } = await zerohop(["graph", EXAMPLE]);
    expect(stdout.split("\n").slice(0, 4)).toEqual([
      "predictor default",
      "└─ verdict  OUTPUT_TRANSFORMER  COMPONENT_SERVER  units/verdict.ts",
      "   └─ columns  TRANSFORMER  COMPONENT_SERVER  units/columns.ts",
      "      └─ scale  TRANSFORMER  WASM_SERVER  models/scaler.wasm",
    ]);
  });

  it("draws SVG with a box for each unit", async () => {
    const { stdout } = await zerohop(["graph", EXAMPLE, "--format", "svg"]);
    expect(stdout).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(stdout.match(/<rect /g)).toHaveLength(8);
    expect(stdout.match(/<path /g)).toHaveLength(7);
  });

  it("lists every mistake of a manifest with its path", async () => {
    const { stderr, code } = await zerohop(["graph", path("broken.yaml")]);
    expect(code).toBe(1);
    expect(stderr).toContain("graph.name: expected text, got nothing");
    expect(stderr).toContain(
      'graph.type: expected one of UNKNOWN_TYPE, ROUTER, COMBINER, MODEL, TRANSFORMER, OUTPUT_TRANSFORMER, got "MODLE"',
    );
    expect(stderr).toContain("graph.children[0].type: expected one of");
  });

  it("says that a file is missing", async () => {
    const { stderr, code } = await zerohop(["graph", "nowhere.yaml"]);
    expect(code).toBe(1);
    expect(stderr).toContain("nowhere.yaml: no such file");
  });
});

describe("zerohop predict", () => {
  it("runs an array through a manifest", async () => {
    const { stdout, code } = await zerohop(["predict", path("simple.yaml"), "--data", "[[1,2]]"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      data: { tensor: { values: [0.1, 0.9, 0.5] } },
      meta: { routing: { clf: -1 } },
    });
  });

  it("reads a message from standard input and binds units", async () => {
    const args = [
      "predict",
      path("container.yaml"),
      "--data",
      "-",
      "--unit",
      `clf=${path("unit.mjs")}`,
      "--unit",
      `out=${path("unit.mjs")}`,
    ];
    const { stdout } = await zerohop(args, '{"data":{"names":["x"],"ndarray":[[1]]}}');
    expect(JSON.parse(stdout)).toMatchObject({ data: { names: ["t:0"], ndarray: [[3]] } });
  });

  it("says that a server cannot be reached", async () => {
    const { stderr, code } = await zerohop(["predict", "http://localhost:1", "--data", "[[1]]"]);
    expect(code).toBe(1);
    expect(stderr).toContain("Cannot reach http://localhost:1/api/v1.0/predictions");
  });
});

describe("zerohop serve", () => {
  it("shows the graph and a curl line, answers, and ends with 0", async () => {
    const server = await serving(["serve", path("simple.yaml"), "--http-port", "0"]);
    const { stdout } = await zerohop(["predict", server.url, "--data", "[[1]]"]);
    expect(JSON.parse(stdout)).toMatchObject({ data: { names: ["class0", "class1", "class2"] } });
    expect(server.text()).toContain("└─ clf  MODEL  [built-in] SIMPLE_MODEL");
    expect(server.text()).toContain(`curl -s ${server.url}/api/v1.0/predictions`);
    expect(await server.stop()).toBe(0);
  });

  it("lists all units that nothing stands behind, with the flag that helps", async () => {
    const { stderr, code } = await zerohop(["serve", path("container.yaml"), "--http-port", "0"]);
    expect(code).toBe(1);
    expect(stderr).toContain("--unit clf=URL or --unit clf=file.{ts,js,wasm,onnx}");
    expect(stderr).toContain("--unit out=URL");
  });

  it("refuses --unit with a name that no unit has", async () => {
    const args = ["serve", path("simple.yaml"), "--http-port", "0", "--unit", `clv=${path("unit.mjs")}`];
    const { stderr, code } = await zerohop(args);
    expect(code).toBe(1);
    expect(stderr).toContain("--unit clv: no unit has this name; there are clf");
  });

  it("goes on serving when a component throws where nobody waits", async () => {
    writeFileSync(
      path("late.mjs"),
      "export default { predict(rows) { setTimeout(() => { throw new Error('late'); }, 1); Promise.reject(new Error('later')); return rows; } };\n",
    );
    const server = await serving([
      "serve",
      path("simple.yaml"),
      "--http-port",
      "0",
      "--unit",
      `clf=${path("late.mjs")}`,
    ]);
    for (let i = 0; i < 5; i++) {
      const { code } = await zerohop(["predict", server.url, "--data", "[[1]]"]);
      expect(code).toBe(0);
    }
    expect(await server.stop()).toBe(0);
  });

  it("says what to do when the port is taken", async () => {
    const server = await serving(["serve", path("simple.yaml"), "--http-port", "0"]);
    const port = new URL(server.url).port;
    const { stderr, code } = await zerohop(["serve", path("simple.yaml"), "--http-port", port]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `Port ${port} is taken by another process; stop that one or choose another port with --http-port`,
    );
    await server.stop();
  });

  it("shares what a router learned between workers", async () => {
    const server = await serving(["serve", path("bandit.yaml"), "--http-port", "0", "--workers", "2"]);
    const post = (route: string, body: unknown): Promise<Response> =>
      fetch(`${server.url}/api/v1.0/${route}`, {
        method: "POST",
        headers: { "content-type": "application/json", connection: "close" },
        body: JSON.stringify(body),
      });
    const reward = { response: { meta: { routing: { mab: 1 } } }, reward: 1 };
    expect((await post("feedback", reward)).status).toBe(200);
    // The news takes a message between processes to arrive.
    const routes = new Set<number>();
    for (let round = 0; round < 50 && !(routes.size === 1 && routes.has(1)); round++) {
      routes.clear();
      for (let i = 0; i < 8; i++) {
        const answer = (await (await post("predictions", { data: { ndarray: [[1]] } })).json()) as {
          meta: { routing: { mab: number } };
        };
        routes.add(answer.meta.routing.mab);
      }
    }
    expect([...routes]).toEqual([1]);
    expect(await server.stop()).toBe(0);
  });

  it("ends with 1 when no worker can start", async () => {
    const { stderr, code } = await zerohop(["serve", path("broken.yaml"), "--http-port", "0", "--workers", "2"]);
    expect(code).toBe(1);
    expect(stderr).toContain("graph.name: expected text");
  });
});
