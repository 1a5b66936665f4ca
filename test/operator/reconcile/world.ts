/** A cluster in memory with the operator at work in it. @module */
import { expect, onTestFinished } from "vitest";
import { createClient } from "../../../operator/kube/client.ts";
import { systemClock } from "../../../operator/kube/clock.ts";
import type { KubeObject } from "../../../operator/kube/object.ts";
import { createTransport } from "../../../operator/kube/transport.ts";
import { createController } from "../../../operator/reconcile/controller.ts";
import type { Controller } from "../../../operator/reconcile/controller.ts";
import type { Planner } from "../../../operator/reconcile/planner.ts";
import type { Scope } from "../../../operator/reconcile/scope.ts";
import { startFakeApi } from "../kube/fake/api-server.ts";
import type { FakeApi } from "../kube/fake/api-server.ts";
import { ID, toyPlanner } from "./toy-planner.ts";
import type { ToyPredictor } from "./toy-planner.ts";

export interface World {
  readonly api: FakeApi;
  readonly controller: Controller;
  /** What went wrong so far. */
  readonly errors: unknown[];
  /** Starts another operator on the same cluster, as after a crash. */
  restart(): Promise<void>;
  /** Waits until the operator has nothing more to do. */
  settle(): Promise<void>;
  /** Applies a SeldonDeployment as a person would. */
  deploy(name: string, predictors: readonly ToyPredictor[], more?: object, labels?: Record<string, string>): KubeObject;
  /** Plays the Deployment controller and the kubelet. */
  rollOut(name: string, how?: { readonly available?: number; readonly failed?: boolean }): void;
  sdep(name: string): { readonly status: any; readonly metadata: KubeObject["metadata"] };
  condition(name: string, type: string): any;
  events(): string[];
}

interface Options {
  readonly planner?: Planner;
  readonly scope?: Scope;
  readonly isStarted?: boolean;
}

export async function createWorld({
  planner = toyPlanner,
  scope = {},
  isStarted = true,
}: Options = {}): Promise<World> {
  const api = await startFakeApi();
  const errors: unknown[] = [];
  const begin = (): Controller => {
    const transport = createTransport(api.connection);
    onTestFinished(() => transport.close());
    return createController({
      client: createClient(transport),
      clock: systemClock,
      random: () => 0.5,
      scope,
      planner: () => planner,
      onError: (_where, error) => errors.push(error),
    });
  };
  let controller = begin();
  onTestFinished(() => controller.close());
  if (isStarted) await controller.start();

  return {
    api,
    get controller() {
      return controller;
    },
    errors,
    async restart() {
      await controller.close();
      controller = begin();
      await controller.start();
    },
    async settle() {
      let [last, quiet] = ["", 0];
      // Quiet three times over: an event may be on its way through a socket.
      await expect
        .poll(
          async () => {
            await controller.queue.idle();
            const now = `${api.store.version} ${api.asked.length}`;
            quiet = now === last ? quiet + 1 : 0;
            last = now;
            return quiet;
          },
          { interval: 10, timeout: 10_000 },
        )
        .toBeGreaterThanOrEqual(3);
    },
    deploy(name, predictors, more = {}, labels = {}) {
      return api.put({
        apiVersion: "machinelearning.seldon.io/v1",
        kind: "SeldonDeployment",
        metadata: {
          ...api.get("seldondeployments", `ns/${name}`)?.metadata,
          name,
          namespace: "ns",
          labels,
        },
        spec: {
          predictors: predictors.map((predictor) => ({
            graph: { name: "unit" },
            ...predictor,
          })),
          ...more,
        },
      });
    },
    rollOut(name, { available, failed = false } = {}) {
      const deployment = api.get("deployments", `ns/${name}`)!;
      const wanted = (deployment["spec"] as { replicas: number }).replicas;
      const ready = available ?? wanted;
      api.status("deployments", `ns/${name}`, {
        observedGeneration: deployment.metadata.generation,
        replicas: wanted,
        updatedReplicas: wanted,
        availableReplicas: ready,
        readyReplicas: ready,
        conditions: [
          {
            type: "Available",
            status: ready >= wanted ? "True" : "False",
            reason: "MinimumReplicas",
            message: "minimum",
          },
          {
            type: "Progressing",
            status: failed ? "False" : "True",
            reason: "Progress",
            message: "deadline",
          },
        ],
      });
    },
    sdep: (name) => api.get("seldondeployments", `ns/${name}`) as any,
    condition: (name, type) =>
      (api.get("seldondeployments", `ns/${name}`) as any).status.conditions.find((entry: any) => entry.type === type),
    events: () => api.list("events").map((event) => String((event as any).reason)),
  };
}

export { ID };
