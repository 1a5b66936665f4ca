/** The worker thread's side of a component that runs off the serving thread. @module */
import type { Logger } from "../../../host.ts";
import type { Message } from "../../../message/message.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { createComponentServer } from "../../../units/component/load.ts";
import { packMessages, unpackMessages } from "../../../units/component/parcel.ts";
import type { Parcel } from "../../../units/component/parcel.ts";
import type { ThreadedDescription, ThreadedSettings } from "../../../units/component/threaded.ts";
import type { EngineVerb } from "../../../units/engine.ts";
import type { Unit, UnitContext } from "../../../units/unit.ts";
import { createNodeHost } from "../host.ts";
import type { WorkerEngine } from "./worker-engine.ts";

const VERBS: readonly EngineVerb[] = ["predict", "transformInput", "transformOutput", "route", "aggregate"];

/** Until when stays with the caller, the pool gives up on a thread that takes too long; components see no headers. */
const CONTEXT: UnitContext = {
  puid: "",
  signal: new AbortController().signal,
  deadlineMs: Infinity,
  header: () => undefined,
  headers: () => ({}),
};

/** Imports and constructs the component. */
export async function createComponentEngine(settings: ThreadedSettings, logger: Logger): Promise<WorkerEngine> {
  const { spec, path, env } = settings;
  const parameters = spec.parameters.filter(({ name }) => name !== "zerohop.thread");
  const unit = await createComponentServer({ ...spec, modelUri: path, parameters }, createNodeHost({ logger, env }));
  return {
    run: async (verb, tensors) => packMessages([await call(unit, verb, unpackMessages(tensors))], "").map(toOwn),
    describe: async (): Promise<ThreadedDescription> => ({
      identity: unit.identity,
      verbs: VERBS.filter((verb) => unit[verb] !== undefined),
      metadata: await unit.metadata!(),
    }),
    close: async () => unit.close?.(),
  };
}

function call(unit: Unit, verb: EngineVerb, { puid, messages }: Parcel): Message | Promise<Message> {
  const context = { ...CONTEXT, puid };
  if (verb === "aggregate") return unit.aggregate!(messages, context);
  return unit[verb]!(messages[0]!, context);
}

// Answers give their buffers away, and the component may have kept one that it returned.
function toOwn(tensor: Tensor): Tensor {
  return ArrayBuffer.isView(tensor.data) ? { ...tensor, data: tensor.data.slice() } : tensor;
}
