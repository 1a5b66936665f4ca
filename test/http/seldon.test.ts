import { afterEach, expect, test } from "vitest";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import type { Runtime, RuntimeOptions } from "../../runtime/runtime.ts";
import { createTestHost } from "../support/host.ts";
import { deferred, deployment, sleep } from "../support/manifests.ts";
import type { Node } from "../support/manifests.ts";
import { describeMatrix, post } from "../support/matrix.ts";
import { answerJson, listen } from "../support/unit-server.ts";
import type { TestServer } from "../support/unit-server.ts";

const PREDICT = "/api/v1.0/predictions";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ECHO: Node = { name: "m", type: "MODEL" };
const echo = { predict: (X: unknown) => X };

describeMatrix("the Seldon routes", (client, isSocket) => {
  const servers: TestServer[] = [];
  afterEach(async () => {
    await client.close();
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  const open = (
    graph: Node = ECHO,
    units: RuntimeOptions["units"] = { m: echo },
    options: RuntimeOptions = {},
    host = createTestHost(),
  ): Promise<Runtime> => createRuntimeOn(host, deployment(graph), { ...options, units: units ?? {} });

  test.each(["/api/v0.1/predictions", PREDICT, `/seldon/lab/toy${PREDICT}`, `/seldon/toy${PREDICT}`, `${PREDICT}?a=b`])(
    "POST %s answers a prediction",
    async (path) => {
      const response = await client.send(await open(), path, post({ data: { names: ["a"], ndarray: [[1.5]] } }));
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("application/json");
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("seldon-puid")).toMatch(UUID);
      const body = await response.json();
      expect(body.data.ndarray).toEqual([[1.5]]);
      expect(body.meta.routing).toEqual({ m: -1 });
      expect(body.meta.puid).toBe(response.headers.get("seldon-puid"));
    },
  );

  test.each([
    "application/json",
    "application/json; charset=utf-8",
    "Application/JSON",
    "application/cloudevents+json",
  ])("takes Content-Type %s", async (type) => {
    expect((await client.send(await open(), PREDICT, post({ strData: "x" }, { "content-type": type }))).status).toBe(
      200,
    );
  });

  test("leaves markup in text as it is", async () => {
    const response = await client.send(await open(), PREDICT, post({ strData: "<b>&\u2028" }));
    expect(await response.text()).toContain('"strData":"<b>&\u2028"');
  });

  test("answers HEAD like GET without a body", async () => {
    const response = await client.send(await open(), "/ready", { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
  });

  test("gives the caller's puid back in header and body", async () => {
    const response = await client.send(await open(), PREDICT, post({ strData: "x" }, { "Seldon-Puid": "my id" }));
    expect(response.headers.get("seldon-puid")).toBe("my id");
    expect((await response.json()).meta.puid).toBe("my id");
  });

  test("keeps the puid of the message when there is none in the header", async () => {
    const response = await client.send(await open(), PREDICT, post({ strData: "x", meta: { puid: "mine" } }));
    expect(response.headers.get("seldon-puid")).toBe("mine");
    expect((await response.json()).meta.puid).toBe("mine");
  });

  test("gives a message whose puid no header can carry a new one, the same in header and body", async () => {
    const response = await client.send(await open(), PREDICT, post({ strData: "x", meta: { puid: "mine\n✓" } }));
    expect(response.headers.get("seldon-puid")).toMatch(UUID);
    expect((await response.json()).meta.puid).toBe(response.headers.get("seldon-puid"));
  });

  test("answers an empty puid header with a new one", async () => {
    const response = await client.send(await open(), PREDICT, post({ strData: "x" }, { "Seldon-Puid": "" }));
    expect(response.headers.get("seldon-puid")).toMatch(UUID);
  });

  test.each([
    [PREDICT, "OPTIONS,POST"],
    ["/api/v0.1/feedback", "OPTIONS,POST"],
    ["/api/v1.0/metadata", "GET,OPTIONS"],
    ["/api/v1.0/status/m", "GET,OPTIONS"],
    ["/api/v1.0/health/status", "GET,OPTIONS"],
  ])("OPTIONS %s answers browsers", async (path, methods) => {
    const response = await client.send(await open(), path, { method: "OPTIONS" });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
    expect(response.headers.get("access-control-allow-methods")).toBe(methods);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-headers")).toBe(
      "Accept, Accept-Encoding, Authorization, Content-Length, Content-Type, X-CSRF-Token",
    );
  });

  test("takes CORS settings from the environment", async () => {
    const host = createTestHost({ env: { CORS_ALLOWED_ORIGINS: "https://a.example", CORS_ALLOWED_HEADERS: "X-Mine" } });
    const response = await client.send(
      await open(ECHO, undefined, {}, host).catch(() => open(ECHO, { m: echo }, {}, host)),
      PREDICT,
      post({ strData: "x" }),
    );
    expect(response.headers.get("access-control-allow-origin")).toBe("https://a.example");
    expect(response.headers.get("access-control-allow-headers")).toBe("X-Mine");
  });

  test.each([
    ["GET", PREDICT],
    ["PUT", PREDICT],
    ["DELETE", "/api/v1.0/feedback"],
    ["POST", "/api/v1.0/metadata"],
    ["POST", "/api/v1.0/status/m"],
  ])("%s %s is 405 and says which methods there are", async (method, path) => {
    const response = await client.send(await open(), path, { method });
    const expected = path === PREDICT || path.endsWith("feedback") ? "POST" : "GET";
    expect([response.status, response.headers.get("allow")]).toEqual([405, `${expected}, OPTIONS`]);
    expect(response.headers.get("content-type")).toBe("application/json");
    const info = `Method ${method} is not allowed for ${path}; expected ${expected}`;
    expect(await response.json()).toEqual({
      status: { code: 405, info, reason: "MICROSERVICE_BAD_DATA", status: "FAILURE" },
    });
  });

  test.each([
    "/api/v1.0/predictions/",
    "/api/v2.0/predictions",
    "/api/v1.0/metadata/",
    "/api/v0.1/metadata",
    "/seldon/lab/toy/api/v1.0/nothing",
  ])("POST %s is 404 in Seldon's words", async (path) => {
    const response = await client.send(await open(), path, { method: "POST", body: "{}" });
    const info = `There is no path ${path}; /api/v1.0/doc/ lists those there are`;
    const status = { code: 404, info, reason: "MICROSERVICE_BAD_DATA", status: "FAILURE" };
    expect([response.status, await response.json()]).toEqual([404, { status }]);
    expect(response.headers.get("content-type")).toBe("application/json");
  });

  test.each(["/%", "/nothing", "/seldon/lab/toy/nothing"])("POST %s is 404, of no protocol", async (path) => {
    const response = await client.send(await open(), path, { method: "POST", body: "{}" });
    expect([response.status, await response.text()]).toEqual([404, "404 page not found\n"]);
  });

  const PREFIXES = "the prefixes served are /seldon/lab/toy, /seldon/toy, and none";
  test.each([
    ["/seldon/other/toy/api/v1.0/predictions", (body: string) => JSON.parse(body).status.info],
    ["/seldon/lab/tyo/v2/models/m/infer", (body: string) => JSON.parse(body).error],
    ["/seldon/tyo/v1/models/m:predict", (body: string) => JSON.parse(body).error],
  ])("POST %s says which prefixes are served", async (path, messageOf) => {
    const response = await client.send(await open(), path, post({}));
    expect([response.status, messageOf(await response.text())]).toEqual([404, `There is no path ${path}; ${PREFIXES}`]);
  });

  test("GET under a prefix of no protocol says which are served", async () => {
    const response = await client.send(await open(), "/seldon/other/toy");
    expect([response.status, await response.text()]).toEqual([404, `404 page not found\n${PREFIXES}`]);
  });

  test("GET / says that the server is alive, as KServe's do", async () => {
    const response = await client.send(await open(), "/");
    expect([response.status, await response.json()]).toEqual([200, { status: "alive" }]);
    expect(response.headers.get("content-type")).toBe("application/json");
  });

  test.each([
    ["//api/v1.0///metadata", "/api/v1.0/metadata"],
    ["/seldon/lab/toy//api/v1.0/metadata?a=b//c", "/seldon/lab/toy/api/v1.0/metadata?a=b//c"],
  ])("GET %s is sent to the clean path", async (path, location) => {
    const response = await client.send(await open(), path);
    expect(response.status).toBe(301);
    expect(response.headers.get("location")).toBe(location);
  });

  test("answers CloudEvents in kind", async () => {
    const response = await client.send(
      await open(),
      PREDICT,
      post({ strData: "x" }, { "Ce-Specversion": "0.3", "Seldon-Puid": "p" }),
    );
    const ce = Object.fromEntries([...response.headers].filter(([name]) => name.startsWith("ce-")));
    expect(ce).toEqual({
      "ce-id": "p",
      "ce-specversion": "0.3",
      "ce-path": PREDICT,
      "ce-type": "seldon.toy.lab.response",
      "ce-source": "seldon.toy",
    });
    const plain = await client.send(await open(), PREDICT, post({ strData: "x" }));
    expect([...plain.headers.keys()].filter((name) => name.startsWith("ce-"))).toEqual([]);
  });

  test.each<[string, RequestInit, string]>([
    ["an empty body", post(""), "The request body is empty"],
    ["bad JSON", post("{"), "Request body: expected a key in quotes, got the end of the body"],
    ["an unknown payload", post({}), "expected one of data, jsonData, strData or binData"],
    ["a ragged array", post({ data: { ndarray: [[1], [2, 3]] } }), "data.ndarray: ragged array"],
    [
      "bytes that are no text",
      { method: "POST", headers: { "content-type": "application/json" }, body: Uint8Array.of(0x7b, 0xc3, 0x28) },
      "not UTF-8",
    ],
    [
      "another content type",
      { method: "POST", headers: { "content-type": "text/plain" }, body: "{}" },
      "Can't find JSON in data: expected Content-Type application/json",
    ],
    [
      "XML",
      { method: "POST", headers: { "content-type": "application/xml" }, body: "<a/>" },
      "got Content-Type application/xml",
    ],
    [
      "a broken form",
      { method: "POST", headers: { "content-type": "multipart/form-data; boundary=x" }, body: "--y" },
      "multipart form cannot be read",
    ],
    [
      "a form without a boundary",
      { method: "POST", headers: { "content-type": "multipart/form-data" }, body: "--y" },
      "Content-Type: expected the boundary of a multipart form",
    ],
    [
      "a form of more parts than a message could have",
      {
        method: "POST",
        headers: { "content-type": 'multipart/form-data; charset=utf-8; boundary="a b"' },
        body: `${'--a b\r\nContent-Disposition: form-data; name="n"\r\n\r\n1\r\n'.repeat(1001)}--a b--\r\n`,
      },
      "The multipart form: expected at most 1000 parts, got more",
    ],
  ])("refuses %s with 400 and the reason", async (_, init, expected) => {
    const response = await client.send(await open(), PREDICT, init);
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("seldon-puid")).toMatch(UUID);
    const { status } = await response.json();
    expect(status).toMatchObject({ code: 400, reason: "MICROSERVICE_BAD_DATA", status: "FAILURE" });
    expect(status.info).toContain(expected);
  });

  test("answers a failing unit with 500, its name and no stack", async () => {
    const host = createTestHost();
    const response = await client.send(
      await open(
        ECHO,
        {
          m: {
            predict: () => {
              throw new Error("weights gone");
            },
          },
        },
        {},
        host,
      ),
      PREDICT,
      post({ strData: "x" }),
    );
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      status: { code: 500, info: 'Unit "m": weights gone', reason: "MICROSERVICE_INTERNAL_ERROR", status: "FAILURE" },
    });
    expect(host.lines.find(({ message }) => message === "request failed")?.fields).toMatchObject({
      unit: "m",
      code: "INTERNAL",
    });
  });

  test("refuses requests beyond the limit with 503 and Retry-After", async () => {
    const gate = deferred<string>();
    const runtime = await open(ECHO, { m: { predict: () => gate.promise } }, { maxConcurrent: 1 });
    const first = client.send(runtime, PREDICT, post({ strData: "x" }));
    while (runtime.plane.generation.running === 0) await sleep(1);
    const second = await client.send(runtime, PREDICT, post({ strData: "x" }));
    expect(second.status).toBe(503);
    expect(second.headers.get("retry-after")).toBe("1");
    expect((await second.json()).status.info).toContain("the limit is 1");
    gate.resolve("done");
    expect((await first).status).toBe(200);
  });

  test("passes a remote unit's own error on unchanged", async () => {
    const bodies: Record<string, [number, string, string]> = {
      "400": [
        400,
        "application/json",
        '{"status":{"code":-1,"info":"no","reason":"MICROSERVICE_BAD_DATA","status":1}}',
      ],
      "418": [418, "text/html", "<b>teapot</b>"],
      "500": [500, "text/plain", "dead"],
      "201": [201, "application/json", "{}"],
    };
    const server = await listen((request, response) => {
      request.resume();
      const [status, type, body] = bodies[String(request.headers["x-case"])]!;
      response.writeHead(status, { "content-type": type }).end(body);
    });
    servers.push(server);
    const runtime = await open(ECHO, { m: server.url });
    for (const [name, [status, type, body]] of Object.entries(bodies)) {
      const response = await client.send(runtime, PREDICT, post({ strData: "x" }, { "x-case": name }));
      expect(response.status).toBe(status);
      expect(response.headers.get("content-type")).toBe(type);
      expect(await response.text()).toBe(body);
    }
  });

  test.each([204, 304, 999])("answers without harm when a remote unit says %s", async (status) => {
    const server = await listen((request, response) => {
      request.resume();
      response.writeHead(status).end();
    });
    servers.push(server);
    const response = await client.send(await open(ECHO, { m: server.url }), PREDICT, post({ strData: "x" }));
    expect(response.status).toBe(status === 999 && !isSocket ? 500 : status);
  });

  test("tells a remote unit when the client goes away", async () => {
    const aborted = deferred();
    const arrived = deferred();
    const server = await listen((request, response) => {
      request.resume();
      arrived.resolve();
      response.on("close", () => {
        if (!response.writableFinished) aborted.resolve();
      });
    });
    servers.push(server);
    const runtime = await open(ECHO, { m: server.url });
    const controller = new AbortController();
    const asked = client
      .send(runtime, PREDICT, { ...post({ strData: "x" }), signal: controller.signal })
      .catch(() => undefined);
    await arrived.promise;
    controller.abort();
    await aborted.promise;
    await asked;
    while (runtime.plane.generation.running > 0) await sleep(1);
  });

  test.each(["/live", "/ready", "/api/v1.0/status", "/api/v1.0/health/status"])(
    "GET %s is 200 and empty",
    async (path) => {
      const response = await client.send(await open(), path);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe("");
      expect(response.headers.get("seldon-puid")).toMatch(UUID);
    },
  );

  test("is not ready while a unit is not, but lives", async () => {
    const host = createTestHost();
    const unit = {
      kind: "built-in",
      identity: "x",
      predict: (message: unknown) => message,
      ready: () => {
        throw new Error("cold");
      },
    };
    const runtime = await open(ECHO, { m: unit }, {}, host);
    expect((await client.send(runtime, "/ready")).status).toBe(503);
    expect((await client.send(runtime, "/api/v1.0/status")).status).toBe(503);
    expect((await client.send(runtime, "/live")).status).toBe(200);
    expect(host.lines.some(({ message }) => message === "not ready")).toBe(true);
  });

  test("GET /api/v1.0/metadata describes the graph", async () => {
    const response = await client.send(await open(), "/api/v1.0/metadata");
    expect(await response.json()).toMatchObject({
      name: "main",
      models: { m: { name: "m" } },
      graphinputs: [],
      graphoutputs: [],
    });
  });

  test.each(["v0.1", "v1.0"])("GET /api/%s/metadata/{unit} and status/{unit} ask one unit", async (version) => {
    const runtime = await open(ECHO, { m: { ...echo, healthStatus: () => [[1]] } });
    expect(await (await client.send(runtime, `/api/${version}/metadata/m`)).json()).toMatchObject({
      name: "m",
      platform: "",
    });
    const health = await (await client.send(runtime, `/api/${version}/status/m`)).json();
    expect(health.data.tensor.values).toEqual([1]);
    for (const path of [
      `/api/${version}/status/nobody`,
      `/api/${version}/metadata/nobody`,
      `/api/${version}/status/a%2Fb`,
    ]) {
      const response = await client.send(runtime, path);
      expect(response.status).toBe(404);
      if (!path.includes("%"))
        expect((await response.json()).status.info).toBe("Failed to find model nobody; there are m");
    }
  });

  test.each(["v0.1", "v1.0"])("POST /api/%s/feedback rewards the route", async (version) => {
    let told: unknown[] = [];
    const unit = {
      ...echo,
      sendFeedback: (X: unknown, names: unknown, reward: number) => ((told = [X, names, reward]), []),
    };
    const body = { request: { data: { names: ["a"], ndarray: [[1]] } }, reward: 0.5 };
    const response = await client.send(await open(ECHO, { m: unit }), `/api/${version}/feedback`, post(body));
    expect(response.status).toBe(200);
    expect(told).toEqual([[[1]], ["a"], 0.5]);
    expect(await response.json()).toMatchObject({ data: { ndarray: [] } });
    const judged = { ...body, response: { meta: { puid: "mine" } } };
    const answered = await client.send(await open(ECHO, { m: unit }), `/api/${version}/feedback`, post(judged));
    expect(answered.headers.get("seldon-puid")).toBe("mine");
    expect(await answered.json()).toMatchObject({ meta: { puid: "mine" } });
    const refused = await client.send(await open(), `/api/${version}/feedback`, post({ rewad: 1 }));
    expect(refused.status).toBe(400);
    expect((await refused.json()).status.info).toContain('no field "rewad"');
  });

  test("takes bodies up to the limit and refuses longer ones with 413", async () => {
    const runtime = await open(ECHO, { m: echo }, { maxBodyBytes: 1000 });
    const sized = (size: number): string => `{"strData":"${"x".repeat(size - 14)}"}`;
    expect((await client.send(runtime, PREDICT, post(sized(1000)))).status).toBe(200);
    const response = await client.send(runtime, PREDICT, post(sized(1001)));
    expect(response.status).toBe(413);
    expect((await response.json()).status.info).toBe("The request body is larger than the limit of 1000 bytes");
  });

  test("refuses a chunked body as soon as it is too long", async () => {
    const runtime = await open(ECHO, { m: echo }, { maxBodyBytes: 1000 });
    let pulled = 0;
    const stream = new ReadableStream({
      pull(controller) {
        if (++pulled > 1000) controller.close();
        else controller.enqueue(new TextEncoder().encode("x".repeat(100)));
      },
    });
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: stream, duplex: "half" };
    const response = await client.send(runtime, PREDICT, init);
    expect(response.status).toBe(413);
    await response.text();
    if (!isSocket) expect(pulled).toBeLessThan(20);
  });

  test("serves on after a body that breaks off", async () => {
    const runtime = await open();
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"strData":'));
        setTimeout(() => controller.error(new Error("gone")), 5);
      },
    });
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: stream,
      duplex: "half",
    } as RequestInit;
    const outcome = await client.send(runtime, PREDICT, init).then(
      (response) => response.status,
      () => "failed",
    );
    expect(isSocket ? ["failed"] : [400, 499, 500]).toContain(outcome);
    expect((await client.send(runtime, PREDICT, post({ strData: "x" }))).status).toBe(200);
  });

  test("hands request headers to remote units, without those of the connection", async () => {
    let seen: Record<string, unknown> = {};
    const server = await listen((request, response) => {
      seen = request.headers;
      request.resume();
      answerJson(response, '{"strData":"ok"}');
    });
    servers.push(server);
    const headers = { authorization: "Bearer t", "x-request-id": "7", "seldon-puid": "p", "accept-encoding": "br" };
    const response = await client.send(await open(ECHO, { m: server.url }), PREDICT, post({ strData: "x" }, headers));
    expect(response.status).toBe(200);
    expect(seen).toMatchObject({
      authorization: "Bearer t",
      "x-request-id": "7",
      "seldon-puid": "p",
      "content-type": "application/json",
      host: `127.0.0.1:${server.port}`,
    });
    expect(seen["accept-encoding"]).toBeUndefined();
  });

  test("takes a puid of the message that no header can carry", async () => {
    const server = await listen((request, response) => {
      request.resume();
      answerJson(response, '{"strData":"ok"}');
    });
    servers.push(server);
    const response = await client.send(
      await open(ECHO, { m: server.url }),
      PREDICT,
      post({ strData: "x", meta: { puid: "a\r\nX-Evil: 1" } }),
    );
    expect(response.status).toBe(200);
    expect(response.headers.get("x-evil")).toBeNull();
  });
});
