import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRuntime } from "../../runtime/platform/node/index.ts";
import type { RuntimeOptions } from "../../runtime/runtime.ts";
import type { Runtime } from "../../runtime/runtime.ts";

/** Refuses everything but two columns. */
class Iris {
  predict(rows: number[][]): number[][] {
    return rows.map(([length, width, ...more]) => {
      if (length === undefined || width === undefined || more.length > 0) throw new Error("expected two columns");
      return [length + width];
    });
  }

  initMetadata(): object {
    return {
      name: "iris",
      versions: ["v2"],
      inputs: [{ messagetype: "ndarray", schema: { names: ["len", "wid"], shape: [2] } }],
      outputs: [{ messagetype: "ndarray", schema: { names: ["sum"], shape: [1] } }],
    };
  }
}

class Greeter {
  predict(text: unknown): string {
    if (typeof text !== "string") throw new Error("expected text");
    return `hello ${text}`;
  }

  initMetadata(): object {
    return { inputs: [{ messagetype: "strData" }] };
  }
}

class Reader {
  predict(value: { readonly age: number }): object {
    if (typeof value.age !== "number") throw new Error("expected an age");
    return { older: value.age + 1 };
  }

  initMetadata(): object {
    const schema = { type: "object", properties: { age: { type: "integer" } } };
    return { inputs: [{ messagetype: "jsonData", schema }] };
  }
}

interface Document {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, { readonly post: Operation; readonly get: Operation }>>;
}

interface Operation {
  readonly requestBody: {
    readonly content: { readonly "application/json": { readonly schema: object; readonly example: object } };
  };
  readonly security?: object;
}

async function open(component: object, options: RuntimeOptions = {}, annotations: object = {}): Promise<Runtime> {
  const manifest = {
    apiVersion: "machinelearning.seldon.io/v1",
    kind: "SeldonDeployment",
    metadata: { name: "flowers", namespace: "garden" },
    spec: { annotations, predictors: [{ name: "main", graph: { name: "clf", type: "MODEL" } }] },
  };
  return createRuntime(manifest, { ...options, units: { clf: component } });
}

const get = async (runtime: Runtime, path: string): Promise<Response> =>
  runtime.fetch(new Request(`http://test${path}`));
const documentAt = async (runtime: Runtime, path: string): Promise<Document> =>
  (await get(runtime, path)).json() as Promise<Document>;

async function send(runtime: Runtime, path: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const headers = { "content-type": "application/json" };
  const response = await runtime.fetch(
    new Request(`http://test${path}`, { method: "POST", headers, body: JSON.stringify(body) }),
  );
  return { status: response.status, body: await response.json() };
}

const exampleOf = (document: Document, path: string): object =>
  document.paths[path]!.post.requestBody.content["application/json"].example;

describe("the documentation page", () => {
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await open(Iris);
  });
  afterAll(() => runtime.close());

  it.each(["/api/v1.0/doc/", "/api/v0.1/doc/", "/v2/docs/"])(
    "%s loads nothing from elsewhere, and all that it loads is there",
    async (path) => {
      const response = await get(runtime, path);
      expect(response.headers.get("content-type")).toMatch(/^text\/html/);
      expect(response.headers.get("content-security-policy")).toContain("default-src 'self'");
      const html = await response.text();
      const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
      expect(loaded.filter((link) => !link.startsWith("./") && link !== "data:,")).toEqual([]);
      for (const link of loaded.filter((name) => name.startsWith("./"))) {
        const file = await get(runtime, path + link.slice(2));
        expect(file.status, link).toBe(200);
        expect((await file.arrayBuffer()).byteLength, link).toBeGreaterThan(50);
      }
    },
  );

  it("is found without its last slash, and below the deployment's prefix", async () => {
    const moved = await get(runtime, "/api/v1.0/doc");
    expect([moved.status, moved.headers.get("location")]).toEqual([301, "./doc/"]);
    expect((await get(runtime, "/seldon/garden/flowers/api/v1.0/doc/")).status).toBe(200);
  });

  it("shows the document beside it", async () => {
    expect(await (await get(runtime, "/v2/docs/swagger-start.js")).text()).toContain('"./dataplane.yaml"');
    expect(await (await get(runtime, "/api/v1.0/doc/swagger-start.js")).text()).toContain('"./seldon.json"');
  });
});

