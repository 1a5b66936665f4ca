import { describe, expect, test } from "vitest";
import { decodeMessage } from "../../../runtime/codecs/seldon-json/decode.ts";
import { encodeMessage } from "../../../runtime/codecs/seldon-json/encode.ts";
import { bytesMessage, jsonMessage, tensorMessage, textMessage } from "../../../runtime/message/message.ts";
import type { Message } from "../../../runtime/message/message.ts";
import { EMPTY_META } from "../../../runtime/message/meta.ts";
import type { OffloadSource } from "../../../runtime/units/offload.ts";
import { packMessages, unpackMessages } from "../../../runtime/units/component/parcel.ts";
import { createThreadedComponent } from "../../../runtime/units/component/threaded.ts";
import { createTestHost } from "../../support/host.ts";
import { newRun } from "../../support/manifests.ts";
import { specOf } from "./component-unit.ts";

const two = tensorMessage([
  { name: "a", datatype: "FP32", shape: [1, 2], data: Float32Array.of(0.1, 1) },
  { name: "b", datatype: "INT32", shape: [], data: Int32Array.of(7) },
]);

describe("messages on their way to a thread", () => {
  test.each<[string, Message]>([
    ["two tensors of narrow types", two],
    [
      "names, tags and metrics",
      tensorMessage([], ["x"], "tensor", { ...EMPTY_META, puid: "p", tags: { big: 2n ** 60n } }),
    ],
    ["text", textMessage("ž")],
    ["bytes", bytesMessage(Uint8Array.of(1, 2))],
    ["JSON", jsonMessage({ a: [1, null] })],
    ["a mixed array", { ...jsonMessage([1, "a"]), encoding: "ndarray" }],
  ])("arrive as they were: %s", (_, message) => {
    const crossed = structuredClone(packMessages([message, two], "id"));
    expect(unpackMessages(crossed)).toEqual({ puid: "id", messages: [message, two] });
  });

  test("keep the text of JSON", () => {
    const body = '{"jsonData":{"a":1.0,"b":123456789012345678901234},"meta":{}}';
    const { messages } = unpackMessages(structuredClone(packMessages([decodeMessage(body)], "")));
    expect(encodeMessage(messages[0]!)).toBe(body);
  });
});

describe("createThreadedComponent()", () => {
  test("has the verbs that the worker found, and sends puid and variables along", async () => {
    const opened: OffloadSource[] = [];
    const puids: string[] = [];
    const metadata = { name: "m", versions: [], platform: "", inputs: [], outputs: [], custom: {} };
    const offload = {
      open(source: OffloadSource) {
        opened.push(structuredClone(source));
        return {
          describe: async () => ({ identity: "Class", verbs: ["predict"], metadata }),
          run: async (_: unknown, tensors: Parameters<typeof unpackMessages>[0]) => {
            puids.push(unpackMessages(tensors).puid);
            return tensors;
          },
          close: async () => {},
        };
      },
    };
    const host = createTestHost({ offload, env: { ZEROHOP_KEEP_NAMES: "false", SECRET: "x" } });
    const unit = await createThreadedComponent(specOf(), "/x/component.mjs", host);
    expect(Object.keys(unit)).toEqual(["kind", "identity", "predict", "metadata", "close"]);
    expect(unit.identity).toBe("Class");
    expect(await unit.predict!(two, newRun())).toEqual(two);
    expect(puids).toEqual([newRun().puid]);
    expect(opened[0]!.settings["env"]).toEqual({ ZEROHOP_KEEP_NAMES: "false" });
  });
});
