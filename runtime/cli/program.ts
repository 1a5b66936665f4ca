/**
 * The `zerohop` command. Each subcommand is loaded when it is called; `commands/table.ts` lists them.
 * @module
 */
import { Command } from "commander";
import { ManifestError } from "../graph/manifest-error.ts";
import { VERSION } from "../http/product.ts";
import { SUBCOMMANDS } from "./commands/table.ts";

/** Runs the command line; sets the exit code instead of throwing. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: "user" });
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    // A subcommand with codes of its own has said what this one is.
    process.exitCode ||= 1;
    // A worker process would stay for its channel to the first one.
    if (process.connected) process.disconnect();
  }
}

function createProgram(): Command {
  const program = new Command("zerohop")
    .description("Serves Seldon Core inference graphs in one process.")
    .version(VERSION, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .showHelpAfterError("(zerohop --help lists the commands, zerohop COMMAND --help its options)")
    .addHelpText("after", FIRST_STEPS);
  for (const { name, declare } of SUBCOMMANDS) declare(program.command(name));
  return program;
}

const FIRST_STEPS = `
First steps:
  zerohop graph deployment.yaml                 is the manifest right?
  zerohop serve deployment.yaml                 serve it on port 8000; prints a curl line to try
  zerohop predict http://localhost:8000 --data '[[5.1,3.5,1.4,0.2]]'

zerohop COMMAND --help shows the options of a command, with an example.`;

function explain(error: unknown): string {
  if (error instanceof ManifestError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
