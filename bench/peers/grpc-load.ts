/** Keeps a number of gRPC streams of one connection busy, and checks every answer. @module */
import { announce, answerQuestions } from "../ask.ts";
import { messageOf, openGrpcConnection } from "../grpc-client.ts";
import { PREDICT } from "../grpc-messages.ts";
import { percentile } from "../harness.ts";
import type { LoadResult } from "../load-order.ts";

export interface GrpcLoadOrder {
  readonly port: number;
  readonly streams: number;
  readonly durationMs: number;
  /** Messages in base64, sent in turns, and bytes that a right answer has in it. */
  readonly shots: readonly { readonly message: string; readonly expected: string }[];
}

async function run({ port, streams, durationMs, shots }: GrpcLoadOrder): Promise<LoadResult> {
  const ready = shots.map(({ message, expected }) => ({
    message: Buffer.from(message, "base64"),
    expected: Buffer.from(expected, "base64"),
  }));
  const connection = await openGrpcConnection(port, PREDICT);
  const times: number[] = [];
  const began = performance.now();
  const until = began + durationMs;
  let next = 0;
  const keepBusy = async (): Promise<void> => {
    for (let now = began; now < until;) {
      const { message, expected } = ready[next++ % ready.length]!;
      const sent = performance.now();
      const answer = messageOf(await connection.call(message));
      now = performance.now();
      times.push(now - sent);
      if (!answer.includes(expected)) throw new Error(`A wrong answer: ${answer.toString("hex")}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: streams }, keepBusy));
  } finally {
    connection.close();
  }
  const elapsedMs = performance.now() - began;
  const sorted = Float64Array.from(times);
  return { requests: times.length, elapsedMs, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) };
}

answerQuestions({ run });
announce();
