/** What the stores need from the machine; a platform injects it. @module */
import type { Logger } from "../host.ts";

/** Counts bytes into a SHA-256. */
export interface RunningSha256 {
  update(chunk: Uint8Array): void;
  /** Lower-case hex; nothing may be added afterwards. */
  digest(): Promise<string>;
}

export interface ArtifactHost {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  /** Monotonic milliseconds. */
  now(): number;
  /** Milliseconds since 1970, for signatures and expiry. */
  wallClock(): number;
  /** Uniform in [0, 1), for the jitter of retries. */
  random(): number;
  /** Calls back after `ms` unless the function it returns is called first. */
  after(ms: number, callback: () => void): () => void;
  /** A small text file (a token, a key); undefined when it cannot be read. */
  readText(path: string): Promise<string | undefined>;
  sha256(): RunningSha256;
}

/**
 * A SHA-256 by WebCrypto, which takes all bytes at once: it keeps what it is given. For platforms
 * where artifacts lie in memory anyway.
 */
export function bufferedSha256(): RunningSha256 {
  const chunks: Uint8Array[] = [];
  return {
    update: (chunk) => void chunks.push(chunk),
    digest: () => sha256Of(joined(chunks)),
  };
}

/** SHA-256 of bytes or of text as UTF-8, in lower-case hex. */
export async function sha256Of(content: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The chunks one behind the other. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
