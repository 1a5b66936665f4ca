/**
 * The service of a whole deployment in Seldon's protocol.
 * @see contract sections 1.1 and 10
 * @module
 */
import { decodeFeedback, decodeMessage, encodeMessage } from "../codecs/seldon-proto/codec.ts";
import type { DataPlane } from "../data-plane.ts";
import { isPromise } from "../eventually.ts";
import { Seldon } from "../proto/generated/seldon/prediction_pb.js";
import { identified } from "./calls.ts";
import type { RpcCalls } from "./calls.ts";
import type { RpcContext, RpcReply, UnaryRpc } from "./rpc.ts";
import { graphMetadata, modelMetadata } from "./seldon-metadata.ts";

export class SeldonCalls {
  readonly #plane: DataPlane;
  readonly #calls: RpcCalls;

  constructor(plane: DataPlane, calls: RpcCalls) {
    this.#plane = plane;
    this.#calls = calls;
  }

  get methods(): readonly UnaryRpc[] {
    const { method } = Seldon;
    const { predict, feedback } = this;
    return [
      { method: method.predict, handle: predict, guarded: true },
      { method: method.sendFeedback, handle: feedback, guarded: true },
      this.#calls.decoded(method.modelMetadata, async ({ name }) =>
        modelMetadata(await this.#plane.unitMetadata(name)),
      ),
      this.#calls.decoded(method.graphMetadata, async () => graphMetadata(await this.#plane.metadata())),
    ];
  }

  readonly predict = (request: Uint8Array, context: RpcContext): RpcReply | Promise<RpcReply> => {
    let puid = "";
    try {
      const message = decodeMessage(request);
      puid = this.#calls.puidOf(context, message.meta.puid);
      const answer = this.#plane.predict(message, {
        puid,
        headers: context,
        signal: () => context.signal,
        deadlineMs: context.timeoutMs,
      });
      if (!isPromise(answer)) return identified(encodeMessage(answer), puid);
      return answer.then(
        (value) => identified(encodeMessage(value), puid),
        (error: unknown) => this.#fail(error, context, puid),
      );
    } catch (error) {
      return this.#fail(error, context, puid);
    }
  };

  readonly feedback = async (request: Uint8Array, context: RpcContext): Promise<RpcReply> => {
    let puid = "";
    try {
      const feedback = decodeFeedback(request);
      puid = this.#calls.puidOf(context, feedback.response?.meta.puid ?? "");
      const options = { puid, headers: context, signal: () => context.signal, deadlineMs: context.timeoutMs };
      return identified(encodeMessage(await this.#plane.feedback(feedback, options)), puid);
    } catch (error) {
      return this.#fail(error, context, puid);
    }
  };

  #fail(error: unknown, context: RpcContext, puid: string): never {
    throw this.#calls.failure(error, puid || this.#calls.puidOf(context, ""));
  }
}
