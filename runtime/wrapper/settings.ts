/**
 * What the environment of a language wrapper says, under the names the operator and the Python
 * wrapper use.
 * @see contract section 11.2
 * @module
 */

export interface WrapperSettings {
  /** PREDICTIVE_UNIT_ID: name of the unit in the graph; no requestPath without it. */
  readonly unitId: string | undefined;
  /** PREDICTIVE_UNIT_IMAGE: what `meta.requestPath` says of this unit. */
  readonly image: string;
  /** INCLUDE_METRICS_IN_CLIENT_RESPONSE: whether answers carry the unit's own metrics. Default true. */
  readonly showMetrics: boolean;
  /** PAYLOAD_PASSTHROUGH: whether predictRaw gets and gives bodies as they are. Default false. */
  readonly passthrough: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const TRUE = new Set(["1", "true", "t"]);
const NO_IMAGE = "NOT_IMPLEMENTED:NOT_IMPLEMENTED";

/** Reads the settings. */
export function readWrapperSettings(env: Environment): WrapperSettings {
  return {
    unitId: env["PREDICTIVE_UNIT_ID"],
    image: env["PREDICTIVE_UNIT_IMAGE"] ?? NO_IMAGE,
    showMetrics: TRUE.has((env["INCLUDE_METRICS_IN_CLIENT_RESPONSE"] ?? "true").toLowerCase()),
    passthrough: TRUE.has((env["PAYLOAD_PASSTHROUGH"] ?? "false").toLowerCase()),
  };
}
