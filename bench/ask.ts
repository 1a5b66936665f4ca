/**
 * Questions to a peer process and its answers, over Node's own channel between parent and child.
 * @module
 */

export interface Question {
  readonly id: number;
  readonly verb: string;
  readonly input: unknown;
}

export interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** What a peer says once it can be used. */
export interface Ready {
  readonly ready: true;
  /** Where it listens; absent when it does not. */
  readonly port?: number;
}

/** The peer's settings, given on its command line as JSON. */
export function readSettings(): unknown {
  return JSON.parse(process.argv[2] ?? "{}");
}

/** Says that the peer is ready; from then on its parent may ask, if it opened a channel. */
export function announce(port?: number): void {
  process.send?.({ ready: true, ...(port !== undefined && { port }) } satisfies Ready);
}

/** Microseconds of processor time, user and system, since this process started. */
export function usedCpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Answers the parent's questions by their verb (every peer knows `cpu`), and ends with the parent. */
export function answerQuestions(own: Readonly<Record<string, (input: never) => unknown>>): void {
  const verbs: Readonly<Record<string, (input: never) => unknown>> = { ...own, cpu: usedCpuUs };
  process.on("message", ({ id, verb, input }: Question) => {
    void Promise.resolve()
      .then(() => verbs[verb]!(input as never))
      .then(
        (answer): Reply => ({ id, answer }),
        (error: unknown): Reply => ({
          id,
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
      )
      .then((reply) => process.send!(reply));
  });
  process.on("disconnect", () => process.exit(0));
}
