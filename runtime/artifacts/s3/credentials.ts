/**
 * Where S3's credentials come from, in this order: the remote's own options; then, unless the remote
 * is configured without ENV_AUTH, the AWS variables, a web identity (IRSA), the container's
 * credentials (ECS, EKS pod identity) and, only where that is asked for, the EC2 metadata server.
 * @module
 */
import { InferenceError, invalid } from "../../errors.ts";
import type { CredentialTrail, Remote } from "../remote.ts";
import type { Transport } from "../transport.ts";
import { containerCredentials, instanceCredentials } from "./machine-credentials.ts";
import type { AwsCredentials } from "./sign.ts";
import { webIdentityCredentials } from "./web-identity.ts";

/** Looks for credentials; undefined when there are none and requests go out unsigned. */
export async function findAwsCredentials(
  remote: Remote,
  region: string,
  trail: CredentialTrail,
  transport: Transport,
): Promise<AwsCredentials | undefined> {
  const own = ownKeys(remote, trail);
  if (own !== undefined) return own;
  if (remote.flag("ANONYMOUS") === true) {
    trail.used = `none, ${remote.variable("ANONYMOUS")} is set`;
    return undefined;
  }
  const asksEnvironment = remote.flag("ENV_AUTH");
  // As rclone has it: a remote that is configured and has no keys is anonymous.
  if (remote.type !== undefined && asksEnvironment !== true) {
    trail.lookedFor.push(`${remote.variable("ENV_AUTH")}=true`);
    return undefined;
  }
  return (
    environmentKeys(remote, trail) ??
    (await webIdentityCredentials(remote, region, trail, transport)) ??
    (await containerCredentials(remote, trail, transport)) ??
    (await instanceCredentials(remote, trail, transport, asksEnvironment === true))
  );
}

function ownKeys(remote: Remote, trail: CredentialTrail): AwsCredentials | undefined {
  const accessKeyId = remote.option("ACCESS_KEY_ID", trail);
  const secretAccessKey = remote.option("SECRET_ACCESS_KEY", trail);
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    invalid(
      `${remote.variable("ACCESS_KEY_ID")} and ${remote.variable("SECRET_ACCESS_KEY")}: expected both, got one of them`,
    );
  }
  trail.used = remote.variable("ACCESS_KEY_ID");
  return { accessKeyId, secretAccessKey, sessionToken: remote.option("SESSION_TOKEN") };
}

function environmentKeys(remote: Remote, trail: CredentialTrail): AwsCredentials | undefined {
  const id = remote.variableOf(["AWS_ACCESS_KEY_ID"], trail);
  const secret = remote.variableOf(["AWS_SECRET_ACCESS_KEY"], trail);
  if (id === undefined && secret === undefined) return undefined;
  if (id === undefined || secret === undefined) {
    throw new InferenceError(
      "INVALID_ARGUMENT",
      "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: expected both, got one of them",
    );
  }
  trail.used = id.name;
  return {
    accessKeyId: id.value,
    secretAccessKey: secret.value,
    sessionToken: remote.variableOf(["AWS_SESSION_TOKEN"])?.value,
  };
}
