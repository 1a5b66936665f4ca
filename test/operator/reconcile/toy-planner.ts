/** A planner that is just large enough to see what the reconciler does with a plan. @module */
import type { KubeObject } from "../../../operator/kube/object.ts";
import { InvalidDeployment } from "../../../operator/reconcile/planner.ts";
import type { Planner } from "../../../operator/reconcile/planner.ts";

export interface ToyPredictor {
  readonly name: string;
  readonly traffic?: number;
  readonly shadow?: boolean;
  readonly replicas?: number;
  readonly image?: string;
  readonly hpa?: boolean;
  readonly headless?: boolean;
  readonly selector?: string;
  readonly graph?: object;
  readonly annotations?: Record<string, string>;
}

export const ID = "seldon-deployment-id";

/** One Deployment, Service and ConfigMap for each predictor, an HPA when asked, and one route for all. */
export const toyPlanner: Planner = (sdep, verdicts) => {
  const { name } = sdep.metadata;
  const { predictors = [] } = sdep["spec"] as { predictors?: readonly ToyPredictor[] };
  if (predictors.length === 0) throw new InvalidDeployment("spec.predictors: expected at least one");
  const objects = predictors.flatMap((predictor) => objectsOf(name, predictor, verdicts.length > 0));
  const backendRefs = predictors.flatMap((predictor) =>
    predictor.shadow === true
      ? []
      : [{ name: `${name}-${predictor.name}`, port: 8000, weight: predictor.traffic ?? 100 }],
  );
  const route: KubeObject = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: {
      name,
      labels: { [ID]: name },
    },
    spec: { rules: [{ backendRefs }] },
  };
  return { objects: [...objects, route], warnings: [] };
};

function objectsOf(sdep: string, predictor: ToyPredictor, isRefused: boolean): KubeObject[] {
  const name = `${sdep}-${predictor.name}`;
  const labels = { [ID]: sdep, "zerohop.io/predictor": predictor.name };
  const image = isRefused ? "seldonio/sklearnserver:1" : (predictor.image ?? "zerohop:1");
  const config = `${name}-${image.replace(/\W/g, "-")}`;
  const matchLabels = { ...labels, ...(predictor.selector === undefined ? {} : { pick: predictor.selector }) };
  const meta = { name, labels };
  return [
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: config, labels }, immutable: true, data: { image } },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: meta,
      spec: {
        ...(predictor.headless === true ? { clusterIP: "None" } : {}),
        selector: matchLabels,
        ports: [
          {
            name: "http",
            port: 8e3,
            targetPort: 8e3,
          },
        ],
      },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: meta,
      spec: {
        ...(predictor.hpa === true ? {} : { replicas: predictor.replicas ?? 1 }),
        selector: { matchLabels },
        template: {
          metadata: { labels: matchLabels },
          spec: {
            containers: [
              {
                name: "runtime",
                image,
                ports: [
                  {
                    name: "http",
                    containerPort: 8e3,
                  },
                ],
                resources: { limits: { cpu: "1000m" } },
              },
            ],
            volumes: [
              {
                name: "plan",
                configMap: { name: config },
              },
            ],
          },
        },
      },
    },
    ...(predictor.hpa === true
      ? [
          {
            apiVersion: "autoscaling/v2",
            kind: "HorizontalPodAutoscaler",
            metadata: meta,
            spec: {
              scaleTargetRef: {
                apiVersion: "apps/v1",
                kind: "Deployment",
                name,
              },
              maxReplicas: 3,
            },
          },
        ]
      : []),
  ];
}
