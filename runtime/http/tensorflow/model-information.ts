/**
 * What TensorFlow Serving says about a model: which versions it has, and the tensors of its one
 * signature. Both are protobuf messages in JSON, with snake_case names and nothing left out.
 * @module
 */
import type { DataPlane } from "../../data-plane.ts";
import type { TensorDescription } from "../../deployment/described-model.ts";
import type { RuntimeHost } from "../../host.ts";
import type { Datatype } from "../../tensor/datatype.ts";
import type { AcceptsRequests } from "../health.ts";
import { checkVersion } from "../versions.ts";

const SIGNATURE = "serving_default";
const METHOD = "tensorflow/serving/predict";

const DTYPES: Readonly<Record<Datatype, string>> = {
  BOOL: "DT_BOOL",
  UINT8: "DT_UINT8",
  UINT16: "DT_UINT16",
  UINT32: "DT_UINT32",
  UINT64: "DT_UINT64",
  INT8: "DT_INT8",
  INT16: "DT_INT16",
  INT32: "DT_INT32",
  INT64: "DT_INT64",
  FP16: "DT_HALF",
  BF16: "DT_BFLOAT16",
  FP32: "DT_FLOAT",
  FP64: "DT_DOUBLE",
  BYTES: "DT_STRING",
};

export class ModelInformation {
  readonly #plane: DataPlane;
  readonly #host: RuntimeHost;
  readonly #accepts: AcceptsRequests;

  constructor(plane: DataPlane, host: RuntimeHost, accepts: AcceptsRequests) {
    this.#plane = plane;
    this.#host = host;
    this.#accepts = accepts;
  }

  /** The state of each version, or of the one that is asked for. @throws InferenceError NOT_FOUND */
  async status(model: string, version: string, signal: AbortSignal): Promise<string> {
    const isReady = await this.#isReady();
    const versions = await this.#versions(model, version, isReady, signal);
    const state = isReady
      ? { state: "AVAILABLE", status: { error_code: "OK", error_message: "" } }
      : {
          state: this.#accepts() ? "LOADING" : "UNLOADING",
          status: { error_code: "UNAVAILABLE", error_message: "The graph is not ready" },
        };
    const shown = versions.map((one) => ({ version: versionNumber(one), ...state }));
    return JSON.stringify({ model_version_status: shown });
  }

  /** @throws InferenceError NOT_FOUND */
  async metadata(model: string, version: string, signal: AbortSignal): Promise<string> {
    const { name, versions, inputs, outputs } = await checkVersion(this.#plane, model, version, signal);
    const signature = { inputs: infos(inputs), outputs: infos(outputs), method_name: METHOD };
    const shown = versionNumber(version === "" ? versions.at(-1)! : version);
    return JSON.stringify({
      model_spec: { name, signature_name: "", version: shown },
      metadata: { signature_def: { signature_def: { [SIGNATURE]: signature } } },
    });
  }

  // A model that is not ready may not be able to say which versions it has.
  async #versions(model: string, version: string, isReady: boolean, signal: AbortSignal): Promise<readonly string[]> {
    if (version === "" && !isReady) {
      this.#plane.generation.models.find(model);
      return ["1"];
    }
    const { versions } = await checkVersion(this.#plane, model, version, signal);
    return version === "" ? versions : [version];
  }

  async #isReady(): Promise<boolean> {
    if (!this.#accepts()) return false;
    try {
      await this.#plane.ready();
      return true;
    } catch (error) {
      this.#host.logger.log("warn", "not ready", { error });
      return false;
    }
  }
}

function infos(tensors: readonly TensorDescription[]): object {
  return Object.fromEntries(tensors.map((tensor) => [tensor.name, info(tensor)]));
}

function info({ name, datatype, shape }: TensorDescription): object {
  const dim = shape.map((size) => ({ size: String(size), name: "" }));
  const tensorShape = { dim, unknown_rank: shape.length === 0 };
  return { dtype: DTYPES[datatype], tensor_shape: tensorShape, name: `${name}:0` };
}

// This protocol's versions are numbers; 1 stands for one that is none.
function versionNumber(version: string): string {
  return /^\d{1,18}$/.test(version) ? String(BigInt(version)) : "1";
}
