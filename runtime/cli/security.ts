/** Certificates, keys and tokens, from flags and from the environment. @module */
import { join } from "node:path";
import type { AuthOptions } from "../auth/authenticator.ts";
import { readText } from "../platform/node/files.ts";
import type { TlsOptions } from "../platform/node/tls.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface TlsFlags {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsCa?: string;
}

export interface AuthFlags {
  /** File with one key a line. */
  readonly apiKeys?: string;
  readonly jwtIssuer?: string;
  readonly jwtAudience?: string;
  /** URL or file of the issuer's key set. */
  readonly jwtKeys?: string;
}

/**
 * The server's certificate: flags, else the folder SELDON_CERT_MOUNT_PATH with the files
 * SELDON_CERT_FILE_NAME (tls.crt) and SELDON_CERT_KEY_FILE_NAME (tls.key); none without either.
 * @throws Error when only one of certificate and key is given
 */
export function readTls(flags: TlsFlags, env: Environment): TlsOptions | undefined {
  const { tlsCert: cert, tlsKey: key, tlsCa: ca } = flags;
  if (cert !== undefined && key !== undefined) return { cert, key, ca };
  if (cert !== undefined || key !== undefined) throw new Error("--tls-cert and --tls-key go together");
  const folder = env["SELDON_CERT_MOUNT_PATH"];
  if (folder === undefined || folder === "") {
    if (ca === undefined) return undefined;
    throw new Error("--tls-ca needs a certificate: --tls-cert and --tls-key, or SELDON_CERT_MOUNT_PATH");
  }
  return {
    cert: join(folder, env["SELDON_CERT_FILE_NAME"] || "tls.crt"),
    key: join(folder, env["SELDON_CERT_KEY_FILE_NAME"] || "tls.key"),
    ca,
  };
}

/**
 * Who may ask for predictions: keys from a file or from ZEROHOP_API_KEYS (separated by commas), and
 * tokens when there is a key set.
 * @throws Error when an issuer or audience is given without the keys that tokens are checked by
 */
export async function readAuth(flags: AuthFlags, env: Environment): Promise<AuthOptions | undefined> {
  // A file that is empty is one that somebody has still to fill, not an open door.
  const text = flags.apiKeys === undefined ? env["ZEROHOP_API_KEYS"] || undefined : await readText(flags.apiKeys);
  const apiKeys = text === undefined ? undefined : toKeys(text);
  const { jwtIssuer: issuer, jwtAudience: audience, jwtKeys } = flags;
  if (jwtKeys === undefined && (issuer !== undefined || audience !== undefined)) {
    throw new Error("--jwt-issuer and --jwt-audience need --jwt-keys, the URL or file of the issuer's key set");
  }
  if (apiKeys === undefined && jwtKeys === undefined) return undefined;
  const jwks = jwtKeys === undefined ? undefined : await readKeySet(jwtKeys);
  return {
    ...(apiKeys !== undefined && { apiKeys }),
    ...(jwks !== undefined && {
      jwt: { jwks, ...(issuer !== undefined && { issuer }), ...(audience !== undefined && { audience }) },
    }),
  };
}

function toKeys(text: string): readonly string[] {
  const keys = text.split(/[\r\n,]+/).map((key) => key.trim());
  return keys.filter((key) => key !== "");
}

async function readKeySet(place: string): Promise<NonNullable<AuthOptions["jwt"]>["jwks"]> {
  if (/^https?:\/\//.test(place)) return place;
  try {
    return JSON.parse(await readText(place)) as Exclude<NonNullable<AuthOptions["jwt"]>["jwks"], string>;
  } catch (error) {
    throw new Error(`--jwt-keys ${place}: expected a JSON Web Key Set`, { cause: error });
  }
}
