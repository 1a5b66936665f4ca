/**
 * What a graph answers under each name: numbers as the library gives them, classes as the model was
 * trained with them.
 * @module
 */
import type { Label, Output } from "../../ir/program.ts";
import { int } from "./attribute.ts";
import type { Graph, Name } from "./graph.ts";
import type { Message } from "./protobuf.ts";
import { TYPE, valueInfo } from "./tensor.ts";
import type { Elements, ElementType } from "./tensor.ts";

/** Adds the output to the graph. @returns its ValueInfoProto */
export function addOutput(graph: Graph, output: Output, value: Name, width: number): Message {
  graph.part = `output ${output.name}`;
  const { name, type } = answered(graph, output, value, width);
  const shaped = output.axes === 1 ? graph.node("Reshape", [name, graph.constant([1], BigInt64Array.of(-1n))]) : name;
  graph.put("Identity", [shaped], [output.name]);
  const description = output.names === undefined ? undefined : JSON.stringify(output.names);
  return valueInfo(output.name, type, output.axes === 1 ? ["batch"] : ["batch", width], description);
}

interface Typed {
  readonly name: Name;
  readonly type: ElementType;
}

function answered(graph: Graph, { labels, datatype }: Output, value: Name, width: number): Typed {
  if (labels !== undefined) return labelled(graph, labels, value, width);
  const type = datatype === "FP64" ? TYPE.double : datatype === "FP32" ? TYPE.float : TYPE.int64;
  return { name: type === TYPE.double ? value : graph.cast(value, type), type };
}

/** Rows of a table of labels; several targets that differ in kind answer texts. */
function labelled(graph: Graph, labels: readonly (readonly Label[])[], value: Name, width: number): Typed {
  const kinds = labels.map(kindOf);
  const kind = kinds.every((other) => other === kinds[0]) ? kinds[0]! : "text";
  const indices = graph.cast(value, TYPE.int64);
  const columns = labels.map((list, column) => {
    const index = width === 1 ? indices : graph.columns(indices, [column]);
    const { elements, type } = tableOf(list, kind);
    return graph.node("Gather", [graph.constant([list.length], elements, type), index]);
  });
  const { type } = tableOf(labels[0]!, kind);
  return { name: columns.length === 1 ? columns[0]! : graph.node("Concat", columns, [int("axis", 1)]), type };
}

type Kind = "text" | "truth" | "integer" | "number";

function kindOf(list: readonly Label[]): Kind {
  if (list.every((label) => typeof label === "boolean")) return "truth";
  if (list.every((label) => typeof label === "bigint" || Number.isSafeInteger(label))) return "integer";
  return list.every((label) => typeof label === "number") ? "number" : "text";
}

function tableOf(list: readonly Label[], kind: Kind): { readonly elements: Elements; readonly type: ElementType } {
  switch (kind) {
    case "truth":
      return { elements: Uint8Array.from(list, Number), type: TYPE.bool };
    case "integer":
      return { elements: BigInt64Array.from(list, (label) => BigInt(label)), type: TYPE.int64 };
    case "number":
      return { elements: Float64Array.from(list, Number), type: TYPE.double };
    default:
      return { elements: list.map(String), type: TYPE.string };
  }
}
