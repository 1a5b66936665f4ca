/** What the supervisor tells its workers, against a cluster that is none. */
import cluster from "node:cluster";
import type { Worker } from "node:cluster";
import { EventEmitter } from "node:events";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { JsonValue } from "../../../runtime/message/json-value.ts";
import { addCounts } from "../../../runtime/deployment/counts.ts";
import { createMemoryState } from "../../../runtime/deployment/memory-state.ts";
import type { StateStore } from "../../../runtime/deployment/state-store.ts";
import { createWorkerState } from "../../../runtime/platform/node/state/worker-state.ts";
import type { Channel } from "../../../runtime/platform/node/state/worker-state.ts";
import { superviseWorkers } from "../../../runtime/platform/node/supervisor.ts";
import { failureOf } from "../../support/manifests.ts";

/** A worker that merges what it is told, as a routing unit does. */
class FakeWorker extends EventEmitter {
  readonly id: number;
  readonly process = { pid: 0, kill: (): boolean => true };
  state: JsonValue = 0;
  connected = true;

  constructor(id: number) {
    super();
    this.id = id;
  }

  isConnected(): boolean {
    return this.connected;
  }

  send: (note: object) => void = (note) => {
    if (!this.connected) throw new Error("its channel is closed");
    this.state = addCounts(this.state, (note as { readonly learned: JsonValue }).learned);
  };

  learns(count: number): void {
    this.state = addCounts(this.state, count);
    cluster.emit("message", this, { kind: "learned", unit: "p/r", learned: count });
  }

  ready(): void {
    cluster.emit("message", this, { kind: "ready", welcome: "hello" });
  }
}

function supervise(
  count: number,
  state?: StateStore,
): { workers: FakeWorker[]; welcomes: string[]; end: Promise<number> } {
  const workers: FakeWorker[] = [];
  vi.spyOn(cluster, "fork").mockImplementation(() => {
    const worker = new FakeWorker(workers.length + 1);
    workers.push(worker);
    (cluster.workers as Record<number, unknown>)[worker.id] = worker;
    return worker as unknown as Worker;
  });
  const welcomes: string[] = [];
  const end = superviseWorkers(count, (text) => void welcomes.push(text), state);
  return { workers, welcomes, end };
}

function dies(worker: FakeWorker): void {
  worker.connected = false;
  delete (cluster.workers as Record<number, unknown>)[worker.id];
  cluster.emit("exit", worker, null, "SIGKILL");
}

const signals = ["SIGTERM", "SIGINT"] as const;
const before = signals.map((signal) => process.listeners(signal));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  cluster.removeAllListeners("message");
  cluster.removeAllListeners("exit");
  for (const id of Object.keys(cluster.workers!)) delete cluster.workers![id];
  signals.forEach((signal, index) => {
    for (const listener of process.listeners(signal)) {
      if (!before[index]!.includes(listener)) process.off(signal, listener);
    }
  });
});

describe("superviseWorkers()", () => {
  test("counts once for a worker that is still loading what another learns", () => {
    const { workers, welcomes } = supervise(3);
    const [a, b, c] = workers as [FakeWorker, FakeWorker, FakeWorker];
    a.ready();
    a.learns(1);
    b.ready();
    b.learns(1);
    expect(c.state).toBe(0);
    c.ready();
    expect([a.state, b.state, c.state]).toEqual([2, 2, 2]);
    expect(welcomes).toEqual(["hello"]);
  });

  test("counts once for a worker that learns before it says that it serves", () => {
    const [a, b] = supervise(2).workers as [FakeWorker, FakeWorker];
    a.ready();
    a.learns(1);
    b.learns(1);
    b.ready();
    expect([a.state, b.state]).toEqual([2, 2]);
  });

  test("keeps what a dead worker learned, and tells the dead nothing", () => {
    vi.useFakeTimers();
    const log = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const { workers } = supervise(2);
    const [a, b] = workers as [FakeWorker, FakeWorker];
    a.ready();
    b.ready();
    b.connected = false;
    a.learns(1);
    dies(b);
    vi.advanceTimersByTime(1000);
    workers[2]!.ready();
    expect(workers[2]!.state).toBe(1);
    expect(log).toHaveBeenCalledOnce();
  });

  test("waits longer after every start that fails, up to half a minute", () => {
    vi.useFakeTimers();
    const waits: string[] = [];
    vi.spyOn(process.stderr, "write").mockImplementation(
      (text) => waits.push(/in (\d+) s/.exec(String(text))![1]!) > 0,
    );
    const { workers } = supervise(1);
    workers[0]!.ready();
    for (let round = 0; round < 8; round++) {
      dies(workers.at(-1)!);
      vi.advanceTimersByTime(30_000);
    }
    expect(waits).toEqual(["1", "1", "2", "4", "8", "16", "30", "30"]);
    workers.at(-1)!.ready();
    dies(workers.at(-1)!);
    vi.advanceTimersByTime(1000);
    expect(workers).toHaveLength(10);
  });

  test("ends with 1 when no worker ever served", async () => {
    const { workers, end } = supervise(2);
    for (const worker of workers) dies(worker);
    expect(await end).toBe(1);
  });
});

