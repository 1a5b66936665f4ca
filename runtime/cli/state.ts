/** `--state`: where learned state and remembered routes are kept. @module */
import type { StateStore } from "../deployment/state-store.ts";
import { createJsonLogger, levelFrom } from "../platform/node/logger.ts";
import { isWorker } from "../platform/node/worker-process.ts";

/** Where state is kept, and what said so. */
export interface StatePlace {
  /** As for openState(). */
  readonly url: string;
  /** `--state` or the variable. */
  readonly option: string;
}

/** `--state`, else ZEROHOP_STATE; undefined for memory. */
export function statePlaceOf(flag: string | undefined): StatePlace | undefined {
  if (flag !== undefined) return { url: flag, option: "--state" };
  const url = process.env["ZEROHOP_STATE"];
  return url ? { url, option: "ZEROHOP_STATE" } : undefined;
}

/** The store of a serving process; undefined when it is alone and keeps its state in memory. */
export async function openServingState(manifest: string, place: StatePlace | undefined): Promise<Opened> {
  // Memory is what a runtime has by itself: nothing is loaded for it.
  if (place === undefined && !isWorker()) return undefined;
  const states = await import("../platform/node/state/serving-state.ts");
  return explained(place, states.openServingState(place?.url, manifest, createLogger()));
}

/** The store that the first of several processes holds for the others; undefined when each opens its own. */
export async function openSupervisedState(manifest: string, place: StatePlace | undefined): Promise<Opened> {
  if (place === undefined) return undefined;
  const states = await import("../platform/node/state/serving-state.ts");
  return explained(place, states.openSupervisedState(place.url, manifest, createLogger()));
}

type Opened = StateStore | undefined;

function createLogger(): ReturnType<typeof createJsonLogger> {
  return createJsonLogger(levelFrom(process.env["SELDON_LOG_LEVEL"]));
}

async function explained(place: StatePlace | undefined, opening: Promise<Opened>): Promise<Opened> {
  try {
    return await opening;
  } catch (error) {
    // An error of the manifest is not about the state.
    if (place === undefined || !(error instanceof Error) || error.name === "ManifestError") throw error;
    throw new Error(explain(place, error), { cause: error });
  }
}

// The words are the store's; which option chose it is known here. What stands behind redis: may hold a password.
function explain({ url, option }: StatePlace, { message }: Error): string {
  const reason = message.replace(/^(--)?state( file)?: /, "");
  return /^file:/i.test(url) ? `${option} ${url}: ${reason}` : `${option}: ${reason}`;
}
