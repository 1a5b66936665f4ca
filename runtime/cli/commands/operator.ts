/** The command line of `zerohop operator`. @module */
import { toPort } from "../flags.ts";
import { declareManifests } from "./operator-manifests.ts";
import { example } from "./shared-options.ts";
import type { Subcommand } from "./subcommand.ts";

export const operator: Subcommand = {
  name: "operator",
  declare(command) {
    command
      .description("look after the SeldonDeployments of a cluster, from inside it or with a kubeconfig")
      .option("--context <name>", "context of the kubeconfig (default: its current one, or in a pod the pod's account)")
      .option("--health-port <port>", "port for /healthz, /readyz and /metrics", toPort, 8080)
      .option("--webhook-port <port>", "port of the admission webhook, in a pod", toPort, 8443)
      .option("--without-lease", "work without waiting for a turn, where no other operator can be")
      .addHelpText("after", example("zerohop operator --context kind-kind"))
      .addHelpText("after", ENVIRONMENT)
      .action(async (options) => (await import("../operator.ts")).operatorCommand(options));
    declareManifests(command);
  },
};

const ENVIRONMENT = `
Environment, under Seldon's names:
  WATCH_NAMESPACE  look after this namespace alone
  CONTROLLER_ID    look after SeldonDeployments with this seldon.io/controller-id alone
  POD_NAMESPACE    where the operator's Lease and the ConfigMap seldon-config are`;
