/**
 * A look into an ONNX file before onnxruntime sees it: enough of the protobuf wire format to find
 * weights in other files, and what makes loading or running slow whatever the file's size.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 * @module
 */
import { InferenceError } from "../../errors.ts";

export interface ModelScan {
  readonly nodeCount: number;
  /** Whether a node holds a graph of its own (Loop, Scan, If, SequenceMap): its cost is not in its size. */
  readonly hasSubgraphs: boolean;
}

/** Which fields of a message lead further down; all others are skipped without a look. */
interface MessageKind {
  readonly children?: Readonly<Record<number, MessageKind>>;
  readonly visit?: (findings: Findings, field: number, value: number) => void;
}

interface Findings {
  nodeCount: number;
  hasSubgraphs: boolean;
  hasExternalData: boolean;
}

/** Protobuf's own limit is 100; a graph inside a graph takes three levels. */
const MAX_DEPTH = 100;
const LENGTH_DELIMITED = 2;

// TensorProto: data_location = 14 is EXTERNAL (1), external_data = 13.
const TENSOR: MessageKind = {
  visit: (findings, field, value) => {
    if (field === 13 || (field === 14 && value === 1)) findings.hasExternalData = true;
  },
};
// SparseTensorProto: values = 1, indices = 2.
const SPARSE: MessageKind = { children: { 1: TENSOR, 2: TENSOR } };
// AttributeProto: t = 5, g = 6, tensors = 10, graphs = 11, sparse_tensor = 22, sparse_tensors = 23.
const ATTRIBUTE: MessageKind = {
  visit: (findings, field) => {
    if (field === 6 || field === 11) findings.hasSubgraphs = true;
  },
  get children() {
    return { 5: TENSOR, 6: GRAPH, 10: TENSOR, 11: GRAPH, 22: SPARSE, 23: SPARSE };
  },
};
const NODE: MessageKind = { children: { 5: ATTRIBUTE } };
const countNode = (findings: Findings, field: number, node: number) => {
  if (field === node) findings.nodeCount++;
};
// GraphProto: node = 1, initializer = 5, sparse_initializer = 15.
const GRAPH: MessageKind = {
  visit: (findings, field) => countNode(findings, field, 1),
  children: { 1: NODE, 5: TENSOR, 15: SPARSE },
};
// FunctionProto: node = 7, attribute_proto = 11.
const FUNCTION: MessageKind = {
  visit: (findings, field) => countNode(findings, field, 7),
  children: { 7: NODE, 11: ATTRIBUTE },
};
// ModelProto: graph = 7, training_info = 20 (initialization = 1, algorithm = 2), functions = 25.
const MODEL: MessageKind = { children: { 7: GRAPH, 20: { children: { 1: GRAPH, 2: GRAPH } }, 25: FUNCTION } };

/**
 * Scans a model file.
 * @throws InferenceError INVALID_ARGUMENT when it is no ONNX file or keeps weights elsewhere.
 */
export function scanModel(bytes: Uint8Array): ModelScan {
  if (isOrtFormat(bytes)) {
    throw refused("it is in ORT format, expected ONNX; use the .onnx file it was made from");
  }
  const findings: Findings = { nodeCount: 0, hasSubgraphs: false, hasExternalData: false };
  if (!walk(bytes, 0, bytes.length, MODEL, findings, 0)) throw refused("the file is not ONNX, or only a part of it");
  if (findings.hasExternalData) {
    throw refused("it keeps weights in other files, expected one file; save it with save_as_external_data=False");
  }
  return findings;
}

/** Walks one message; false when the bytes are not well-formed. */
function walk(bytes: Uint8Array, from: number, to: number, kind: MessageKind, out: Findings, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  const cursor = { at: from };
  while (cursor.at < to) {
    const key = readVarint(bytes, cursor, to);
    const field = Math.floor(key / 8);
    const wire = key % 8;
    // A key that is cut off reads as NaN, which no branch takes.
    let value = 0;
    if (wire === 0 || wire === LENGTH_DELIMITED) value = readVarint(bytes, cursor, to);
    else if (wire === 1) cursor.at += 8;
    else if (wire === 5) cursor.at += 4;
    else return false;
    if (Number.isNaN(value)) return false;
    kind.visit?.(out, field, value);
    if (wire !== LENGTH_DELIMITED) continue;
    const end = cursor.at + value;
    if (end > to) return false;
    const child = kind.children?.[field];
    if (child !== undefined && !walk(bytes, cursor.at, end, child, out, depth + 1)) return false;
    cursor.at = end;
  }
  return cursor.at === to;
}

function readVarint(bytes: Uint8Array, cursor: { at: number }, to: number): number {
  let value = 0;
  let scale = 1;
  for (let count = 0; count < 10 && cursor.at < to; count++) {
    const byte = bytes[cursor.at++]!;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
    scale *= 128;
  }
  return NaN;
}

// A flatbuffer with the identifier ORTM.
function isOrtFormat(bytes: Uint8Array): boolean {
  return bytes[4] === 0x4f && bytes[5] === 0x52 && bytes[6] === 0x54 && bytes[7] === 0x4d;
}

function refused(reason: string): InferenceError {
  return new InferenceError("INVALID_ARGUMENT", `Cannot load the ONNX model: ${reason}`);
}
