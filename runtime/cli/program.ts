/**
 * The `zerohop` command. Each subcommand is loaded when it is called.
 * @module
 */
import { Command, Option } from "commander";
import { ManifestError } from "../graph/manifest-error.ts";
import { collectHeaders, collectTexts, collectUnits, toCount, toPort, toPortOrNone } from "./flags.ts";

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
    .description("serve a SeldonDeployment or PredictorSpec over REST and gRPC")
    .argument("<manifest>", "YAML or JSON file")
    .option("--predictor <name>", "serve this predictor alone; otherwise all of them by traffic")
    .option("--http-port <port>", "port for REST (and gRPC, if you like)", toPort, 8000)
    .option(
      "--grpc-port <port>",
      "port for gRPC (and REST, if you like), or none (default: 5001, when it is free)",
      toPortOrNone,
    )
    .option(
      "--grpc-max-message-size <bytes>",
      "largest gRPC message (default: what the manifest says, else 32 MiB)",
      toCount,
    )
    .option("--host <address>", "address to listen on (default: all)")
    .option("--workers <n>", "processes that share the ports", toCount, 1)
    .option(
      "--unit <name=target>",
      "bind a unit to a server (http://host:port, grpc://host:port) or a file (.ts .js .wasm .onnx); repeatable",
      collectUnits,
      {},
    )
    .option(
      "--drain-ms <ms>",
      "after SIGTERM go on accepting requests for this long (default: 5000 in a pod, else 0)",
      toCount,
    )
    .option(
      "--state <url>",
      "where learned state is kept: memory:, file:FOLDER, redis://HOST:PORT (env ZEROHOP_STATE; default memory:)",
    )
    .option("--tls-cert <file>", "certificate of both ports, PEM (env SELDON_CERT_MOUNT_PATH)")
    .option("--tls-key <file>", "its private key, PEM")
    .option("--tls-ca <file>", "authorities that clients' certificates must be from (default: clients need none)")
    .option("--api-keys <file>", "keys that clients must send, one a line (env ZEROHOP_API_KEYS, by commas)")
    .option("--jwt-keys <place>", "URL or file of the key set that signed tokens are checked by")
    .option("--jwt-issuer <text>", "who must have issued a token")
    .option("--jwt-audience <text>", "whom a token must be for")
    .addHelpText("after", "\nExample:\n  zerohop serve deployment.yaml --unit classifier=http://localhost:9000")
    .action(async (manifest: string, options) => (await import("./serve.ts")).serveCommand(manifest, options));
  program
    .command("predict")
    .description("send data to a running server or run it through a manifest")
    .argument("<target>", "URL of a server, or a manifest")
    .requiredOption("--data <json>", "array such as '[[5.1,3.5]]', a whole SeldonMessage, or - for standard input")
    .option("--names <list>", "column names, separated by commas")
    .option("--unit <name=target>", "as for serve; repeatable", collectUnits, {})
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
    .option(
      "--grpc-port <port>",
      "port for gRPC, or none (env PREDICTIVE_UNIT_GRPC_SERVICE_PORT, default 5000, when it is free)",
      toPortOrNone,
    )
    .option("--grpc-max-message-size <bytes>", "largest gRPC message (default: 32 MiB)", toCount)
    .option("--parameters <json>", 'list of {"name","value","type"} (env PREDICTIVE_UNIT_PARAMETERS)')
    .option("--host <address>", "address to listen on (default: all)")
    .option("--workers <n>", "processes that share the ports (env GUNICORN_WORKERS, default 1)", toCount)
    .option("--tls-cert <file>", "certificate of both ports, PEM (env SELDON_CERT_MOUNT_PATH)")
    .option("--tls-key <file>", "its private key, PEM")
    .option("--tls-ca <file>", "authorities that clients' certificates must be from (default: clients need none)")
    .option("--log-level <level>", "DEBUG, INFO, WARNING or ERROR (env SELDON_LOG_LEVEL wins)")
    .addHelpText("after", "\nExample:\n  zerohop microservice Model.ts --service-type MODEL --http-port 9000")
    .action(async (file: string, extra: string[], options) =>
      (await import("./microservice.ts")).microserviceCommand(file, extra, options),
    );
  program
    .command("compare")
    .description("send the same requests to this graph and to a running service, and show how the answers differ")
    .argument("<manifest>", "YAML or JSON file")
    .requiredOption("--against <url>", "the service: http(s)://host[:port][/prefix] or grpc(s)://host:port")
    .requiredOption("--requests <file>", "one JSON body a line, or {path, body}; - for standard input")
    .addOption(
      new Option("--protocol <name>", "protocol of the bodies (default: told by their form)").choices([
        "seldon",
        "v2",
        "tensorflow",
      ]),
    )
    .option("--model <name>", "the model's name there", "")
    .option("--unit <name=target>", "as for serve; repeatable", collectUnits, {})
    .option("--header <header>", "'Name: value' sent to the service; repeatable", collectHeaders, {})
    .option("--ulp <n>", "numbers so many units in the last place apart are the same", toCount, 0)
    .option("--float32", "measure all numbers as float32")
    .option("--ignore <field>", "a field that is not compared, such as meta.tags; repeatable", collectTexts, [])
    .option("--concurrency <n>", "requests at a time", toCount, 1)
    .option("--limit <n>", "the first so many requests alone", toCount)
    .option("--show <n>", "requests that differ shown in full", toCount, 10)
    .option("--timeout-ms <ms>", "for one request to the service", toCount, 30_000)
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      "\nThe exit code is 0 when nothing differs, 1 when something does, 2 when not all could be compared.",
    )
    .action(async (manifest: string, options) => (await import("./compare.ts")).compareCommand(manifest, options));
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

function explain(error: unknown): string {
  if (error instanceof ManifestError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
