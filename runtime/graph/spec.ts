/**
 * The part of a SeldonDeployment that says what is served: deployment, predictors, and the graph of
 * predictive units, in the manifest's own words. Knows nothing else of the runtime, so that the
 * operator can share it.
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
export const PARAMETER_TYPES: readonly string[] = ["INT", "FLOAT", "DOUBLE", "STRING", "BOOL"];
export const PROTOCOLS: readonly string[] = ["seldon", "tensorflow", "kfserving", "v2"];
export const NO_IMPLEMENTATION = "UNKNOWN_IMPLEMENTATION";

export interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly type: string;
}

/** Where a unit listens; `service_host` and `service_port` are snake case in the manifest, too. */
export interface Endpoint {
  readonly service_host?: string;
  readonly service_port?: number;
  readonly type?: "REST" | "GRPC";
  readonly httpPort?: number;
  readonly grpcPort?: number;
}

export interface PredictiveUnit {
  readonly name: string;
  readonly children?: readonly PredictiveUnit[] | null;
  readonly type?: UnitType;
  readonly implementation?: string;
  readonly methods?: readonly UnitMethod[] | null;
  readonly endpoint?: Endpoint | null;
  readonly parameters?: readonly Parameter[] | null;
  readonly modelUri?: string;
}

/** A container of a componentSpec, as far as the runtime cares. */
export interface Container {
  readonly name: string;
  readonly image?: string;
}

export interface ComponentSpec {
  readonly spec?: { readonly containers?: readonly Container[] | null } | null;
}

export interface PredictorSpec {
  readonly name: string;
  readonly graph: PredictiveUnit;
  readonly componentSpecs?: readonly ComponentSpec[] | null;
  readonly traffic?: number;
  readonly shadow?: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A SeldonDeployment with its envelope taken off. */
export interface DeploymentSpec {
  readonly name: string;
  readonly namespace: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly protocol: string;
  readonly predictors: readonly PredictorSpec[];
}

/** Something wrong with a manifest, at a path a person can find: `spec.predictors[0].graph.name`. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** The unit's image: that of the container of its name, if the manifest has one. */
export function imageOf(predictor: PredictorSpec, unit: string): string | undefined {
  for (const component of predictor.componentSpecs ?? []) {
    const container = component?.spec?.containers?.find((candidate) => candidate.name === unit);
    if (container !== undefined) return container.image ?? "";
  }
  return undefined;
}

/**
 * The type that decides what is called. A unit without type, methods and implementation is a MODEL,
 * and so is one with a server's implementation; built-ins have the type of what they do.
 * @see contract section 2.2, step 3
 */
export function effectiveType(unit: PredictiveUnit): UnitType {
  const { implementation, type } = unit;
  const builtin = builtinType(implementation);
  if (builtin !== undefined) return builtin;
  if (type !== undefined) return type;
  const plain = implementation === undefined || implementation === "" || implementation === NO_IMPLEMENTATION;
  if (!plain) return "MODEL";
  return (unit.methods ?? []).length === 0 ? "MODEL" : "UNKNOWN_TYPE";
}

/** The type of a built-in implementation; undefined when the name is not one. */
export function builtinType(implementation: unknown): UnitType | undefined {
  if (typeof implementation !== "string" || !Object.hasOwn(BUILTIN_TYPES, implementation)) return undefined;
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
