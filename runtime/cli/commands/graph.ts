/** The command line of `zerohop graph`. @module */
import { Option } from "commander";
import { example } from "./shared-options.ts";
import type { Subcommand } from "./subcommand.ts";

export const graph: Subcommand = {
  name: "graph",
  declare(command) {
    command
      .description("check a manifest and draw its graph, without loading anything")
      .argument("<manifest>", "YAML or JSON file")
      .option("--predictor <name>", "this predictor alone")
      .addOption(new Option("--format <format>", "how to draw it").choices(["text", "svg"]).default("text"))
      .addHelpText("after", example("zerohop graph deployment.yaml --format svg > graph.svg"))
      .action(async (manifest: string, options) => (await import("../graph.ts")).graphCommand(manifest, options));
  },
};
