/**
 * One pass over one SeldonDeployment: observe, plan, diff, act. A pass depends only on what is there,
 * never on what happened before, so that it can be broken off anywhere and begun again.
 * @see contract section 4, with its traps mended
 * @module
 */
import type { KubeClient } from "../kube/client.ts";
import type { Clock } from "../kube/clock.ts";
import type { EventRecorder } from "../kube/event-recorder.ts";
import { textIn } from "../kube/object.ts";
import type { KubeObject } from "../kube/object.ts";
import type { Inventory } from "./inventory.ts";
import { createObjectApplier } from "./apply-object.ts";
import type { Planner } from "./planner.ts";
import { planPass } from "./plan-pass.ts";
import { createActor } from "./act.ts";
import { isSameJson } from "./same-json.ts";
import { statusOf } from "./status.ts";
import type { DeploymentStatus } from "./status.ts";
import type { WatchedKind } from "./inventory.ts";
import type { Resource } from "../kube/resource.ts";

export interface ReconcilerOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly inventory: Inventory;
  /** The kind SeldonDeployment. */
  readonly resource: Resource;
  /** The planner of the present configuration. */
  readonly planner: () => Planner;
  readonly recorder: EventRecorder;
  /** Whether this operator looks after it. */
  readonly isInScope: (sdep: KubeObject) => boolean;
  /** Starts to watch a kind that a plan needs; undefined when the cluster does not have it. */
  readonly ensureWatched: (apiVersion: string, kind: string) => Promise<WatchedKind | undefined>;
  /** Told the number of warnings of each plan. */
  readonly onPlanned?: (key: string, warnings: number) => void;
}

export interface Reconciler {
  /** Makes one SeldonDeployment true. @throws when something has to be tried again */
  reconcile(key: string): Promise<void>;
}

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { client, inventory, resource, planner, recorder, clock, isInScope, onPlanned } = options;
  const act = createActor({ ...options, applier: createObjectApplier(client) });

  async function writeStatus(sdep: KubeObject, status: DeploymentStatus): Promise<void> {
    const before = sdep["status"];
    if (isSameJson(before, status)) return;
    const written = await client.patch(
      resource,
      sdep.metadata,
      [
        // Not one that was deleted and made anew meanwhile.
        { op: "test", path: "/metadata/uid", value: sdep.metadata.uid },
        { op: "add", path: "/status", value: status },
      ],
      "status",
    );
    inventory.find(resource.group, resource.kind)?.cache.observe(written);
    const { state, description = "" } = status;
    if (textIn(before, "state") === state && (textIn(before, "description") ?? "") === description) return;
    if (state === "Failed") recorder.record(sdep, "Warning", "InternalError", description);
    else recorder.record(sdep, "Normal", "Updated", `SeldonDeployment is ${state}${description && `: ${description}`}`);
  }

  return {
    async reconcile(key) {
      const sdep = inventory.find(resource.group, resource.kind)?.cache.get(key);
      // What it owned goes by its owner references.
      if (sdep === undefined || sdep.metadata.deletionTimestamp !== undefined || !isInScope(sdep)) return;
      const pass = planPass(sdep, planner(), inventory);
      onPlanned?.(key, pass.warnings.length);
      const acted = pass.error === undefined ? await act(pass) : { errors: [pass.error], again: undefined };
      await writeStatus(sdep, statusOf({ ...pass.view(), errors: acted.errors, date: clock.date() }));
      if (acted.again !== undefined) throw acted.again;
    },
  };
}
