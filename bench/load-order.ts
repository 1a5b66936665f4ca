/** What a load generator is asked to do and what it found. @module */
import type { Peer } from "./processes.ts";

/** A request, and what a right answer's text contains: one of these. */
export interface Shot {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body: string;
  readonly expected: readonly string[];
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

/** The path of Seldon's orchestrator for predictions. */
export const PREDICTIONS = "/api/v1.0/predictions";

/** A prediction of one row, and the array that its answer must hold; whole numbers may end in ".0". */
export function predictionOf(row: readonly number[], answer: readonly unknown[]): Shot {
  const body = JSON.stringify({ data: { ndarray: [row] } });
  const plain = `"ndarray":${JSON.stringify(answer)}`;
  const decimal = plain.replace(/(?<=[[,])-?\d+(?=[\],])/g, "$&.0");
  return { method: "POST", path: PREDICTIONS, body, expected: [plain, decimal] };
}

/** Gives the generator work. Rejects when an answer is wrong or a connection breaks. */
export function runLoad(generator: Peer, order: LoadOrder): Promise<LoadResult> {
  return generator.ask("run", order);
}
