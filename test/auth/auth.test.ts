import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { JSONWebKeySet } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { createAuthenticator } from "../../runtime/auth/authenticator.ts";
import type { AuthOptions } from "../../runtime/auth/authenticator.ts";
import { guardRoutes } from "../../runtime/auth/guard.ts";
import { InferenceError } from "../../runtime/errors.ts";
import type { HeaderSource } from "../../runtime/graph/run.ts";
import type { RuntimeHost } from "../../runtime/host.ts";
import type { Exchange, Route } from "../../runtime/http/exchange.ts";
import { createTestHost } from "../support/host.ts";

const KEY = "correct-horse-battery-staple";

/** @param expires null for a token that never does */
type Sign = (claims: Readonly<Record<string, unknown>>, expires?: string | null) => Promise<string>;

let jwks: JSONWebKeySet;
let sign: Sign;
let signFalsely: Sign;

beforeAll(async () => {
  const signer = async (): Promise<{ key: JSONWebKeySet["keys"][number]; sign: Sign }> => {
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
    return {
      key: { ...(await exportJWK(publicKey)), kid: "k1", alg: "ES256" },
      sign: (claims, expires = "1h") => {
        const token = new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "k1" });
        return (expires === null ? token : token.setExpirationTime(expires)).sign(privateKey);
      },
    };
  };
  const [good, bad] = [await signer(), await signer()];
  jwks = { keys: [good.key] };
  sign = good.sign;
  signFalsely = bad.sign;
});

const from = (headers: Readonly<Record<string, string>>): HeaderSource => ({
  get: (name) => headers[name],
  all: () => headers,
});

async function verdict(
  options: AuthOptions,
  headers: Readonly<Record<string, string>>,
  host?: RuntimeHost,
): Promise<string> {
  const authenticator = createAuthenticator(options, host ?? createTestHost())!;
  try {
    await authenticator.check(from(headers));
    return "ok";
  } catch (error) {
    return (error as InferenceError).code;
  }
}

describe("API keys", () => {
  const options = { apiKeys: ["another-key-that-is-long", KEY] };

  it.each([
    ["x-api-key", { "x-api-key": KEY }, "ok"],
    ["bearer", { authorization: `Bearer ${KEY}` }, "ok"],
    ["nothing", {}, "UNAUTHENTICATED"],
    ["a prefix", { "x-api-key": KEY.slice(0, -1) }, "UNAUTHENTICATED"],
    ["more than the key", { "x-api-key": `${KEY}x` }, "UNAUTHENTICATED"],
    ["an empty key", { "x-api-key": "" }, "UNAUTHENTICATED"],
    ["a stale key beside a bearer key", { "x-api-key": "old", authorization: `Bearer ${KEY}` }, "ok"],
    ["basic", { authorization: `Basic ${KEY}` }, "UNAUTHENTICATED"],
  ])("%s", async (_, headers, expected) => {
    expect(await verdict(options, headers as Record<string, string>)).toBe(expected);
  });

  it("refuses keys that could be guessed, and no keys at all", () => {
    expect(() => createAuthenticator({ apiKeys: [] }, createTestHost())).toThrow("at least one key");
    expect(() => createAuthenticator({ apiKeys: [KEY, "short"] }, createTestHost())).toThrow("in key 2");
  });

  it("asks for nothing when nothing is configured", () => {
    expect(createAuthenticator({}, createTestHost())).toBeUndefined();
  });
});

