/** The pairs recorded over gRPC, and what an answer is compared by. */
import { readdirSync, readFileSync } from "node:fs";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { DescMethod } from "@bufbuild/protobuf";
import { SeldonMessageSchema } from "../../runtime/proto/generated/seldon/prediction_pb.js";
import type { Recording } from "./pair.ts";

export interface GrpcPair {
  readonly name: string;
  /** `/seldon.protos.Model/Predict` */
  readonly method: string;
  readonly request: {
    /** The message, base64. */
    readonly bytes?: string;
    /** Instead of bytes: a SeldonMessage whose strData is as many letters "a". */
    readonly strDataLength?: number;
    readonly compression?: "gzip" | "deflate";
    readonly metadata?: readonly (readonly [string, string])[];
  };
  readonly response: {
    /** Name of the gRPC status. */
    readonly code: string;
    readonly bytes?: string;
    /** Instead of bytes: how many there are. */
    readonly length?: number;
    readonly details?: string;
  };
}

/** One start of the wrapper with one class. */
export interface GrpcRecording extends Pick<Recording, "file" | "component" | "env" | "parameters"> {
  /** Of the pod. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly pairs: readonly GrpcPair[];
}

/** How a call ended, as it is compared: the message decoded, or a status with its words. */
export type GrpcAnswer = { readonly message: unknown } | { readonly code: number; readonly details: string };

const folder = new URL("pairs-grpc/", import.meta.url);
/** HTTP/2 as it is, which is a server's matter. */
const WIRE = "wire.json";

const CODES: Readonly<Record<string, number>> = {
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
};
const APPLICATION = "Exception calling application: ";

/** All recordings, by file name. */
export function readGrpcRecordings(): readonly GrpcRecording[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json") && file !== WIRE);
  return files.toSorted().map((file) => {
    const recording = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as GrpcRecording;
    return { ...recording, file: file.slice(0, -".json".length) };
  });
}

/** The message that was sent. */
export function requestOf({ request }: GrpcPair): Uint8Array {
  if (request.strDataLength !== undefined) return textRequest(request.strDataLength);
  return Uint8Array.from(Buffer.from(request.bytes ?? "", "base64"));
}

function textRequest(length: number): Uint8Array {
  const dataOneof = { case: "strData", value: "a".repeat(length) } as const;
  return toBinary(SeldonMessageSchema, create(SeldonMessageSchema, { dataOneof }));
}

/** What the Python wrapper answered. */
export function recordedAnswer({ response }: GrpcPair, method: DescMethod): GrpcAnswer {
  if (response.length !== undefined) return decoded(longAnswer(response.length), method);
  if (response.code === "OK") return decoded(Buffer.from(response.bytes ?? "", "base64"), method);
  const details = response.details ?? "";
  return {
    code: CODES[response.code] ?? -1,
    details: details.startsWith(APPLICATION) ? details.slice(APPLICATION.length) : details,
  };
}

// What the wrapper adds to a text: its length is all that was recorded.
function longAnswer(length: number): Uint8Array {
  const meta = { requestPath: { unit: "image:0.1" } };
  const empty = toBinary(SeldonMessageSchema, create(SeldonMessageSchema, { meta }));
  // The tag and the four bytes of the length.
  const dataOneof = { case: "strData", value: "a".repeat(length - empty.length - 5) } as const;
  return toBinary(SeldonMessageSchema, create(SeldonMessageSchema, { meta, dataOneof }));
}

/** A message as it is compared. */
export function decoded(bytes: Uint8Array, method: DescMethod): GrpcAnswer {
  return { message: fromBinary(method.output, Uint8Array.from(bytes)) };
}
