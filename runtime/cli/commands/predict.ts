/** The command line of `zerohop predict`. @module */
import { addClientOptions, example, unitOption } from "./shared-options.ts";
import type { Subcommand } from "./subcommand.ts";

export const predict: Subcommand = {
  name: "predict",
  declare(command) {
    command
      .description("send data to a running server, or run it through a manifest without one")
      .argument("<target>", "URL of a server (http://host:port[/prefix]), or a manifest")
      .requiredOption("--data <json>", "array such as '[[5.1,3.5]]', a whole SeldonMessage, or - for standard input")
      .option("--names <list>", "column names, separated by commas")
      .addOption(unitOption());
    addClientOptions(command);
    command
      .addHelpText("after", example("zerohop predict http://localhost:8000 --data '[[5.1,3.5,1.4,0.2]]'"))
      .addHelpText("after", "\nThe exit code is 0 for an answer, 1 for an error.")
      .action(async (target: string, options) => (await import("../predict.ts")).predictCommand(target, options));
  },
};
