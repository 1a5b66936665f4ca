/**
 * Settings that are part of the contract and change nothing, here or in Seldon Core v1.
 * @see contract sections 1.1 and 3.14
 * @module
 */
import type { SeldonDeployment } from "../api/seldon-deployment.ts";

/** Still in manifests; last read by the Java engine. */
const LEGACY_ANNOTATIONS = [
  "seldon.io/rest-read-timeout",
  "seldon.io/rest-connection-timeout",
  "seldon.io/rest-connect-retries",
  "seldon.io/grpc-read-timeout",
  "seldon.io/engine-java-opts",
] as const;

/** A sentence for each. */
export function ineffectiveSettings({ metadata, spec }: SeldonDeployment): readonly string[] {
  const warnings = [
    // Many manifests repeat the name there, which misleads nobody.
    ...(spec.name && spec.name !== metadata.name ? [`spec.name "${spec.name}" has no effect; metadata.name has`] : []),
    ...legacy(metadata.annotations, "metadata"),
    ...legacy(spec.annotations, "spec"),
  ];
  for (const [index, predictor] of spec.predictors.entries()) {
    const path = `spec.predictors[${index}]`;
    warnings.push(...legacy(predictor.annotations, path));
    if (predictor.engineResources !== undefined) {
      warnings.push(`${path}.engineResources has no effect; svcOrchSpec.resources has`);
    }
    if (predictor.explainer !== undefined && !predictor.explainer.type) {
      warnings.push(`${path}.explainer has no effect without a type`);
    }
  }
  return warnings;
}

function legacy(annotations: Readonly<Record<string, string>> | undefined, path: string): readonly string[] {
  const given = LEGACY_ANNOTATIONS.filter((name) => annotations?.[name] !== undefined);
  return given.map((name) => `${path}.annotations: ${name} has no effect`);
}
