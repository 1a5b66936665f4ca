/** The command line of `zerohop microservice`. @module */
import { Option } from "commander";
import { toCount, toPort, toPortOrNone, toNumberAtOnce } from "../flags.ts";
import { addTlsOptions, example } from "./shared-options.ts";
import type { Subcommand } from "./subcommand.ts";

/** As Seldon's own command takes them. */
const SERVICE_TYPES = ["MODEL", "ROUTER", "TRANSFORMER", "OUTPUT_TRANSFORMER", "COMBINER", "OUTLIER_DETECTOR"];

export const microservice: Subcommand = {
  name: "microservice",
  declare(command) {
    command
      .description("serve one component or model file as Seldon's language wrapper does")
      .argument("<file>", ".ts, .js, .mjs, .wasm or .onnx")
      .argument("[extra...]", "none: the API type of older releases is not taken any more")
      .addOption(
        new Option(
          "--service-type <type>",
          "check at the start that the file has the verb (default: MODEL, unchecked)",
        ).choices(SERVICE_TYPES),
      )
      .option("--parameters <json>", 'list of {"name","value","type"} (env PREDICTIVE_UNIT_PARAMETERS)')
      .option("--log-level <level>", "DEBUG, INFO, WARNING or ERROR (env SELDON_LOG_LEVEL wins)")
      .optionsGroup("Ports and processes:")
      .option("--http-port <port>", "port for REST (env PREDICTIVE_UNIT_HTTP_SERVICE_PORT, default 9000)", toPort)
      .option(
        "--grpc-port <port>",
        "port for gRPC, or none (env PREDICTIVE_UNIT_GRPC_SERVICE_PORT, default 5000, when it is free)",
        toPortOrNone,
      )
      .option("--grpc-max-message-size <bytes>", "largest gRPC message (default: 32 MiB)", toCount)
      .option("--host <address>", "address to listen on (default: all)")
      .option("--workers <n>", "processes that share the ports (env GUNICORN_WORKERS, default 1)", toNumberAtOnce);
    addTlsOptions(command);
    command
      .addHelpText("after", example("zerohop microservice Model.ts --service-type MODEL --http-port 9000"))
      .action(async (file: string, extra: string[], options) =>
        (await import("../microservice.ts")).microserviceCommand(file, extra, options),
      );
  },
};
