/**
 * What is said of the pods in a manifest: the types of the fields that people get wrong. The rest of a
 * PodSpec is the API server's to judge, which knows its own version of it.
 * @see contract section 1.1 "SeldonPodSpec"
 * @module
 */
import { anything, describe, int32, int64, intOrText, list, map, open, text } from "./schema.ts";
import type { Schema } from "./schema.ts";

const env = list(open({ name: text, value: text, valueFrom: anything }, "name"));

const resources = open({ limits: map(intOrText), requests: map(intOrText) });

/** A container; its name is what binds it to a unit of the graph. */
export const container: Schema = open(
  {
    name: text,
    image: text,
    imagePullPolicy: text,
    command: list(text),
    args: list(text),
    workingDir: text,
    env,
    envFrom: list(anything),
    ports: list(open({ name: text, containerPort: int32, protocol: text }, "containerPort")),
    resources,
    volumeMounts: list(open({ name: text, mountPath: text }, "name", "mountPath")),
    livenessProbe: anything,
    readinessProbe: anything,
    startupProbe: anything,
    lifecycle: anything,
    securityContext: anything,
  },
  "name",
);

const podSpec = open(
  {
    containers: list(container),
    initContainers: list(container),
    volumes: list(open({ name: text }, "name")),
    imagePullSecrets: list(open({ name: text })),
    nodeSelector: map(text),
    tolerations: list(anything),
    affinity: anything,
    securityContext: anything,
    serviceAccountName: text,
    terminationGracePeriodSeconds: int64,
  },
  "containers",
);

const metadata = open({
  name: text,
  namespace: text,
  labels: map(text),
  annotations: map(text),
  uid: text,
  generation: int64,
  ownerReferences: list(anything),
  // Written as null by every client that serialises an empty time.
  creationTimestamp: { type: "string", format: "date-time", nullable: true },
});

const hpaSpec = open(
  {
    minReplicas: int32,
    maxReplicas: int32,
    metrics: describe(list(anything), "Metrics in the shape of autoscaling/v2beta1; goes before metricsv2"),
    metricsv2: describe(list(anything), "Metrics in the shape of autoscaling/v2"),
    behavior: anything,
  },
  "maxReplicas",
);

const kedaSpec = open(
  {
    pollingInterval: int32,
    cooldownPeriod: int32,
    minReplicaCount: int32,
    maxReplicaCount: int32,
    idleReplicaCount: int32,
    advanced: anything,
    triggers: list(
      open(
        {
          type: text,
          name: text,
          metricType: text,
          metadata: map(text),
          authenticationRef: open({ name: text, kind: text }, "name"),
        },
        "type",
        "metadata",
      ),
    ),
    fallback: open({ failureThreshold: int32, replicas: int32 }, "failureThreshold", "replicas"),
  },
  "triggers",
);

/** A pod of a predictor with what scales and protects it. */
export const componentSpec: Schema = open({
  metadata,
  spec: podSpec,
  replicas: int32,
  hpaSpec,
  kedaSpec,
  pdbSpec: open({ minAvailable: intOrText, maxUnavailable: intOrText }),
});

/** What a manifest may ask of the orchestrator. */
export const svcOrchSpec: Schema = open({ resources, env, replicas: int32 });

/** Accepted, without effect. */
export const engineResources: Schema = resources;
