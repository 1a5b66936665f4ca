/** The command line of `zerohop compile`. @module */
import { InvalidArgumentError, Option } from "commander";
import { NOT_COMPILED } from "../models/compile-exit-codes.ts";
import { example } from "./shared-options.ts";
import type { Subcommand } from "./subcommand.ts";

export const compile: Subcommand = {
  name: "compile",
  declare(command) {
    command
      .description("compile a model of scikit-learn, XGBoost or LightGBM to one WASM module; nothing in it is executed")
      .argument("<model>", "file (.joblib .pkl .bst .json .ubj .txt, told by its content), or a folder with one")
      .option("-o, --output <file>", "where to write (default: beside the model, with its name)")
      .option(
        "--method <name>",
        "what the module answers, such as predict (default: probabilities where there are some)",
      )
      .addOption(
        new Option("--precision <type>", "matrix products in float32: faster, not the library's bits").choices(["f32"]),
      )
      .addOption(new Option("--to <format>", "what to write").choices(["wasm", "onnx"]).default("wasm"))
      .optionsGroup("Parity with the library:")
      .option("--verify <file>", "rows to run through the module, .npy or CSV")
      .option("--expected <file>", "what the library answers to them, .npy or CSV")
      .option("--tolerance <relative>", "largest relative difference (default: by the kind of model)", toTolerance)
      .addHelpText("after", example("zerohop compile model.joblib --verify rows.npy --expected probabilities.npy"))
      .addHelpText("after", EXIT_CODES)
      // What commander refuses was not compiled either: 1 would say that answers differ.
      .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : NOT_COMPILED))
      .action(async (model: string, options) => (await import("../compile.ts")).compileCommand(model, options));
  },
};

function toTolerance(text: string): number {
  const tolerance = Number(text);
  if (text.trim() !== "" && tolerance >= 0 && tolerance < 1) return tolerance;
  throw new InvalidArgumentError("expected a number from 0 to 1, such as 1e-10");
}

const EXIT_CODES = `
Exit codes:
  0  the module is written, and with --verify it carries its parity certificate
  1  an answer differs from --expected by more than the tolerance; nothing is written
  2  the model cannot be compiled, or an option or a file is wrong`;
