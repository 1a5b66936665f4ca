/**
 * Credentials that the machine itself hands out: ECS and EKS pod identity by the address in the
 * environment, EC2 by its metadata server (version 2, with a session token).
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { encodePart } from "../artifact-uri.ts";
import type { CredentialTrail, Remote } from "../remote.ts";
import { requestJson, requestText } from "../token-request.ts";
import type { Transport } from "../transport.ts";
import type { AwsCredentials } from "./sign.ts";

const CONTAINER_HOST = "http://169.254.170.2";
const INSTANCE_HOST = "http://169.254.169.254";
/** On a machine that has none, nobody answers. */
const QUICKLY = { timeoutMs: 2000, attempts: 3 } as const;
const ROLE_PATH = "/latest/meta-data/iam/security-credentials/";

/** Undefined when the environment names no address. */
export async function containerCredentials(
  remote: Remote,
  trail: CredentialTrail,
  transport: Transport,
): Promise<AwsCredentials | undefined> {
  const relative = remote.variableOf(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"], trail);
  const full = remote.variableOf(["AWS_CONTAINER_CREDENTIALS_FULL_URI"], trail);
  const found = relative ?? full;
  if (found === undefined) return undefined;
  trail.used = found.name;
  const url = new URL(relative === undefined ? full!.value : `${CONTAINER_HOST}${relative.value}`);
  if (url.protocol === "http:" && !isLocal(url.hostname)) {
    const text = `AWS_CONTAINER_CREDENTIALS_FULL_URI: expected https, or http to this machine, got http to ${url.hostname}`;
    throw new InferenceError("INVALID_ARGUMENT", text);
  }
  const token = await authorization(remote, transport);
  const headers: Record<string, string> = token === undefined ? {} : { authorization: token };
  const answer = await requestJson(transport, found.name, { method: "GET", url, headers }, QUICKLY);
  return readAnswer(found.name, answer);
}

/** @param isAskedFor whether a remote wants it (ENV_AUTH) */
export async function instanceCredentials(
  remote: Remote,
  trail: CredentialTrail,
  transport: Transport,
  isAskedFor: boolean,
): Promise<AwsCredentials | undefined> {
  const endpoint = remote.variableOf(["AWS_EC2_METADATA_SERVICE_ENDPOINT"], trail);
  const disabled = remote.variableOf(["AWS_EC2_METADATA_DISABLED"])?.value.toLowerCase();
  const isOn = endpoint !== undefined || isAskedFor || disabled === "false";
  if (disabled === "true" || !isOn) return undefined;
  const who = "EC2 metadata server";
  const base = endpoint?.value.replace(/\/+$/, "") ?? INSTANCE_HOST;
  const request = { method: "PUT", url: new URL(`${base}/latest/api/token`) } as const;
  const asked = { ...request, headers: { "x-aws-ec2-metadata-token-ttl-seconds": "300" } };
  try {
    const token = await requestText(transport, who, asked, QUICKLY);
    const headers = { "x-aws-ec2-metadata-token": token };
    const url = new URL(`${base}${ROLE_PATH}`);
    const roles = await requestText(transport, who, { method: "GET", url, headers }, QUICKLY);
    const role = roles.trim().split("\n")[0]!.trim();
    const ofRole = new URL(`${base}${ROLE_PATH}${encodePart(role)}`);
    const answer = await requestJson(transport, who, { method: "GET", url: ofRole, headers }, QUICKLY);
    trail.used = `the ${who}`;
    return readAnswer(who, answer);
  } catch (error) {
    if (endpoint === undefined && InferenceError.is(error)) {
      // Without a role, or away from EC2: as if there were none; the trail says that it was asked.
      trail.lookedFor.push(`the ${who} (${error.code})`);
      return undefined;
    }
    throw error;
  }
}

async function authorization(remote: Remote, transport: Transport): Promise<string | undefined> {
  const file = remote.variableOf(["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"])?.value;
  if (file === undefined) return remote.variableOf(["AWS_CONTAINER_AUTHORIZATION_TOKEN"])?.value;
  const token = (await transport.host.readText(file))?.trim();
  if (token !== undefined && token !== "") return token;
  throw new InferenceError("NOT_FOUND", `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: no token in ${file}`);
}

function isLocal(hostname: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|169\.254\.170\.(2|23)|\[fd00:ec2::23\])$/i.test(hostname);
}

function readAnswer(who: string, answer: Readonly<Record<string, unknown>>): AwsCredentials {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: token, Expiration: end } = answer;
  if (typeof accessKeyId !== "string" || typeof secretAccessKey !== "string") {
    const names = Object.keys(answer).slice(0, 8).join(", ");
    throw new InferenceError("PERMISSION_DENIED", `${who}: expected AccessKeyId and SecretAccessKey, got ${names}`);
  }
  const expiresAtMs = typeof end === "string" ? Date.parse(end) : Number.NaN;
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: typeof token === "string" ? token : undefined,
    expiresAtMs: Number.isNaN(expiresAtMs) ? undefined : expiresAtMs,
  };
}
