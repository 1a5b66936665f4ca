/** Plans of small manifests, and what is found in them. */
import { expect } from "vitest";
import type { KubernetesObject } from "../../../operator/api/object.ts";
import type { Container } from "../../../operator/api/pod.ts";
import type { ConfigMap, Deployment, Service } from "../../../operator/api/workload.ts";
import { DEFAULT_CONFIG } from "../../../operator/defaults/operator-config.ts";
import type { OperatorConfig } from "../../../operator/defaults/operator-config.ts";
import { plan } from "../../../operator/plan/plan.ts";
import type { Plan } from "../../../operator/plan/plan.ts";
import type { ArtifactVerdict } from "../../../operator/plan/placement.ts";
import { readSeldonDeployment } from "../../../operator/validation/read.ts";
import type { SeldonDeployment } from "../../../operator/api/seldon-deployment.ts";

/** A SeldonDeployment "toy" in "lab"; what is given stands in its spec. */
export function sdepOf(spec: object, metadata: object = {}): SeldonDeployment {
  const { sdep, issues } = readSeldonDeployment({
    apiVersion: "machinelearning.seldon.io/v1",
    kind: "SeldonDeployment",
    metadata: { name: "toy", namespace: "lab", ...metadata },
    spec,
  });
  expect(issues).toEqual([]);
  return sdep!;
}

/** A componentSpec with containers. */
export function podOf(...containers: readonly object[]): { spec: { containers: readonly object[] } } {
  return { spec: { containers } };
}

/** A predictor "main" with one unit "m" of SKLEARN_SERVER. */
export function trained(parts: object = {}, unit: object = {}): object {
  return {
    name: "main",
    graph: { name: "m", implementation: "SKLEARN_SERVER", modelUri: "gs://b/m", ...unit },
    ...parts,
  };
}

/** A predictor "main" with one unit "m" of an image. */
export function imaged(parts: object = {}, container: object = {}): object {
  const componentSpecs = [podOf({ name: "m", image: "reg/m:1", ...container })];
  return { name: "main", graph: { name: "m", type: "MODEL" }, componentSpecs, ...parts };
}

export interface PlanOptions {
  readonly config?: Partial<OperatorConfig>;
  readonly verdicts?: readonly ArtifactVerdict[];
  readonly metadata?: object;
}

/** Plans what must be possible to plan. */
export function planned(spec: object, { config, verdicts, metadata }: PlanOptions = {}): Plan {
  const found = plan(sdepOf(spec, metadata), { ...DEFAULT_CONFIG, ...config }, verdicts);
  expect(found.problems).toEqual([]);
  return found;
}

/** The one object of a kind and name. */
export function objectOf(objects: readonly KubernetesObject[], kind: string, name?: string): KubernetesObject {
  const found = objects.filter(
    (object) => object.kind === kind && (name === undefined || object.metadata.name === name),
  );
  expect(found.map(({ metadata }) => metadata.name)).toHaveLength(1);
  return found[0]!;
}

export function deploymentNamed(objects: readonly KubernetesObject[], name: string): Deployment {
  return objectOf(objects, "Deployment", name) as Deployment;
}

export function serviceNamed(objects: readonly KubernetesObject[], name: string): Service {
  return objectOf(objects, "Service", name) as Service;
}

/** The manifest in a ConfigMap. */
export function configMapOf(objects: readonly KubernetesObject[], name?: string): string {
  return (objectOf(objects, "ConfigMap", name) as ConfigMap).data["manifest.json"]!;
}

export function containerOf({ spec }: Deployment, name: string): Container {
  const found = spec.template.spec.containers.find((container) => container.name === name);
  expect(found, name).toBeDefined();
  return found!;
}

export function envOf({ env = [] }: Container): Record<string, string | undefined> {
  expect(new Set(env.map(({ name }) => name)).size).toBe(env.length);
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}

/** Warnings as lines. */
export function warningsOf({ warnings }: Plan): readonly string[] {
  return warnings.map(({ path, message }) => `${path}: ${message}`);
}
