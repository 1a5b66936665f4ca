/** A host for tests: predictable identities, a log that can be read, real sockets for remote units. */
import type { LogLevel, RuntimeHost } from "../../runtime/host.ts";
import { createSender } from "../../runtime/platform/node/send.ts";
import { seededUniform } from "../../runtime/units/bandit/random.ts";

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface TestHost extends RuntimeHost {
  readonly lines: LogLine[];
}

/** Makes the host; `changes` replace its parts. */
export function createTestHost(changes: Partial<RuntimeHost> = {}): TestHost {
  const lines: LogLine[] = [];
  const random = seededUniform(7);
  let made = 0;
  return {
    now: () => performance.now(),
    random,
    uuid: () => `00000000-0000-4000-8000-${String(++made).padStart(12, "0")}`,
    send: createSender(),
    env: {},
    logger: { log: (level, message, fields = {}) => void lines.push({ level, message, fields }) },
    compileModule: () => Promise.reject(new Error("no modules")),
    ...changes,
    lines,
  };
}
