/** Draws graphs as SVG: a box for each unit, left to right the way a request goes. @module */
import { publicUri } from "../artifacts/artifact-uri.ts";
import { effectiveType, imageOf } from "../graph/spec.ts";
import type { PredictiveUnit, PredictorSpec, UnitType } from "../graph/spec.ts";

const BOX = { width: 190, height: 52, gapX: 46, gapY: 18, margin: 20, title: 30 } as const;

/** Fill by what a unit does, light enough for dark text. */
const FILLS: Readonly<Record<UnitType, string>> = {
  MODEL: "#d7e8fb",
  TRANSFORMER: "#e6f4dd",
  OUTPUT_TRANSFORMER: "#e6f4dd",
  ROUTER: "#fdeccb",
  COMBINER: "#f3dff2",
  UNKNOWN_TYPE: "#ececec",
};

interface Placed {
  readonly unit: PredictiveUnit;
  readonly x: number;
  /** Middle of the box. */
  readonly y: number;
  readonly children: readonly Placed[];
}

/** One drawing of all predictors, one above the other. */
export function drawSvg(predictors: readonly PredictorSpec[]): string {
  const parts: string[] = [];
  let top = BOX.margin;
  let width = 0;
  for (const predictor of predictors) {
    const layout = new Layout(top + BOX.title);
    const root = layout.place(predictor.graph, 0);
    parts.push(text(BOX.margin, top + 16, `predictor ${predictor.name}`, 14, "bold"), drawUnit(root, predictor));
    top = layout.bottom + BOX.margin;
    width = Math.max(width, layout.width);
  }
  const size = `width="${width + BOX.margin}" height="${top}" viewBox="0 0 ${width + BOX.margin} ${top}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="system-ui, sans-serif">\n${parts.join("\n")}\n</svg>\n`;
}

class Layout {
  bottom: number;
  width = 0;

  constructor(top: number) {
    this.bottom = top;
  }

  place(unit: PredictiveUnit, depth: number): Placed {
    const x = BOX.margin + depth * (BOX.width + BOX.gapX);
    this.width = Math.max(this.width, x + BOX.width);
    const children = unit.children.map((child) => this.place(child, depth + 1));
    if (children.length > 0) return { unit, x, y: (children[0]!.y + children.at(-1)!.y) / 2, children };
    const y = this.bottom + BOX.height / 2;
    this.bottom += BOX.height + BOX.gapY;
    return { unit, x, y, children };
  }
}

function drawUnit(placed: Placed, predictor: PredictorSpec): string {
  const { unit, x, y, children } = placed;
  const type = effectiveType(unit);
  const lines = children.map((child) => connect(x + BOX.width, y, child.x, child.y));
  const rect = `<rect x="${x}" y="${y - BOX.height / 2}" width="${BOX.width}" height="${BOX.height}" rx="8" fill="${FILLS[type]}" stroke="#555"/>`;
  const what =
    (unit.modelUri && publicUri(unit.modelUri)) || imageOf(predictor, unit.name) || unit.implementation || "";
  const labels = [
    text(x + 10, y - 9, unit.name, 13, "bold"),
    text(x + 10, y + 6, type, 10),
    text(x + 10, y + 19, shorten(what), 10),
  ];
  return [...lines, rect, ...labels, ...children.map((child) => drawUnit(child, predictor))].join("\n");
}

function connect(x1: number, y1: number, x2: number, y2: number): string {
  const middle = (x1 + x2) / 2;
  return `<path d="M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}" fill="none" stroke="#888" stroke-width="1.5"/>`;
}

function text(x: number, y: number, content: string, size: number, weight = "normal"): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="#222">${escape(content)}</text>`;
}

function shorten(content: string): string {
  return content.length <= 30 ? content : `…${content.slice(-29)}`;
}

function escape(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
