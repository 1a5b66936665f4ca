/**
 * The prepackaged servers: which image serves which protocol. The defaults are the last releases
 * under the Apache license.
 * @see contract section 5.2
 * @module
 */
import { NO_IMPLEMENTATION, builtinType } from "../../runtime/graph/spec.ts";
import type { PredictiveUnit, SeldonDeploymentSpec } from "../api/seldon-deployment.ts";

export interface ServerImage {
  readonly image: string;
  /** Tag; "" when the image has its own. */
  readonly defaultImageVersion: string;
}

/** `{ NAME: { protocols: { seldon: { image, defaultImageVersion } } } }`, as in `predictor_servers`. */
export type ServerMap = Readonly<
  Record<string, { readonly protocols: Readonly<Record<string, ServerImage | undefined>> } | undefined>
>;

const VERSION = "1.17.1";
const own = (name: string): ServerImage => ({ image: `seldonio/${name}`, defaultImageVersion: VERSION });
const mlserver = (name: string): ServerImage => ({ image: "seldonio/mlserver", defaultImageVersion: `1.3.5-${name}` });

export const DEFAULT_SERVERS: ServerMap = {
  TENSORFLOW_SERVER: {
    protocols: {
      tensorflow: { image: "tensorflow/serving", defaultImageVersion: "2.1.0" },
      seldon: own("tfserving-proxy"),
    },
  },
  SKLEARN_SERVER: { protocols: { seldon: own("sklearnserver"), v2: mlserver("sklearn") } },
  XGBOOST_SERVER: { protocols: { seldon: own("xgboostserver"), v2: mlserver("xgboost") } },
  MLFLOW_SERVER: { protocols: { seldon: own("mlflowserver"), v2: mlserver("mlflow") } },
  TRITON_SERVER: {
    protocols: { v2: { image: "nvcr.io/nvidia/tritonserver", defaultImageVersion: "21.08-py3" } },
  },
  HUGGINGFACE_SERVER: { protocols: { v2: mlserver("huggingface") } },
  TEMPO_SERVER: { protocols: { v2: mlserver("slim") } },
};

/** Servers that no image stands behind: the runtime has them, and nothing else does. */
export const OWN_SERVERS: readonly string[] = ["ONNX_SERVER", "WASM_SERVER", "COMPONENT_SERVER"];

/** The implementation of a unit when it is neither open nor a built-in. */
export function serverOf({ implementation = "" }: Pick<PredictiveUnit, "implementation">): string | undefined {
  const isOpen = implementation === "" || implementation === NO_IMPLEMENTATION;
  return isOpen || builtinType(implementation) !== undefined ? undefined : implementation;
}

/** The protocol of a SeldonDeployment, in one name: kfserving is v2. */
export function protocolOf({ protocol = "" }: Pick<SeldonDeploymentSpec, "protocol">): "seldon" | "v2" | "tensorflow" {
  if (protocol === "v2" || protocol === "kfserving") return "v2";
  return protocol === "tensorflow" ? "tensorflow" : "seldon";
}

/** The image of a server with its tag; undefined when it does not serve the protocol. */
export function serverImage(servers: ServerMap, server: string, protocol: string): string | undefined {
  const { protocols } = (Object.hasOwn(servers, server) ? servers[server] : undefined) ?? { protocols: {} };
  const other = protocol === "v2" ? "kfserving" : "v2";
  const found = protocols[protocol] ?? (protocol === "v2" || protocol === "kfserving" ? protocols[other] : undefined);
  if (found === undefined || found.image === "") return undefined;
  return found.defaultImageVersion === "" ? found.image : `${found.image}:${found.defaultImageVersion}`;
}
