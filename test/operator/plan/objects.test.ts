/** What single fields and annotations of a SeldonDeployment become. */
import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../operator/defaults/operator-config.ts";
import { plan } from "../../../operator/plan/plan.ts";
import {
  configMapOf,
  containerOf,
  deploymentNamed,
  envOf,
  imaged,
  objectOf,
  planned,
  podOf,
  sdepOf,
  serviceNamed,
  trained,
  warningsOf,
} from "./planned.ts";

const ENGINE = "seldon-container-engine";
const one = (predictor: object, spec: object = {}): object => ({ predictors: [predictor], ...spec });
const engineOf = (spec: object) => containerOf(deploymentNamed(planned(spec).objects, "toy-main"), ENGINE);

describe("the runtime's container", () => {
  it("adds up what units in process ask for, and has their variables and mounts", () => {
    const skeleton = {
      name: "m",
      resources: { requests: { cpu: "1.5", memory: "1Gi" }, limits: { memory: "2Gi" } },
      env: [
        { name: "AWS_REGION", value: "eu" },
        { name: "LEVEL", value: "unit" },
      ],
      volumeMounts: [{ name: "data", mountPath: "/data" }],
    };
    const pod = { spec: { containers: [skeleton], volumes: [{ name: "data", emptyDir: {} }] } };
    const svcOrchSpec = { resources: { requests: { cpu: "250m" } }, env: [{ name: "LEVEL", value: "engine" }] };
    const engine = engineOf(one(trained({ componentSpecs: [pod], svcOrchSpec })));
    expect(engine.resources).toEqual({ requests: { cpu: "1750m", memory: "1Gi" }, limits: { memory: "2Gi" } });
    expect(envOf(engine)).toMatchObject({ AWS_REGION: "eu", LEVEL: "engine", PREDICTOR_ID: "main" });
    expect(engine.volumeMounts).toContainEqual({ name: "data", mountPath: "/data" });
  });

  it("is limited only where all that ask are limited", () => {
    const skeleton = { name: "m", resources: { requests: { memory: "4Gi" } } };
    const svcOrchSpec = { resources: { requests: { memory: "1Gi" }, limits: { memory: "1Gi", cpu: "2" } } };
    const engine = engineOf(one(trained({ componentSpecs: [podOf(skeleton)], svcOrchSpec })));
    expect(engine.resources).toEqual({ requests: { memory: "5Gi" }, limits: { cpu: "2" } });
  });

  it("has variables of seldon.io/engine- annotations, svcOrchSpec's before them", () => {
    const annotations = { "seldon.io/engine-seldon-log-messages-externally": "true", "seldon.io/engine-x": "a" };
    const svcOrchSpec = { env: [{ name: "X", value: "b" }] };
    const env = envOf(engineOf(one(trained({ svcOrchSpec }), { annotations })));
    expect(env).toMatchObject({ SELDON_LOG_MESSAGES_EXTERNALLY: "true", X: "b" });
  });

  it("serves with the certificate of ssl, and is asked over HTTPS", () => {
    const { objects } = planned(one(imaged({ ssl: { certSecretName: "cert" } })));
    const deployment = deploymentNamed(objects, "toy-main");
    for (const name of [ENGINE, "m"]) {
      const container = containerOf(deployment, name);
      expect(envOf(container)["SELDON_CERT_MOUNT_PATH"]).toBe("/cert/");
      expect(container.volumeMounts).toContainEqual({
        name: "seldon-cert-volume",
        mountPath: "/cert/",
        readOnly: true,
      });
    }
    expect(containerOf(deployment, ENGINE).readinessProbe?.httpGet?.scheme).toBe("HTTPS");
    expect(deployment.spec.template.spec.volumes).toContainEqual({
      name: "seldon-cert-volume",
      secret: { secretName: "cert" },
    });
  });

  it("fits the restricted profile, and starts within a second of being ready", () => {
    const engine = engineOf(one(trained()));
    expect(engine.securityContext).toMatchObject({
      runAsNonRoot: true,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
    });
    expect(engine.startupProbe).toMatchObject({ httpGet: { path: "/ready", port: "http" }, periodSeconds: 1 });
    expect(engine.startupProbe).not.toHaveProperty("initialDelaySeconds");
  });
});

