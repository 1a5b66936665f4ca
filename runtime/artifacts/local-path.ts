/** URIs that are paths on this machine. @module */
import { invalid } from "../errors.ts";
import { publicUri } from "./artifact-uri.ts";
import type { ArtifactUri } from "./artifact-uri.ts";

/** Schemes of paths. */
export const LOCAL_SCHEMES: readonly string[] = ["file", "pvc"];

const MOUNT = "ZEROHOP_PVC_MOUNT";
/** Where Seldon's operator mounts the claim of a `pvc://` URI. */
const DEFAULT_MOUNT = "/mnt/pvc";

/**
 * The path or `file://` URL that a URI means; undefined when it is no local one. `pvc://claim/path`
 * is `path` below the variable ZEROHOP_PVC_<CLAIM> (capitals, "_" for other characters), else below
 * ZEROHOP_PVC_MOUNT, else below /mnt/pvc.
 * @throws InferenceError INVALID_ARGUMENT for a claim's path that leads out of it
 */
export function localPath(
  { text, scheme, rest }: ArtifactUri,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (scheme === "") return text;
  if (scheme === "file") return rest.startsWith("/") ? `file://${rest}` : text;
  if (scheme !== "pvc") return undefined;
  const [claim, ...parts] = rest.split("/");
  if (claim === undefined || claim === "") invalid(`"${publicUri(text)}": expected pvc://claim/path`);
  if (parts.includes("..")) invalid(`"${publicUri(text)}": the path leads out of the claim`);
  const own = `ZEROHOP_PVC_${claim.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
  const mount = env[own] ?? env[MOUNT] ?? DEFAULT_MOUNT;
  const below = parts.filter((part) => part !== "" && part !== ".").join("/");
  return `${mount.replace(/\/+$/, "")}/${below}`;
}
