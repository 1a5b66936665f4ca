/** Prints what a model file holds. @module */
import type { EstimatorNode } from "../../../wasm-models/ir/program.ts";
import type { ModelMetadata, OutputMetadata } from "../../../wasm-models/module/metadata.ts";
import type { Description } from "./description.ts";
import { formatGlobals } from "./globals-text.ts";
import { formatLargest } from "./parity-report.ts";
import { counted, plain, sized } from "./plain-text.ts";

const MAX_FEATURES = 12;
const MAX_NAMES = 8;
const MAX_WARNING = 400;
const MAX_ESTIMATORS = 200;

/** The description for people, a block for each question. */
export function formatDescription(description: Description): string {
  const { model, refused, globals } = description;
  const blocks = [
    head(description),
    ...(model === undefined ? [] : [estimatorTree(model.estimator), inputs(model), outputs(model), warnings(model)]),
    ...(model === undefined ? [] : [certificate(model, description.moduleBytes === undefined)]),
    globals === undefined ? "" : formatGlobals(globals),
    refused === undefined ? "" : `Cannot be compiled\n  ${plain(refused, MAX_WARNING)}`,
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function head({ file, format, bytes, sha256, model, moduleBytes, provenance }: Description): string {
  const library =
    model === undefined ? "" : `, ${model.library} ${plain(model.libraryVersion ?? "of an unknown version")}`;
  const rows: [string, string | undefined][] = [
    ["size", moduleBytes === undefined ? sized(bytes) : `${sized(bytes)}, module ${sized(moduleBytes)}`],
    ["sha256", sha256],
    ["compiled from", model?.sourceDigest === sha256 ? undefined : model?.sourceDigest],
    ["git revision", provenance.gitRevision],
    ["MLflow run", provenance.mlflowRun],
    ["DVC hash", provenance.dvcHash],
  ];
  const lines = rows.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(14)}${plain(value)}`]));
  return [`${file}: ${format ?? "of no kind that is known"}${library}`, ...lines].join("\n");
}

function estimatorTree(root: EstimatorNode): string {
  const lines = [`  ${labelOf(root)}`];
  const walk = (nodes: readonly EstimatorNode[], indent: string): void => {
    for (const [index, node] of nodes.entries()) {
      if (lines.length >= MAX_ESTIMATORS) return;
      const isLast = index === nodes.length - 1;
      lines.push(`${indent}${isLast ? "└─ " : "├─ "}${labelOf(node)}`);
      walk(node.children, indent + (isLast ? "   " : "│  "));
    }
  };
  walk(root.children, "  ");
  return ["Estimator", ...lines].join("\n");
}

function labelOf({ role, name, detail }: EstimatorNode): string {
  const own = detail === "" ? plain(name) : `${plain(name)}  ${plain(detail)}`;
  return role === "" ? own : `${plain(role)}: ${own}`;
}

function inputs({ features }: ModelMetadata): string {
  const used = features.filter(({ kind }) => kind !== "unused").length;
  const unused = used === features.length ? "" : `, ${features.length - used} of them unused`;
  const title = `Input, ${counted(features.length, "column")}${unused}`;
  const isPlain = features.every(({ name, kind }) => name === undefined && kind !== "string");
  if (isPlain) return `${title} of numbers without names`;
  const shown = features.slice(0, MAX_FEATURES).map(({ name, kind }, index) => {
    return `  ${String(index).padStart(3)}  ${plain(name ?? "").padEnd(24)}  ${kind === "string" ? "text" : kind}`;
  });
  return [title, ...shown, ...more(features.length - shown.length)].join("\n");
}

function outputs({ outputs: all, answers }: ModelMetadata): string {
  const lines = all.map((output) => {
    const answered = output.name === answers ? "  (what the module answers)" : "";
    return `  ${plain(output.name).padEnd(18)} ${shapeOf(output)}${answered}`;
  });
  return ["Outputs", ...lines].join("\n");
}

function shapeOf({ axes, columns, datatype, labels, names }: OutputMetadata): string {
  const shape = axes === 1 ? "[rows]" : `[rows, ${columns}]`;
  if (labels !== undefined) {
    const known = labels.map((list) => listed(list.map((label) => labelText(label)))).join(" | ");
    return `${shape} labels: ${known}`;
  }
  return `${shape} ${datatype}${names === undefined ? "" : `: ${listed(names)}`}`;
}

function labelText(label: string | number | boolean | { readonly integer: string }): string {
  return typeof label === "object" ? label.integer : String(label);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).map((name) => plain(name, 40));
  const left = names.length - shown.length;
  return left === 0 ? shown.join(", ") : `${shown.join(", ")} and ${counted(left, "other")}`;
}

function warnings({ warnings: all }: ModelMetadata): string {
  return all.length === 0 ? "" : ["Warnings", ...all.map((text) => `  ${plain(text, MAX_WARNING)}`)].join("\n");
}

function certificate({ certificate: found }: ModelMetadata, isModule: boolean): string {
  if (found === undefined) return isModule ? "Parity certificate\n  none; zerohop compile --verify makes one" : "";
  const { output, rows, libraryVersion, sourceDigest } = found;
  return [
    "Parity certificate",
    `  ${plain(output)} of ${counted(rows, "row")} against version ${plain(libraryVersion ?? "unknown")}`,
    `  largest difference  ${formatLargest(found)}`,
    `  source              ${plain(sourceDigest)}`,
  ].join("\n");
}

function more(count: number): readonly string[] {
  return count > 0 ? [`       and ${counted(count, "other")}`] : [];
}
