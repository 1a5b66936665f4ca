/** What a remote unit is made of. @module */
import type { UnitContext } from "../unit.ts";

export interface RemoteUnitOptions {
  readonly name: string;
  /** `http://host:port` or `grpc://host:port`, with an `s` for TLS; no path. */
  readonly url: string;
  /** Milliseconds for one call; Infinity when unlimited. */
  readonly timeoutMs: number;
  /** Lower-case names of the client's headers that are passed on; all of them when not given. */
  readonly forwardHeaders?: ReadonlySet<string> | undefined;
}

/** Whether tensors go as bytes: never, always, or if the server says that it takes them. */
export type BinaryTensors = "false" | "true" | "auto";

/** A unit whose server knows models by name: those of the Open Inference and TensorFlow protocols. */
export interface ModelUnitOptions extends RemoteUnitOptions {
  /** What answers, for `meta.requestPath`: an image. Default the URL. */
  readonly identity?: string | undefined;
  /** What its server calls it; default the unit's name. */
  readonly model?: string | undefined;
  /** Whether it stands first, so that a name that the client asked for is meant for its server. */
  readonly isFirst?: boolean | undefined;
  readonly binary?: BinaryTensors | undefined;
  /** TensorFlow's signature; "" for the default one. */
  readonly signature?: string | undefined;
}

/** Metadata is small and asked for by people: whoever has not answered by then will not. */
export const METADATA_TIMEOUT_MS = 5000;
/** A probe is asked again soon. */
export const READY_TIMEOUT_MS = 2000;

/** The model that the server is asked for. */
export function modelOf(options: ModelUnitOptions, context?: UnitContext): string {
  const wanted = options.isFirst === true ? context?.model : undefined;
  return wanted ?? options.model ?? options.name;
}
