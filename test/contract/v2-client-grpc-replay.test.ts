/**
 * Replays what clients of the Open Inference protocol sent over gRPC, message by message: the unit `m`
 * answers the tensors of the recorded answer, and the client must read of ours what it read of that.
 */
import { fromBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { InferenceError } from "../../runtime/errors.ts";
import { serve } from "../../runtime/platform/node/server.ts";
import type { NodeServer } from "../../runtime/platform/node/server.ts";
import {
  ModelInferRequestSchema,
  ModelInferResponseSchema,
  ModelStreamInferResponseSchema,
} from "../../runtime/proto/generated/inference/inference_pb.js";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { GrpcJsClient } from "../clients/grpc-js-client.ts";
import { createTestHost } from "../support/host.ts";
import { failureFor, readClientPairs, Script } from "./v2-client-pair.ts";
import type { GrpcClientPair } from "./v2-client-pair.ts";
import { clientVerdict, plain, unusedClientDifferences } from "./v2-client-verdict.ts";
import { askSocket, askTable, bytesIn } from "./v2-grpc-asks.ts";
import type { Ask } from "./v2-grpc-asks.ts";
import { inputsOf, isOfProtocol, outputsOf, readCallAs, recordedCallAnswer } from "./v2-grpc-readers.ts";
import type { Reading } from "./v2-http-readers.ts";
import { comparable, readByGrpcClient } from "./v2-recorded-reading.ts";
import type { WireTensor } from "./v2-tensors.ts";
import { TWIN_IMPLEMENTATIONS, V2_TWIN } from "./v2-twin.ts";

const FILES = ["tritonclient.grpc", "kserve-client.grpc"] as const;
const script = new Script();

function clientOf(file: string): "tritonclient" | "kserve-client" {
  return file.startsWith("triton") ? "tritonclient" : "kserve-client";
}

function isInference({ request }: GrpcClientPair): boolean {
  return request.method.endsWith("Infer");
}

/** What the unit is to answer, request by request, for a server to answer as recorded. */
function answersFor(pair: GrpcClientPair): readonly (readonly WireTensor[] | InferenceError)[] {
  const { code, details = "", stream } = pair.response;
  if (code !== "OK") return [failureFor(code, details)];
  if (stream === undefined) return [outputsOf(fromBinary(ModelInferResponseSchema, bytesIn(pair.response)))];
  return stream.map((answer) => {
    const { errorMessage, inferResponse } = fromBinary(ModelStreamInferResponseSchema, bytesIn(answer));
    return errorMessage === "" ? outputsOf(inferResponse!) : failureFor("INVALID_ARGUMENT", errorMessage);
  });
}

describe("the readers of recorded answers over gRPC", () => {
  test.each(FILES)("read of %s.json what the client read", (file) => {
    for (const pair of readClientPairs<GrpcClientPair>(file).filter(isOfProtocol)) {
      const readings = readCallAs(clientOf(file), pair, recordedCallAnswer(pair));
      expect.soft(readings.map(comparable), `${file}/${pair.name}`).toEqual(readByGrpcClient(pair));
    }
  });
});

describe.each(["in-process", "over a socket"])("clients of GRPCInferenceService, %s", (way) => {
  const ends: (() => unknown)[] = [];
  let serving: Ask;
  let withoutModel: Ask;
  beforeAll(async () => {
    const implementations = { ...TWIN_IMPLEMENTATIONS, SCRIPTED: script.implementation };
    const open = async (manifest: unknown): Promise<Ask> => {
      const runtime: Runtime = await createRuntimeOn(createTestHost(), manifest, { implementations });
      if (way === "in-process") {
        ends.push(() => runtime.close());
        return askTable(await runtime.loadRpcs());
      }
      const server: NodeServer = await serve(runtime, { port: 0, host: "127.0.0.1" });
      const client = new GrpcJsClient(server.port);
      ends.push(
        () => client.close(),
        () => server.stop(),
      );
      return askSocket(client);
    };
    serving = await open({ name: "clients", graph: { name: "m", implementation: "SCRIPTED" } });
    withoutModel = await open(V2_TWIN.awake);
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });

  test.each(FILES)("read what was recorded in %s.json", async (file) => {
    for (const pair of readClientPairs<GrpcClientPair>(file)) {
      const id = `${file}/${pair.name}`;
      const recorded = readCallAs(clientOf(file), pair, recordedCallAnswer(pair));
      if (isInference(pair)) script.expect(...answersFor(pair));
      const isUnknown = !isInference(pair) && pair.response.code === "NOT_FOUND";
      const ask = isUnknown ? withoutModel : serving;
      const actual = readCallAs(clientOf(file), pair, await ask(pair));
      expect.soft(actual.length, id).toBe(recorded.length);
      for (const [index, reading] of actual.entries()) {
        expect.soft(clientVerdict(id, recorded[index]!, reading), id).toBeUndefined();
      }
      if (!isInference(pair)) continue;
      const isRefused = "raised" in actual[0]! && !("raised" in recorded[0]!);
      const requests = (pair.request.stream ?? [pair.request]).map((one) =>
        fromBinary(ModelInferRequestSchema, bytesIn(one)),
      );
      expect.soft(script.asked.map(plain), id).toEqual(isRefused ? [] : requests.map((one) => plain(inputsOf(one))));
      for (const [index, reading] of actual.entries()) checkForm(id, reading, requests[index]!);
    }
  });
});

// Raw contents are answered with raw contents, typed ones with typed ones.
function checkForm(
  id: string,
  reading: Reading,
  request: ReturnType<typeof fromBinary<typeof ModelInferRequestSchema>>,
): void {
  if (!("head" in reading)) return;
  expect.soft(reading.head["model_name"], id).toBe("m");
  if (request.id !== "") expect.soft(reading.head["id"], id).toBe(request.id);
  const isRaw = request.rawInputContents.length > 0;
  const forms = reading.tensors.filter(({ values }) => values.length > 0).map(({ isBinary }) => isBinary);
  expect.soft(new Set(forms).has(!isRaw), id).toBe(false);
}

test("no entry in the list of what clients read otherwise over gRPC is without a pair", () => {
  expect(unusedClientDifferences().filter((id) => id.includes(".grpc/"))).toEqual([]);
});
