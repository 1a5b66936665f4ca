/**
 * Replays calls recorded as they are in HTTP/2, right and wrong ones: headers as they are, and every
 * DATA frame. What is compared is the status, of HTTP and of gRPC, whether there are trailers, and the
 * message that was answered.
 */
import { readFileSync } from "node:fs";
import { connect } from "node:http2";
import type { ClientHttp2Session } from "node:http2";
import { once } from "node:events";
import { fromBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve } from "../../runtime/platform/node/server.ts";
import type { NodeServer } from "../../runtime/platform/node/server.ts";
import { ServerReflection } from "../../runtime/proto/generated/grpc/reflection/v1alpha/reflection_pb.js";
import { SeldonMessageSchema } from "../../runtime/proto/generated/seldon/prediction_pb.js";
import { GrpcJsClient } from "../clients/grpc-js-client.ts";
import { show } from "./compare.ts";
import { plain } from "./grpc-compare.ts";
import { wireDifferences } from "./wire-differences.ts";
import { startTwin } from "./wrapper-under-test.ts";

type Fields = readonly (readonly [string, string])[];

interface Exchange {
  readonly name: string;
  readonly request: { readonly headers: Fields; readonly data: readonly string[] };
  readonly response: {
    readonly headers: Fields;
    readonly data: string;
    readonly trailers: Fields;
    readonly ended?: string;
  };
}

const file = new URL("pairs-grpc/wire.json", import.meta.url);
const { exchanges, reflection } = JSON.parse(readFileSync(file, "utf8")) as {
  exchanges: readonly Exchange[];
  reflection: readonly string[];
};
const UNIT = { PREDICTIVE_UNIT_ID: "unit", PREDICTIVE_UNIT_IMAGE: "image:0.1" };

/** `OK` and the message; or the status with its words; or `reset`. */
function shown({ headers, data, trailers, ended }: Exchange["response"]): string {
  if (ended !== undefined) return `reset ${ended}`;
  const head = new Map(headers);
  if (head.get(":status") !== "200") return `HTTP ${head.get(":status")}`;
  const all = new Map([...headers, ...trailers]);
  const status = all.get("grpc-status");
  const words = decodeURIComponent(all.get("grpc-message") ?? "");
  if (status !== "0") return `${status}${trailers.length > 0 ? " in trailers" : ""} ${words}`;
  const bytes = Buffer.from(data, "base64");
  const length = bytes.readUInt32BE(1);
  if (bytes[0] !== 0 || bytes.length !== length + 5) return `a broken frame of ${bytes.length} bytes`;
  const message = fromBinary(SeldonMessageSchema, bytes.subarray(5));
  return `OK ${head.get("content-type")} ${show(plain(message))}`;
}

function isSame(recorded: string, actual: string): boolean {
  // Words are our own, and a call is reset when it must be.
  const kind = (text: string): string => (text.startsWith("OK ") ? text : /^\S+( in trailers)?/.exec(text)![0]);
  return kind(recorded) === kind(actual);
}

function send(session: ClientHttp2Session, { headers, data }: Exchange["request"]): Promise<Exchange["response"]> {
  return new Promise((resolve) => {
    const stream = session.request(Object.fromEntries(headers), { endStream: data.length === 0 });
    let found: Fields = [];
    let trailers: Fields = [];
    const chunks: Buffer[] = [];
    const pairs = (given: object): Fields => Object.entries(given).map(([name, value]) => [name, String(value)]);
    stream.on("response", (given) => (found = pairs(given)));
    stream.on("trailers", (given) => (trailers = pairs(given)));
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", () => {});
    stream.on("close", () => {
      const code = stream.rstCode ?? 0;
      const answer = { headers: found, data: Buffer.concat(chunks).toString("base64"), trailers };
      resolve(code === 0 ? answer : { ...answer, ended: `StreamReset, code ${code}` });
    });
    for (const [index, piece] of data.entries()) {
      const bytes = Buffer.from(piece, "base64");
      if (index === data.length - 1) stream.end(bytes);
      else stream.write(bytes);
    }
  });
}

describe("wrapper on the wire of HTTP/2", () => {
  let server: NodeServer;
  beforeAll(async () => {
    server = await serve(await startTwin({ component: "Echo", env: UNIT, parameters: [] }), {
      port: 0,
      host: "127.0.0.1",
    });
  });
  afterAll(() => server.stop());

  test("answers as recorded in wire.json, all calls on one connection", async () => {
    const session = connect(`http://127.0.0.1:${server.port}`);
    for (const exchange of exchanges) {
      const recorded = shown(exchange.response);
      const actual = shown(await send(session, exchange.request));
      const verdict = wireDifferences.verdict(`wire/${exchange.name}`, isSame(recorded, actual), recorded, actual);
      expect.soft(verdict, exchange.name).toBeUndefined();
    }
    session.close();
  });

  test("lists the services that were recorded by reflection, and more", async () => {
    const client = new GrpcJsClient(server.port);
    const stream = client.duplex(ServerReflection.method.serverReflectionInfo);
    stream.write({ messageRequest: { case: "listServices", value: "" } });
    const [answer] = (await once(stream, "data")) as [{ messageResponse: { value: { service: { name: string }[] } } }];
    stream.end();
    await once(stream, "end");
    client.close();
    const names = answer.messageResponse.value.service.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...reflection]));
  });
});

test("no entry in the list of differences on the wire is without a call", () => {
  expect(wireDifferences.unused).toEqual([]);
});
