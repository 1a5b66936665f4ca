/** A machine for artifact tests: real sockets, a clock that does not pass, pauses that take no time. */
import { createHash } from "node:crypto";
import type { ArtifactHost } from "../../../runtime/artifacts/artifact-host.ts";
import { DEFAULT_LIMITS } from "../../../runtime/artifacts/limits.ts";
import type { ArtifactLimits } from "../../../runtime/artifacts/limits.ts";
import { createTransport } from "../../../runtime/artifacts/transport.ts";
import type { Transport } from "../../../runtime/artifacts/transport.ts";
import type { LogLine } from "../../support/host.ts";

export interface TestArtifactHost extends ArtifactHost {
  readonly lines: LogLine[];
  /** Milliseconds of every pause that was made. */
  readonly pauses: number[];
  /** Lets every timeout that is running pass. */
  expire(): void;
  /** What `now` and `wallClock` say; may be set. */
  clock: { nowMs: number; wallMs: number };
}

/** Timeouts are as long as this or longer; everything shorter is a pause. */
const TIMEOUT_MS = DEFAULT_LIMITS.timeoutMs;

export interface TestHostOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Text files by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly fetch?: ArtifactHost["fetch"];
}

export function createTestArtifactHost({ env = {}, files = {}, ...rest }: TestHostOptions = {}): TestArtifactHost {
  const lines: LogLine[] = [];
  const pauses: number[] = [];
  const running = new Set<() => void>();
  const clock = { nowMs: 0, wallMs: Date.UTC(2026, 2, 4, 5, 6, 7) };
  return {
    fetch: (url, init) => fetch(url, init),
    ...rest,
    env,
    lines,
    pauses,
    clock,
    logger: { log: (level, message, fields = {}) => void lines.push({ level, message, fields }) },
    now: () => clock.nowMs,
    wallClock: () => clock.wallMs,
    random: () => 0.5,
    after(ms, callback) {
      if (ms >= TIMEOUT_MS || ms === 2000 || ms === 5000) {
        running.add(callback);
        return () => void running.delete(callback);
      }
      pauses.push(ms);
      const soon = setImmediate(callback);
      return () => clearImmediate(soon);
    },
    expire() {
      // Callbacks may begin new timeouts.
      const due = [...running];
      for (const callback of due) callback();
    },
    readText: (path) => Promise.resolve(files[path]),
    sha256() {
      const hash = createHash("sha256");
      return { update: (chunk) => void hash.update(chunk), digest: async () => hash.digest("hex") };
    },
  };
}

export function testLimits(changes: Partial<ArtifactLimits> = {}): ArtifactLimits {
  return { ...DEFAULT_LIMITS, attempts: 4, ...changes };
}

export function testTransport(host: ArtifactHost, limits: Partial<ArtifactLimits> = {}): Transport {
  return createTransport(host, testLimits(limits));
}
