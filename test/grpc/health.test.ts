import { describe, expect, test } from "vitest";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from "../../runtime/proto/generated/grpc/health/v1/health_pb.js";
import { call, collect, statusOfCall, stream } from "./rpc-client.ts";
import { double, MODEL, open } from "./served.ts";

const { check, watch } = Health.method;

describe("grpc.health.v1.Health/Check", () => {
  test.each([
    "",
    "seldon.protos.Seldon",
    "inference.GRPCInferenceService",
    "tensorflow.serving.PredictionService",
    "grpc.health.v1.Health",
  ])("serves %j until it drains", async (service) => {
    const { rpcs, runtime } = await open(MODEL, { model: double });
    expect((await call(rpcs, check, { service })).message.status).toBe(Status.SERVING);
    runtime.startDraining();
    expect((await call(rpcs, check, { service })).message.status).toBe(Status.NOT_SERVING);
  });

  test("does not serve while a unit is not ready, or when the runtime is closed", async () => {
    const ready = () => Promise.reject(new Error("no"));
    const unit = { kind: "component", identity: "x", predict: (message: never) => message, ready };
    const { rpcs } = await open(MODEL, { model: unit as never });
    expect((await call(rpcs, check, {})).message.status).toBe(Status.NOT_SERVING);
    const closed = await open(MODEL, { model: double });
    await closed.runtime.close();
    expect((await call(closed.rpcs, check, {})).message.status).toBe(Status.NOT_SERVING);
  });

  test("asks the units seldom, however many ask it", async () => {
    let asked = 0;
    const unit = { kind: "component", identity: "x", predict: (message: never) => message, ready: () => void asked++ };
    const { rpcs } = await open(MODEL, { model: unit as never });
    asked = 0;
    await Promise.all(Array.from({ length: 50 }, () => call(rpcs, check, {})));
    expect(asked).toBe(1);
  });

  test("does not know every service", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const status = await statusOfCall(() => call(rpcs, check, { service: "shop.Cart" }));
    expect(status).toMatchObject({ code: 5, message: expect.stringContaining("shop.Cart") });
  });
});

describe("grpc.health.v1.Health/Watch", () => {
  test("tells changes, and ends with the server", async () => {
    const { rpcs, runtime } = await open(MODEL, { model: double });
    const seen = stream(rpcs, watch, [{}]);
    expect((await seen.next()).value!.status).toBe(Status.SERVING);
    runtime.startDraining();
    expect((await seen.next()).value!.status).toBe(Status.NOT_SERVING);
    expect((await seen.next()).done).toBe(true);
  });

  test("ends when the client cancels", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const client = new AbortController();
    const seen = stream(rpcs, watch, [{ service: "seldon.protos.Seldon" }], { signal: client.signal });
    expect((await seen.next()).value!.status).toBe(Status.SERVING);
    const rest = collect(seen);
    client.abort();
    expect(await rest).toEqual([]);
  });

  test("says of a service that there is not that it is unknown", async () => {
    const { rpcs } = await open(MODEL, { model: double });
    const seen = stream(rpcs, watch, [{ service: "shop.Cart" }]);
    expect((await seen.next()).value!.status).toBe(Status.SERVICE_UNKNOWN);
    await seen.return(undefined);
  });
});
