/**
 * Completes a SeldonDeployment as the published operator does before it looks at it: types, ports,
 * endpoints, and a container for each prepackaged server. The stored object is never changed.
 * @see contract section 2.2 "Defaulting algorithm"; the steps are numbered there
 * @module
 */
import { NO_IMPLEMENTATION } from "../../runtime/graph/spec.ts";
import type { Container, PodSpec } from "../api/pod.ts";
import type {
  ComponentSpec,
  PredictiveUnit,
  Predictor,
  SeldonDeployment,
  SeldonDeploymentSpec,
} from "../api/seldon-deployment.ts";
import { unitsOf } from "../api/seldon-deployment.ts";
import { containerServiceName } from "../naming/names.ts";
import { withPorts, withoutOldPodInfo } from "./containers.ts";
import type { OperatorConfig } from "./operator-config.ts";
import { PortNumbers } from "./ports.ts";
import { serverImage, serverOf } from "./servers.ts";

/** Whether the orchestrator is asked to have a pod of its own. */
export function hasSeparateEngine({ annotations = {} }: Pick<SeldonDeploymentSpec, "annotations">): boolean {
  return annotations["seldon.io/engine-separate-pod"] === "true";
}

/** Whether the predictor's only unit answers by itself. */
export function isWithoutEngine({ annotations = {} }: Pick<Predictor, "annotations">): boolean {
  return annotations["seldon.io/no-engine"]?.toLowerCase() === "true";
}

/** @returns a completed copy */
export function applyDefaults(sdep: SeldonDeployment, config: OperatorConfig): SeldonDeployment {
  const namespace = sdep.metadata.namespace || "default";
  const ports = new PortNumbers(config.units);
  const settled = { ...sdep, metadata: { ...sdep.metadata, namespace } };
  const predictors = sdep.spec.predictors.map((predictor) =>
    new PredictorDefaults(settled, predictor, config, ports).complete(),
  );
  return { ...settled, spec: { ...sdep.spec, predictors } };
}

/** What becomes of a unit that has a container. */
interface Endpoint {
  readonly service_host: string;
  readonly service_port: number;
  readonly httpPort: number;
  readonly grpcPort: number;
}

class PredictorDefaults {
  readonly #sdep: SeldonDeployment;
  readonly #predictor: Predictor;
  readonly #config: OperatorConfig;
  readonly #ports: PortNumbers;
  readonly #units: readonly PredictiveUnit[];
  readonly #endpoints = new Map<string, Endpoint>();

  constructor(sdep: SeldonDeployment, predictor: Predictor, config: OperatorConfig, ports: PortNumbers) {
    this.#sdep = sdep;
    this.#predictor = predictor;
    this.#config = config;
    this.#ports = ports;
    this.#units = unitsOf(predictor.graph);
  }

  complete(): Predictor {
    const predictor = this.#predictor;
    // Step 4, then step 5: containers that are written get their numbers before those that are made.
    const written = (predictor.componentSpecs ?? []).map((component, index) => this.#component(component, index));
    const components = this.#units.reduce((known, unit) => this.#server(known, unit), written);
    return {
      ...predictor,
      labels: { version: predictor.name, ...predictor.labels },
      componentSpecs: components,
      graph: this.#unit(predictor.graph),
    };
  }

  // Steps 3 and 6.
  #unit(unit: PredictiveUnit): PredictiveUnit {
    const { type, implementation, methods, children = [] } = unit;
    const isOpen = !type && !implementation && (methods ?? []).length === 0;
    const settled = serverOf(unit) !== undefined || isOpen ? "MODEL" : type;
    const endpoint = this.#endpoints.get(unit.name);
    return {
      ...unit,
      ...(settled !== undefined && { type: settled }),
      implementation: implementation || NO_IMPLEMENTATION,
      ...(endpoint !== undefined && { endpoint: { ...unit.endpoint, ...endpoint } }),
      children: children.map((child) => this.#unit(child)),
    };
  }

  #component(component: ComponentSpec, index: number): ComponentSpec {
    const containers = component.spec.containers.map((container) => {
      const unit = this.#units.find(({ name }) => name === container.name);
      this.#ports.of(container.name);
      return unit === undefined ? container : this.#complete(unit, container, index);
    });
    return { ...component, spec: { ...component.spec, containers } };
  }

  // Step 5. Completing a container again changes nothing.
  #server(components: readonly ComponentSpec[], unit: PredictiveUnit): ComponentSpec[] {
    const server = serverOf(unit);
    if (server === undefined) return [...components];
    const found = components.findIndex(({ spec }) => spec.containers.some(({ name }) => name === unit.name));
    const at = Math.max(found, 0);
    const own = components[at] ?? { spec: { containers: [] } };
    const given = own.spec.containers.find(({ name }) => name === unit.name);
    const completed = given ?? this.#complete(unit, { name: unit.name }, at);
    const { protocol = "" } = this.#sdep.spec;
    const image =
      completed.image ||
      (protocol === "tensorflow" ? "" : serverImage(this.#config.servers, server, protocol || "seldon"));
    const container: Container = { ...completed, ...(image && { image }) };
    return components.length === 0
      ? [{ ...own, spec: withContainer(own.spec, container) }]
      : components.map((component, index) =>
          index === at ? { ...component, spec: withContainer(component.spec, container) } : component,
        );
  }

  // Step 6.
  #complete(unit: PredictiveUnit, container: Container, index: number): Container {
    const { units } = this.#config;
    const numbers = this.#ports.of(container.name);
    const http = namedPort(container, "http") ?? numbers.http;
    const grpc = namedPort(container, "grpc") ?? numbers.grpc;
    const hasMetrics = namedPort(container, units.metricsPortName) !== undefined;
    const { name, namespace = "default" } = this.#sdep.metadata;
    const isLocal = index === 0 && !hasSeparateEngine(this.#sdep.spec);
    const service = containerServiceName(name, this.#predictor.name, container.name);
    const isGrpc = unit.endpoint?.type === "GRPC" || this.#sdep.spec.transport === "grpc";
    // The first container of a name is the one that is called.
    if (!this.#endpoints.has(unit.name) || index > 0) {
      this.#endpoints.set(unit.name, {
        service_host: isLocal ? "localhost" : `${service}.${namespace}.svc.cluster.local`,
        service_port: isGrpc ? grpc : http,
        httpPort: http,
        grpcPort: grpc,
      });
    }
    const ports = hasMetrics ? [] : [{ name: units.metricsPortName, containerPort: this.#ports.nextMetrics() }];
    return withPorts(withoutOldPodInfo(container), { http, grpc }, ports);
  }
}

function withContainer(spec: PodSpec, container: Container): PodSpec {
  const { containers } = spec;
  const isKnown = containers.some(({ name }) => name === container.name);
  return {
    ...spec,
    containers: isKnown
      ? containers.map((known) => (known.name === container.name ? container : known))
      : [...containers, container],
  };
}

function namedPort({ ports = [] }: Container, wanted: string): number | undefined {
  return ports.find(({ name }) => name === wanted)?.containerPort;
}
