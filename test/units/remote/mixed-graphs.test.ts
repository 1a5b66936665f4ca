import { afterEach, describe, expect, test } from "vitest";
import { GRPCInferenceService } from "../../../runtime/proto/generated/inference/inference_pb.js";
import { Combiner, Model } from "../../../runtime/proto/generated/seldon/prediction_pb.js";
import { PredictionService } from "../../../runtime/proto/generated/tensorflow_serving/apis/serving_pb.js";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import { serveGrpc, service } from "../../support/grpc-js-server.ts";
import { failureOf, parameter } from "../../support/manifests.ts";
import { closedTarget } from "../../support/rpc-server.ts";
import { bodyOf, listen } from "../../support/unit-server.ts";
import { Opened, firstOf, loadRemote, request } from "./support.ts";

const opened = new Opened();
afterEach(() => opened.close());

const speaks = (protocol: string) => [parameter("zerohop.protocol", protocol)];

/** A server that gives back what it gets, in every protocol and over both transports. */
async function identities(): Promise<Readonly<Record<string, string>>> {
  const grpc = opened.keep(
    await serveGrpc(
      service(Model, { predict: (message) => message }),
      service(GRPCInferenceService, {
        modelInfer: ({ inputs, rawInputContents }) => ({
          outputs: inputs.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
          rawOutputContents: rawInputContents,
        }),
      }),
      service(PredictionService, { predict: ({ inputs }) => ({ outputs: inputs }) }),
    ),
  );
  const rest = opened.keep(
    await listen(async (asking, response) => {
      const text = Buffer.from(await bodyOf(asking)).toString();
      const type = { "content-type": "application/json" };
      if (asking.method !== "POST") return void response.writeHead(404, type).end("{}");
      // As text, so that no number goes through a float.
      if (asking.url!.startsWith("/v2")) response.writeHead(200, type).end(text.replace('"inputs"', '"outputs"'));
      else if (asking.url!.startsWith("/v1")) {
        response
          .writeHead(200, type)
          .end(text.replace('"instances"', '"predictions"').replace('"inputs"', '"outputs"'));
      } else response.writeHead(200, type).end(text);
    }),
  );
  return {
    "seldon rest": rest.url,
    "seldon grpc": grpc.target,
    "v2 rest": rest.url,
    "v2 grpc": grpc.target,
    "tensorflow rest": rest.url,
    "tensorflow grpc": grpc.target,
  };
}

const WAYS = ["seldon rest", "seldon grpc", "v2 rest", "v2 grpc", "tensorflow rest", "tensorflow grpc"];

describe("a graph of remote units in several protocols", () => {
  test("carries a tensor through all of them", async () => {
    const servers = await identities();
    for (const order of [WAYS, WAYS.toReversed()]) {
      const chain = order.reduceRight<any>(
        (children, way, index) => ({
          name: `u${index}`,
          parameters: speaks(way.split(" ")[0]!),
          children: children === undefined ? [] : [children],
        }),
        undefined,
      );
      const units = Object.fromEntries(order.map((way, index) => [`u${index}`, servers[way]!]));
      const runtime = await loadRemote(opened, chain, units);
      const answer = await runtime.predict([
        [0.1, -2.5, 1e300],
        [1, 2, 3],
      ]);
      expect([...firstOf(answer).data]).toEqual([0.1, -2.5, 1e300, 1, 2, 3]);
      expect(firstOf(answer).shape).toEqual([2, 3]);
    }
  });

  test.each(["v2 rest", "v2 grpc", "tensorflow grpc"])("loses nothing of 64-bit integers over %s", async (way) => {
    const servers = await identities();
    const graph = { name: "m", parameters: speaks(way.split(" ")[0]!) };
    const runtime = await loadRemote(opened, graph, { m: servers[way]! });
    const wide: Tensor = {
      name: "x",
      datatype: "INT64",
      shape: [2],
      data: BigInt64Array.of(2n ** 53n + 1n, -(2n ** 63n)),
    };
    expect(firstOf(await runtime.predict(request([wide])))).toEqual(wide);
  });

  test("combines children of every protocol", async () => {
    const servers = await identities();
    const combiner = opened.keep(
      await serveGrpc(service(Combiner, { aggregate: ({ seldonMessages }) => seldonMessages.at(-1)! })),
    );
    const children = WAYS.map((way) => ({ name: way.replace(" ", "-"), parameters: speaks(way.split(" ")[0]!) }));
    const units = Object.fromEntries(WAYS.map((way) => [way.replace(" ", "-"), servers[way]!]));
    const graph = { name: "all", type: "COMBINER", children };
    const runtime = await loadRemote(opened, graph, { ...units, all: combiner.target });
    const answer = await runtime.predict([[1, 2]]);
    expect([...firstOf(answer).data]).toEqual([1, 2]);
    expect(answer.meta.routing).toMatchObject({ all: -1 });
  });

  test("goes on beside a dead unit, which is named", async () => {
    const servers = await identities();
    const dead = await closedTarget();
    const graph = {
      name: "r",
      type: "ROUTER",
      children: [
        { name: "dead", parameters: speaks("v2") },
        { name: "live", parameters: speaks("v2") },
      ],
    };
    const route = { route: (X: number[][]) => X[0]![0] };
    const annotations = { "seldon.io/grpc-timeout": "500" };
    const runtime = await loadRemote(opened, graph, { r: route, dead, live: servers["v2 grpc"]! }, { annotations });
    const started = performance.now();
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        runtime.predict([[index % 2]]).then(
          () => "ok",
          (error) => `${error.code} ${error.unit}`,
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "ok")).toHaveLength(20);
    expect(outcomes.filter((outcome) => outcome === "UNAVAILABLE dead")).toHaveLength(20);
    expect(performance.now() - started).toBeLessThan(3000);
    expect(await failureOf(() => runtime.ready())).toMatchObject({ code: "UNAVAILABLE", unit: "dead" });
  });

  test("passes the client's model on to the first unit alone", async () => {
    const asked: string[] = [];
    const server = opened.keep(
      await serveGrpc(
        service(GRPCInferenceService, {
          modelInfer: ({ modelName, inputs, rawInputContents }) => {
            asked.push(modelName);
            const outputs = inputs.map(({ name, datatype, shape }) => ({ name, datatype, shape }));
            return { outputs, rawOutputContents: rawInputContents };
          },
        }),
      ),
    );
    const graph = { name: "first", children: [{ name: "second" }] };
    const units = { first: server.target, second: server.target };
    const runtime = await loadRemote(opened, graph, units, { protocol: "v2" });
    const tensor: Tensor = { name: "x", datatype: "FP32", shape: [1], data: Float32Array.of(1) };
    await runtime.plane.predict(request([tensor]), { model: "bert" });
    await runtime.plane.predict(request([tensor]), { model: "second" });
    await runtime.plane.predict(request([tensor]));
    expect(asked).toEqual(["bert", "second", "second", "first", "second"]);
  });
});
