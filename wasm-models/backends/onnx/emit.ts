/**
 * An imported model as an ONNX file, for onnxruntime and for taking it elsewhere: opset 18, IR version 8
 * and, for trees, ai.onnx.ml 3, which every runtime since 2023 reads. Numbers are float64 inside.
 * @module
 */
import type { ImportedModel, Program } from "../../ir/program.ts";
import { neededBy } from "../../ir/needed.ts";
import { inFloat32 } from "../../ir/precision.ts";
import { widthsOf } from "../../ir/widths.ts";
import { boundaryOf } from "../boundary.ts";
import { int } from "./attribute.ts";
import { ML } from "./graph.ts";
import { lower } from "./lower.ts";
import type { InputColumns } from "./lower.ts";
import { Lowering } from "./lowering.ts";
import { metadataOf } from "./metadata.ts";
import { addOutput } from "./outputs.ts";
import { Message } from "./protobuf.ts";
import { TYPE, valueInfo } from "./tensor.ts";

const IR_VERSION = 8;
const OPSETS: ReadonlyMap<string, number> = new Map([
  ["", 18],
  [ML, 3],
]);

/** The one input's name. */
export const INPUT = "input";

export interface OnnxOptions {
  /** Outputs that are wanted, by name; all when left out. */
  readonly outputs?: readonly string[];
  /** Datatype of the input; FP64 when left out. Inside, numbers are float64 either way. */
  readonly input?: "FP64" | "FP32";
  /** "f32" has matrix products and sums of leaves in float32: faster, and within 1e-5 of the library. */
  readonly precision?: "f32";
  /** Whether a row that the library refuses makes the run fail, true when left out. */
  readonly refusals?: boolean;
  /** SHA-256 of the source in hex. */
  readonly sourceDigest?: string;
}

/**
 * The bytes of a ModelProto. Its input is [batch, columns]: all columns of the request in their order
 * when all that are used are numbers, otherwise the numeric columns that are used, then an index for each
 * category and counts for each text (see wasm-models/backends/boundary.ts).
 * @throws RangeError naming the operation that ONNX has nothing for and what to do, or an unknown output
 */
export function emitOnnx(model: ImportedModel, options: OnnxOptions = {}): Uint8Array<ArrayBuffer> {
  const { input = "FP64", precision = "f64", refusals = true } = options;
  const all = precision === "f32" ? inFloat32(model.program) : model.program;
  const program = chosen(all, options.outputs);
  const columns = columnsOf(model.program);
  const widths = widthsOf(program.ops);
  const given = input === "FP64" ? INPUT : "input64";
  const lowering = new Lowering(given, widths, { precision, refusals });
  const { graph } = lowering;
  graph.part = INPUT;
  const inputType = input === "FP64" ? TYPE.double : TYPE.float;
  if (given !== INPUT) graph.put("Cast", [INPUT], [given], [int("to", TYPE.double)]);
  const wanted = program.outputs.map(({ value }) => value);
  for (const value of neededBy(program, wanted)) {
    lowering.put(value, lower(lowering, program.ops[value]!, value, columns));
  }
  const outputs = program.outputs.map((output) =>
    addOutput(graph, output, lowering.of(output.value), lowering.width(output.value)),
  );
  const inputs = [valueInfo(INPUT, inputType, ["batch", columns.width])];
  const message = new Message()
    .number(1, IR_VERSION)
    .text(2, "zerohop")
    .message(7, graph.finish("model", inputs, outputs, true));
  for (const domain of graph.domains) {
    const opset = new Message();
    if (domain !== "") opset.text(1, domain);
    message.message(8, opset.number(2, OPSETS.get(domain)!));
  }
  for (const [key, value] of metadataOf(model, program, { precision, refusals }, options.sourceDigest)) {
    message.message(14, new Message().text(1, key).text(2, value));
  }
  return message.finish();
}

function chosen(program: Program, names: readonly string[] | undefined): Program {
  if (names === undefined) return program;
  const outputs = names.map((name) => {
    const output = program.outputs.find((other) => other.name === name);
    if (output !== undefined) return output;
    throw new RangeError(`The model answers ${program.outputs.map((other) => other.name).join(", ")}, not ${name}`);
  });
  return { ...program, outputs };
}

function columnsOf(program: Program): InputColumns {
  const boundary = boundaryOf(program);
  const isWhole = boundary.texts.length === 0;
  return {
    boundary,
    width: isWhole ? program.features.length : boundary.columns,
    columnOf: (feature) => (isWhole ? feature : boundary.numbers.indexOf(feature)),
  };
}
