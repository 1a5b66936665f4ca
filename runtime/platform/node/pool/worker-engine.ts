/** An engine inside a worker thread. @module */
import type { Engine } from "../../../units/engine.ts";

export interface WorkerEngine extends Engine {
  /** What the engine says of itself, for the unit on the serving thread. */
  describe?(): Promise<unknown>;
}