describe("signed tokens", () => {
  const check = async (token: string, more: object = {}): Promise<string> =>
    verdict({ jwt: { jwks, issuer: "https://id", audience: "models", ...more } }, { authorization: `Bearer ${token}` });

  it("lets in who was named by the issuer for this audience", async () => {
    expect(await check(await sign({ iss: "https://id", aud: "models" }))).toBe("ok");
  });

  it.each([
    ["another issuer", { iss: "https://other", aud: "models" }, "PERMISSION_DENIED"],
    ["another audience", { iss: "https://id", aud: "others" }, "PERMISSION_DENIED"],
    ["no issuer", { aud: "models" }, "PERMISSION_DENIED"],
  ])("refuses %s", async (_, claims, expected) => {
    expect(await check(await sign(claims))).toBe(expected);
  });

  it("refuses what is expired, signed by others, unsigned or no token", async () => {
    const claims = { iss: "https://id", aud: "models" };
    expect(await check(await sign(claims, "-1h"))).toBe("UNAUTHENTICATED");
    expect(await check(await signFalsely(claims))).toBe("UNAUTHENTICATED");
    const [, body] = (await sign(claims)).split(".");
    const none = btoa(JSON.stringify({ alg: "none" })).replaceAll("=", "");
    expect(await check(`${none}.${body}.`)).toBe("UNAUTHENTICATED");
    expect(await check(await sign(claims, null))).toBe("UNAUTHENTICATED");
    expect(await check("not-a-token")).toBe("UNAUTHENTICATED");
    expect(await check("x".repeat(20_000))).toBe("UNAUTHENTICATED");
  });

  it("believes a good token for a while without checking it again, and no longer than it is good", async () => {
    let nowMs = 0;
    const host = { ...createTestHost(), now: () => nowMs };
    const authenticator = createAuthenticator({ jwt: { jwks } }, host)!;
    const headers = from({ authorization: `Bearer ${await sign({}, "10s")}` });
    await authenticator.check(headers);
    expect(authenticator.check(headers)).toBeUndefined();
    nowMs = 10_001;
    expect(authenticator.check(headers)).toBeInstanceOf(Promise);
  });

  it("fetches the keys through the host, once, and says so when they cannot be had", async () => {
    const asked: string[] = [];
    const host: RuntimeHost = {
      ...createTestHost(),
      send: async ({ url }) => {
        asked.push(url);
        if (url.includes("down")) throw new Error("refused");
        return { status: 200, contentType: "application/json", body: new TextEncoder().encode(JSON.stringify(jwks)) };
      },
    };
    const authenticator = createAuthenticator({ jwt: { jwks: "https://id/keys" } }, host)!;
    await authenticator.check(from({ authorization: `Bearer ${await sign({ sub: "a" })}` }));
    await authenticator.check(from({ authorization: `Bearer ${await sign({ sub: "b" })}` }));
    expect(asked).toEqual(["https://id/keys"]);
    const down = { jwt: { jwks: "https://down/keys" } };
    expect(await verdict(down, { authorization: `Bearer ${await sign({})}` }, host)).toBe("UNAVAILABLE");
  });
});

