/**
 * A component that computes for long, in worker threads: `zerohop.thread=worker`. Every thread has
 * an object of its own, so such a component keeps nothing between calls and takes no feedback; its
 * environment is empty but for the variables that Zerohop itself reads.
 * @module
 */
import type { RuntimeHost } from "../../host.ts";
import type { Message } from "../../message/message.ts";
import type { EngineVerb } from "../engine.ts";
import type { UnitSpec } from "../factory.ts";
import { runtimeParameter } from "../parameters.ts";
import type { Unit, UnitContext, UnitMetadata } from "../unit.ts";
import { packMessages, unpackMessages } from "./parcel.ts";

/** What a worker thread needs to make its own object; plain JSON. */
export interface ThreadedSettings {
  readonly spec: UnitSpec;
  /** Absolute path of the component's file. */
  readonly path: string;
  /** The variables that change what a component's unit does. */
  readonly env: Readonly<Record<string, string>>;
}

/** What a worker says about the component that it has loaded. */
export interface ThreadedDescription {
  readonly identity: string;
  readonly verbs: readonly EngineVerb[];
  readonly metadata: UnitMetadata;
}

const VARIABLES = ["MODEL_METADATA", "ZEROHOP_KEEP_NAMES"] as const;

/**
 * Whether the manifest asks for worker threads.
 * @throws TypeError for another value than `auto`, `inline` or `worker`.
 */
export function runsOnThread(spec: UnitSpec): boolean {
  const choice = runtimeParameter(spec.parameters, "thread") ?? "inline";
  if (choice === "inline" || choice === "auto") return false;
  if (choice === "worker") return true;
  throw new TypeError(`Parameter "zerohop.thread": expected auto, inline or worker, got ${JSON.stringify(choice)}`);
}

/**
 * Opens the component in the pool and waits until a first thread has loaded it. The unit has the
 * verbs that the same component has on the serving thread, feedback aside.
 * @throws TypeError where there are no threads; else what loading it throws.
 */
export async function createThreadedComponent(spec: UnitSpec, path: string, host: RuntimeHost): Promise<Unit> {
  const { offload } = host;
  if (offload === undefined) throw new TypeError("zerohop.thread=worker: this platform has no worker threads");
  const settings: ThreadedSettings = { spec, path, env: variablesOf(host) };
  const engine = offload.open({
    engine: "component",
    unit: spec.name,
    bytes: new Uint8Array(0),
    settings: { ...settings },
  });
  if (engine.describe === undefined) throw new TypeError("zerohop.thread=worker: the threads here take no components");
  const { identity, verbs, metadata } = (await engine.describe()) as ThreadedDescription;
  const call = async (verb: EngineVerb, messages: readonly Message[], context: UnitContext): Promise<Message> => {
    const answer = await engine.run(verb, packMessages(messages, context.puid), context.signal);
    return unpackMessages(answer).messages[0]!;
  };
  const one = (verb: EngineVerb) => (message: Message, context: UnitContext) => call(verb, [message], context);
  const calls: Required<Pick<Unit, EngineVerb>> = {
    predict: one("predict"),
    transformInput: one("transformInput"),
    transformOutput: one("transformOutput"),
    route: one("route"),
    aggregate: (messages, context) => call("aggregate", messages, context),
  };
  return {
    kind: "component",
    identity,
    ...Object.fromEntries(verbs.map((verb) => [verb, calls[verb]])),
    metadata: () => metadata,
    close: () => engine.close(),
  };
}

function variablesOf({ env }: RuntimeHost): Readonly<Record<string, string>> {
  const known = VARIABLES.map((name) => [name, env[name]] as const);
  return Object.fromEntries(
    known.filter((entry): entry is readonly [(typeof VARIABLES)[number], string] => entry[1] !== undefined),
  );
}