describe("the state of several serving processes", () => {
  /** The store of a serving process, and how it hears from the first one. */
  function stateOf(worker: FakeWorker): StateStore {
    const listeners = new Set<(note: unknown) => void>();
    worker.send = (note: object) => {
      for (const listener of listeners) listener(structuredClone(note));
    };
    return createWorkerState(worker.id === 1, {
      send(note, done) {
        cluster.emit("message", worker, structuredClone(note));
        setImmediate(done);
      },
      listen: (listener) => (listeners.add(listener), () => void listeners.delete(listener)),
    });
  }
  const route = { predictor: "main", routing: { r: 1 }, rows: 1 };

  test("knows in each of them which way an answer of another went", async () => {
    const [one, other] = supervise(2).workers.map(stateOf) as [StateStore, StateStore];
    one.remember("p", route);
    one.remember("x".repeat(257), route);
    // Asked right behind the answer, and of the process that gave it.
    expect(await Promise.all([other.recall("p"), one.recall("p")])).toEqual([route, route]);
    other.remember("p", { ...route, rows: 2 });
    expect(await other.recall("p")).toBe("several");
    expect(await one.recall("nobody")).toBeUndefined();
  });

  test("tells each of them once what another learned, and what was known before", () => {
    const state = createMemoryState();
    state.publish("p/r", 5);
    const { workers } = supervise(2, state);
    const [one, other] = workers.map(stateOf) as [StateStore, StateStore];
    const told: unknown[] = [];
    other.subscribe((unit, learned) => told.push([unit, learned]));
    workers[1]!.ready();
    one.publish("p/r", 1);
    other.publish("p/r", 2);
    expect(told).toEqual([
      ["p/r", 5],
      ["p/r", 1],
    ]);
    expect([one, other, state].map((store) => store.known("p/r"))).toEqual([8, 8, 8]);
    const late: unknown[] = [];
    other.subscribe((unit, learned) => late.push([unit, learned]));
    expect(late).toEqual([["p/r", 8]]);
  });

  test("does not wait for ever for a first process that says nothing", async () => {
    vi.useFakeTimers();
    const store = createWorkerState(true, { send: (_, done) => done(), listen: () => () => {} });
    const answer = failureOf(async () => store.recall("p"));
    await vi.advanceTimersByTimeAsync(2000);
    expect(await answer).toMatchObject({ code: "UNAVAILABLE" });
  });

  test("is spoken for by the first of them", () => {
    supervise(2);
    const numbers = vi
      .mocked(cluster.fork)
      .mock.calls.map(([env]) => (env as Record<string, string>)["ZEROHOP_WORKER"]);
    expect(numbers).toEqual(["1", "2"]);
    const channel: Channel = { send: (_, done) => done(), listen: () => () => {} };
    expect([true, false].map((isFirst) => createWorkerState(isFirst, channel).shared)).toEqual([false, true]);
  });

  test("keeps no more ways than fit while the first process is slow", async () => {
    let sent = 0;
    const dones: (() => void)[] = [];
    const store = createWorkerState(true, {
      send(note, done) {
        if (note.kind === "routes") sent += note.routes.length;
        dones.push(done);
      },
      listen: () => () => {},
    });
    store.remember("first", route);
    await new Promise((resolve) => setImmediate(resolve));
    for (let i = 0; i < 50_000; i++) store.remember(`p${i}`, route);
    for (let done = dones.shift(); done !== undefined; done = dones.shift()) done();
    expect(sent).toBeLessThan(10_010);
    expect(sent).toBeGreaterThan(8999);
  });
});
