/**
 * The manifest that a runtime reads from its ConfigMap: one predictor with its graph, in which every
 * unit that runs elsewhere has an endpoint. What may change without a restart, such as traffic, is
 * not in it, and neither is what the runtime has no use for, such as other variables of containers.
 * @module
 */
import type { Texts } from "../api/object.ts";
import type { Container } from "../api/pod.ts";
import type { PredictiveUnit } from "../api/seldon-deployment.ts";
import { unitsOf } from "../api/seldon-deployment.ts";
import { NO_IMPLEMENTATION } from "../../runtime/graph/spec.ts";
import { containerServiceName } from "../naming/names.ts";
import type { PredictorContext } from "./predictor-context.ts";

/** Annotations that a runtime reads; see the contract, section 4.7 of the data plane. */
const RUNTIME_ANNOTATIONS =
  /^(version$|seldon\.io\/(rest|grpc)-(timeout|max-message-size)$|seldon\.io\/executor-|zerohop\.io\/(?!placement))/;

/** The manifest as JSON, the same text for the same content. */
export function runtimeManifest(context: PredictorContext, localUris: ReadonlyMap<string, string>): string {
  const { sdep, predictor, namespace } = context;
  const { protocol, transport, annotations } = sdep.spec;
  const manifest = {
    apiVersion: "machinelearning.seldon.io/v1",
    kind: "SeldonDeployment",
    metadata: { name: sdep.metadata.name, namespace },
    spec: {
      ...(protocol && { protocol }),
      ...(transport && { transport }),
      annotations: runtimeAnnotations(annotations),
      predictors: [
        {
          name: predictor.name,
          labels: predictor.labels,
          annotations: runtimeAnnotations(predictor.annotations),
          componentSpecs: describedContainers(context),
          graph: runtimeUnit(predictor.graph, context, localUris),
        },
      ],
    },
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function runtimeAnnotations(annotations: Texts = {}): Texts {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => RUNTIME_ANNOTATIONS.test(name)));
}

/** Images are named in requestPath, MODEL_METADATA in the metadata endpoint. */
function describedContainers({ predictor, placement }: PredictorContext): readonly object[] {
  const names = new Set(unitsOf(predictor.graph).map(({ name }) => name));
  const described = (container: Container): readonly object[] => {
    if (!names.has(container.name)) return [];
    // A unit in process is not its server's image.
    const isInProcess = placement.get(container.name)?.place === "in-process";
    const env = (container.env ?? []).filter(({ name }) => name === "MODEL_METADATA");
    return [
      {
        name: container.name,
        ...(!isInProcess && container.image && { image: container.image }),
        ...(env.length > 0 && { env }),
      },
    ];
  };
  const containers = (predictor.componentSpecs ?? []).flatMap(({ spec }) => spec.containers.flatMap(described));
  return containers.length === 0 ? [] : [{ spec: { containers } }];
}

function runtimeUnit(unit: PredictiveUnit, context: PredictorContext, localUris: ReadonlyMap<string, string>): object {
  const { placement, isGrpc } = context;
  const { name, type, implementation, methods, parameters, modelUri, logger, endpoint, children = [] } = unit;
  const place = placement.get(name)!.place;
  const host = place === "sidecar" ? "localhost" : remoteHost(name, context, endpoint?.service_host);
  const isCalled = place !== "in-process";
  return {
    name,
    ...(type && { type }),
    ...(!isCalled && implementation !== NO_IMPLEMENTATION && { implementation }),
    ...(methods !== undefined && methods.length > 0 && { methods }),
    ...(isCalled && {
      endpoint: { ...endpoint, type: endpoint?.type || (isGrpc ? "GRPC" : "REST"), service_host: host },
    }),
    ...(parameters !== undefined && parameters.length > 0 && { parameters }),
    ...(!isCalled && modelUri && { modelUri: localUris.get(name) ?? modelUri }),
    ...(logger !== undefined && { logger }),
    ...(children.length > 0 && { children: children.map((child) => runtimeUnit(child, context, localUris)) }),
  };
}

/** Where a unit in another pod is called: by its container's Service, else where the manifest says. */
function remoteHost(
  unit: string,
  { sdep, predictor, namespace }: PredictorContext,
  given?: string,
): string | undefined {
  const containers = (predictor.componentSpecs ?? []).flatMap(({ spec }) => spec.containers);
  if (!containers.some(({ name }) => name === unit)) return given;
  return `${containerServiceName(sdep.metadata.name, predictor.name, unit)}.${namespace}.svc.cluster.local`;
}