describe("models of units in process", () => {
  it("come by the runtime itself, with the unit's secret", () => {
    const { objects } = planned(one(trained({}, { envSecretRefName: "s" })));
    const { spec } = deploymentNamed(objects, "toy-main").spec.template;
    expect(spec.initContainers).toBeUndefined();
    expect(spec.containers[0]!.envFrom).toEqual([{ secretRef: { name: "s" } }]);
  });

  it.each<[string, object]>([
    ["a remote that only rclone knows", { modelUri: "hdfs://nn/m" }],
    ["an image of its own that fetches", { storageInitializerImage: "fetch:1" }],
  ])("come by an init container for %s", (_, unit) => {
    const { objects } = planned(one(trained({}, unit)));
    const { spec } = deploymentNamed(objects, "toy-main").spec.template;
    expect(spec.initContainers).toMatchObject([{ name: "m-model-initializer" }]);
    expect(configMapOf(objects)).toContain('"modelUri": "/mnt/models/m"');
    expect(spec.containers[0]!.volumeMounts).toContainEqual({
      name: "m-provision-location",
      mountPath: "/mnt/models/m",
      readOnly: true,
    });
  });

  it("come by an init container where a second secret could name other credentials alike", () => {
    const child = { name: "n", implementation: "SKLEARN_SERVER", modelUri: "s3://b/n", envSecretRefName: "second" };
    const { objects } = planned(one(trained({}, { envSecretRefName: "first", children: [child] })));
    const { spec } = deploymentNamed(objects, "toy-main").spec.template;
    expect(spec.containers[0]!.envFrom).toEqual([{ secretRef: { name: "first" } }]);
    expect(spec.initContainers).toMatchObject([
      { name: "n-model-initializer", envFrom: [{ secretRef: { name: "second" } }] },
    ]);
  });

  it("are read from their claims, several of them in one pod", () => {
    const child = { name: "n", implementation: "SKLEARN_SERVER", modelUri: "pvc://two/n" };
    const { objects } = planned(one(trained({}, { modelUri: "pvc://one/m", children: [child] })));
    const { spec } = deploymentNamed(objects, "toy-main").spec.template;
    expect(spec.initContainers).toBeUndefined();
    expect(spec.volumes?.filter((volume) => "persistentVolumeClaim" in volume)).toHaveLength(2);
    expect(configMapOf(objects)).toContain('"modelUri": "/mnt/pvc/two/n"');
  });
});

