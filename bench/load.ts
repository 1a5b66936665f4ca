/**
 * The load generator: a process that keeps a number of connections busy, each sending its next
 * request when the answer to the last has come, and checks every answer. The same for every side.
 * @module
 */
import { announce, answerQuestions } from "./ask.ts";
import { percentile } from "./harness.ts";
import { openConnection, writeRequest } from "./http-client.ts";
import type { Connection } from "./http-client.ts";
import type { LoadOrder, LoadResult } from "./load-order.ts";

async function run(order: LoadOrder): Promise<LoadResult> {
  const { port, connections, durationMs, thinkMs = 0 } = order;
  const shots = order.shots.map(({ method, path, body, expected }) => {
    return { bytes: writeRequest(method, path, body), expected };
  });
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
  const times: number[] = [];
  const began = performance.now();
  const until = began + durationMs;
  let next = 0;
  const keepBusy = async (connection: Connection): Promise<void> => {
    for (let now = began; now < until;) {
      const { bytes, expected } = shots[next++ % shots.length]!;
      const sent = performance.now();
      const answer = await connection.exchange(bytes);
      now = performance.now();
      times.push(now - sent);
      check(answer, expected);
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

function check(answer: string, expected: readonly string[]): void {
  if (answer.startsWith("HTTP/1.1 200 ") && expected.some((text) => answer.includes(text))) return;
  throw new Error(`A wrong answer, expected ${expected.join(" or ")}: ${answer.slice(0, 2000)}`);
}

answerQuestions({ run });
announce();
