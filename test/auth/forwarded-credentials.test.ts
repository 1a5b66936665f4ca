/** What a client shows at the door stays there: remote units do not get it unless the manifest names it. */
import { describe, expect, test } from "vitest";
import type { RpcCall } from "../../runtime/host.ts";
import { atEnd } from "../clients/served.ts";
import { call } from "../grpc/rpc-client.ts";
import { Seldon } from "../../runtime/proto/generated/seldon/prediction_pb.js";
import { createTestHost } from "../support/host.ts";
import { load, parameter } from "../support/manifests.ts";
import type { Node } from "../support/manifests.ts";
import { answerJson, listen } from "../support/unit-server.ts";

const KEY = "correct-horse-battery-staple";
const AUTH = { auth: { apiKeys: [KEY] } };
const SENT = { "x-api-key": KEY, authorization: "Bearer theirs", "x-trace": "1" };

/** What a remote unit gets of the three headers, from a client of REST and from one of gRPC. */
async function passedOn(options: object, forward?: string): Promise<readonly (readonly string[])[]> {
  const seen: string[][] = [];
  const note = (headers: object): void => {
    seen.push(
      Object.keys(headers)
        .filter((name) => name in SENT)
        .toSorted(),
    );
  };
  const server = await listen((request, response) => {
    note(request.headers);
    answerJson(response, '{"strData":"x"}');
  });
  atEnd(() => server.close());
  const parameters = forward === undefined ? [] : [parameter("zerohop.forward-headers", forward)];
  const node: Node = { name: "m", type: "MODEL", parameters };
  const { runtime } = await load(node, { m: server.url }, options);
  atEnd(() => runtime.close());
  const init = { method: "POST", headers: { ...SENT, "content-type": "application/json" }, body: '{"strData":"x"}' };
  const response = await runtime.fetch(new Request("http://x/api/v1.0/predictions", init));
  expect(response.status).toBe(200);
  const message = { dataOneof: { case: "strData" as const, value: "x" } };
  await call(await runtime.loadRpcs(), Seldon.method.predict, message, { metadata: SENT });
  return seen;
}

const both = (...names: string[]): readonly (readonly string[])[] => [names, names];

describe("credentials", () => {
  test("are not passed on by a server that asks for them", async () => {
    expect(await passedOn(AUTH)).toEqual(both("x-trace"));
  });

  test("are passed on where the manifest names them", async () => {
    expect(await passedOn(AUTH, "authorization,x-trace")).toEqual(both("authorization", "x-trace"));
    expect(await passedOn(AUTH, "x-api-key")).toEqual(both("x-api-key"));
  });

  test("are nobody's business but the units' where the server asks for none", async () => {
    expect(await passedOn({})).toEqual(both("authorization", "x-api-key", "x-trace"));
  });

  test("are not passed on by a path that is open to everybody", async () => {
    const seen: string[][] = [];
    const server = await listen((request, response) => {
      seen.push(Object.keys(request.headers).filter((name) => name in SENT));
      answerJson(response, '{"strData":"x"}');
    });
    atEnd(() => server.close());
    const { runtime } = await load({ name: "m", type: "MODEL" }, { m: server.url }, AUTH);
    atEnd(() => runtime.close());
    const response = await runtime.fetch(new Request("http://x/api/v1.0/status/m", { headers: SENT }));
    expect(response.status).toBe(200);
    expect(seen).toEqual([["x-trace"]]);
  });

  test("are not among the metadata of a call to a unit, either", async () => {
    const calls: RpcCall[] = [];
    const host = createTestHost({
      callRpc(rpc) {
        calls.push(rpc);
        return Promise.resolve({ status: 0, message: "", metadata: {}, body: rpc.body });
      },
    });
    const { runtime } = await load({ name: "m", type: "MODEL" }, { m: "grpc://unit:5000" }, AUTH, host);
    atEnd(() => runtime.close());
    const message = { dataOneof: { case: "strData" as const, value: "x" } };
    await call(await runtime.loadRpcs(), Seldon.method.predict, message, { metadata: SENT });
    expect(Object.keys(calls[0]!.metadata).toSorted()).toEqual(["seldon-puid", "x-trace"]);
  });
});
