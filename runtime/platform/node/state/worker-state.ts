/**
 * The state of one of several serving processes: the first process owns it, so that a reward reaches
 * it whichever of them gave the answer and whichever gets the reward.
 * @module
 */
import { addCounts } from "../../../deployment/counts.ts";
import { DEFAULT_ROUTES } from "../../../deployment/memory-state.ts";
import type { LearnedListener, StateStore } from "../../../deployment/state-store.ts";
import type { RecalledRoute, TakenRoute } from "../../../deployment/taken-route.ts";
import { MAX_PUID_LENGTH } from "../../../deployment/taken-route.ts";
import { InferenceError } from "../../../errors.ts";
import type { JsonValue } from "../../../message/json-value.ts";
import { isStateNote } from "./notes.ts";
import type { RecalledNote, StateNote } from "./notes.ts";

/** Ways that wait to be told; the oldest are dropped. */
const MAX_WAITING = 10_000;
/** Milliseconds until a question is given up. */
const RECALL_MS = 2000;

/** The way to the first process. */
export interface Channel {
  /** @param done called when the next note may be sent */
  send(note: StateNote, done: () => void): void;
  /** Calls back with what comes in. Returns how to stop. */
  listen(listener: (note: unknown) => void): () => void;
}

/**
 * Makes the state of a serving process.
 * @param isFirst whether this is the first of the copies: it speaks for all of them where the others
 * would only repeat it
 */
export function createWorkerState(isFirst: boolean, channel: Channel = ownChannel()): StateStore {
  return new WorkerState(isFirst, channel);
}

class WorkerState implements StateStore {
  /** Each has what all of them have. The first answers for the server, whose other replicas have not. */
  readonly shared: boolean;
  readonly reach = `the last ${DEFAULT_ROUTES} answers`;
  readonly #channel: Channel;
  readonly #stopListening: () => void;
  readonly #known = new Map<string, JsonValue>();
  readonly #listeners = new Set<LearnedListener>();
  readonly #asked = new Map<number, (route: RecalledRoute) => void>();
  #waiting: [string, TakenRoute][] = [];
  #isSending = false;
  #lastId = 0;

  constructor(isFirst: boolean, channel: Channel) {
    this.shared = !isFirst;
    this.#channel = channel;
    this.#stopListening = channel.listen((note) => this.#receive(note));
  }

  known(unit: string): JsonValue | undefined {
    return this.#known.get(unit);
  }

  publish(unit: string, learned: JsonValue): void {
    this.#add(unit, learned);
    this.#channel.send({ kind: "learned", unit, learned }, () => {});
  }

  subscribe(listener: LearnedListener): () => void {
    for (const [unit, learned] of this.#known) listener(unit, learned);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  remember(puid: string, route: TakenRoute): void {
    if (puid.length > MAX_PUID_LENGTH) return;
    this.#waiting.push([puid, route]);
    if (this.#waiting.length > MAX_WAITING) this.#waiting.splice(0, MAX_WAITING / 10);
    if (this.#isSending) return;
    this.#isSending = true;
    // What is answered in one go is told in one go.
    setImmediate(() => this.#sendRoutes());
  }

  recall(puid: string): Promise<RecalledRoute> {
    // Told first: the answer may have been given here.
    if (this.#waiting.length > 0) this.#sendRoutes();
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const giveUp = (): void => {
        this.#asked.delete(id);
        reject(
          new InferenceError("UNAVAILABLE", "The first process does not say which way the answer went; try again"),
        );
      };
      const timer = setTimeout(giveUp, RECALL_MS);
      this.#asked.set(id, (route) => {
        clearTimeout(timer);
        this.#asked.delete(id);
        resolve(route);
      });
      this.#channel.send({ kind: "recall", id, puid }, () => {});
    });
  }

  close(): Promise<void> {
    if (this.#waiting.length > 0) this.#sendRoutes();
    this.#stopListening();
    return Promise.resolve();
  }

  #sendRoutes(): void {
    const routes = this.#waiting;
    this.#waiting = [];
    this.#isSending = routes.length > 0;
    if (this.#isSending) this.#channel.send({ kind: "routes", routes }, () => this.#sendRoutes());
  }

  #receive(note: unknown): void {
    if (!isStateNote(note)) return;
    if (note.kind === "recalled") this.#answer(note);
    if (note.kind !== "learned") return;
    this.#add(note.unit, note.learned);
    for (const listener of this.#listeners) listener(note.unit, note.learned);
  }

  #answer({ id, route }: RecalledNote): void {
    this.#asked.get(id)?.(route);
  }

  #add(unit: string, learned: JsonValue): void {
    this.#known.set(unit, addCounts(this.#known.get(unit), learned));
  }
}

function ownChannel(): Channel {
  return {
    // A first process that has gone ends this one, too.
    send: (note, done) => void (process.connected ? process.send?.(note, undefined, undefined, done) : done()),
    listen(listener) {
      process.on("message", listener);
      return () => void process.off("message", listener);
    },
  };
}
