/** Says so when replicas would each learn on their own. @module */
import type { Logger } from "../host.ts";
import type { Generation } from "./generation.ts";
import { isLearner } from "./learning.ts";
import type { StateStore } from "./state-store.ts";

/** Logs one line when the manifest asks for several replicas, units learn, and the store is not shared. */
export function warnUnshared({ deployment, live }: Generation, store: StateStore, logger: Logger): void {
  if (store.shared) return;
  const replicasOf = new Map(deployment.predictors.map(({ name, replicas = 1 }) => [name, replicas]));
  const alone = live.filter(({ name, plan }) => replicasOf.get(name)! > 1 && plan.units.some(isLearner));
  if (alone.length === 0) return;
  const units = alone.flatMap(({ name, plan }) => plan.units.filter(isLearner).map((node) => `${name}/${node.name}`));
  logger.log("warn", UNSHARED, { units, replicas: Math.max(...alone.map(({ name }) => replicasOf.get(name)!)) });
}

const UNSHARED =
  "replicas learn each on their own, and a feedback by puid finds only the answers of the replica that gets it; " +
  "share their state with --state redis://HOST:PORT or ZEROHOP_STATE";
