/** The shape of a SeldonDeployment, as far as the operator reads it. @see contract section 1.1 @module */
import type { FieldsShape, Shape } from "./shape.ts";

const METADATA: FieldsShape = {
  fields: {
    name: "text",
    namespace: "text",
    labels: "texts",
    annotations: "texts",
    uid: "text",
    generation: "integer",
    ownerReferences: { list: "object" },
  },
  keepsOthers: true,
};

const RESOURCES: FieldsShape = {
  fields: { requests: "quantities", limits: "quantities" },
  keepsOthers: true,
};

const ENV: Shape = {
  list: { fields: { name: "text", value: "text", valueFrom: "object" }, required: ["name"], keepsOthers: true },
};

const PORT: FieldsShape = {
  fields: { name: "text", containerPort: "integer", protocol: "text" },
  required: ["containerPort"],
  keepsOthers: true,
};

const CONTAINER: FieldsShape = {
  fields: {
    name: "text",
    image: "text",
    imagePullPolicy: "text",
    command: { list: "text" },
    args: { list: "text" },
    ports: { list: PORT },
    env: ENV,
    envFrom: { list: "object" },
    resources: RESOURCES,
    volumeMounts: {
      list: { fields: { name: "text", mountPath: "text" }, required: ["name", "mountPath"], keepsOthers: true },
    },
    readinessProbe: "object",
    livenessProbe: "object",
    startupProbe: "object",
    lifecycle: "object",
    securityContext: "object",
  },
  required: ["name"],
  keepsOthers: true,
};

const POD: FieldsShape = {
  fields: {
    containers: { list: CONTAINER },
    initContainers: { list: CONTAINER },
    volumes: { list: { fields: { name: "text" }, required: ["name"], keepsOthers: true } },
    serviceAccountName: "text",
    terminationGracePeriodSeconds: "integer",
    securityContext: "object",
    nodeSelector: "texts",
  },
  required: ["containers"],
  keepsOthers: true,
};

const PARAMETER: FieldsShape = {
  fields: { name: "text", value: "text", type: "text" },
  required: ["name", "value", "type"],
};

const ENDPOINT: FieldsShape = {
  fields: { service_host: "text", service_port: "integer", type: "text", httpPort: "integer", grpcPort: "integer" },
};

const UNIT: FieldsShape = {
  fields: {
    name: "text",
    children: () => ({ list: UNIT }),
    type: "text",
    implementation: "text",
    methods: { list: "text" },
    endpoint: ENDPOINT,
    parameters: { list: PARAMETER },
    modelUri: "text",
    serviceAccountName: "text",
    envSecretRefName: "text",
    storageInitializerImage: "text",
    logger: { fields: { url: "text", mode: "text" } },
  },
  required: ["name"],
};

const COMPONENT: FieldsShape = {
  fields: {
    metadata: METADATA,
    spec: POD,
    replicas: "integer",
    hpaSpec: {
      fields: {
        minReplicas: "integer",
        maxReplicas: "integer",
        metrics: { list: "object" },
        metricsv2: { list: "object" },
        behavior: "object",
      },
      required: ["maxReplicas"],
    },
    kedaSpec: {
      fields: { minReplicaCount: "integer", maxReplicaCount: "integer", triggers: { list: "object" } },
      required: ["triggers"],
      keepsOthers: true,
    },
    pdbSpec: { fields: { minAvailable: "amount", maxUnavailable: "amount" } },
  },
};

const PREDICTOR: FieldsShape = {
  fields: {
    name: "text",
    graph: UNIT,
    componentSpecs: { list: COMPONENT },
    replicas: "integer",
    annotations: "texts",
    labels: "texts",
    traffic: "integer",
    shadow: "boolean",
    explainer: {
      fields: {
        type: "text",
        modelUri: "text",
        serviceAccountName: "text",
        containerSpec: CONTAINER,
        config: "texts",
        endpoint: ENDPOINT,
        envSecretRefName: "text",
        storageInitializerImage: "text",
        replicas: "integer",
        initParameters: "text",
      },
    },
    ssl: { fields: { certSecretName: "text" } },
    engineResources: RESOURCES,
    svcOrchSpec: { fields: { resources: RESOURCES, env: ENV, replicas: "integer" } },
    progressDeadlineSeconds: "integer",
  },
  required: ["name", "graph"],
};

export const SELDON_DEPLOYMENT: FieldsShape = {
  fields: {
    apiVersion: "text",
    kind: "text",
    metadata: METADATA,
    spec: {
      fields: {
        name: "text",
        annotations: "texts",
        protocol: "text",
        transport: "text",
        serverType: "text",
        replicas: "integer",
        predictors: { list: PREDICTOR },
      },
      required: ["predictors"],
    },
  },
  required: ["apiVersion", "kind", "metadata", "spec"],
};
