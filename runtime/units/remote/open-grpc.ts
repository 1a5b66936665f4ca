/** Units over gRPC; loaded when a graph first has one. @module */
import type { Protocol } from "../../errors.ts";
import type { RuntimeHost } from "../../host.ts";
import type { Unit } from "../unit.ts";
import type { ModelUnitOptions } from "./options.ts";
import { createSeldonGrpcUnit } from "./seldon-grpc.ts";
import { createTensorflowGrpcUnit } from "./tensorflow-grpc.ts";
import { createV2GrpcUnit } from "./v2-grpc.ts";

/**
 * Makes the unit; nothing is sent before its first call.
 * @throws InferenceError UNIMPLEMENTED where the host cannot speak gRPC
 */
export function openGrpcUnit(protocol: Protocol, options: ModelUnitOptions, host: RuntimeHost): Unit {
  if (protocol === "seldon") return createSeldonGrpcUnit(options, host);
  return protocol === "v2" ? createV2GrpcUnit(options, host) : createTensorflowGrpcUnit(options, host);
}
