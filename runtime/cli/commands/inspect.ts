/** The command line of `zerohop inspect`. @module */
import { example } from "./shared-options.ts";
import type { Subcommand } from "./subcommand.ts";

export const inspect: Subcommand = {
  name: "inspect",
  declare(command) {
    command
      .description("show what a model file or a compiled module holds, and all that a pickle refers to")
      .argument("<file>", "model file, compiled module, or a folder with one model file")
      .option("--json", "print it as JSON")
      .addHelpText("after", example("zerohop inspect model.joblib"))
      .addHelpText("after", EXIT_CODES)
      .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
      .action(async (file: string, options) => (await import("../inspect.ts")).inspectCommand(file, options));
  },
};

const EXIT_CODES = `
Exit codes:
  0  it can be compiled, or is a compiled module
  1  it cannot be compiled, or it refers to what has no business in a model
  2  it cannot be read, or an option is wrong`;
