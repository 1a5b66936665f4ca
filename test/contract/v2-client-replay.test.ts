/**
 * Replays what clients of the Open Inference protocol sent over REST, byte for byte: the unit `m`
 * answers the tensors of the recorded answer, and the client must read of ours what it read of that.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseJson } from "../../runtime/codecs/json/reader.ts";
import type { InferenceError } from "../../runtime/errors.ts";
import type { JsonValue } from "../../runtime/message/json-value.ts";
import { createRuntimeOn } from "../../runtime/runtime.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { serve } from "../../runtime/platform/node/server.ts";
import type { NodeServer } from "../../runtime/platform/node/server.ts";
import { RawHttp1, requestBytes } from "../clients/raw-http1.ts";
import { createTestHost } from "../support/host.ts";
import { bytesOf } from "./pair.ts";
import { failureFor, readClientPairs, Script } from "./v2-client-pair.ts";
import type { HttpClientPair } from "./v2-client-pair.ts";
import { clientVerdict, plain, unusedClientDifferences } from "./v2-client-verdict.ts";
import { comparable, readByClient } from "./v2-recorded-reading.ts";
import { inflated, readAs, recordedHttpAnswer } from "./v2-http-readers.ts";
import type { HttpAnswer, Reading } from "./v2-http-readers.ts";
import { tensorsInJson } from "./v2-tensors.ts";
import type { WireTensor } from "./v2-tensors.ts";
import { TWIN_IMPLEMENTATIONS, V2_TWIN } from "./v2-twin.ts";

const FILES = ["tritonclient.http", "tritonclient.http.types", "kserve-client.rest"] as const;
const script = new Script();

/** The state that a server is in which answers as the recorded one. */
type World = "serving" | "asleep" | "without the model";
const MANIFESTS: Readonly<Record<World, unknown>> = {
  serving: { name: "clients", graph: { name: "m", implementation: "SCRIPTED" } },
  asleep: V2_TWIN.asleep,
  "without the model": V2_TWIN.awake,
};

function worldOf({ request, response }: HttpClientPair): World {
  if (request.method === "POST") return "serving";
  if (response.status === 503) return "asleep";
  return response.status === 404 ? "without the model" : "serving";
}

type Head = Readonly<Record<string, JsonValue>>;

/** What a request of inference holds. */
interface Inference {
  readonly head: Head;
  readonly tensors: readonly WireTensor[];
}

