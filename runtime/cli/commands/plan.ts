/** The command line of `zerohop plan`. @module */
import { Option } from "commander";
import { example } from "./shared-options.ts";
import type { Subcommand } from "./subcommand.ts";

export const plan: Subcommand = {
  name: "plan",
  declare(command) {
    command
      .description(
        "show what the operator makes of a SeldonDeployment: objects, where each unit runs and why, warnings",
      )
      .argument("<manifest>", "YAML or JSON file")
      .option("--config <file>", "the operator's configuration, YAML or JSON (default: built in)")
      .addOption(
        new Option("--format <format>", "what to print: all of it for people, or the objects alone")
          .choices(["text", "yaml", "json"])
          .default("text"),
      )
      .addHelpText("after", example("zerohop plan deployment.yaml --format yaml | kubectl diff -f -"))
      .addHelpText("after", "\nExit codes:\n  0  it can be served\n  1  it is refused, or cannot run")
      .action(async (manifest: string, options) => (await import("../plan.ts")).planCommand(manifest, options));
  },
};
