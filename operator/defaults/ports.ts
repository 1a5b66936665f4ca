/**
 * Hands out the ports of containers. Numbers are counted over the whole SeldonDeployment, and a
 * container's name keeps its numbers wherever it occurs again.
 * @see contract section 2.2
 * @module
 */
import type { OperatorConfig } from "./operator-config.ts";

export interface ContainerPorts {
  readonly http: number;
  readonly grpc: number;
}

export class PortNumbers {
  readonly #known = new Map<string, ContainerPorts>();
  #http: number;
  #grpc: number;
  #metrics: number;

  constructor({ httpPort, grpcPort, metricsPort }: OperatorConfig["units"]) {
    this.#http = httpPort;
    this.#grpc = grpcPort;
    this.#metrics = metricsPort;
  }

  /** The numbers of a container, which are reserved when it is met first. */
  of(container: string): ContainerPorts {
    const known = this.#known.get(container);
    if (known !== undefined) return known;
    const ports = { http: this.#http++, grpc: this.#grpc++ };
    this.#known.set(container, ports);
    return ports;
  }

  nextMetrics(): number {
    return this.#metrics++;
  }
}
