/** Draws a graph as a text tree. @module */
import { publicUri } from "../artifacts/artifact-uri.ts";
import type { LoadedPredictor } from "../deployment/predictor.ts";
import type { BoundUnit } from "../graph/bound-unit.ts";
import { imageOf, effectiveType } from "../graph/spec.ts";
import type { PredictiveUnit, PredictorSpec } from "../graph/spec.ts";

interface TreeNode {
  readonly label: string;
  readonly children: readonly TreeNode[];
}

/** The graph of living units: each with its type, kind and what answers. */
export function drawPredictor(predictor: LoadedPredictor, share: string): string {
  return draw({ label: `predictor ${predictor.name}${share}`, children: [fromUnit(predictor.plan.root)] });
}

/** The graph of a manifest whose units are not loaded. */
export function drawSpec(predictor: PredictorSpec, share: string): string {
  return draw({ label: `predictor ${predictor.name}${share}`, children: [fromSpec(predictor.graph, predictor)] });
}

function fromUnit(node: BoundUnit): TreeNode {
  const { kind, identity } = node.unit;
  return { label: `${node.name}  ${node.type}  [${kind}] ${identity}`, children: node.children.map(fromUnit) };
}

function fromSpec(unit: PredictiveUnit, predictor: PredictorSpec): TreeNode {
  const what = (unit.modelUri && publicUri(unit.modelUri)) || imageOf(predictor, unit.name) || "";
  const label = [unit.name, effectiveType(unit), unit.implementation ?? "", what]
    .filter((part) => part !== "")
    .join("  ");
  return { label, children: unit.children.map((child) => fromSpec(child, predictor)) };
}

function draw(root: TreeNode): string {
  const lines = [root.label];
  const walk = (nodes: readonly TreeNode[], indent: string): void => {
    for (const [index, node] of nodes.entries()) {
      const isLast = index === nodes.length - 1;
      lines.push(`${indent}${isLast ? "└─ " : "├─ "}${node.label}`);
      walk(node.children, indent + (isLast ? "   " : "│  "));
    }
  };
  walk(root.children, "");
  return lines.join("\n");
}
