/** The loop: watches lead to keys, keys wait in a queue, each is reconciled. @module */
import type { KubeClient } from "../kube/client.ts";
import type { Clock } from "../kube/clock.ts";
import { createEventRecorder } from "../kube/event-recorder.ts";
import { keyOf, textIn } from "../kube/object.ts";
import type { KubeObject } from "../kube/object.ts";
import { kindKey, splitApiVersion } from "../kube/resource.ts";
import type { Resource } from "../kube/resource.ts";
import { DEPLOYMENT_ID } from "../naming/labels.ts";
import { deploymentId } from "../naming/names.ts";
import { createInventory, keepOfPod, keepOfReplicaSet } from "./inventory.ts";
import type { WatchedKind, WatchOptions } from "./inventory.ts";
import { OWNED_KINDS, ownedKind } from "./owned-kinds.ts";
import type { Planner } from "./planner.ts";
import { createReconciler } from "./reconciler.ts";
import { CONTROLLER_ID, asksNamespaces, isInScope, selectionOf } from "./scope.ts";
import type { Scope } from "./scope.ts";
import { createWorkQueue } from "./work-queue.ts";
import type { WorkQueue } from "./work-queue.ts";

export interface ControllerOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly scope: Scope;
  readonly planner: () => Planner;
  /** Told about what went wrong; the controller goes on. */
  readonly onError: (where: string, error: unknown) => void;
  /** Told after each pass: milliseconds, and whether it has to be tried again. */
  readonly onPass?: (key: string, milliseconds: number, hasFailed: boolean) => void;
  readonly onPlanned?: (key: string, warnings: number) => void;
  /** Passes at the same time. Default 8. */
  readonly workers?: number;
}

export interface Controller {
  /** Begins to watch and to reconcile; resolves when everything has been seen once. */
  start(): Promise<void>;
  /** Looks at everything again, as after a change of the configuration. */
  enqueueAll(): void;
  /** SeldonDeployments by the state of their status; "" for those that have none yet. */
  states(): ReadonlyMap<string, number>;
  readonly queue: WorkQueue;
  isSynced(): boolean;
  close(): Promise<void>;
}

const GROUP = "machinelearning.seldon.io";
const SELDON_DEPLOYMENT: Resource = {
  group: GROUP,
  version: "v1",
  kind: "SeldonDeployment",
  plural: "seldondeployments",
  isNamespaced: true,
};
const NAMESPACE: Resource = { group: "", version: "v1", kind: "Namespace", plural: "namespaces", isNamespaced: false };

/** Backs off from 200 ms to five minutes, for each SeldonDeployment by itself. */
const BACKOFF = { baseMs: 200, maxMs: 300_000 };

