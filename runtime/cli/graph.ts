/** `zerohop graph`: what a manifest declares, without loading anything. @module */
import { ManifestError } from "../graph/manifest-error.ts";
import { readManifest } from "../graph/manifest.ts";
import { loadManifest } from "../platform/node/manifest-file.ts";
import { drawSvg } from "./graph-svg.ts";
import { drawSpec } from "./graph-text.ts";

export interface GraphFlags {
  readonly predictor?: string;
  readonly format: "text" | "svg";
}

export async function graphCommand(path: string, flags: GraphFlags): Promise<void> {
  const { deployment, issues } = readManifest((await loadManifest(path)).manifest);
  if (deployment === undefined) throw new ManifestError(issues);
  const chosen = deployment.predictors.filter(({ name }) => flags.predictor === undefined || name === flags.predictor);
  if (chosen.length === 0) {
    const known = deployment.predictors.map(({ name }) => name).join(", ");
    throw new Error(`No predictor is named "${flags.predictor}"; there are ${known}`);
  }
  if (flags.format === "svg") process.stdout.write(drawSvg(chosen));
  else process.stdout.write(`${chosen.map((predictor) => drawSpec(predictor, shareOf(predictor))).join("\n\n")}\n`);
}

function shareOf(predictor: { readonly shadow?: boolean; readonly traffic?: number }): string {
  if (predictor.shadow === true) return "  (shadow)";
  return predictor.traffic === undefined ? "" : `  ${predictor.traffic} %`;
}