describe("keys of tokens", () => {
  const ask = async (host: RuntimeHost, options: AuthOptions["jwt"] = { jwks: "https://id/keys" }): Promise<string> =>
    verdict({ jwt: options }, { authorization: `Bearer ${await sign({})}` }, host);
  const answering = (status: number, body: string): RuntimeHost =>
    createTestHost({
      send: async () => ({ status, contentType: "application/json", body: new TextEncoder().encode(body) }),
    });

  it.each([
    ["a server that fails", 503, "{}"],
    ["no JSON", 200, "<html>"],
    ["JSON that is no key set", 200, '{"keys":"none"}'],
    ["a key that is none", 200, '{"keys":[{"kty":"EC","kid":"k1","alg":"ES256","crv":"P-256","x":"!","y":"!"}]}'],
  ])("that come as %s are the server's trouble, not the token's", async (_, status, body) => {
    expect(await ask(answering(status, body))).toBe("UNAVAILABLE");
  });

  it("that are there but none of them fits are the token's trouble", async () => {
    const others = { keys: jwks.keys.map((key) => ({ ...key, kid: "k2" })) };
    expect(await ask(answering(200, JSON.stringify(others)))).toBe("UNAUTHENTICATED");
  });

  it.each<[string, unknown, RegExp]>([
    ["no URL", "id.example/keys", /^Keys of tokens: expected an http or https URL, got no URL$/],
    ["a URL of another kind", "ftp://user:hush@id/keys", /expected an http or https URL, got ftp:$/],
    ["a set without keys", { keys: [] }, /^Keys of tokens: expected a JSON Web Key Set with at least one key$/],
    ["no set", [], /at least one key$/],
    ["nothing", null, /at least one key$/],
  ])("that are %s are refused at the start", (_, source, words) => {
    const options = { jwt: { jwks: source as string } };
    expect(() => createAuthenticator(options, createTestHost())).toThrow(words);
  });

  it("warn at the start when tokens for others would be taken", () => {
    const host = createTestHost();
    createAuthenticator({ jwt: { jwks, audience: "models" } }, host);
    expect(host.lines).toEqual([]);
    createAuthenticator({ jwt: { jwks, issuer: "https://id" } }, host);
    expect(host.lines).toEqual([
      {
        level: "warn",
        message: "tokens are taken whomever they are for: no audience is set that they must name",
        fields: { issuer: "https://id" },
      },
    ]);
  });

  it("that cannot be read are read again for the next token", async () => {
    // Its shape is right, and no library takes it.
    const broken = {
      keys: [
        {
          kty: "EC",
          get kid(): string {
            throw new Error("not yet");
          },
        },
      ],
    };
    let isBroken = true;
    const source = {
      get keys() {
        return isBroken ? broken.keys : jwks.keys;
      },
    } as JSONWebKeySet;
    const authenticator = createAuthenticator({ jwt: { jwks: source } }, createTestHost())!;
    const headers = from({ authorization: `Bearer ${await sign({})}` });
    await expect(authenticator.check(headers)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    isBroken = false;
    await authenticator.check(headers);
    expect(authenticator.check(headers)).toBeUndefined();
  });
});

describe("guarded routes", () => {
  const seen: (HeaderSource | undefined)[] = [];
  const route: Route = {
    methods: ["POST"],
    path: "/predict",
    handle(exchange) {
      seen.push(exchange);
      return { status: 200, headers: [], body: "in" };
    },
    fail: (error) => ({ status: error.httpStatus, headers: [], body: error.message }),
    guarded: true,
  };
  const authenticator = createAuthenticator({ apiKeys: [KEY] }, createTestHost());

  it("admit who shows a key, and tell others how", () => {
    const [guarded] = guardRoutes([route], authenticator);
    expect(() => guarded!.admit!(from({}))).toThrow("Expected a known key in x-api-key");
    expect(guarded!.admit!(from({ "x-api-key": KEY }))).toBeUndefined();
    expect(guarded!.fail(new InferenceError("UNAUTHENTICATED", "who?"))).toEqual({
      status: 401,
      headers: ["www-authenticate", 'Bearer realm="zerohop"'],
      body: "who?",
    });
    expect(guarded!.fail(new InferenceError("PAYLOAD_TOO_LARGE", "much")).headers).toEqual([]);
  });

  it("do not hand on what was shown, unless it is asked for by name", () => {
    const [guarded] = guardRoutes([route], authenticator);
    const headers = from({ "x-api-key": KEY, authorization: "Bearer x", "x-trace": "1" });
    void guarded!.handle(headers as Exchange, {});
    const given = seen.pop()!;
    expect(given.all()).toEqual({ "x-trace": "1" });
    expect([given.get("x-api-key"), given.get("authorization")]).toEqual([KEY, "Bearer x"]);
  });

  it("leave open what is not guarded, and hand on nothing there, either", () => {
    const [open] = guardRoutes([{ ...route, guarded: false }], authenticator);
    expect(open!.admit).toBeUndefined();
    void open!.handle(from({ "x-api-key": KEY, "x-trace": "1" }) as Exchange, {});
    expect(seen.pop()!.all()).toEqual({ "x-trace": "1" });
    expect(guardRoutes([route], undefined)[0]).toBe(route);
  });
});
