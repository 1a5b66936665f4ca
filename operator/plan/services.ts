/** Services: one for the predictor, one for each container that is called over the network. @see contract section 3.5 @module */
import type { Texts } from "../api/object.ts";
import type { Service, ServicePort } from "../api/workload.ts";
import type { OperatorConfig } from "../defaults/operator-config.ts";
import type { ContainerPorts } from "../defaults/ports.ts";
import { CONTAINER_SERVICE, PREDICTOR_SERVICE, typeLabels } from "../naming/labels.ts";
import { containerServiceName } from "../naming/names.ts";
import { annotationOf } from "./annotations.ts";
import type { PlacedContainer } from "./pod-layout.ts";
import type { PredictorContext } from "./predictor-context.ts";
import { ownLabels } from "./predictor-context.ts";
import { portOf } from "./unit-container.ts";

/** The Service that clients and routes use. */
export function predictorService(context: PredictorContext, hasRuntime: boolean): Service {
  const { sdep, predictor, service, namespace, config, hasEngine } = context;
  const headless = annotationOf(sdep, "seldon.io/headless-svc");
  const { httpPort, grpcPort } = config.runtime;
  const own = hasEngine ? undefined : predictor.graph.endpoint;
  const http = own?.httpPort ?? httpPort;
  const grpc = own?.grpcPort ?? grpcPort;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: service,
      namespace,
      labels: { ...ownLabels(context), [PREDICTOR_SERVICE]: service },
      annotations: predictor.annotations,
    },
    spec: {
      type: "ClusterIP",
      ...(headless !== undefined && headless !== "false" && { clusterIP: "None" as const }),
      sessionAffinity: "None",
      selector: { [PREDICTOR_SERVICE]: service },
      ports: servicePorts({ http, grpc }, config, hasRuntime),
    },
  };
}

/** The Service of a container in a pod of its own. */
export function containerService({ container, unit }: PlacedContainer, context: PredictorContext): Service | undefined {
  const { sdep, predictor, namespace, service, config } = context;
  const http = portOf(container, "http");
  const grpc = portOf(container, "grpc");
  if (unit === undefined || http === undefined || grpc === undefined) return undefined;
  const name = containerServiceName(sdep.metadata.name, predictor.name, container.name);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name,
      namespace,
      labels: {
        ...typeLabels([unit]),
        ...ownLabels(context),
        [PREDICTOR_SERVICE]: service,
        ...containerLabel(context, container.name),
      },
      annotations: predictor.annotations,
    },
    spec: {
      type: "ClusterIP",
      sessionAffinity: "None",
      selector: containerLabel(context, container.name),
      ports: servicePorts({ http, grpc }, config),
    },
  };
}

/** The label that a container's Service selects. */
export function containerLabel({ sdep, predictor }: PredictorContext, container: string): Texts {
  return { [CONTAINER_SERVICE + container]: containerServiceName(sdep.metadata.name, predictor.name, container) };
}

/**
 * The two ports by which others know a Service.
 * @param isNamed whether the containers' ports are meant by their names rather than their numbers
 */
export function servicePorts(
  { http, grpc }: ContainerPorts,
  { ingress }: OperatorConfig,
  isNamed: boolean = false,
): readonly ServicePort[] {
  // Gateways learn from it that they may speak HTTP/2 without TLS; meshes go by the port's name.
  const appProtocol = ingress.provider === "gateway-api" ? "kubernetes.io/h2c" : undefined;
  return [
    { name: "http", port: http, targetPort: isNamed ? "http" : http, protocol: "TCP" },
    { name: "grpc", port: grpc, targetPort: isNamed ? "grpc" : grpc, protocol: "TCP", appProtocol },
  ];
}
