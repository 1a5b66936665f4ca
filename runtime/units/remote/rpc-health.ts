/** Whether a gRPC server can answer, by what servers of any kind say about it. @module */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { InferenceError } from "../../errors.ts";
import {
  HealthCheckRequestSchema,
  HealthCheckResponseSchema,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from "../../proto/generated/grpc/health/v1/health_pb.js";
import { READY_TIMEOUT_MS } from "./options.ts";
import type { RemoteUnitOptions } from "./options.ts";
import { UNIMPLEMENTED } from "./rpc-server.ts";
import type { RpcServer } from "./rpc-server.ts";

const CHECK = "/grpc.health.v1.Health/Check";

/**
 * Asks for the health of the whole server. One that does not know the question answers it by being
 * there.
 * @throws InferenceError UNAVAILABLE when it is not serving
 */
export async function checkHealth(server: RpcServer, options: RemoteUnitOptions): Promise<void> {
  const body = toBinary(HealthCheckRequestSchema, create(HealthCheckRequestSchema));
  const answer = await askReady(server, options, CHECK, body);
  if (answer === undefined) return;
  const { status } = server.decode(CHECK, "no health", () => fromBinary(HealthCheckResponseSchema, answer));
  if (status !== ServingStatus.SERVING) {
    throw new InferenceError("UNAVAILABLE", `${options.url} is ${ServingStatus[status] ?? "not serving"}`);
  }
}

/** Asks a method whether all is well; undefined when the server does not have it. */
export async function askReady(
  server: RpcServer,
  options: RemoteUnitOptions,
  method: string,
  body: Uint8Array,
): Promise<Uint8Array | undefined> {
  const timeoutMs = Math.min(options.timeoutMs, READY_TIMEOUT_MS);
  const result = await server.send({ method, body, timeoutMs, repeatable: true });
  if (result.status === UNIMPLEMENTED) return undefined;
  if (result.status !== 0) throw server.failure(method, result);
  return result.body;
}
