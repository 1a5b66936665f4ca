/**
 * The status of a SeldonDeployment, worked out anew in each pass from what is there.
 * @see contract sections 1.2 and 4
 * @module
 */
import { listIn, numberIn, recordIn, textIn } from "../kube/object.ts";
import type { KubeObject } from "../kube/object.ts";
import { deploymentId, predictorServiceName } from "../naming/names.ts";
import { DEPLOYMENT_ID } from "../naming/labels.ts";
import { conditionsOf } from "./conditions.ts";
import type { ConditionInput } from "./conditions.ts";
import { predictorsOf } from "./deployment-view.ts";
import type { Condition } from "./deployment-view.ts";
import type { Verdict } from "./planner.ts";
import { VERDICTS_FIELD } from "./verdicts.ts";

export type State = "Creating" | "Available" | "Failed";

export interface DeploymentStatus {
  readonly state: State;
  /** Absent when there is nothing to say: servers before 1.21 read an empty text in a patch as null. */
  readonly description?: string;
  readonly observedGeneration: number;
  readonly replicas: number;
  readonly selector: string;
  readonly address?: { readonly url: string };
  readonly deploymentStatus: Readonly<
    Record<string, { readonly replicas: number; readonly availableReplicas: number }>
  >;
  readonly serviceStatus: Readonly<Record<string, ServiceStatus>>;
  readonly conditions: readonly Condition[];
  readonly [VERDICTS_FIELD]?: readonly Verdict[];
}

interface ServiceStatus {
  readonly svcName: string;
  readonly httpEndpoint?: string;
  readonly grpcEndpoint?: string;
}

export interface StatusInput extends ConditionInput {
  readonly verdicts: readonly Verdict[];
  /** Why pods do not come up, by the name of their Deployment. */
  readonly troubles: ReadonlyMap<string, string>;
}

/** Longest description: it is repeated in tables and logs. */
const MAX_DESCRIPTION = 2048;

export function statusOf(input: StatusInput): DeploymentStatus {
  const { sdep, objects, rollouts, verdicts } = input;
  const { name, namespace = "default", generation = 0 } = sdep.metadata;
  const state = stateOf(input);
  const description = state === "Available" ? "" : describe(input).slice(0, MAX_DESCRIPTION);
  const url = addressOf(sdep, objects);
  return {
    state,
    ...(description === "" ? {} : { description }),
    observedGeneration: generation,
    replicas: rollouts[0]?.replicas ?? 0,
    selector: `${DEPLOYMENT_ID}=${deploymentId(name)}`,
    ...(url === undefined ? {} : { address: { url } }),
    deploymentStatus: Object.fromEntries(
      rollouts.map(({ name: deployment, replicas, availableReplicas }) => [
        deployment,
        { replicas, availableReplicas },
      ]),
    ),
    serviceStatus: Object.fromEntries(
      objects
        .filter(({ kind }) => kind === "Service")
        .map((service) => [service.metadata.name, endpoints(service, namespace)]),
    ),
    conditions: conditionsOf(input),
    ...(verdicts.length === 0 ? {} : { [VERDICTS_FIELD]: verdicts }),
  };
}

/** Shadows and explainers answer nobody who waits, so they do not count. Scaled to zero is available. */
function stateOf({ errors, rollouts, isSide }: StatusInput): State {
  if (errors.length > 0) return "Failed";
  const main = rollouts.filter((rollout) => !isSide(rollout.name));
  if (main.some(({ hasFailed }) => hasFailed)) return "Failed";
  return main.every(({ isReady }) => isReady) ? "Available" : "Creating";
}

function describe({ errors, rollouts, troubles }: StatusInput): string {
  if (errors.length > 0) return errors.map(({ message }) => message).join("; ");
  const known = rollouts.flatMap(({ name, isReady, isStuck, message }) => {
    if (isReady) return [];
    const trouble = troubles.get(name) ?? (isStuck ? `no longer progressing: ${message}` : undefined);
    return trouble === undefined ? [] : [`Deployment ${name}: ${trouble}`];
  });
  return known.join("; ");
}

function endpoints(service: KubeObject, namespace: string): ServiceStatus {
  const { name } = service.metadata;
  const endpoint = (port: string): string | undefined => {
    const number = portOf(service, port);
    return number === undefined ? undefined : `${name}.${namespace}:${number}`;
  };
  const [http, grpc] = [endpoint("http"), endpoint("grpc")];
  return {
    svcName: name,
    ...(http === undefined ? {} : { httpEndpoint: http }),
    ...(grpc === undefined ? {} : { grpcEndpoint: grpc }),
  };
}

function portOf(service: KubeObject, name: string): number | undefined {
  const ports = listIn(service["spec"], "ports");
  return numberIn(
    ports.find((port) => textIn(port, "name") === name),
    "port",
  );
}

/** Where a Knative Trigger sends events that name the SeldonDeployment as their subscriber. */
function addressOf(sdep: KubeObject, objects: readonly KubeObject[]): string | undefined {
  const [first] = predictorsOf(sdep);
  if (first === undefined) return undefined;
  const { name, namespace = "default" } = sdep.metadata;
  const serviceName = predictorServiceName(name, first.name, first.serviceName);
  const service = objects.find(({ kind, metadata }) => kind === "Service" && metadata.name === serviceName);
  const port = service === undefined ? undefined : portOf(service, "http");
  if (port === undefined) return undefined;
  return `http://${serviceName}.${namespace}.svc.cluster.local:${port}${pathOf(sdep, first.rootUnit)}`;
}

function pathOf(sdep: KubeObject, rootUnit: string): string {
  switch (textIn(recordIn(sdep, "spec"), "protocol")) {
    case "tensorflow":
      return `/v1/models/${rootUnit}:predict`;
    case "v2":
    case "kfserving":
      return `/v2/models/${rootUnit}/infer`;
    default:
      return "/api/v1.0/predictions";
  }
}
