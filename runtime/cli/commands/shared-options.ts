/** Options that several subcommands have, so that they read alike. @module */
import { Option } from "commander";
import type { Command } from "commander";
import { collectHeaders, collectUnits } from "../flags.ts";

/** `--unit`: what stands behind units of the manifest. */
export function unitOption(): Option {
  return new Option(
    "--unit <name=target>",
    "bind a unit to a server (http://host:port, grpc://host:port) or a file (.ts .js .wasm .onnx); repeatable",
  ).argParser(collectUnits);
}

/** The certificate of a server. */
export function addTlsOptions(command: Command): void {
  command
    .optionsGroup("TLS:")
    .option("--tls-cert <file>", "certificate of both ports, PEM (env SELDON_CERT_MOUNT_PATH: folder with both files)")
    .option("--tls-key <file>", "its private key, PEM")
    .option("--tls-ca <file>", "authorities that clients' certificates must be from, PEM (default: clients need none)");
}

/** How a client reaches a server that is guarded. */
export function addClientOptions(command: Command): void {
  command
    .optionsGroup("The server:")
    .option("--header <header>", "'Name: value' sent to the server; repeatable", collectHeaders)
    .option("--api-key <key>", "sent as x-api-key (env ZEROHOP_API_KEY, which other users of the machine cannot see)")
    .option("--ca <file>", "authorities that the server's certificate is from, PEM, in the place of the public ones");
}

/** Text below the options, the same form everywhere. */
export function example(line: string): string {
  return `\nExample:\n  ${line}`;
}
