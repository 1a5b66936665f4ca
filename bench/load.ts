/**
 * The load generator: a process that keeps a number of connections busy, each sending its next
 * request when the answer to the last has come, and checks every answer. The same for every side.
 * @module
 */
import { announce, answerQuestions } from "./ask.ts";
import { percentile } from "./harness.ts";
import { openConnection } from "./http-client.ts";
import type { Connection } from "./http-client.ts";
import { startPeer } from "./processes.ts";
import type { Peer, PeerOptions } from "./processes.ts";

/** A request, and a piece of text that a right answer's body contains. */
export interface Shot {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body: string;
  readonly expected: string;
}

export interface LoadOrder {
  readonly port: number;
  /** Sent in turns. */
  readonly shots: readonly Shot[];
  readonly connections: number;
  readonly durationMs: number;
  /** Pause of a connection between an answer and its next request. Default none. */
  readonly thinkMs?: number;
}

export interface LoadResult {
  readonly requests: number;
  /** From the first request to the last answer. */
  readonly elapsedMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Starts the load generator. */
export async function startLoad(start: typeof startPeer, options: PeerOptions = {}): Promise<Load> {
  const peer = await start("load", { role: "load" }, options);
  return { run: (order) => peer.ask("run", order), peer };
}

export interface Load {
  /** @throws Error when an answer is wrong or a connection breaks. */
  run(order: LoadOrder): Promise<LoadResult>;
  readonly peer: Peer;
}

async function run(order: LoadOrder): Promise<LoadResult> {
  const { port, connections, durationMs, thinkMs = 0 } = order;
  const shots = order.shots.map((shot) => ({ bytes: toBytes(shot, port), expected: shot.expected }));
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
  const times: number[] = [];
  const began = performance.now();
  const until = began + durationMs;
  let next = 0;
  const keepBusy = async (connection: Connection): Promise<void> => {
    while (performance.now() < until) {
      const { bytes, expected } = shots[next++ % shots.length]!;
      times.push(await connection.exchange(bytes, expected));
      if (thinkMs > 0) await new Promise((resolve) => setTimeout(resolve, thinkMs));
    }
  };
  try {
    await Promise.all(open.map(keepBusy));
  } finally {
    for (const connection of open) connection.close();
  }
  const elapsedMs = performance.now() - began;
  const sorted = Float64Array.from(times);
  return { requests: times.length, elapsedMs, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) };
}

function toBytes({ method, path, body }: Shot, port: number): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, `Host: localhost:${port}`, "User-Agent: zerohop-bench", "Accept: */*"];
  if (method === "POST") lines.push("Content-Type: application/json", `Content-Length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`);
}

// The module is the process's entry as well as what benches import.
if (process.argv[2]?.includes('"role":"load"')) {
  answerQuestions({ run });
  announce();
}
