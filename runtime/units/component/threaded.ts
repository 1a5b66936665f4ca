/**
 * A component that computes for long, in worker threads: `zerohop.thread=worker`. Every thread has
 * an object of its own, so such a component keeps nothing between calls and takes no feedback.
 * Messages cross as Seldon JSON; next to milliseconds of work that is nothing.
 * @module
 */
import { decodeMessage } from "../../codecs/seldon-json/decode.ts";
import { encodeMessage } from "../../codecs/seldon-json/encode.ts";
import type { RuntimeHost } from "../../host.ts";
import type { Message } from "../../message/message.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { EngineVerb } from "../engine.ts";
import type { UnitSpec } from "../factory.ts";
import { runtimeParameter } from "../parameters.ts";
import type { Unit, UnitContext, UnitMetadata } from "../unit.ts";

/** What a worker thread needs to make its own object; plain JSON. */
export interface ThreadedSettings {
  readonly spec: UnitSpec;
  /** Absolute path of the component's file. */
  readonly path: string;
}

/**
 * Whether the manifest asks for worker threads.
 * @throws TypeError for another value than `inline` or `worker`.
 */
export function runsOnThread(spec: UnitSpec): boolean {
  const choice = runtimeParameter(spec.parameters, "thread") ?? "inline";
  if (choice === "inline" || choice === "auto") return false;
  if (choice === "worker") return true;
  throw new TypeError(`Parameter "zerohop.thread": expected inline or worker, got ${JSON.stringify(choice)}`);
}

/**
 * Opens the component in the pool and waits until a first thread has loaded it.
 * @throws TypeError where there are no threads; else what loading it throws.
 */
export async function createThreadedComponent(spec: UnitSpec, path: string, host: RuntimeHost): Promise<Unit> {
  if (host.offload === undefined) throw new TypeError("zerohop.thread=worker: this platform has no worker threads");
  const settings: ThreadedSettings = { spec, path };
  const engine = host.offload.open({
    engine: "component",
    unit: spec.name,
    bytes: new Uint8Array(0),
    settings: { ...settings },
  });
  const metadata = (await engine.describe?.()) as UnitMetadata;
  const call = async (verb: EngineVerb, messages: readonly Message[], context: UnitContext): Promise<Message> => {
    const [answer] = await engine.run(verb, [packMessages(messages)], context.signal);
    return unpackMessages(answer!)[0]!;
  };
  return {
    kind: "component",
    identity: spec.image ?? spec.modelUri ?? spec.name,
    predict: (message, context) => call("predict", [message], context),
    transformInput: (message, context) => call("transformInput", [message], context),
    transformOutput: (message, context) => call("transformOutput", [message], context),
    route: (message, context) => call("route", [message], context),
    aggregate: (messages, context) => call("aggregate", messages, context),
    metadata: () => metadata,
    close: () => engine.close(),
  };
}

/** Messages as one tensor of texts, for the way to a thread and back. */
export function packMessages(messages: readonly Message[]): Tensor {
  return { name: "", datatype: "BYTES", shape: [messages.length], data: messages.map(encodeMessage) };
}

/** The messages of a packed tensor. */
export function unpackMessages(tensor: Tensor): readonly Message[] {
  return (tensor.data as readonly string[]).map((text) => decodeMessage(text));
}
