/**
 * For each pair of protocols: a random tensor sent as A through an identity graph, over a socket, and
 * read as B is the same tensor. The graph keeps what A sent, and answers it to B.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../../runtime/message/message.ts";
import { serve } from "../../runtime/platform/node/server.ts";
import type { NodeServer } from "../../runtime/platform/node/server.ts";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "../../runtime/tensor/half.ts";
import type { UnitContext } from "../../runtime/units/unit.ts";
import { GrpcJsClient } from "../clients/grpc-js-client.ts";
import { createTestHost } from "../support/host.ts";
import { tensors } from "./identity-tensors.ts";
import type { Sent } from "./identity-tensors.ts";
import { WAYS } from "./identity-ways.ts";
import type { ReadTensor, Server, Way } from "./identity-ways.ts";

/** What B sends to be answered: anything at all in its own form. */
const ANYTHING: Sent = { name: "x", datatype: "FP64", shape: [1], values: ["1"], isBinary: false };
/** Random tensors for each pair of protocols. */
const RUNS = 12;

/** Ways in which a client says the datatype, and reads it. */
const isTyped = ({ name }: Way): boolean => /^V2|^TensorFlow gRPC|tftensor/.test(name);

/** What a reader without datatypes can tell: numbers by value, -0 is 0 for integers only. */
function seen({ shape, values }: ReadTensor, { datatype }: Sent): unknown {
  const numbers = /^(FP|BF)/.test(datatype) ? values.map((value) => asHeld(datatype, Number(value))) : values;
  return { shape, values: numbers };
}

// Text has more or fewer digits than the number that it stands for.
function asHeld(datatype: string, value: number): number {
  if (datatype === "FP16") return fromFloat16(toFloat16(value));
  if (datatype === "BF16") return fromBfloat16(toBfloat16(value));
  return datatype === "FP32" ? Math.fround(value) : value;
}

describe("a tensor through an identity graph, over sockets", () => {
  let node: NodeServer;
  let server: Server;
  beforeAll(async () => {
    let kept: Message["data"];
    const predict = (message: Message, context: UnitContext): Message => {
      if (context.header("x-step") === "recall") return { ...message, data: kept, names: [] };
      kept = message.data;
      return message;
    };
    const manifest = { name: "identity", graph: { name: "same", implementation: "IDENTITY" } };
    const runtime = await createRuntimeOn(createTestHost(), manifest, {
      implementations: { IDENTITY: () => ({ kind: "built-in", identity: "same", predict }) },
    });
    node = await serve(runtime, { port: 0, host: "127.0.0.1" });
    server = { url: `http://127.0.0.1:${node.port}`, grpc: new GrpcJsClient(node.port) };
  });
  afterAll(async () => {
    server.grpc.close();
    await node.stop();
  });

  const pairs = WAYS.flatMap((from) => WAYS.map((to) => [from, to] as const));
  // Each pair has tensors of its own, or all would have the same few.
  const numbered = pairs.map(([from, to], index) => [from.name, to.name, from, to, index] as const);
  test.each(numbered)("sent as %s, read as %s", async (_from, _to, from, to, index) => {
    const { seed } = fc.readConfigureGlobal();
    await fc.assert(
      fc.asyncProperty(
        tensors.filter((tensor) => from.says(tensor) && to.says(tensor)),
        async (tensor) => {
          const own = await from.ask(server, tensor, "keep");
          const found = await to.ask(server, ANYTHING, "recall");
          expect(seen(own, tensor)).toEqual(seen(tensor, tensor));
          expect(seen(found, tensor)).toEqual(seen(tensor, tensor));
          if (isTyped(from) && isTyped(to)) expect(found.datatype).toBe(tensor.datatype);
        },
      ),
      { numRuns: RUNS, ...(seed !== undefined && { seed: seed + index }) },
    );
  });
});
