/**
 * Annotations of the pod, as Kubernetes puts them into a file of lines `name="value"`.
 * @see contract section 4.7
 * @module
 */
import { readText } from "../platform/node/files.ts";

const PLACE = "/etc/podinfo/annotations";

/** By name; none outside of a pod. A line that is not understood is passed over. */
export async function readPodAnnotations(path: string = PLACE): Promise<ReadonlyMap<string, string>> {
  const text = await readText(path).catch(() => "");
  const found = new Map<string, string>();
  for (const line of text.split("\n")) {
    const at = line.indexOf("=");
    if (at < 1) continue;
    try {
      const value: unknown = JSON.parse(line.slice(at + 1));
      if (typeof value === "string") found.set(line.slice(0, at).trim(), value);
    } catch {
      // Somebody else's, in a form of its own.
    }
  }
  return found;
}

/** Bytes of the largest gRPC message that the pod's annotations allow; undefined when they do not say. */
export async function podMessageLimit(path?: string): Promise<number | undefined> {
  const text = (await readPodAnnotations(path)).get("seldon.io/grpc-max-message-size");
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new Error(`seldon.io/grpc-max-message-size: expected bytes, got ${JSON.stringify(text)}`);
}
