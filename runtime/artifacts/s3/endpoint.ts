/** Where a bucket answers: AWS, or any server that speaks S3. @module */
import { invalid } from "../../errors.ts";
import { encodeKey } from "../artifact-uri.ts";
import type { Remote } from "../remote.ts";

export interface S3Endpoint {
  readonly region: string;
  /** Whether it is AWS's own, which may say that a bucket lies elsewhere. */
  readonly isAws: boolean;
  /** The URL of an object, or of the bucket when the key is empty. */
  url(bucket: string, key: string): URL;
}

/**
 * Reads endpoint, region and style of addresses. A configured endpoint gets the bucket in its path,
 * AWS gets it in its name, unless FORCE_PATH_STYLE says otherwise.
 * @param region overrides what is configured
 * @throws InferenceError INVALID_ARGUMENT for an endpoint that is no URL
 */
export function s3Endpoint(remote: Remote, region: string = regionOf(remote)): S3Endpoint {
  const configured = configuredEndpoint(remote);
  const isAws = configured === undefined;
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const base = configured ?? new URL(`https://s3.${region}.${suffix}`);
  const usesPath = remote.flag("FORCE_PATH_STYLE") ?? !isAws;
  return {
    region,
    isAws,
    url(bucket, key) {
      const url = new URL(base);
      const folder = url.pathname.replace(/\/+$/, "");
      // A dot in the name does not fit the certificate; capitals do not fit a host.
      const inPath = usesPath || !/^[a-z0-9-]+$/.test(bucket);
      if (!inPath) url.host = `${bucket}.${url.host}`;
      url.pathname = `${folder}/${inPath ? `${encodeKey(bucket)}/` : ""}${encodeKey(key)}`;
      return url;
    },
  };
}

function configuredEndpoint(remote: Remote): URL | undefined {
  const own = remote.option("ENDPOINT");
  const shared =
    own === undefined ? remote.variableOf(["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "S3_ENDPOINT"]) : undefined;
  const name = own === undefined ? shared?.name : remote.variable("ENDPOINT");
  const text = own ?? shared?.value;
  if (text === undefined || name === undefined) return undefined;
  const usesHttp = /^(0|false|no)$/i.test(remote.variableOf(["S3_USE_HTTPS"])?.value ?? "");
  const whole = /^https?:\/\//i.test(text) ? text : `${usesHttp && own === undefined ? "http" : "https"}://${text}`;
  if (!URL.canParse(whole)) invalid(`${name}: expected the URL of an S3 server, got text of length ${text.length}`);
  return new URL(whole);
}

function regionOf(remote: Remote): string {
  const region = remote.option("REGION") ?? remote.variableOf(["AWS_REGION", "AWS_DEFAULT_REGION"])?.value;
  if (region === undefined) return "us-east-1";
  if (!/^[a-z0-9-]{1,40}$/i.test(region)) invalid(`The S3 region has characters that none can have`);
  return region;
}
