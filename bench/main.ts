/**
 * Runs a bench by name: a table for people, or one JSON object for programs.
 * @module
 */
import { parseArgs } from "node:util";
import type { Bench, Finding } from "./harness.ts";
import { codecs } from "./codecs.bench.ts";
import { coldStart } from "./cold-start.bench.ts";
import { grpc } from "./grpc.bench.ts";
import { hop } from "./hop.bench.ts";
import { mixed } from "./mixed.bench.ts";
import { models } from "./models.bench.ts";
import { server } from "./server.bench.ts";
import { trees } from "./trees.bench.ts";
import { coreCount } from "./processes.ts";

const BENCHES: readonly Bench[] = [hop, server, mixed, coldStart, codecs, grpc, trees, models];

export interface Places {
  /** The checkout. */
  readonly root: string;
  /** A folder for files of this run. */
  readonly folder: string;
}

/** Runs what the command line names; sets the exit code instead of throwing. */
export async function main(args: readonly string[], places: Places): Promise<void> {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: "boolean", default: false }, quick: { type: "boolean", default: false } },
    });
    const bench = BENCHES.find(({ name }) => name === positionals[0]);
    if (bench === undefined) return list(positionals[0]);
    const progress = (text: string): void => void process.stderr.write(`${text}\n`);
    const findings = await bench.run({ ...places, quick: values.quick, progress });
    process.stdout.write(values.json ? toJson(bench, findings) : toTable(bench, findings));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

function list(asked: string | undefined): void {
  const lines = BENCHES.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`);
  const text = `Usage: npm run bench -- NAME [--json] [--quick]\n\n${lines.join("\n")}\n`;
  if (asked === undefined) return void process.stdout.write(text);
  process.stderr.write(`There is no bench "${asked}".\n\n${text}`);
  process.exitCode = 1;
}

function toJson({ name }: Bench, findings: readonly Finding[]): string {
  const keys = Object.fromEntries(findings.map(({ key, value }) => [key, Number(value.toPrecision(4))]));
  return `${JSON.stringify({ bench: name, node: process.versions.node, cores: coreCount(), ...keys })}\n`;
}

function toTable({ name }: Bench, findings: readonly Finding[]): string {
  const values = findings.map(({ value }) => format(value));
  const width = Math.max(...values.map((value) => value.length));
  const lines = findings.map(({ key, text }, row) => `  ${values[row]!.padStart(width)}  ${text}  (${key})`);
  return `\n${name}, Node ${process.versions.node}, ${coreCount()} cores\n\n${lines.join("\n")}\n\n`;
}

function format(value: number): string {
  if (Math.abs(value) >= 1000) return String(Math.round(value));
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3);
}
