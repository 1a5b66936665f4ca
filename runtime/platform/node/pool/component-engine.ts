/** The worker thread's side of a component that runs off the serving thread. @module */
import type { Logger } from "../../../host.ts";
import { createComponentServer } from "../../../units/component/load.ts";
import { packMessages, unpackMessages } from "../../../units/component/threaded.ts";
import type { ThreadedSettings } from "../../../units/component/threaded.ts";
import type { EngineVerb } from "../../../units/engine.ts";
import type { Message } from "../../../message/message.ts";
import type { Unit, UnitContext } from "../../../units/unit.ts";
import { createNodeHost } from "../host.ts";
import type { WorkerEngine } from "./worker-engine.ts";

/** Who asked and until when stays with the caller; the pool gives up on a thread that takes too long. */
const CONTEXT: UnitContext = {
  puid: "",
  signal: new AbortController().signal,
  deadlineMs: Infinity,
  header: () => undefined,
  headers: () => ({}),
};

/** Imports and constructs the component. */
export async function createComponentEngine({ spec, path }: ThreadedSettings, logger: Logger): Promise<WorkerEngine> {
  const parameters = spec.parameters.filter(({ name }) => name !== "zerohop.thread");
  const unit = await createComponentServer({ ...spec, modelUri: path, parameters }, createNodeHost({ logger }));
  return {
    async run(verb, [packed]) {
      return [packMessages([await call(unit, verb, unpackMessages(packed!))])];
    },
    describe: async () => unit.metadata?.(),
    close: async () => unit.close?.(),
  };
}

function call(unit: Unit, verb: EngineVerb, messages: readonly Message[]): Message | Promise<Message> {
  if (verb === "aggregate") return unit.aggregate!(messages, CONTEXT);
  return unit[verb]!(messages[0]!, CONTEXT);
}
