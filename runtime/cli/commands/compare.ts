/** The command line of `zerohop compare`. @module */
import { Option } from "commander";
import { NOT_COMPARED } from "../compare/exit-codes.ts";
import { collectTexts, toCount, toNumberAtOnce } from "../flags.ts";
import { addClientOptions, example, unitOption } from "./shared-options.ts";
import type { Subcommand } from "./subcommand.ts";

export const compare: Subcommand = {
  name: "compare",
  declare(command) {
    command
      .description("send the same requests to this graph and to a running service, and show how the answers differ")
      .argument("<manifest>", "YAML or JSON file of this graph")
      .requiredOption("--against <url>", "the service: http(s)://host[:port][/prefix] or grpc(s)://host:port")
      .requiredOption("--requests <file>", "one JSON body a line, or {path, body}; - for standard input")
      .addOption(unitOption());
    addClientOptions(command);
    command
      .option("--model <name>", "the model's name there (default: the graph)")
      .option("--timeout-ms <ms>", "for one request to the service", toCount, 30_000)
      .optionsGroup("The requests:")
      .addOption(
        new Option("--protocol <name>", "protocol of the bodies (default: told by their form)").choices([
          "seldon",
          "v2",
          "tensorflow",
        ]),
      )
      .option("--limit <n>", "the first so many requests alone", toCount)
      .option("--concurrency <n>", "requests at a time", toNumberAtOnce, 1)
      .optionsGroup("What counts as the same:")
      .option("--ulp <n>", "numbers so many units in the last place apart", toCount, 0)
      .option("--float32", "measure all numbers as float32")
      .option("--ignore <field>", "a field that is not compared, such as meta.tags; repeatable", collectTexts)
      .optionsGroup("The report:")
      .option("--show <n>", "requests that differ shown in full", toCount, 10)
      .option("--json", "print it as JSON")
      .addHelpText(
        "after",
        example("zerohop compare deployment.yaml --against http://host/seldon/ns/name --requests day.ndjson"),
      )
      .addHelpText("after", EXIT_CODES)
      // What commander refuses was not compared either: 1 would say that answers differ.
      .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : NOT_COMPARED))
      .action(async (manifest: string, options) => (await import("../compare.ts")).compareCommand(manifest, options));
  },
};

const EXIT_CODES = `
Exit codes:
  0  every answer is identical, or within --ulp
  1  an answer differs
  2  not everything could be compared: a side did not answer, or an option or a file is wrong`;
