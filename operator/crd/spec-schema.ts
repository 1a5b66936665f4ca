/**
 * The spec of a SeldonDeployment. Verdicts equal those of Seldon Core v1's schema; fields that it
 * pruned are kept.
 * @see contract section 1.1 "spec tree"
 * @module
 */
import { componentSpec, container, engineResources, svcOrchSpec } from "./pod-schema.ts";
import { anything, describe, flag, int32, list, map, oneOf, open, text } from "./schema.ts";
import type { Schema } from "./schema.ts";

/**
 * Levels of a graph whose fields are typed by the schema, which cannot refer to itself. Deeper ones
 * are kept as they are and checked at admission and by the operator.
 */
const TYPED_LEVELS = 4;

// The mixture of cases is the contract's.
const endpoint = open({ service_host: text, service_port: int32, type: text, httpPort: int32, grpcPort: int32 });

function unit(levels: number): Schema {
  return open(
    {
      name: text,
      type: text,
      implementation: text,
      methods: list(text),
      endpoint,
      parameters: list(open({ name: text, value: text, type: text }, "name", "value", "type")),
      modelUri: text,
      serviceAccountName: text,
      envSecretRefName: text,
      storageInitializerImage: text,
      logger: open({ url: text, mode: text }),
      children: list(levels > 1 ? unit(levels - 1) : anything),
    },
    "name",
  );
}

const explainer = open({
  type: text,
  modelUri: text,
  serviceAccountName: text,
  containerSpec: container,
  config: map(text),
  endpoint,
  envSecretRefName: text,
  storageInitializerImage: text,
  replicas: int32,
  initParameters: text,
});

const predictor = open(
  {
    name: text,
    graph: describe(unit(TYPED_LEVELS), "The units that a request goes through, from the root; any depth"),
    componentSpecs: describe(list(componentSpec), "Pods with the containers of units that bring their own image"),
    replicas: int32,
    annotations: map(text),
    labels: map(text),
    traffic: describe(int32, "Percent of the requests that go to this predictor"),
    shadow: describe(flag, "Gets a copy of the requests; its answers are dropped"),
    explainer,
    ssl: open({ certSecretName: text }),
    engineResources: describe(engineResources, "Has no effect; see svcOrchSpec.resources"),
    svcOrchSpec,
    progressDeadlineSeconds: int32,
  },
  "name",
  "graph",
);

/** `spec` of a SeldonDeployment. */
export const spec: Schema = open(
  {
    name: describe(text, "Has no effect; see metadata.name"),
    oauth_key: describe(text, "Has no effect"),
    oauth_secret: describe(text, "Has no effect"),
    annotations: map(text),
    protocol: oneOf("seldon", "tensorflow", "kfserving", "v2"),
    transport: oneOf("rest", "grpc"),
    serverType: oneOf("rpc", "kafka"),
    replicas: int32,
    predictors: { ...list(predictor), minItems: 1 },
  },
  "predictors",
);
