/**
 * The operator as a process: connects, takes its turn, watches and reconciles, until it is stopped.
 * @module
 */
import { hostname } from "node:os";
import type { OperatorConfig } from "./defaults/operator-config.ts";
import { createMetrics } from "./health/metrics.ts";
import { startHealthServer } from "./health/server.ts";
import { LABELS, WEBHOOK_SECRET, WEBHOOK_SERVICE, webhookName } from "./install/options.ts";
import { WEBHOOK_PATH } from "./install/webhook.ts";
import { createClient } from "./kube/client.ts";
import type { KubeClient } from "./kube/client.ts";
import { sleep, systemClock } from "./kube/clock.ts";
import type { Connection } from "./kube/connection.ts";
import { inClusterConnection } from "./kube/in-cluster.ts";
import { kubeconfigConnection } from "./kube/kubeconfig.ts";
import { startLeaderElection } from "./kube/lease.ts";
import type { LeaderElection } from "./kube/lease.ts";
import { createTransport } from "./kube/transport.ts";
import { startConfiguration } from "./reconcile/configuration-watch.ts";
import { createController } from "./reconcile/controller.ts";
import { scopeIn } from "./reconcile/scope.ts";
import { createPlanner } from "./reconcile/seldon-planner.ts";
import { createJudge } from "./webhook/judge.ts";
import { createKubeTlsStore } from "./webhook/kube-tls-store.ts";
import { serviceNames } from "./webhook/rotation.ts";
import { startWebhook } from "./webhook/webhook.ts";
import type { Webhook } from "./webhook/webhook.ts";

export interface OperatorOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As `env` says when absent: the pod's own ServiceAccount, or a kubeconfig. */
  readonly connection?: Connection;
  readonly context?: string;
  /** Probes and metrics; 0 for any free port. */
  readonly healthPort: number;
  readonly healthHost?: string;
  /** Of the admission webhook, which is served in a pod alone; without one when absent. */
  readonly webhookPort?: number;
  /** Works without asking for the Lease: for one operator on one's own desk. */
  readonly withoutLease?: boolean;
  readonly log: (level: "info" | "warn" | "error", message: string, fields?: Readonly<Record<string, unknown>>) => void;
}

export interface Operator {
  readonly healthPort: number;
  /** Resolves when it lost its turn: the process ends, so that nothing half done goes on. */
  readonly lost: Promise<void>;
  readonly config: () => OperatorConfig;
  close(): Promise<void>;
}

/** The Lease in the operator's own namespace. */
const LEASE = "zerohop-operator";

/** Helm's values of Seldon's operator. @see contract section 4.5 */
const LEASE_TIMES = { leaseMs: 15_000, renewMs: 10_000, retryMs: 2_000 };

export async function startOperator(options: OperatorOptions): Promise<Operator> {
  const { env, log } = options;
  const clock = systemClock;
  const random = Math.random;
  const metrics = createMetrics();
  const connection = options.connection ?? (await connectionIn(env, options.context));
  const client = createClient(createTransport(connection, metrics.onRequest));
  const home = env["POD_NAMESPACE"] || connection.namespace;
  const onError = (where: string, error: unknown): void => {
    metrics.onError(where.includes("/") ? "reconcile" : where);
    log("warn", "failed, and is tried again", { where, error });
  };

  let controller: ReturnType<typeof createController> | undefined;
  let election: LeaderElection | undefined;
  const scope = scopeIn(env);
  const isLeader = (): boolean => options.withoutLease === true || election?.isLeader() === true;
  const health = await startHealthServer({
    port: options.healthPort,
    ...(options.healthHost === undefined ? {} : { host: options.healthHost }),
    isAlive: () => true,
    // Whoever waits for its turn is as ready as it can be.
    isReady: () => !isLeader() || controller?.isSynced() === true,
    metrics: () =>
      metrics.render({
        states: controller?.states() ?? new Map(),
        queueDepth: controller?.queue.depth ?? 0,
        isLeader: isLeader(),
      }),
  });
  const configuration = await startConfiguration({
    client,
    clock,
    random,
    env,
    namespace: home,
    onError,
    onProblem: (message) => log("warn", "configuration", { problem: message }),
    onChange: () => controller?.enqueueAll(),
  });
  let planned = { config: configuration.current(), planner: createPlanner(configuration.current()) };
  const work = createController({
    client,
    clock,
    random,
    scope,
    onError,
    planner() {
      const config = configuration.current();
      if (planned.config !== config)
        planned = {
          config,
          planner: createPlanner(config),
        };
      return planned.planner;
    },
    onPass: metrics.onPass,
    onPlanned: metrics.onPlanned,
  });
  const webhook = startAdmission(options, client, home, configuration.current, (error) => onError("webhook", error));
  const closing = new AbortController();

  /** The API server may be away just now; what is watched already is not watched twice. */
  async function begin(): Promise<void> {
    controller = work;
    for (;;) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one try after the other
        await work.start();
        return log("info", "watching", { scope, ingress: configuration.current().ingress.provider });
      } catch (error) {
        onError("start", error);
      }
      // oxlint-disable-next-line no-await-in-loop
      await sleep(clock, LEASE_TIMES.retryMs, closing.signal);
      if (closing.signal.aborted) return;
    }
  }

  if (options.withoutLease === true) void begin().catch((error: unknown) => onError("start", error));
  else {
    const identity = `${env["POD_NAME"] || hostname()}_${crypto.randomUUID()}`;
    const name = scope.controllerId === undefined ? LEASE : `${LEASE}-${scope.controllerId}`.slice(0, 253);
    election = startLeaderElection({
      client,
      clock,
      namespace: home,
      name,
      identity,
      ...LEASE_TIMES,
      onError: (error) => onError("lease", error),
    });
    log("info", "waiting for its turn", { lease: `${home}/${name}`, identity });
    void election.elected
      .then(() => (closing.signal.aborted ? undefined : begin()))
      .catch((error: unknown) => onError("start", error));
  }

  return {
    healthPort: health.port,
    lost: election?.lost ?? new Promise(() => {}),
    config: configuration.current,
    async close() {
      closing.abort();
      // Work ends before the turn is given up: two must never work at once.
      await work.close();
      await election?.close();
      await webhook?.close();
      await configuration.close();
      await health.close();
      client.close();
    },
  };
}

/** Every operator answers the webhook, whoever's turn it is. */
function startAdmission(
  { env, webhookPort }: OperatorOptions,
  client: KubeClient,
  namespace: string,
  config: () => OperatorConfig,
  onError: (error: unknown) => void,
): Webhook | undefined {
  if (webhookPort === undefined || !env["POD_NAMESPACE"]) return undefined;
  const place = { namespace, secret: WEBHOOK_SECRET, configuration: webhookName({ namespace }), labels: LABELS };
  return startWebhook({
    store: createKubeTlsStore(client, place),
    names: serviceNames(WEBHOOK_SERVICE, namespace),
    port: webhookPort,
    path: WEBHOOK_PATH,
    judge: createJudge(config),
    now: () => new Date(),
    onError,
  });
}

async function connectionIn(env: OperatorOptions["env"], context: string | undefined): Promise<Connection> {
  const isInPod = env["KUBERNETES_SERVICE_HOST"] !== undefined && !env["KUBECONFIG"] && context === undefined;
  const now = (): number => systemClock.now();
  return isInPod ? inClusterConnection(env, now) : kubeconfigConnection(env, now, context);
}
