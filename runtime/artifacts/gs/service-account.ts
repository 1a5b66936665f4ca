/**
 * Tokens for a service account: a signed assertion is exchanged for an access token.
 * @see https://developers.google.com/identity/protocols/oauth2/service-account
 * @module
 */
import { InferenceError, invalid } from "../../errors.ts";
import type { Expiring } from "../expiring.ts";
import { FORM_HEADERS, endOf, form, requestJson } from "../token-request.ts";
import type { Transport } from "../transport.ts";

export interface AccessToken extends Expiring {
  readonly token: string;
}

const SCOPE = "https://www.googleapis.com/auth/devstorage.read_only";
const TOKEN_URI = "https://oauth2.googleapis.com/token";
const LIFETIME_S = 3600;

/**
 * Exchanges a key file's content for a token; keys of service accounts and of users are known.
 * @param source where the key comes from, for messages
 * @throws InferenceError INVALID_ARGUMENT for a key that cannot be used, PERMISSION_DENIED
 */
export async function tokenForKey(json: string, source: string, transport: Transport): Promise<AccessToken> {
  const key = parseKey(json, source);
  const url = new URL(key["token_uri"] ?? TOKEN_URI);
  const fields =
    key["type"] === "authorized_user" ? refreshFields(key, source) : await assertionFields(key, source, transport);
  const request = { method: "POST", url, headers: FORM_HEADERS, body: form(fields) } as const;
  const now = transport.host.wallClock();
  const answer = await requestJson(transport, `Google's token server for ${source}`, request);
  return readToken(answer, source, now);
}

/** Reads the token that a token server or the metadata server answers with. */
export function readToken(answer: Readonly<Record<string, unknown>>, source: string, nowMs: number): AccessToken {
  const { access_token: token, expires_in: seconds } = answer;
  if (typeof token === "string" && token !== "") return { token, expiresAtMs: endOf(nowMs, seconds) };
  throw new InferenceError("PERMISSION_DENIED", `${source}: expected an access_token, the answer has none`);
}

function refreshFields(key: Readonly<Record<string, string>>, source: string): Readonly<Record<string, string>> {
  const { client_id: id, client_secret: secret, refresh_token: refresh } = key;
  if (id === undefined || secret === undefined || refresh === undefined) {
    invalid(`${source}: expected client_id, client_secret and refresh_token in a user's credentials`);
  }
  return { grant_type: "refresh_token", client_id: id, client_secret: secret, refresh_token: refresh };
}

async function assertionFields(
  key: Readonly<Record<string, string>>,
  source: string,
  transport: Transport,
): Promise<Readonly<Record<string, string>>> {
  const { client_email: email, private_key: pem, private_key_id: kid } = key;
  if (key["type"] !== "service_account" || email === undefined || pem === undefined) {
    const type = key["type"] === undefined ? "none" : `"${key["type"].slice(0, 40)}"`;
    invalid(`${source}: expected the key of a service account (type, client_email, private_key), got type ${type}`);
  }
  const seconds = Math.floor(transport.host.wallClock() / 1000);
  const header = { alg: "RS256", typ: "JWT", ...(kid !== undefined && { kid }) };
  const claims = {
    iss: email,
    scope: SCOPE,
    aud: key["token_uri"] ?? TOKEN_URI,
    iat: seconds,
    exp: seconds + LIFETIME_S,
  };
  const text = `${base64Url(JSON.stringify(header))}.${base64Url(JSON.stringify(claims))}`;
  const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", await importKey(pem, source), utf8(text));
  const assertion = `${text}.${base64Url(new Uint8Array(signature))}`;
  return { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion };
}

async function importKey(pem: string, source: string): Promise<CryptoKey> {
  try {
    const base64 = pem.replaceAll(/-----(BEGIN|END) PRIVATE KEY-----|\s/g, "");
    const der = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    return await crypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]);
  } catch {
    // The cause may quote the key.
    throw new InferenceError("INVALID_ARGUMENT", `${source}: private_key is no PKCS #8 key in PEM`);
  }
}

function parseKey(json: string, source: string): Readonly<Record<string, string>> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Below.
  }
  if (typeof value !== "object" || value === null) {
    invalid(`${source}: expected the JSON of a Google credentials file, got text of length ${json.length}`);
  }
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64Url(content: string | Uint8Array): string {
  const bytes = typeof content === "string" ? utf8(content) : content;
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
