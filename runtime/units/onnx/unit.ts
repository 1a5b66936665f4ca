/**
 * An ONNX model as a predictive unit. Importing this loads no onnxruntime: that happens when the
 * first unit is made.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { RuntimeHost } from "../../host.ts";
import { answerWith, defaultNames } from "../../message/answer.ts";
import type { Message } from "../../message/message.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { UnitFactory, UnitSpec } from "../factory.ts";
import type { Unit, UnitContext } from "../unit.ts";
import { toInputs } from "./feeds.ts";
import { readModelFile } from "../model-file.ts";
import { identityOf } from "../open-model.ts";
import { placeModel } from "./placement.ts";
import type { PlacedModel } from "./placed-model.ts";
import { readSettings } from "./settings.ts";
import { valueMetadata } from "./signature.ts";

/**
 * Loads the model of `spec`, warms it up and serves it, as a model or as a transformer.
 * @throws InferenceError with the unit's name, saying what the model or its settings lack.
 */
export const createOnnxUnit: UnitFactory = async (spec: UnitSpec, host: RuntimeHost): Promise<Unit> => {
  try {
    const settings = readSettings(spec.parameters);
    const bytes = await readModelFile(spec, [".onnx"], host);
    checkSize(bytes, settings.maxModelBytes);
    return onnxUnit(spec, await placeModel(spec.name, bytes, settings, host), settings.classNames);
  } catch (error) {
    throw InferenceError.from(error, spec.name);
  }
};

function checkSize({ length }: Uint8Array, maxBytes: number): void {
  if (length <= maxBytes) return;
  const text = `The model has ${length} bytes, at most ${maxBytes} are allowed; raise zerohop.max-model-bytes`;
  throw new InferenceError("INVALID_ARGUMENT", text);
}

function onnxUnit(spec: UnitSpec, model: PlacedModel, classNames: readonly string[]): Unit {
  const { signature } = model;
  const predict = async (message: Message, context: UnitContext): Promise<Message> => {
    try {
      const outputs = await model.run(toInputs(message, signature), context);
      return answerWith(message, outputs, columnNames(outputs[0]!, classNames));
    } catch (error) {
      throw InferenceError.from(error, spec.name);
    }
  };
  return {
    kind: "onnx",
    identity: identityOf(spec),
    predict,
    transformInput: predict,
    transformOutput: predict,
    metadata: () => ({
      name: spec.name,
      versions: [],
      platform: "onnxruntime",
      inputs: signature.inputs.map(valueMetadata),
      outputs: signature.outputs.map(valueMetadata),
      custom: {},
    }),
    ready: () => model.assertUsable(),
    close: () => model.close(),
  };
}

function columnNames(tensor: Tensor, classNames: readonly string[]): readonly string[] {
  const fits = classNames.length > 0 && tensor.shape.length >= 2 && tensor.shape[1] === classNames.length;
  return fits ? classNames : defaultNames(tensor);
}
