/** What `serve` says when it is up: the graph, the addresses and a line to try. @module */
import type { Runtime } from "../runtime.ts";
import { quote } from "./curl-access.ts";
import type { CurlAccess } from "./curl-access.ts";
import { drawPredictor } from "./graph-text.ts";

/** Annotation with a SeldonMessage that the graph answers. */
const EXAMPLE = "zerohop.io/example";
const ANY_EXAMPLE = '{"data":{"ndarray":[[1.0,2.0,3.0,4.0]]}}';

export interface Addresses {
  readonly url: string;
  /** `host:port` for gRPC. */
  readonly grpc: string;
  readonly workers: number;
  readonly curl: CurlAccess;
}

/** What clients of a protocol call first. */
const PATHS: Readonly<Record<string, { readonly rest: string; readonly grpc: string }>> = {
  seldon: { rest: "/api/v1.0/predictions", grpc: "seldon.protos.Seldon/Predict" },
  v2: { rest: "/v2/models/infer", grpc: "inference.GRPCInferenceService/ModelInfer" },
  tensorflow: { rest: "/v1/models:predict", grpc: "tensorflow.serving.PredictionService/Predict" },
};

export function welcome(runtime: Runtime, { url, grpc, workers, curl }: Addresses): string {
  const { name, namespace, annotations, protocol } = runtime.deployment;
  const { predictors } = runtime.plane.generation;
  const trees = predictors.map((predictor) => {
    if (predictor.shadow) return drawPredictor(predictor, "  (shadow)");
    return drawPredictor(predictor, predictors.length > 1 ? `  ${predictor.traffic} %` : "");
  });
  const promised = PATHS[protocol === "kfserving" ? "v2" : protocol] ?? PATHS["seldon"]!;
  const body = annotations[EXAMPLE] ?? ANY_EXAMPLE;
  const processes = workers > 1 ? `${workers} processes` : "one process";
  const line = [
    `curl -s ${curl.url}/api/v1.0/predictions`,
    ...curl.options,
    "-H 'Content-Type: application/json'",
    `-d ${quote(body)}`,
  ].join(" ");
  return `
Zerohop serves ${namespace}/${name} in ${processes}

${trees.join("\n\n")}

  REST   ${url}${promised.rest}
  gRPC   ${grpc} ${promised.grpc}
  Docs   ${url}/api/v1.0/doc/
  Ready  ${url}/ready

Try it:
  ${line}

`;
}
