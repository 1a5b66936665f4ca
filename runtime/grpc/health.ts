/**
 * `grpc.health.v1.Health`, for probes and load balancers. All services of a deployment are as
 * healthy as its graph.
 * @module
 */
import { create, toBinary } from "@bufbuild/protobuf";
import { InferenceError } from "../errors.ts";
import {
  Health,
  HealthCheckRequestSchema,
  HealthCheckResponse_ServingStatus as Status,
  HealthCheckResponseSchema,
} from "../proto/generated/grpc/health/v1/health_pb.js";
import { decode, SMALL_REQUEST_BYTES } from "./calls.ts";
import type { RpcCalls } from "./calls.ts";
import type { Readiness } from "./readiness.ts";
import type { RpcContext, StreamRpc, UnaryRpc } from "./rpc.ts";

/** Milliseconds between two looks of a watch. */
const WATCH_MS = 1000;

/** @param services full names that may be asked for; "" is the whole server */
export function createHealth(
  services: ReadonlySet<string>,
  readiness: Readiness,
  calls: RpcCalls,
): { readonly check: UnaryRpc; readonly watch: StreamRpc } {
  const { check, watch } = Health.method;
  const statusOf = async (service: string): Promise<Status> => {
    if (service !== "" && !services.has(service)) return Status.SERVICE_UNKNOWN;
    return (await readiness.check()) ? Status.SERVING : Status.NOT_SERVING;
  };
  return {
    check: calls.decoded(check, async ({ service }) => {
      const status = await statusOf(service);
      if (status !== Status.SERVICE_UNKNOWN) return { status };
      throw new InferenceError("NOT_FOUND", `There is no service ${service.slice(0, 200)}`);
    }),
    watch: {
      method: watch,
      guarded: false,
      maxRequestBytes: SMALL_REQUEST_BYTES,
      async *handle(requests, context) {
        for await (const request of requests) {
          const { service } = decode(HealthCheckRequestSchema, request);
          for await (const status of changes(() => statusOf(service), readiness, context)) {
            yield toBinary(HealthCheckResponseSchema, create(HealthCheckResponseSchema, { status }));
          }
          return;
        }
      },
    },
  };
}

// Ends with the server, which would otherwise wait for its watchers before it stops.
async function* changes(
  statusOf: () => Promise<Status>,
  readiness: Readiness,
  { signal }: RpcContext,
): AsyncGenerator<Status> {
  let last: Status | undefined;
  while (!signal.aborted) {
    const isLast = readiness.draining;
    const status = await statusOf();
    if (status !== last) yield status;
    last = status;
    if (isLast) return;
    await pause(WATCH_MS, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
  });
}
