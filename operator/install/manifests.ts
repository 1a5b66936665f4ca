/** All objects of an installation, in the order in which they need each other. @module */
import { stringify } from "yaml";
import { customResourceDefinition } from "../crd/definition.ts";
import { access } from "./access.ts";
import { operatorDeployment } from "./deployment.ts";
import { manifest } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";
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

function namespace({ namespace }: InstallOptions): Manifest {
  const object = manifest("v1", "Namespace", { name: namespace });
  // What runs there passes the strictest profile, and says so.
  const labels = { ...object.metadata.labels, "pod-security.kubernetes.io/enforce": "restricted" };
  return { ...object, metadata: { ...object.metadata, labels } };
}

/** The objects as one stream of YAML documents, each without anchors: not every reader knows them. */
export function manifestsText(objects: readonly object[]): string {
  return objects.map((object) => stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 })).join("---\n");
}
