/**
 * The requests to compare by: one JSON value a line, either a body or an envelope
 * `{"path": "...", "body": {...}}` for a path of its own.
 * @module
 */
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Protocol } from "../../errors.ts";
import { reasonOf } from "../option-file.ts";

/** A request as both sides get it. */
export interface ComparedRequest {
  /** Line in the file, from 1. */
  readonly line: number;
  readonly protocol: Protocol;
  /** Path that the line asks for; the protocol's own when undefined. */
  readonly path: string | undefined;
  /** JSON as the file has it. */
  readonly body: string;
}

/** Longest line: as large as the largest body that is served by default. */
const MAX_LINE = 32 * 1024 * 1024;

/**
 * Reads the file line by line; empty lines are passed over.
 * @param protocol of bodies that do not show theirs
 * @throws Error naming the line that is no request, or why the file cannot be read
 */
export async function* readRequests(path: string, protocol: Protocol | undefined): AsyncGenerator<ComparedRequest> {
  let line = 0;
  const input = path === "-" ? process.stdin : await openInput(path);
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    line++;
    if (text.trim() !== "") yield readRequest(text, line, path, protocol);
  }
}

// Opened and looked at first: what a stream finds out later reaches nobody who reads its lines.
async function openInput(path: string): Promise<NodeJS.ReadableStream> {
  try {
    const file = await open(path);
    if (!(await file.stat()).isDirectory()) return file.createReadStream();
    await file.close();
  } catch (error) {
    throw new Error(`--requests ${path}: ${reasonOf(error)}`, { cause: error });
  }
  throw new Error(`--requests ${path}: expected a file, got a folder`);
}

function readRequest(text: string, line: number, file: string, protocol: Protocol | undefined): ComparedRequest {
  if (text.length > MAX_LINE) throw new Error(`${file}:${line}: a line may have at most ${MAX_LINE} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}:${line}: expected JSON: ${String(error)}`, { cause: error });
  }
  if (typeof value !== "object" || value === null) throw new Error(`${file}:${line}: expected an object or a list`);
  const { path, body } = value as { path?: unknown; body?: unknown };
  if (typeof path !== "string" || typeof body !== "object" || body === null) {
    return { line, protocol: protocol ?? protocolOf(value), path: undefined, body: toBody(value, text) };
  }
  return { line, protocol: protocol ?? protocolOfPath(path) ?? protocolOf(body), path, body: JSON.stringify(body) };
}

// A bare list is the data of a Seldon message, as for `zerohop predict`.
function toBody(value: object, text: string): string {
  return Array.isArray(value) ? `{"data":{"ndarray":${text}}}` : text;
}

function protocolOf(body: object): Protocol {
  if ("instances" in body) return "tensorflow";
  const { inputs } = body as { inputs?: unknown };
  if (inputs === undefined) return "seldon";
  const [first] = Array.isArray(inputs) ? (inputs as unknown[]) : [];
  return typeof first === "object" && first !== null && "datatype" in first ? "v2" : "tensorflow";
}

function protocolOfPath(path: string): Protocol | undefined {
  if (/\/v2\/models\b/.test(path)) return "v2";
  if (/\/v1\/models\b/.test(path)) return "tensorflow";
  return path.includes("/api/v") ? "seldon" : undefined;
}
