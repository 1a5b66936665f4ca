/**
 * A trained model as a predictive unit: the prepackaged servers without the server.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { RuntimeHost } from "../../host.ts";
import { answerWith, defaultNames } from "../../message/answer.ts";
import type { JsonValue } from "../../message/json-value.ts";
import type { Message } from "../../message/message.ts";
import type { UnitFactory, UnitSpec } from "../factory.ts";
import { readModelFile } from "../model-file.ts";
import { identityOf } from "../open-model.ts";
import { userParameters } from "../parameters.ts";
import type { TrainedFeature, TrainedModel, TrainedOutput, TrainedRows } from "../trained-model.ts";
import type { Answer, Unit, UnitContext, UnitMetadata } from "../unit.ts";
import { answerTensor } from "./answer.ts";
import { rowsOf } from "./rows.ts";
import { FEW_ROWS, runInTurns } from "./turns.ts";
import { TRAINED_SERVERS, answeredOutput } from "./servers.ts";

/**
 * Compiles the model of `spec` and serves it.
 * @throws InferenceError with the unit's name, saying what in the file cannot be compiled
 */
export const createTrainedUnit: UnitFactory = async (spec: UnitSpec, host: RuntimeHost): Promise<Unit> => {
  try {
    const server = TRAINED_SERVERS[spec.implementation]!;
    if (host.modelCompiler === undefined) {
      throw new InferenceError("UNIMPLEMENTED", `${spec.implementation}: this platform has no model compiler`);
    }
    const bytes = await readModelFile(spec, server.files, host);
    const compiler = await host.modelCompiler();
    const model = await compiler.load(bytes);
    for (const warning of model.warnings) host.logger.log("warn", warning, { unit: spec.name });
    const method = userParameters(spec.parameters)["method"];
    const protocol = spec.protocol ?? "seldon";
    const output = answeredOutput(server, model.outputs, protocol, method === undefined ? undefined : String(method));
    return trainedUnit(spec, model, output, host);
  } catch (error) {
    throw InferenceError.from(error, spec.name);
  }
};

function trainedUnit(spec: UnitSpec, model: TrainedModel, answered: number, host: RuntimeHost): Unit {
  const predict = (message: Message, context: UnitContext): Answer => {
    try {
      const rows = rowsOf(message, model.features);
      const outputs = wantedOutputs(model.outputs, context.outputs, answered);
      if (rows.rows <= FEW_ROWS)
        return answer(message, rows, outputs, (output) => model.run(output, rows, 0, rows.rows));
      return predictMany(message, rows, outputs, context);
    } catch (error) {
      throw InferenceError.from(error, spec.name);
    }
  };
  const predictMany = async (
    message: Message,
    rows: TrainedRows,
    outputs: readonly number[],
    context: UnitContext,
  ): Promise<Message> => {
    try {
      const values = new Map<number, Float64Array>();
      for (const output of outputs) values.set(output, await runInTurns(model, output, rows, context, host));
      return answer(message, rows, outputs, (output) => values.get(output)!);
    } catch (error) {
      throw InferenceError.from(error, spec.name);
    }
  };
  const answer = (
    message: Message,
    { rows }: TrainedRows,
    outputs: readonly number[],
    valuesOf: (output: number) => Float64Array,
  ): Message => {
    const tensors = outputs.map((output) => answerTensor(model.outputs[output]!, rows, valuesOf(output)));
    return answerWith(message, tensors, model.outputs[outputs[0]!]!.names ?? defaultNames(tensors[0]!));
  };
  return {
    kind: "wasm",
    identity: identityOf(spec),
    predict,
    transformInput: predict,
    transformOutput: predict,
    metadata: () => metadataOf(spec, model),
    close: () => model.close(),
  };
}

/** The outputs that the request names and the model has, otherwise the one that is answered. */
function wantedOutputs(
  outputs: readonly TrainedOutput[],
  names: readonly string[] | undefined,
  answered: number,
): readonly number[] {
  if (names === undefined || names.length === 0) return [answered];
  const wanted = names.map((name) => outputs.findIndex((output) => output.name === name));
  return wanted.includes(-1) ? [answered] : wanted;
}

function metadataOf(spec: UnitSpec, model: TrainedModel): UnitMetadata {
  const { features, outputs, libraryVersion, library, estimator, sourceDigest } = model;
  return {
    name: spec.name,
    versions: [],
    platform: library,
    inputs: inputsOf(features),
    outputs: outputs.map((output): JsonValue => {
      const { name, columns, axes, datatype } = output;
      return { name, datatype: datatypeOf(output, datatype), shape: axes === 1 ? [-1] : [-1, columns] };
    }),
    custom: {
      estimator,
      ...(libraryVersion === undefined ? {} : { libraryVersion }),
      ...(sourceDigest === undefined ? {} : { sourceDigest: `sha256:${sourceDigest}` }),
    },
  };
}

/** One matrix, or a column each when texts are among them. */
function inputsOf(features: readonly TrainedFeature[]): readonly JsonValue[] {
  if (features.every(({ kind }) => kind !== "string")) {
    const names = features.map(({ name }) => name);
    const isNamed = names.every((name) => name !== undefined);
    if (isNamed) return [{ messagetype: "tensor", schema: { names, shape: [features.length] } }];
    return [{ name: "input", datatype: "FP64", shape: [-1, features.length] }];
  }
  return features.map(({ name, kind }, index) => ({
    name: name ?? (features.length === 1 ? "input" : `input-${index}`),
    datatype: kind === "string" ? "BYTES" : "FP64",
    shape: [-1],
  }));
}

function datatypeOf({ labels }: TrainedOutput, otherwise: string): string {
  const all = labels?.flat();
  if (all === undefined) return otherwise;
  if (all.some((label) => typeof label === "string")) return "BYTES";
  if (all.every((label) => typeof label === "boolean")) return "BOOL";
  return all.every((label) => Number.isInteger(Number(label))) ? "INT64" : "FP64";
}
