/** The command line of `zerohop operator manifests`. @module */
import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";
import { example } from "./shared-options.ts";

/** Declares the subcommand below `zerohop operator`. */
export function declareManifests(operator: Command): void {
  operator
    .command("manifests")
    .description("print what installs the operator: the definition of SeldonDeployments, its account, pod and webhook")
    .option("--image <image>", "image of operator and runtime, for a mirror of your own (default: this version's)")
    .option("--namespace <name>", "where the operator runs", "zerohop-system")
    .addOption(
      new Option("--watch-namespace <name>", "look after this namespace alone, with permissions there alone").conflicts(
        "controllerId",
      ),
    )
    .option("--controller-id <id>", "look after SeldonDeployments with the label seldon.io/controller-id=<id> alone")
    .addOption(
      new Option("--ingress <provider>", "the routes that it may write")
        .choices(["gateway-api", "istio", "ambassador", "none"])
        .default("gateway-api"),
    )
    .option("--keda", "let it write ScaledObjects of KEDA")
    .option("--replicas <n>", "pods of the operator, which take turns", readReplicas, 1)
    .option("--without-crd", "leave the definition out, which everybody's SeldonDeployments hang on")
    .addHelpText("after", example("zerohop operator manifests | kubectl apply --server-side -f -"))
    .addHelpText(
      "after",
      "\nUninstall, keeping all SeldonDeployments and what serves them:\n" +
        "  zerohop operator manifests --without-crd | kubectl delete -l app.kubernetes.io/component=operator -f -",
    )
    .action(async (options) => (await import("../operator-manifests.ts")).operatorManifestsCommand(options));
}

function readReplicas(text: string): number {
  if (!/^[1-9]$/.test(text)) throw new InvalidArgumentError("expected a whole number from 1 to 9");
  return Number(text);
}
