/**
 * The part of a SeldonDeployment that says what is served: deployment, predictors, and the graph of
 * predictive units, in the manifest's own words but in one form: what a manifest may write as
 * nothing, null or "" is absent here, and lists are never absent. Knows nothing else of the runtime,
 * so that the operator can share it.
 * @see contract section 1.1 "spec tree"
 * @module
 */

export type UnitType = "UNKNOWN_TYPE" | "ROUTER" | "COMBINER" | "MODEL" | "TRANSFORMER" | "OUTPUT_TRANSFORMER";
export type UnitMethod = "TRANSFORM_INPUT" | "TRANSFORM_OUTPUT" | "ROUTE" | "AGGREGATE" | "SEND_FEEDBACK";

export const UNIT_TYPES: readonly UnitType[] = [
  "UNKNOWN_TYPE",
  "ROUTER",
  "COMBINER",
  "MODEL",
  "TRANSFORMER",
  "OUTPUT_TRANSFORMER",
];
export const UNIT_METHODS: readonly UnitMethod[] = [
  "TRANSFORM_INPUT",
  "TRANSFORM_OUTPUT",
  "ROUTE",
  "AGGREGATE",
  "SEND_FEEDBACK",
];
export const PARAMETER_TYPES = ["INT", "FLOAT", "DOUBLE", "STRING", "BOOL"] as const;
export const PROTOCOLS = ["seldon", "tensorflow", "kfserving", "v2"] as const;
export const NO_IMPLEMENTATION = "UNKNOWN_IMPLEMENTATION";

/** A setting of a unit; text in the manifest whatever its type. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly type: (typeof PARAMETER_TYPES)[number];
}

/** Where a unit listens; `service_host` and `service_port` are snake case in the manifest, too. */
export interface Endpoint {
  readonly service_host?: string;
  readonly service_port?: number;
  readonly type?: "REST" | "GRPC";
  readonly httpPort?: number;
  readonly grpcPort?: number;
}

/** A node of a graph. */
export interface PredictiveUnit {
  readonly name: string;
  /** What it is, worked out when the manifest leaves it open; see effectiveType. */
  readonly type: UnitType;
  /** A built-in, a server or a registered name; absent for UNKNOWN_IMPLEMENTATION. */
  readonly implementation?: string;
  readonly methods: readonly UnitMethod[];
  readonly endpoint?: Endpoint;
  readonly parameters: readonly Parameter[];
  readonly modelUri?: string;
  readonly children: readonly PredictiveUnit[];
}

/** A container of a componentSpec, as far as the runtime cares. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  /** Variables with a value of their own; those taken from elsewhere are missing. */
  readonly env: Readonly<Record<string, string>>;
}

/** A pod of a predictor. */
export interface ComponentSpec {
  readonly containers: readonly Container[];
}

export interface PredictorSpec {
  /** Where it stands in its manifest: `spec.predictors[0]`, or "" when it is the manifest. */
  readonly path: string;
  readonly name: string;
  readonly graph: PredictiveUnit;
  readonly componentSpecs: readonly ComponentSpec[];
  /** Percent of the requests; absent when the manifest gives no share. */
  readonly traffic?: number;
  readonly shadow: boolean;
  /** Most copies of it that the manifest lets run; absent when it does not say. */
  readonly replicas?: number;
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** A SeldonDeployment with its envelope taken off, in one form; made by readManifest. */
export interface DeploymentSpec {
  readonly name: string;
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly protocol: (typeof PROTOCOLS)[number];
  /** How units are called whose endpoint does not say; absent when the manifest does not say either. */
  readonly transport?: "rest" | "grpc";
  readonly predictors: readonly PredictorSpec[];
}

/** Something wrong with a manifest, at a path a person can find: `spec.predictors[0].graph.name`. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** The unit's image: that of the container of its name, if the manifest has one. */
export function imageOf(predictor: PredictorSpec, unit: string): string | undefined {
  for (const { containers } of predictor.componentSpecs) {
    const container = containers.find((candidate) => candidate.name === unit);
    if (container !== undefined) return container.image ?? "";
  }
  return undefined;
}

/** The environment of the container of the unit's name; empty when the manifest has none. */
export function envOf(predictor: PredictorSpec, unit: string): Readonly<Record<string, string>> {
  for (const { containers } of predictor.componentSpecs) {
    const container = containers.find((candidate) => candidate.name === unit);
    if (container !== undefined) return container.env;
  }
  return {};
}

/** What a unit's type is worked out from; everything may be left open. */
export interface TypeHints {
  readonly type?: UnitType | undefined;
  readonly implementation?: string | undefined;
  readonly methods?: readonly unknown[] | undefined;
}

/**
 * The type that decides what is called. A unit without type, methods and implementation is a MODEL,
 * and so is one with a server's implementation; built-ins have the type of what they do.
 * @see contract section 2.2, step 3
 */
export function effectiveType(unit: TypeHints): UnitType {
  const { implementation, type, methods = [] } = unit;
  const builtin = builtinType(implementation);
  if (builtin !== undefined) return builtin;
  if (type !== undefined) return type;
  const isPlain = implementation === undefined || implementation === NO_IMPLEMENTATION;
  return isPlain && methods.length > 0 ? "UNKNOWN_TYPE" : "MODEL";
}

/** The type of a built-in implementation; undefined when the name is not one. */
export function builtinType(implementation: string | undefined): UnitType | undefined {
  if (implementation === undefined || !Object.hasOwn(BUILTIN_TYPES, implementation)) return undefined;
  return BUILTIN_TYPES[implementation];
}

/** The built-in implementations of the published resource definition and ours, by what they do. */
export const BUILTIN_TYPES: Readonly<Record<string, UnitType | undefined>> = {
  SIMPLE_MODEL: "MODEL",
  SIMPLE_ROUTER: "ROUTER",
  RANDOM_ABTEST: "ROUTER",
  AVERAGE_COMBINER: "COMBINER",
  EPSILON_GREEDY: "ROUTER",
  THOMPSON_SAMPLING: "ROUTER",
};
