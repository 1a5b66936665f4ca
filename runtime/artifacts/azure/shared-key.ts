/**
 * Azure's signature of a request with the account's key, by WebCrypto.
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
 * @module
 */
import { InferenceError } from "../../errors.ts";

export interface AzureRequest {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names; every x-ms- header is signed. */
  readonly headers: Readonly<Record<string, string>>;
}

const SIGNED_HEADERS: readonly string[] = [
  "content-encoding",
  "content-language",
  "content-length",
  "content-md5",
  "content-type",
  "date",
  "if-modified-since",
  "if-match",
  "if-none-match",
  "if-unmodified-since",
  "range",
];

/** The value of the Authorization header. @throws InferenceError INVALID_ARGUMENT for a key that is no base64 */
export async function sharedKey(request: AzureRequest, account: string, key: string): Promise<string> {
  const hash = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", keyBytes(key), hash, false, ["sign"]);
  const text = new TextEncoder().encode(stringToSign(request, account));
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", imported, text));
  return `SharedKey ${account}:${btoa(String.fromCharCode(...signature))}`;
}

/** What is signed. The resource has the account in front of the path, even where the path has it too. */
export function stringToSign({ method, url, headers }: AzureRequest, account: string): string {
  const plain = SIGNED_HEADERS.map((name) => {
    const value = headers[name] ?? "";
    return name === "content-length" && value === "0" ? "" : value;
  });
  const own = Object.keys(headers)
    .filter((name) => name.startsWith("x-ms-"))
    .toSorted()
    .map((name) => `${name}:${headers[name]!.trim().replace(/\s+/g, " ")}`);
  const query = [...new Set(url.searchParams.keys())]
    .toSorted()
    .map((name) => `${name.toLowerCase()}:${url.searchParams.getAll(name).toSorted().join(",")}`);
  return [method, ...plain, ...own, [`/${account}${url.pathname}`, ...query].join("\n")].join("\n");
}

function keyBytes(key: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(key), (character) => character.charCodeAt(0));
  } catch {
    throw new InferenceError("INVALID_ARGUMENT", `The Azure account key is no base64: text of length ${key.length}`);
  }
}
