/** What a server of the Open Inference protocol says about itself and its models. @module */
import type { DataPlane } from "../../data-plane.ts";
import type { TensorDescription } from "../../deployment/described-model.ts";
import type { RuntimeHost } from "../../host.ts";
import { isReady } from "../is-ready.ts";
import type { AcceptsRequests } from "../is-ready.ts";
import type { Content } from "../protocol-replies.ts";
import { checkVersion } from "../versions.ts";
import { SERVER } from "./server-description.ts";

const JSON_TYPE = ["content-type", "application/json"] as const;

export class ServerInformation {
  readonly #plane: DataPlane;
  readonly #host: RuntimeHost;
  readonly #accepts: AcceptsRequests;

  constructor(plane: DataPlane, host: RuntimeHost, accepts: AcceptsRequests) {
    this.#plane = plane;
    this.#host = host;
    this.#accepts = accepts;
  }

  metadata(): string {
    return JSON.stringify(SERVER);
  }

  live(): string {
    return '{"live":true}';
  }

  /** Status 200 or 503, and the same in the body: some clients look at one, some at the other. */
  async ready(): Promise<Content> {
    return this.#readiness({});
  }

  /** Names of all models, as one of the published servers lists them. */
  models(): string {
    return JSON.stringify({ models: this.#plane.generation.models.all });
  }

  /** @throws InferenceError NOT_FOUND */
  async model(model: string, version: string, signal: AbortSignal): Promise<string> {
    const { name, versions, platform, inputs, outputs } = await checkVersion(this.#plane, { model, version }, signal);
    const tensors = { inputs: inputs.map(tensorMetadata), outputs: outputs.map(tensorMetadata) };
    return JSON.stringify({ name, versions, platform, ...tensors });
  }

  /** @throws InferenceError NOT_FOUND */
  async modelReady(model: string, version: string, signal: AbortSignal): Promise<Content> {
    // A model that is not ready may not be able to say what it is.
    if (version === "") this.#plane.generation.models.find(model);
    else await checkVersion(this.#plane, { model, version }, signal);
    return this.#readiness({ name: model });
  }

  async #readiness(of: object): Promise<Content> {
    const ready = await isReady(this.#plane, this.#host, this.#accepts);
    return { status: ready ? 200 : 503, headers: JSON_TYPE, body: JSON.stringify({ ...of, ready }) };
  }
}

function tensorMetadata({ name, datatype, shape }: TensorDescription): object {
  return { name, datatype, shape };
}
