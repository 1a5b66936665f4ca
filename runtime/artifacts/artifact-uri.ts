/** Artifact URIs: `scheme://rest`, `remote:rest` or a path, and a pin behind it. @module */
import { invalid } from "../errors.ts";

export interface ArtifactUri {
  /** As it was written, without the pin. */
  readonly text: string;
  /** Scheme or name of the remote, in lower case; empty for a path. */
  readonly scheme: string;
  /** What follows `scheme:` or `scheme://`; of a path, all of it. */
  readonly rest: string;
  /** The digest that the content must have, in lower-case hex. */
  readonly sha256: string | undefined;
}

/** A place in an object store. */
export interface ObjectPlace {
  readonly bucket: string;
  /** Without a leading "/"; empty for the whole bucket. */
  readonly key: string;
}

const MAX_URI = 4096;
const MAX_SHOWN = 200;
const PIN = "#sha256=";
const LONE_SURROGATE = /[\ud800-\udfff]/gu;

/**
 * Reads a URI. `name:rest` without slashes is a remote only when `isRemote` knows the name; of one
 * letter it is a drive.
 * @throws InferenceError INVALID_ARGUMENT for a pin that is no digest
 */
export function parseArtifactUri(uri: string, isRemote: (name: string) => boolean): ArtifactUri {
  if (uri.length > MAX_URI) invalid(`The artifact URI has ${uri.length} characters, at most ${MAX_URI} are allowed`);
  const at = uri.lastIndexOf(PIN);
  const text = at < 0 ? uri : uri.slice(0, at);
  const sha256 = at < 0 ? undefined : uri.slice(at + PIN.length).toLowerCase();
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)) {
    invalid(`"${publicUri(text)}": expected 64 hexadecimal digits after #sha256=, got ${sha256.length} characters`);
  }
  const match = /^([a-z0-9_][a-z0-9_+.-]+):(\/\/)?/i.exec(text);
  const scheme = match?.[1]!.toLowerCase() ?? "";
  if (match === null || (match[2] === undefined && !isRemote(scheme))) return { text, scheme: "", rest: text, sha256 };
  return { text, scheme, rest: text.slice(match[0].length), sha256 };
}

/**
 * Bucket (or container) and key of an object store's URI. Keys are taken as they are written;
 * nothing in them is percent-encoded.
 * @throws InferenceError INVALID_ARGUMENT when there is no bucket, or a key that no URL can carry
 */
export function objectPlace({ text, rest }: ArtifactUri): ObjectPlace {
  const path = rest.replace(/^\/+/, "");
  const slash = path.indexOf("/");
  const bucket = slash < 0 ? path : path.slice(0, slash);
  const key = slash < 0 ? "" : path.slice(slash + 1).replace(/^\/+/, "");
  if (bucket === "") invalid(`"${publicUri(text)}": expected a bucket and a path, as in s3://bucket/models/iris`);
  if (!/^[A-Za-z0-9$][A-Za-z0-9._$-]{1,221}$/.test(bucket)) {
    invalid(`"${publicUri(text)}": the bucket's name has characters that none can have`);
  }
  if (key.split("/").some((part) => part === "." || part === "..")) {
    invalid(`"${publicUri(text)}": "." and ".." cannot be parts of an object's name`);
  }
  return { bucket, key };
}

/** A URI as it may be shown: no user, no query, no control characters, not too long. */
export function publicUri(uri: string): string {
  const bare = /^https?:/i.test(uri) ? uri.replace(/^(https?:\/\/)[^/@]*@/i, "$1").replace(/[?#].*$/s, "") : uri;
  // oxlint-disable-next-line no-control-regex
  const plain = bare.replace(/[\u0000-\u001f\u007f]/g, "?");
  return plain.length > MAX_SHOWN ? `${plain.slice(0, MAX_SHOWN)}…` : plain;
}

/** The last part of a path. */
export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  return trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

/** Every part of a key as a URL's path carries it: unreserved characters stay, "/" stays. */
export function encodeKey(key: string): string {
  return key.split("/").map(encodePart).join("/");
}

/** RFC 3986 percent-encoding of everything but unreserved characters. */
export function encodePart(part: string): string {
  return encodeURIComponent(part.replace(LONE_SURROGATE, "\ufffd")).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
