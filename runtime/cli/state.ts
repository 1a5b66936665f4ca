/** Where learned state and remembered routes are kept, for one process or several. @module */
import type { StateStore } from "../deployment/state-store.ts";
import { createJsonLogger, levelFrom } from "../platform/node/logger.ts";
import { isFirstWorker, isWorker } from "../platform/node/worker-process.ts";

/** `--state`, else ZEROHOP_STATE; undefined for memory. */
export function stateUrlOf(flag: string | undefined): string | undefined {
  return flag ?? (process.env["ZEROHOP_STATE"] || undefined);
}

/**
 * The store of a serving process: a Redis is opened by each; what only one can hold is with the
 * first process, which is asked for it.
 */
export async function openServingState(manifest: unknown, url: string | undefined): Promise<StateStore | undefined> {
  const { isForMany } = await import("../platform/node/state/open-state.ts");
  if (isWorker() && (url === undefined || !isForMany(url))) {
    const { createWorkerState } = await import("../platform/node/state/worker-state.ts");
    return createWorkerState(isFirstWorker());
  }
  return url === undefined ? undefined : open(manifest, url);
}

/** The store that the first of several processes holds for the others; undefined when each opens its own. */
export async function openSupervisedState(manifest: unknown, url: string | undefined): Promise<StateStore | undefined> {
  if (url === undefined) return undefined;
  const { isForMany } = await import("../platform/node/state/open-state.ts");
  return isForMany(url) ? undefined : open(manifest, url);
}

async function open(manifest: unknown, url: string): Promise<StateStore> {
  const { openState } = await import("../platform/node/state/open-state.ts");
  const { identityOf } = await import("../platform/node/state/identity.ts");
  const logger = createJsonLogger(levelFrom(process.env["SELDON_LOG_LEVEL"]));
  return openState(url, { ...(await identityOf(manifest)), logger });
}
