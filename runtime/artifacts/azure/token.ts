/**
 * Azure access tokens: for the token that the cluster puts into the pod (workload identity), for a
 * service principal's secret, and from the machine's metadata server.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { encodePart } from "../artifact-uri.ts";
import type { Expiring } from "../expiring.ts";
import type { CredentialTrail, Remote } from "../remote.ts";
import { FORM_HEADERS, endOf, form, requestJson } from "../token-request.ts";
import type { StoreRequest, Transport } from "../transport.ts";

export interface AzureToken extends Expiring {
  readonly token: string;
}

const AUTHORITY = "https://login.microsoftonline.com";
const RESOURCE = "https://storage.azure.com/";
const METADATA = "http://169.254.169.254/metadata/identity/oauth2/token";
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Undefined when the environment has neither. @param usesMetadata whether the remote wants the metadata server */
export async function findAzureToken(
  remote: Remote,
  trail: CredentialTrail,
  transport: Transport,
  usesMetadata: boolean,
): Promise<AzureToken | undefined> {
  const client = value(remote, "CLIENT_ID", ["AZURE_CLIENT_ID", "AZ_CLIENT_ID"], trail);
  const tenant = value(remote, "TENANT", ["AZURE_TENANT_ID", "AZ_TENANT_ID"], trail);
  const file = remote.variableOf(["AZURE_FEDERATED_TOKEN_FILE"], trail);
  const secret = value(remote, "CLIENT_SECRET", ["AZURE_CLIENT_SECRET", "AZ_CLIENT_SECRET"], trail);
  const hasClient = client !== undefined && tenant !== undefined;
  if (hasClient && file !== undefined) {
    trail.used = "AZURE_FEDERATED_TOKEN_FILE, AZURE_CLIENT_ID and AZURE_TENANT_ID";
    const assertion = (await transport.host.readText(file.value))?.trim();
    if (assertion === undefined || assertion === "") {
      throw new InferenceError("NOT_FOUND", `AZURE_FEDERATED_TOKEN_FILE: no token in ${file.value}`);
    }
    const proof = { client_assertion_type: ASSERTION_TYPE, client_assertion: assertion };
    return exchange(remote, tenant, { client_id: client, ...proof }, transport);
  }
  if (hasClient && secret !== undefined) {
    trail.used = "the client secret of a service principal";
    return exchange(remote, tenant, { client_id: client, client_secret: secret }, transport);
  }
  if (!usesMetadata) return undefined;
  trail.used = "the Azure metadata server";
  const own = client === undefined ? "" : `&client_id=${encodePart(client)}`;
  const base = remote.variableOf(["AZURE_POD_IDENTITY_AUTHORITY_HOST"])?.value;
  const metadata = base === undefined ? METADATA : `${base.replace(/\/+$/, "")}${new URL(METADATA).pathname}`;
  const url = new URL(`${metadata}?api-version=2018-02-01&resource=${encodePart(RESOURCE)}${own}`);
  return ask(trail.used, { method: "GET", url, headers: { metadata: "true" } }, transport);
}

function value(
  remote: Remote,
  option: string,
  variables: readonly string[],
  trail: CredentialTrail,
): string | undefined {
  return remote.option(option, trail) ?? remote.variableOf(variables, trail)?.value;
}

function exchange(
  remote: Remote,
  tenant: string,
  proof: Readonly<Record<string, string>>,
  transport: Transport,
): Promise<AzureToken> {
  const authority = (remote.variableOf(["AZURE_AUTHORITY_HOST"])?.value ?? AUTHORITY).replace(/\/+$/, "");
  const url = new URL(`${authority}/${encodePart(tenant)}/oauth2/v2.0/token`);
  const body = form({ grant_type: "client_credentials", scope: `${RESOURCE}.default`, ...proof });
  return ask("Azure's token server", { method: "POST", url, headers: FORM_HEADERS, body }, transport);
}

async function ask(who: string, request: StoreRequest, transport: Transport): Promise<AzureToken> {
  const now = transport.host.wallClock();
  const { access_token: token, expires_in: seconds } = await requestJson(transport, who, request);
  if (typeof token === "string" && token !== "") return { token, expiresAtMs: endOf(now, seconds) };
  throw new InferenceError("PERMISSION_DENIED", `${who}: expected an access_token, the answer has none`);
}
