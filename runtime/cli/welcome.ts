/** What `serve` says when it is up: the graph, the address and a line to try. @module */
import type { Runtime } from "../runtime.ts";
import { drawPredictor } from "./graph-text.ts";

/** Annotation with a SeldonMessage that the graph answers. */
const EXAMPLE = "zerohop.io/example";
const ANY_EXAMPLE = '{"data":{"ndarray":[[1.0,2.0,3.0,4.0]]}}';

export function welcome(runtime: Runtime, url: string, workers: number): string {
  const { name, namespace, annotations } = runtime.deployment;
  const { predictors } = runtime.plane.generation;
  const trees = predictors.map((predictor) => {
    if (predictor.shadow) return drawPredictor(predictor, "  (shadow)");
    return drawPredictor(predictor, predictors.length > 1 ? `  ${predictor.traffic} %` : "");
  });
  const promised = runtime.deployment.protocol;
  const notice =
    promised === "seldon"
      ? ""
      : `\n  The manifest promises protocol ${promised}, which is not served yet; the Seldon paths are.\n`;
  const body = annotations[EXAMPLE] ?? ANY_EXAMPLE;
  const processes = workers > 1 ? `${workers} processes` : "one process";
  return `
Zerohop serves ${namespace}/${name} in ${processes}

${trees.join("\n\n")}

  REST   ${url}/api/v1.0/predictions
  Ready  ${url}/ready
${notice}
Try it:
  curl -s ${url}/api/v1.0/predictions -H 'Content-Type: application/json' -d '${body.replaceAll("'", "'\\''")}'

`;
}
