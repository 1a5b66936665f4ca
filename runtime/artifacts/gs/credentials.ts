/**
 * Where Google's credentials come from, in this order: the remote's own key; the key file of
 * GOOGLE_APPLICATION_CREDENTIALS; the metadata server, where that is asked for (GKE workload
 * identity). A remote that says ANONYMOUS has none.
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { CredentialTrail, Remote } from "../remote.ts";
import { requestJson } from "../token-request.ts";
import type { Transport } from "../transport.ts";
import { readToken, tokenForKey } from "./service-account.ts";
import type { AccessToken } from "./service-account.ts";

const METADATA_HOST = "metadata.google.internal";
const TOKEN_PATH = "/computeMetadata/v1/instance/service-accounts/default/token";
const APPLICATION = "GOOGLE_APPLICATION_CREDENTIALS";

/** Looks for credentials; undefined when there are none and requests go out anonymously. */
export async function findGoogleToken(
  remote: Remote,
  trail: CredentialTrail,
  transport: Transport,
): Promise<AccessToken | undefined> {
  if (remote.flag("ANONYMOUS") === true) {
    trail.used = `none, ${remote.variable("ANONYMOUS")} is set`;
    return undefined;
  }
  const ready = remote.option("ACCESS_TOKEN", trail);
  if (ready !== undefined) {
    trail.used = remote.variable("ACCESS_TOKEN");
    return { token: ready };
  }
  const key = remote.option("SERVICE_ACCOUNT_CREDENTIALS", trail);
  if (key !== undefined) {
    trail.used = remote.variable("SERVICE_ACCOUNT_CREDENTIALS");
    return tokenForKey(key, trail.used, transport);
  }
  const file = remote.option("SERVICE_ACCOUNT_FILE", trail);
  if (file !== undefined) return tokenForFile(file, remote.variable("SERVICE_ACCOUNT_FILE"), trail, transport);
  const application = remote.variableOf([APPLICATION], trail);
  if (application !== undefined) return tokenForFile(application.value, APPLICATION, trail, transport);
  return metadataToken(remote, trail, transport);
}

async function tokenForFile(
  path: string,
  source: string,
  trail: CredentialTrail,
  transport: Transport,
): Promise<AccessToken> {
  const json = await transport.host.readText(path);
  if (json === undefined) throw new InferenceError("NOT_FOUND", `${source}: cannot read ${path}`);
  trail.used = source;
  return tokenForKey(json, source, transport);
}

async function metadataToken(
  remote: Remote,
  trail: CredentialTrail,
  transport: Transport,
): Promise<AccessToken | undefined> {
  const host = remote.variableOf(["GCE_METADATA_HOST"], trail)?.value;
  const isAskedFor = remote.flag("ENV_AUTH") === true;
  trail.lookedFor.push(`${remote.variable("ENV_AUTH")}=true`);
  if (host === undefined && !isAskedFor) return undefined;
  const who = "the GKE metadata server";
  trail.used = who;
  const url = new URL(`http://${host ?? METADATA_HOST}${TOKEN_PATH}`);
  const now = transport.host.wallClock();
  const request = { method: "GET", url, headers: { "metadata-flavor": "Google" } } as const;
  return readToken(await requestJson(transport, who, request, { timeoutMs: 5000 }), who, now);
}
