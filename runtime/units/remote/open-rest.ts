/** Units over REST of the protocols that know models; loaded when a graph first has one. @module */
import type { Protocol } from "../../errors.ts";
import type { RuntimeHost } from "../../host.ts";
import type { Unit } from "../unit.ts";
import type { ModelUnitOptions } from "./options.ts";
import { createTensorflowRestUnit } from "./tensorflow-rest.ts";
import { createV2RestUnit } from "./v2-rest.ts";

/** Makes the unit; nothing is sent before its first call. */
export function openRestUnit(
  protocol: Exclude<Protocol, "seldon">,
  options: ModelUnitOptions,
  host: RuntimeHost,
): Unit {
  return protocol === "v2" ? createV2RestUnit(options, host) : createTensorflowRestUnit(options, host);
}
