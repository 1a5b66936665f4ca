import { status } from "@grpc/grpc-js";
import { create } from "@bufbuild/protobuf";
import { ValueSchema } from "@bufbuild/protobuf/wkt";
import type { MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { afterEach, describe, expect, test } from "vitest";
import {
  Health,
  HealthCheckResponse_ServingStatus as Serving,
} from "../../../runtime/proto/generated/grpc/health/v1/health_pb.js";
import {
  Combiner,
  Model,
  OutputTransformer,
  Router,
  SeldonMessageSchema,
  Transformer,
} from "../../../runtime/proto/generated/seldon/prediction_pb.js";
import { createSeldonGrpcUnit } from "../../../runtime/units/remote/seldon-grpc.ts";
import type { RemoteUnitOptions } from "../../../runtime/units/remote/options.ts";
import { failure, serveGrpc, service } from "../../support/grpc-js-server.ts";
import { createTestHost } from "../../support/host.ts";
import { failureOf, parameter } from "../../support/manifests.ts";
import { closedTarget } from "../../support/rpc-server.ts";
import { Opened, contextOf, firstOf, floats, grpcHost, loadRemote, request } from "./support.ts";

const opened = new Opened();
afterEach(() => opened.close());

type SeldonMessage = MessageShape<typeof SeldonMessageSchema>;
type SeldonInit = MessageInitShape<typeof SeldonMessageSchema>;

const valuesOf = (message: SeldonMessage | undefined): readonly number[] => {
  const data = message?.dataOneof.case === "data" ? message.dataOneof.value.dataOneof : undefined;
  return data?.case === "tensor" ? data.value.values : [];
};
const tensor = (...values: number[]): SeldonInit => ({
  dataOneof: {
    case: "data",
    value: { dataOneof: { case: "tensor", value: { shape: [1, values.length], values } } },
  },
  meta: { tags: { by: { kind: { case: "stringValue", value: "remote" } } }, requestPath: { m: "image:1" } },
});

/** A wrapper's services, of a unit that counts what it is asked. */
async function serve(asked: string[] = []) {
  const map = (verb: string, change: (value: number) => number) => (message: SeldonMessage) => {
    asked.push(verb);
    return tensor(...valuesOf(message).map(change));
  };
  return opened.keep(
    await serveGrpc(
      service(Model, {
        predict: map("predict", (value) => value * 2),
        sendFeedback: ({ reward, request: judged }) => {
          asked.push(`feedback ${reward} for ${valuesOf(judged).join()}`);
          return {};
        },
        metadata: () => ({
          name: "m",
          versions: ["1", "2"],
          platform: "p",
          inputs: [
            {
              messagetype: "tensor",
              schema: create(ValueSchema, {
                kind: {
                  case: "structValue",
                  value: {
                    fields: {
                      shape: {
                        kind: { case: "listValue", value: { values: [{ kind: { case: "numberValue", value: 3 } }] } },
                      },
                    },
                  },
                },
              }),
            },
            { messagetype: "strData" },
          ],
          outputs: [{ name: "o", datatype: "FP32", shape: [-1n, 2n] }],
          custom: { a: "b" },
        }),
      }),
      service(Transformer, { transformInput: map("transform-input", (value) => value + 1) }),
      service(OutputTransformer, { transformOutput: map("transform-output", (value) => value - 1) }),
      service(Router, { route: (message) => (asked.push("route"), tensor(valuesOf(message)[0]!)) }),
      service(Combiner, {
        aggregate: ({ seldonMessages }) => (asked.push("aggregate"), tensor(...seldonMessages.flatMap(valuesOf))),
      }),
    ),
  );
}

const unitOf = (url: string, options: Partial<RemoteUnitOptions> = {}) =>
  createSeldonGrpcUnit({ name: "m", url, timeoutMs: 2000, ...options }, grpcHost(opened));

describe("a unit of Seldon's protocol over gRPC", () => {
  test("is asked by the method of each verb", async () => {
    const asked: string[] = [];
    const unit = unitOf((await serve(asked)).target);
    const message = request([floats("", 3, 4)]);
    const context = contextOf();
    expect([...firstOf(await unit.predict!(message, context)).data]).toEqual([6, 8]);
    expect([...firstOf(await unit.transformInput!(message, context)).data]).toEqual([4, 5]);
    expect([...firstOf(await unit.transformOutput!(message, context)).data]).toEqual([2, 3]);
    expect([...firstOf(await unit.route!(message, context)).data]).toEqual([3]);
    expect([...firstOf(await unit.aggregate!([message, message], context)).data]).toEqual([3, 4, 3, 4]);
    await unit.sendFeedback!({ request: message, response: undefined, reward: 0.5, truth: undefined }, context);
    expect(asked).toEqual([
      "predict",
      "transform-input",
      "transform-output",
      "route",
      "aggregate",
      "feedback 0.5 for 3,4",
    ]);
  });

  test("says what it did in its own meta", async () => {
    const answer = await unitOf((await serve()).target).predict!(request([floats("", 1)]), contextOf());
    expect(answer.meta).toMatchObject({ tags: { by: "remote" }, requestPath: { m: "image:1" } });
  });

  test("gets the client's headers as metadata, with the puid and the deadline", async () => {
    let seen: ReturnType<typeof JSON.parse> = {};
    let deadline = 0;
    const server = opened.keep(
      await serveGrpc(
        service(Model, {
          predict: (_, call) => {
            seen = call.metadata.getMap();
            deadline = Number(call.deadline) - Date.now();
            return tensor(1);
          },
        }),
      ),
    );
    const unit = unitOf(server.target, { forwardHeaders: new Set(["authorization", "x-odd", "grpc-timeout"]) });
    const headers = { authorization: "Bearer x", "x-odd": "ä", "grpc-timeout": "1n", cookie: "c" };
    await unit.predict!(request([floats("", 1)]), contextOf(headers));
    expect(seen).toMatchObject({ authorization: "Bearer x", "seldon-puid": "p" });
    expect(Object.keys(seen).filter((name) => /cookie|x-odd|grpc-timeout/.test(name))).toEqual([]);
    expect(deadline).toBeGreaterThan(500);
    expect(deadline).toBeLessThanOrEqual(2000);
  });

  test.each<[number, string, string, string]>([
    [status.INVALID_ARGUMENT, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "no good"],
    [status.NOT_FOUND, "NOT_FOUND", "NOT_FOUND", "gone"],
    [status.RESOURCE_EXHAUSTED, "RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED", "full"],
    [status.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED", "late"],
    [status.UNAVAILABLE, "UNAVAILABLE", "UNAVAILABLE", "down"],
    [status.UNIMPLEMENTED, "UNIMPLEMENTED", "UNIMPLEMENTED", "no"],
    [status.UNAUTHENTICATED, "UNAUTHENTICATED", "UNAUTHENTICATED", "who?"],
    [status.PERMISSION_DENIED, "PERMISSION_DENIED", "PERMISSION_DENIED", "not you"],
    [status.CANCELLED, "CANCELLED", "CANCELLED", "stop"],
    [status.UNKNOWN, "INTERNAL", "UNKNOWN", "Exception calling application: tötal"],
    [status.FAILED_PRECONDITION, "INTERNAL", "FAILED_PRECONDITION", "x"],
    [status.DATA_LOSS, "INTERNAL", "DATA_LOSS", "x"],
  ])("fails with status %i as %s", async (code, expected, name, details) => {
    const predict = (): never => {
      throw failure(code, details);
    };
    const server = opened.keep(await serveGrpc(service(Model, { predict })));
    const runtime = await loadRemote(opened, { name: "m" }, { m: server.target });
    const error = await failureOf(() => runtime.predict([[1]]));
    expect(error).toMatchObject({ code: expected, unit: "m" });
    expect(error.message).toBe(`Unit "m": ${server.target}/seldon.protos.Model/Predict answered ${name}: ${details}`);
  });

  test("says what it is", async () => {
    expect(await unitOf((await serve()).target).metadata!()).toEqual({
      name: "m",
      versions: ["1", "2"],
      platform: "p",
      inputs: [{ messagetype: "tensor", schema: { shape: [3] } }, { messagetype: "strData" }],
      outputs: [{ name: "o", datatype: "FP32", shape: [-1, 2] }],
      custom: { a: "b" },
    });
  });

  test("is ready when its health service says so, or when it has none", async () => {
    const health = (serving: Serving) => serveGrpc(service(Health, { check: () => ({ status: serving }) }));
    await unitOf(opened.keep(await health(Serving.SERVING)).target).ready!();
    const unready = opened.keep(await health(Serving.NOT_SERVING)).target;
    const error = await failureOf(() => unitOf(unready).ready!());
    expect(error.message).toBe(`${unready} is NOT_SERVING`);
    await unitOf((await serve()).target).ready!();
    expect(await failureOf(async () => unitOf(await closedTarget()).ready!())).toMatchObject({ code: "UNAVAILABLE" });
  });

  test("that is dead is 503 with its name within its time, while other requests go on", async () => {
    const url = await closedTarget();
    const graph = { name: "r", type: "ROUTER", children: [{ name: "dead" }, { name: "live" }] };
    const units = { r: { route: (X: number[][]) => X[0]![0] }, dead: url, live: (await serve()).target };
    const runtime = await loadRemote(opened, graph, units, { annotations: { "seldon.io/grpc-timeout": "500" } });
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
    }
  });

  test("that hangs is given up at seldon.io/grpc-timeout with its name", async () => {
    const server = opened.keep(await serveGrpc(service(Model, { predict: () => new Promise<never>(() => {}) })));
    const annotations = { "seldon.io/grpc-timeout": "50", "seldon.io/rest-timeout": "60000" };
    const runtime = await loadRemote(opened, { name: "m" }, { m: server.target }, { annotations });
    const error = await failureOf(() => runtime.predict([[1]]));
    expect(error).toMatchObject({ code: "DEADLINE_EXCEEDED", httpStatus: 504, unit: "m" });
  });

  test("is chosen by the manifest's endpoint, transport and ports", async () => {
    const { port } = await serve();
    const endpoints = [
      { service_host: "127.0.0.1", service_port: port, type: "GRPC" },
      { service_host: "127.0.0.1", httpPort: 1, grpcPort: port, type: "GRPC" },
      { service_host: "127.0.0.1", grpcPort: port },
    ];
    for (const endpoint of endpoints) {
      const runtime = await loadRemote(opened, { name: "m", endpoint });
      expect([...firstOf(await runtime.predict(request([floats("", 2)]))).data]).toEqual([4]);
    }
    const endpoint = { service_host: "127.0.0.1", service_port: port };
    const runtime = await loadRemote(opened, { name: "m", endpoint }, {}, { transport: "grpc" });
    expect([...firstOf(await runtime.predict(request([floats("", 2)]))).data]).toEqual([4]);
    expect(runtime.plane.generation.predictors[0]!.plan.root.unit.identity).toBe(`grpc://127.0.0.1:${port}`);
    const rest = { ...endpoint, type: "REST" };
    const other = await loadRemote(opened, { name: "m", endpoint: rest }, {}, { transport: "grpc" });
    expect(other.plane.generation.predictors[0]!.plan.root.unit.identity).toBe(`http://127.0.0.1:${port}`);
  });

  test("is refused at load where the platform has no gRPC", async () => {
    const host = createTestHost();
    const error = await failureOf(() => loadRemote(opened, { name: "m" }, { m: "grpc://unit:9500" }, { host }));
    expect(error.message).toContain(
      'unit "m": This platform cannot call grpc://unit:9500 over gRPC; bind the unit to its REST port with http://',
    );
  });

  test.each([
    ["protocol", "oip", "expected one of seldon, tensorflow, kfserving, v2, got"],
    ["binary", "yes", "expected one of false, true, auto, got"],
  ])("is refused with zerohop.%s=%s", async (name, value, expected) => {
    const graph = { name: "m", parameters: [parameter(`zerohop.${name}`, value)] };
    const error = await failureOf(() => loadRemote(opened, graph, { m: "grpc://unit:9500" }));
    expect(error.message).toContain(`unit "m": Parameter "zerohop.${name}": ${expected} "${value}"`);
  });
});
