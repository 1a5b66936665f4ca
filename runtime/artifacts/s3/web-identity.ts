/**
 * Credentials for a token that the cluster puts into the pod (IAM roles for service accounts).
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 * @module
 */
import { InferenceError } from "../../errors.ts";
import type { CredentialTrail, Remote } from "../remote.ts";
import { FORM_HEADERS, form, requestText } from "../token-request.ts";
import type { Transport } from "../transport.ts";
import { textOf } from "../xml.ts";
import type { AwsCredentials } from "./sign.ts";

/** Undefined when the pod has no web identity. */
export async function webIdentityCredentials(
  remote: Remote,
  region: string,
  trail: CredentialTrail,
  transport: Transport,
): Promise<AwsCredentials | undefined> {
  const file = remote.variableOf(["AWS_WEB_IDENTITY_TOKEN_FILE"], trail);
  const role = remote.variableOf(["AWS_ROLE_ARN"], trail);
  if (file === undefined || role === undefined) return undefined;
  trail.used = "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN";
  const token = (await transport.host.readText(file.value))?.trim();
  if (token === undefined || token === "") {
    throw new InferenceError("NOT_FOUND", `AWS_WEB_IDENTITY_TOKEN_FILE: no token in ${file.value}`);
  }
  const endpoint = remote.variableOf(["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"])?.value ?? stsEndpoint(region);
  const body = form({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: role.value,
    RoleSessionName: remote.variableOf(["AWS_ROLE_SESSION_NAME"])?.value ?? "zerohop",
    WebIdentityToken: token,
  });
  const request = { method: "POST", url: new URL(endpoint), headers: FORM_HEADERS, body } as const;
  const xml = await requestText(transport, `AWS STS for ${role.value}`, request);
  return readCredentials(xml, role.value);
}

function stsEndpoint(region: string): string {
  return `https://sts.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}/`;
}

function readCredentials(xml: string, role: string): AwsCredentials {
  const accessKeyId = textOf(xml, "AccessKeyId");
  const secretAccessKey = textOf(xml, "SecretAccessKey");
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const text = `AWS STS for ${role}: expected AccessKeyId and SecretAccessKey, got text of length ${xml.length}`;
    throw new InferenceError("UNAVAILABLE", text);
  }
  const end = Date.parse(textOf(xml, "Expiration") ?? "");
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: textOf(xml, "SessionToken"),
    expiresAtMs: Number.isNaN(end) ? undefined : end,
  };
}