function inferenceOf({ request }: HttpClientPair): Inference | undefined {
  if (!request.path.includes("/infer")) return undefined;
  const headers = new Map(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const body = inflated(headers.get("content-encoding"), bytesOf(request)!);
  const end = Number(headers.get("inference-header-content-length") ?? body.length);
  const head = parseJson(Buffer.from(body.subarray(0, end)).toString("utf8")) as Head;
  return { head, tensors: tensorsInJson(head["inputs"], body.subarray(end)) };
}

/** What the unit is to answer, for a server to answer as recorded. */
function answerFor(pair: HttpClientPair, recorded: Reading): readonly WireTensor[] | InferenceError {
  if ("tensors" in recorded) return recorded.tensors;
  const { status } = pair.response;
  if (status >= 400) {
    return failureFor(status, status === 400 && "raised" in recorded ? recorded.raised.words : "");
  }
  // Predictions of the V1 protocol: the shape that they have, in the only output.
  return [{ name: "", datatype: "FP64", shape: [1], values: ["1"], isBinary: false }];
}

/** What is wrong with an answer beside its tensors. */
function formOf({ head, tensors }: Extract<Reading, { readonly head: unknown }>, asked: Inference): readonly unknown[] {
  return [head["model_name"], ...(asked.head["id"] === undefined ? [] : [head["id"]]), tensors.map(binaryIn)];
}

function expectedForm(asked: Inference, tensors: readonly WireTensor[]): readonly unknown[] {
  const { id, outputs, parameters } = asked.head as Readonly<Record<string, never>>;
  const wanted = new Map(((outputs ?? []) as { name: string; parameters?: Head }[]).map((one) => [one.name, one]));
  const all = (parameters as Head | undefined)?.["binary_data_output"] === true;
  const isBinary = (name: string): boolean => Boolean(wanted.get(name)?.parameters?.["binary_data"] ?? all);
  return ["m", ...(id === undefined ? [] : [id]), tensors.map(({ name }) => [name, isBinary(name)])];
}

function binaryIn({ name, isBinary }: WireTensor): readonly [string, boolean] {
  return [name, isBinary];
}

describe("the readers of recorded answers", () => {
  test.each(FILES)("read of %s.json what the client read", (file) => {
    for (const pair of readClientPairs<HttpClientPair>(file)) {
      const reading = readAs(clientOf(file), pair, recordedHttpAnswer(pair));
      expect.soft(comparable(reading), `${file}/${pair.name}`).toEqual(readByClient(pair));
    }
  });
});

describe.each(["in-process", "over a socket"])("clients of the V2 routes, %s", (way) => {
  const runtimes = new Map<World, Runtime>();
  const servers = new Map<World, NodeServer>();
  const connections = new Map<World, RawHttp1>();

  beforeAll(async () => {
    const implementations = { ...TWIN_IMPLEMENTATIONS, SCRIPTED: script.implementation };
    for (const [world, manifest] of Object.entries(MANIFESTS) as [World, unknown][]) {
      const runtime = await createRuntimeOn(createTestHost(), manifest, { implementations });
      runtimes.set(world, runtime);
      if (way === "in-process") continue;
      const server = await serve(runtime, { port: 0, host: "127.0.0.1" });
      servers.set(world, server);
      connections.set(world, await RawHttp1.open(server.port, { keep: true }));
    }
  });
  afterAll(async () => {
    for (const connection of connections.values()) connection.close();
    for (const server of servers.values()) await server.stop();
    if (way === "in-process") for (const runtime of runtimes.values()) await runtime.close();
  });

  // Every pair of a file goes over one connection: what one answer leaves behind, the next would find.
  async function ask(pair: HttpClientPair): Promise<HttpAnswer> {
    const { method, path, headers } = pair.request;
    const body = bytesOf(pair.request);
    const connection = connections.get(worldOf(pair));
    if (connection !== undefined) {
      connection.send(requestBytes(method, path, headers, body));
      return connection.reply(method);
    }
    const request = new Request(`http://server.example${path}`, {
      method,
      headers: headers as [string, string][],
      ...(body !== undefined && { body }),
    });
    const response = await runtimes.get(worldOf(pair))!.fetch(request);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  }

  test.each(FILES)("read what was recorded in %s.json", async (file) => {
    for (const pair of readClientPairs<HttpClientPair>(file)) {
      const id = `${file}/${pair.name}`;
      const recorded = readAs(clientOf(file), pair, recordedHttpAnswer(pair));
      script.expect(answerFor(pair, recorded));
      const actual = readAs(clientOf(file), pair, await ask(pair));
      expect.soft(clientVerdict(id, recorded, actual), id).toBeUndefined();
      const asked = inferenceOf(pair);
      if (asked === undefined) continue;
      const isRefused = "raised" in actual && !("raised" in recorded);
      expect.soft(script.asked.map(plain), id).toEqual(isRefused ? [] : [plain(asked.tensors)]);
      if ("head" in actual) expect.soft(formOf(actual, asked), id).toEqual(expectedForm(asked, actual.tensors));
    }
  });
});

test("no entry in the list of what clients read otherwise is without a pair", () => {
  expect(unusedClientDifferences().filter((id) => !id.includes(".grpc/"))).toEqual([]);
});

function clientOf(file: string): "tritonclient" | "kserve-client" {
  return file.startsWith("triton") ? "tritonclient" : "kserve-client";
}
