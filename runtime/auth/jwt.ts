/**
 * Signed tokens (RFC 7519), checked against an issuer's published keys. The library that does it is
 * loaded with the first token.
 * @module
 */
import type { JSONWebKeySet, JWTVerifyGetKey, JWTVerifyOptions } from "jose";
import { InferenceError } from "../errors.ts";
import type { RuntimeHost } from "../host.ts";

export interface JwtOptions {
  /** Who must have signed: `iss`. */
  readonly issuer?: string;
  /** Whom the token must be for: `aud`. */
  readonly audience?: string;
  /** URL of the issuer's key set, or the set itself. */
  readonly jwks: string | JSONWebKeySet;
}

/** Signatures by key pairs: a secret that both sides know could not be published as a key set. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
const CLOCK_TOLERANCE = "5s";
const KEYS_TIMEOUT_MS = 5000;
/** Tokens that were good are believed for so long before they are checked again. */
const BELIEVED_MS = 30_000;
const MAX_BELIEVED = 1000;
const MAX_TOKEN_LENGTH = 16 * 1024;

/** What can be wrong with a token; everything else is about the keys. */
const OF_TOKENS: ReadonlySet<string> = new Set([
  "ERR_JOSE_ALG_NOT_ALLOWED",
  "ERR_JOSE_NOT_SUPPORTED",
  "ERR_JWKS_MULTIPLE_MATCHING_KEYS",
  "ERR_JWKS_NO_MATCHING_KEY",
  "ERR_JWS_INVALID",
  "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
  "ERR_JWT_INVALID",
]);

type Verify = (token: string) => Promise<number | undefined>;

/**
 * @returns a check that throws UNAUTHENTICATED for tokens that are not good, PERMISSION_DENIED for
 * those of another issuer or for another audience, UNAVAILABLE when the keys cannot be had
 * @throws TypeError when the keys can never be had: no URL, no key set
 */
export function createTokenCheck(options: JwtOptions, host: RuntimeHost): (token: string) => void | Promise<void> {
  checkKeySource(options.jwks);
  if (options.audience === undefined) {
    const text = "tokens are taken whomever they are for: no audience is set that they must name";
    host.logger.log("warn", text, { issuer: options.issuer });
  }
  let verifier: Promise<Verify> | undefined;
  const believed = new Map<string, number>();
  return (token) => {
    if (token.length > MAX_TOKEN_LENGTH) throw refused(`a token of at most ${MAX_TOKEN_LENGTH} characters`);
    const untilMs = believed.get(token);
    if (untilMs !== undefined && host.now() < untilMs) return undefined;
    verifier ??= loadVerifier(options, host).catch((error: unknown) => {
      // The next token tries again.
      verifier = undefined;
      throw withoutKeys(error);
    });
    return verifier
      .then((verify) => verify(token))
      .then((leftMs) => {
        if (believed.size >= MAX_BELIEVED) believed.delete(believed.keys().next().value!);
        believed.set(token, host.now() + Math.min(BELIEVED_MS, leftMs ?? BELIEVED_MS));
      });
  };
}

function checkKeySource(jwks: JwtOptions["jwks"]): void {
  if (typeof jwks !== "string") {
    const keys: unknown = (jwks as Partial<JSONWebKeySet> | null)?.keys;
    const isSet =
      Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === "object" && key !== null);
    if (!isSet) throw new TypeError("Keys of tokens: expected a JSON Web Key Set with at least one key");
    return;
  }
  const protocol = URL.canParse(jwks) ? new URL(jwks).protocol : "";
  if (protocol === "http:" || protocol === "https:") return;
  // Not the whole of it: it may hold a password.
  throw new TypeError(`Keys of tokens: expected an http or https URL, got ${protocol || "no URL"}`);
}

/** What is verified resolves to the milliseconds until the token expires, undefined when it does not. */
async function loadVerifier({ jwks, issuer, audience }: JwtOptions, host: RuntimeHost): Promise<Verify> {
  const { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, jwtVerify } = await import("jose");
  const keys: JWTVerifyGetKey =
    typeof jwks === "string"
      ? createRemoteJWKSet(new URL(jwks), {
          [customFetch]: (url: string) => fetchKeys(url, host),
          timeoutDuration: KEYS_TIMEOUT_MS,
        })
      : createLocalJWKSet(jwks);
  const expected: JWTVerifyOptions = {
    algorithms: ALGORITHMS,
    clockTolerance: CLOCK_TOLERANCE,
    // A token that never ends could not be taken back.
    requiredClaims: ["exp"],
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, expected);
      return payload.exp === undefined ? undefined : Math.max(0, payload.exp * 1000 - Date.now());
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw refused("a token that has not expired", error);
      if (error instanceof errors.JWTClaimValidationFailed && error.claim === "exp") {
        throw refused("a token with an expiry (exp)", error);
      }
      if (error instanceof errors.JWTClaimValidationFailed) {
        const text = `Expected a token with another "${error.claim}"`;
        throw new InferenceError("PERMISSION_DENIED", text, { cause: error });
      }
      if (error instanceof errors.JOSEError && OF_TOKENS.has(error.code)) {
        throw refused("a token signed by a known key", error);
      }
      throw withoutKeys(error);
    }
  };
}

async function fetchKeys(url: string, host: RuntimeHost): Promise<Response> {
  const signal = AbortSignal.timeout(KEYS_TIMEOUT_MS);
  const request = {
    method: "GET",
    url,
    headers: { accept: "application/json" },
    signal,
    timeoutMs: KEYS_TIMEOUT_MS,
  } as const;
  const { status, contentType, body } = await host.send({ ...request, repeatable: true });
  return new Response(body.slice(), { status, headers: { "content-type": contentType } });
}

function withoutKeys(cause: unknown): InferenceError {
  return new InferenceError("UNAVAILABLE", "The keys that tokens are checked by cannot be had", { cause });
}

function refused(expected: string, cause?: unknown): InferenceError {
  return new InferenceError("UNAUTHENTICATED", `Authorization: expected ${expected}`, { cause });
}
