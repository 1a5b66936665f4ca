/** What everything that is planned for one predictor needs to know. @module */
import type { Issue } from "../../runtime/graph/spec.ts";
import type { Texts } from "../api/object.ts";
import type { Predictor, SeldonDeployment } from "../api/seldon-deployment.ts";
import { hasSeparateEngine, isWithoutEngine } from "../defaults/defaults.ts";
import type { OperatorConfig } from "../defaults/operator-config.ts";
import { protocolOf } from "../defaults/servers.ts";
import { DEPLOYMENT_ID, MANAGED_BY } from "../naming/labels.ts";
import { deploymentId, predictorServiceName } from "../naming/names.ts";
import type { UnitPlacement } from "./placement.ts";

export interface PredictorContext {
  /** With defaults. */
  readonly sdep: SeldonDeployment;
  readonly predictor: Predictor;
  /** `spec.predictors[0]` */
  readonly path: string;
  readonly namespace: string;
  readonly config: OperatorConfig;
  readonly placement: ReadonlyMap<string, UnitPlacement>;
  /** Name of the predictor's Service. */
  readonly service: string;
  readonly protocol: "seldon" | "v2" | "tensorflow";
  readonly isSeparate: boolean;
  readonly hasEngine: boolean;
  /** Whether the transport of the units is gRPC where their endpoint does not say. */
  readonly isGrpc: boolean;
  readonly warnings: Issue[];
  /** What lets the SeldonDeployment fail. */
  readonly problems: Issue[];
}

export function createContext(
  parts: Pick<PredictorContext, "sdep" | "predictor" | "path" | "config" | "placement" | "warnings" | "problems">,
): PredictorContext {
  const { sdep, predictor } = parts;
  const annotations = predictor.annotations ?? {};
  return {
    ...parts,
    namespace: sdep.metadata.namespace ?? "default",
    service: predictorServiceName(sdep.metadata.name, predictor.name, annotations["seldon.io/svc-name"]),
    protocol: protocolOf(sdep.spec),
    isSeparate: hasSeparateEngine(sdep.spec),
    hasEngine: !isWithoutEngine(predictor),
    isGrpc: sdep.spec.transport === "grpc",
  };
}

/** Labels that every object of the SeldonDeployment has; objects are found again by them. */
export function ownLabels({ sdep }: Pick<PredictorContext, "sdep">): Texts {
  return { [DEPLOYMENT_ID]: deploymentId(sdep.metadata.name), ...MANAGED_BY };
}
