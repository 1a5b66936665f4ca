/** `zerohop operator manifests`: prints the files that install the operator. @module */
import { installManifests, manifestsText } from "../../operator/install/manifests.ts";
import { defaultImage } from "../../operator/install/options.ts";
import type { InstallOptions, Scope } from "../../operator/install/options.ts";
import { isDnsLabel, isLabelValue } from "../../operator/naming/labels.ts";
import { VERSION } from "../http/product.ts";

/** What the command line says. */
export interface ManifestsFlags {
  readonly image?: string;
  readonly namespace: string;
  readonly watchNamespace?: string;
  readonly controllerId?: string;
  readonly ingress: InstallOptions["ingress"];
  readonly keda?: true;
  readonly replicas: number;
  readonly withoutCrd?: true;
}

export function operatorManifestsCommand(flags: ManifestsFlags): void {
  process.stdout.write(manifestsText(installManifests(readInstallOptions(flags))));
}

/** @throws Error naming the flag whose text cannot be a name */
export function readInstallOptions(flags: ManifestsFlags): InstallOptions {
  const { image = defaultImage(VERSION), namespace, watchNamespace, controllerId, ingress, replicas } = flags;
  checkName("--namespace", namespace, isDnsLabel);
  if (watchNamespace !== undefined) checkName("--watch-namespace", watchNamespace, isDnsLabel);
  if (controllerId !== undefined) checkName("--controller-id", controllerId, (id) => id !== "" && isLabelValue(id));
  if (!/^[\w.:/@-]+$/.test(image)) throw new Error("--image: expected an image's name");
  const scope = scopeOf(watchNamespace, controllerId);
  const [keda, withCrd] = [flags.keda === true, flags.withoutCrd !== true];
  return { image, namespace, scope, ingress, keda, replicas, withCrd };
}

function scopeOf(namespace: string | undefined, id: string | undefined): Scope {
  if (namespace !== undefined) return { mode: "namespace", namespace };
  return id === undefined ? { mode: "cluster" } : { mode: "controller-id", id };
}

function checkName(flag: string, text: string, isName: (text: string) => boolean): void {
  if (!isName(text))
    throw new Error(`${flag}: expected a name of Kubernetes, got ${JSON.stringify(text.slice(0, 80))}`);
}
