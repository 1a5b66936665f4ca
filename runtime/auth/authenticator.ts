/**
 * Who may ask for predictions: nobody in particular, or clients with an API key or a signed token.
 * @module
 */
import { InferenceError } from "../errors.ts";
import type { HeaderSource } from "../graph/run.ts";
import type { RuntimeHost } from "../host.ts";
import { createKeyCheck } from "./api-keys.ts";
import { createTokenCheck } from "./jwt.ts";
import type { JwtOptions } from "./jwt.ts";

/** Either way in is enough where both are given. */
export interface AuthOptions {
  /** Keys that clients send as `x-api-key` or as bearer token. */
  readonly apiKeys?: readonly string[];
  /** Signed tokens that clients send as bearer token. */
  readonly jwt?: JwtOptions;
}

export interface Authenticator {
  /** @throws InferenceError UNAUTHENTICATED, or PERMISSION_DENIED for a token that is for somebody else */
  check(headers: HeaderSource): void | Promise<void>;
}

const BEARER = /^Bearer +([^ ]+) *$/i;

/**
 * Makes what the options say; undefined when they ask for nothing.
 * @throws TypeError for options that would let nobody in, or everybody
 */
export function createAuthenticator(options: AuthOptions | undefined, host: RuntimeHost): Authenticator | undefined {
  const { apiKeys, jwt } = options ?? {};
  if (apiKeys === undefined && jwt === undefined) return undefined;
  const isKey = apiKeys === undefined ? () => false : createKeyCheck(apiKeys);
  const checkToken = jwt === undefined ? undefined : createTokenCheck(jwt, host);
  return {
    check(headers) {
      const bearer = BEARER.exec(headers.get("authorization") ?? "")?.[1];
      const key = headers.get("x-api-key");
      if (key !== undefined && isKey(key)) return;
      if (bearer !== undefined && isKey(bearer)) return;
      if (checkToken === undefined || bearer === undefined) throw missing(apiKeys !== undefined, jwt !== undefined);
      return checkToken(bearer);
    },
  };
}

function missing(keys: boolean, tokens: boolean): InferenceError {
  const ways = [
    ...(keys ? ["a known key in x-api-key"] : []),
    ...(tokens ? ["Authorization: Bearer with a token"] : []),
  ];
  return new InferenceError("UNAUTHENTICATED", `Expected ${ways.join(" or ")}`);
}
