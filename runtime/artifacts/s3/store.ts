/**
 * Buckets that speak S3: AWS, MinIO, Ceph and others.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 * @module
 */
import { InferenceError } from "../../errors.ts";
import { answerBody, byteCount, PLAIN_BYTES, rangeHeader, sizeOf } from "../answer-body.ts";
import { errorText, sendForText } from "../answer-text.ts";
import type { ArtifactEntry, ArtifactStore } from "../artifact-store.ts";
import { baseName, objectPlace, publicUri } from "../artifact-uri.ts";
import type { ArtifactUri } from "../artifact-uri.ts";
import { refreshed } from "../expiring.ts";
import { failedRequest } from "../failure.ts";
import { tooMany } from "../limits.ts";
import { CredentialTrail } from "../remote.ts";
import type { Remote } from "../remote.ts";
import type { StoreKind } from "../store-kind.ts";
import { discard } from "../transport.ts";
import type { StoreRequest, Transport } from "../transport.ts";
import { textOf } from "../xml.ts";
import { findAwsCredentials } from "./credentials.ts";
import { s3Endpoint } from "./endpoint.ts";
import type { S3Endpoint } from "./endpoint.ts";
import { readListing } from "./listing.ts";
import { queryString, signV4 } from "./sign.ts";
import type { AwsCredentials } from "./sign.ts";

export const s3Kind: StoreKind = {
  schemes: ["s3", "s3a"],
  types: ["s3"],
  backend: "S3",
  create: (uri, remote, transport) => new S3Store(uri, remote, transport),
};

class S3Store implements ArtifactStore {
  readonly address: string;
  readonly #uri: ArtifactUri;
  readonly #bucket: string;
  readonly #key: string;
  readonly #remote: Remote;
  readonly #transport: Transport;
  readonly #trail = new CredentialTrail();
  readonly #credentials: () => Promise<AwsCredentials | undefined>;
  #endpoint: S3Endpoint;
  #hasMoved = false;

  constructor(uri: ArtifactUri, remote: Remote, transport: Transport) {
    const { bucket, key } = objectPlace(uri);
    this.#uri = uri;
    this.#bucket = bucket;
    this.#key = key;
    this.#remote = remote;
    this.#transport = transport;
    this.#endpoint = s3Endpoint(remote);
    this.address = this.#endpoint.url(bucket, key).href;
    const find = (): Promise<AwsCredentials | undefined> =>
      findAwsCredentials(remote, this.#endpoint.region, this.#trail, transport);
    this.#credentials = refreshed(() => transport.host.wallClock(), find);
  }

  async list(_uri: string, signal?: AbortSignal): ReturnType<ArtifactStore["list"]> {
    const single = await this.#head(signal);
    if (typeof single === "object") return { kind: "file", entries: [single] };
    const entries = await this.#listFolder(signal);
    if (entries.length > 0) return { kind: "folder", entries };
    // Who may list sees that there is no folder, so the refusal was about a file that may be there.
    if (single === 401 || single === 403) throw this.#failed(single, "");
    const text = `"${publicUri(this.#uri.text)}": neither an object nor a folder with objects in bucket ${this.#bucket}; ${this.#trail.toString()}`;
    throw new InferenceError("NOT_FOUND", text);
  }

  /** @param uri the key of an object of this bucket */
  async open(
    uri: string,
    range: Parameters<ArtifactStore["open"]>[1],
    signal?: AbortSignal,
  ): ReturnType<ArtifactStore["open"]> {
    const headers = {
      ...rangeHeader(range),
      ...(range.validator !== undefined && { "if-match": range.validator }),
    };
    const response = await this.#send("GET", uri, {}, headers, signal);
    const isAnswer = response.ok || response.status === 412 || response.status === 416;
    if (!isAnswer) throw this.#failed(response.status, await errorText(this.#transport, response));
    return answerBody(this.#uri.text, response, response.headers.get("etag") ?? undefined);
  }

  // What is no object may be a folder; who may not read it may still list, so only the listing's word counts.
  async #head(signal?: AbortSignal): Promise<ArtifactEntry | number | undefined> {
    if (this.#key === "" || this.#key.endsWith("/")) return undefined;
    const response = await this.#send("HEAD", this.#key, {}, {}, signal);
    await discard(response);
    if (!response.ok) return response.status;
    return {
      uri: this.#key,
      path: baseName(this.#key),
      sizeBytes: sizeOf(response),
      validator: response.headers.get("etag") ?? undefined,
    };
  }

  async #listFolder(signal?: AbortSignal): Promise<readonly ArtifactEntry[]> {
    const prefix = this.#key === "" || this.#key.endsWith("/") ? this.#key : `${this.#key}/`;
    const { limits } = this.#transport;
    const entries: ArtifactEntry[] = [];
    let token: string | undefined;
    for (let page = 0; page <= limits.maxFiles; page++) {
      const query = {
        "list-type": "2",
        prefix,
        "encoding-type": "url",
        ...(token !== undefined && { "continuation-token": token }),
      };
      const answer = await sendForText(this.#transport, () => this.#request("GET", "", query, {}), { signal });
      if (this.#movesTo(answer.headers)) continue;
      if (answer.status !== 200) throw this.#failed(answer.status, answer.text);
      const { objects, next } = readListing(answer.text);
      for (const { key, size, etag } of objects) {
        // "Folders" that consoles make are empty objects whose names end with a slash.
        if (!key.startsWith(prefix) || key.endsWith("/")) continue;
        entries.push({ uri: key, path: key.slice(prefix.length), sizeBytes: byteCount(size), validator: etag });
        if (entries.length > limits.maxFiles) throw tooMany(limits);
      }
      if (next === undefined || next === token) return entries;
      token = next;
    }
    return entries;
  }

  async #send(
    method: "GET" | "HEAD",
    key: string,
    query: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Response> {
    const prepare = (): Promise<StoreRequest> => this.#request(method, key, query, headers);
    const response = await this.#transport.send(prepare, { signal });
    if (!this.#movesTo(response.headers)) return response;
    await discard(response);
    return this.#transport.send(prepare, { signal });
  }

  async #request(
    method: "GET" | "HEAD",
    key: string,
    query: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>>,
  ): Promise<StoreRequest> {
    const credentials = await this.#credentials();
    const { region } = this.#endpoint;
    const url = this.#endpoint.url(this.#bucket, key);
    url.search = queryString(query);
    const signed =
      credentials === undefined
        ? headers
        : await signV4(
            { method, url, headers },
            { region, service: "s3" },
            credentials,
            this.#transport.host.wallClock(),
          );
    return { method, url, headers: { ...signed, ...PLAIN_BYTES } };
  }

  // AWS says in which region a bucket lies; who asked in another one asks again there.
  #movesTo(headers: Headers): boolean {
    const region = headers.get("x-amz-bucket-region");
    const isElsewhere = this.#endpoint.isAws && region !== null && region !== this.#endpoint.region;
    if (!isElsewhere || this.#hasMoved || !/^[a-z0-9-]{1,40}$/.test(region)) return false;
    this.#hasMoved = true;
    this.#endpoint = s3Endpoint(this.#remote, region);
    return true;
  }

  #failed(status: number, text: string): InferenceError {
    const reason = textOf(text, "Code");
    const hint = reason === "NoSuchBucket" ? `bucket ${this.#bucket} does not exist there` : undefined;
    return failedRequest({ uri: this.#uri.text, status, reason, trail: this.#trail, hint });
  }
}
