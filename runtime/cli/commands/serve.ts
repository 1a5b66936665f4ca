/** The command line of `zerohop serve`. @module */
import { MIN_LENGTH } from "../../auth/api-keys.ts";
import { toCount, toPort, toPortOrNone, toNumberAtOnce } from "../flags.ts";
import { addTlsOptions, example, unitOption } from "./shared-options.ts";
import type { Subcommand } from "./subcommand.ts";

export const serve: Subcommand = {
  name: "serve",
  declare(command) {
    command
      .description("serve a SeldonDeployment or PredictorSpec over REST and gRPC")
      .argument("<manifest>", "YAML or JSON file")
      .option("--predictor <name>", "serve this predictor alone; otherwise all of them by traffic")
      .addOption(unitOption())
      .optionsGroup("Ports and processes:")
      .option("--http-port <port>", "port for REST; takes gRPC, too", toPort, 8000)
      .option(
        "--grpc-port <port>",
        "port for gRPC, or none; takes REST, too (default: 5001, when it is free)",
        toPortOrNone,
      )
      .option(
        "--grpc-max-message-size <bytes>",
        "largest gRPC message (default: what the manifest says, else 32 MiB)",
        toCount,
      )
      .option("--host <address>", "address to listen on (default: all)")
      .option("--workers <n>", "processes that share the ports", toNumberAtOnce, 1)
      .option(
        "--drain-ms <ms>",
        "after SIGTERM go on accepting requests for this long (default: 5000 in a pod, else 0)",
        toCount,
      )
      .optionsGroup("What routers learn:")
      .option(
        "--state <url>",
        "where it is kept: memory:, file:FOLDER, redis://HOST:PORT (env ZEROHOP_STATE; default memory:)",
      );
    addTlsOptions(command);
    command
      .optionsGroup("Who may ask (default: everybody; a key or a token is enough):")
      .option(
        "--api-keys <file>",
        `keys of at least ${MIN_LENGTH} characters, one a line, that clients send as x-api-key or as bearer token (env ZEROHOP_API_KEYS: the keys themselves, by commas)`,
      )
      .option("--jwt-keys <place>", "URL or file of the key set (JWKS) that signed bearer tokens are checked by")
      .option("--jwt-issuer <text>", "who must have issued a token")
      .option("--jwt-audience <text>", "whom a token must be for")
      .addHelpText("after", example("zerohop serve deployment.yaml --unit classifier=http://localhost:9000"))
      .action(async (manifest: string, options) => (await import("../serve.ts")).serveCommand(manifest, options));
  },
};
