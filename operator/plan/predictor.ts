/** All objects of one predictor but its routes. @module */
import type { KubernetesObject } from "../api/object.ts";
import { unitsOf } from "../api/seldon-deployment.ts";
import { PREDICTOR_SERVICE } from "../naming/labels.ts";
import { podDeploymentName, runtimeDeploymentName } from "../naming/names.ts";
import { checkEffects } from "./annotations.ts";
import { planScaling } from "./autoscaling.ts";
import { deploymentOf, selectorOf } from "./deployment.ts";
import { planExplainer } from "./explainer.ts";
import { withContainers } from "./pod-containers.ts";
import { layOutPods } from "./pod-layout.ts";
import type { PlacedContainer, RuntimePod, UnitPod } from "./pod-layout.ts";
import type { PredictorContext } from "./predictor-context.ts";
import { planRuntimePod } from "./runtime-pod.ts";
import { containerLabel, containerService, predictorService } from "./services.ts";

export function planPredictor(context: PredictorContext): readonly KubernetesObject[] {
  checkEffects(context, context.predictor);
  const { runtime, pods } = layOutPods(context);
  return [
    ...pods.flatMap((pod) => planUnitPod(pod, context, runtime === undefined)),
    ...(runtime === undefined ? [] : planRuntime(runtime, context)),
    predictorService(context, runtime !== undefined),
    ...planExplainer(context),
  ];
}

function planRuntime(layout: RuntimePod, context: PredictorContext): readonly KubernetesObject[] {
  const { sdep, predictor, service, placement, isSeparate } = context;
  const name = runtimeDeploymentName(sdep.metadata.name, predictor.name);
  const { pod, configMap } = planRuntimePod(layout, name, context);
  const own = layout.containers.filter(({ unit }) => unit !== undefined);
  const folded = layout.folded.map(({ container }) => container.name);
  const selector = selectorOf("runtime", context);
  const { replicas, objects } = planScaling(
    { deployment: name, components: layout.components, selector, folded },
    context,
  );
  const units = unitsOf(predictor.graph).filter((unit) => placement.get(unit.name)?.place !== "remote");
  const deployment = deploymentOf(
    {
      name,
      part: "runtime",
      components: layout.components,
      units,
      labels: { [PREDICTOR_SERVICE]: service, ...labelsOf(own, context) },
      pod,
      replicas: isSeparate ? (predictor.svcOrchSpec?.replicas ?? replicas) : replicas,
    },
    context,
  );
  const services = own.flatMap((placed) => containerService(placed, context) ?? []);
  return [configMap, deployment, ...services, ...objects];
}

function planUnitPod(layout: UnitPod, context: PredictorContext, isServing: boolean): readonly KubernetesObject[] {
  const { sdep, predictor, service } = context;
  const { key, component, containers } = layout;
  const name = podDeploymentName(sdep.metadata.name, predictor.name, key);
  const selector = selectorOf(key, context);
  // Pods of one componentSpec share what scales them.
  const { replicas, objects } = planScaling(
    { deployment: name, components: [component], selector, folded: [] },
    context,
  );
  const deployment = deploymentOf(
    {
      name,
      part: key,
      components: [component],
      units: containers.flatMap(({ unit }) => unit ?? []),
      labels: { ...(isServing && { [PREDICTOR_SERVICE]: service }), ...labelsOf(containers, context) },
      pod: withContainers({ ...component.spec, containers: [] }, containers, context),
      replicas,
    },
    context,
  );
  const services = containers.flatMap((placed) => containerService(placed, context) ?? []);
  return [deployment, ...services, ...objects];
}

function labelsOf(placed: readonly PlacedContainer[], context: PredictorContext): Readonly<Record<string, string>> {
  const labels = placed.filter(({ unit }) => unit).map(({ container }) => containerLabel(context, container.name));
  return Object.assign({}, ...labels) as Readonly<Record<string, string>>;
}
