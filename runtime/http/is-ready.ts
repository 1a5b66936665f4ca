/** Whether requests would be answered, as readiness paths of every protocol tell it. @module */
import type { DataPlane } from "../data-plane.ts";
import type { RuntimeHost } from "../host.ts";

/** Whether the server still wants new requests; false while it drains. */
export type AcceptsRequests = () => boolean;

/** Whether new requests are wanted and every unit can answer; logs the first that cannot. */
export async function isReady(plane: DataPlane, host: RuntimeHost, accepts: AcceptsRequests): Promise<boolean> {
  if (!accepts()) return false;
  try {
    await plane.ready();
    return true;
  } catch (error) {
    host.logger.log("warn", "not ready", { error });
    return false;
  }
}