describe("original servers", () => {
  const remote = (implementation: string, spec: object = {}, unit: object = {}) => {
    const annotations = { "zerohop.io/placement": "remote" };
    const { objects } = planned(one(trained({ annotations }, { implementation, ...unit }), spec));
    return deploymentNamed(objects, "toy-main-m");
  };

  it("of Python are told where the model lies", () => {
    const env = envOf(containerOf(remote("SKLEARN_SERVER"), "m"));
    expect(JSON.parse(env["PREDICTIVE_UNIT_PARAMETERS"]!)).toEqual([
      { name: "model_uri", type: "STRING", value: "/mnt/models" },
    ]);
  });

  it("of the Open Inference protocol are MLServer, asked by its health routes", () => {
    const container = containerOf(remote("XGBOOST_SERVER", { protocol: "kfserving" }), "m");
    expect(container.image).toBe("seldonio/mlserver:1.3.5-xgboost");
    expect(envOf(container)).toMatchObject({
      MLSERVER_MODEL_IMPLEMENTATION: "mlserver_xgboost.XGBoostModel",
      MLSERVER_HTTP_PORT: "9000",
    });
    expect(container.readinessProbe?.httpGet?.path).toBe("/v2/health/ready");
    expect(container.ports?.map(({ name }) => name)).toEqual(["http", "grpc", "metrics"]);
  });

  it("of Triton have its arguments, and read their models themselves when told to", () => {
    const usual = remote("TRITON_SERVER", { protocol: "v2" });
    expect(containerOf(usual, "m").args).toContain("--model-repository=/mnt/models");
    const annotations = { "seldon.io/no-storage-initializer": "true" };
    const parameters = [{ name: "model_control_mode", value: "explicit", type: "STRING" }];
    const itself = remote("TRITON_SERVER", { protocol: "v2", annotations }, { parameters, envSecretRefName: "s" });
    expect(itself.spec.template.spec.initContainers).toBeUndefined();
    expect(containerOf(itself, "m").args).toEqual(
      expect.arrayContaining(["--model-repository=gs://b/m", "--model-control-mode=explicit"]),
    );
    expect(containerOf(itself, "m").envFrom).toEqual([{ secretRef: { name: "s" } }]);
  });

  it("of TensorFlow are two containers, or one of its own protocol", () => {
    const two = remote("TENSORFLOW_SERVER").spec.template.spec.containers;
    expect(two.map(({ name, image }) => `${name} ${image}`)).toEqual([
      "m seldonio/tfserving-proxy:1.17.1",
      "tfserving tensorflow/serving:2.1.0",
    ]);
    expect(two[1]!.volumeMounts).toMatchObject([{ mountPath: "/mnt/models" }]);
    const [own, ...others] = remote("TENSORFLOW_SERVER", { protocol: "tensorflow" }).spec.template.spec.containers;
    expect(others).toEqual([]);
    expect(own!.args).toContain("--rest_api_port=9000");
  });

  it("fail with what is missing when they do not speak the protocol", () => {
    const { problems, objects } = plan(
      sdepOf(one(trained({}, { implementation: "HUGGINGFACE_SERVER" }))),
      DEFAULT_CONFIG,
    );
    expect(objects).toEqual([]);
    expect(problems[0]?.message).toContain(
      "HUGGINGFACE_SERVER has no image for the protocol seldon; it has one for v2",
    );
  });
});

describe("containers of units", () => {
  it("keep what they say, and have what the contract sets instead of their own", () => {
    const env = [
      { name: "PREDICTIVE_UNIT_ID", value: "mine" },
      { name: "PREDICTIVE_UNIT_SERVICE_PORT", value: "1" },
    ];
    const lifecycle = { preStop: { exec: { command: ["true"] } } };
    const { objects } = planned(one(imaged({}, { env, lifecycle })));
    const container = containerOf(deploymentNamed(objects, "toy-main"), "m");
    expect(envOf(container)).toMatchObject({
      PREDICTIVE_UNIT_ID: "m",
      PREDICTIVE_UNIT_SERVICE_PORT: "1",
      PREDICTIVE_UNIT_IMAGE: "reg/m:1",
    });
    expect(container.lifecycle).toEqual(lifecycle);
    expect(container.startupProbe).toMatchObject({ tcpSocket: { port: "http" }, periodSeconds: 1 });
  });

  it("are asked on the gRPC port when that is the transport, with v1's delays beside a probe of their own", () => {
    const { objects } = planned(
      one(imaged({}, { livenessProbe: { exec: { command: ["true"] } } }), { transport: "grpc" }),
    );
    const container = containerOf(deploymentNamed(objects, "toy-main"), "m");
    expect(container.readinessProbe).toMatchObject({ tcpSocket: { port: "grpc" }, initialDelaySeconds: 20 });
    expect(container.startupProbe).toBeUndefined();
  });

  it("keep an init container of the user's in the place of ours, with the mount", () => {
    const own = { name: "m-model-initializer", image: "own:1" };
    const componentSpecs = [{ spec: { containers: [{ name: "m", image: "i" }], initContainers: [own] } }];
    const { objects } = planned(one(imaged({ graph: { name: "m", modelUri: "gs://b/m" }, componentSpecs })));
    const { initContainers } = deploymentNamed(objects, "toy-main").spec.template.spec;
    expect(initContainers).toEqual([
      { ...own, volumeMounts: [{ name: "m-provision-location", mountPath: "/mnt/models" }] },
    ]);
  });
});

