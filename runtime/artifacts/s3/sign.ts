/**
 * AWS Signature Version 4 by WebCrypto.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 * @module
 */
import { sha256Of, toHex } from "../artifact-host.ts";
import { encodePart } from "../artifact-uri.ts";
import type { Expiring } from "../expiring.ts";

export interface AwsCredentials extends Expiring {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface RequestToSign {
  readonly method: string;
  /** The path is signed as it is written, so it must be percent-encoded already. */
  readonly url: URL;
  /** Every one of them is signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface SigningScope {
  readonly region: string;
  readonly service: string;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * The headers of the request with its signature; S3 gets the digest of the body as a header, too.
 * @param timeMs milliseconds since 1970
 */
export async function signV4(
  { method, url, headers, body = "" }: RequestToSign,
  { region, service }: SigningScope,
  credentials: AwsCredentials,
  timeMs: number,
): Promise<Record<string, string>> {
  const time = new Date(timeMs).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const payload = await sha256Of(body);
  const signed: Record<string, string> = {
    ...headers,
    "x-amz-date": time,
    ...(service === "s3" && { "x-amz-content-sha256": payload }),
    ...(credentials.sessionToken !== undefined && { "x-amz-security-token": credentials.sessionToken }),
  };
  const all: Record<string, string> = { host: url.host };
  for (const [name, value] of Object.entries(signed)) all[name.toLowerCase()] = value.trim().replace(/ +/g, " ");
  const names = Object.keys(all).toSorted();
  const list = names.join(";");
  const lines = names.map((name) => `${name}:${all[name]!}\n`).join("");
  const canonical = [method, url.pathname, canonicalQuery(url), lines, list, payload].join("\n");
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const text = [ALGORITHM, time, scope, await sha256Of(canonical)].join("\n");
  const key = await signingKey(credentials.secretAccessKey, scope.split("/"));
  const signature = toHex(await hmac(key, text));
  const authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${list}, Signature=${signature}`;
  return { ...signed, authorization };
}

/** A query whose order and encoding are those that are signed. */
export function queryString(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`)
    .toSorted()
    .join("&");
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => [encodePart(name), encodePart(value)] as const)
    .toSorted(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map((pair) => pair.join("="))
    .join("&");
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

async function signingKey(secret: string, steps: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  let key: Uint8Array<ArrayBuffer> = new TextEncoder().encode(`AWS4${secret}`);
  for (const step of steps) key = await hmac(key, step);
  return key;
}

/** HMAC-SHA256 of text as UTF-8. */
export async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, new TextEncoder().encode(text)));
}
