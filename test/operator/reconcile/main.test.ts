import { describe, expect, it, onTestFinished } from "vitest";
import { startOperator } from "../../../operator/main.ts";
import type { Operator } from "../../../operator/main.ts";
import { startFakeApi } from "../kube/fake/api-server.ts";
import type { FakeApi } from "../kube/fake/api-server.ts";

async function start(api: FakeApi, env: Record<string, string> = {}): Promise<Operator> {
  const operator = await startOperator({
    env: { POD_NAMESPACE: "home", ...env },
    connection: api.connection,
    healthPort: 0,
    healthHost: "127.0.0.1",
    log: () => {},
  });
  onTestFinished(() => operator.close());
  return operator;
}
const ask = async (operator: Operator, path: string): Promise<{ status: number; text: string }> => {
  const answer = await fetch(`http://127.0.0.1:${operator.healthPort}${path}`);
  return { status: answer.status, text: await answer.text() };
};
const sdep = (modelUri: string): object => ({
  apiVersion: "machinelearning.seldon.io/v1",
  kind: "SeldonDeployment",
  metadata: {
    name: "iris",
    namespace: "ns",
  },
  spec: {
    predictors: [
      {
        name: "main",
        graph: {
          name: "model",
          implementation: "SKLEARN_SERVER",
          modelUri,
        },
      },
    ],
  },
});
const containers = (api: FakeApi): any[] =>
  api.list("deployments").flatMap((object) => (object as any).spec.template.spec.containers);

describe("startOperator()", () => {
  it("takes its turn, plans with the real planner, and answers probes and scrapes", async () => {
    const api = await startFakeApi();
    const operator = await start(api, { ZEROHOP_IMAGE: "mirror/zerohop:1" });
    api.put(sdep("gs://models/iris"));
    await expect.poll(() => (api.get("seldondeployments", "ns/iris") as any)?.status?.state).toBe("Creating");
    expect(containers(api).map(({ image }) => image)).toContain("mirror/zerohop:1");
    expect((api.get("leases", "home/zerohop-operator") as any).spec.leaseTransitions).toBe(0);
    expect(await ask(operator, "/readyz")).toMatchObject({ status: 200 });
    expect(await ask(operator, "/healthz")).toMatchObject({ status: 200 });
    expect((await ask(operator, "/nothing")).status).toBe(404);
    const { text } = await ask(operator, "/metrics");
    expect(text).toMatch(/^zerohop_operator_seldondeployments\{state="Creating"\} 1$/m);
    expect(text).toMatch(/^zerohop_operator_leader 1$/m);
    expect(text).toMatch(/^zerohop_operator_api_requests_total\{method="PATCH",code="200"\} [1-9]/m);
  });

  it("plans anew when the ConfigMap changes, and keeps what stands when it is broken", async () => {
    const api = await startFakeApi();
    await start(api);
    api.put(sdep("gs://models/iris"));
    await expect.poll(() => containers(api).length).toBe(1);
    const configMap = (data: object): object => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: "seldon-config",
        namespace: "home",
      },
      data,
    });
    api.put(configMap({ "zerohop.yaml": "runtime: { image: other:2 }" }));
    await expect.poll(() => containers(api)[0].image).toBe("other:2");
    api.put(configMap({ "zerohop.yaml": "runtime: { image: third:3 }", predictor_servers: "{not json" }));
    await expect.poll(() => containers(api)[0].image).toBe("third:3");
  });

  it("serves the original server's image after the runtime refused the model file", async () => {
    const api = await startFakeApi();
    await start(api);
    api.put(sdep("gs://models/iris"));
    await expect.poll(() => containers(api).length).toBe(1);
    const { labels } = (api.list("deployments")[0] as any).spec.template.metadata;
    const refused = [{ unit: "model", artifact: "gs://models/iris", reason: "no importer for Foo" }];
    const terminated = { exitCode: 1, message: JSON.stringify({ refused }) };
    api.put({
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: "p",
        namespace: "ns",
        labels,
      },
      status: {
        containerStatuses: [
          {
            name: "seldon-container-engine",
            ready: false,
            lastState: { terminated },
          },
        ],
      },
    });
    await expect.poll(() => containers(api).some(({ image }) => image.includes("sklearnserver"))).toBe(true);
    await expect
      .poll(() => (api.get("seldondeployments", "ns/iris") as any).status.refusedArtifacts)
      .toEqual([{ ...refused[0], predictor: "main" }]);
  });

  it("begins when the API server lets it", async () => {
    const api = await startFakeApi();
    api.fail(({ path }) => path === "/apis/apps/v1", 503);
    api.put(sdep("gs://models/iris"));
    await start(api);
    await expect.poll(() => containers(api).length, { timeout: 5000 }).toBe(1);
  });

  it("gives its turn back when it ends", async () => {
    const api = await startFakeApi();
    const operator = await start(api);
    await expect.poll(() => (api.get("leases", "home/zerohop-operator") as any)?.spec.holderIdentity).toBeTruthy();
    await operator.close();
    expect((api.get("leases", "home/zerohop-operator") as any).spec.holderIdentity).toBe("");
  });
});