describe("what scales and protects", () => {
  const scaled = (component: object, keda = false) =>
    planned(one(trained({ replicas: 4, componentSpecs: [{ ...podOf({ name: "m" }), ...component }] })), {
      config: { keda },
    });

  it("leaves replicas to an autoscaler, and points it at the runtime's container", () => {
    const metric = {
      type: "ContainerResource",
      containerResource: { name: "cpu", container: "m", targetAverageUtilization: 50 },
    };
    const { objects } = scaled({ hpaSpec: { maxReplicas: 3, metrics: [metric], behavior: { scaleDown: {} } } });
    expect(deploymentNamed(objects, "toy-main").spec.replicas).toBeUndefined();
    expect(objectOf(objects, "HorizontalPodAutoscaler")).toMatchObject({
      apiVersion: "autoscaling/v2",
      spec: {
        maxReplicas: 3,
        behavior: { scaleDown: {} },
        metrics: [
          { containerResource: { container: ENGINE, target: { type: "Utilization", averageUtilization: 50 } } },
        ],
      },
    });
  });

  it("uses KEDA when it is there, and says so when it is not", () => {
    const kedaSpec = { maxReplicaCount: 5, triggers: [{ type: "cron", metadata: {} }] };
    const { objects, warnings } = scaled({ kedaSpec, hpaSpec: { maxReplicas: 2 } }, true);
    expect(objectOf(objects, "ScaledObject")).toMatchObject({
      spec: { maxReplicaCount: 5, scaleTargetRef: { name: "toy-main" } },
    });
    expect(objects.some(({ kind }) => kind === "HorizontalPodAutoscaler")).toBe(false);
    expect(warnings).toEqual([]);
    const without = scaled({ kedaSpec });
    expect(warningsOf(without).join()).toContain("KEDA is not enabled");
    expect(deploymentNamed(without.objects, "toy-main").spec.replicas).toBe(4);
  });

  it("takes replicas of the pod before the predictor's before all's", () => {
    const replicasOf = (component: object, predictor: object, spec: object) =>
      deploymentNamed(
        planned(one(trained({ ...predictor, componentSpecs: [{ ...podOf({ name: "m" }), ...component }] }), spec))
          .objects,
        "toy-main",
      ).spec.replicas;
    expect(replicasOf({ replicas: 0 }, { replicas: 2 }, { replicas: 3 })).toBe(0);
    expect(replicasOf({}, { replicas: 2 }, { replicas: 3 })).toBe(2);
    expect(replicasOf({}, {}, { replicas: 3 })).toBe(3);
    expect(replicasOf({}, {}, {})).toBeUndefined();
  });

  it("protects the Deployment's own pods, so that two budgets do not overlap", () => {
    const graph = { name: "a", type: "TRANSFORMER", children: [{ name: "b", type: "MODEL" }] };
    const pod = (name: string) => ({ ...podOf({ name, image: "i" }), pdbSpec: { minAvailable: 1 } });
    const { objects } = planned(one({ name: "main", graph, componentSpecs: [pod("a"), pod("b")] }));
    const budgets = objects.filter(({ kind }) => kind === "PodDisruptionBudget") as unknown as {
      spec: { selector: object };
    }[];
    expect(new Set(budgets.map(({ spec }) => JSON.stringify(spec.selector))).size).toBe(2);
  });
});

