/** Which process of a server opens its state: with a store for many all of them, else the first one. @module */
import type { StateStore } from "../../../deployment/state-store.ts";
import type { Logger } from "../../../host.ts";
import { isFirstWorker, isWorker } from "../worker-process.ts";
import { identityOf } from "./identity.ts";
import { isForMany, openState } from "./open-state.ts";
import { createWorkerState } from "./worker-state.ts";

/**
 * The state of a process that serves, be it alone or one of several; undefined for the default of a
 * runtime. Whoever asks closes it.
 * @param url as for openState(); in memory when it is absent or ""
 */
export async function openServingState(
  url: string | undefined,
  manifest: unknown,
  logger: Logger,
): Promise<StateStore | undefined> {
  if (isWorker() && !(url && isForMany(url))) return createWorkerState(isFirstWorker());
  return url ? openState(url, { ...(await identityOf(manifest)), logger }) : undefined;
}

/** The state that the first process keeps for the others; undefined when they need no other than in memory. */
export async function openSupervisedState(
  url: string | undefined,
  manifest: unknown,
  logger: Logger,
): Promise<StateStore | undefined> {
  return url && !isForMany(url) ? openState(url, { ...(await identityOf(manifest)), logger }) : undefined;
}
