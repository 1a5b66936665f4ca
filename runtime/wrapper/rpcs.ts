/**
 * One unit over gRPC: all seven services of Seldon's protocol, so that any method works on any unit.
 * @see contract sections 1.1, 3 and 10
 * @module
 */
import type { DescMethod } from "@bufbuild/protobuf";
import { decodeFeedback, decodeMessage, decodeMessageList, encodeMessage } from "../codecs/seldon-proto/codec.ts";
import { andThen, isPromise } from "../eventually.ts";
import { RpcCalls } from "../grpc/calls.ts";
import { Readiness } from "../grpc/readiness.ts";
import type { RpcContext, RpcReply, RpcTable, UnaryRpc } from "../grpc/rpc.ts";
import { modelMetadata } from "../grpc/seldon-metadata.ts";
import { createServedTable } from "../grpc/served-table.ts";
import type { RuntimeHost } from "../host.ts";
import type { HeaderList } from "../http/exchange.ts";
import type { AcceptsRequests } from "../http/health.ts";
import {
  Combiner,
  Generic,
  Model,
  OutputTransformer,
  Router,
  Seldon,
  Transformer,
} from "../proto/generated/seldon/prediction_pb.js";
import { NOT_RAW, rawFeedback, rawMessage, rawMessages } from "../units/component/raw.ts";
import type { Unit } from "../units/unit.ts";
import { NO_METADATA } from "./no-metadata.ts";
import { encodeRaw } from "./raw-proto.ts";
import { finishRaw } from "./raw-answer.ts";
import type { WrapperSettings } from "./settings.ts";
import type { UnitVerbs, Verb } from "./verbs.ts";

export interface WrapperRpcOptions {
  readonly unit: Unit;
  readonly verbs: UnitVerbs;
  readonly settings: WrapperSettings;
  readonly host: RuntimeHost;
  readonly accepts: AcceptsRequests;
  /** Largest message, either way. */
  readonly maxMessageBytes: number;
}

const NO_HEADERS: HeaderList = Object.freeze([]);

export function createWrapperRpcs({
  unit,
  verbs,
  settings,
  host,
  accepts,
  maxMessageBytes,
}: WrapperRpcOptions): RpcTable {
  const calls = new RpcCalls(host);
  const readiness = new Readiness(
    accepts,
    async () => unit.ready?.(),
    () => host.now(),
  );
  const serve = <T>(verb: Verb<T>, format: Format<T>, methods: readonly DescMethod[]): readonly UnaryRpc[] => {
    const handle = createHandler(verb, format, settings, calls);
    return methods.map((method) => ({ method, handle, guarded: false }));
  };
  const message = { decode: decodeMessage, toRaw: rawMessage };
  const describe = async () => modelMetadata((await unit.metadata?.()) ?? NO_METADATA);
  const feedbacks = [Seldon, Model, Router, Generic].map(({ method }) => method.sendFeedback);
  const unary = [
    ...serve(verbs.message("predict"), message, [Seldon.method.predict, Model.method.predict]),
    ...serve(verbs.message("transformInput"), message, [
      Transformer.method.transformInput,
      Generic.method.transformInput,
    ]),
    ...serve(verbs.message("transformOutput"), message, [
      OutputTransformer.method.transformOutput,
      Generic.method.transformOutput,
    ]),
    ...serve(verbs.message("route"), message, [Router.method.route, Generic.method.route]),
    ...serve(verbs.aggregate(), { decode: decodeMessageList, toRaw: rawMessages }, [
      Combiner.method.aggregate,
      Generic.method.aggregate,
    ]),
    ...serve(verbs.feedback(), { decode: decodeFeedback, toRaw: rawFeedback }, feedbacks),
    calls.decoded(Model.method.metadata, describe),
    // There is one unit, whatever name is asked for.
    calls.decoded(Seldon.method.modelMetadata, describe),
    calls.refused(Seldon.method.graphMetadata, "a single unit is no graph; call ModelMetadata"),
  ];
  return createServedTable({ unary, streams: [], readiness, calls, maxMessageBytes });
}

/** How a verb's message is read. */
interface Format<T> {
  readonly decode: (body: Uint8Array) => T;
  /** What a raw method gets: the message as JSON. */
  readonly toRaw: (given: T) => unknown;
}

function createHandler<T>(
  verb: Verb<T>,
  { decode, toRaw }: Format<T>,
  { showMetrics }: WrapperSettings,
  calls: RpcCalls,
): UnaryRpc["handle"] {
  const ordinary = (given: T, context: RpcContext): RpcReply | Promise<RpcReply> =>
    andThen(verb.call(given, context), (answer) => reply(encodeMessage(answer)));
  const { raw, tag } = verb;
  const respond = (body: Uint8Array, context: RpcContext): RpcReply | Promise<RpcReply> => {
    const given = decode(body);
    if (raw === undefined) return ordinary(given, context);
    return andThen(raw(toRaw(given)), (value) =>
      value === NOT_RAW ? ordinary(given, context) : reply(encodeRaw(finishRaw(value, tag, showMetrics))),
    );
  };
  const fail = (error: unknown): never => {
    throw calls.failure(error, "");
  };
  return (body, context) => {
    try {
      const answer = respond(body, context);
      return isPromise(answer) ? answer.catch(fail) : answer;
    } catch (error) {
      return fail(error);
    }
  };
}

function reply(body: Uint8Array): RpcReply {
  return { body, headers: NO_HEADERS };
}