describe("annotations", () => {
  it("name the Service and make it headless", () => {
    const annotations = { "seldon.io/headless-svc": "true" };
    const { objects } = planned(one(trained({ annotations: { "seldon.io/svc-name": "front" } })), {
      metadata: { annotations },
    });
    expect(serviceNamed(objects, "front").spec).toMatchObject({
      clusterIP: "None",
      selector: { "seldon-app": "front" },
    });
  });

  it("reach Deployment and pod, later ones first, with scrape hints that can be replaced", () => {
    const spec = one(trained({ annotations: { a: "predictor", "prometheus.io/scrape": "false" } }), {
      annotations: { a: "spec", b: "spec" },
    });
    const { metadata, spec: made } = deploymentNamed(planned(spec).objects, "toy-main");
    expect(metadata.annotations).toMatchObject({ a: "predictor", b: "spec" });
    expect(made.template.metadata.annotations).toMatchObject({
      a: "predictor",
      b: "spec",
      "prometheus.io/scrape": "false",
    });
  });

  it("set how many pods may be too many or too few in a rollout", () => {
    const annotations = { "zerohop.io/max-surge": "1", "zerohop.io/max-unavailable": "50%" };
    const { strategy } = deploymentNamed(planned(one(trained(), { annotations })).objects, "toy-main").spec;
    expect(strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: "50%" });
  });

  it.each<[string, object, string]>([
    [
      "a key of the Java engine",
      one(trained(), { annotations: { "seldon.io/rest-read-timeout": "5" } }),
      "no effect since Seldon Core 1.2",
    ],
    [
      "a predictor's key on the spec",
      one(trained(), { annotations: { "seldon.io/no-engine": "true" } }),
      "only on a predictor",
    ],
    [
      "a key of the spec on a predictor",
      one(trained({ annotations: { "seldon.io/engine-separate-pod": "true" } })),
      "only in spec.annotations",
    ],
    [
      "a timeout that is no number",
      one(trained(), { annotations: { "seldon.io/grpc-timeout": "5s" } }),
      'expected a whole number, got "5s"',
    ],
    [
      "a separate engine without anything to be separate from",
      one(trained(), { annotations: { "seldon.io/engine-separate-pod": "true" } }),
      "run in one process",
    ],
    [
      "no engine before a unit in process",
      one(trained({ annotations: { "seldon.io/no-engine": "true" } })),
      "it changes the ports alone",
    ],
    ["resources of the Java engine", one(trained({ engineResources: {} })), "use svcOrchSpec.resources"],
    [
      "an explainer that there is not",
      one(trained({ explainer: { type: "Oracle" } })),
      "explainer.type: expected one of AnchorTabular",
    ],
  ])("are reported: %s", (_, spec, message) => {
    expect(warningsOf(planned(spec)).join("\n")).toContain(message);
  });
});

describe("what passes the published rules and cannot run", () => {
  it.each<[string, object, object, string]>([
    [
      "a container's name",
      one({ name: "main", graph: { name: "a_b" }, componentSpecs: [podOf({ name: "a_b", image: "i" })] }),
      {},
      'expected a container\'s name, got "a_b"',
    ],
    [
      "a container's long name",
      one({
        name: "main",
        graph: { name: "m".repeat(49) },
        componentSpecs: [podOf({ name: "m".repeat(49), image: "i" })],
      }),
      {},
      "at most 48 characters",
    ],
    ["a Service that begins with a digit", one(trained()), { name: "1toy" }, "expected a name that a Service can have"],
    [
      "two containers for one unit",
      one({
        name: "main",
        graph: { name: "m" },
        componentSpecs: [podOf({ name: "m", image: "i" }), podOf({ name: "m", image: "j" })],
      }),
      {},
      "two containers are named",
    ],
    ["replicas below zero", one(trained({ replicas: -1 })), {}, "no negative number of replicas, got -1"],
    [
      "two objects of one name",
      {
        predictors: [
          { name: "main-b", traffic: 50, graph: { name: "m", implementation: "SIMPLE_MODEL" } },
          trained(
            { traffic: 50, annotations: { "zerohop.io/placement": "remote", "seldon.io/svc-name": "s" } },
            { name: "b" },
          ),
        ],
      },
      {},
      "two objects would be the Deployment toy-main-b",
    ],
  ])("is a problem: %s", (_, spec, metadata, message) => {
    const { problems, objects } = plan(sdepOf(spec, metadata), DEFAULT_CONFIG);
    expect(problems.map((problem) => problem.message).join("\n")).toContain(message);
    expect(objects).toEqual([]);
  });
});
