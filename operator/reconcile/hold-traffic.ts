/**
 * A new predictor gets no traffic before it is ready, and the others do not wait for it: what is
 * meant for it goes to the largest of those that serve.
 * @module
 */
import { listIn, recordIn } from "../kube/object.ts";
import type { KubeObject } from "../kube/object.ts";
import { predictorsOf } from "./deployment-view.ts";
import { rolloutOf } from "./rollout.ts";
import { isSameJson } from "./same-json.ts";

/** `all`: no predictor serves yet, so routes that exist stay as they are. */
export type Hold = "none" | "some" | "all";

export interface HeldTraffic {
  readonly hold: Hold;
  /** The SeldonDeployment that routes are planned for. */
  readonly sdep: KubeObject;
}

export function holdTraffic(sdep: KubeObject, mayServe: (predictor: string) => boolean): HeldTraffic {
  const takers = predictorsOf(sdep).filter(({ isShadow }) => !isShadow);
  const ready = takers.filter(({ name }) => mayServe(name));
  if (ready.length === takers.length) return { hold: "none", sdep };
  if (ready.length === 0) return { hold: "all", sdep };
  const waiting = new Set(takers.filter((taker) => !ready.includes(taker)).map(({ name }) => name));
  const heldBack = takers.reduce((sum, { name, traffic = 0 }) => sum + (waiting.has(name) ? traffic : 0), 0);
  const largest = ready.reduce((left, right) => ((right.traffic ?? 0) > (left.traffic ?? 0) ? right : left));
  const predictors = (listIn(sdep["spec"], "predictors") as readonly { readonly name: string }[]).map((predictor) => {
    if (waiting.has(predictor.name)) return { ...predictor, traffic: 0 };
    if (predictor.name !== largest.name) return predictor;
    return { ...predictor, traffic: (largest.traffic ?? 0) + heldBack };
  });
  return { hold: "some", sdep: { ...sdep, spec: { ...(sdep["spec"] as object), predictors } } };
}

/**
 * A Service that is to lead to other pods than it does goes on leading to the old ones until the
 * new ones answer.
 * @param deployments those that are wanted, each as it is now
 */
export function holdService(
  wanted: KubeObject,
  live: KubeObject | undefined,
  deployments: readonly KubeObject[],
): KubeObject {
  if (wanted.kind !== "Service" || live === undefined) return wanted;
  const [selector, before] = [recordIn(wanted["spec"], "selector"), recordIn(live["spec"], "selector")];
  if (isSameJson(selector, before) || Object.keys(before).length === 0) return wanted;
  const leads = deployments.some((deployment) => {
    const template = recordIn(recordIn(deployment, "spec"), "template");
    const labels = recordIn(recordIn(template, "metadata"), "labels");
    const fits = Object.entries(selector).every(([name, value]) => labels[name] === value);
    return fits && rolloutOf(deployment.metadata.name, deployment).isReady;
  });
  if (leads) return wanted;
  const ports = listIn(live["spec"], "ports");
  return { ...wanted, spec: { ...(wanted["spec"] as object), selector: before, ports } };
}