describe("the documents", () => {
  it("name the columns of this graph and give an example that succeeds, for both protocols", async () => {
    const runtime = await open(Iris);
    const seldon = await documentAt(runtime, "/api/v1.0/doc/seldon.json");
    expect(seldon.openapi).toMatch(/^3\./);
    expect(JSON.stringify(seldon.paths["/api/v1.0/predictions"]!.post.requestBody)).toContain('"enum":["len","wid"]');
    const example = exampleOf(seldon, "/api/v1.0/predictions");
    expect(example).toEqual({ data: { names: ["len", "wid"], ndarray: [[1, 2]] } });
    expect(await send(runtime, "/api/v1.0/predictions", example)).toMatchObject({
      status: 200,
      body: { data: { ndarray: [[3]] } },
    });
    const feedback = exampleOf(seldon, "/api/v1.0/feedback");
    expect(await send(runtime, "/api/v1.0/feedback", feedback)).toMatchObject({ status: 200 });
    const v2 = await documentAt(runtime, "/v2/docs/dataplane.yaml");
    const infer = exampleOf(v2, "/v2/models/{model}/infer");
    expect(await send(runtime, "/v2/models/flowers/infer", infer)).toMatchObject({
      status: 200,
      body: { outputs: [{ data: [3] }] },
    });
    await runtime.close();
  });

  it("lead from the document to the deployment, wherever it is published", async () => {
    const runtime = await open(Iris);
    for (const path of ["/api/v1.0/doc/seldon.json", "/v2/docs/dataplane.yaml", "/seldon.json"]) {
      const at = `http://host/seldon/garden/flowers${path}`;
      const [server] = (await documentAt(runtime, path)).servers;
      expect(new URL(`${server!.url}/`, at).pathname, path).toBe("/seldon/garden/flowers/");
    }
    await runtime.close();
  });

  it.each([
    [Greeter, { strData: "text" }],
    [Reader, { jsonData: { age: 1 } }],
  ])("give text and JSON where the graph takes these", async (component, expected) => {
    const runtime = await open(component);
    const example = exampleOf(await documentAt(runtime, "/seldon.json"), "/api/v1.0/predictions");
    expect(example).toEqual(expected);
    expect((await send(runtime, "/api/v1.0/predictions", example)).status).toBe(200);
    await runtime.close();
  });

  it("take the manifest's own example first", async () => {
    const annotations = { "zerohop.io/example": '{"data":{"ndarray":[[5,6]]}}' };
    const runtime = await open(Iris, {}, annotations);
    const example = exampleOf(await documentAt(runtime, "/seldon.json"), "/api/v1.0/predictions");
    expect(example).toMatchObject({ data: { ndarray: [[5, 6]] } });
    await runtime.close();
  });

  it("reward a router's first child in the example, and ask for a key where one is needed", async () => {
    const graph = {
      name: "mab",
      implementation: "EPSILON_GREEDY",
      children: ["a", "b"].map((name) => ({ name, implementation: "SIMPLE_MODEL" })),
    };
    const apiKeys = ["correct-horse-battery"];
    const runtime = await createRuntime({ name: "p", graph }, { auth: { apiKeys } });
    const document = await documentAt(runtime, "/seldon.json");
    const post = document.paths["/api/v1.0/feedback"]!.post;
    expect(exampleOf(document, "/api/v1.0/feedback")).toMatchObject({ response: { meta: { routing: { mab: 0 } } } });
    expect(post.security).toBeDefined();
    const refused = await send(runtime, "/api/v1.0/feedback", exampleOf(document, "/api/v1.0/feedback"));
    expect(refused.status).toBe(401);
    await runtime.close();
  });
});
