/**
 * What TensorFlow Serving says about a model: which versions it has, and the tensors of its one
 * signature. Both are protobuf messages in JSON, with snake_case names and nothing left out. KServe's
 * V1 protocol has the same path for a model: its fields stand beside TensorFlow's, which readers of
 * either pass over.
 * @module
 */
import { encodeError } from "../../codecs/v2/error.ts";
import type { DataPlane } from "../../data-plane.ts";
import type { TensorDescription } from "../../deployment/described-model.ts";
import { InferenceError } from "../../errors.ts";
import type { RuntimeHost } from "../../host.ts";
import type { Datatype } from "../../tensor/datatype.ts";
import { DEFAULT_SIGNATURE } from "../declared-inputs.ts";
import { isReady } from "../is-ready.ts";
import type { AcceptsRequests } from "../is-ready.ts";
import type { Content } from "../protocol-replies.ts";
import { checkVersion } from "../versions.ts";
import type { Asked } from "../versions.ts";

const METHOD = "tensorflow/serving/predict";
/** What a path of a prediction ends in. */
const VERB = /:(?:predict|classify|regress)$/;

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

  /** Names of all models, as KServe lists them. */
  list(): string {
    return JSON.stringify({ models: this.#plane.generation.models.all });
  }

  /**
   * The state of each version, or of the one that is asked for; of a whole model also its name and
   * whether it is ready.
   * @throws InferenceError NOT_FOUND
   */
  async status(asked: Asked, signal: AbortSignal): Promise<string | Content> {
    if (VERB.test(asked.model) || VERB.test(asked.version)) return onlyPost();
    const ready = await isReady(this.#plane, this.#host, this.#accepts);
    const versions = await this.#versions(asked, ready, signal);
    const state = ready
      ? { state: "AVAILABLE", status: { error_code: "OK", error_message: "" } }
      : {
          state: this.#accepts() ? "LOADING" : "UNLOADING",
          status: { error_code: "UNAVAILABLE", error_message: "The graph is not ready" },
        };
    const shown = versions.map((one) => ({ version: versionNumber(one), ...state }));
    const whole = asked.version === "" ? { name: asked.model, ready } : {};
    return JSON.stringify({ model_version_status: shown, ...whole });
  }

  /** @throws InferenceError NOT_FOUND */
  async metadata(asked: Asked, signal: AbortSignal): Promise<string> {
    const { version } = asked;
    const { name, versions, inputs, outputs } = await checkVersion(this.#plane, asked, signal);
    const signature = { inputs: infos(inputs), outputs: infos(outputs), method_name: METHOD };
    const shown = versionNumber(version === "" ? versions.at(-1)! : version);
    return JSON.stringify({
      model_spec: { name, signature_name: "", version: shown },
      metadata: { signature_def: { signature_def: { [DEFAULT_SIGNATURE]: signature } } },
    });
  }

  // A model that is not ready may not be able to say which versions it has.
  async #versions(asked: Asked, ready: boolean, signal: AbortSignal): Promise<readonly string[]> {
    if (asked.version === "" && !ready) {
      this.#plane.generation.models.find(asked.model);
      return ["1"];
    }
    const { versions } = await checkVersion(this.#plane, asked, signal);
    return asked.version === "" ? versions : [asked.version];
  }
}

// The path of a model and of a prediction of it are one for a router.
function onlyPost(): Content {
  const error = new InferenceError("METHOD_NOT_ALLOWED", "Method GET is not allowed for a prediction; expected POST");
  const headers = ["content-type", "application/json", "allow", "POST, OPTIONS"];
  return { status: error.httpStatus, headers, body: encodeError(error) };
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
