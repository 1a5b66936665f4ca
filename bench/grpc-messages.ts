/**
 * The part of Seldon's messages that a prediction of a few numbers needs, read and written by
 * protobufjs, as servers made with @grpc/proto-loader do.
 * @module
 */
import protobuf from "protobufjs";

const { root } = protobuf.parse(
  `syntax = "proto3";
  message SeldonMessage { Meta meta = 2; DefaultData data = 3; }
  message Meta { string puid = 1; map<string, int32> routing = 3; map<string, string> requestPath = 4; }
  message DefaultData { repeated string names = 1; Tensor tensor = 2; }
  message Tensor { repeated int32 shape = 1; repeated double values = 2; }`,
);
const type = root.lookupType("SeldonMessage");

/** A SeldonMessage of a tensor. */
export interface NumbersMessage {
  readonly meta?: Answerer & { readonly puid?: string };
  readonly data: {
    readonly names?: readonly string[];
    readonly tensor: { readonly shape: readonly number[]; readonly values: readonly number[] };
  };
}

/** What an answer says about who answered. */
export interface Answerer {
  readonly routing?: Readonly<Record<string, number>>;
  readonly requestPath?: Readonly<Record<string, string>>;
}

export function readMessage(bytes: Uint8Array): NumbersMessage {
  return type.decode(bytes) as unknown as NumbersMessage;
}

export function writeMessage(message: NumbersMessage): Buffer {
  return Buffer.from(type.encode(type.fromObject(message)).finish());
}

/** Path of the method that is called. */
export const PREDICT = "/seldon.protos.Seldon/Predict";

/** What a peer must know to answer as Zerohop does. */
export interface GrpcPeerSettings extends Answerer {
  readonly names: readonly string[];
}
