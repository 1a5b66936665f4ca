/** Certificates, keys and tokens, from flags and from the environment. @module */
import { join } from "node:path";
import { createKeyCheck } from "../auth/api-keys.ts";
import type { AuthOptions } from "../auth/authenticator.ts";
import type { TlsOptions } from "../platform/node/tls.ts";
import { checkOptionFile, readOptionFile } from "./option-file.ts";

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
 * The same, when all of its files can be read.
 * @throws Error naming the option or variable of one that could not
 */
export function checkedTls(flags: TlsFlags, env: Environment): TlsOptions | undefined {
  const tls = readTls(flags, env);
  if (tls === undefined) return undefined;
  const named = (option: string): string => (flags.tlsCert === undefined ? "SELDON_CERT_MOUNT_PATH:" : option);
  checkOptionFile(named("--tls-cert"), tls.cert);
  checkOptionFile(named("--tls-key"), tls.key);
  if (tls.ca !== undefined) checkOptionFile("--tls-ca", tls.ca);
  return tls;
}

/**
 * Who may ask for predictions: keys from a file or from ZEROHOP_API_KEYS (separated by commas), and
 * tokens when there is a key set.
 * @throws Error when an issuer or audience is given without the keys that tokens are checked by
 */
export async function readAuth(flags: AuthFlags, env: Environment): Promise<AuthOptions | undefined> {
  // A file that is empty is one that somebody has still to fill, not an open door.
  const place = flags.apiKeys === undefined ? "ZEROHOP_API_KEYS" : `--api-keys ${flags.apiKeys}`;
  const text =
    flags.apiKeys === undefined
      ? env["ZEROHOP_API_KEYS"] || undefined
      : await readOptionFile("--api-keys", flags.apiKeys);
  const apiKeys = text === undefined ? undefined : checkKeys(toKeys(text), place);
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

/** @returns the keys @throws Error naming where they are from when one of them cannot be used */
function checkKeys(keys: readonly string[], place: string): readonly string[] {
  try {
    createKeyCheck(keys);
    return keys;
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message.replace(/^API keys: /, "")}`, { cause: error });
  }
}

/** The keys of a file's or variable's text: one a line, or by commas; lines that begin with # are comments. */
export function toKeys(text: string): readonly string[] {
  const lines = text.split(/[\r\n]+/).filter((line) => !line.trimStart().startsWith("#"));
  const keys = lines.flatMap((line) => line.split(",")).map((key) => key.trim());
  return keys.filter((key) => key !== "");
}

async function readKeySet(place: string): Promise<NonNullable<AuthOptions["jwt"]>["jwks"]> {
  if (/^https?:\/\//.test(place)) return place;
  const text = await readOptionFile("--jwt-keys", place);
  try {
    const set = JSON.parse(text) as Exclude<NonNullable<AuthOptions["jwt"]>["jwks"], string>;
    if (!Array.isArray(set.keys)) throw new TypeError('expected {"keys": [...]}');
    return set;
  } catch (error) {
    throw new Error(`--jwt-keys ${place}: expected a JSON Web Key Set`, { cause: error });
  }
}
