/**
 * A WASM module as a predictive unit: messages in, messages out. The unit has exactly the verbs
 * that the module exports; its answers are values, not promises, as long as they stay on the
 * serving thread.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { RuntimeHost } from "../../host.ts";
import { answerWith, defaultNames } from "../../message/answer.ts";
import { bytesMessage, jsonMessage, textMessage } from "../../message/message.ts";
import type { Message } from "../../message/message.ts";
import { mergeMetas } from "../../message/meta.ts";
import type { Meta } from "../../message/meta.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { EngineVerb } from "../engine.ts";
import type { UnitFactory, UnitSpec } from "../factory.ts";
import type { Answer, Unit, UnitContext } from "../unit.ts";
import { createBranchMessages, readBranch } from "./branch.ts";
import { readFrame } from "./frame-decode.ts";
import type { FrameGroup } from "./frame-decode.ts";
import { planFrame } from "./frame-encode.ts";
import type { ResultReader } from "./instance.ts";
import { readMeta } from "./meta.ts";
import type { GuestMeta } from "./meta.ts";
import { readModelFile } from "../model-file.ts";
import { identityOf } from "../open-model.ts";
import { createGuest, loadGuest } from "./module.ts";
import { createRunner } from "./runner.ts";
import type { GuestRunner } from "./runner.ts";
import { readSettings } from "./settings.ts";

/**
 * Makes a unit from the .wasm file at `spec.modelUri` (or the one in that folder), within the
 * limits and grants of its `zerohop.*` parameters.
 * @throws InferenceError INVALID_ARGUMENT naming the unit and what is wrong with module or manifest.
 */
export const createWasmUnit: UnitFactory = async (spec, host) => {
  try {
    return await load(spec, host);
  } catch (error) {
    throw InferenceError.from(error, spec.name);
  }
};

async function load(spec: UnitSpec, host: RuntimeHost): Promise<Unit> {
  const settings = readSettings(spec.parameters, host);
  const bytes = await readModelFile(spec, [".wasm"], host);
  const guest = await loadGuest(bytes, settings, host);
  const first = createGuest(guest);
  const startCost = settings.fuel - Number(first.fuelLeft);
  const meta = readMeta(first.meta(BigInt(settings.fuel)), spec.name);
  const runner = createRunner({ unit: spec.name, guest, first, startCost, bytes, host });
  const verbs = createVerbs(spec.name, meta, runner);
  return {
    kind: "wasm",
    identity: identityOf(spec),
    ...Object.fromEntries(first.verbs.map((verb) => [verb, verbs[verb]])),
    metadata: () => meta.metadata,
    close: () => runner.close(),
  };
}

type Verbs = Required<Pick<Unit, EngineVerb>>;
type ColumnNames = (tensor: Tensor | undefined) => readonly string[];

function createVerbs(name: string, meta: GuestMeta, runner: GuestRunner): Verbs {
  const toBranch = createBranchMessages();
  const columnNames = createColumnNames(meta);
  const call = <T>(
    verb: EngineVerb,
    messages: readonly Message[],
    context: UnitContext,
    read: ResultReader<T>,
    finish: (result: T) => Message,
  ): Answer => {
    try {
      const result = runner.run(verb, planFrame(messages, meta.wantsNames), context, read);
      if (!(result instanceof Promise)) return finish(result);
      return result.then(finish).catch((error: unknown) => {
        throw InferenceError.from(error, name);
      });
    } catch (error) {
      throw InferenceError.from(error, name);
    }
  };
  const one = (verb: EngineVerb) => (message: Message, context: UnitContext) =>
    call(verb, [message], context, readAnswer, (group) => toMessage(group, message, message.meta, columnNames));
  return {
    predict: one("predict"),
    transformInput: one("transformInput"),
    transformOutput: one("transformOutput"),
    route: (message, context) =>
      call("route", [message], context, readBranch, (branch) => toBranch(branch, message.meta)),
    aggregate(messages, context) {
      const merged = mergeMetas(messages.map((message) => message.meta));
      return call("aggregate", messages, context, readAnswer, (group) =>
        toMessage(group, messages[0]!, merged, columnNames),
      );
    },
  };
}

const readAnswer: ResultReader<FrameGroup> = (views, offset, length) => {
  const groups = readFrame(views, offset, length);
  if (groups.length === 1) return groups[0]!;
  throw new InferenceError("INTERNAL", `Guest answered a frame with ${groups.length} groups, expected one`);
};

function toMessage(group: FrameGroup, request: Message, meta: Meta, columnNames: ColumnNames): Message {
  const { data } = group;
  if (data.kind === "text") return textMessage(data.text, meta);
  if (data.kind === "json") return { ...jsonMessage(null, meta), data };
  if (data.kind === "bytes") return bytesMessage(data.bytes, meta);
  return answerWith(request, data.tensors, group.names ?? columnNames(data.tensors[0]), meta);
}

/**
 * The guest's class names when the answer has as many columns, else those that Seldon makes up;
 * kept from one answer to the next, since a model's width seldom changes.
 */
function createColumnNames({ classNames }: GuestMeta): ColumnNames {
  let width = -1;
  let made: readonly string[] = [];
  return (tensor) => {
    if (tensor === undefined || tensor.shape.length < 2) return [];
    const columns = tensor.shape[1]!;
    if (columns === classNames.length) return classNames;
    if (columns !== width) {
      made = defaultNames(tensor);
      width = columns;
    }
    return made;
  };
}
