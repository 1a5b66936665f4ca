/** What the supervisor tells its workers, against a cluster that is none. */
import cluster from "node:cluster";
import type { Worker } from "node:cluster";
import { EventEmitter } from "node:events";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { JsonValue } from "../../../runtime/message/json-value.ts";
import { addCounts } from "../../../runtime/platform/node/counts.ts";
import { superviseWorkers } from "../../../runtime/platform/node/supervisor.ts";

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

  send(note: { learned: JsonValue }): void {
    if (!this.connected) throw new Error("its channel is closed");
    this.state = addCounts(this.state, note.learned);
  }

  learns(count: number): void {
    this.state = addCounts(this.state, count);
    cluster.emit("message", this, { kind: "learned", unit: "p/r", learned: count });
  }

  ready(): void {
    cluster.emit("message", this, { kind: "ready", welcome: "hello" });
  }
}

function supervise(count: number): { workers: FakeWorker[]; welcomes: string[]; end: Promise<number> } {
  const workers: FakeWorker[] = [];
  vi.spyOn(cluster, "fork").mockImplementation(() => {
    const worker = new FakeWorker(workers.length + 1);
    workers.push(worker);
    (cluster.workers as Record<number, unknown>)[worker.id] = worker;
    return worker as unknown as Worker;
  });
  const welcomes: string[] = [];
  const end = superviseWorkers(count, (text) => void welcomes.push(text));
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
