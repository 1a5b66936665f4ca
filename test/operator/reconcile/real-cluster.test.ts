/**
 * The same world states against a real API server, with the real definition and the real planner.
 * Runs where KUBEBUILDER_ASSETS names a control plane; elsewhere it says that it is skipped.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { customResourceDefinition } from "../../../operator/crd/definition.ts";
import { DEFAULT_CONFIG } from "../../../operator/defaults/operator-config.ts";
import { createClient } from "../../../operator/kube/client.ts";
import type { KubeClient } from "../../../operator/kube/client.ts";
import { systemClock } from "../../../operator/kube/clock.ts";
import { startLeaderElection } from "../../../operator/kube/lease.ts";
import { kubeconfigConnection } from "../../../operator/kube/kubeconfig.ts";
import type { KubeObject } from "../../../operator/kube/object.ts";
import type { Resource } from "../../../operator/kube/resource.ts";
import { createTransport } from "../../../operator/kube/transport.ts";
import { capabilitiesOf } from "../../../operator/reconcile/configuration.ts";
import { createController } from "../../../operator/reconcile/controller.ts";
import type { Controller } from "../../../operator/reconcile/controller.ts";
import { createPlanner } from "../../../operator/reconcile/seldon-planner.ts";
import { missingAssets, startControlPlane } from "../kube/real/control-plane.ts";
import type { ControlPlane } from "../kube/real/control-plane.ts";

const reason = missingAssets();
if (reason !== undefined) console.log(`Tests against a real control plane are skipped: ${reason}`);

const SDEPS: Resource = {
  group: "machinelearning.seldon.io",
  version: "v1",
  kind: "SeldonDeployment",
  plural: "seldondeployments",
  isNamespaced: true,
};
const DEPLOYMENTS: Resource = {
  group: "apps",
  version: "v1",
  kind: "Deployment",
  plural: "deployments",
  isNamespaced: true,
};
const SERVICES: Resource = { group: "", version: "v1", kind: "Service", plural: "services", isNamespaced: true };
const CONFIG_MAPS: Resource = { group: "", version: "v1", kind: "ConfigMap", plural: "configmaps", isNamespaced: true };
const CRDS: Resource = {
  group: "apiextensions.k8s.io",
  version: "v1",
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  isNamespaced: false,
};

describe.skipIf(reason !== undefined)("the operator on a real control plane", { timeout: 120_000 }, () => {
  let plane: ControlPlane;
  let client: KubeClient;
  let controller: Controller;
  const errors: unknown[] = [];
  let asked: string[] = [];
  const me = { fieldManager: "kubectl", isForced: true };

  async function begin(): Promise<void> {
    const { hasGatewayApi: _none, ...versions } = await capabilitiesOf(client.discovery);
    const planner = createPlanner({ ...DEFAULT_CONFIG, ...versions });
    const transport = createTransport(plane.connection, (method, code) => asked.push(`${method} ${code}`));
    controller = createController({
      client: createClient(transport),
      clock: systemClock,
      random: Math.random,
      scope: {},
      planner: () => planner,
      onError: (where, error) => errors.push(`${where}: ${String(error)}`),
    });
    await controller.start();
  }

  beforeAll(async () => {
    plane = await startControlPlane();
    const connection = await kubeconfigConnection({ KUBECONFIG: plane.kubeconfig }, () => 0);
    client = createClient(createTransport(connection));
    await client.apply(CRDS, customResourceDefinition() as unknown as KubeObject, me);
    await vi.waitFor(
      async () => {
        client.discovery.refresh();
        expect(await client.discovery.find("machinelearning.seldon.io/v1", "SeldonDeployment")).toBeDefined();
      },
      { timeout: 20_000 },
    );
    await begin();
  }, 120_000);

  afterAll(async () => {
    await controller?.close();
    client?.close();
    await plane?.stop();
  });

  const deploy = (name: string, spec: object): Promise<KubeObject> =>
    client.apply(
      SDEPS,
      {
        apiVersion: "machinelearning.seldon.io/v1",
        kind: "SeldonDeployment",
        metadata: {
          name,
          namespace: "default",
        },
        spec,
      },
      me,
    );
  const simple = (name = "main", more: object = {}): object => ({
    name,
    graph: {
      name: "unit",
      implementation: "SIMPLE_MODEL",
      type: "MODEL",
    },
    replicas: 1,
    ...more,
  });
  const sdep = async (name: string): Promise<any> => client.get(SDEPS, "default", name);
  const owned = async (resource: Resource, name: string): Promise<readonly KubeObject[]> =>
    (await client.list(resource, { namespace: "default", labelSelector: `seldon-deployment-id=${name}` })).items;
  /** Plays the Deployment controller where there is none, and the kubelet. */
  const makeReady = async (name: string): Promise<void> => {
    for (const deployment of await owned(DEPLOYMENTS, name)) {
      const replicas = (deployment["spec"] as any).replicas as number;
      await client.patch(
        DEPLOYMENTS,
        deployment.metadata,
        [
          {
            op: "add",
            path: "/status",
            value: {
              observedGeneration: deployment.metadata.generation,
              replicas,
              updatedReplicas: replicas,
              readyReplicas: replicas,
              availableReplicas: replicas,
            },
          },
        ],
        "status",
      );
    }
  };

  /** Waits until nothing has been asked for half a second: other controllers may have more to say. */
  const settle = async (): Promise<void> => {
    let [last, quiet] = [-1, 0];
    await expect
      .poll(
        () => {
          quiet = asked.length === last && controller.queue.depth + controller.queue.active === 0 ? quiet + 1 : 0;
          last = asked.length;
          return quiet;
        },
        { interval: 100, timeout: 20_000 },
      )
      .toBeGreaterThanOrEqual(5);
  };

  it("makes what is planned and writes the status", async () => {
    await deploy("a", { predictors: [simple()] });
    await expect.poll(async () => (await sdep("a")).status?.state ?? errors, { timeout: 5_000 }).toBe("Creating");
    expect((await owned(DEPLOYMENTS, "a")).length).toBe(1);
    expect((await owned(SERVICES, "a")).map(({ metadata }) => metadata.name)).toContain("a-main");
    expect((await owned(CONFIG_MAPS, "a")).length).toBe(1);
    expect(errors).toEqual([]);
  });

  it("asks for nothing when nothing changed", async () => {
    await settle();
    asked = [];
    controller.enqueueAll();
    await controller.queue.idle();
    expect(asked).toEqual([]);
  });

  it("writes nothing after a restart when nothing changed", async () => {
    await controller.close();
    asked = [];
    await begin();
    await settle();
    const EVENTS: Resource = { group: "", version: "v1", kind: "Event", plural: "events", isNamespaced: true };
    const updates = (await client.list(EVENTS)).items.filter((event) => String(event["reason"]).startsWith("Update"));
    // What differed is named by the events.
    expect(updates.map((event) => event["message"]).filter((text) => !String(text).includes(" is "))).toEqual([]);
    expect(asked.filter((entry) => !entry.startsWith("GET"))).toEqual([]);
  });

  it("mends what others changed", async () => {
    const [service] = await owned(SERVICES, "a");
    await client.patch(SERVICES, service!.metadata, [{ op: "replace", path: "/spec/ports/0/port", value: 1234 }]);
    const [deployment] = await owned(DEPLOYMENTS, "a");
    await client.patch(DEPLOYMENTS, deployment!.metadata, [{ op: "replace", path: "/spec/replicas", value: 5 }]);
    await expect
      .poll(async () => ((await owned(DEPLOYMENTS, "a"))[0] as any).spec.replicas, { timeout: 10_000 })
      .toBe(1);
    await client.delete(SERVICES, service!.metadata);
    await expect
      .poll(async () => ((await owned(SERVICES, "a"))[0] as any)?.spec.ports.map((port: any) => port.port), {
        timeout: 10_000,
      })
      .toEqual([8000, 5001]);
  });

  it("goes on after the API server was killed", async () => {
    await plane.restartApiServer();
    await deploy("b", { predictors: [simple()] });
    await expect.poll(async () => (await sdep("b")).status?.state, { timeout: 60_000 }).toBe("Creating");
  });

  it("keeps one leader, and passes the Lease on when it ends", async () => {
    const elect = (identity: string) =>
      startLeaderElection({
        client,
        clock: systemClock,
        namespace: "default",
        name: "test",
        identity,
        leaseMs: 3e3,
        renewMs: 2e3,
        retryMs: 100,
        onError: (error) => errors.push(error),
      });
    const [one, two] = [elect("one"), elect("two")];
    await Promise.race([one.elected, two.elected]);
    expect([one.isLeader(), two.isLeader()].filter(Boolean)).toHaveLength(1);
    const [first, second] = one.isLeader() ? [one, two] : [two, one];
    await first.close();
    await second.elected;
    expect(second.isLeader()).toBe(true);
    await second.close();
  });

  it("fails a SeldonDeployment that cannot be served, and says why", async () => {
    await deploy("bad", { predictors: [simple("x", { traffic: 50 }), simple("y", { traffic: 20 })] });
    await expect.poll(async () => (await sdep("bad")).status?.state, { timeout: 10_000 }).toBe("Failed");
    expect((await sdep("bad")).status.description).toMatch(/traffic|100/i);
  });

  it("is Available when the pods are, also when none are wanted", async () => {
    await deploy("zero", { predictors: [simple("main", { replicas: 0 })] });
    if (!plane.hasControllers) {
      await expect.poll(async () => (await owned(DEPLOYMENTS, "zero")).length, { timeout: 10_000 }).toBe(1);
      await makeReady("zero");
    }
    await expect.poll(async () => (await sdep("zero")).status?.state, { timeout: 20_000 }).toBe("Available");
  });

  it("removes all with the SeldonDeployment", async ({ skip }) => {
    if (!plane.hasControllers) skip("no kube-controller-manager to collect garbage");
    await client.delete(SDEPS, { name: "a", namespace: "default" });
    await expect
      .poll(
        async () =>
          (await Promise.all([DEPLOYMENTS, SERVICES, CONFIG_MAPS].map((kind) => owned(kind, "a")))).flat().length,
        {
          timeout: 40_000,
        },
      )
      .toBe(0);
  });
});
