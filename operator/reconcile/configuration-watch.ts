/** Keeps the configuration as the ConfigMap and the cluster have it, without a restart. @module */
import type { OperatorConfig } from "../defaults/operator-config.ts";
import type { KubeClient } from "../kube/client.ts";
import type { Clock } from "../kube/clock.ts";
import { recordIn } from "../kube/object.ts";
import type { KubeObject } from "../kube/object.ts";
import { startReflector } from "../kube/reflector.ts";
import type { Resource } from "../kube/resource.ts";
import { CONFIG_MAP, capabilitiesOf, configurationOf } from "./configuration.ts";
import type { Capabilities } from "./configuration.ts";
import { isSameJson } from "./same-json.ts";

export interface ConfigurationWatchOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The operator's own. */
  readonly namespace: string;
  readonly onProblem: (message: string) => void;
  readonly onError: (where: string, error: unknown) => void;
  /** Told when plans may come out differently. */
  readonly onChange: () => void;
}

export interface Configuration {
  /** The same object as long as nothing changed. */
  current(): OperatorConfig;
  close(): Promise<void>;
}

const CONFIG_MAPS: Resource = { group: "", version: "v1", kind: "ConfigMap", plural: "configmaps", isNamespaced: true };

/** Kinds come to a cluster, as the Gateway API's do. */
const LOOK_EVERY_MS = 5 * 60_000;

/** Resolves when the ConfigMap has been looked at once. */
export async function startConfiguration(options: ConfigurationWatchOptions): Promise<Configuration> {
  const { client, clock, random, env, namespace, onProblem, onError, onChange } = options;
  let data: Readonly<Record<string, unknown>> = {};
  let capabilities: Capabilities = await capabilitiesOf(client.discovery);
  let config = configurationOf(env, data, capabilities, onProblem);
  let isStarted = false;

  function renew(): void {
    const next = configurationOf(env, data, capabilities, onProblem);
    if (isSameJson(next, config)) return;
    config = next;
    if (isStarted) onChange();
  }

  function use(object: KubeObject | undefined): void {
    data = recordIn(object, "data");
    renew();
  }

  async function look(): Promise<void> {
    client.discovery.refresh();
    capabilities = await capabilitiesOf(client.discovery);
    renew();
  }

  const reflector = startReflector({
    client,
    clock,
    random,
    resource: CONFIG_MAPS,
    selection: {
      namespace,
      fieldSelector: `metadata.name=${CONFIG_MAP}`,
    },
    sink: {
      replace: ([object]) => use(object),
      upsert: use,
      remove: () => use(undefined),
    },
    onError: (error) => onError("configuration", error),
  });
  let cancel = (): void => {};
  const schedule = (): void => {
    cancel = clock.after(LOOK_EVERY_MS, () => {
      look()
        .catch((error: unknown) => onError("discovery", error))
        .finally(schedule);
    });
  };
  schedule();
  await reflector.synced;
  isStarted = true;
  return {
    current: () => config,
    async close() {
      cancel();
      await reflector.close();
    },
  };
}
