/**
 * Starts the processes of a bench, asks them questions, and reads what they cost.
 * @module
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Question, Ready, Reply } from "./ask.ts";

/** A process of the bench. */
export interface Peer {
  readonly pid: number;
  /** Where it listens; 0 when it does not. */
  readonly port: number;
  ask<Answer>(verb: string, input: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

export interface PeerOptions {
  /** Keeps the process on one core, where `taskset` is there to do it. */
  readonly core?: number | undefined;
}

/** The cores this process may use, by number; undefined where cores cannot be chosen. */
export function pinnableCores(): readonly number[] | undefined {
  try {
    if (spawnSync("taskset", ["--version"]).error !== undefined) return undefined;
    const list = /Cpus_allowed_list:\s*(\S+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "";
    const cores = list.split(",").flatMap((range) => {
      const [from = 0, to = from] = range.split("-").map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => from + index);
    });
    return cores.length >= 2 ? cores : undefined;
  } catch {
    return undefined;
  }
}

export function coreCount(): number {
  return availableParallelism();
}

export type StartPeer = (entry: string, settings?: object, options?: PeerOptions) => Promise<Peer>;

/** Starts a peer by its entry's name, such as `peers/bare`, and waits until it is ready. */
export async function startPeer(entry: string, settings: object = {}, options: PeerOptions = {}): Promise<Peer> {
  const script = fileURLToPath(new URL(`${entry}.mjs`, import.meta.url));
  const command = [process.execPath, script, JSON.stringify(settings)];
  if (options.core !== undefined) command.unshift("taskset", "-c", String(options.core));
  const child = spawn(command[0]!, command.slice(1), { stdio: ["ignore", 2, 2, "ipc"] });
  const { port } = await readiness(child, entry);
  return createPeer(child, port ?? 0);
}

function readiness(child: ChildProcess, entry: string): Promise<Ready> {
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message as Ready));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${entry} ended with code ${code} before it was ready`)));
  });
}

function createPeer(child: ChildProcess, port: number): Peer {
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  let last = 0;
  child.on("message", ({ id, answer, error }: Reply) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(answer as never);
    else asked?.reject(new Error(error));
  });
  child.on("exit", (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the process ended with code ${code}`));
  });
  return {
    pid: child.pid!,
    port,
    ask: (verb, input) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        child.send({ id, verb, input } satisfies Question);
      }),
    stop: () => stopProcess(child),
  };
}

/** Ends a process that the bench started; waits until it is gone. */
export function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

/** Starts peers, works with them, and stops every one that started, come what may. */
export async function withPeers<Result>(work: (start: StartPeer) => Promise<Result>): Promise<Result> {
  const started: Peer[] = [];
  try {
    return await work(async (...args) => {
      const peer = await startPeer(...args);
      started.push(peer);
      return peer;
    });
  } finally {
    await Promise.all(started.map((peer) => peer.stop()));
  }
}

/** Microseconds of processor time that peers have taken together since their start. */
export async function cpuUsOf(peers: readonly Peer[]): Promise<number> {
  const used = await Promise.all(peers.map((peer) => peer.ask<number>("cpu", {})));
  return used.reduce((sum, us) => sum + us, 0);
}

/** Resident memory of a process in MiB. */
export function residentMiB(pid: number): number {
  if (process.platform === "linux") {
    return Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024;
  }
  return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1024;
}
