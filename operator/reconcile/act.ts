/** The acting half of a pass: applies what is wanted, then removes what is not any more. @module */
import type { KubeClient } from "../kube/client.ts";
import type { EventRecorder } from "../kube/event-recorder.ts";
import { CONFLICT, KubeError } from "../kube/kube-error.ts";
import type { KubeObject } from "../kube/object.ts";
import { splitApiVersion } from "../kube/resource.ts";
import { PREDICTOR } from "../naming/labels.ts";
import type { ObjectApplier, Outcome } from "./apply-object.ts";
import type { PassError } from "./conditions.ts";
import { predictorsOf } from "./deployment-view.ts";
import { holdService } from "./hold-traffic.ts";
import type { Inventory, WatchedKind } from "./inventory.ts";
import { ownedKind } from "./owned-kinds.ts";
import { isRoute } from "./plan-pass.ts";
import type { Pass } from "./plan-pass.ts";
import { identityOf, staleObjects } from "./prune.ts";

export interface ActorOptions {
  readonly client: KubeClient;
  readonly inventory: Inventory;
  readonly recorder: EventRecorder;
  readonly applier: ObjectApplier;
  readonly ensureWatched: (apiVersion: string, kind: string) => Promise<WatchedKind | undefined>;
}

export interface Acted {
  /** What a person has to mend. */
  readonly errors: readonly PassError[];
  /** Why the pass must be tried again; undefined when it need not. */
  readonly again: unknown;
}

const VERBS: Readonly<Record<Exclude<Outcome, "unchanged">, string>> = {
  created: "Create",
  updated: "Update",
  replaced: "Delete",
};

/** One object's failure does not keep the others from being made. */
export function createActor(options: ActorOptions): (pass: Pass) => Promise<Acted> {
  const { client, inventory, recorder, applier, ensureWatched } = options;

  async function applyOne(pass: Pass, object: KubeObject): Promise<void> {
    const watched = await ensureWatched(object.apiVersion, object.kind);
    if (watched === undefined) {
      throw new Error(`The cluster does not have ${object.kind} of ${object.apiVersion}`);
    }
    const live = inventory.live(object);
    // While no wanted predictor serves, the routes that are there lead to those that do.
    if (pass.hold === "all" && isRoute(object) && live !== undefined) return;
    const wanted = holdService(object, live, pass.liveDeployments());
    const applied = await applier.apply(watched.resource, wanted, live);
    if (applied.object !== undefined) watched.cache.observe(applied.object);
    if (applied.outcome === "unchanged") return;
    const detail = applied.difference === undefined ? "" : ` (${applied.difference} differed)`;
    report(pass, VERBS[applied.outcome], object, detail);
    if (applied.outcome === "replaced") throw new Replaced(`${object.kind} ${object.metadata.name} is being replaced`);
  }

  async function prune(pass: Pass): Promise<void> {
    const wanted = new Set(pass.objects.map(identityOf));
    const takers = predictorsOf(pass.sdep).filter(({ isShadow, traffic }) => !isShadow && traffic !== 0);
    const names = new Set(predictorsOf(pass.sdep).map(({ name }) => name));
    const stale = staleObjects({
      inventory,
      sdep: pass.sdep,
      id: pass.id,
      wanted,
      predictorLabel: PREDICTOR,
      isReplaced: (predictor) =>
        predictor !== undefined && names.has(predictor)
          ? pass.isReady(predictor)
          : pass.hold !== "all" && takers.some(({ name }) => pass.isServing(name)),
    });
    for (const { resource, object } of stale) {
      const { uid, name, namespace } = object.metadata;
      // oxlint-disable-next-line no-await-in-loop -- few, and in order
      const isDone = await client.delete(
        resource,
        { name, ...(namespace === undefined ? {} : { namespace }) },
        uid === undefined ? {} : { uid },
      );
      if (isDone) report(pass, "Delete", object, "");
    }
  }

  function report(pass: Pass, verb: string, object: KubeObject, detail: string): void {
    const { group } = splitApiVersion(object.apiVersion);
    const word = ownedKind(group, object.kind)?.word ?? object.kind;
    recorder.record(pass.sdep, "Normal", `${verb}${word}`, `${verb}d ${object.kind} ${object.metadata.name}${detail}`);
  }

  return async (pass) => {
    const errors: PassError[] = [];
    let again: unknown;
    const guard = async (kind: string, work: () => Promise<void>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        again ??= error;
        if (!isPassing(error)) errors.push({ kind, message: messageOf(error) });
      }
    };
    for (const object of pass.objects) {
      // oxlint-disable-next-line no-await-in-loop -- in order: a Service before what it leads to
      await guard(object.kind, () => applyOne(pass, object));
    }
    // What could not be made has no successor.
    if (again === undefined) await guard("", () => prune(pass));
    return { errors, again };
  };
}

/** The next try goes on where this one has to wait. */
class Replaced extends Error {
  override readonly name = "Replaced";
}

/** Whether an error goes away by itself: nobody needs to be told. */
function isPassing(error: unknown): boolean {
  if (error instanceof Replaced) return true;
  if (!(error instanceof KubeError)) return false;
  return error.code === 0 || error.code === CONFLICT || error.code === 429 || error.code >= 500;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
