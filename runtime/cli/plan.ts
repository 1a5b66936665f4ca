/** `zerohop plan`: what the operator would make of a manifest, without a cluster. @module */
import { readOperatorConfig } from "../../operator/defaults/read-config.ts";
import { plan } from "../../operator/plan/plan.ts";
import type { Plan } from "../../operator/plan/plan.ts";
import { readSeldonDeployment } from "../../operator/validation/read.ts";
import { ManifestError } from "../graph/manifest-error.ts";
import type { Issue } from "../graph/spec.ts";
import { loadManifest } from "../platform/node/manifest-file.ts";

export interface PlanFlags {
  readonly config?: string;
  readonly format: "text" | "yaml" | "json";
}

/** @throws ManifestError with everything that is wrong at once */
export async function planCommand(path: string, flags: PlanFlags): Promise<void> {
  const written = flags.config === undefined ? {} : (await loadManifest(flags.config)).manifest;
  const { config, issues: wrong } = readOperatorConfig(written);
  if (wrong.length > 0) throw new ManifestError(wrong, "The configuration cannot be used");
  const { sdep, issues } = readSeldonDeployment((await loadManifest(path)).manifest);
  if (sdep === undefined) throw new ManifestError(issues);
  const planned = plan(sdep, config);
  if (planned.problems.length > 0) throw new ManifestError(planned.problems);
  if (flags.format === "text") process.stdout.write(await describe(planned));
  else {
    process.stdout.write(await write(planned.objects, flags.format));
    for (const warning of planned.warnings) process.stderr.write(`warning: ${lineOf(warning)}\n`);
  }
}

async function describe({ objects, placement, warnings }: Plan): Promise<string> {
  const rows = placement.map(({ predictor, unit, place, why }) => [`${predictor}/${unit}`, place, why]);
  const parts = ["Units", ...table(rows)];
  if (warnings.length > 0) parts.push("", "Warnings", ...warnings.map((warning) => `  ${lineOf(warning)}`));
  const names = objects.map(({ kind, metadata }) => [kind, metadata.name]);
  parts.push("", "Objects", ...table(names), "", "---", await write(objects, "yaml"));
  return parts.join("\n");
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
}

function lineOf({ path, message }: Issue): string {
  return `${path}: ${message}`;
}

async function write(objects: readonly object[], format: "yaml" | "json"): Promise<string> {
  if (format === "json") {
    return `${JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }, undefined, 2)}\n`;
  }
  const { stringify } = await import("yaml");
  return objects.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })).join("---\n");
}
