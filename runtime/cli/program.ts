/**
 * The `zerohop` command. Each subcommand is loaded when it is called.
 * @module
 */
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { ManifestError } from "../graph/manifest-error.ts";

/** Runs the command line; sets the exit code instead of throwing. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: "user" });
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
    // A worker process would stay for its channel to the first one.
    if (process.connected) process.disconnect();
  }
}

function createProgram(): Command {
  const program = new Command("zerohop")
    .description("Serves Seldon Core inference graphs in one process")
    .showHelpAfterError("(zerohop --help lists the commands, zerohop COMMAND --help its options)");
  program
    .command("serve")
    .description("serve a SeldonDeployment or PredictorSpec over HTTP")
    .argument("<manifest>", "YAML or JSON file")
    .option("--predictor <name>", "serve this predictor alone; otherwise all of them by traffic")
    .option("--http-port <port>", "port for REST", toPort, 8000)
    .option("--host <address>", "address to listen on (default: all)")
    .option("--workers <n>", "processes that share the port", toCount, 1)
    .option(
      "--unit <name=target>",
      "bind a unit to a server (http://host:port) or a file (.ts .js .wasm .onnx); repeatable",
      collect,
      {},
    )
    .option(
      "--drain-ms <ms>",
      "after SIGTERM go on accepting requests for this long (default: 5000 in a pod, else 0)",
      toCount,
    )
    .addHelpText("after", "\nExample:\n  zerohop serve deployment.yaml --unit classifier=http://localhost:9000")
    .action(async (manifest: string, options) => (await import("./serve.ts")).serveCommand(manifest, options));
  program
    .command("predict")
    .description("send data to a running server or run it through a manifest")
    .argument("<target>", "URL of a server, or a manifest")
    .requiredOption("--data <json>", "array such as '[[5.1,3.5]]', a whole SeldonMessage, or - for standard input")
    .option("--names <list>", "column names, separated by commas")
    .option("--unit <name=target>", "as for serve; repeatable", collect, {})
    .action(async (target: string, options) => (await import("./predict.ts")).predictCommand(target, options));
  program
    .command("microservice")
    .description("serve one component or model file as Seldon's language wrapper does")
    .argument("<file>", ".ts, .js, .mjs, .wasm or .onnx")
    .argument("[extra...]", "none: the API type of older releases is not taken any more")
    .addOption(
      new Option(
        "--service-type <type>",
        "check at the start that the file has the verb (default: MODEL, unchecked)",
      ).choices(SERVICE_TYPES),
    )
    .option("--http-port <port>", "port for REST (env PREDICTIVE_UNIT_HTTP_SERVICE_PORT, default 9000)", toPort)
    .option("--parameters <json>", 'list of {"name","value","type"} (env PREDICTIVE_UNIT_PARAMETERS)')
    .option("--host <address>", "address to listen on (default: all)")
    .option("--workers <n>", "processes that share the port (env GUNICORN_WORKERS, default 1)", toCount)
    .option("--log-level <level>", "DEBUG, INFO, WARNING or ERROR (env SELDON_LOG_LEVEL wins)")
    .addHelpText("after", "\nExample:\n  zerohop microservice Model.ts --service-type MODEL --http-port 9000")
    .action(async (file: string, extra: string[], options) =>
      (await import("./microservice.ts")).microserviceCommand(file, extra, options),
    );
  program
    .command("graph")
    .description("draw the graph of a manifest")
    .argument("<manifest>", "YAML or JSON file")
    .option("--predictor <name>", "this predictor alone")
    .option("--format <format>", "text or svg", "text")
    .action(async (manifest: string, options) => (await import("./graph.ts")).graphCommand(manifest, options));
  return program;
}

/** As Seldon's own command takes them. */
const SERVICE_TYPES = ["MODEL", "ROUTER", "TRANSFORMER", "OUTPUT_TRANSFORMER", "COMBINER", "OUTLIER_DETECTOR"];

function collect(value: string, known: Readonly<Record<string, string>>): Record<string, string> {
  const at = value.indexOf("=");
  if (at < 1 || at === value.length - 1) throw new InvalidArgumentError("expected NAME=URL or NAME=file");
  const target = value.slice(at + 1);
  // A file on the command line is where the person stands, not where the manifest is.
  return { ...known, [value.slice(0, at)]: /^[a-z]+:\/\//i.test(target) ? target : resolve(target) };
}

function toPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new InvalidArgumentError("expected a port from 0 to 65535");
  return port;
}

function toCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0) throw new InvalidArgumentError("expected a whole number");
  return count;
}

function explain(error: unknown): string {
  if (error instanceof ManifestError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
