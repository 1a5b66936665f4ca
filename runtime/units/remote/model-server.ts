/** What a protocol and transport that know models by name must be able to do; one file each. @module */
import type { Message } from "../../message/message.ts";
import type { Tensor, TensorParameters } from "../../tensor/tensor.ts";
import type { UnitContext, UnitMetadata } from "../unit.ts";

export interface ModelRequest {
  readonly model: string;
  /** Named, except for one that stands alone where names are left to the server. */
  readonly tensors: readonly Tensor[];
  /** What is said about the request as a whole; empty for protocols that say nothing. */
  readonly parameters: TensorParameters;
}

export interface ModelReply {
  readonly tensors: readonly Tensor[];
  readonly parameters: TensorParameters;
}

export interface ModelServer {
  /** Asks the model. */
  infer(request: ModelRequest, context: UnitContext): Promise<ModelReply>;
  /** Asks for a branch where there is a method for it; undefined when this server does not have it. */
  route?(request: ModelRequest, context: UnitContext): Promise<Message | undefined>;
  /** Gives all answers of the children where there is a method for it; undefined when this server does not have it. */
  aggregate?(model: string, answers: readonly ModelReply[], context: UnitContext): Promise<ModelReply | undefined>;
  /** Whether it finds the only input of a model by itself when the tensor has no name. */
  readonly takesNameless: boolean;
  /** What a lone tensor without a name is called when the model does not say. */
  readonly defaultInput: string;
  /** @throws InferenceError UNIMPLEMENTED, NOT_FOUND or BAD_METADATA when the model says nothing */
  metadata(model: string, signal?: AbortSignal): Promise<UnitMetadata>;
  /** Rejects with the reason when the model cannot answer. */
  ready(model: string): Promise<void>;
}
