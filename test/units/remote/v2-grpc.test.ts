import { afterEach, describe, expect, test } from "vitest";
import { GRPCInferenceService } from "../../../runtime/proto/generated/inference/inference_pb.js";
import type { Tensor } from "../../../runtime/tensor/tensor.ts";
import { createV2GrpcUnit } from "../../../runtime/units/remote/v2-grpc.ts";
import { serveGrpc, service } from "../../support/grpc-js-server.ts";
import { failureOf } from "../../support/manifests.ts";
import { EVERY, Opened, contextOf, floats, grpcHost, loadRemote, optionsOf as options, request } from "./support.ts";

const opened = new Opened();
afterEach(() => opened.close());

describe("a V2 unit over gRPC", () => {
  async function serve(asked: unknown[] = []) {
    return opened.keep(
      await serveGrpc(
        service(GRPCInferenceService, {
          modelInfer: (given) => {
            asked.push(given);
            return {
              modelName: given.modelName,
              id: given.id,
              parameters: { ...given.parameters, version: { parameterChoice: { case: "stringParam", value: "7" } } },
              outputs: given.inputs.map(({ name, datatype, shape, parameters }) => ({
                name,
                datatype,
                shape,
                parameters,
              })),
              rawOutputContents: given.rawInputContents,
            };
          },
          modelMetadata: ({ name }) => ({
            name,
            versions: ["1"],
            platform: "onnx",
            inputs: [{ name: "features", datatype: "FP32", shape: [-1n, 2n] }],
            outputs: [{ name: "y", datatype: "INT64", shape: [-1n] }],
          }),
          modelReady: ({ name }) => ({ ready: name === "m" }),
        }),
      ),
    );
  }

  test("carries every datatype unchanged, with names and tensor parameters", async () => {
    const asked: any[] = [];
    const unit = createV2GrpcUnit(options((await serve(asked)).target), grpcHost(opened));
    const given = EVERY.map((tensor) => ({ ...tensor, parameters: { content_type: "np", n: 5 } }));
    const answer = await unit.predict!(request(given, { threshold: 0.5 }), contextOf());
    expect(asked[0]).toMatchObject({ modelName: "m", id: "p" });
    if (answer.data.kind !== "tensors") throw new Error("no tensors");
    expect(answer.data.tensors).toEqual(given);
    expect(answer.meta.tags).toEqual({ threshold: 0.5, version: "7" });
  });

  test("gives a tensor without a name the name and datatype of the model's only input", async () => {
    const asked: any[] = [];
    const unit = createV2GrpcUnit(options((await serve(asked)).target), grpcHost(opened));
    await unit.predict!(request([floats("", 1, 2)]), contextOf());
    expect(asked[0].inputs[0]).toMatchObject({ name: "features", datatype: "FP32", shape: [1n, 2n] });
  });

  test("routes by the first number of its first output, and combines all tensors of its children", async () => {
    const asked: any[] = [];
    const { target } = await serve(asked);
    const pass = { predict: (X: unknown) => X };
    const router = { name: "r", type: "ROUTER", children: [{ name: "a" }, { name: "b" }] };
    const routed = await loadRemote(opened, router, { r: target, a: pass, b: pass }, { protocol: "v2" });
    expect((await routed.predict([[1]])).meta.routing).toMatchObject({ r: 1 });
    const combiner = { ...router, name: "c", type: "COMBINER" };
    const combined = await loadRemote(opened, combiner, { c: target, a: pass, b: pass }, { protocol: "kfserving" });
    await combined.predict([[1, 2]]);
    expect(asked.at(-1).inputs.map(({ name }: Tensor) => name)).toEqual(["0/output-0", "1/output-0"]);
  });

  test("says what it is, and whether it is ready", async () => {
    const { target } = await serve();
    const unit = createV2GrpcUnit(options(target), grpcHost(opened));
    expect(await unit.metadata!()).toEqual({
      name: "m",
      versions: ["1"],
      platform: "onnx",
      inputs: [{ name: "features", datatype: "FP32", shape: [-1, 2] }],
      outputs: [{ name: "y", datatype: "INT64", shape: [-1] }],
      custom: {},
    });
    await unit.ready!();
    const other = createV2GrpcUnit(options(target, { name: "other" }), grpcHost(opened));
    expect((await failureOf(() => other.ready!())).message).toBe(`${target} says that other is not ready`);
  });

  test("sends no reward: its protocol has no word for it", async () => {
    const asked: unknown[] = [];
    const runtime = await loadRemote(opened, { name: "m" }, { m: (await serve(asked)).target }, { protocol: "v2" });
    await runtime.feedback({ request: undefined, response: undefined, reward: 1, truth: undefined });
    expect(asked).toEqual([]);
  });
});
