/** Requests to stores: each with a timeout, repeated with growing pauses when that can help. @module */
import { InferenceError } from "../errors.ts";
import type { ArtifactHost } from "./artifact-host.ts";
import { publicUri } from "./artifact-uri.ts";
import { networkReason } from "./failure.ts";
import type { ArtifactLimits } from "./limits.ts";

export interface StoreRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** Answers that a later try may turn into a better one. */
const PASSING: readonly number[] = [408, 425, 429, 500, 502, 503, 504, 509];
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 10_000;

export interface Transport {
  readonly host: ArtifactHost;
  readonly limits: ArtifactLimits;
  /**
   * Sends what `prepare` makes, which is called again for every try: signatures carry the time. Any
   * answer that is final comes back, good or bad; redirections too.
   * @throws InferenceError UNAVAILABLE when no try was answered, CANCELLED
   */
  send(prepare: () => StoreRequest | Promise<StoreRequest>, options?: SendOptions): Promise<Response>;
}

export interface SendOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for one try. */
  readonly timeoutMs?: number;
  readonly attempts?: number;
}

/** Sends requests on behalf of one fetch of one artifact. */
export function createTransport(host: ArtifactHost, limits: ArtifactLimits): Transport {
  return {
    host,
    limits,
    async send(prepare, { signal, timeoutMs = limits.timeoutMs, attempts = limits.attempts } = {}) {
      for (let attempt = 1; ; attempt++) {
        const request = await prepare();
        const sent = await sendOnce(host, request, timeoutMs, signal);
        if (isAnswer(sent) && !PASSING.includes(sent.status)) return sent;
        if (attempt >= attempts) {
          if (isAnswer(sent)) return sent;
          const text = `"${publicUri(request.url.href)}": no answer after ${attempt} tries: ${sent.reason}`;
          throw new InferenceError("UNAVAILABLE", text, { cause: sent.cause });
        }
        const asked = isAnswer(sent) ? retryAfterMs(sent.headers.get("retry-after")) : 0;
        if (isAnswer(sent)) await discard(sent);
        await pause(host, Math.max(backOffMs(attempt, host.random()), asked), signal);
      }
    },
  };
}

interface NoAnswer {
  readonly reason: string;
  readonly cause: unknown;
}

/** By its shape: a web framework may have put a Response of its own in the place of the global one. */
function isAnswer(sent: Response | NoAnswer): sent is Response {
  return "status" in sent;
}

async function sendOnce(
  host: ArtifactHost,
  { method, url, headers, body }: StoreRequest,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Response | NoAnswer> {
  const own = new AbortController();
  const stop = (): void => own.abort(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  let isLate = false;
  const cancel = host.after(timeoutMs, () => {
    isLate = true;
    own.abort();
  });
  try {
    return await host.fetch(url.href, {
      method,
      headers: { ...headers },
      redirect: "manual",
      signal: own.signal,
      ...(body !== undefined && { body }),
    });
  } catch (cause) {
    if (signal?.aborted) throw new InferenceError("CANCELLED", "The transfer was cancelled", { cause });
    return { reason: isLate ? `nothing within ${timeoutMs} ms` : networkReason(cause), cause };
  } finally {
    cancel();
    signal?.removeEventListener("abort", stop);
  }
}

/** Exponential with full jitter. @param random in [0, 1) */
export function backOffMs(attempt: number, random: number): number {
  const most = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
  return most / 2 + (random * most) / 2;
}

function retryAfterMs(header: string | null): number {
  return header !== null && /^\d{1,6}$/.test(header) ? Math.min(Number(header) * 1000, MAX_PAUSE_MS) : 0;
}

/** Waits. @throws InferenceError CANCELLED */
export function pause(host: ArtifactHost, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelled = (): void => reject(new InferenceError("CANCELLED", "The transfer was cancelled"));
    if (signal?.aborted) return cancelled();
    const stop = (): void => {
      cancel();
      cancelled();
    };
    const cancel = host.after(ms, () => {
      signal?.removeEventListener("abort", stop);
      resolve();
    });
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** Lets go of an answer that nobody reads. */
export async function discard(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {});
}
