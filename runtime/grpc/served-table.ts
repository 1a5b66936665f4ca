/** Adds to a service's methods those that every server has: health and reflection. @module */
import type { DescService } from "@bufbuild/protobuf";
import { Health } from "../proto/generated/grpc/health/v1/health_pb.js";
import type { RpcCalls } from "./calls.ts";
import { createHealth } from "./health.ts";
import type { Readiness } from "./readiness.ts";
import { createReflection, REFLECTION } from "./reflection.ts";
import type { RpcTable, StreamRpc, UnaryRpc } from "./rpc.ts";
import { createRpcTable } from "./table.ts";

export interface ServedMethods {
  readonly unary: readonly UnaryRpc[];
  readonly streams: readonly StreamRpc[];
  readonly readiness: Readiness;
  readonly calls: RpcCalls;
  /** Largest message, either way. */
  readonly maxMessageBytes: number;
}

export function createServedTable({ unary, streams, readiness, calls, maxMessageBytes }: ServedMethods): RpcTable {
  const served = new Set<DescService>([...unary, ...streams].map(({ method }) => method.parent));
  const services = [...served, Health, ...REFLECTION];
  const { check, watch } = createHealth(new Set(services.map(({ typeName }) => typeName)), readiness, calls);
  return createRpcTable([...unary, check], [...streams, watch, ...createReflection(services)], maxMessageBytes);
}
