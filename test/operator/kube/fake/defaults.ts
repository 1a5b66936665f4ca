/** What a real API server fills in and writes in other words. @module */
import type { KubeObject } from "../../../../operator/kube/object.ts";

type Fields = Record<string, any>;

/** A copy with defaults. */
export function withDefaults(object: KubeObject): KubeObject {
  const copy = structuredClone(object) as Fields;
  const spec: Fields = copy["spec"] ?? {};
  if (copy["kind"] === "Service") {
    spec["type"] ??= "ClusterIP";
    spec["clusterIP"] ??= "10.0.0.1";
    spec["sessionAffinity"] ??= "None";
    for (const port of spec["ports"] ?? []) port.protocol ??= "TCP";
  }
  if (copy["kind"] === "Deployment") {
    spec["replicas"] ??= 1;
    spec["revisionHistoryLimit"] ??= 10;
    spec["progressDeadlineSeconds"] ??= 600;
    const pod: Fields = spec["template"]?.spec ?? {};
    pod["restartPolicy"] ??= "Always";
    for (const container of pod["containers"] ?? []) {
      container.terminationMessagePath ??= "/dev/termination-log";
      for (const port of container.ports ?? []) port.protocol ??= "TCP";
      for (const list of Object.values(container.resources ?? {}) as Fields[]) {
        for (const [name, amount] of Object.entries(list)) list[name] = canonical(String(amount));
      }
    }
  }
  return copy as unknown as KubeObject;
}

function canonical(quantity: string): string {
  return /^\d+000m$/.test(quantity) ? quantity.slice(0, -4) : quantity;
}
