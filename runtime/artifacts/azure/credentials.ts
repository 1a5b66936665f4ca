/**
 * Where Azure's credentials come from, in this order: the query of the URL itself; SAS_URL or
 * ACCOUNT and KEY of the remote; the AZURE_STORAGE_ variables; workload identity; a service
 * principal; the metadata server, where a remote asks for it (USE_MSI).
 * @module
 */
import type { CredentialTrail, Remote } from "../remote.ts";
import type { Transport } from "../transport.ts";
import { findAzureToken } from "./token.ts";

/** How requests are let in. */
export type AzureAccess =
  | { readonly kind: "anonymous" }
  | { readonly kind: "sas"; readonly query: string }
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "token"; readonly token: string; readonly expiresAtMs?: number | undefined };

const KEYS: readonly string[] = ["AZURE_STORAGE_KEY", "AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_ACCESS_KEY"];
const ANONYMOUS: AzureAccess = { kind: "anonymous" };

/** @param query of the URL; a SAS when it has a signature */
export async function findAzureAccess(
  query: string,
  remote: Remote,
  trail: CredentialTrail,
  transport: Transport,
): Promise<AzureAccess> {
  if (new URLSearchParams(query).has("sig")) {
    trail.used = "the SAS of the URL";
    return { kind: "sas", query };
  }
  const sasUrl = remote.option("SAS_URL", trail);
  if (sasUrl !== undefined) {
    trail.used = remote.variable("SAS_URL");
    return { kind: "sas", query: sasUrl.replace(/^[^?]*\??/s, "") };
  }
  const key = remote.option("KEY", trail);
  if (key !== undefined) {
    trail.used = remote.variable("KEY");
    return { kind: "key", key };
  }
  const asksEnvironment = remote.flag("ENV_AUTH") === true;
  const usesMetadata = asksEnvironment || remote.flag("USE_MSI") === true;
  if (remote.type === undefined || asksEnvironment) {
    const shared = remote.variableOf(KEYS, trail);
    if (shared !== undefined) {
      trail.used = shared.name;
      return { kind: "key", key: shared.value };
    }
    const sas = remote.variableOf(["AZURE_STORAGE_SAS_TOKEN"], trail);
    if (sas !== undefined) {
      trail.used = sas.name;
      return { kind: "sas", query: sas.value.replace(/^\?/, "") };
    }
  }
  const token = await findAzureToken(remote, trail, transport, usesMetadata);
  return token === undefined ? ANONYMOUS : { kind: "token", ...token };
}