export function createController(options: ControllerOptions): Controller {
  const { client, clock, random, scope, planner, onError, onPass } = options;
  const within = scope.namespace === undefined ? {} : { namespace: scope.namespace };
  const inventory = createInventory({
    client,
    clock,
    random,
    label: DEPLOYMENT_ID,
    onError: (resource, error) => onError(`watch of ${resource.plural}`, error),
  });
  const recorder = createEventRecorder({ client, clock, random, onError: (error) => onError("event", error) });
  /** SeldonDeployments by namespace and label value, which is not their name when that is long. */
  const byId = new Map<string, string>();

  const reconciler = createReconciler({
    client,
    clock,
    inventory,
    planner,
    recorder,
    ensureWatched,
    resource: SELDON_DEPLOYMENT,
    isInScope: (sdep) =>
      isInScope(scope, sdep, (name) => inventory.find("", "Namespace")?.cache.get(name) !== undefined),
    ...(options.onPlanned === undefined ? {} : { onPlanned: options.onPlanned }),
  });
  const queue = createWorkQueue({
    clock,
    random,
    ...BACKOFF,
    workers: options.workers ?? 8,
    onError,
    async handle(key) {
      const started = clock.now();
      let hasFailed = true;
      try {
        await reconciler.reconcile(key);
        hasFailed = false;
      } finally {
        onPass?.(key, clock.now() - started, hasFailed);
      }
    },
  });

  /** Changes of what a SeldonDeployment owns are its own; owners first, because a label can be anybody's. */
  function enqueueOwner(object: KubeObject | undefined): void {
    if (object === undefined) return;
    const { namespace = "", labels, ownerReferences = [] } = object.metadata;
    for (const { apiVersion, kind, name } of ownerReferences) {
      if (kind === "SeldonDeployment" && splitApiVersion(apiVersion).group === GROUP) queue.add(`${namespace}/${name}`);
    }
    const key = byId.get(`${namespace}/${labels?.[DEPLOYMENT_ID] ?? ""}`);
    if (key !== undefined) queue.add(key);
  }

  const onOwned: WatchOptions["onChange"] = (object, before) => {
    enqueueOwner(object);
    // Gone, or not labelled or owned as it was.
    if (object === undefined || object.metadata.labels !== before?.metadata.labels) enqueueOwner(before);
  };

  function watchOwned(resource: Resource): Promise<WatchedKind> {
    const isUnlabelled = ownedKind(resource.group, resource.kind)?.isUnlabelled === true;
    const selection = isUnlabelled ? within : { ...within, labelSelector: DEPLOYMENT_ID };
    const keep = KEEPERS.get(kindKey(resource.group, resource.kind));
    return inventory.watch(resource, { selection, onChange: onOwned, ...(keep === undefined ? {} : { keep }) });
  }

  async function ensureWatched(apiVersion: string, kind: string): Promise<WatchedKind | undefined> {
    const known = inventory.find(splitApiVersion(apiVersion).group, kind);
    if (known !== undefined) return known;
    let resource = await client.discovery.find(apiVersion, kind);
    if (resource === undefined) {
      // It may have been installed since the server was asked.
      client.discovery.refresh();
      resource = await client.discovery.find(apiVersion, kind);
    }
    return resource === undefined ? undefined : watchOwned(resource);
  }

  function onDeployment(sdep: KubeObject | undefined, before: KubeObject | undefined): void {
    const object = sdep ?? before;
    if (object === undefined) return;
    const { namespace = "", name } = object.metadata;
    const place = `${namespace}/${deploymentId(name)}`;
    if (sdep === undefined) byId.delete(place);
    else byId.set(place, keyOf(sdep));
    // A status is ours; it is no reason to look again.
    if (sdep === undefined || !isOnlyStatus(sdep, before)) queue.add(keyOf(object));
  }

  function enqueueAll(): void {
    for (const sdep of inventory.find(GROUP, "SeldonDeployment")?.cache.all() ?? []) queue.add(keyOf(sdep));
  }

  return {
    async start() {
      const found = await Promise.all(OWNED_KINDS.map((row) => offered(client, row)));
      const resources = [...found, ...INDIRECT].filter((resource) => resource !== undefined);
      const others = resources.map(watchOwned);
      if (asksNamespaces(scope)) {
        const selection = { labelSelector: CONTROLLER_ID };
        others.push(inventory.watch(NAMESPACE, { selection, onChange: enqueueAll }));
      }
      await Promise.all(others);
      await inventory.watch(SELDON_DEPLOYMENT, { selection: selectionOf(scope), onChange: onDeployment });
    },
    enqueueAll,
    states() {
      const counts = new Map<string, number>();
      for (const sdep of inventory.find(GROUP, "SeldonDeployment")?.cache.all() ?? []) {
        const state = textIn(sdep["status"], "state") ?? "";
        counts.set(state, (counts.get(state) ?? 0) + 1);
      }
      return counts;
    },
    queue,
    isSynced: () => inventory.isSynced(),
    async close() {
      await Promise.all([queue.close(), inventory.close()]);
      await recorder.flush();
    },
  };
}

/** The kind at the best version that the cluster has; undefined when it has none. */
async function offered(
  client: KubeClient,
  { group, versions, kind }: (typeof OWNED_KINDS)[number],
): Promise<Resource | undefined> {
  const served = await client.discovery.versions(group);
  for (const version of versions) {
    if (!served.includes(version)) continue;
    // oxlint-disable-next-line no-await-in-loop -- the first that is there
    const resource = await client.discovery.find(group === "" ? version : `${group}/${version}`, kind);
    if (resource !== undefined) return resource;
  }
  return undefined;
}

/** Made by others out of what the operator makes; only looked at. */
const INDIRECT: readonly Resource[] = [
  { group: "apps", version: "v1", kind: "ReplicaSet", plural: "replicasets", isNamespaced: true },
  { group: "", version: "v1", kind: "Pod", plural: "pods", isNamespaced: true },
];

/** Of kinds that are watched without a label only what a SeldonDeployment owns is kept. */
const KEEPERS: ReadonlyMap<string, (object: KubeObject) => KubeObject | undefined> = new Map([
  [kindKey("", "Pod"), keepOfPod],
  [kindKey("apps", "ReplicaSet"), keepOfReplicaSet],
  ...OWNED_KINDS.filter(({ isUnlabelled }) => isUnlabelled === true).map(
    ({ group, kind }) => [kindKey(group, kind), keepIfOwned] as const,
  ),
]);

function keepIfOwned(object: KubeObject): KubeObject | undefined {
  const { ownerReferences = [], labels } = object.metadata;
  const isOwned = ownerReferences.some(({ kind }) => kind === "SeldonDeployment");
  return isOwned || labels?.[DEPLOYMENT_ID] !== undefined ? object : undefined;
}

function isOnlyStatus(sdep: KubeObject, before: KubeObject | undefined): boolean {
  if (before === undefined || sdep.metadata.uid !== before.metadata.uid) return false;
  const [now, then] = [sdep.metadata, before.metadata];
  return (
    now.generation !== undefined &&
    now.generation === then.generation &&
    now.deletionTimestamp === then.deletionTimestamp &&
    JSON.stringify([now.labels, now.annotations]) === JSON.stringify([then.labels, then.annotations])
  );
}
