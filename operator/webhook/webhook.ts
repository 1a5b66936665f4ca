/**
 * The admission webhook as a whole: its certificate, the API server's trust in it, and the server.
 * It never holds up the operator: while it cannot be set up, writes go through unchecked.
 * @module
 */
import { setTimeout as sleep } from "node:timers/promises";
import { createRotation } from "./rotation.ts";
import type { TlsStore } from "./rotation.ts";
import type { Judge } from "./review.ts";
import { startWebhookServer } from "./server.ts";
import type { WebhookServer } from "./server.ts";
import type { TlsFiles } from "./tls-files.ts";

export interface WebhookOptions {
  readonly store: TlsStore;
  /** The names by which the API server calls it. */
  readonly names: readonly string[];
  readonly port: number;
  /** All addresses when absent. */
  readonly host?: string;
  readonly path: string;
  readonly judge: Judge;
  readonly now: () => Date;
  /** What went wrong; the webhook goes on. */
  readonly onError: (error: unknown) => void;
  /** Resolves after so many milliseconds, rejects when aborted. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Webhook {
  /** The port it listens on; undefined until it has a certificate. */
  readonly port: number | undefined;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 5 * 60_000;
const RETRY_AFTER_MS = 10_000;

/** Starts at once and goes on until it is closed. */
export function startWebhook(options: WebhookOptions): Webhook {
  const { wait = (ms, signal) => sleep(ms, undefined, { signal, ref: false }), onError } = options;
  const closing = new AbortController();
  let server: WebhookServer | undefined;
  let latest: TlsFiles | undefined;
  const { pass } = createRotation({
    ...options,
    use(files) {
      latest = files;
      server?.useTls(files);
    },
  });
  const attempt = async (): Promise<boolean> => {
    try {
      await pass();
      if (latest !== undefined) server ??= await startWebhookServer({ ...options, tls: latest });
      return true;
    } catch (error) {
      onError(error);
      return false;
    }
  };
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      // oxlint-disable-next-line no-await-in-loop -- one look after the other
      const isWell = await attempt();
      // oxlint-disable-next-line no-await-in-loop
      await wait(isWell ? LOOK_EVERY_MS : RETRY_AFTER_MS, closing.signal).catch(() => {});
    }
  };
  const running = run();
  return {
    get port() {
      return server?.port;
    },
    async close() {
      closing.abort();
      await running;
      await server?.close();
    },
  };
}
