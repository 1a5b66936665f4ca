/** Where calls go: `grpc://host:port`, or `grpcs://` for TLS. @module */
import { InferenceError } from "../../../errors.ts";

export interface Target {
  /** As it was given, for messages. */
  readonly text: string;
  readonly isSecure: boolean;
  /** A name or an IP address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** `host:port` as the server is addressed. */
  readonly authority: string;
}

/** @throws InferenceError INVALID_ARGUMENT when it is no such URL. */
export function parseTarget(text: string): Target {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if ((url?.protocol !== "grpc:" && url?.protocol !== "grpcs:") || url.hostname === "") {
    throw new InferenceError("INVALID_ARGUMENT", `Expected grpc://host:port or grpcs://host:port, got ${text}`);
  }
  const isSecure = url.protocol === "grpcs:";
  const port = url.port === "" ? (isSecure ? 443 : 80) : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return { text, isSecure, host, port, authority: `${url.hostname}:${port}` };
}
