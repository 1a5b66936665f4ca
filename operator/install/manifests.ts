/** All objects of an installation, in the order in which they need each other. @module */
import { stringify } from "yaml";
import { customResourceDefinition } from "../crd/definition.ts";
import { access } from "./access.ts";
import { operatorDeployment } from "./deployment.ts";
import type { Manifest } from "./manifest.ts";
import { DEFAULT_INSTALL } from "./options.ts";
import type { InstallOptions } from "./options.ts";
import { webhookConfiguration, webhookService } from "./webhook.ts";

/** The objects that `zerohop operator manifests` prints. */
export function installManifests(options: InstallOptions): readonly object[] {
  return [
    ...(options.withCrd ? [customResourceDefinition()] : []),
    namespace(options),
    ...access(options),
    webhookService(options),
    operatorDeployment(options),
    webhookConfiguration(options),
  ];
}

// Not labelled as the operator's: who deletes by that label keeps the namespace and what else is there.
function namespace({ namespace }: InstallOptions): Manifest {
  // What the operator runs there passes the strictest profile; in a namespace of somebody else's choosing others may not.
  const isOurs = namespace === DEFAULT_INSTALL.namespace;
  const labels = {
    "app.kubernetes.io/part-of": "zerohop",
    ...(isOurs && { "pod-security.kubernetes.io/enforce": "restricted" }),
  };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } };
}

/** The objects as one stream of YAML documents, each without anchors: not every reader knows them. */
export function manifestsText(objects: readonly object[]): string {
  return objects.map((object) => stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 })).join("---\n");
}
